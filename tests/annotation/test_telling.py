"""Who speaks in a sentence, and to whom."""

import pytest

from claims.annotation.checkworthiness import label
from claims.annotation.features import sentence_features
from claims.annotation.proposing import propose
from claims.annotation.quotations import quoted_spans
from claims.annotation.telling import NAMES, telling_features


def voice(text):
    return set(telling_features(text, features=sentence_features(text), quoted_parts=quoted_spans(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Harbor Post reported on what the lawyer told the jury at the end:", {"introduces"}),
        ("I cannot see why the port should pay for it.", {"narrator"}),
        ("If you are angry about the harbor, be angry about your taxes as well.", {"to_reader"}),
        ("Anyone who has ever sold a harbor knows that it takes years.", {"guess"}),
        ("“It was a long and very hard year for all of our people,” she said.", {"bare_quotation"}),
        ("“I paid $3,000 for it,” she said.", set()),
        ("A study of the port authority found that ships wait for 3 days.", {"finding"}),
        ("The port authority of Nordhaven paid the U.S. builder in May.", set()),
        ("Our brains make most decisions before we know of them, doctors say.", {"narrator"}),
        ("Most of our decisions are made early, doctors say.", set()),
        ("Both captains were arrested and charged with theft.", {"legal_step"}),
        ("Dockers are far more likely to fall ill than clerks.", {"compared_odds"}),
        ("The union welcomed the plan and stressed the need for talks.", {"stance"}),
        ("The union welcomed the plan to hire 300 dockers.", set()),
        ("THE MAYOR: A merry winter to all the people of the town.", {"spoken"}),
        ("NORDHAVEN: The mayor has resigned after the vote.", set()),
    ],
)
def test_it_hears_whose_voice_a_sentence_has(text, expected):
    assert voice(text) == expected


def test_a_line_that_only_leads_to_a_quotation_stays_low():
    found = propose("The Harbor Post reported in May 2018 on what lawyer Jo Moor told the jury of Nordhaven:")
    assert {each.band for each in found} <= {"low"}


def test_a_column_s_own_guess_is_worth_less_than_the_same_as_a_report():
    (guess,) = propose("I would venture to guess that 90 percent of sailors vote for the mayor of Nordhaven.")
    (report,) = propose("According to the census, 90 percent of sailors vote for the mayor of Nordhaven.")
    assert guess.score < report.score - 0.2


def test_an_arrest_without_a_name_or_a_figure_is_shown():
    (found,) = propose("The couple was arrested, brought before a court, and sent to jail.")
    assert found.band in ("medium", "high")


def test_each_voice_has_a_name_on_the_screen():
    assert all(label(name) == words for name, words in NAMES.items())
