"""Has this been checked before?"""

from __future__ import annotations

import pytest
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.history.models import Event
from claims.matching.deciding import decide
from claims.matching.earlier import find_matches, match, relate
from claims.matching.models import EarlierCheck, Match
from tests import kept

MUSK = "Elon Musk left the board of OpenAI in February 2018."


@pytest.mark.parametrize(
    ("one", "other", "relation", "telling"),
    [
        (MUSK, "Elon Musk left the board of OpenAI in February 2018", "same", "same words"),
        ("Microsoft is investing $1 billion in OpenAI", "Microsoft invested $1B in OpenAI", "same", "$1B"),
        (MUSK, "Elon Musk left OpenAI's board in February 2019.", "altered", "February 2019"),
        (
            "OpenAI plans to spend the $1 billion in less than five years.",
            "OpenAI will spend the $1 billion over five years.",
            "altered",
            "less than five years",
        ),
        ("Most experts say AGI is centuries away.", "Most experts say AGI is decades or even centuries away.",
         "altered", "decades or even centuries"),
        ("Sam Altman leads OpenAI.", "Greg Brockman leads OpenAI.", "altered", "Brockman"),
        ("Microsoft is the only cloud provider of OpenAI.", "Microsoft is not the only cloud provider of OpenAI.",
         "contradicts", "denies"),
        ("Unemployment rose to 5 percent in May.", "Unemployment fell to 5 percent in May.", "contradicts", "fell"),
        (MUSK, "Elon Musk helped to found OpenAI and sat on its board.", "near", "alike"),
        (MUSK, "The lighthouse keepers of Brittany earn little.", "unrelated", "alike"),
    ],
)  # fmt: skip
def test_it_says_how_two_statements_stand_to_each_other(
    one: str, other: str, relation: str, telling: str
) -> None:
    found, score, why = relate(one, other)
    assert found == relation, why
    assert any(telling in each for each in why)
    assert 0 <= score <= 1


def test_it_finds_claims_and_checks_by_others_best_first(ada: Actor) -> None:
    near = kept.claim(ada, "Elon Musk helped to found OpenAI and sat on its board.")
    same = kept.claim(ada, MUSK)
    check = EarlierCheck.objects.create(
        organisation=ada.organisation, url="https://checks.example/1", publisher="Checks",
        claim_text="Elon Musk left the board of OpenAI in February 2019.", rating_text="False", provider="test",
    )  # fmt: skip
    kept.claim(ada, "The lighthouse keepers of Brittany earn little.")
    found = find_matches(ada.organisation, MUSK)
    assert [each.other for each in found] == [same, check, near]
    assert [str(each.relation) for each in found] == ["same", "altered", "near"]
    assert [each.other for each in find_matches(ada.organisation, MUSK, exclude=same)] == [check, near]


def test_another_newsrooms_claims_and_those_taken_away_are_never_found(ada: Actor, cleo: Actor) -> None:
    kept.claim(cleo, MUSK)
    gone = kept.claim(ada, MUSK)
    Claim.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
    assert find_matches(ada.organisation, MUSK) == []


def test_a_covered_claim_counts_as_the_one_that_covers_it(ada: Actor) -> None:
    head = kept.claim(ada, "In February 2018 Musk went from OpenAI's board.")
    covered = kept.claim(ada, MUSK)
    Claim.objects.filter(pk=covered.pk).update(same_as=head)
    assert [each.other_claim for each in find_matches(ada.organisation, MUSK)] == [head]


def test_matching_twice_keeps_each_pair_once(ada: Actor) -> None:
    kept.claim(ada, MUSK)
    claim = kept.claim(ada, "Elon Musk left the board of OpenAI in February 2019.")
    first = match(claim)
    assert match(claim) == first
    assert Match.objects.count() == 1
    assert Event.objects.filter(name="matches.found").count() == 1


def test_a_rejected_pair_never_comes_back(ada: Actor) -> None:
    kept.claim(ada, MUSK)
    claim = kept.claim(ada, "Elon Musk left the board of OpenAI in February 2019.")
    found = match(claim)[0]
    decide(found, by=ada, relation="unrelated")
    before = Match.objects.values().get()
    match(claim)
    assert Match.objects.values().get() == before
    assert Match.objects.get().decision.relation == "unrelated"


def test_what_was_found_for_a_suggestion_is_its_claims_too(ada: Actor) -> None:
    kept.claim(ada, MUSK)
    version = kept.article(ada, "Elon Musk left the board of OpenAI in February 2019. It rained.")
    suggestion = kept.suggestion(ada, "Elon Musk left the board of OpenAI in February 2019.", at=version)
    row = match(suggestion)[0]
    claim = kept.claim(ada, suggestion.statement)
    Claim.objects.filter(pk=claim.pk).update(suggestion=suggestion)
    claim.refresh_from_db()
    assert match(claim) == [row]
    assert Match.objects.get().claim == claim


def test_words_that_say_nothing_match_nothing(ada: Actor) -> None:
    kept.claim(ada, MUSK)
    assert find_matches(ada.organisation, "the of and 100% _ \\") == []
