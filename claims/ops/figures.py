"""Figures that benchmarks tell."""

from __future__ import annotations

import math
from collections.abc import Iterable


def percentile(values: Iterable[float], share: float) -> float:
    """The value that this share of all values (0 to 1) does not exceed, by the nearest-rank method: the smallest value
    with at least so many at or under it (Hyndman and Fan 1996, definition 1). NaN where there are no values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan
