"""Filters of lists: what each takes is written once, checked by it and told by the schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from claims.lib.problems import Problem
from claims.lib.uids import PATTERN

KNOWN_BESIDES = ("cursor", "page_size", "format")


WORDS = {"type": "string", "maxLength": 200, "pattern": r"^[^\x00]*$"}


@dataclass(frozen=True)
class Filter:
    """One query parameter: `lookup` is where it looks (empty: the view reads it), `schema` what it takes."""

    words: str
    lookup: str = ""
    schema: Mapping[str, Any] = field(default_factory=lambda: dict(WORDS))
    takes: str = ""
    """What fits the schema's pattern, in words."""

    def read(self, name: str, value: str) -> Any:
        """The value, or a Problem (400) that names the parameter."""
        if "\x00" in value or len(value) > self.schema.get("maxLength", 200):
            raise _unreadable(name, f"“{name}” can't be read.")
        if (pattern := self.schema.get("pattern")) and not re.fullmatch(pattern, value):
            raise _unreadable(name, f"“{name}” takes {self.takes or 'other letters'}.")
        if (choices := self.schema.get("enum")) and value not in choices:
            raise _unreadable(name, f"“{name}” takes one of: {', '.join(choices)}.")
        if self.schema.get("type") == "boolean":
            if value not in ("true", "false"):
                raise _unreadable(name, f"“{name}” takes true or false.")
            return value == "true"
        if self.schema.get("format") == "date":
            return _day(name, value)
        if self.schema.get("format") == "date-time":
            return _moment(name, value)
        return value


ID_PATTERN = f"^{PATTERN.pattern}$"


def an_id(of: str, lookup: str) -> Filter:
    return Filter(
        f"id of the {of}",
        lookup,
        {"type": "string", "pattern": ID_PATTERN},
        "an id of twelve letters and digits",
    )


def one_of(choices: Sequence[str], lookup: str = "", words: str = "") -> Filter:
    return Filter(words, lookup, {"type": "string", "enum": list(choices)})


def a_flag(words: str, lookup: str = "") -> Filter:
    return Filter(words, lookup, {"type": "boolean"})


def a_day(words: str, lookup: str = "") -> Filter:
    return Filter(words, lookup, {"type": "string", "format": "date"})


def a_moment(words: str, lookup: str = "") -> Filter:
    return Filter(words, lookup, {"type": "string", "format": "date-time"})


def told(filters: Mapping[str, Filter]) -> list[OpenApiParameter]:
    """The filters as the schema tells them."""
    return [
        OpenApiParameter(name, dict(each.schema), OpenApiParameter.QUERY, description=each.words)
        for name, each in filters.items()
    ]


def given(request: Request, filters: Mapping[str, Filter]) -> dict[str, Any]:
    """What was asked for, each value read. A parameter there is not is refused: nothing is dropped in silence."""
    query = request.query_params
    for name in query:
        if name not in filters and name not in KNOWN_BESIDES:
            known = ", ".join([*filters, *KNOWN_BESIDES[:2]])
            raise Problem(
                "filter.unknown", f"This list has no filter “{name[:40]}”.", status=400, pointer="/" + name[:40],
                next_step=f"There are: {known}.",
            )  # fmt: skip
        if len(query.getlist(name)) > 1:
            raise _unreadable(name, f"“{name}” was given more than once.")
    return {name: each.read(name, query[name]) for name, each in filters.items() if name in query}


def narrowed(rows: QuerySet[Any], values: Mapping[str, Any], filters: Mapping[str, Filter]) -> QuerySet[Any]:
    """The rows that fit what was asked for, by the filters that say where they look."""
    conditions = {filters[name].lookup: value for name, value in values.items() if filters[name].lookup}
    return rows.filter(**conditions)


def _day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value) if len(value) == 10 else _raise()
    except ValueError as error:
        raise _unreadable(name, f"“{name}” takes a day, as 2026-11-21.") from error


def _moment(name: str, value: str) -> datetime:
    try:
        found = parse_datetime(value) or _raise()
    except ValueError as error:
        raise _unreadable(name, f"“{name}” takes a moment, as 2026-11-21T14:05:00Z.") from error
    try:
        return timezone.make_aware(found) if timezone.is_naive(found) else found.astimezone(UTC)
    except OverflowError:  # at the very ends of the calendar
        return (datetime.max if found.year > 5000 else datetime.min).replace(tzinfo=UTC)


def _raise() -> Any:
    raise ValueError


def _unreadable(name: str, words: str) -> Problem:
    return Problem("filter.invalid", words, status=400, pointer=f"/{name}")
