"""Whether two texts say the same amount or time."""

from __future__ import annotations

from datetime import date

import pytest

from claims.matching.figures import contrast_horizons, contrast_numbers, contrast_times


@pytest.mark.parametrize(
    ("statement", "other", "verdicts"),
    [
        ("Microsoft invested $1B", "an investment of $1 billion", ["agrees"]),
        ("revenue of $125.8 billion", "revenue was $126 billion", ["agrees"]),
        ("revenue of $125.8 billion", "revenue was $110 billion", ["conflicts"]),
        ("about 100 people worked there", "105 people worked there", ["agrees"]),
        ("spent in less than five years", "spent over five years", ["conflicts"]),
        ("paid over five years", "spent within five years", ["loosely"]),
        ("between 10 and 20 percent", "15 percent", ["agrees"]),
        ("between 10 and 20 percent", "25 percent", ["conflicts"]),
        ("a third of voters", "33 percent of voters", ["agrees"]),
        ("90 minutes", "1.5 hours", ["agrees"]),
        ("4,000 trees", "3,100 cars", []),
        ("anything above 100 times", "capped at 100 times", ["loosely"]),
        ("worth $125 billion", "worth $1 billion", []),
        ("no figure here", "5 percent", []),
    ],
)
def test_amounts_are_compared_with_unit_and_comparator(
    statement: str, other: str, verdicts: list[str]
) -> None:
    assert [one.verdict for one in contrast_numbers(statement, other)] == verdicts


@pytest.mark.parametrize(
    ("statement", "other", "verdicts"),
    [
        ("in February 2019", "on 20 February 2018", ["conflicts"]),
        ("in 2018", "on 20 February 2018", ["agrees"]),
        ("by the year 2099", "the year 2099", ["agrees"]),
        ("by the year 2099", "in 2018", []),
        ("left last year", "left in February 2018", ["agrees"]),
    ],
)
def test_times_are_compared_by_the_days_they_cover(statement: str, other: str, verdicts: list[str]) -> None:
    found = contrast_times(statement, other, claimed_on=date(2019, 7, 23))
    assert [one.verdict for one in found] == verdicts


def test_how_far_off_something_is_said_without_a_number() -> None:
    wide, narrow = "It is decades or even centuries away.", "It is centuries away."
    narrower = contrast_horizons(narrow, wide)
    assert narrower is not None and narrower.verdict == "conflicts"
    wider = contrast_horizons(wide, narrow)
    assert wider is not None and wider.verdict == "loosely"
    same = contrast_horizons(narrow, narrow)
    assert same is not None and same.verdict == "agrees"
    assert contrast_horizons("It took years of work.", "It is centuries away.") is None
    assert contrast_horizons("within five years", "centuries away") is None
