"""The pages of lists: checks as a reader chose them, those of one rating, topic, claimant or article, and what lists
there are. Numbers stand with what they are out of; nobody is ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from claims.accounts.models import Organisation
from claims.publishing import embed_lists, oembeds
from claims.publishing.addresses import base_url
from claims.publishing.files import Rendered
from claims.publishing.filing import KEPT_OPEN_KEY, RETRACTED_KEY, find, listed, path_of, stored_path
from claims.publishing.listing import PAGE, Chosen, Listed, claimants, page_of, topics
from claims.publishing.models import ListKind, PublicList
from claims.publishing.pages import page
from claims.publishing.reading import read_many
from claims.publishing.shown import Check
from claims.publishing.tags import ball_name
from claims.verdicts import labels
from claims.verdicts.models import Rating
from claims.verdicts.scales import active_scale

ROWS = 100
"""So many names on a page of the topics or claimants there are."""


@dataclass(frozen=True)
class Answer:
    """One of the answers a check can have, and how many checks have it."""

    key: str
    label: str
    stamp: str
    definition: str = ""
    count: int = 0

    @property
    def ball(self) -> str:
        return ball_name(self.stamp)

    @property
    def path(self) -> str:
        return f"/ratings/{self.key}/"


KEPT_OPEN = Answer(KEPT_OPEN_KEY, labels.KEPT_OPEN, "ko", "A forecast or a plan that has not come out yet.")
RETRACTED = Answer(RETRACTED_KEY, labels.RETRACTED, "rx", "We were wrong, and say so where it stood.")


def answers(organisation: Organisation, counts: dict[str, int] | None = None) -> list[Answer]:
    """Every answer in the order of the scale, then those of older scales that still stand on a check."""
    found = [
        Answer(each.key, each.label, f"r{each.digit}", each.definition)
        for each in active_scale(organisation).ratings.all()
    ]
    found += [KEPT_OPEN, RETRACTED]
    older = set(counts or ()) - {each.key for each in found}
    for key in sorted(older):
        rating = Rating.objects.in_newsroom(organisation).filter(key=key).order_by("-pk").first()
        if rating is not None:
            found.append(Answer(key, rating.label, f"r{rating.digit}", rating.definition))
    return [replace(each, count=(counts or {}).get(each.key, 0)) for each in found]


def list_page(
    organisation: Organisation,
    chosen: Chosen,
    *,
    path: str,
    found: Listed | None = None,
) -> Rendered:
    """A page of the list of checks, as chosen; `found` where the checks and their number are known already."""
    found = found or page_of(organisation, chosen)
    checks, total = found.checks, found.total
    return page(
        path,
        "list.html",
        newsroom=organisation,
        here="checks" if path != "/" else "",
        title="Checks",
        heading=organisation.name if path == "/" else "Checks",
        description=f"Checks and corrections by {organisation.name}.",
        noindex=chosen.is_filtered or chosen.page > 1,
        **_embedding(organisation, chosen),
        checks=checks,
        total=total,
        nearest=found.is_nearest,
        chosen={
            "q": chosen.q,
            "rating": chosen.rating,
            "topic": chosen.topic,
            "claimant": chosen.claimant,
            "from": chosen.since.isoformat() if chosen.since else "",
            "to": chosen.until.isoformat() if chosen.until else "",
        },
        filtered=chosen.is_filtered,
        without=[
            {"words": words, "path": f"/checks/?{urlencode(rest)}" if rest else "/checks/"}
            for words, rest in chosen.with_one_less()
        ],
        beyond=chosen.page > 1 and not checks and total > 0,
        ratings=[(each.key, each.label) for each in answers(organisation)],
        topics=topics(organisation),
        claimants=claimants(organisation),
        balls=_balls(checks),
        **_turning(chosen, total),
    )


def _embedding(organisation: Organisation, chosen: Chosen) -> dict[str, Any]:
    """Where the code is that shows this list elsewhere, and the links by which other programs find it."""
    path = embed_lists.page_path(chosen)
    return {
        "embedding": f"/checks/embed/{path.removeprefix('/checks/')}",
        **oembeds.discovery(organisation, base_url(organisation) + path),
    }


def _turning(chosen: Chosen, total: int) -> dict[str, Any]:
    def address(n: int) -> str:
        query = urlencode(chosen.as_query(n))
        return f"/checks/?{query}" if query else "/checks/"

    return {
        "older": address(chosen.page + 1) if total > chosen.page * PAGE else "",
        "newer": address(min(chosen.page - 1, max(1, -(-total // PAGE)))) if chosen.page > 1 else "",
    }


HEADINGS = {
    ListKind.RATING: "Rating",
    ListKind.TOPIC: "Topic",
    ListKind.CLAIMANT: "Said by",
}


def one_list(public_list: PublicList) -> Rendered:
    """The page of one rating, topic, claimant or article."""
    organisation = public_list.organisation
    if public_list.kind == ListKind.ARTICLE:
        return _article_page(public_list, read_many(listed(public_list)[:ROWS]))
    checks = read_many(listed(public_list)[:PAGE])
    kind = ListKind(public_list.kind)
    name = public_list.name
    which: dict[str, Any] = {kind.value: public_list.key if kind == ListKind.RATING else name}
    chosen = Chosen(**which)
    rated = next((each for each in answers(organisation) if each.key == public_list.key), None)
    canonical = base_url(organisation) + path_of(public_list)
    made = page(
        stored_path(public_list),
        "shelf.html",
        newsroom=organisation,
        here="topics" if kind == ListKind.TOPIC else "checks",
        title=f"{HEADINGS[kind]}: {name}",
        description=f"Checks by {organisation.name}. {HEADINGS[kind]}: {name}.",
        canonical=canonical,
        sort=kind.value,
        heading=HEADINGS[kind],
        name=name,
        total=public_list.total,
        rated=rated if kind == ListKind.RATING else None,
        answers=[
            each
            for each in answers(organisation, public_list.counts)
            if each.count and kind != ListKind.RATING
        ],
        checks=checks,
        balls=sorted(
            {
                *_balls(checks),
                *(each.ball for each in answers(organisation, public_list.counts) if each.count),
                *([rated.ball] if rated else []),
            }
        ),
        feeds=stored_path(public_list),
        **_embedding(organisation, chosen),
        **_turning(chosen, public_list.total),
    )
    return replace(made, headers={**made.headers, "Link": f'<{canonical}>; rel="canonical"'})


def _article_page(public_list: PublicList, checks: Sequence[Check]) -> Rendered:
    organisation, uid = public_list.organisation, public_list.key
    lines = [
        (check, next(place for place in check.newest.places if place.article == uid)) for check in checks
    ]
    newest = lines[0][1]
    canonical = base_url(organisation) + path_of(public_list)
    made = page(
        stored_path(public_list),
        "article.html",
        newsroom=organisation,
        here="articles",
        title=public_list.name,
        description=f"{public_list.total} checked claims of “{public_list.name}”.",
        canonical=canonical,
        article=newest,
        **oembeds.discovery(organisation, canonical),
        total=public_list.total,
        lines=[{"check": check, "place": place} for check, place in lines],
        balls=_balls([check for check, _ in lines]),
    )
    return replace(made, headers={**made.headers, "Link": f'<{canonical}>; rel="canonical"'})


def articles_page(organisation: Organisation, n: int = 1) -> Rendered:
    """The articles with at least one published check, those with the newest news first."""
    rows = PublicList.objects.in_newsroom(organisation).filter(kind=ListKind.ARTICLE)
    shown = rows.order_by("-news_at", "-pk")[(n - 1) * PAGE : n * PAGE + 1]
    return page(
        "/articles/",
        "articles.html",
        newsroom=organisation,
        here="articles",
        title="Articles we checked",
        noindex=n > 1,
        articles=[
            {"path": path_of(row), "title": row.name, "count": row.total, **row.facts} for row in shown[:PAGE]
        ],
        beyond=n > 1 and not shown,
        older=f"/articles/?page={n + 1}" if len(shown) > PAGE else "",
        newer=(f"/articles/?page={n - 1}" if n > 2 else "/articles/") if n > 1 else "",
    )


def names_page(organisation: Organisation, kind: ListKind, n: int = 1) -> Rendered:
    """All topics, or all claimants, by name: never by number."""
    word = {ListKind.TOPIC: "topics", ListKind.CLAIMANT: "claimants"}[kind]
    rows = PublicList.objects.in_newsroom(organisation).filter(kind=kind).order_by("name", "pk")
    shown = rows[(n - 1) * ROWS : n * ROWS + 1]
    everything = find(organisation, ListKind.ALL, "")
    return page(
        f"/{word}/",
        "names.html",
        newsroom=organisation,
        here=word,
        title="Topics" if kind == ListKind.TOPIC else "Who said it",
        noindex=n > 1,
        sort=kind.value,
        names=[{"path": path_of(row), "name": row.name, "count": row.total} for row in shown[:ROWS]],
        of_all=everything.total if everything else 0,
        beyond=n > 1 and not shown,
        older=f"/{word}/?page={n + 1}" if len(shown) > ROWS else "",
        newer=(f"/{word}/?page={n - 1}" if n > 2 else f"/{word}/") if n > 1 else "",
    )


def ratings_page(organisation: Organisation) -> Rendered:
    """Every answer there is, in the order of the scale, with how many checks have it out of all."""
    everything = find(organisation, ListKind.ALL, "")
    counted = answers(organisation, everything.counts if everything else {})
    return page(
        "/ratings/",
        "ratings.html",
        newsroom=organisation,
        here="checks",
        title="Checks by rating",
        answers=counted,
        of_all=everything.total if everything else 0,
        balls=sorted({each.ball for each in counted}),
    )


def _balls(checks: Sequence[Check]) -> list[str]:
    return sorted({ball_name(check.stamp_class) for check in checks})
