"""Times: days, deadlines, stretches, and what is relative to the day of publication."""

from datetime import date

import pytest

from claims.annotation.times import find_times

TUESDAY = date(2019, 7, 23)


def read(text, day=TUESDAY):
    return [(item["text"], item["from"], item["to"]) for item in find_times(text, published_on=day)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("by 2099", [("by 2099", None, "2099-12-31")]),
        ("by the year 2099", [("by the year 2099", None, "2099-12-31")]),
        ("in July 2019", [("July 2019", "2019-07-01", "2019-07-31")]),
        ("on July 22", [("July 22", "2019-07-22", "2019-07-22")]),
        ("on 22 July 2019", [("22 July 2019", "2019-07-22", "2019-07-22")]),
        ("last year", [("last year", "2018-01-01", "2018-12-31")]),
        ("on Monday", [("Monday", "2019-07-22", "2019-07-22")]),
        ("will meet on Friday", [("Friday", "2019-07-26", "2019-07-26")]),
        ("in less than five years", [("in less than five years", None, None)]),
        ("will be spent in less than five years", [("in less than five years", "2019-07-23", "2024-07-23")]),
        ("plans to invest over five years", [("over five years", "2019-07-23", "2024-07-23")]),
        ("over the past five years", [("over the past five years", "2014-07-23", "2019-07-23")]),
        ("since 2015", [("since 2015", "2015-01-01", None)]),
        ("between 2008 and 2016", [("between 2008 and 2016", "2008-01-01", "2016-12-31")]),
        ("three years ago", [("three years ago", "2016-01-01", "2016-12-31")]),
        ("by the end of 2025", [("by the end of 2025", None, "2025-12-31")]),
        ("by the end of next year", [("by the end of next year", None, "2020-12-31")]),
        ("the 2030s", [("the 2030s", "2030-01-01", "2039-12-31")]),
        ("in the third quarter of 2018", [("third quarter of 2018", "2018-07-01", "2018-09-30")]),
        ("in March", [("in March", "2019-03-01", "2019-03-31")]),
        ("for decades or even centuries", [("for decades or even centuries", None, None)]),
    ],
)
def test_it_places_times(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text", ["$2019", "2019 people", "Boeing 1900-2", "30 percent", "chapter 12", "May I?"]
)
def test_it_leaves_other_numbers_alone(text):
    assert read(text) == []


def test_without_a_day_of_publication_it_places_nothing_relative():
    assert read("last year, on Monday, in March, by 2099", None) == [
        ("last year", None, None),
        ("Monday", None, None),
        ("in March", None, None),
        ("by 2099", None, "2099-12-31"),
    ]


def test_days_that_do_not_exist_are_not_placed():
    assert read("February 30, 2019") == [("February 30, 2019", None, None)]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_edges_of_the_calendar_break_nothing(day):
    text = (
        "yesterday, last year, in 2 weeks, in the next 9999 years, 9000 years ago, last century, next winter"
    )
    assert find_times(text, published_on=day)
