"""Kinds: what sort of proposition a sentence is."""

from datetime import date

import pytest

from claims.annotation.proposing import propose

DAY = date(2019, 7, 23)


def kind(text):
    whole = [item for item in propose(text, published_on=DAY) if item.end - item.start > 0.9 * len(text)]
    return whole[0].kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Unemployment in Harborland fell to 3.5 percent in June, the statistics office reported.",
            "statistic",
        ),
        ("The average price of a new truck in May was $41,640.", "statistic"),
        ("Elon Musk left the board of OpenAI in February 2018.", "event"),
        ("Microsoft is investing $1 billion in OpenAI, a laboratory in San Francisco.", "event"),
        ("Microsoft will invest $1 billion in OpenAI over five years.", "promise"),
        ("The company plans to spend the money in less than five years.", "promise"),
        ("The ministry has pledged to build 200 schools by 2025.", "promise"),
        ("There is a 50 percent chance of human-level machines by the year 2099.", "prediction"),
        ("Most experts believe such machines will not arrive for decades or even centuries.", "prediction"),
        ("Analysts expect sales to grow 4 percent next year.", "prediction"),
        ("The glaciers of Harborland may be gone in less than 5 years.", "prediction"),
        ("Copper could cost twice as much within three years.", "prediction"),
        ("The glacier lost half of its ice in less than 5 years.", "statistic"),
        ("The clerk said 5,000 roofs were mended, against a target of 9,000.", "statistic"),
        ("The rise was 50 mm (90 % confidence interval: 30 to 70 mm), the authors found.", "statistic"),
        ("“We did not expect the loss to double within a decade,” said Prof. Ada Holm.", "quote"),
        ("The minister resigned on 3 May 2018 after two votes.", "event"),
        ("Prices rose because of the new tariffs on imported steel, dealers told the Herald.", "causal"),
        ("“This is the most careful team that anybody has put together,” said Jane Roe of Acme.", "quote"),
        (
            "I think what the mayor did in the last two years is a terrible and dangerous mistake, and a shame.",
            "opinion",
        ),
    ],
)
def test_it_tells_kinds_apart(text, expected):
    assert kind(text) == expected


def test_a_plan_that_was_dropped_is_no_promise():
    assert kind("The company shelved its plans to list its shares on September 30.") == "event"
