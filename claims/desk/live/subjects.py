"""What a row is about: which claims and articles on which screens it belongs to, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps


class Paths:
    """How to get from a row to the claims, the articles and the people it concerns; several with spaces."""

    def __init__(self, claims: str = "", articles: str = "", people: str = "") -> None:
        self.claims = [f"{path}__uid".removeprefix("self__") for path in claims.split()]
        self.articles = [f"{path}__uid".removeprefix("self__") for path in articles.split()]
        self.people = people.split()


def _of_case(case: str, *people: str) -> Paths:
    return Paths(f"{case}__claim", f"{case}__claim__article", " ".join([f"{case}__assignee_id", *people]))


PATHS: dict[str, Paths] = {
    "Article": Paths("", "self", "assignee_id"),
    "ArticleVersion": Paths("", "article", "article__assignee_id"),
    "Source": Paths("", "article"),
    "Snapshot": Paths("evidence__claim", "source__article"),
    "Capture": Paths("", "source__article", "by_id"),
    "Suggestion": Paths("claim", "version__article"),
    "Claim": Paths("self", "article appearances__version__article", "by_id fact_check__assignee_id"),
    "Appearance": Paths("claim", "version__article"),
    "Prediction": Paths("claim", "claim__article", "claim__by_id"),
    "Checkpoint": Paths("prediction__claim", "prediction__claim__article", "prediction__claim__by_id"),
    "Match": Paths("claim suggestion__claim", "claim__article suggestion__version__article"),
    "EvidenceRun": Paths("claim suggestion__claim", "claim__article suggestion__version__article", "by_id"),
    "ProviderCall": Paths(
        "run__claim run__suggestion__claim",
        "run__claim__article run__suggestion__version__article",
        "run__by_id",
    ),
    "Candidate": Paths("claim suggestion__claim", "claim__article suggestion__version__article"),
    "Evidence": Paths("claim", "claim__article", "claim__fact_check__assignee_id"),
    "FactCheck": Paths("claim", "claim__article", "assignee_id claim__by_id draft__author_ids"),
    "Draft": _of_case("fact_check", "author_ids"),
    "Comment": _of_case("fact_check", "by_id"),
    "VerdictRevision": _of_case("fact_check", "author_ids"),
    "PublishOrder": _of_case("fact_check", "by_id"),
    "Publication": _of_case("fact_check", "fact_check__claim__by_id"),
}
"""Things that are told of live. What is not here (people, keys, settings) is nobody's news but its own page's."""


@dataclass
class About:
    """Where news of one thing is shown."""

    claims: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    people: set[int] = field(default_factory=set)

    def add(self, other: About) -> None:
        self.claims |= other.claims
        self.articles |= other.articles
        self.people |= other.people

    @property
    def topics(self) -> set[str]:
        return {f"claim:{uid}" for uid in self.claims} | {f"article:{uid}" for uid in self.articles}


def about(things: Iterable[tuple[str, str]]) -> dict[tuple[str, str], About]:
    """For each (type, uid) what it is about: one query for each type. A type nobody tells of is left out."""
    wanted: dict[str, set[str]] = {}
    for kind, uid in things:
        if kind in PATHS and uid:
            wanted.setdefault(kind, set()).add(uid)
    found: dict[tuple[str, str], About] = {}
    for kind, uids in wanted.items():
        paths = PATHS[kind]
        columns = [*paths.claims, *paths.articles, *paths.people]
        rows = apps.get_model("claims", kind)._default_manager.filter(uid__in=uids)
        for uid, *values in rows.order_by().values_list("uid", *columns):
            row = dict(zip(columns, values, strict=True))
            known = found.setdefault((kind, uid), About())
            known.claims.update(row[path] for path in paths.claims if row[path])
            known.articles.update(row[path] for path in paths.articles if row[path])
            for path in paths.people:
                value = row[path]
                known.people.update(value if isinstance(value, list) else [value] if value else [])
    return found
