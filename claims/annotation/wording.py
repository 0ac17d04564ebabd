"""Checking what people type into a claim's fields; every fault is named at its own JSON pointer."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any

from claims.accounts.models import Organisation
from claims.annotation import filed_under
from claims.annotation.attributing import claimant_named
from claims.annotation.models import Claim, ClaimKind
from claims.lib.problems import FieldError, Problem

LONGEST_STATEMENT = 2000
COMPARATORS = ("=", "<", "<=", ">", ">=", "~")
HIGHEST_PRIORITY = 9

EDITABLE = (
    "statement", "resolved", "kind", "claimant", "quantities", "times", "claimed_on", "is_ambiguous", "priority",
    "prediction", "topics", "language", "translates",
)  # fmt: skip
PREDICTION_FIELDS = (
    "subject", "measure", "comparator", "threshold", "unit", "probability", "horizon_on", "criteria",
    "resolution_source",
)  # fmt: skip
WORDING = ("statement", "kind", "claimant", "quantities", "times", "claimed_on")
"""What a public verdict is about: fixed while one is public, but for a correction."""


class Faults(list[FieldError]):
    """Faults found so far; raised together, so that nobody mends them one by one."""

    def add(self, pointer: str, detail: str) -> None:
        self.append(FieldError(pointer, detail))

    def raise_any(self, code: str, detail: str, *, next_step: str = "") -> None:
        if self:
            raise Problem(code, detail, pointer=self[0].pointer, next_step=next_step, errors=self)


def checked_changes(changes: Mapping[str, Any], *, organisation: Organisation) -> dict[str, Any]:
    """The changes as the columns take them (`claimant` as its row, days as dates, `prediction` as a dictionary).

    Raises Problem naming every field that can't be kept, e.g. at `/quantities/0/value`.
    """
    faults = Faults()
    checked: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in EDITABLE:
            faults.add(f"/{name}", f"There is no such field. Fields: {', '.join(EDITABLE)}.")
            continue
        if name == "claimant":
            checked[name] = claimant_named(organisation, value)
        elif name == "translates":
            checked[name] = filed_under.translates(value, f"/{name}", faults, organisation=organisation)
        else:
            checked[name] = _CHECKS[name](value, f"/{name}", faults)
    faults.raise_any("claim.invalid", "Some fields of the claim can't be kept as they are.")
    return checked


def changed(claim: Claim, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the checked changes that differ from the claim as it stands."""
    return {name: value for name, value in wanted.items() if getattr(claim, name) != value}


def _statement(value: object, pointer: str, faults: Faults) -> str:
    words = " ".join(value.split()) if isinstance(value, str) else ""
    if not words:
        faults.add(pointer, "Write the claim as one sentence that stands alone.")
    elif "\x00" in words:
        faults.add(pointer, "The statement holds a character that can't be kept (NUL).")
    elif len(words) > LONGEST_STATEMENT:
        faults.add(
            pointer, f"A statement has at most {LONGEST_STATEMENT} characters; this one has {len(words)}."
        )
    return words


def _resolved(value: object, pointer: str, faults: Faults) -> list[Any]:
    if not isinstance(value, list) or not all(isinstance(one, dict | str) for one in value):
        faults.add(pointer, "Give a list of what was filled in.")
        return []
    return value


def _kind(value: object, pointer: str, faults: Faults) -> str:
    if value not in ClaimKind.values:
        faults.add(pointer, f"There is no kind “{value}”. Kinds: {', '.join(ClaimKind.values)}.")
    return str(value)


def _quantities(value: object, pointer: str, faults: Faults) -> list[dict[str, Any]]:
    return [
        _quantity(one, f"{pointer}/{place}", faults)
        for place, one in enumerate(_rows(value, pointer, faults))
    ]


def _quantity(one: dict[str, Any], pointer: str, faults: Faults) -> dict[str, Any]:
    _number(one.get("value"), f"{pointer}/value", faults)
    if one.get("comparator", "=") not in COMPARATORS:
        faults.add(f"{pointer}/comparator", f"A comparator is one of {' '.join(COMPARATORS)}.")
    for name in ("text", "unit"):
        if not isinstance(one.get(name, ""), str):
            faults.add(f"{pointer}/{name}", "Give words here.")
    return {"text": "", "unit": "", "comparator": "=", **one}


def _times(value: object, pointer: str, faults: Faults) -> list[dict[str, Any]]:
    rows = _rows(value, pointer, faults)
    for place, one in enumerate(rows):
        days = {
            name: _day(one.get(name), f"{pointer}/{place}/{name}", faults, exact=False)
            for name in ("from", "to")
        }
        if days["from"] and days["to"] and days["to"] < days["from"]:
            faults.add(f"{pointer}/{place}/to", "It ends before it begins.")
        if not isinstance(one.get("text", ""), str):
            faults.add(f"{pointer}/{place}/text", "Give words here.")
    return [{"text": "", "from": None, "to": None, **one} for one in rows]


def _rows(value: object, pointer: str, faults: Faults) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        faults.add(pointer, "Give a list.")
        return []
    for place, one in enumerate(value):
        if not isinstance(one, dict):
            faults.add(f"{pointer}/{place}", "Give an object with named fields.")
    return [one for one in value if isinstance(one, dict)]


def _number(value: object, pointer: str, faults: Faults) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        faults.add(pointer, "Give a number.")
        return None
    return float(value)


def _day(value: object, pointer: str, faults: Faults, *, exact: bool = True) -> dt.date | None:
    if value is None or value == "":
        return None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str):
        wanted = value if exact else (value + "-01-01"[len(value) - 4 :] if len(value) in (4, 7) else value)
        try:
            return dt.date.fromisoformat(wanted[:10])
        except ValueError:
            pass
    faults.add(pointer, "Give a day as YYYY-MM-DD.")
    return None


def _claimed_on(value: object, pointer: str, faults: Faults) -> dt.date | None:
    return _day(value, pointer, faults)


def _flag(value: object, pointer: str, faults: Faults) -> bool:
    if not isinstance(value, bool):
        faults.add(pointer, "Say true or false.")
    return bool(value)


def _priority(value: object, pointer: str, faults: Faults) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= HIGHEST_PRIORITY:
        faults.add(pointer, f"A priority is a whole number from 0 to {HIGHEST_PRIORITY}.")
        return 0
    return value


def checked_prediction(value: object, pointer: str, faults: Faults) -> dict[str, Any]:
    """A forecast's or plan's fields as the columns take them; `checkpoints` as {due_on, question} if given."""
    if not isinstance(value, dict):
        faults.add(pointer, "Give an object with the fields of the forecast.")
        return {}
    checked: dict[str, Any] = {}
    for name, one in value.items():
        where = f"{pointer}/{name}"
        if name in ("subject", "measure", "criteria", "unit", "resolution_source"):
            checked[name] = _words(one, where, faults, most=_LONGEST.get(name, 10_000))
        elif name == "comparator":
            if one and one not in COMPARATORS:
                faults.add(where, f"A comparator is one of {' '.join(COMPARATORS)}.")
            checked[name] = one or ""
        elif name in ("threshold", "probability"):
            number = None if one is None else _number(one, where, faults)
            if name == "probability" and number is not None and not 0 <= number <= 1:
                faults.add(where, "A probability lies between 0 and 1: 50 percent is 0.5.")
            checked[name] = number
        elif name == "horizon_on":
            checked[name] = _day(one, where, faults)
        elif name == "checkpoints":
            checked[name] = checked_checkpoints(one, where, faults)
        else:
            faults.add(where, f"There is no such field. Fields: {', '.join(PREDICTION_FIELDS)}, checkpoints.")
    return checked


_LONGEST = {"subject": 300, "measure": 300, "unit": 20, "resolution_source": 500}


def checked_checkpoints(value: object, pointer: str, faults: Faults) -> list[dict[str, Any]]:
    """Days on which to look, as {due_on, question}."""
    checked = []
    for place, one in enumerate(_rows(value, pointer, faults)):
        day = _day(one.get("due_on"), f"{pointer}/{place}/due_on", faults)
        if day is None and not one.get("due_on"):
            faults.add(f"{pointer}/{place}/due_on", "Say on which day to look.")
        question = _words(one.get("question", ""), f"{pointer}/{place}/question", faults, most=500)
        if not question:
            faults.add(f"{pointer}/{place}/question", "Say what to look for.")
        checked.append({"due_on": day, "question": question})
    return checked


def _words(value: object, pointer: str, faults: Faults, *, most: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or "\x00" in value:
        faults.add(pointer, "Give words here.")
        return ""
    if len(value.strip()) > most:
        faults.add(pointer, f"At most {most} characters; these are {len(value.strip())}.")
    return value.strip()


_CHECKS: dict[str, Callable[[object, str, Faults], Any]] = {
    "statement": _statement,
    "resolved": _resolved,
    "kind": _kind,
    "quantities": _quantities,
    "times": _times,
    "claimed_on": _claimed_on,
    "is_ambiguous": _flag,
    "priority": _priority,
    "prediction": checked_prediction,
    "topics": filed_under.topics,
    "language": filed_under.language,
}
