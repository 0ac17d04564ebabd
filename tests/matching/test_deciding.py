"""Deciding about matches."""

from __future__ import annotations

import pytest
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.history.models import Event
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from claims.matching.deciding import decide, undo_decision
from claims.matching.earlier import match
from claims.matching.models import EarlierCheck, Match, MatchDecision
from tests import kept

OLD = "Elon Musk left the board of OpenAI in February 2018."
NEW = "Elon Musk left OpenAI's board in February 2018."


@pytest.fixture
def old(ada: Actor) -> Claim:
    return kept.claim(ada, OLD)


@pytest.fixture
def new(ada: Actor, old: Claim) -> Claim:
    return kept.claim(ada, NEW)


@pytest.fixture
def found(new: Claim) -> Match:
    return match(new)[0]


def test_same_puts_the_claim_under_the_other_one(ada: Actor, old: Claim, new: Claim, found: Match) -> None:
    decide(found, by=ada, relation="same")
    new.refresh_from_db()
    assert new.same_as == old
    event = Event.objects.get(name="match.decided")
    assert event.after == {"relation": "same"}


def test_deciding_the_same_twice_is_once_and_otherwise_replaces_it(
    ada: Actor, ben: Actor, new: Claim, found: Match
) -> None:
    first = decide(found, by=ada, relation="same")
    assert decide(found, by=ben, relation="same") == first
    decide(found, by=ben, relation="altered", note="another date")
    new.refresh_from_db()
    assert new.same_as is None
    assert MatchDecision.objects.get().relation == "altered"
    assert Event.objects.filter(name="match.decided").first().before == {"relation": "same"}  # type: ignore[union-attr]


def test_undoing_takes_the_claim_out_again(ada: Actor, new: Claim, found: Match) -> None:
    decide(found, by=ada, relation="same")
    undo_decision(found, by=ada)
    new.refresh_from_db()
    assert new.same_as is None and not MatchDecision.objects.exists()
    with pytest.raises(NotFound):
        undo_decision(found, by=ada)


def test_it_never_makes_a_chain(ada: Actor, old: Claim, new: Claim, found: Match) -> None:
    head = kept.claim(ada, "In February 2018 Musk left the board.")
    Claim.objects.filter(pk=old.pk).update(same_as=head)
    decide(found, by=ada, relation="same")
    new.refresh_from_db()
    assert new.same_as == head


def test_a_claim_that_stands_for_others_is_refused(ada: Actor, old: Claim, new: Claim, found: Match) -> None:
    other = kept.claim(ada, "Musk went.")
    Claim.objects.filter(pk=other.pk).update(same_as=new)
    with pytest.raises(Conflict):
        decide(found, by=ada, relation="same")
    assert not MatchDecision.objects.exists()


def test_the_one_it_covers_already_is_refused(ada: Actor, old: Claim, new: Claim, found: Match) -> None:
    Claim.objects.filter(pk=old.pk).update(same_as=new)
    with pytest.raises(Conflict, match="already covered"):
        decide(found, by=ada, relation="same")


def test_a_claim_whose_verdict_is_public_stays_on_its_own(ada: Actor, new: Claim, found: Match) -> None:
    Claim.objects.filter(pk=new.pk).update(frozen_at=timezone.now())
    decide(found, by=ada, relation="same")
    new.refresh_from_db()
    assert new.same_as is None and MatchDecision.objects.get().relation == "same"


def test_same_on_a_suggestion_makes_it_a_claim(ada: Actor, old: Claim) -> None:
    version = kept.article(ada, f"{NEW} It rained.")
    suggestion = kept.suggestion(ada, NEW, at=version)
    decide(match(suggestion)[0], by=ada, relation="same")
    claim = Claim.objects.get(suggestion=suggestion)
    assert claim.same_as == old and Match.objects.get().claim == claim


def test_the_same_as_a_check_by_others_is_only_said(ada: Actor, new: Claim) -> None:
    EarlierCheck.objects.create(
        organisation=ada.organisation, url="https://checks.example/1", publisher="Checks", claim_text=OLD,
        rating_text="True", provider="test",
    )  # fmt: skip
    row = next(each for each in match(new) if each.earlier_check)
    decide(row, by=ada, relation="same")
    new.refresh_from_db()
    assert new.same_as is None


def test_an_unknown_relation_is_refused_at_its_field(ada: Actor, found: Match) -> None:
    with pytest.raises(Problem) as caught:
        decide(found, by=ada, relation="cousin")
    assert (caught.value.pointer, caught.value.status) == ("/relation", 422)


def test_readers_and_strangers_decide_nothing(dev: Actor, cleo: Actor, found: Match) -> None:
    for actor, refusal in ((dev, Refused), (cleo, NotFound)):
        with pytest.raises(refusal):
            decide(found, by=actor, relation="same")
        with pytest.raises(refusal):
            undo_decision(found, by=actor)
