"""Proposals: exact spans, two claims at one place, words that stand alone, and what is never proposed."""

import math
import random
import time
from datetime import date

import pytest

from claims.annotation.proposing import propose

DAY = date(2019, 7, 23)
ARTICLE = """Softmill puts a billion behind Brightlab

By Dana Writer | July 23, 2019

Softmill will invest $1 billion over five years in Brightlab, a laboratory that Ann Lee and Tom Roe founded in 2015, \
the two companies said on Monday.

The money is cash. Brightlab said that it could spend the $1 billion in less than five years.

Roe left the company in February 2018 because he did not agree with some of its plans. “We wish him well,” Lee said.

In a 2018 survey of 23 researchers, the average answer was that there is a 50 percent chance of thinking machines by \
the year 2099. Most experts believe that such machines will not arrive for decades or even centuries.

Brightlab opened its second office last year. It employs 120 people. She says the work is fun. What will come next?

A spokesman for Softmill declined to comment.

Read next
Rival Northsoft fined $5 billion by regulators

Dana Writer is a reporter at The Example, where she has covered 300 companies since 2012.
"""


@pytest.fixture(scope="module")
def proposals():
    return propose(ARTICLE, published_on=DAY)


def the(proposals, words, kind=None):
    found = [item for item in proposals if words in item.quote and kind in (None, item.kind)]
    assert found, f"nothing proposed with {words!r}"
    return min(found, key=lambda item: len(item.quote))


def test_every_quote_is_the_text_at_its_offsets(proposals):
    assert proposals
    assert all(item.quote == ARTICLE[item.start : item.end] for item in proposals)


def test_the_reasons_of_each_add_up_to_its_score(proposals):
    for item in proposals:
        assert math.isclose(math.fsum(each["weight"] for each in item.reasons), item.score, abs_tol=1e-6)


def test_amounts_and_times_carry_offsets_into_the_article(proposals):
    for item in proposals:
        for found in [*item.quantities, *item.times]:
            assert ARTICLE[found["start"] : found["end"]] == found["text"]


def test_it_proposes_nothing_of_the_page_round_the_article(proposals):
    shown = " ".join(item.quote for item in proposals)
    for furniture in ("Dana Writer", "Northsoft", "Read next", "Softmill puts a billion behind"):
        assert furniture not in shown


def test_questions_and_refusals_to_comment_stay_low(proposals):
    bands = {
        item.band for item in proposals if "declined to comment" in item.quote or item.quote.endswith("?")
    }
    assert bands <= {"low"}


def test_figures_and_acts_are_worth_checking(proposals):
    for words in (
        "will invest $1 billion",
        "left the company",
        "survey of 23 researchers",
        "employs 120 people",
    ):
        assert the(proposals, words).band in ("high", "medium")


def test_a_reported_figure_holds_a_forecast_of_its_own(proposals):
    figure = the(proposals, "In a 2018 survey", "statistic")
    forecast = the(proposals, "50 percent chance", "prediction")
    assert figure.start < forecast.start and forecast.end <= figure.end
    assert forecast.prediction["probability"] == 0.5
    assert forecast.prediction["horizon_on"] == "2099-12-31"
    assert forecast.prediction["subject"] == "thinking machines"
    assert forecast.prediction["checkpoints"][-1]["due_on"] == "2099-12-31"


def test_a_plan_gets_its_sum_its_end_and_a_day_to_look_again_each_year(proposals):
    plan = the(proposals, "will invest $1 billion", "promise")
    assert [(item["value"], item["unit"]) for item in plan.quantities] == [(10**9, "USD"), (5, "year")]
    assert plan.prediction["threshold"] == 10**9
    assert plan.prediction["horizon_on"] == "2024-07-23"
    assert [each["due_on"] for each in plan.prediction["checkpoints"]] == [
        f"{year}-07-23" for year in (2020, 2021, 2022, 2023, 2024)
    ]
    assert plan.claimant == "the two companies"


def test_a_reason_in_a_dated_sentence_is_a_claim_of_its_own(proposals):
    event = the(proposals, "Roe left the company", "event")
    reason = the(proposals, "because he did not agree", "causal")
    assert event.start < reason.start < reason.end <= event.end
    assert reason.score < event.score


def test_statements_stand_alone_and_say_what_was_filled_in(proposals):
    left = the(proposals, "Roe left the company", "event")
    assert left.statement.startswith("Tom Roe left Brightlab in February 2018")
    assert {"text": "Roe", "filled": "Tom Roe"} in left.resolved
    opened = the(proposals, "opened its second office")
    assert "in 2018" in opened.statement
    assert the(proposals, "employs 120 people").statement == "Brightlab employs 120 people."


def test_the_speaker_of_a_quotation_is_its_claimant(proposals):
    assert the(proposals, "We wish him well").claimant == "Ann Lee"


@pytest.mark.parametrize(
    ("text", "kind", "probability", "horizon"),
    [
        ("AGI 50 % by 2099", "prediction", 0.5, "2099-12-31"),
        ("$1B over five years", "promise", None, "2024-07-23"),
    ],
)
def test_a_bare_line_is_read_as_well(text, kind, probability, horizon):
    (item,) = propose(text, published_on=DAY)
    assert (item.quote, item.kind) == (text, kind)
    assert item.prediction["probability"] == probability
    assert item.prediction["horizon_on"] == horizon


@pytest.mark.parametrize(
    ("text", "kind", "subject", "probability", "threshold"),
    [
        ("A 2018 survey put the odds of AGI arriving by 2099 at 50%.", "prediction", "AGI", 0.5, None),
        ("There is a fifty-fifty chance of AGI by 2099.", "prediction", "AGI", 0.5, None),
        ("There is a one-in-three chance of a drought, they said.", "prediction", "drought", 0.333333, None),
        ("The odds of a hung council are now 2 in 5.", "prediction", "hung council", 0.4, None),
        ("She puts the chance of a flood by 2040 at less than 5%.", "prediction", "flood", 0.05, None),
        (
            "Scientists give a 66 percent probability that the 1.5C mark will be passed by 2027.",
            "prediction",
            "1.5C mark",
            0.66,
            None,
        ),
        ("Wind will supply 10% of the power by 2030, the agency forecast.", "prediction", "Wind", None, 10),
        ("He vowed that nobody will pay more than £5.", "promise", "", None, 5),
        (
            "The company plans to spend $1 billion on chips within five years.",
            "promise",
            "The company",
            None,
            10**9,
        ),
        ("Brussels pledged to spend €1.5bn within three years.", "promise", "Brussels", None, 1_500_000_000),
    ],
)
def test_other_words_for_the_same_are_read_the_same(text, kind, subject, probability, threshold):
    item = propose(text, published_on=DAY)[-1]
    assert item.kind == kind
    found = item.prediction
    assert (found["subject"], found["probability"], found["threshold"]) == (subject, probability, threshold)


def test_a_chance_keeps_what_bounds_it_and_its_horizon():
    said = "The board said there was less than a 5 per cent chance that the pier would stand by mid-century."
    chance = propose(said, published_on=DAY)[-1]
    assert chance.quote == said[len("The board said ") : -1]
    assert [(item["value"], item["comparator"]) for item in chance.quantities] == [(5, "<")]
    assert (chance.prediction["probability"], chance.prediction["horizon_on"]) == (0.05, "2050-12-31")


def test_a_bare_sum_takes_the_currency_the_article_gives_it():
    text = "Softmill put $1 billion into the laboratory.\n\nIt plans to use up the 1 billion in less than five years."
    amounts = [item.quantities[0] for item in propose(text, published_on=DAY)]
    assert [amount["unit"] for amount in amounts] == ["USD", "USD"]


def test_the_same_sentence_again_stays_low():
    line = "Since 2008 there has not been a single year of growth in the industry, the union says."
    bands = [
        item.band for item in propose(f"{line}\n\nThe rest of the story is short but it is here.\n\n{line}")
    ]
    assert bands[0] in ("high", "medium")
    assert bands[-1] == "low"


def test_opinions_are_never_high():
    text = (
        "I think that it is a shame, and that the really terrible mayor should, must and has to be sorry. "
        * 3
    )
    assert all(item.band != "high" for item in propose(text))


def test_a_language_it_does_not_read_is_left_unscored():
    text = "Der Konzern steckt 1,5 Mrd. Euro in das Labor.\n\nDas ist schön und freut uns alle sehr."
    (item,) = propose(text, language="de")
    assert (item.band, item.score, item.reasons) == ("unscored", None, [])
    assert item.quantities[0]["value"] == 1_500_000_000


@pytest.mark.parametrize(
    "text", ["", " \n ", ".", "😀", "\ud800", "\u202eabc\u202c 5 %", "\x00" * 10, "\u2028\u2029", "“”" * 50]
)
def test_texts_that_are_hardly_texts_break_nothing(text):
    assert all(item.quote == text[item.start : item.end] for item in propose(text))


@pytest.mark.parametrize(
    "piece", ["x" * 300_000, "He said $5 million, or 3 percent. " * 600, "“ " * 10_000, "| " * 10_000]
)
def test_very_long_lines_take_seconds_at_most(piece):
    begun = time.perf_counter()
    found = propose(piece)
    assert time.perf_counter() - begun < 60
    assert all(item.quote == piece[item.start : item.end] for item in found)


PIECES = (
    "$ US$ 1 2 3.5 1,000 50 % percent by 2099 2019 -2 and a half over five years less than million B . , ! ? “ ” ( ) "
    "he said She The company OpenAI GPT-2 July 22 Monday last year to from between — 😀 \u200f é ½ two dozen a third "
    "twice chance of will plans because due not € km/h U.S. Mr. … 。 February 30 99999999999999999999"
).split(" ")


@pytest.mark.parametrize("seed", range(4))
def test_rows_of_odd_pieces_keep_every_promise(seed):
    chance = random.Random(seed)
    for _ in range(30):
        text = "".join(
            chance.choice(PIECES) + chance.choice((" ", "", "\n\n")) for _ in range(chance.randint(1, 100))
        )
        for item in propose(text, published_on=chance.choice((None, DAY, date.min, date.max))):
            assert item.quote == text[item.start : item.end]
            assert math.isclose(math.fsum(each["weight"] for each in item.reasons), item.score, abs_tol=1e-6)
            assert all(
                text[each["start"] : each["end"]] == each["text"] for each in [*item.quantities, *item.times]
            )
            if item.prediction:
                assert 0 <= (item.prediction["probability"] or 0) <= 1
                assert all(date.fromisoformat(each["due_on"]) for each in item.prediction["checkpoints"])
