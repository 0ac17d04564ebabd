"""Forecasts and plans: their checkpoints, and how they came out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation import predictions_kept
from claims.annotation.models import Checkpoint, Claim, Prediction
from claims.desk.doors import Trouble, act, address, done
from claims.desk.places import claim_place
from claims.desk.workbench import claim_of
from claims.lib.problems import Conflict


def _prediction(claim: Claim) -> Prediction:
    found: Prediction | None = getattr(claim, "prediction", None)
    if found is None:
        raise Conflict("prediction.none", "Only a forecast or a plan has checkpoints and an outcome.")
    return found


def _to_forecast(claim: Claim) -> str:
    return address("claim", claim.uid, fragment="#forecast")


def _checkpoint(actor: Actor, uid: str) -> Checkpoint:
    found: Checkpoint = Checkpoint.objects.get_visible(actor, uid)
    return found


def _at_checkpoint(
    request: HttpRequest, actor: Actor, checkpoint: Checkpoint, trouble: Trouble | None
) -> HttpResponse:
    return claim_place(request, actor, checkpoint.prediction.claim, trouble)


@act(thing=_checkpoint, back=_at_checkpoint, form=lambda checkpoint: f"checkpoint-{checkpoint.uid}")
def settle(request: HttpRequest, actor: Actor, checkpoint: Checkpoint) -> HttpResponse:
    """Write down what was found on the day."""
    predictions_kept.settle_checkpoint(checkpoint, by=actor, finding=request.POST.get("finding", ""))
    return done(request, _to_forecast(checkpoint.prediction.claim), "Checkpoint settled")


@act(thing=claim_of, back=claim_place, form="checkpoint")
def add(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """One more day on which to look."""
    predictions_kept.add_checkpoint(
        _prediction(claim),
        by=actor,
        due_on=request.POST.get("due_on", ""),
        question=request.POST.get("question", ""),
    )
    return done(request, _to_forecast(claim), "Checkpoint added")


@act(thing=claim_of, back=claim_place, form="resolve")
def resolve(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """It has come out; from now on it can be rated."""
    state, note = request.POST.get("state", ""), request.POST.get("note", "")
    predictions_kept.resolve(_prediction(claim), by=actor, state=state, note=note)
    return done(request, _to_forecast(claim), "Outcome written down")


@act(thing=claim_of, back=claim_place, form="resolve")
def reopen(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Not settled after all: kept open again."""
    predictions_kept.reopen(_prediction(claim), by=actor, note=request.POST.get("note", ""))
    return done(request, _to_forecast(claim), "Kept open again")
