"""Undo: every act on suggestions, claims and places has its inverse, whose event says what it undoes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.annotation import covering, deciding, marking, placing, predictions_kept, spanning
from claims.annotation.models import Appearance, Checkpoint, Claim, Claimant, Prediction, Suggestion
from claims.history.models import Event
from claims.history.recording import plain
from claims.history.vocabulary import EventName as E
from claims.lib.problems import Conflict, NotFound

Inverse = Callable[[Event, Actor], object]


def can_undo(event: Event) -> bool:
    """Whether this is an act of this room that has an inverse and was not undone yet."""
    return event.name in INVERSES and not Event.objects.filter(undoes=event).exists()


@transaction.atomic
def undo(event: Event, *, by: Actor) -> object:
    """Undo one act; returns the row it was about. What others built on since is not overwritten.

    Raises NotFound for another newsroom's event, Conflict where it has no inverse, was undone already, or the
    thing has changed since.
    """
    if event.organisation_id != by.organisation.pk:
        raise NotFound()
    require(by, Permission.MARK_CLAIMS)
    inverse = INVERSES.get(event.name)
    if inverse is None:
        raise Conflict("undo.impossible", "This can't be undone.", next_step="Change it by hand.")
    if Event.objects.filter(undoes=event).exists():
        raise Conflict("undo.done", "This was undone already.")
    return inverse(event, by)


def _subject(event: Event, model: type[Any], by: Actor) -> Any:
    return model.objects.get_visible(by, event.subject_uid)


def _related(event: Event, model: type[Any], by: Actor) -> Any:
    uids = [each["uid"] for each in event.related if each["type"] == model.__name__]
    found = model.objects.visible_to(by).filter(uid__in=uids).first()
    if found is None:
        raise Conflict("undo.gone", "What this was about is gone.")
    return found


def _unchanged_since(event: Event, row: Any) -> None:
    """Pass, or raise Conflict where the fields that the act wrote hold something else by now."""
    moved = [
        name for name, value in event.data.get("after", {}).items() if plain(getattr(row, name)) != value
    ]
    if moved:
        raise Conflict(
            "undo.changed_since",
            f"Changed again since: {', '.join(moved)}.",
            next_step="Look at how it stands, and change it by hand.",
            current=row,
        )


def _unaccept(event: Event, by: Actor) -> object:
    claim = Claim.objects.visible_to(by).active().filter(suggestion__uid=event.subject_uid).first()
    if claim is None:
        raise Conflict("undo.done", "This was undone already.")
    return deciding.undo_acceptance(claim, by=by, undoes=event)


def _accept_again(event: Event, by: Actor) -> object:
    claim = _subject(event, Claim, by)
    return deciding.accept(claim.suggestion, by=by, undoes=event)


def _edit_back(event: Event, by: Actor) -> object:
    claim = _subject(event, Claim, by)
    _unchanged_since(event, claim)
    before = dict(event.data["before"])
    if before.get("claimant"):
        before["claimant"] = Claimant.objects.get_visible(by, before["claimant"]).name
    return marking.edit(claim, by=by, row_version=None, changes=before, undoes=event)


def _move_back(event: Event, by: Actor) -> object:
    appearance = _subject(event, Appearance, by)
    _unchanged_since(event, appearance)
    return spanning.respan(appearance, by=by, undoes=event, **event.data["before"])


def _predict_back(event: Event, by: Actor) -> object:
    prediction = _subject(event, Prediction, by)
    _unchanged_since(event, prediction)
    before = event.data["before"]
    if "state" in before:
        raise Conflict("undo.impossible", "Settle it or reopen it by hand.", current=prediction)
    return predictions_kept.edit_prediction(prediction, by=by, row_version=None, changes=before, undoes=event)


def _cover_again(event: Event, by: Actor) -> object:
    return covering.cover(_subject(event, Claim, by), by=by, other=_related(event, Claim, by), undoes=event)


def _add_checkpoint_again(event: Event, by: Actor) -> object:
    prediction = _related(event, Prediction, by)
    return predictions_kept.add_checkpoint(prediction, by=by, undoes=event, **event.data["before"])


INVERSES: dict[str, Inverse] = {
    E.SUGGESTION_ACCEPTED: _unaccept,
    E.ACCEPTANCE_UNDONE: _accept_again,
    E.SUGGESTION_DISMISSED: lambda event, by: deciding.undo_dismissal(
        _subject(event, Suggestion, by), by=by, undoes=event
    ),
    E.DISMISSAL_UNDONE: lambda event, by: deciding.dismiss(
        _subject(event, Suggestion, by), by=by, note=event.data["before"]["note"], undoes=event
    ),
    E.CLAIM_MARKED: lambda event, by: marking.remove(_subject(event, Claim, by), by=by, undoes=event),
    E.CLAIM_REMOVED: lambda event, by: marking.restore(_subject(event, Claim, by), by=by, undoes=event),
    E.CLAIM_RESTORED: lambda event, by: marking.remove(_subject(event, Claim, by), by=by, undoes=event),
    E.CLAIM_CHANGED: _edit_back,
    E.CLAIM_SPLIT: lambda event, by: spanning.join(_subject(event, Claim, by), by=by, undoes=event),
    E.CLAIM_COVERED: lambda event, by: covering.uncover(_subject(event, Claim, by), by=by, undoes=event),
    E.CLAIM_UNCOVERED: _cover_again,
    E.APPEARANCE_ADDED: lambda event, by: spanning.remove_span(
        _subject(event, Appearance, by), by=by, undoes=event
    ),
    E.APPEARANCE_MOVED: _move_back,
    E.APPEARANCE_PLACED: lambda event, by: placing.take_back_placing(
        _subject(event, Appearance, by), by=by, undoes=event
    ),
    E.APPEARANCE_LEFT_OUT: lambda event, by: placing.take_back_placing(
        _subject(event, Appearance, by), by=by, undoes=event
    ),
    E.PREDICTION_CHANGED: _predict_back,
    E.PREDICTION_RESOLVED: lambda event, by: predictions_kept.reopen(
        _subject(event, Prediction, by), by=by, undoes=event
    ),
    E.CHECKPOINT_ADDED: lambda event, by: predictions_kept.remove_checkpoint(
        _subject(event, Checkpoint, by), by=by, undoes=event
    ),
    E.CHECKPOINT_REMOVED: _add_checkpoint_again,
    E.CHECKPOINT_SETTLED: lambda event, by: predictions_kept.reopen_checkpoint(
        _subject(event, Checkpoint, by), by=by, undoes=event
    ),
}
