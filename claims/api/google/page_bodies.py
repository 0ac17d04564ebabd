"""Checking a page that was sent, against the interface's own shapes."""

from __future__ import annotations

from typing import Any

from claims.api.google.envelope import Refusal
from claims.api.google.objects import PREFIX, SHAPES


def read_page(sent: Any) -> dict[str, Any]:
    """The page, if every field of it is known and of its type. Refused with each fault at its field."""
    faults: dict[str, str] = {}
    _check(sent, "ClaimReviewMarkupPage", "", faults)
    if faults:
        raise Refusal(
            400, "; ".join(f"{at or 'body'}: {words}" for at, words in faults.items()), fields=faults
        )
    assert isinstance(sent, dict)
    return sent


def _check(value: Any, shape: str, at: str, faults: dict[str, str]) -> None:
    if not isinstance(value, dict):
        faults[at] = "must be an object."
        return
    for name, held in value.items():
        place = f"{at}.{name}" if at else str(name)
        if len(faults) >= 20:
            return
        if name not in SHAPES[shape]:
            faults[place[:200]] = "is not a field of this interface."
        else:
            _check_field(held, SHAPES[shape][name], place, faults)


def _check_field(held: Any, kind: dict[str, Any], place: str, faults: dict[str, str]) -> None:
    if "$ref" in kind:
        _check(held, kind["$ref"].removeprefix(PREFIX), place, faults)
    elif kind["type"] == "array":
        if not isinstance(held, list):
            faults[place] = "must be a list."
            return
        for number, each in enumerate(held):
            _check_field(each, kind["items"], f"{place}[{number}]", faults)
    elif kind["type"] == "integer":
        if not isinstance(held, int) or isinstance(held, bool) or not -(2**31) <= held < 2**31:
            faults[place] = "must be a whole number of 32 bits."
    elif not isinstance(held, str):
        faults[place] = "must be text."
    elif any("\ud800" <= letter <= "\udfff" or letter == "\x00" for letter in held):
        faults[place] = "holds characters that can't be stored."
