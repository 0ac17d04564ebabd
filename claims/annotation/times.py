"""Times said in a text: days, months, years, deadlines, stretches and relative times, with their first and last day.

`from` and `to` are ISO days, both ends included, or None where the text leaves that end open or can't be placed. A
relative time ("last year", "on Monday") is placed only where the day of publication is known. A stretch ("over five
years") gets days only where it is counted from a known day: "in less than five years", published 2019-07-22, ends
2024-07-22.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from .calendar import (
    WEEKDAYS,
    Period,
    a_day,
    a_month,
    a_quarter,
    a_year,
    by_unit,
    later,
    month_number,
)
from .numbers import parse_words
from .time_forms import FORMS

Time = dict[str, Any]

_FORWARD = re.compile(
    r"\b(?:will|would|plans? (?:to|for)|planned|planning|intends?|expects?|expected|aims?|"
    r"invest(?:ing|s)?|to be|set to|going to"
    r"|commit(?:s|ted)?|pledg(?:e[sd]?|ing)|promis(?:e[sd]?|ing)|could|should|may|due|slated|"
    r"scheduled|next)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:announced|said|told|reported|released|published|launched|unveiled|was|were|had|"
    r"made|signed|imposed|touted|left)\b"
)
_MONEY_LEFT = re.compile(
    r"(?:[$£€¥]|US\$|\b(?:page|flight|route|room|building|about|some|nearly|than) )$", re.IGNORECASE
)
_NOT_A_YEAR = re.compile(
    r" (?:people|men|women|children|employees|workers|jobs|members|cases|deaths|students|"
    r"votes|vehicles|cars|homes"
    r"|percent|miles|meters|metres|feet|kilometers|kilometres|dollars|euros|pounds|tons|"
    r"tonnes|years|days|hours)\b"
)


def find_times(text: str, *, published_on: date | None = None) -> list[Time]:
    """Every time said in a text: dicts of text, from, to, form, start, end (code points), in
    order, never overlapping."""
    if published_on is not None and not 1000 <= published_on.year <= 9000:
        published_on = None
    taken = bytearray(len(text))
    found: list[Time] = []
    for name, pattern in FORMS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            if name == "year" and not _is_year(text, match):
                continue
            taken[start:end] = b"\x01" * (end - start)
            first, last = _limited(_PERIODS[name](text, match, published_on), match.group("limit"))
            found.append(_time(text, start, end, name, first, last))
    return sorted(found, key=lambda time: time["start"])


def _time(text: str, start: int, end: int, name: str, first: date | None, last: date | None) -> Time:
    return {
        "text": text[start:end], "from": first.isoformat() if first else None,
        "to": last.isoformat() if last else None, "start": start, "end": end, "form": name,
    }  # fmt: skip


def _is_year(text: str, match: re.Match[str]) -> bool:
    start = match.start("year")
    if _MONEY_LEFT.search(text[max(0, start - 10) : start]):
        return False
    return not _NOT_A_YEAR.match(text, match.end())


def _limited(period: Period, limit: str | None) -> Period:
    """What "by", "since" and the like leave open."""
    first, last = period
    limit = (limit or "").lower()
    if limit in ("by", "until", "till", "through", "up to"):
        return None, last
    if limit == "before":
        return None, first - timedelta(days=1) if first and first > date.min else None
    if limit in ("since", "from", "starting", "as soon as", "as early as"):
        return first, None
    if limit == "after":
        return last + timedelta(days=1) if last and last < date.max else None, None
    return period


def _parted(period: Period, part: str | None) -> Period:
    first, last = period
    if not part or not first or not last:
        return period
    days = (last - first).days + 1
    part = part.lower()
    if part.startswith("mid"):
        return first + timedelta(days=days // 3), last - timedelta(days=days // 3)
    if part in ("late", "later"):
        return last - timedelta(days=days // 3 - 1), last
    if part.endswith("end of"):
        return last, last
    if part.endswith(("start of", "beginning of")):
        return first, first
    return first, first + timedelta(days=days // 3 - 1)


def _iso(text: str, match: re.Match[str], day: date | None) -> Period:
    return a_day(int(match["year"]), min(max(int(match["month"]), 1), 12), int(match["day"]))


def _date(text: str, match: re.Match[str], day: date | None) -> Period:
    month, number = month_number(match["month"]), int(match["day"])
    if match["year"]:
        return a_day(int(match["year"]), month, number)
    if day is None:
        return None, None
    year = _nearest_year(text, match, day, month, number)
    return a_day(year, month, number)


def _nearest_year(text: str, match: re.Match[str], day: date, month: int, number: int) -> int:
    """A day without its year: the coming one after "will" or "by", otherwise the last one
    not after tomorrow."""
    passed = (month, number) < (day.month, day.day)
    forward = _looks_forward(text, match.start()) or (match.group("limit") or "").lower() in (
        "by",
        "until",
        "before",
    )
    if forward:
        return day.year + 1 if passed and (day.month - month) > 3 else day.year
    return day.year - 1 if (month, number) > ((day + timedelta(days=1)).month, 31) else day.year


def _month_year(text: str, match: re.Match[str], day: date | None) -> Period:
    return _parted(a_month(int(match["year"]), month_number(match["month"])), match["part"])


def _month(text: str, match: re.Match[str], day: date | None) -> Period:
    if day is None:
        return None, None
    month, way = month_number(match["month"]), match["way"].lower()
    year = day.year
    if way == "next":
        year += 1 if month <= day.month else 0
    elif _looks_forward(text, match.start()) or way in ("by", "until"):
        year += 1 if month < day.month else 0
    elif month > day.month or (way == "last" and month == day.month):
        year -= 1
    period = _parted(a_month(year, month), way if way in ("early", "late", "mid") else None)
    return _limited(period, way)


def _years(text: str, match: re.Match[str], day: date | None) -> Period:
    return a_year(int(match["first"]))[0], a_year(int(match["last"]))[1]


def _year(text: str, match: re.Match[str], day: date | None) -> Period:
    return _parted(a_year(int(match["year"])), match["part"])


def _quarter(text: str, match: re.Match[str], day: date | None) -> Period:
    order = {"first": 1, "second": 2, "third": 3, "fourth": 4}
    quarter = int(match["q"]) if match["q"] else order[match["qw"].lower()]
    if match["year"]:
        return a_quarter(int(match["year"]), quarter)
    if day is None:
        return None, None
    return a_quarter(day.year if 3 * quarter <= day.month + 2 else day.year - 1, quarter)


def _century(text: str, match: re.Match[str], day: date | None) -> Period:
    number = int(match["n"])
    return (a_year(100 * number - 99)[0], a_year(100 * number)[1]) if number else (None, None)


def _decade(text: str, match: re.Match[str], day: date | None) -> Period:
    first = int(match["decade"])
    return _parted((a_year(first)[0], a_year(first + 9)[1]), match["part"])


def _amount(match: re.Match[str]) -> tuple[float | None, str]:
    """How many of which unit; None for "a few"."""
    word, unit = match["count"].lower(), match["unit"].lower()
    if "few" in word or word == "several":
        return None, "year"
    number = 2.0 if "couple" in word else 1.0 if word in ("a", "an") else None
    if number is None:
        number = float(word) if word[0].isdigit() else parse_words(word)
    if number is None:
        return None, "year"
    number += 0.5 if match["half"] else 0.0
    if unit.startswith("decade"):
        return number * 10, "year"
    if unit.startswith("centur"):
        return number * 100, "year"
    return number, unit.rstrip("s")


def _ago(text: str, match: re.Match[str], day: date | None) -> Period:
    number, unit = _amount(match)
    if day is None or number is None or match["way"].lower() in ("earlier", "later"):
        return None, None
    sign = 1 if match["way"].lower() == "from now" else -1
    moved = by_unit(day, sign * number, unit)
    if moved is None:
        return None, None
    bound = (match["bound"] or "").lower()
    if sign < 0 and bound == "more than":
        return None, moved
    if unit == "year":
        return a_year(moved.year)
    return a_month(moved.year, moved.month) if unit == "month" else (moved, moved)


def _stretch(text: str, match: re.Match[str], day: date | None) -> Period:
    number, unit = _amount(match)
    if day is None or number is None:
        return None, None
    way, lead = (match["way"] or "").lower(), match["lead"].lower()
    if way in ("past", "last", "previous"):
        return by_unit(day, -number, unit), day
    forward = way in ("next", "coming") or _looks_forward(text, match.start())
    if lead in ("in", "within", "over", "for", "during") and (forward or lead == "within"):
        return day, by_unit(day, number, unit)
    return None, None


def _span_next(text: str, match: re.Match[str], day: date | None) -> Period:
    if day is None:
        return None, None
    unit = match["unit"].lower()
    number = {"decade": 10.0, "century": 100.0}.get(unit, 1.0)
    unit = "year" if unit in ("decade", "century") else unit
    if match["way"].lower() in ("next", "coming"):
        return day, by_unit(day, number, unit)
    return by_unit(day, -number, unit), day


def _relative(text: str, match: re.Match[str], day: date | None) -> Period:
    if day is None:
        return None, None
    step = {"last": -1, "this": 0, "next": 1}[match["way"].lower()]
    unit = match["unit"].lower()
    if unit == "year":
        return a_year(day.year + step)
    if unit == "month":
        moved = later(day, months=step)
        return a_month(moved.year, moved.month) if moved else (None, None)
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6)
    if unit == "quarter":
        moved = later(day, months=3 * step)
        return a_quarter(moved.year, (moved.month + 2) // 3) if moved else (None, None)
    if unit in ("decade", "century"):
        size = 10 if unit == "decade" else 100
        first = (day.year // size + step) * size
        return a_year(first)[0], a_year(first + size - 1)[1]
    return _season(day, unit, step)


def _season(day: date, unit: str, step: int) -> Period:
    """Seasons of the northern half; winter is that of December."""
    begins = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}[unit]
    year = day.year + step
    if step < 0 and begins + 2 < day.month:
        year = day.year
    if step > 0 and begins > day.month:
        year = day.year
    if unit == "winter":
        return a_month(year, 12)[0], a_month(year + 1, 2)[1]
    return a_month(year, begins)[0], a_month(year, begins + 2)[1]


def _mid_century(text: str, match: re.Match[str], day: date | None) -> Period:
    return a_year((day.year - 1) // 100 * 100 + 50) if day else (None, None)


def _end_of(text: str, match: re.Match[str], day: date | None) -> Period:
    if day is None:
        return None, None
    unit = match["unit"].lower()
    step = 1 if match["which"].lower().endswith("next") else 0
    if unit == "month":
        moved = later(day, months=step)
        period = a_month(moved.year, moved.month) if moved else (None, None)
    else:
        size = {"year": 1, "decade": 10, "century": 100}[unit]
        first = (day.year // size + step) * size
        period = a_year(first)[0], a_year(first + size - 1)[1]
    return (period[1], period[1]) if match["edge"].lower().endswith("end of") else (period[0], period[0])


def _day_word(text: str, match: re.Match[str], day: date | None) -> Period:
    if day is None:
        return None, None
    moved = later(day, days={"yesterday": -1, "tomorrow": 1}.get(match["word"].lower(), 0))
    return moved, moved


def _weekday(text: str, match: re.Match[str], day: date | None) -> Period:
    if day is None:
        return None, None
    back = (day.weekday() - WEEKDAYS[match["weekday"].lower()]) % 7
    way = (match["way"] or "").lower()
    if way == "last" and back == 0:
        back = 7
    due = (match["limit"] or "").lower() in ("by", "until", "before") or _looks_forward(text, match.start())
    coming = way == "next" or way != "last" and back > 0 and due
    moved = day + timedelta(days=7 - back) if coming else day - timedelta(days=back)
    return moved, moved


def _nothing(text: str, match: re.Match[str], day: date | None) -> Period:
    return None, None


def _looks_forward(text: str, position: int) -> bool:
    """Whether the words just before, in the same sentence, speak of what is to come."""
    window = re.split(r"[.;!?] ", text[max(0, position - 90) : position])[-1]
    ahead = [match.end() for match in _FORWARD.finditer(window)]
    return bool(ahead) and not _TOLD.search(window, ahead[-1])


_PERIODS: dict[str, Callable[[str, re.Match[str], date | None], Period]] = {
    "iso": _iso, "date_mdy": _date, "date_dmy": _date, "month_year": _month_year, "years": _years,
    "quarter": _quarter, "century": _century, "decade": _decade, "ago": _ago, "stretch": _stretch,
    "span_next": _span_next, "relative": _relative, "end_of": _end_of, "mid_century": _mid_century,
    "day_word": _day_word, "weekday": _weekday, "year": _year, "month": _month, "clock": _nothing, "vague": _nothing,
}  # fmt: skip
