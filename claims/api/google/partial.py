"""Partial answers: `fields=claims(text,claimReview/textualRating),nextPageToken` takes these fields and no others.

The syntax of Google's interfaces: a comma between fields, `a/b` and `a(b,c)` for fields inside a field, `*` for every
field. What is inside a list is taken from each of its items.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from claims.api.google.objects import PREFIX, SHAPES

Selection: TypeAlias = Mapping[str, "Selection | None"]
"""Names, each with what is taken of it; None: all of it."""
LONGEST, DEEPEST = 2000, 20
_WORD = re.compile(r"\s*(\*|[A-Za-z_$@][\w$@.-]*|[,/()])\s*")
_SIGNS = frozenset(",/()")


class Unreadable(ValueError):
    """A selection that can't be read, or names what isn't there: where, and in which words."""

    def __init__(self, place: str, words: str) -> None:
        super().__init__(words)
        self.place = place


def read(text: str) -> Selection:
    """The selection that was asked for. Raises Unreadable."""
    if len(text) > LONGEST:
        raise Unreadable("fields", f"has {len(text):,} characters; at most {LONGEST:,}.")
    words: list[str] = []
    at = 0
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None:
            raise Unreadable("fields", f"can't be read from “{text[at : at + 20]}” on.")
        words.append(found[1])
        at = found.end()
    selection = _several(words, 0)
    if words:
        raise Unreadable("fields", f"has a “{words[0]}” where none belongs.")
    return selection


def check(selection: Selection, shape: str, place: str = "") -> None:
    """Raises Unreadable for a name that the shape doesn't have."""
    for name, inside in selection.items():
        here = f"{place}/{name}" if place else name
        kinds = SHAPES[shape] if name == "*" else {name: SHAPES[shape].get(name)}
        for kind in kinds.values():
            if kind is None:
                raise _no_field(here)
            kind = kind.get("items", kind)
            if inside is None:
                continue
            if "$ref" in kind:
                check(inside, kind["$ref"].removeprefix(PREFIX), here)
            elif name != "*":
                raise _no_field(f"{here}/{next(iter(inside))}")


def taken(value: Any, selection: Selection | None, place: str = "", *, strict: bool = False) -> Any:
    """What is selected of a value. `strict`: raises Unreadable for a name the value doesn't have."""
    if selection is None:
        return value
    if isinstance(value, list):
        return [taken(each, selection, place, strict=strict) for each in value]
    if not isinstance(value, dict):
        return {}
    if strict and (unknown := next((name for name in selection if name != "*" and name not in value), "")):
        raise _no_field(f"{place}/{unknown}" if place else unknown)
    found = {}
    for name, held in value.items():
        if name in selection and "*" in selection:
            inside = _both(selection[name], selection["*"])
        elif name in selection or "*" in selection:
            inside = selection.get(name, selection.get("*"))
        else:
            continue
        here = f"{place}/{name}" if place else name
        part = taken(held, inside, here, strict=strict and "*" not in selection)
        if inside is None or part not in ({}, []):
            found[name] = part
    return found


def _no_field(place: str) -> Unreadable:
    return Unreadable(place[:200], "is not a field of this answer.")


def _several(words: list[str], depth: int) -> Selection:
    """Reads `a,b/c(d)` off the front of the words."""
    if depth > DEEPEST:
        raise Unreadable("fields", f"is nested more than {DEEPEST} deep.")
    found: dict[str, Any] = {}
    while True:
        name, inside = _one(words, depth)
        found[name] = _both(found[name], inside) if name in found else inside
        if not words or words[0] != ",":
            return found
        words.pop(0)


def _one(words: list[str], depth: int) -> tuple[str, Selection | None]:
    if not words or words[0] in _SIGNS:
        raise Unreadable(
            "fields", f"has no name before “{words[0]}”." if words else "ends where a name belongs."
        )
    name = words.pop(0)
    if words and words[0] == "/":
        words.pop(0)
        if depth > DEEPEST:
            raise Unreadable("fields", f"is nested more than {DEEPEST} deep.")
        return name, dict([_one(words, depth + 1)])
    if words and words[0] == "(":
        words.pop(0)
        inside = _several(words, depth + 1)
        if not words or words.pop(0) != ")":
            raise Unreadable("fields", f"opens a bracket after “{name}” and doesn't close it.")
        return name, inside
    return name, None


def _both(one: Selection | None, other: Selection | None) -> Selection | None:
    """What either takes."""
    if one is None or other is None:
        return None
    return {
        name: _both(one[name], other[name])
        if name in one and name in other
        else one.get(name, other.get(name))
        for name in {**one, **other}
    }
