"""Shares and multiples in words: "a third of", "two-thirds", "half the", "one in five",
"twice as many", "tenfold"."""

from __future__ import annotations

import re
from typing import Any

from .comparators import comparator_around
from .numbers import MAGNITUDES, parse_words

_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
          "ninth": 9, "tenth": 10}  # fmt: skip
_SMALL = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3})"
_FRACTION = re.compile(
    r"\b(?P<top>an?|one|two|three|four|five|six|seven|eight|nine)[ -](?P<part>third|quarter|"
    r"fifth|sixth|seventh|eighth"
    r"|ninth|tenth)s?\b(?!-| (?:time|quarter|year|party|day|month|week|person|place|grade|"
    r"world|round|straight"
    r"|consecutive|season|wave|century))",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"\bhalf(?= (?:of|the|its|their|his|her|all|as|were|are|was|is|that|those|these)\b|[,.;]|"
    r"$)",
    re.IGNORECASE,
)
_NOT_HALF = re.compile(r"\b(?:second|first|latter|other|year and a|and a|better|in|a) $|-$", re.IGNORECASE)
_IN = re.compile(
    rf"\b(?P<top>{_SMALL}) (?P<way>in|out of)(?: every)? (?P<whole>{_SMALL}(?:,\d{{3}}){{0,2}}|hundred|"
    rf"thousand)\b(?! (?:years?|months?|days?"
    rf"|weeks?|hours?|minutes?|states?|countries|cities|million|billion|percent))(?![.,]?\d|%)",
    re.IGNORECASE,
)
_BOUNDED = re.compile(
    r"\b(?:less than|more than|fewer than|up to|at least|just over|just under) $", re.IGNORECASE
)
_OF_A_MAGNITUDE = re.compile(r" of an? (?P<word>million|billion|trillion)\b", re.IGNORECASE)
_PEOPLE = re.compile(
    r"(?:adult|young|older|british|american|working|registered|likely|uk|us)$", re.IGNORECASE
)
_CHANGE = re.compile(
    r"\b(?:fell|falls?|fallen|falling|dropp?(?:ed|s|ing)?|r[oi]se[ns]?|rising|grew|grows?|grown|growing|"
    r"climb(?:ed|s|ing)|jump(?:ed|s|ing)|increas(?:ed?|es|ing)|decreas(?:ed?|es|ing)|declin(?:ed?|es|ing)|shr[aiu]nk|"
    r"cut|cuts|cutting|reduc(?:ed?|es|ing)|down|up|slash(?:ed)?|surged|plunged|tumbled|lower(?:ed)?|higher|more|less|"
    r"fewer) (?:\w+ ){0,4}by (?:(?:about|around|almost|nearly|roughly|over|more than|less than|up to|at least|"
    r"just over|just under|some) )?$",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"\b(?P<n>{_SMALL}|\d{{1,4}}(?:\.\d+)?)(?:-?fold\b|(?: times| ?x\b)(?! (?:in|a|per|since|"
    rf"this|on|over|last)\b))",
    re.IGNORECASE,
)
_FOLD = re.compile(r"\b(?P<n>two|three|four|five|six|seven|eight|nine|ten|hundred)fold\b", re.IGNORECASE)
_TWICE = re.compile(r"\b(?:twice(?= (?:as|the|its|their|that|what)\b)|double(?= what\b))", re.IGNORECASE)
_DOUBLED = re.compile(
    r"\b(?:more than |nearly |almost |roughly |about )?(?:(?P<verb>doubl|tripl|quadrupl)(?:ed|"
    r"ing|es(?! as\b))\b(?! down)|(?P<halv>halv)(?:ed|ing)\b)",
    re.IGNORECASE,
)


def find_shares(text: str) -> list[dict[str, Any]]:
    """Proportions of a text (unit `proportion`; a multiple counts above 1), as quantities. English only."""
    found: list[dict[str, Any]] = []
    for match in _FRACTION.finditer(text):
        top = _whole(match["top"])
        follows = re.match(
            r" (?:of|the)\b|[,.;]| [—–]| (?:as|is|are|were|was|more|less|said|say)\b", text[match.end() :][:8]
        )
        changed = _CHANGE.search(text[max(0, match.start() - 90) : match.start()])
        bounded = _BOUNDED.search(text[max(0, match.start() - 12) : match.start()])
        if match["top"].lower() in ("a", "an") and not (follows or changed or bounded):
            continue
        many = _OF_A_MAGNITUDE.match(text, match.end())
        if many:
            value = top / _PARTS[match["part"].lower()] * MAGNITUDES[many["word"].lower()]
            sign, first, last = comparator_around(text, match.start(), many.end(), duration=False)
            found.append(_item(text, first, last, value, sign) | {"unit": "count"})
            continue
        found.append(_share(text, match.start(), match.end(), top / _PARTS[match["part"].lower()]))
    for match in _HALF.finditer(text):
        if not _NOT_HALF.search(text[max(0, match.start() - 12) : match.start()]):
            found.append(_share(text, match.start(), match.end(), 0.5))
    for match in _IN.finditer(text):
        top, whole = _whole(match["top"]), _whole(match["whole"])
        if whole > top and (
            match["way"].lower() == "out of"
            or top == 1
            or whole in (10, 100, 1000)
            or _of_people(text, match)
        ):
            found.append(_share(text, match.start(), match.end(), top / whole))
    for pattern in (_TIMES, _FOLD):
        for match in pattern.finditer(text):
            value = _whole(match["n"])
            if value > 1 and (value <= 100 or "x" not in match.group().lower()) and _compares(text, match):
                found.append(_share(text, match.start(), match.end(), value))
    for match in _TWICE.finditer(text):
        found.append(_share(text, match.start(), match.end(), 2.0))
    for match in _DOUBLED.finditer(text):
        verb = (match["verb"] or match["halv"]).lower()
        value = {"doubl": 2.0, "tripl": 3.0, "quadrupl": 4.0, "halv": 0.5}[verb]
        lead = match.group().lower()
        sign = "~" if not lead.startswith(verb) else "="
        if lead.startswith("more"):
            sign = "<" if verb == "halv" else ">"
        found.append(_item(text, match.start(), match.end(), value, sign))
    return _without_overlaps(found)


def _of_people(text: str, match: re.Match[str]) -> bool:
    """Whether "two in three" is a share: of people or things named after it, at most nine in ten of them."""
    if _whole(match["whole"]) > 10 or re.search(r"[-–]$", text[: match.start()]):
        return False
    named = re.match(r" (?:of (?:the |all |its |our |those )?)?(?P<noun>[a-z][\w-]*)\b", text[match.end() :])
    return bool(named and (named["noun"].endswith(("s", "people", "men", "women", "children", "americans"))
                           or _PEOPLE.match(named["noun"]) or named.group().startswith(" of ")))  # fmt: skip


def _compares(text: str, match: re.Match[str]) -> bool:
    if "time" not in match.group().lower():
        return True
    return bool(
        re.match(
            r" (?:as|more|less|greater|higher|lower|larger|bigger|faster|the|its|their|his|that|"
            r"what|smaller|longer)\b",
            text[match.end() : match.end() + 9],
        )
    )


def _whole(word: str) -> float:
    low = word.lower()
    if low in ("a", "an"):
        return 1.0
    if low[0].isdigit():
        return float(low.replace(",", ""))
    return parse_words(low) or 1.0


def _share(text: str, start: int, end: int, value: float) -> dict[str, Any]:
    sign, first, last = comparator_around(text, start, end, duration=False)
    return _item(text, first, last, value, sign)


def _item(text: str, start: int, end: int, value: float, sign: str) -> dict[str, Any]:
    return {"text": text[start:end], "value": round(value, 6), "unit": "proportion", "comparator": sign,
            "start": start, "end": end}  # fmt: skip


def _without_overlaps(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for item in sorted(items, key=lambda found: (found["start"], -found["end"])):
        if not kept or item["start"] >= kept[-1]["end"]:
            kept.append(item)
    return kept
