"""Deciding about suggestions: accept, dismiss, and take either back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.annotation.claiming import make_claim
from claims.annotation.marking import edit, remove, restore
from claims.annotation.models import Band, Claim, Dismissal, Suggestion
from claims.annotation.refusals import refusals_explained
from claims.annotation.standing import readable
from claims.history.models import Event
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.models import ArticleVersion
from claims.lib.problems import Conflict, NotFound


def accept(
    suggestion: Suggestion,
    *,
    by: Actor,
    changes: Mapping[str, Any] | None = None,
    undoes: Event | None = None,
) -> Claim:
    """Make a claim of a suggestion; `changes` (as for `marking.edit`) are what the editor changed in it.

    Pressed twice, or by two people at once, it is one claim: the one there is comes back unchanged. A dismissed
    suggestion is taken up again; one whose claim was taken back gets that claim back.
    """
    require(by, Permission.MARK_CLAIMS, suggestion)
    with refusals_explained():
        locked = _lock(suggestion)
        claim = Claim.objects.filter(suggestion=locked).first()
        if claim is not None and claim.removed_at is None:
            return claim
        readable(locked.version)
        _forget_dismissal(locked, by=by)
        if claim is not None:
            claim = restore(claim, by=by)
            if changes:
                claim = edit(claim, by=by, row_version=None, changes=changes)
        else:
            claim = make_claim(
                locked.version,
                locked.start,
                locked.end,
                by=by,
                fields={**_fields(locked), **(changes or {})},
                suggestion=locked,
            )
        record(EventName.SUGGESTION_ACCEPTED, locked, by=by, related=[claim, locked.version], undoes=undoes)
    return claim


def accept_all_high(version: ArticleVersion, *, by: Actor) -> list[Claim]:
    """Accept every undecided suggestion of band high, in the order of the text."""
    require(by, Permission.MARK_CLAIMS, version)
    high = version.suggestions.undecided().filter(band=Band.HIGH).order_by("start", "pk")
    return [accept(suggestion, by=by) for suggestion in high]


def undo_acceptance(claim: Claim, *, by: Actor, undoes: Event | None = None) -> Suggestion:
    """Take an accepted suggestion back: it is undecided again, and keeps its number.

    Raises NotFound for a claim that was not suggested or is taken back already, Conflict where a verdict on it is
    public.
    """
    require(by, Permission.MARK_CLAIMS, claim)
    if claim.suggestion is None:
        raise NotFound(
            "acceptance.none",
            "This claim was marked by hand, not suggested.",
            next_step="Take the claim itself back.",
        )
    if claim.removed_at is not None:
        raise NotFound("acceptance.none", "This suggestion is not accepted now.")
    accepted = undoes or _last(EventName.SUGGESTION_ACCEPTED, claim.suggestion)
    remove(claim, by=by, undoes=accepted, name=EventName.ACCEPTANCE_UNDONE)
    return claim.suggestion


def dismiss(suggestion: Suggestion, *, by: Actor, note: str = "", undoes: Event | None = None) -> Dismissal:
    """Say that a suggestion is not worth checking. Pressed twice it is one dismissal.

    Raises Conflict for an accepted one.
    """
    require(by, Permission.MARK_CLAIMS, suggestion)
    with refusals_explained():
        locked = _lock(suggestion)
        existing = Dismissal.objects.filter(suggestion=locked).first()
        if existing is not None:
            return existing
        claim = Claim.objects.active().filter(suggestion=locked).first()
        if claim is not None:
            raise Conflict(
                "suggestion.accepted",
                f"This suggestion is claim {claim.number} now.",
                next_step="Undo the acceptance first.",
                current=claim,
            )
        at = timezone.now()
        dismissal: Dismissal = Dismissal.objects.create(
            organisation_id=locked.organisation_id, suggestion=locked, by=by.user, at=at, note=note.strip()
        )
        record(
            EventName.SUGGESTION_DISMISSED,
            locked,
            by=by,
            note=note.strip(),
            related=[locked.version],
            undoes=undoes,
            at=at,
        )
    suggestion._state.fields_cache.pop("dismissal", None)
    return dismissal


def undo_dismissal(suggestion: Suggestion, *, by: Actor, undoes: Event | None = None) -> Suggestion:
    """Take a dismissal back. Raises NotFound where there is none."""
    require(by, Permission.MARK_CLAIMS, suggestion)
    with refusals_explained():
        locked = _lock(suggestion)
        if not _forget_dismissal(locked, by=by, undoes=undoes):
            raise NotFound("dismissal.none", "This suggestion is not dismissed.")
    suggestion._state.fields_cache.pop("dismissal", None)
    return suggestion


def _lock(suggestion: Suggestion) -> Suggestion:
    found: Suggestion = (
        Suggestion.objects.select_for_update(of=("self",))
        .select_related("version__article", "version__snapshot")
        .get(pk=suggestion.pk)
    )
    return found


def _forget_dismissal(suggestion: Suggestion, *, by: Actor, undoes: Event | None = None) -> bool:
    dismissal = Dismissal.objects.filter(suggestion=suggestion).first()
    if dismissal is None:
        return False
    record(
        EventName.DISMISSAL_UNDONE,
        suggestion,
        by=by,
        before={"by": dismissal.by.name, "at": dismissal.at, "note": dismissal.note},
        related=[suggestion.version],
        undoes=undoes or _last(EventName.SUGGESTION_DISMISSED, suggestion),
    )
    dismissal.delete()
    return True


def _fields(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "statement": suggestion.statement,
        "resolved": suggestion.resolved,
        "kind": suggestion.kind,
        "claimant": suggestion.claimant_name,
        "quantities": suggestion.quantities,
        "times": suggestion.times,
    }


def _last(name: EventName, suggestion: Suggestion) -> Event | None:
    return (
        Event.objects.filter(
            organisation_id=suggestion.organisation_id,
            subject_type="Suggestion",
            subject_uid=suggestion.uid,
            name=name,
        )
        .order_by("-pk")
        .first()
    )
