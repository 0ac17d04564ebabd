"""Moments and days as the desk writes them, always in a <time> that a machine can read too."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html

register = template.Library()


@register.filter
def when(moment: datetime | None) -> str:
    """A moment as short as it can be told: 14:05 today, 3 Nov, 14:05 this year, else 3 Nov 2024; whole on hover."""
    if moment is None:
        return ""
    here = timezone.localtime(moment)
    today = timezone.localdate()
    if here.date() == today:
        short = formats.date_format(here, "H:i")
    elif here.year == today.year:
        short = formats.date_format(here, "j M, H:i")
    else:
        short = formats.date_format(here, "j M Y")
    return _time(moment.isoformat(timespec="seconds"), short, formats.date_format(here, "j F Y, H:i T"))


@register.filter
def due_in_words(day: date | None) -> str:
    """A due date as it is told to whoever has to keep it: late ones in a word."""
    if day is None:
        return ""
    today = timezone.localdate()
    if day < today:
        short = f"overdue since {_day(day, today)}"
    elif day == today:
        short = "due today"
    elif day == today + timedelta(days=1):
        short = "due tomorrow"
    else:
        short = f"due {_day(day, today)}"
    return _time(day.isoformat(), short, formats.date_format(day, "l j F Y"))


@register.filter
def is_late(day: date | None) -> bool:
    """Whether a due date has passed."""
    return day is not None and day < timezone.localdate()


def _day(day: date, today: date) -> str:
    return formats.date_format(day, "j M" if day.year == today.year else "j M Y")


def _time(machine: str, short: str, whole: Any) -> str:
    return format_html('<time datetime="{}" title="{}">{}</time>', machine, whole, short)
