"""The words texts are compared by, and ranking by them."""

from __future__ import annotations

import pytest

from claims.matching.ranking import Ranker, Statistics, bm25, rank, reciprocal_ranks
from claims.matching.terms import placed_terms, plain_post, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$1B", "1 billion"),
        ("3,000 trees", "3000 tree"),
        ("50%", "50 percent"),
        ("the U.S.", "USA"),
        ("Zürich", "zurich"),
        ("Microsoft’s", "Microsoft"),
        ("investments rose", "investing rises"),
        ("centuries", "century"),
    ],
)
def test_words_that_mean_the_same_to_a_search_are_the_same(one: str, other: str) -> None:
    assert terms(one) == terms(other)


def test_each_word_knows_its_place() -> None:
    text = "🙂 The tower’s 300 m"
    for _, start, end in placed_terms(text):
        assert text[start:end].strip()
    assert text[placed_terms(text)[0][1] : placed_terms(text)[0][2]] == "tower’s"


def test_an_unknown_language_is_left_unstemmed() -> None:
    assert terms("gebouwen", language="xx") == ["gebouwen"]
    assert terms("Häuser", language="de") == terms("hauser", language="de")


def test_a_post_is_read_without_its_trimmings() -> None:
    post = "Look: #ClimateChange @NewsDesk https://t.co/x — Ann Lee (@annlee) March 3, 2020"
    assert plain_post(post).split() == ["Look:", "Climate", "Change", "News", "Desk"]


CORPUS = [
    {"id": "a", "text": "The tower is 300 metres high."},
    {"id": "b", "text": "It rained for days.", "title": "Weather"},
    {"id": "c", "text": "It was built in 1889.", "title": "The tower"},
]


def test_it_ranks_what_shares_rare_words_first_and_leaves_out_what_shares_none() -> None:
    assert [key for key, _ in rank("How high is the tower?", CORPUS)] == ["a", "c"]


def test_an_empty_collection_and_an_empty_question_are_answered() -> None:
    assert Ranker([]).rank("tower") == []
    assert Ranker(CORPUS).rank("the of and") == []
    assert Ranker(CORPUS).rank("tower", top=0) == []


def test_more_is_never_returned_than_asked_for() -> None:
    assert len(Ranker(CORPUS).rank("tower rained", top=1)) == 1


def test_bm25_grows_with_rarity_and_shrinks_with_length() -> None:
    seen = Statistics(size=100, mean_length=10, frequencies={"rare": 1, "common": 90})
    question = {"rare": 1.0, "common": 1.0}
    rare = bm25(question, {"rare": 1}, length=10, statistics=seen)
    assert rare > bm25(question, {"common": 1}, length=10, statistics=seen) > 0
    assert rare > bm25(question, {"rare": 1}, length=100, statistics=seen)


def test_reciprocal_ranks_reward_what_several_lists_have() -> None:
    fused = reciprocal_ranks([["a", "b"], ["b", "c"]])
    assert sorted(fused, key=lambda key: -fused[key]) == ["b", "a", "c"]
    assert fused["a"] == 1 / 61
