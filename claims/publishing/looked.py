"""Where the newsroom looked for evidence, as a published version keeps it: who was asked, when, with what result.

"Found nothing" and "could not look" are never the same word; why it could not is kept as it was told then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime


@dataclass(frozen=True)
class Looked:
    """One place that was asked."""

    name: str
    label: str
    lane: str
    state: str
    outcome: str
    found: int
    asked: int
    answered: int
    why: str
    at: datetime | None

    @property
    def could_look(self) -> bool:
        return self.state in ("found", "found_nothing")

    @property
    def was_asked_in_vain(self) -> bool:
        """Whether there is something it was asked and did not answer."""
        return self.state in ("could_not_look", "partly")

    @property
    def words(self) -> str:
        """ "3 results", "found nothing", "could not look", "not done when this version was written"."""
        if self.state == "could_not_look":
            return "could not look"
        if self.state == "looking":
            return "had not answered when this version was written"
        thing = "earlier check" if self.lane == "earlier_checks" else "result"
        many = f"{self.found} {thing}{'' if self.found == 1 else 's'}" if self.found else "found nothing"
        if self.state == "partly":
            missing = self.asked - self.answered
            return f"could not look for {missing} of {self.asked} questions; the others: {many}"
        return many


@dataclass(frozen=True)
class Search:
    """All the places of one version."""

    complete: bool
    places: tuple[Looked, ...]

    @property
    def at(self) -> datetime | None:
        """When the last of them answered, or failed."""
        return max((each.at for each in self.places if each.at is not None), default=None)

    @property
    def sentence(self) -> str:
        """ "8 places were asked: 6 answered, 2 could not look." """
        total = len(self.places)
        failed = sum(1 for each in self.places if each.was_asked_in_vain)
        waiting = sum(1 for each in self.places if each.state == "looking")
        asked = f"{total} places were asked" if total > 1 else "One place was asked"
        if not failed and not waiting:
            return f"{asked}; {'all' if total > 2 else 'both' if total == 2 else 'it'} answered."
        parts = [f"{total - failed - waiting} answered"]
        parts += [f"{failed} could not look"] * bool(failed)
        parts += [f"{waiting} had not answered yet"] * bool(waiting)
        return f"{asked}: {', '.join(parts)}."

    @property
    def is_open(self) -> bool:
        """Whether something may be where nobody could look."""
        return any(not each.could_look for each in self.places)

    def as_data(self) -> dict[str, Any]:
        """In plain values, for programs."""
        return {
            "complete": self.complete,
            "searched_at": self.at.isoformat(timespec="seconds") if self.at else None,
            "providers": [
                {
                    "name": each.name,
                    "label": each.label,
                    "lane": each.lane,
                    "outcome": each.outcome or None,
                    "state": each.state,
                    "found": each.found,
                    "questions": each.asked,
                    "answered": each.answered,
                    "why": each.why or None,
                    "at": each.at.isoformat(timespec="seconds") if each.at else None,
                }
                for each in self.places
            ],
        }


def search_of(kept: dict[str, Any] | None) -> Search | None:
    """What a revision kept of its searches; None for one without, or from before they were kept."""
    if not kept or not kept.get("places"):
        return None
    return Search(
        complete=bool(kept["complete"]),
        places=tuple(
            Looked(**{**each, "at": parse_datetime(each["at"]) if each["at"] else None})
            for each in kept["places"]
        ),
    )
