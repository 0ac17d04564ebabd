"""Which checks a list shows: newest first, by rating, claimant, date and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from claims.accounts.models import Organisation
from claims.publishing.models import Publication, PublicationState, PublishedVersion
from claims.publishing.reading import NOTICE_KINDS, Check, read_many

PAGE = 20
KEPT_OPEN_KEY = "kept-open"
RETRACTED_KEY = "retracted"


@dataclass(frozen=True)
class Chosen:
    """What a reader asked for. What could not be read is left empty."""

    q: str = ""
    rating: str = ""
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
            claimant=_words(query.get("claimant", "")),
            since=_day(query.get("from", "")),
            until=_day(query.get("to", "")),
            page=_number(query.get("page", "")),
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.rating or self.claimant or self.since or self.until)

    def as_query(self, page: int) -> dict[str, str]:
        """The address of another page of the same list."""
        query = {
            "q": self.q,
            "rating": self.rating,
            "claimant": self.claimant,
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
            "page": str(page) if page > 1 else "",
        }
        return {name: value for name, value in query.items() if value}


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
    newest = (
        PublishedVersion.objects.filter(publication=OuterRef("publication")).order_by("-n").values("n")[:1]
    )
    return (
        PublishedVersion.objects.in_newsroom(organisation)
        .exclude(publication__state=PublicationState.WITHDRAWN)
        .filter(n=Subquery(newest))
    )


def matching(organisation: Organisation, chosen: Chosen) -> QuerySet[Any]:
    """The publications a reader asked for, in the order of `public`."""
    if not chosen.is_filtered:
        return public(organisation)
    versions = newest_versions(organisation)
    if chosen.rating == KEPT_OPEN_KEY:
        versions = versions.filter(
            revision__rating__isnull=True, publication__state=PublicationState.PUBLISHED
        )
    elif chosen.rating == RETRACTED_KEY:
        versions = versions.filter(publication__state=PublicationState.RETRACTED)
    elif chosen.rating:
        versions = versions.filter(
            revision__rating__key=chosen.rating, publication__state=PublicationState.PUBLISHED
        )
    if chosen.claimant:
        versions = versions.filter(revision__claimant_name__iexact=chosen.claimant)
    for word in chosen.q.split()[:12]:
        versions = versions.filter(
            Q(revision__headline__icontains=word)
            | Q(revision__conclusion__icontains=word)
            | Q(revision__statement__icontains=word)
            | Q(revision__claimant_name__icontains=word)
        )
    found = public(organisation).filter(pk__in=versions.values("publication"))
    if chosen.since:
        found = found.filter(news_at__date__gte=chosen.since)
    if chosen.until:
        found = found.filter(news_at__date__lte=chosen.until)
    return found


def page_of(organisation: Organisation, chosen: Chosen) -> tuple[list[Check], int]:
    """One page of checks, and how many there are in all."""
    found = matching(organisation, chosen)
    first = (chosen.page - 1) * PAGE
    return read_many(found[first : first + PAGE]), found.count()


def claimants(organisation: Organisation, *, most: int = 100) -> list[str]:
    """Names to choose from, in alphabetical order: never ranked."""
    return list(
        newest_versions(organisation)
        .exclude(revision__claimant_name="")
        .annotate(name=F("revision__claimant_name"))
        .values_list("name", flat=True)
        .distinct()
        .order_by("name")[:most]
    )


def with_article(organisation: Organisation, article_uid: str) -> QuerySet[Any]:
    """The publications whose claim stands in this article, by their newest version."""
    versions = newest_versions(organisation).filter(
        revision__claim_fields__contains={"appearances": [{"article": article_uid}]}
    )
    return public(organisation).filter(pk__in=versions.values("publication"))


def _words(value: str) -> str:
    return value.replace("\x00", "").strip()[:200]


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _number(value: str) -> int:
    return (
        int(value)
        if value.isascii() and value.isdigit() and 0 < int(value[:6]) <= 100_000 and len(value) < 7
        else 1
    )
