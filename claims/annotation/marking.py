"""Claims by hand: marked in the text, edited, taken back. Their places: `spanning`; one for another: `covering`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.permissions import Permission, require
from claims.annotation import predictions_kept
from claims.annotation.attributing import carry_to_places
from claims.annotation.claiming import make_claim
from claims.annotation.describing import describe
from claims.annotation.models import KEPT_OPEN, Claim, ClaimKind, Prediction, Suggestion
from claims.annotation.refusals import refusals_explained
from claims.annotation.standing import (
    place_of,
    require_active,
    require_not_in_review,
    require_open,
    require_unpublished,
    trimmed_span,
)
from claims.annotation.wording import WORDING, changed, checked_changes
from claims.history.models import Event
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.models import ArticleVersion
from claims.lib.problems import Conflict, Problem


def mark(
    version: ArticleVersion,
    *,
    by: Actor,
    start: int,
    end: int,
    statement: str = "",
    kind: str = "",
    claimant: str = "",
) -> Claim:
    """Make a claim of `version.text[start:end]` (code points, end exclusive; part of a sentence will do).

    Left empty, statement, kind and claimant are read from the words; quantities and times always are. Raises
    Problem at /start or /end for a span that is none of this text, NotFound for another newsroom's version.
    """
    require(by, Permission.MARK_CLAIMS, version)
    first, last = trimmed_span(version, start=start, end=end)
    typed = {name: value for name, value in (("statement", statement), ("kind", kind)) if value.strip()}
    if claimant.strip():
        typed["claimant"] = claimant
    with refusals_explained():
        fields = {**read_fields(version, first, last, kind=kind.strip()), **typed}
        suggestion = _same_suggestion(version, first, last, kind=fields["kind"])
        claim = make_claim(version, first, last, by=by, fields=fields, suggestion=suggestion)
        record(
            EventName.CLAIM_MARKED,
            claim,
            by=by,
            related=[version, version.article],
            after=place_of(first, last),
        )
    return claim


def _same_suggestion(version: ArticleVersion, start: int, end: int, *, kind: str) -> Suggestion | None:
    """The undecided suggestion at exactly this place: marking the words by hand accepts it."""
    rows = version.suggestions.undecided().filter(start=start, end=end, kind=kind, claim=None)
    found: Suggestion | None = rows.select_for_update(of=("self",)).first()
    return found


def read_fields(version: ArticleVersion, start: int, end: int, *, kind: str = "") -> dict[str, Any]:
    """The first filling of a claim at these words, as `edit` takes it."""
    described = describe(version, start, end, kind=kind if kind in ClaimKind.values else "")
    if described["prediction"] is None:
        del described["prediction"]
    else:
        described["prediction"] = predictions_kept.readable_facts(described["prediction"])
    return described


def edit(
    claim: Claim,
    *,
    by: Actor,
    row_version: int | None,
    changes: Mapping[str, Any],
    undoes: Event | None = None,
) -> Claim:
    """Change a claim's fields: statement, resolved, kind, claimant (a name), quantities, times, claimed_on,
    is_ambiguous, priority, topics, language, translates (another claim's id), and under `prediction` those of a
    forecast or plan.

    Raises Problem with a pointer for each field that can't be kept, Stale where the claim moved on, Conflict for
    the wording of a claim whose verdict is public and for a kind its rated draft can't have.
    """
    require(by, Permission.MARK_CLAIMS, claim)
    require_active(claim)
    wanted = checked_changes(changes, organisation=by.organisation)
    facts = wanted.pop("prediction", None)
    wanted = changed(claim, wanted)
    if fixed := set(wanted) & set(WORDING):
        require_open(claim, fixed)
    if facts and wanted.get("kind", claim.kind) not in KEPT_OPEN:
        raise Problem(
            "prediction.not_kept_open",
            "Only a forecast or a plan has these fields.",
            pointer="/prediction",
            next_step="Set the kind to prediction or promise in the same change.",
        )
    if wanted.get("translates") is not None:
        require_original(claim, wanted["translates"])
    with refusals_explained():
        if wanted:
            before = save_changes(claim, row_version=row_version, changes=wanted)
            if "claimant" in before:
                carry_to_places(claim, was=before["claimant"])
            record(EventName.CLAIM_CHANGED, claim, by=by, before=before, after=wanted, undoes=undoes)
        elif row_version is not None and row_version != claim.row_version:
            save_changes(claim, row_version=row_version, changes={})
        if claim.kind in KEPT_OPEN:
            prediction = predictions_kept.keep_open(claim, _read_again(claim))
            if facts:
                predictions_kept.edit_prediction(prediction, by=by, row_version=None, changes=facts)
    if "prediction" in claim._state.fields_cache:
        del claim._state.fields_cache["prediction"]
    return claim


def require_original(claim: Claim, original: Claim) -> None:
    """A check can't translate itself, nor one of its own translations."""
    if original.pk == claim.pk:
        raise Problem("claim.translates_itself", "A check can’t translate itself.", pointer="/translates")
    if claim.translations.exists():
        raise Problem(
            "claim.is_original",
            "Other checks translate this one, so it can’t be a translation itself.",
            pointer="/translates",
        )


def _read_again(claim: Claim) -> Mapping[str, Any] | None:
    """What the words of a claim say of a forecast, where it has none yet."""
    if Prediction.objects.filter(claim=claim).exists():
        return None
    place = claim.appearances.standing().order_by("-version__n", "start").first()
    if place is None:
        return None
    facts: Mapping[str, Any] | None = describe(place.version, place.start, place.end, kind=claim.kind)[
        "prediction"
    ]
    return facts


def remove(
    claim: Claim, *, by: Actor, undoes: Event | None = None, name: EventName = EventName.CLAIM_REMOVED
) -> Claim:
    """Take a claim back; it leaves every list, its history stays, `restore` brings it back.

    Raises Conflict where a verdict on it is public, or where it stands for others.
    """
    require(by, Permission.MARK_CLAIMS, claim)
    with transaction.atomic():
        locked = Claim.objects.select_for_update().get(pk=claim.pk)
        if locked.removed_at is None:
            require_unpublished(locked)
            require_not_in_review(locked)
            if locked.covers.active().exists():
                raise Conflict(
                    "claim.covers_others",
                    "This claim stands for others.",
                    next_step="Uncover them first.",
                    current=locked,
                )
            changes = {"removed_at": timezone.now()}
            before = save_changes(locked, row_version=None, changes=changes)
            related = [locked.suggestion] if locked.suggestion else []
            record(name, locked, by=by, before=before, after=changes, related=related, undoes=undoes)
    claim.refresh_from_db()
    return claim


def restore(claim: Claim, *, by: Actor, undoes: Event | None = None) -> Claim:
    """Bring a claim back that was taken away. It is there: nothing happens."""
    require(by, Permission.MARK_CLAIMS, claim)
    with transaction.atomic():
        locked = Claim.objects.select_for_update().get(pk=claim.pk)
        if locked.removed_at is not None:
            before = save_changes(locked, row_version=None, changes={"removed_at": None})
            record(
                EventName.CLAIM_RESTORED,
                locked,
                by=by,
                before=before,
                after={"removed_at": None},
                undoes=undoes,
            )
    claim.refresh_from_db()
    return claim
