"""Whether two texts say the same amount or time: one figure of each, as intervals, in words an editor can check."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from claims.annotation.quantities import find_quantities
from claims.annotation.times import find_times
from claims.matching.terms import terms

AGREES, CONFLICTS, LOOSELY = "agrees", "conflicts", "loosely"
"""`loosely`: not against each other, yet not the same (“five years” beside “at most five years”)."""

_FAMILIES: dict[str, tuple[str, float]] = {
    "year": ("duration", 365.25), "month": ("duration", 30.4375), "week": ("duration", 7.0), "day": ("duration", 1.0),
    "hour": ("duration", 1 / 24), "minute": ("duration", 1 / 1440), "s": ("duration", 1 / 86400),
    "percent": ("share", 1.0), "proportion": ("share", 100.0),
    "km": ("length", 1000.0), "m": ("length", 1.0), "mi": ("length", 1609.344), "ft": ("length", 0.3048),
    "cm": ("length", 0.01), "mm": ("length", 0.001), "in": ("length", 0.0254), "yd": ("length", 0.9144),
    "kg": ("mass", 1.0), "g": ("mass", 0.001), "t": ("mass", 1000.0), "lb": ("mass", 0.45359237),
    "kW": ("power", 1e3), "MW": ("power", 1e6), "GW": ("power", 1e9), "W": ("power", 1.0),
}  # fmt: skip
_ROUND = 0.04
"""Two plain amounts this near are the same, rounded."""
_ABOUT = 0.12
_FIXED_FORMS = frozenset(
    "iso date_mdy date_dmy month_year years quarter century decade year relative day_word weekday month ago".split()
)
_LADDER = ("day", "week", "month", "year", "decade", "century")
_VAGUE = re.compile(
    r"(?<!\w)(?P<lead>(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|a|an|few|several|couple of"
    r"|coming|past|last|next|recent|more|fewer|less|many|the)\s+)?(?P<unit>days|weeks|months|years|decades|centuries)\b",
    re.IGNORECASE,
)
_SPEAKS_OF_DISTANCE = re.compile(r"\s+(?:away|off|ahead|from now|before|to come|if not)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Contrast:
    """One figure of the statement beside one of the other text."""

    kind: str
    """number, time or horizon."""
    verdict: str
    ours: str
    theirs: str
    shared: int = 0
    """How many words, figures and names apart, the statement shares with the sentence this figure stands in."""

    @property
    def words(self) -> str:
        if self.verdict == AGREES:
            return (
                f"says “{self.theirs}” too"
                if self.theirs == self.ours
                else f"says “{self.theirs}”, like “{self.ours}”"
            )
        return f"says “{self.theirs}”, claim says “{self.ours}”"


def contrast_numbers(statement: str, other: str) -> list[Contrast]:
    """Every amount of the statement for which the other text has one of the same sort, beside the best of them."""
    theirs = _amounts_of(other)
    found: list[Contrast] = []
    for ours in _amounts_of(statement):
        verdicts = [(_compare(ours, each), each) for each in theirs if _same_sort(ours, each)]
        for verdict in (AGREES, LOOSELY, CONFLICTS):
            match = next((each for said, each in verdicts if said == verdict), None)
            if match is not None:
                found.append(Contrast("number", verdict, ours.text, match.text))
                break
    return found


def amounts(text: str) -> int:
    """How many amounts a text says."""
    return len(_amounts_of(text))


@dataclass(frozen=True)
class _Amount:
    """What one amount (or one range) allows: low to high, in the first unit of its family."""

    text: str
    family: str
    per: str
    low: float
    high: float
    noun: frozenset[str]
    comparator: str

    @property
    def is_plain(self) -> bool:
        return self.comparator == "="


@lru_cache(maxsize=512)
def _amounts_of(text: str) -> list[_Amount]:
    return _grouped(find_quantities(text))


def _grouped(quantities: Sequence[Mapping[str, Any]]) -> list[_Amount]:
    """Amounts as intervals; the two ends of a range become one."""
    made: list[_Amount] = []
    skip = False
    for place, item in enumerate(quantities):
        if skip:
            skip = False
            continue
        following = quantities[place + 1] if place + 1 < len(quantities) else None
        if following is not None and (item["start"], item["end"]) == (following["start"], following["end"]):
            low, high = _interval(item)[0], _interval(following)[1]
            skip = True
        else:
            low, high = _interval(item)
        family, _ = _family(item)
        made.append(
            _Amount(
                text=item["text"],
                family=family,
                per=str(item.get("per") or ""),
                low=low,
                high=high,
                noun=frozenset(terms(str(item.get("noun") or ""))),
                comparator=item["comparator"],
            )
        )
    return made


def _family(item: Mapping[str, Any]) -> tuple[str, float]:
    return _FAMILIES.get(str(item["unit"]), (str(item["unit"]), 1.0))


def _interval(item: Mapping[str, Any]) -> tuple[float, float]:
    value = float(item["value"]) * _family(item)[1]
    comparator = item["comparator"]
    slack = abs(value) * 1e-9
    if comparator == "<":
        return -math.inf, value - slack
    if comparator == "<=":
        return -math.inf, value
    if comparator == ">":
        return value + slack, math.inf
    if comparator == ">=":
        return value, math.inf
    if comparator == "~":
        return value - _ABOUT * abs(value), value + _ABOUT * abs(value)
    return value, value


def _same_sort(ours: _Amount, theirs: _Amount) -> bool:
    if ours.family != theirs.family or (ours.per and theirs.per and ours.per != theirs.per):
        return False
    if ours.family == "count" and ours.noun and theirs.noun:
        return bool(ours.noun & theirs.noun)
    return ours.family != "count" or bool(ours.noun) == bool(theirs.noun) or _near(ours, theirs)


def _near(ours: _Amount, theirs: _Amount) -> bool:
    if math.isinf(ours.low) or math.isinf(ours.high) or math.isinf(theirs.low) or math.isinf(theirs.high):
        return False
    first, second = (ours.low + ours.high) / 2, (theirs.low + theirs.high) / 2
    return abs(first - second) <= _ROUND * max(abs(first), abs(second))


def _compare(ours: _Amount, theirs: _Amount) -> str:
    if _far_apart(ours, theirs):
        return ""
    if ours.is_plain and theirs.is_plain:
        return AGREES if _near(ours, theirs) else CONFLICTS
    apart = theirs.high < ours.low or ours.high < theirs.low
    if apart and _complement(ours, theirs):
        return LOOSELY
    if apart:
        return AGREES if _near(ours, theirs) else CONFLICTS
    if ours.low <= theirs.low and theirs.high <= ours.high:
        return AGREES
    return LOOSELY


def _far_apart(ours: _Amount, theirs: _Amount) -> bool:
    """A figure thirty times another is not a wrong one but one of something else; shares are always comparable."""
    if ours.family == "share" or not (ours.is_plain and theirs.is_plain):
        return False
    first, second = sorted((abs(ours.low), abs(theirs.low)))
    return second > 30 * first


def _complement(ours: _Amount, theirs: _Amount) -> bool:
    """ "anything above 100" beside "capped at 100": what one leaves out is what the other is about."""
    return {ours.comparator, theirs.comparator} in ({">", "<="}, {">=", "<"}) and _bound(ours) == _bound(
        theirs
    )


def _bound(amount: _Amount) -> float:
    return float(f"{amount.low if math.isinf(amount.high) else amount.high:.6g}")


def contrast_times(
    statement: str, other: str, *, claimed_on: date | None = None, published_on: date | None = None
) -> list[Contrast]:
    """Every time of the statement that can be placed, beside the nearest the other text says."""
    theirs = _placed(other, published_on)
    found: list[Contrast] = []
    for ours in _placed(statement, claimed_on):
        verdicts = [(_compare_times(ours, each), each) for each in theirs]
        for verdict in (AGREES, LOOSELY, CONFLICTS):
            match = next((each for said, each in verdicts if said == verdict), None)
            if match is not None:
                found.append(Contrast("time", verdict, ours["text"], match["text"]))
                break
    return found


@lru_cache(maxsize=512)
def _placed(text: str, day: date | None) -> list[dict[str, Any]]:
    return [
        time
        for time in find_times(text, published_on=day)
        if time["form"] in _FIXED_FORMS and (time["from"] or time["to"])
    ]


def _compare_times(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    if _is_open(ours) or _is_open(theirs):
        same = (ours["from"], ours["to"]) == (theirs["from"], theirs["to"])
        return AGREES if same or _same_bound(ours, theirs) else ""
    low, high = ours["from"] or "0001-01-01", ours["to"] or "9999-12-31"
    first, last = theirs["from"] or "0001-01-01", theirs["to"] or "9999-12-31"
    if last < low or high < first:
        return CONFLICTS
    if (low <= first and last <= high) or (first <= low and high <= last and first[:4] == low[:4]):
        return AGREES
    return LOOSELY


def _is_open(time: Mapping[str, Any]) -> bool:
    return not (time["from"] and time["to"])


def _same_bound(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """ "by the year 2099" beside "the year 2099": the bound itself is said."""
    bound, other = (ours, theirs) if _is_open(ours) else (theirs, ours)
    return bool(bound["to"]) and bound["to"] == other["to"]


def contrast_horizons(statement: str, other: str) -> Contrast | None:
    """“centuries away” beside “decades or even centuries away”: how far off, said without a number."""
    ours, our_words = _horizon(statement)
    theirs, their_words = _horizon(other)
    if not ours or not theirs:
        return None
    if ours == theirs:
        return Contrast("horizon", AGREES, our_words, their_words)
    if theirs < ours:
        return Contrast("horizon", LOOSELY, our_words, their_words)
    return Contrast("horizon", CONFLICTS, our_words, their_words)


def _horizon(text: str) -> tuple[frozenset[str], str]:
    found = [match for match in _VAGUE.finditer(text) if not match["lead"]]
    if not found:
        return frozenset(), ""
    units = frozenset({"centuries": "century"}.get(m["unit"].lower(), m["unit"].lower()[:-1]) for m in found)
    first, last = found[0], found[-1]
    if last.end() - first.start() > 60:
        last = first
        units = frozenset({{"centuries": "century"}.get(first["unit"].lower(), first["unit"].lower()[:-1])})
    far = units <= set(_LADDER) and (
        units & {"decade", "century"} or _SPEAKS_OF_DISTANCE.match(text, last.end())
    )
    return (units, text[first.start() : last.end()]) if far else (frozenset(), "")
