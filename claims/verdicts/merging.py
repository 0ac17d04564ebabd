"""Two people in one draft: what changed since somebody looked, and where her words and theirs meet in one field.

The events keep every changed field before and after, so the text both started from can be told without keeping it
twice: it is what the first change since then found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims.accounts.acting import Actor
from claims.history.models import Event
from claims.lib.problems import FieldError, Stale
from claims.verdicts.models import Draft


@dataclass(frozen=True)
class Change:
    """What was done to one field since a version: how it stood before, by whom (name by id), when last."""

    base: Any
    at: datetime
    people: Mapping[int | None, str]

    def others(self, by: Actor) -> str:
        """Who else than this person had a hand in it; empty where nobody had."""
        return ", ".join(sorted(name for pk, name in self.people.items() if pk != by.user.pk))


@dataclass(frozen=True)
class Meeting:
    """One field that two people changed: what both started from, and how it stands now."""

    field: str
    base: Any
    current: Any
    by: str
    at: datetime | None


class Met(Stale):
    """Somebody else changed the same field: `meetings` has each such field with base and current."""

    def __init__(self, draft: Draft, meetings: Iterable[Meeting]) -> None:
        self.meetings = list(meetings)
        who = ", ".join(sorted({each.by for each in self.meetings if each.by})) or "Somebody else"
        super().__init__(
            "row.stale",
            f"{who} changed this in the meantime.",
            next_step="Look at how it stands now, and save again.",
            errors=[
                FieldError(f"/{each.field}", f"{each.by or 'Somebody else'} changed this field.")
                for each in self.meetings
            ],
            current=draft,
        )


def changed_since(draft: Draft, version: int) -> dict[str, Change] | None:
    """The fields written since this version, by name. None where history can't tell (the draft was filled anew
    by a correction): then any field may have changed."""
    events = Event.objects.filter(
        organisation_id=draft.organisation_id,
        subject_type="Draft",
        subject_uid=draft.uid,
        data__row_version__gt=version,
    ).order_by("id")
    found: dict[str, Change] = {}
    told: set[int] = set()
    for event in events:
        told.add(event.data["row_version"])
        for name, before in event.before.items():
            earlier = found.get(name)
            found[name] = Change(
                earlier.base if earlier else before,
                event.at,
                {**(earlier.people if earlier else {}), event.actor_id: event.actor_name},
            )
    if not told.issuperset(range(version + 1, draft.row_version + 1)):
        return None
    return found


def meetings(
    draft: Draft, changes: Mapping[str, Any], *, by: Actor, seen: Mapping[str, int]
) -> list[Meeting]:
    """Where these changes, each based on the version seen, meet somebody else's. Her own other window is nobody else.

    `changes` and the draft's fields are compared as `plain` has them.
    """
    met = []
    histories = {version: changed_since(draft, version) for version in set(seen.values())}
    for name, mine in changes.items():
        current = plain(getattr(draft, name))
        version = seen[name]
        if version == draft.row_version or current == plain(mine):
            continue
        history = histories[version] if version < draft.row_version else None
        if history is None:
            met.append(Meeting(name, None, current, "", None))
            continue
        change = history.get(name)
        if change is None or change.base == current or not change.others(by):
            continue
        met.append(Meeting(name, change.base, current, change.others(by), change.at))
    return met


def plain(value: Any) -> Any:
    """A field's value as events keep it: a rating by its key, a moment as text."""
    if hasattr(value, "key"):
        return value.key
    return value.isoformat() if hasattr(value, "isoformat") else value
