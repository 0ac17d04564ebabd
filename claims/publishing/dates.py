"""Dates as readers see them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
MONTHS = ("January February March April May June July August September October November December").split()


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)
"""What lies outside has the same checks in it: none."""


def day_begins(day: date, *, zone: str) -> datetime:
    """The moment at which a day begins in the newsroom's time zone."""
    return datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), time.min, tzinfo=ZoneInfo(zone))


def day_ends(day: date, *, zone: str) -> datetime:
    """The moment at which the next day begins there."""
    return day_begins(min(day, LAST_DAY) + timedelta(days=1), zone=zone)


def day_words(moment: datetime | date, *, zone: str = "UTC") -> str:
    """`21 November 2026`, in the newsroom's time zone."""
    day = moment.astimezone(ZoneInfo(zone)).date() if isinstance(moment, datetime) else moment
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_words(moment: datetime, *, zone: str = "UTC") -> str:
    """`21 November 2026, 16:20`, in the newsroom's time zone."""
    return f"{day_words(moment, zone=zone)}, {moment.astimezone(ZoneInfo(zone)):%H:%M}"


def short_day(moment: datetime, *, zone: str = "UTC") -> str:
    """`21 Nov 2026`."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def partial_words(value: str) -> str:
    """What is known of a date (`2019-07-22`, `2019-07`, `2019`) in words; anything else as it is."""
    match = PARTIAL.match(value)
    if match is None:
        return value
    year, month, day = match.groups()
    if month is None or not 1 <= int(month) <= 12:
        return year
    name = MONTHS[int(month) - 1]
    return f"{int(day)} {name} {year}" if day else f"{name} {year}"
