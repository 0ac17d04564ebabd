"""Every act has its inverse, and the history says what was undone."""

from __future__ import annotations

import pytest

from claims.accounts.acting import Actor
from claims.annotation.covering import cover
from claims.annotation.deciding import accept, dismiss
from claims.annotation.marking import edit, mark
from claims.annotation.models import Appearance, Checkpoint, Claim, Dismissal, Suggestion
from claims.annotation.placing import carry_over, leave_out, place_again
from claims.annotation.predictions_kept import add_checkpoint, edit_prediction, resolve, settle_checkpoint
from claims.annotation.spanning import add_span, respan, split
from claims.annotation.suggesting import keep
from claims.annotation.undoing import can_undo, undo
from claims.history.models import Event
from claims.intake.models import ArticleVersion
from claims.lib.problems import Conflict, NotFound, Refused
from tests.annotation.test_suggesting import proposals
from tests.annotation.texts import FERRY_LATER, ferry, next_version, span

WORDS = "Ridership fell by 12 percent in 2023"
BOTH = f"{WORDS}, the port authority said. Most passengers are commuters"


@pytest.fixture
def version(ada: Actor) -> ArticleVersion:
    return ferry(ada)


@pytest.fixture
def suggestion(version: ArticleVersion) -> Suggestion:
    return keep(version, proposals(version, WORDS))[0]


def last(name: str) -> Event:
    found = Event.objects.filter(name=name).order_by("-pk").first()
    assert found is not None, name
    return found


def undo_and_redo(name: str, inverse: str, by: Actor) -> None:
    """Undo the last act of this name, then undo that."""
    event = last(name)
    undo(event, by=by)
    assert last(inverse).undoes == event
    assert not can_undo(event)
    undo(last(inverse), by=by)
    assert last(name).undoes == last(inverse)


def test_accepting_and_taking_back(suggestion: Suggestion, ada: Actor) -> None:
    accept(suggestion, by=ada)
    undo_and_redo("suggestion.accepted", "acceptance.undone", ada)
    assert Claim.objects.active().count() == 1


def test_dismissing_and_taking_back(suggestion: Suggestion, ada: Actor) -> None:
    dismiss(suggestion, by=ada, note="vague")
    undo_and_redo("suggestion.dismissed", "dismissal.undone", ada)
    assert Dismissal.objects.get().note == "vague"


def test_marking_and_removing(version: ArticleVersion, ada: Actor) -> None:
    mark(version, by=ada, **span(version, WORDS))
    undo(last("claim.marked"), by=ada)
    assert not Claim.objects.active().exists()
    undo_and_redo("claim.removed", "claim.restored", ada)
    assert not Claim.objects.active().exists()


def test_an_edit_is_undone_with_its_claimant(version: ArticleVersion, ada: Actor) -> None:
    claim = mark(version, by=ada, claimant="Tom Reed", **span(version, WORDS))
    edit(claim, by=ada, row_version=None, changes={"claimant": "Port authority", "priority": 3})
    undo(last("claim.changed"), by=ada)
    claim = Claim.objects.get()
    assert (claim.claimant.name, claim.priority) == ("Tom Reed", 0)


def test_what_others_changed_since_is_not_overwritten(
    version: ArticleVersion, ada: Actor, ben: Actor
) -> None:
    claim = mark(version, by=ada, **span(version, WORDS))
    edit(claim, by=ada, row_version=None, changes={"priority": 3})
    mine = last("claim.changed")
    edit(claim, by=ben, row_version=None, changes={"priority": 5})
    with pytest.raises(Conflict) as refused:
        undo(mine, by=ada)
    assert refused.value.code == "undo.changed_since"
    assert Claim.objects.get().priority == 5


def test_a_widened_place_goes_back(version: ArticleVersion, ada: Actor) -> None:
    claim = mark(version, by=ada, **span(version, WORDS))
    respan(claim.appearances.get(), by=ada, **span(version, BOTH))
    undo(last("appearance.moved"), by=ada)
    assert claim.appearances.get().quote == WORDS


def test_an_added_place_goes_away(version: ArticleVersion, ada: Actor) -> None:
    claim = mark(version, by=ada, **span(version, WORDS))
    add_span(claim, by=ada, version=version, **span(version, "Critics say"))
    undo(last("appearance.added"), by=ada)
    assert claim.appearances.standing().get().quote == WORDS


def test_a_split_is_joined_again(version: ArticleVersion, ada: Actor) -> None:
    claim = mark(version, by=ada, **span(version, BOTH))
    statement = claim.statement
    spans = [tuple(span(version, words).values()) for words in (WORDS, "Most passengers are commuters")]
    split(claim, by=ada, spans=[(start, end) for start, end in spans])
    undo(last("claim.split"), by=ada)
    left = Claim.objects.active().get()
    assert (left.pk, left.statement) == (claim.pk, statement)
    assert left.appearances.get().quote == BOTH
    assert last("claim.joined").undoes == last("claim.split")


def test_covering_is_undone_and_redone(version: ArticleVersion, ada: Actor) -> None:
    claim, other = (mark(version, by=ada, **span(version, words)) for words in (WORDS, "Ridership fell"))
    cover(other, by=ada, other=claim)
    undo_and_redo("claim.covered", "claim.uncovered", ada)
    assert Claim.objects.get(pk=other.pk).same_as == claim


def test_placing_and_leaving_out_are_undone(version: ArticleVersion, ada: Actor) -> None:
    mark(version, by=ada, **span(version, "The board expects the first ferry by the end of 2027."))
    (place,) = carry_over(next_version(version, FERRY_LATER))
    place_again(place, by=ada, start=0, end=7)
    undo(last("appearance.placed"), by=ada)
    leave_out(place, by=ada)
    undo(last("appearance.left_out"), by=ada)
    assert Appearance.objects.to_place().get() == place


def test_acts_on_a_forecast_are_undone(version: ArticleVersion, ada: Actor) -> None:
    words = "The board expects the first ferry by the end of 2027."
    prediction = mark(version, by=ada, kind="prediction", **span(version, words)).prediction
    edit_prediction(prediction, by=ada, row_version=None, changes={"probability": 0.4})
    undo(last("prediction.changed"), by=ada)
    prediction.refresh_from_db()
    assert prediction.probability is None
    resolve(prediction, by=ada, state="resolved_false", note="It did not sail.")
    undo(last("prediction.resolved"), by=ada)
    point = add_checkpoint(prediction, by=ada, due_on="2026-05-01", question="Is it built?")
    settle_checkpoint(point, by=ada, finding="Half of it.")
    undo(last("checkpoint.settled"), by=ada)
    undo(last("checkpoint.added"), by=ada)
    assert not Checkpoint.objects.filter(pk=point.pk).exists()
    undo(last("checkpoint.removed"), by=ada)
    assert Checkpoint.objects.filter(question="Is it built?").exists()


def test_it_undoes_once(suggestion: Suggestion, ada: Actor) -> None:
    accept(suggestion, by=ada)
    event = last("suggestion.accepted")
    undo(event, by=ada)
    with pytest.raises(Conflict) as refused:
        undo(event, by=ada)
    assert refused.value.code == "undo.done"


def test_it_undoes_only_acts_that_have_an_inverse(suggestion: Suggestion, ada: Actor) -> None:
    with pytest.raises(Conflict) as refused:
        undo(last("suggestions.made"), by=ada)
    assert refused.value.code == "undo.impossible"


def test_a_reader_and_a_stranger_undo_nothing(
    suggestion: Suggestion, ada: Actor, dev: Actor, cleo: Actor
) -> None:
    accept(suggestion, by=ada)
    for by, refusal in ((dev, Refused), (cleo, NotFound)):
        with pytest.raises(refusal):
            undo(last("suggestion.accepted"), by=by)
