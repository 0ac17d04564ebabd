"""Amounts as people read them: the sign, the figure, and the unit in words."""

from __future__ import annotations

from typing import Any

SIGNS = {"=": "", "": "", "<=": "≤ ", ">=": "≥ ", "<": "< ", ">": "> ", "~": "≈ "}
SHARES = frozenset(("percent", "proportion"))
LENGTHS = {"year": "year", "month": "month", "week": "week", "day": "day", "hour": "hour", "minute": "minute",
           "s": "second", "ms": "millisecond"}  # fmt: skip


def figure_words(value: Any) -> str:
    """A parsed number as an editor writes it: 1000000000.0 → 1,000,000,000; 0.5 → 0.5. Other things as they are."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    return f"{number:,.0f}" if number == int(number) else f"{number:,.6g}"


def amount_label(unit: str) -> str:
    """What kind of amount has this unit: a share, a length of time, or anything else."""
    return "Share" if unit in SHARES else "Time" if unit in LENGTHS else "How much"


def amount_words(value: Any, unit: str | None, comparator: str | None = "=") -> str:
    """≤ 45 years, 352, 50 %, ≥ 2 ×, 1,000,000,000 USD. Units are those of `units.py`; unknown ones stay as they are."""
    unit, sign = unit or "", SIGNS.get(comparator or "", "")
    if unit == "proportion" and isinstance(value, int | float):
        if value > 1:
            return f"{sign}{figure_words(value)} ×"
        value, unit = round(value * 100, 1), "percent"
    if unit == "percent":
        unit = "%"
    elif unit == "percentage_point":
        unit = "point" if value == 1 else "points"
    elif unit == "count":
        unit = ""
    elif unit in LENGTHS:
        unit = LENGTHS[unit] + ("" if value == 1 else "s")
    return f"{sign}{figure_words(value)} {unit}".strip()
