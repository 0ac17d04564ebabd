"""Accepting and dismissing suggestions, and taking it back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.deciding import accept, accept_all_high, dismiss, undo_acceptance, undo_dismissal
from claims.annotation.marking import mark
from claims.annotation.models import Claim, Dismissal, Suggestion
from claims.annotation.suggesting import keep, suggest
from claims.history.models import Event
from claims.intake.models import ArticleVersion
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from tests.annotation.test_suggesting import proposals
from tests.annotation.texts import ferry, span

WORDS = "Ridership fell by 12 percent in 2023"


@pytest.fixture
def version(ada: Actor) -> ArticleVersion:
    return ferry(ada)


@pytest.fixture
def suggestion(version: ArticleVersion) -> Suggestion:
    (made,) = keep(version, proposals(version, WORDS))
    return made


def test_an_accepted_suggestion_is_a_claim_at_its_place(suggestion: Suggestion, ada: Actor) -> None:
    claim = accept(suggestion, by=ada)
    place = claim.appearances.get()
    assert (place.start, place.end, place.quote) == (suggestion.start, suggestion.end, WORDS)
    assert (claim.number, claim.by, claim.kind) == (suggestion.number, ada.user, "statistic")
    event = Event.objects.get(name="suggestion.accepted")
    assert {"type": "Claim", "uid": claim.uid} in event.related


def test_it_takes_the_editors_changes_with_it(suggestion: Suggestion, ada: Actor) -> None:
    changes = {"statement": "Fewer people took the ferry.", "claimant": "Port authority"}
    claim = accept(suggestion, by=ada, changes=changes)
    assert (claim.statement, claim.claimant.name) == ("Fewer people took the ferry.", "Port authority")
    assert suggestion.statement == WORDS


def test_a_wrong_change_leaves_nothing_behind(suggestion: Suggestion, ada: Actor) -> None:
    with pytest.raises(Problem) as refused:
        accept(suggestion, by=ada, changes={"quantities": [{"value": "a lot"}]})
    assert refused.value.pointer == "/quantities/0/value"
    assert not Claim.objects.exists()


def test_pressed_twice_it_is_one_claim(suggestion: Suggestion, ada: Actor, ben: Actor) -> None:
    assert accept(suggestion, by=ada) == accept(suggestion, by=ben)
    assert Event.objects.filter(name="suggestion.accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_makes_one_claim_when_two_press_together(ada: Actor, ben: Actor) -> None:
    suggestion = keep(version := ferry(ada), proposals(version, WORDS))[0]

    def press(by: Actor) -> int:
        try:
            return accept(Suggestion.objects.get(pk=suggestion.pk), by=by).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(press, [ada, ben, ada, ben]))
    assert len(made) == 1
    assert Claim.objects.count() == 1
    assert Event.objects.filter(name="suggestion.accepted").count() == 1


def test_a_reader_and_a_stranger_decide_nothing(suggestion: Suggestion, dev: Actor, cleo: Actor) -> None:
    for verb in (accept, dismiss, undo_dismissal):
        with pytest.raises(Refused):
            verb(suggestion, by=dev)
        with pytest.raises(NotFound):
            verb(suggestion, by=cleo)


def test_a_taken_back_acceptance_leaves_the_suggestion_undecided(suggestion: Suggestion, ada: Actor) -> None:
    claim = accept(suggestion, by=ada)
    undo_acceptance(claim, by=ada)
    assert list(Suggestion.objects.undecided()) == [suggestion]
    undone = Event.objects.get(name="acceptance.undone")
    assert undone.undoes.name == "suggestion.accepted"
    with pytest.raises(NotFound):
        undo_acceptance(claim, by=ada)


def test_accepted_again_it_is_the_same_claim_with_the_same_number(suggestion: Suggestion, ada: Actor) -> None:
    claim = accept(suggestion, by=ada)
    undo_acceptance(claim, by=ada)
    again = accept(suggestion, by=ada, changes={"priority": 2})
    assert (again.pk, again.number, again.removed_at, again.priority) == (claim.pk, 1, None, 2)


def test_a_published_claim_stays_accepted(suggestion: Suggestion, ada: Actor) -> None:
    claim = accept(suggestion, by=ada)
    Claim.objects.filter(pk=claim.pk).update(frozen_at=timezone.now())
    with pytest.raises(Conflict):
        undo_acceptance(claim, by=ada)


def test_a_claim_marked_by_hand_has_no_acceptance_to_undo(version: ArticleVersion, ada: Actor) -> None:
    claim = mark(version, by=ada, **span(version, WORDS))
    with pytest.raises(NotFound) as refused:
        undo_acceptance(claim, by=ada)
    assert refused.value.code == "acceptance.none"


def test_marking_the_very_words_of_a_suggestion_accepts_it(suggestion: Suggestion, ada: Actor) -> None:
    claim = mark(suggestion.version, by=ada, start=suggestion.start, end=suggestion.end)
    assert (claim.suggestion, claim.number) == (suggestion, suggestion.number)
    assert not Suggestion.objects.undecided().exists()


def test_a_dismissal_is_one_and_is_undone(suggestion: Suggestion, ada: Actor, ben: Actor) -> None:
    assert dismiss(suggestion, by=ada, note=" too vague ") == dismiss(suggestion, by=ben)
    assert Dismissal.objects.get().note == "too vague"
    assert not Suggestion.objects.undecided().exists()
    undo_dismissal(suggestion, by=ben)
    assert not Dismissal.objects.exists()
    assert Event.objects.get(name="dismissal.undone").undoes.name == "suggestion.dismissed"
    with pytest.raises(NotFound):
        undo_dismissal(suggestion, by=ben)


def test_an_accepted_suggestion_is_not_dismissed(suggestion: Suggestion, ada: Actor) -> None:
    accept(suggestion, by=ada)
    with pytest.raises(Conflict) as refused:
        dismiss(suggestion, by=ada)
    assert refused.value.code == "suggestion.accepted"


def test_a_dismissed_suggestion_can_still_be_accepted(suggestion: Suggestion, ada: Actor) -> None:
    dismiss(suggestion, by=ada)
    accept(suggestion, by=ada)
    assert not Dismissal.objects.exists()


def test_all_high_ones_are_accepted_at_once(version: ArticleVersion, ada: Actor) -> None:
    high = [each for each in suggest(version) if each.band == "high"]
    claims = accept_all_high(version, by=ada)
    assert [claim.suggestion for claim in claims] == sorted(high, key=lambda each: each.start)
    assert accept_all_high(version, by=ada) == []


def test_an_accepted_forecast_is_kept_open(version: ArticleVersion, ada: Actor) -> None:
    words = "The board expects the first ferry by the end of 2027."
    (proposal,) = proposals(version, words)
    facts = {
        "subject": "the first ferry", "probability": 0.5, "threshold": None, "unit": "", "horizon_on": "2027-12-31",
        "checkpoints": [{"due_on": "2026-12-31", "question": "Is it being built?"}],
    }  # fmt: skip
    object.__setattr__(proposal, "kind", "prediction")
    object.__setattr__(proposal, "prediction", facts)
    claim = accept(keep(version, [proposal])[0], by=ada)
    prediction = claim.prediction
    assert (prediction.state, prediction.probability, prediction.horizon_on.year) == ("open", 0.5, 2027)
    assert prediction.checkpoints.get().question == "Is it being built?"
