"""Forecasts and plans stay open until they come out: their fields, their checkpoints and their states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.permissions import Permission, require
from claims.annotation.models import RESOLVED, Checkpoint, Claim, Prediction, PredictionState
from claims.annotation.refusals import refusals_explained
from claims.annotation.wording import PREDICTION_FIELDS, Faults, checked_checkpoints, checked_prediction
from claims.history.models import Event
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, Problem

S = PredictionState
MOVES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "come_due": ((S.OPEN,), (S.DUE,)),
    "resolve": (
        (S.OPEN, S.DUE),
        (S.RESOLVED_TRUE, S.RESOLVED_FALSE, S.RESOLVED_PARTLY, S.AMBIGUOUS, S.ANNULLED, S.SUPERSEDED),
    ),
    "reopen": (
        (S.RESOLVED_TRUE, S.RESOLVED_FALSE, S.RESOLVED_PARTLY, S.AMBIGUOUS, S.ANNULLED, S.SUPERSEDED),
        (S.OPEN, S.DUE),
    ),
}


def keep_open(claim: Claim, facts: Mapping[str, Any] | None) -> Prediction:
    """The prediction of a forecast or plan, made where there is none from what is known of it.

    `facts` are a suggestion's: the fields of `Prediction` and `checkpoints` [{due_on, question}]; what can't be
    kept of them is left out, since no person has typed it. The caller records the act.
    """
    known = readable_facts(facts or {})
    points = known.pop("checkpoints", [])
    prediction, made = Prediction.objects.get_or_create(
        claim=claim, defaults={"organisation_id": claim.organisation_id, **known}
    )
    if made:
        for point in points:
            Checkpoint.objects.get_or_create(
                organisation_id=claim.organisation_id, prediction=prediction, **point
            )
    return prediction


def readable_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Of a machine's reading of a forecast the fields that can be kept."""
    known: dict[str, Any] = {}
    for name in PREDICTION_FIELDS:
        if facts.get(name) not in (None, ""):
            faults = Faults()
            checked = checked_prediction({name: facts[name]}, "", faults)
            if not faults:
                known |= checked
    points = []
    for point in facts.get("checkpoints") or []:
        faults = Faults()
        checked_points = checked_checkpoints([point], "", faults)
        if not faults:
            points.extend(checked_points)
    return known | {"checkpoints": points}


def edit_prediction(
    prediction: Prediction,
    *,
    by: Actor,
    row_version: int | None,
    changes: Mapping[str, Any],
    undoes: Event | None = None,
) -> Prediction:
    """Change the fields of a forecast or plan; `checkpoints` [{due_on, question}] are added to those there are.

    Raises Problem at the field that can't be kept, Stale where it moved on.
    """
    require(by, Permission.MARK_CLAIMS, prediction)
    faults = Faults()
    wanted = checked_prediction(dict(changes), "/prediction", faults)
    faults.raise_any("prediction.invalid", "Some fields of the forecast can't be kept as they are.")
    points = wanted.pop("checkpoints", [])
    wanted = {name: value for name, value in wanted.items() if getattr(prediction, name) != value}
    with transaction.atomic():
        if wanted:
            before = save_changes(prediction, row_version=row_version, changes=wanted)
            record(
                EventName.PREDICTION_CHANGED,
                prediction,
                by=by,
                before=before,
                after=wanted,
                related=[prediction.claim],
                undoes=undoes,
            )
        for point in points:
            if not prediction.checkpoints.filter(**point).exists():
                add_checkpoint(prediction, by=by, **point)
    return prediction


def resolve(
    prediction: Prediction, *, by: Actor, state: str, note: str, row_version: int | None = None
) -> Prediction:
    """Say how it came out, and by what one sees that (`note`).

    From then on a claim that came true, false or partly true may be rated. Raises Problem for an unknown
    state or without a note, Conflict where it is decided already.
    """
    require(by, Permission.MARK_CLAIMS, prediction)
    sources, targets = MOVES["resolve"]
    if state not in targets:
        raise Problem(
            "prediction.state",
            f"“{state}” is no outcome. Outcomes: {', '.join(targets)}.",
            pointer="/state",
        )
    if not note.strip():
        raise Problem(
            "prediction.note",
            "Say how one sees that it came out this way.",
            pointer="/note",
            next_step="Name the source or the figure that settles it.",
        )
    if prediction.state not in sources:
        raise Conflict(
            "prediction.settled",
            f"This is settled already: {prediction.get_state_display()}.",
            next_step="Reopen it first.",
            current=prediction,
        )
    return _move(prediction, state, EventName.PREDICTION_RESOLVED, by=by, note=note, row_version=row_version)


def reopen(prediction: Prediction, *, by: Actor, note: str = "", undoes: Event | None = None) -> Prediction:
    """Keep it open again. Raises Conflict where it is open, or where a public verdict or the rating of a draft rests on
    the outcome."""
    require(by, Permission.MARK_CLAIMS, prediction)
    sources, _ = MOVES["reopen"]
    if prediction.state not in sources:
        raise Conflict("prediction.open", "This is open already.", current=prediction)
    if prediction.state in RESOLVED and prediction.claim.frozen_at is not None:
        raise Conflict(
            "claim.published",
            "A public verdict rests on this outcome.",
            next_step="Begin a correction on the claim's check.",
        )
    due = prediction.horizon_on is not None and prediction.horizon_on <= timezone.localdate()
    return _move(
        prediction, S.DUE if due else S.OPEN, EventName.PREDICTION_CHANGED, by=by, note=note, undoes=undoes
    )


def _move(
    prediction: Prediction,
    state: str,
    name: EventName,
    *,
    by: Actor,
    note: str = "",
    row_version: int | None = None,
    undoes: Event | None = None,
) -> Prediction:
    with refusals_explained():
        before = save_changes(prediction, row_version=row_version, changes={"state": state})
        record(
            name,
            prediction,
            by=by,
            before=before,
            after={"state": state},
            note=note.strip(),
            related=[prediction.claim],
            undoes=undoes,
        )
    return prediction


def come_due(*, on: dt.date | None = None) -> int:
    """Mark every open forecast whose horizon has come as due. Returns how many; safe to run at any time."""
    on = on or timezone.localdate()
    moved = 0
    waiting = Prediction.objects.filter(state=S.OPEN, horizon_on__lte=on, claim__removed_at=None)
    for prediction in waiting.select_related("organisation", "claim"):
        with transaction.atomic():
            if not Prediction.objects.filter(pk=prediction.pk, state=S.OPEN).update(
                state=S.DUE, row_version=prediction.row_version + 1
            ):
                continue
            record(
                EventName.PREDICTION_CHANGED,
                prediction,
                by=Actor.system(prediction.organisation),
                before={"state": S.OPEN},
                after={"state": S.DUE},
                related=[prediction.claim],
            )
            moved += 1
    return moved


# Checkpoints -------------------------------------------------------------------------------------------------


def add_checkpoint(
    prediction: Prediction, *, by: Actor, due_on: dt.date | str, question: str, undoes: Event | None = None
) -> Checkpoint:
    """Say on which day to look, and what for. The same day and question again gives the one there is."""
    require(by, Permission.MARK_CLAIMS, prediction)
    faults = Faults()
    (point,) = checked_checkpoints([{"due_on": due_on, "question": question}], "", faults)
    faults[:] = [type(one)(one.pointer.removeprefix("/0"), one.detail) for one in faults]
    faults.raise_any("checkpoint.invalid", "The checkpoint can't be kept as it is.")
    with transaction.atomic():
        checkpoint, made = Checkpoint.objects.get_or_create(
            organisation_id=prediction.organisation_id, prediction=prediction, **point
        )
        if made:
            record(
                EventName.CHECKPOINT_ADDED,
                checkpoint,
                by=by,
                after=point,
                related=[prediction.claim],
                undoes=undoes,
            )
    return checkpoint


def edit_checkpoint(checkpoint: Checkpoint, *, by: Actor, due_on: dt.date | str, question: str) -> Checkpoint:
    """Change the day or the question of a checkpoint that is not settled."""
    require(by, Permission.MARK_CLAIMS, checkpoint)
    faults = Faults()
    (point,) = checked_checkpoints([{"due_on": due_on, "question": question}], "", faults)
    faults[:] = [type(one)(one.pointer.removeprefix("/0"), one.detail) for one in faults]
    faults.raise_any("checkpoint.invalid", "The checkpoint can't be kept as it is.")
    with transaction.atomic():
        locked = _unsettled(checkpoint)
        if locked.prediction.checkpoints.filter(**point).exclude(pk=locked.pk).exists():
            raise Conflict("checkpoint.exists", "There is a checkpoint with this day and question.")
        before = {name: getattr(locked, name) for name in point}
        Checkpoint.objects.filter(pk=locked.pk).update(**point)
        checkpoint.refresh_from_db()
        record(
            EventName.CHECKPOINT_CHANGED,
            checkpoint,
            by=by,
            before=before,
            after=point,
            related=[checkpoint.prediction.claim],
        )
    return checkpoint


def settle_checkpoint(checkpoint: Checkpoint, *, by: Actor, finding: str) -> Checkpoint:
    """Write down what was found. Settled again, the newer finding stands; the event keeps the older one."""
    require(by, Permission.MARK_CLAIMS, checkpoint)
    words = finding.strip()
    if not words:
        raise Problem("checkpoint.finding", "Say what was found.", pointer="/finding")
    return _find(checkpoint, words, by=by, undoes=None)


def reopen_checkpoint(checkpoint: Checkpoint, *, by: Actor, undoes: Event | None = None) -> Checkpoint:
    """Take a finding back."""
    require(by, Permission.MARK_CLAIMS, checkpoint)
    return _find(checkpoint, "", by=by, undoes=undoes)


def _find(checkpoint: Checkpoint, words: str, *, by: Actor, undoes: Event | None) -> Checkpoint:
    with transaction.atomic():
        locked = Checkpoint.objects.select_for_update().get(pk=checkpoint.pk)
        before = {"finding": locked.finding, "at": locked.at}
        at = timezone.now() if words else None
        Checkpoint.objects.filter(pk=locked.pk).update(finding=words, at=at, by=by.user if words else None)
        checkpoint.refresh_from_db()
        record(
            EventName.CHECKPOINT_SETTLED,
            checkpoint,
            by=by,
            before=before,
            after={"finding": words, "at": at},
            related=[checkpoint.prediction.claim],
            undoes=undoes,
        )
    return checkpoint


def remove_checkpoint(checkpoint: Checkpoint, *, by: Actor, undoes: Event | None = None) -> None:
    """Take a checkpoint away that is not settled; the event keeps it."""
    require(by, Permission.MARK_CLAIMS, checkpoint)
    with transaction.atomic():
        locked = _unsettled(checkpoint)
        record(
            EventName.CHECKPOINT_REMOVED,
            locked,
            by=by,
            before={"due_on": locked.due_on, "question": locked.question},
            related=[locked.prediction, locked.prediction.claim],
            undoes=undoes,
        )
        locked.delete()


def _unsettled(checkpoint: Checkpoint) -> Checkpoint:
    locked = Checkpoint.objects.select_for_update().get(pk=checkpoint.pk)
    if locked.at is not None:
        raise Conflict(
            "checkpoint.settled",
            "This checkpoint is settled.",
            next_step="Take its finding back first.",
            current=locked,
        )
    return locked
