"""Which checks a list shows: newest first, by rating, claimant, date and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from claims.accounts.models import Organisation
from claims.publishing import finding
from claims.publishing.dates import day_begins, day_ends
from claims.publishing.filing import find, key_of, listed
from claims.publishing.models import (
    ListKind,
    Publication,
    PublicationState,
    PublicList,
    PublicListEntry,
    PublishedVersion,
)
from claims.publishing.reading import read_many
from claims.publishing.search_plans import Asked
from claims.publishing.shown import NOTICE_KINDS, Check

PAGE = 20


@dataclass(frozen=True)
class Chosen:
    """What a reader asked for. What could not be read is left empty."""

    q: str = ""
    rating: str = ""
    topic: str = ""
    claimant: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Chosen:
        """From the address; unreadable dates and numbers count as not given."""
        return cls(
            q=_words(query.get("q", "")),
            rating=_words(query.get("rating", ""))[:40],
            topic=_words(query.get("topic", "")),
            claimant=_words(query.get("claimant", "")),
            since=_day(query.get("from", "")),
            until=_day(query.get("to", "")),
            page=number(query.get("page", "")),
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.rating or self.topic or self.claimant or self.since or self.until)

    def as_query(self, page: int) -> dict[str, str]:
        """The address of another page of the same list."""
        query = {
            "q": self.q,
            "rating": self.rating,
            "topic": self.topic,
            "claimant": self.claimant,
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
            "page": str(page) if page > 1 else "",
        }
        return {name: value for name, value in query.items() if value}

    def with_one_less(self) -> list[tuple[str, dict[str, str]]]:
        """For each thing chosen, where there are several: its name, and the address of the list without it."""
        chosen = self.as_query(1)
        if len(chosen) < 2:
            return []
        words = {
            "q": "the words", "rating": "the rating", "topic": "the topic", "claimant": "who said it",
            "from": "the first day", "to": "the last day",
        }  # fmt: skip
        return [
            (words[name], {each: value for each, value in chosen.items() if each != name}) for name in chosen
        ]


def public(organisation: Organisation) -> QuerySet[Any]:
    """What readers can find, the newest news first: publication, or the last correction with a notice."""
    return (
        Publication.objects.in_newsroom(organisation)
        .exclude(state=PublicationState.WITHDRAWN)
        .select_related("organisation", "fact_check__claim")
        .annotate(
            news_at=Max(
                "versions__published_at",
                filter=Q(versions__correction__isnull=True) | Q(versions__correction__kind__in=NOTICE_KINDS),
            )
        )
        .order_by("-news_at", "-pk")
    )


def newest_versions(organisation: Organisation) -> QuerySet[PublishedVersion]:
    """The newest version of everything that readers can find."""
    return only_newest(
        PublishedVersion.objects.in_newsroom(organisation).exclude(
            publication__state=PublicationState.WITHDRAWN
        )
    )


def only_newest(versions: QuerySet[PublishedVersion]) -> QuerySet[PublishedVersion]:
    """Of these, those that are the newest of their check."""
    newest = PublishedVersion.objects.filter(publication=OuterRef("publication")).order_by("-n").values("n")
    return versions.filter(n=Subquery(newest[:1]))


@dataclass(frozen=True)
class Listed:
    """Some of the checks that a reader asked for, and how many there are in all."""

    checks: list[Check]
    total: int
    is_nearest: bool = False
    """No check has every word that was asked for: these come nearest."""


def page_of(organisation: Organisation, chosen: Chosen) -> Listed:
    """One page of what was asked for: the newest news first; with words, the best match first."""
    first = (chosen.page - 1) * PAGE
    if chosen.q:
        asked = _asked(organisation, chosen)
        found = finding.find(asked, size=PAGE, offset=first)
        total, exact = finding.how_many(asked, found.plan)
        checks = read_many(row.publication for row in found.rows)
        return Listed(checks, total, is_nearest=found.plan.is_loose and total > 0 and not exact)
    rows = _narrowed(organisation, chosen)
    return Listed(read_many(rows[first : first + PAGE]), _how_many(organisation, chosen, rows))


def some_of(organisation: Organisation, chosen: Chosen, most: int) -> list[Check]:
    """So many of what was asked for at most, in the same order."""
    if chosen.q:
        found = finding.find(_asked(organisation, chosen), size=most)
        return read_many(row.publication for row in found.rows)
    return read_many(_narrowed(organisation, chosen)[:most])


def _asked(organisation: Organisation, chosen: Chosen) -> Asked:
    """The words, for the search that programs use too, within everything else that was chosen."""
    rest = replace(chosen, q="")
    within = _narrowed(organisation, rest) if rest.is_filtered else None
    return Asked(organisation, query=chosen.q, only_reviews=False, within=within)


def _narrowed(organisation: Organisation, chosen: Chosen) -> QuerySet[Any]:
    """The publications of the ratings, names and days that a reader asked for, in the order of `public`."""
    found: QuerySet[Any] = listed(find(organisation, ListKind.ALL, ""))
    for kind, key in (
        (ListKind.RATING, chosen.rating),
        (ListKind.TOPIC, key_of(chosen.topic) if chosen.topic else ""),
        (ListKind.CLAIMANT, key_of(chosen.claimant) if chosen.claimant else ""),
    ):
        if key:
            inside = PublicListEntry.objects.in_newsroom(organisation).filter(
                public_list__kind=kind, public_list__key=key
            )
            found = found.filter(pk__in=inside.values("publication"))
    if chosen.since:
        found = found.filter(news_at__gte=day_begins(chosen.since, zone=organisation.timezone))
    if chosen.until:
        found = found.filter(news_at__lt=day_ends(chosen.until, zone=organisation.timezone))
    return found


def _how_many(organisation: Organisation, chosen: Chosen, found: QuerySet[Any]) -> int:
    if chosen.is_filtered:
        return found.count()
    everything = find(organisation, ListKind.ALL, "")
    return everything.total if everything else 0


def claimants(organisation: Organisation, *, most: int = 100) -> list[str]:
    """Names to choose from, in alphabetical order: never ranked."""
    return _names(organisation, ListKind.CLAIMANT, most)


def topics(organisation: Organisation, *, most: int = 100) -> list[str]:
    """Topics to choose from, in alphabetical order."""
    return _names(organisation, ListKind.TOPIC, most)


def _names(organisation: Organisation, kind: ListKind, most: int) -> list[str]:
    rows = PublicList.objects.in_newsroom(organisation).filter(kind=kind)
    return list(rows.order_by("name").values_list("name", flat=True)[:most])


def _words(value: str) -> str:
    return value.replace("\x00", "").strip()[:200]


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def number(value: str) -> int:
    """A page's number from an address; what can't be read is the first."""
    return (
        int(value)
        if value.isascii() and value.isdigit() and 0 < int(value[:6]) <= 100_000 and len(value) < 7
        else 1
    )
