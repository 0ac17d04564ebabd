"""How a passage seems to bear on a statement."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.evidence.stance import STANCES, features, head, judge
from claims.matching.comparing import compare

MUSK = "Elon Musk left the board of OpenAI in February 2019."


@pytest.mark.parametrize(
    ("statement", "passage", "stance", "telling"),
    [
        (
            MUSK,
            "OpenAI announced on 20 February 2018 that Elon Musk would leave its board.",
            "refutes",
            "says “20 February 2018”, claim says “February 2019”",
        ),
        (
            "OpenAI plans to spend the money from Microsoft in less than five years.",
            "OpenAI will spend the money that Microsoft pays over five years.",
            "refutes",
            "says “five years”, claim says “less than five years”",
        ),
        (
            "Most experts say that such a system is centuries away.",
            "Many experts think that such a system is decades or even centuries away.",
            "refutes",
            "says “decades or even centuries”, claim says “centuries”",
        ),
        (
            "Microsoft reported revenue of $125.8 billion, 14 percent more than in the year before.",
            "Revenue of Microsoft was $125.8 billion, 14 percent more than in the year before.",
            "supports",
            "$125.8 billion",
        ),
        (
            "The town planted 4,000 trees in 2023.",
            "In 2023 the town planted 3,100 trees, fewer than in 2022.",
            "refutes",
            "says “3,100 trees”, claim says “4,000 trees”",
        ),
        (
            "The money will be paid over five years.",
            "Nobody said that the money would be paid over five years.",
            "refutes",
            "denies it: “Nobody”",
        ),
        (
            "Altman called it “the most important development in human history”.",
            "“It will be the most important development in human history,” said Altman.",
            "supports",
            "has the quoted words",
        ),
        (MUSK, "It rained for eleven days in the north of France.", "context", "says little"),
    ],
)
def test_it_judges_and_says_why(statement: str, passage: str, stance: str, telling: str) -> None:
    found = judge(statement, passage)
    assert found.stance == stance, found
    assert any(telling in why for why in found.why), found.why


def test_last_year_is_placed_by_the_day_of_the_article() -> None:
    statement = "Elon Musk left the board of OpenAI last year."
    passage = "Elon Musk left the board of OpenAI in February 2018."
    told = judge(statement, passage, claimed_on=date(2019, 7, 23))
    assert told.stance == "supports" and any("last year" in why for why in told.why)
    assert judge(statement, passage, claimed_on=date(2021, 7, 23)).stance == "refutes"


def test_a_figure_of_something_else_is_no_contradiction() -> None:
    found = judge(
        "Microsoft reported revenue of $125.8 billion.",
        "The Financial Times reported that Microsoft puts $1 billion into OpenAI.",
    )
    assert not any("claim says" in why for why in found.why)


@pytest.mark.parametrize(
    "passage",
    [
        "Neither Microsoft nor OpenAI has said in what form the $1 billion is invested.",
        "Microsoft did not say when it invests the $1 billion in OpenAI.",
        "The announcement names no period in which Microsoft invests $1 billion in OpenAI.",
    ],
)
def test_silence_about_a_detail_denies_nothing(passage: str) -> None:
    assert judge("Microsoft invests $1 billion in OpenAI.", passage).stance != "refutes"


def test_a_figure_counts_in_the_sentence_most_about_the_same() -> None:
    passage = "In February 2019 Musk wrote on Twitter. He had left the board of OpenAI in February 2018."
    assert judge(MUSK, passage).stance == "refutes"


@pytest.mark.parametrize("passage", ["", " ", "\n\n", "…", "🙂" * 50, "a" * 3000, "1 2 3 4 5"])
def test_any_passage_is_judged(passage: str) -> None:
    found = judge(MUSK, passage)
    assert found.stance in STANCES and found.why


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=120), st.text(max_size=200))
def test_probabilities_always_add_up(statement: str, passage: str) -> None:
    found = judge(statement, passage)
    assert abs(sum(found.probabilities.values()) - 1) < 0.01
    assert found.probabilities[found.stance] == max(found.probabilities.values())


def test_the_head_has_a_weight_for_every_feature_and_no_other() -> None:
    named = set(features(compare(MUSK, "Musk left.")))
    assert set(head()) == set(STANCES)
    for weights in head().values():
        assert set(weights) == named | {"bias"}
