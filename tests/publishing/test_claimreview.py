"""ClaimReview says what the page says, to the rules of those who read it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from claims.publishing.claimreview import claim_review
from tests.publishing import checks


def test_it_names_claim_rating_publisher_and_appearance() -> None:
    markup = claim_review(checks.check())
    assert markup is not None
    assert markup["@type"] == "ClaimReview"
    assert markup["url"] == "https://harbor.example/checks/most-experts-abcdef123456/"
    assert markup["claimReviewed"] == "Most people think so"
    assert markup["author"]["name"] == "The Harbor"
    assert markup["author"]["correctionsPolicy"] == "https://harbor.example/corrections/"
    assert markup["reviewRating"]["alternateName"] == "Mostly false"
    assert markup["itemReviewed"]["@type"] == "Claim"
    assert markup["itemReviewed"]["datePublished"] == "2019-07"
    assert markup["itemReviewed"]["appearance"][0]["url"] == "https://blog.example/agi"
    assert "correction" not in markup


def test_it_leaves_the_author_out_where_nobody_is_named() -> None:
    markup = claim_review(checks.check())
    assert markup is not None
    assert "author" not in markup["itemReviewed"]


def test_it_names_a_person_a_body_and_several() -> None:
    def authors(**fields: object) -> object:
        markup = claim_review(checks.check(checks.verdict(**fields)))
        assert markup is not None
        return markup["itemReviewed"]["author"]

    assert authors(claimant="Jo Doe", claimant_kind="person") == {"@type": "Person", "name": "Jo Doe"}
    assert authors(claimant="The Agency", claimant_kind="body") == {
        "@type": "Organization",
        "name": "The Agency",
    }
    several = authors(
        claimant="Jo Doe", places=(checks.place(claimant="Al Roe"), checks.place(claimant="Jo Doe"))
    )
    assert isinstance(several, list)
    assert [each["name"] for each in several] == ["Jo Doe", "Al Roe"], "whose claim it is comes first"


def test_it_prefers_the_day_on_which_the_claim_was_made() -> None:
    markup = claim_review(checks.check(checks.verdict(claimed_on=date(2019, 7, 1))))
    assert markup is not None
    assert markup["itemReviewed"]["datePublished"] == "2019-07-01"


def test_an_answer_off_the_truth_axis_has_words_and_no_number() -> None:
    markup = claim_review(checks.check(checks.verdict(answer=checks.answer(None))))
    assert markup is not None
    assert "ratingValue" not in markup["reviewRating"]
    assert "bestRating" not in markup["reviewRating"]
    assert markup["reviewRating"]["alternateName"] == "Mostly false"


@given(st.integers(min_value=1, max_value=5))
def test_a_number_lies_between_worst_and_best(number: int) -> None:
    markup = claim_review(checks.check(checks.verdict(answer=checks.answer(number))))
    assert markup is not None
    rating = markup["reviewRating"]
    assert 1 == rating["worstRating"] <= rating["ratingValue"] == number <= rating["bestRating"] == 5


def test_corrections_are_listed_newest_first() -> None:
    later = checks.AT + timedelta(days=1)
    newest = checks.verdict(n=3, at=later, correction_kind="verdict_change", correction_note="We were wrong.")
    middle = checks.verdict(n=2, correction_kind="typo", correction_note="A letter.")
    markup = claim_review(checks.check(newest, middle, checks.verdict()))
    assert markup is not None
    assert [each["text"] for each in markup["correction"]] == [
        "Verdict changed: We were wrong.",
        "Typo: A letter.",
    ]
    assert markup["correction"][0]["@type"] == "CorrectionComment"
    assert (markup["datePublished"], markup["dateModified"]) == (checks.AT.isoformat(), later.isoformat())


def test_there_is_none_for_what_is_open_retracted_or_withdrawn() -> None:
    assert claim_review(checks.check(checks.verdict(kind="prediction", answer=None))) is None
    assert claim_review(checks.check(state="retracted")) is None
    assert claim_review(checks.check(state="withdrawn")) is None
