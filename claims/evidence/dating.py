"""When something was there to be known, set beside the day a claim was made: known then, or only known now.

A date has a kind, and kinds prove different things. *Published* and *filed* say when it came out. That a service first
saw, crawled or captured it, that it was last edited, or that figures are of a vintage, proves only that it was there by
then.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Left, NullIf
from django.db.models.lookups import IsNull

from claims.annotation.models import Claim, Suggestion
from claims.evidence.merging import whole_day
from claims.lib.problems import Problem

BEFORE, AFTER, UNSURE, UNDATED = "before", "after", "unsure", "undated"
THEN, NOW = "then", "now"
CAME_OUT = ("published", "filed")
"""Kinds that say when it came out; the others only that it was there by then."""
KINDS = {
    "filed": "filed",
    "first_seen": "first seen",
    "crawled": "seen by a search service",
    "last_edited": "last edited",
    "captured": "captured",
    "vintage": "figures as of",
}


@dataclass(frozen=True)
class Dated:
    """A date as it is known, and on which side of the claim it lies. `words` say it in a few."""

    value: str
    precision: str
    kind: str
    side: str
    words: str

    @property
    def is_known_then(self) -> bool:
        """Whether the known-then view shows it: everything but what surely came out later."""
        return self.side != AFTER


def dated(published: Mapping[str, Any] | None, said_on: date | None) -> Dated:
    """The date of something beside the day a claim was made (None where nobody knows that day)."""
    published = published or {}
    value, kind = str(published.get("value") or ""), str(published.get("kind") or "published")
    span = _span(value)
    if span is None:
        return Dated(
            value, "", kind if value else "", UNDATED, "undated: nobody knows whether it was known then"
        )
    precision = str(published.get("precision") or {4: "year", 7: "month"}.get(len(value), "day"))
    side, words = _side(span, kind, said_on)
    return Dated(value, precision, kind, side, words)


def require_day(subject: Claim | Suggestion) -> date:
    """The day a claim was made. Raises Problem where nobody knows it: then nothing can be said to come before it."""
    day = day_of(subject)
    if day is None:
        raise Problem(
            "claim.no_date",
            "Nobody has said when this claim was made, so nothing can be known then.",
            pointer="/known",
            next_step="Give the claim (or its article) a date.",
        )
    return day


def day_of(subject: Claim | Suggestion) -> date | None:
    """The day a claim was made: as it says itself, else the day its article is dated."""
    if isinstance(subject, Suggestion):
        return whole_day(subject.version.snapshot.source.published_on)
    article = subject.article
    return subject.claimed_on or (whole_day(article.source.published_on) if article is not None else None)


def known_then(rows: QuerySet[Any], said_on: date, *, at: Sequence[str]) -> QuerySet[Any]:
    """The rows without those that surely came out after that day; undated ones stay. `at` names the JSON columns that
    may hold the date: the first that does counts."""
    values = [NullIf(KeyTextTransform("value", column), Value("", TextField())) for column in at]
    kinds = [
        When(IsNull(value, False), then=KeyTextTransform("kind", column))
        for value, column in zip(values, at, strict=True)
    ]
    day = Left(Coalesce(*values, Value("", TextField()), output_field=TextField()), 10)
    rows = rows.annotate(
        _day=day, _kind=Coalesce(Case(*kinds, output_field=TextField()), Value("published", TextField()))
    )
    no_date = ~Q(_day__regex=r"^\d{4}(-\d\d){0,2}$")
    return rows.filter(Q(_day__lte=said_on.isoformat()) | ~Q(_kind__in=["", *CAME_OUT]) | no_date)


def tell(rows: list[Any], said_on: date | None) -> None:
    """Give each candidate or piece of evidence its `dated`."""
    for row in rows:
        row.dated = dated(_published(row), said_on)


def _published(row: Any) -> Mapping[str, Any]:
    own = getattr(row, "published", None)
    if own:
        return own
    snapshot = row.snapshot
    return snapshot.source.published if snapshot is not None else {}


def _side(span: tuple[date, date], kind: str, said_on: date | None) -> tuple[str, str]:
    first, last = span
    came_out = kind in CAME_OUT
    told = f"{KINDS[kind]} " if kind in KINDS else ""
    if said_on is None:
        return UNSURE, told.strip()
    if first == last == said_on:
        return BEFORE, f"{told}on the day of the claim"
    if last <= said_on:
        return BEFORE, f"{told}before the claim"
    if not came_out:
        return UNSURE, f"{told}after the claim, may be older"
    if first > said_on:
        return AFTER, f"{told}after the claim"
    return UNSURE, f"{told}in the same {'month' if first.month == last.month else 'year'} as the claim"


def _span(value: str) -> tuple[date, date] | None:
    """The first and last day that a date, month or year can mean; None for anything else."""
    parts = value[:10].split("-")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 1 and len(value) == 4:
            return date(numbers[0], 1, 1), date(numbers[0], 12, 31)
        if len(numbers) == 2:
            year, month = numbers
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        if len(numbers) == 3:
            day = date(*numbers)
            return day, day
    except ValueError:
        pass
    return None
