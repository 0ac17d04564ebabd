"""Numbers that belong to a name rather than count anything: GPT-2, Dota 2, Boeing 737,
Phase 1, Section 230."""

from __future__ import annotations

import re

from .calendar import MONTH, MONTHS, WEEKDAYS
from .numbers import Number

_NUMBERED = re.compile(
    r"\b(?:no|number|phase|section|article|chapter|page|figure|table|version|type|level|stage|"
    r"tier|category|class|group"
    r"|channel|flight|route|highway|interstate|room|gate|rule|title|act|part|episode|season|"
    r"volume|model|series|day"
    r"|week|round|game|district|area|unit|line|bus|train|grade|step|item|question|proposition|"
    r"prop|amendment|form"
    r"|size|generation|gen|mark|apollo|falcon|windows|android|ios|iphone|galaxy|xbox|"
    r"playstation|nikkei|dax|ftse|cac"
    r"|league|formula|mach|fortune|the class of|covid|kepler|s&p|sp|top|big|g)[ -]?$",
    re.IGNORECASE,
)
_NUMBERED_IN_WORDS = re.compile(
    r"\b(?:phase|chapter|level|stage|part|section|article|tier|zone|act|volume|season|grade|category|number)[ -]?$",
    re.IGNORECASE,
)
_AFTER_A_TIME = re.compile(rf"\b(?:(?:in|since|by|during|until) (?:1[89]|20)\d\d|(?:{MONTH}) \d\d?)[ ]$")
_WORD_BEFORE = re.compile(r"(?P<word>[^\W\d_][\w.&'’]*)[ \u00a0]$")
_NEUTRAL = frozenset(
    "the a an of to in on at by for from with and or but as is are was were had has have "
    "about nearly almost around "
    "over under than some only just another other all these those its their his her our more "
    "less between up down "
    "roughly approximately least most that when while where after before since last next "
    "first past every each "
    "sold killed said also even both still any not without within another meanwhile today yesterday".split()
)


def belongs_to_a_name(text: str, number: Number) -> bool:
    """Whether a number with no unit is part of a name."""
    start, end = number.start, number.end
    left, right = text[max(0, start - 24) : start], text[end : end + 24]
    if number.spelled and not number.has_magnitude:
        return _NUMBERED_IN_WORDS.search(left) is not None
    if number.has_magnitude:
        return False
    if left[-1:] in "-–/" and left[-2:-1].isalpha():
        return True
    if re.match(r"-\d|[A-Za-z]", right) and not right.startswith(("x ", "+")):
        return True
    if number.grouped:
        return False
    if _NUMBERED.search(left):
        return True
    if re.search(r"\d[ ]$", left) and not _AFTER_A_TIME.search(left):
        return True
    if re.match(
        r" ?(?:Max|Pro|Plus|Ultra|Mini|Lite|Dreamliner|Series|SE|XL|Turbo|GT|Kings?|Downing)\b", right
    ):
        return True
    before = _WORD_BEFORE.search(left)
    if not before:
        return False
    word = before.group("word")
    low = word.lower().rstrip(".")
    if not word[0].isupper() or low in _NEUTRAL or low in MONTHS or low in WEEKDAYS:
        return False
    sentence_start = re.search(r"(?:^|[.!?:;”\"]\s*)$", left[: before.start()]) is not None and len(left) < 24
    return not (sentence_start and re.match(r" [a-z]{3,}s\b", right))
