"""Amounts are shown as people write them."""

from __future__ import annotations

import pytest

from claims.annotation.amounts import amount_label, amount_words


@pytest.mark.parametrize(
    ("value", "unit", "comparator", "label", "words"),
    [
        (352, "count", "=", "How much", "352"),
        (45.0, "year", "<=", "Time", "≤ 45 years"),
        (1, "day", ">", "Time", "> 1 day"),
        (50, "percent", "", "Share", "50 %"),
        (1 / 3, "proportion", "~", "Share", "≈ 33.3 %"),
        (2.0, "proportion", ">=", "Share", "≥ 2 ×"),
        (2.5, "percentage_point", "=", "How much", "2.5 points"),
        (1e9, "USD", None, "How much", "1,000,000,000 USD"),
        (12.5, "km", "<", "How much", "< 12.5 km"),
        ("many", None, "=", "How much", "many"),
    ],
)
def test_an_amount_is_read_at_a_glance(
    value: object, unit: str | None, comparator: str | None, label: str, words: str
) -> None:
    assert amount_words(value, unit, comparator) == words
    assert amount_label(unit or "") == label
