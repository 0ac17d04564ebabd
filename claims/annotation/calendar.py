"""Days as written: months, weekdays, and the first and last day of a period."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

_MONTH_NAMES = "january february march april may june july august september october november december".split()
MONTHS = {name: place + 1 for place, name in enumerate(_MONTH_NAMES)}
MONTHS |= {name[:3]: number for name, number in list(MONTHS.items())} | {"sept": 9}
MONTHS |= {
    "januar": 1, "februar": 2, "märz": 3, "mai": 5, "juni": 6, "juli": 7, "oktober": 10, "dezember": 12,
}  # fmt: skip
WEEKDAYS = {
    name: place
    for place, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|"
    r"Sep|Oct|Nov|Dec)\b\.?)"
)
WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"

Period = tuple[date | None, date | None]


def month_number(name: str) -> int:
    """1 to 12 for a month's name or abbreviation."""
    return MONTHS[name.lower().rstrip(".")]


def a_year(year: int) -> Period:
    """First and last day of a year; nothing for a year the calendar can't hold."""
    if not 1 <= year <= 9999:
        return None, None
    return date(year, 1, 1), date(year, 12, 31)


def a_month(year: int, month: int) -> Period:
    """First and last day of a month."""
    if not 1 <= year <= 9999:
        return None, None
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def a_quarter(year: int, quarter: int) -> Period:
    """First and last day of a calendar quarter."""
    return a_month(year, 3 * quarter - 2)[0], a_month(year, 3 * quarter)[1]


def a_day(year: int, month: int, day: int) -> Period:
    """One day, or nothing where there is no such day."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None, None
    return found, found


def later(day: date, *, years: int = 0, months: int = 0, days: int = 0) -> date | None:
    """The day that many years, months and days on (negative: back); the month's last day
    where it is shorter."""
    count = day.year * 12 + day.month - 1 + years * 12 + months
    year, month = divmod(count, 12)
    if not 1 <= year <= 9998:
        return None
    try:
        moved = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
        return moved + timedelta(days=days)
    except (ValueError, OverflowError):
        return None


def by_unit(day: date, amount: float, unit: str) -> date | None:
    """The day `amount` of `unit` (year, month, week, day) on; fractions of a year count in months."""
    if abs(amount) > 9000:
        return None
    if unit == "year":
        return later(day, months=round(amount * 12))
    if unit == "month":
        return later(day, months=round(amount))
    if unit == "week":
        return later(day, days=round(amount * 7))
    if unit == "day":
        return later(day, days=round(amount))
    return None
