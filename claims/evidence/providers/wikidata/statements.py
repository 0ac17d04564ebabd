"""Statements of Wikidata in words: names looked up, dates with their precision, amounts with their unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from claims.evidence.providers.asking import words_of

MONTHS = "January February March April May June July August September October November December".split()
_PRECISIONS = {9: "year", 10: "month", 11: "day"}


def named_in(statement: Mapping[str, Any]) -> Iterator[str]:
    """The ids whose names a statement needs to be read."""
    for snak in _snaks(statement):
        yield words_of(snak.get("property"))
        value = _value(snak)
        if isinstance(value, dict):
            yield from (found for found in (words_of(value.get("id")), _unit(value)) if found)


def spelt_out(title: str, statement: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """A statement as a line: "Example Lab: inception: 11 December 2015 (point in time: 2019)"."""
    main, *qualifiers = _snaks(statement)
    line = f"{title}: {_said(main, labels)}"
    return f"{line} ({'; '.join(_said(each, labels) for each in qualifiers)})" if qualifiers else line


def date_of(snaks: list[Mapping[str, Any]]) -> dict[str, str]:
    """The first of some dates as {value, precision, kind}; {} where there is none."""
    for snak in snaks:
        value = _value(snak)
        if isinstance(value, dict) and value.get("precision") in _PRECISIONS:
            precision = _PRECISIONS[value["precision"]]
            length = {"year": 4, "month": 7, "day": 10}[precision]
            return {
                "value": words_of(value.get("time"))[1 : 1 + length],
                "precision": precision,
                "kind": "published",
            }
    return {}


def _snaks(statement: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is stated, and by which qualifiers it is limited."""
    qualifiers = (statement.get("qualifiers") or {}).values()
    return [statement["mainsnak"], *(snak for snaks in qualifiers for snak in snaks)]


def _value(snak: Mapping[str, Any]) -> Any:
    return (snak.get("datavalue") or {}).get("value")


def _unit(value: Mapping[str, Any]) -> str:
    unit = words_of(value.get("unit")).rsplit("/", 1)[-1]
    return unit if unit.startswith("Q") else ""


def _said(snak: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    prop = words_of(snak.get("property"))
    return f"{labels.get(prop, prop)}: {_value_in_words(snak, labels)}"


def _value_in_words(snak: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    if snak.get("snaktype") == "somevalue":
        return "unknown"
    if snak.get("snaktype") == "novalue":
        return "none"
    value = _value(snak)
    if not isinstance(value, dict):
        return words_of(value)
    if "time" in value:
        return _time(value)
    if "amount" in value:
        unit = _unit(value)
        return " ".join(filter(None, (words_of(value["amount"]).lstrip("+"), labels.get(unit, unit))))
    if "id" in value:
        return labels.get(words_of(value["id"]), words_of(value["id"]))
    return words_of(value.get("text"))


def _time(value: Mapping[str, Any]) -> str:
    year, month, day = words_of(value.get("time"))[1:11].split("-")
    precision = value.get("precision")
    if precision == 11:
        return f"{int(day)} {MONTHS[int(month) - 1]} {int(year)}"
    if precision == 10:
        return f"{MONTHS[int(month) - 1]} {int(year)}"
    return str(int(year)) if precision == 9 else f"about {int(year)}"
