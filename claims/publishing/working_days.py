"""Working days: Monday to Friday. Feasts differ from place to place and are not left out."""

from __future__ import annotations

from datetime import date, timedelta

SATURDAY = 5


def working_days_after(day: date, many: int) -> date:
    """The working day that is `many` working days after `day`; the day itself does not count."""
    while many > 0:
        day += timedelta(days=1)
        many -= day.weekday() < SATURDAY
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days come after `first`, up to and with `last`; below nothing where `last` lies before."""
    if last < first:
        return -working_days_between(last, first)
    days = (last - first).days
    whole, rest = divmod(days, 7)
    return whole * 5 + sum(1 for n in range(1, rest + 1) if (first + timedelta(days=n)).weekday() < SATURDAY)
