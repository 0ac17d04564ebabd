"""The method box: how a published version came about, in the order it happened.

What was asked where, and when; which sources were considered and not used; who wrote and who approved it, and when. It
is read from what the revision kept when it was sent; nothing of what people said among themselves is in there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

WHY = {"set_aside": "read and set aside", "not_cited": "kept, and not cited"}
LANES = {"evidence": "evidence", "earlier_checks": "earlier checks"}


@dataclass(frozen=True)
class Asked:
    """One question to one provider."""

    provider: str
    label: str
    lane: str
    query: str
    asked_at: datetime | None
    answered_at: datetime | None
    outcome: str
    found: int

    @property
    def words(self) -> str:
        """ "3 results", "nothing", "no answer"."""
        if self.outcome == "ok":
            return f"{self.found} result{'' if self.found == 1 else 's'}"
        return "nothing" if self.outcome == "empty" else "no answer"


@dataclass(frozen=True)
class Considered:
    """A source that somebody looked at and the verdict does not cite."""

    title: str
    publisher: str
    url: str
    why: str

    @property
    def words(self) -> str:
        return WHY.get(self.why, "")


@dataclass(frozen=True)
class Method:
    """All of it. `unnamed`: considered sources without a public address; `not_looked_at`: proposals nobody judged."""

    taken_up_at: datetime | None
    sent_at: datetime
    approved_at: datetime | None
    queries: tuple[Asked, ...]
    considered: tuple[Considered, ...]
    unnamed: int
    not_looked_at: int


def method_of(
    kept: dict[str, Any] | None, *, sent_at: datetime, approved_at: datetime | None
) -> Method | None:
    """What a revision kept; None for one from before it was kept."""
    if not kept:
        return None
    return Method(
        taken_up_at=_moment(kept["taken_up_at"]),
        sent_at=sent_at,
        approved_at=approved_at,
        queries=tuple(
            Asked(
                provider=each["provider"],
                label=each["label"],
                lane=LANES.get(each["lane"], each["lane"]),
                query=each["query"],
                asked_at=_moment(each["asked_at"]),
                answered_at=_moment(each["answered_at"]),
                outcome=each["outcome"] or "",
                found=each["found"],
            )
            for each in kept["queries"]
        ),
        considered=tuple(
            Considered(each["title"], each["publisher"], each["url"], each["why"])
            for each in kept["considered"]
        ),
        unnamed=kept["unnamed"],
        not_looked_at=kept["not_looked_at"],
    )


def _moment(words: str | None) -> datetime | None:
    return parse_datetime(words) if words else None


def iso(moment: datetime | None) -> str | None:
    """A moment as programs read it."""
    return moment.isoformat(timespec="seconds") if moment else None
