"""Amounts said in a text: value, unit and comparator of each, as our own small grammar reads them.

Left out on purpose: years and dates (those are times), ordinals, ages in "a 34-year-old", numbers that belong to a
name (GPT-2, Dota 2, Boeing 737, Phase 1), clock times, scores, telephone numbers. A range gives two amounts, ">=" its
lower and "<=" its upper end. Units are those of `units.py`.
"""

from __future__ import annotations

import re
from typing import Any

from .comparators import comparator_around
from .counted import noun_after, shared_noun
from .naming import belongs_to_a_name
from .numbers import Number, find_numbers, sign_before
from .shares import find_shares
from .times import find_times
from .units import currency_after, currency_before, per_after, unit_after

Quantity = dict[str, Any]

_DURATIONS = frozenset(("year", "month", "week", "day", "hour", "minute", "s", "ms"))
_AGE = re.compile(
    r"[ -]?(?:years?|yrs?|months?|weeks?|days?)[ -]old|(?:st|nd|rd|th)\b|-?(?:fold|ish)\b", re.IGNORECASE
)
_AGED = re.compile(r"(?:,|\bnow|\baged?)(?: at)? $", re.IGNORECASE)
_AGO = re.compile(r" (?:ago|old|earlier)\b")
_RANGE = re.compile(r"\s?[-–—]\s?$|^ (?:to|and) $")
_BETWEEN = re.compile(r"\bbetween(?: (?:about|around|roughly|an estimated))?$")
_FREE_BEFORE = re.compile(
    r"(?:\b(?:to|from|by|of|than|about|nearly|almost|around|roughly|some|total(?:l?ed|l?ing)?|"
    r"reach(?:ed|ing|es)?|at"
    r"|least|most|over|under|hit|topped|passed|exceed(?:ed|s|ing)?|stood at|numbers?|up|down|"
    r"fell|rose|was|were|is"
    r"|are|had|has|have|just|only|sold|killed|injured)|[~<>≥≤])\s*$",
    re.IGNORECASE,
)
_FOLLOWING = (
    "in|on|at|to|of|for|from|by|with|and|or|but|as|is|are|was|were|after|before|during|since|"
    "which|who|while|this|last"
    "|when|compared|according|including|today|so|out|worldwide|globally|nationwide|altogether|overall"
)
_SIZED = re.compile(
    r"-(?P<noun>capacity|seat(?:er)?|member|person|strong|bed|bedroom|passenger|employee|student|unit|room|home|page|"
    r"stor(?:e)?y|vehicle|vote|game|nation|country|inmate)\b"
)
_FEW_SIZED = ("member", "person", "nation", "country", "vote", "bedroom", "seat")
_HOW_OLD = re.compile(
    r"\b(?:he|she|who) (?:is|was|turned|had just turned)(?: (?:now|then|just|only))? $", re.IGNORECASE
)
_OLD_WHEN = re.compile(r" (?:at the time|when (?:he|she|they))\b")
_QUALIFIED = re.compile(
    r" (?:(?:[a-z]+(?:-[a-z]+)+|more|additional|extra|further|full|whole|straight) ){1,2}"
)
_SCORE = re.compile(r"\d\s?[-–]\s?$|^\s?[-–]\s?\d")
_SLASHED = re.compile(r"\d[/:]$|^[/:]\d")
ADDRESS = re.compile(r"(?:https?://|www\.|doi:\s?|(?<![\w.+-])[\w.+-]{1,64}@)\S+", re.IGNORECASE)
_MARGIN = re.compile(r"[ \u00a0]?(?:±|\+/-)[ \u00a0]?(?=\d)")
_FROM = re.compile(
    r"\bfrom(?: (?:the|its|their|his|her|a))?(?: (?:current|previous|present|existing|original|initial|earlier))?$"
)
_SPREAD = re.compile(
    r"\b(?:anywhere|somewhere|rang(?:e[sd]?|ing)|var(?:y|ies|ied|ying)|estimates?|extend(?:s|ed|ing)?)"
    r"(?: in \w+)? from(?: (?:about|around|roughly))?$"
)
_AGES = re.compile(r"\b(?:ages|aged)(?: from)? $", re.IGNORECASE)
_LIST_MARK = re.compile(r"(?:^|\n)[ \t]*$")
_LARGE = 10**6
_YEAR_ALONE = re.compile(
    r"(?<![\d.,\u00a0\u202f])(?:1[5-9]|20|21)\d\d(?![\d.,]*\d|\s?[%€$£]| ?(?:Mi[ol]|Milli|Euro|euro|Pro))"
)


def find_quantities(text: str, *, language: str = "en") -> list[Quantity]:
    """Every amount of a text, in order: dicts of text, value, unit, comparator, start, end,
    and noun or per if said."""
    found = find_shares(text) if language == "en" else []
    taken = bytearray(len(text))
    spans = [match.span() for match in ADDRESS.finditer(text)]
    spans += _dates(text) if language == "en" else [match.span() for match in _YEAR_ALONE.finditer(text)]
    for start, end in [*spans, *((item["start"], item["end"]) for item in found)]:
        taken[start:end] = b"\x01" * (end - start)
    numbers = [number for number in find_numbers(text, language=language) if not taken[number.start]]
    found.extend(_measured(text, numbers, language))
    return sorted(found, key=lambda item: item["start"])


def _dates(text: str) -> list[tuple[int, int]]:
    """Where times stand that are not amounts themselves (a stretch of five years is both)."""
    return [
        (time["start"], time["end"])
        for time in find_times(text)
        if time["form"] not in ("stretch", "ago", "span_next", "relative", "end_of", "vague")
    ]


def _measured(text: str, numbers: list[Number], language: str) -> list[Quantity]:
    found: list[Quantity] = []
    place = 0
    while place < len(numbers):
        number = numbers[place]
        other = numbers[place + 1] if place + 1 < len(numbers) else None
        if other is not None and _is_range(text, number, other):
            if _AGES.search(text[max(0, number.start - 16) : number.start]):
                place += 2
                continue
            ends = _range(text, number, other, language)
            if ends:
                found.extend(ends)
                place += 2
                continue
        single = _single(text, number, language)
        if single:
            found.append(single)
        place += 1
    return found


def _is_range(text: str, number: Number, other: Number) -> bool:
    begin = number.end
    named = unit_after(text, number.end)
    again = unit_after(text, other.end) if named and named[3] < other.start else None
    if named and again and named[0] == again[0]:  # "between 2 percent and 3 percent"
        begin = named[3]
    gap = re.sub(r"(?:US|A|C|HK)?[$£€¥]$", "", text[begin : _begin(text, other)])
    if not _RANGE.search(gap) or len(gap) > 5:
        return False
    before = text[max(0, number.start - 24) : _begin(text, number)].lower().rstrip("$£€¥ ")
    if gap == " to " and _SPREAD.search(before):
        return True
    if gap == " and ":
        return bool(_BETWEEN.search(before))
    if begin != number.end and gap == " to ":
        return before.endswith(("range of", "range from"))
    if gap == " to " and before.endswith(
        " by"
    ):  # "by 5 to 7 percent" is a range, "by 5 to 120" where it went
        after = unit_after(text, other.end)
        return (
            bool(after and after[2] == "share" and not unit_after(text, number.end))
            and number.value < other.value <= 100
        ) or bool(after and after[2] == "duration" and number.value < other.value <= 2 * number.value)
    return not (gap == " to " and _FROM.search(before))


def _begin(text: str, number: Number) -> int:
    """Where a number begins with its sign."""
    sign = sign_before(text, number.start)
    return number.start if sign is None else sign


def _range(text: str, low: Number, high: Number, language: str) -> list[Quantity]:
    upper = _single(text, high, language, in_range=True)
    if upper is None:
        return []
    scale = abs(upper["value"]) / high.value if high.value else 1.0
    value = low.value * scale
    digits = text[high.start : high.end]
    magnitude = re.search(r"(?i)(thousand|million|billion|trillion|[mb]n?|tn|k)$", digits)
    if magnitude and not low.has_magnitude and high.has_magnitude:
        plain = re.match(r"[\d.,]+", digits)
        value *= high.value / float(plain.group().replace(",", "")) if plain else 1.0
    money = currency_before(text, low.start)
    start = money[1] if money else low.start
    sign = sign_before(text, start)
    if sign is not None:
        value, start = -value, sign
    if value >= upper["value"]:
        return []
    unit = money[0] if money else upper["unit"]
    joined = text[low.end : high.start]
    between = re.search(r"\bbetween (?:about )?$", text[max(0, start - 16) : start], re.IGNORECASE)
    whole = between.start() + max(0, start - 16) if between and "and" in joined else start
    first = upper | {
        "value": _tidy(value),
        "unit": unit,
        "comparator": ">=",
        "start": whole,
        "end": upper["end"],
    }
    last = upper | {"unit": unit, "comparator": "<=", "start": whole}
    for item in (first, last):
        item["text"] = text[item["start"] : item["end"]]
    return [first, last]


def _single(text: str, number: Number, language: str, *, in_range: bool = False) -> Quantity | None:
    start, end = number.start, number.end
    left, right = text[max(0, start - 40) : start], text[end : end + 60]
    if right[:1] in ("⁺", "⁻") or _AGE.match(right) or _SLASHED.search(left[-2:]) or _SLASHED.match(right):
        return None
    if _AGED.search(left) and re.match(r"[,.;)]|$", right):
        return None
    money = currency_before(text, start)
    if money:
        return _amount(text, number, money[0], 1.0, "money", money[1], _dollar_word(text, end))
    after = currency_after(text, end)
    if after:
        return _amount(text, number, after[0], 1.0, "money", start, after[1])
    if re.search(r"\d[ \u00a0]?(?:±|\+/-)[ \u00a0]?$", left):
        return None
    unit = unit_after(text, end) or _unit_beyond(text, end) or _unit_past_margin(text, end, language)
    if unit and unit[2] == "share":
        return _amount(text, number, unit[0], unit[1], "share", start, unit[3])
    if not in_range and not (unit and right[:1].isalpha()) and belongs_to_a_name(text, number):
        return None
    if unit:
        code, factor, family, last = unit
        if family == "duration" and _AGO.match(text, last):
            return None
        if code == "lb" and number.value >= _LARGE:
            code = "GBP"
        return _amount(text, number, code, factor, family, start, last)
    return _counted(text, number, in_range=in_range)


def _unit_beyond(text: str, end: int) -> tuple[str, float, str, int] | None:
    """The unit that follows a word which only says which ones: "130 city-owned acres", "two more years"."""
    words = _QUALIFIED.match(text[end : end + 48])
    unit = unit_after(text, end + words.end() - 1) if words else None
    if not words or not unit or unit[2] == "share":
        return None
    written = text[end + words.end() : unit[3]]
    return unit if len(written) >= 4 and written.endswith(("s", "feet")) else None


def _unit_past_margin(text: str, end: int, language: str) -> tuple[str, float, str, int] | None:
    """The unit of a number that is told with its margin of error: "279 ± 21 Gt"."""
    margin = _MARGIN.match(text, end)
    numbers = find_numbers(text[margin.end() : margin.end() + 24], language=language) if margin else []
    return unit_after(text, margin.end() + numbers[0].end) if margin and numbers else None


def _dollar_word(text: str, end: int) -> int:
    match = re.match(r"[- ](?:us |u\.s\. )?dollars?\b", text[end : end + 14], re.IGNORECASE)
    return end + match.end() if match else end


def _counted(text: str, number: Number, *, in_range: bool) -> Quantity | None:
    """A bare number counts something: it needs a noun after it, or words before it that ask for an amount."""
    start, end = number.start, number.end
    left, right = text[max(0, start - 40) : start], text[end : end + 80]
    sized = _SIZED.match(right)
    if sized and (number.value >= 10 or sized["noun"] in _FEW_SIZED) and left[-1:] not in ("-", "–", "#"):
        return _amount(text, number, "count", 1.0, "count", start, end + sized.end()) | {
            "noun": sized["noun"]
        }
    if (
        _HOW_OLD.search(left)
        and 1 < number.value < 120
        and re.match(r"[,.;]|$", right)
        or _OLD_WHEN.match(right)
    ):
        return None
    joined = _SCORE.search(left[-3:]) or left[-1:] in ("-", "–", "#")
    if (joined and not in_range) or _SCORE.match(right[:3]) or right[:1] in ("-", "–"):
        return None
    if number.is_plain_integer and right[:2] in (". ", ") ") and _LIST_MARK.search(left):
        return None
    if text[start:end] in ("911", "411", "999", "112"):
        return None
    noun = noun_after(right) or shared_noun(right)
    some_of = number.is_plain_integer and re.match(r" of (?!which|the year)", right) is not None
    spelled = text[start:end].lower()
    if spelled in ("one", "zero") or (number.value in (0, 1) and not number.grouped):
        return None
    if noun is None:
        if number.spelled and not number.has_magnitude:
            return None
        if not (in_range or number.has_magnitude or number.grouped or some_of or _FREE_BEFORE.search(left)):
            return None
        if re.match(r" [A-Za-z]", right) and number.value > 1 and not (some_of or number.has_magnitude):
            if number.is_plain_integer and not re.match(rf" (?:{_FOLLOWING})\b", right):
                return None
    elif (
        number.spelled
        and number.value <= 3
        and re.search(r"\b(?:the|these|those|all|his|her)\s$", left.lower())
    ):
        return None
    amount = _amount(text, number, "count", 1.0, "count", start, end + (noun[1] if noun else 0))
    if noun:
        amount["noun"] = noun[0]
    return amount


def _amount(
    text: str, number: Number, unit: str, factor: float, family: str, start: int, end: int
) -> Quantity:
    sign = sign_before(text, start)
    value = number.value * factor
    if sign is not None and value:
        start, value = sign, -value
    comparator, first, last = comparator_around(text, start, end, duration=unit in _DURATIONS)
    item: Quantity = {
        "text": "", "value": _tidy(value), "unit": unit, "comparator": comparator,
        "start": first, "end": last,
    }  # fmt: skip
    if family in ("money", "measure"):
        per = per_after(text, end)
        if per:
            item["per"] = per[0]
            item["end"] = max(last, per[1])
    item["text"] = text[item["start"] : item["end"]]
    return item


def _tidy(value: float) -> float:
    value = round(value, 6)
    return int(value) if value == int(value) and abs(value) < 1e15 else value
