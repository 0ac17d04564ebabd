"""One claim stands for another that says the same: one check covers both."""

from __future__ import annotations

from django.db import transaction

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.permissions import Permission, require
from claims.annotation.models import Claim
from claims.annotation.refusals import refusals_explained
from claims.annotation.standing import (
    require_active,
    require_not_in_review,
    require_unpublished,
)
from claims.history.models import Event
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, Problem


def cover(claim: Claim, *, by: Actor, other: Claim, undoes: Event | None = None) -> Claim:
    """Say that `other` says the same and stands for this claim too: one check covers both.

    Never a chain: `other` must have a case of its own, and `claim` must not stand for others. The same again
    changes nothing. Raises Problem at /other, or Conflict.
    """
    require(by, Permission.MARK_CLAIMS, claim)
    require(by, Permission.MARK_CLAIMS, other)
    require_active(claim)
    if other.removed_at is not None:
        raise Problem("cover.removed", "That claim was taken away.", pointer="/other")
    if other.pk == claim.pk:
        raise Problem("cover.itself", "A claim can't cover itself.", pointer="/other")
    if other.same_as_id is not None:
        raise Problem(
            "cover.chain",
            "That claim is itself covered by another.",
            pointer="/other",
            next_step=f"Choose the one that stands for it: “{other.same_as}”.",
        )
    with refusals_explained():
        rows = Claim.objects.select_for_update().filter(pk__in=sorted((claim.pk, other.pk))).order_by("pk")
        locked = {row.pk: row for row in rows}[claim.pk]
        require_unpublished(locked)
        require_not_in_review(locked)
        if locked.covers.active().exists():
            raise Conflict(
                "claim.covers_others",
                "This claim stands for others, so it can't be covered itself.",
                next_step="Cover it the other way round, or uncover the others first.",
            )
        if locked.same_as_id != other.pk:
            before = save_changes(locked, row_version=None, changes={"same_as": other})
            record(
                EventName.CLAIM_COVERED,
                locked,
                by=by,
                before=before,
                after={"same_as": other},
                related=[other],
                undoes=undoes,
            )
    claim.refresh_from_db()
    return claim


def uncover(claim: Claim, *, by: Actor, undoes: Event | None = None) -> Claim:
    """Let a claim stand for itself again. Not covered: nothing happens."""
    require(by, Permission.MARK_CLAIMS, claim)
    require_active(claim)
    with transaction.atomic():
        locked = Claim.objects.select_for_update(of=("self",)).select_related("same_as").get(pk=claim.pk)
        if locked.same_as is not None:
            other = locked.same_as
            before = save_changes(locked, row_version=None, changes={"same_as": None})
            record(
                EventName.CLAIM_UNCOVERED,
                locked,
                by=by,
                before=before,
                after={"same_as": None},
                related=[other],
                undoes=undoes,
            )
    claim.refresh_from_db()
    return claim
