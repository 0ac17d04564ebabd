"""A search counts in how many checks each word is: of many once in a while, of few or none every time."""

from __future__ import annotations

from typing import Any

import pytest

from claims.accounts.acting import Actor
from claims.matching.terms import terms
from claims.ops.benchmarks._found import published_checks
from claims.publishing import search_plans
from claims.publishing.finding import find
from claims.publishing.models import PublicCheck
from claims.publishing.search_plans import Asked
from tests.publishing.desk import publish


def test_words_of_many_checks_are_counted_once_and_a_new_word_is_found_at_once(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(search_plans, "MANY", 5)
    published_checks(ada, ben, many=60)
    organisation = ada.organisation
    text = PublicCheck.objects.in_newsroom(organisation).values_list("text", flat=True)[0]
    words = terms(text, language="en")
    first = search_plans._counts(organisation, words)
    assert search_plans._counts(organisation, words) == first
    common = {word: count for word, count in first.items() if count >= 5}
    assert common and min(first.values()) < 5
    with django_assert_num_queries(0):
        assert search_plans._counts(organisation, list(common)) == common
    with django_assert_num_queries(1):
        assert search_plans._counts(organisation, words) == first

    find(Asked(organisation, query="AGI will come in centuries"), size=5)
    made = publish(ada, ben)
    assert (
        find(Asked(organisation, query="AGI will come in centuries"), size=5).rows[0].publication_id
        == made.pk
    )
