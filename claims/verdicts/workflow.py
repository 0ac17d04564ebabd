"""How a fact-check moves from state to state: one table, one conditional update."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.models import Membership, User
from claims.accounts.permissions import Permission, require
from claims.annotation.models import Claim
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, Problem
from claims.verdicts.models import CaseState, Draft, FactCheck

S = CaseState


@dataclass(frozen=True)
class Move:
    """From any of these states to that one; `words` is what the desk calls it."""

    sources: tuple[CaseState, ...]
    target: CaseState
    words: str


MOVES: Mapping[str, Move] = {
    "gather": Move((S.OPEN,), S.EVIDENCE, "gather evidence"),
    "write": Move((S.OPEN, S.EVIDENCE), S.WRITING, "write"),
    "put_down": Move((S.WRITING,), S.EVIDENCE, "put the verdict down"),
    "ungather": Move((S.EVIDENCE,), S.OPEN, "go back to open"),
    "send": Move((S.WRITING,), S.REVIEW, "send for review"),
    "take_back": Move((S.REVIEW, S.READY), S.WRITING, "take back"),
    "send_back": Move((S.REVIEW, S.READY), S.WRITING, "ask for changes"),
    "sign_off": Move((S.REVIEW,), S.READY, "approve"),
    "publish": Move((S.READY,), S.PUBLISHED, "publish"),
    "correct": Move((S.PUBLISHED,), S.WRITING, "correct"),
    "give_up": Move((S.WRITING, S.REVIEW, S.READY), S.PUBLISHED, "give up the correction"),
    "decline": Move((S.OPEN, S.EVIDENCE, S.WRITING), S.DECLINED, "decline"),
    "reopen": Move((S.DECLINED,), S.OPEN, "reopen"),
}


def can_move(fact_check: FactCheck, name: str) -> bool:
    """Whether the table allows this move from where the case stands."""
    return fact_check.state in MOVES[name].sources


def lock(fact_check: FactCheck) -> FactCheck:
    """Hold the case's row for the rest of the transaction, and bring the caller's object up to date."""
    fact_check.refresh_from_db(from_queryset=FactCheck.objects.select_for_update(no_key=True))
    return fact_check


def check_move(fact_check: FactCheck, name: str) -> None:
    """Pass, or raise Conflict saying where the case stands."""
    if not can_move(fact_check, name):
        move = MOVES[name]
        raise Conflict(
            "fact_check.state",
            f"This check is in “{fact_check.state}”: you can’t {move.words} from there.",
            next_step=f"That is possible from: {', '.join(move.sources)}.",
            current=fact_check,
        )


def move(fact_check: FactCheck, name: str) -> None:
    """Make one move of the table. Raises Conflict where the case has moved on, so of two who press at once one
    gets it. The caller records the event, in the same transaction."""
    target = MOVES[name].target
    moved = FactCheck.objects.filter(pk=fact_check.pk, state__in=MOVES[name].sources).update(
        state=target, row_version=F("row_version") + 1
    )
    if not moved:
        fact_check.refresh_from_db()
        check_move(fact_check, name)
        raise Conflict("fact_check.moved", "Somebody else has just moved this check.", current=fact_check)
    fact_check.state = target
    fact_check.row_version += 1


def open_case(claim: Claim, *, by: Actor) -> FactCheck:
    """The newsroom's case on a claim, made where there is none: safe to ask again.

    Raises Conflict for a claim that is covered by another (the case is on that one) or was taken away.
    """
    require(by, Permission.WRITE_VERDICT, claim)
    if claim.same_as_id is not None:
        raise Conflict(
            "claim.covered",
            "Another claim covers this one: the check is on that claim.",
            current=claim.same_as,
        )
    if claim.removed_at is not None:
        raise Conflict("claim.removed", "This claim was taken away.")
    assignee = None if claim.by.is_system else claim.by
    with transaction.atomic():
        fact_check, made = FactCheck.objects.get_or_create(
            claim=claim,
            defaults={
                "organisation": by.organisation,
                "assignee": assignee,
                "state": S.EVIDENCE if claim.evidence.exists() else S.OPEN,
            },
        )
        if made:
            record(EventName.FACT_CHECK_OPENED, fact_check, by=by, related=[claim])
        elif fact_check.state == S.DECLINED and _declined_by_itself(fact_check):
            move(fact_check, "reopen")
            FactCheck.objects.filter(pk=fact_check.pk).update(decline_reason="")
            fact_check.decline_reason = ""
            record(EventName.FACT_CHECK_REOPENED, fact_check, by=by, related=[claim])
    return fact_check


def gather(fact_check: FactCheck, *, by: Actor) -> FactCheck:
    """Evidence has come in: an open case is now in the evidence column. Any other stays where it is."""
    require(by, Permission.GATHER_EVIDENCE, fact_check)
    with transaction.atomic():
        lock(fact_check)
        if can_move(fact_check, "gather"):
            before = fact_check.state
            move(fact_check, "gather")
            record(
                EventName.FACT_CHECK_MOVED,
                fact_check,
                by=by,
                before={"state": before},
                after={"state": fact_check.state},
            )
    return fact_check


def ungather(fact_check: FactCheck, *, by: Actor) -> FactCheck:
    """Back to open, as long as there is no evidence. Raises Conflict where there is some."""
    require(by, Permission.GATHER_EVIDENCE, fact_check)
    with transaction.atomic():
        lock(fact_check)
        check_move(fact_check, "ungather")
        if fact_check.claim.evidence.exists():
            raise Conflict(
                "fact_check.evidence",
                "Evidence is there already.",
                next_step="Leave it where it is, or take the evidence away first.",
                current=fact_check,
            )
        move(fact_check, "ungather")
        record(
            EventName.FACT_CHECK_MOVED,
            fact_check,
            by=by,
            before={"state": S.EVIDENCE},
            after={"state": fact_check.state},
        )
    return fact_check


COVERED = "Covered by another claim."
REMOVED = "The claim was taken away."


def decline(fact_check: FactCheck, *, by: Actor, note: str) -> FactCheck:
    """Decide not to check this, with a reason. Raises Problem without one, Conflict once it is public or in review."""
    require(by, Permission.PUBLISH, fact_check)
    if not note.strip():
        raise Problem("decline.note", "Say why this is not checked.", pointer="/note")
    return _decline(fact_check, by=by, note=note.strip())


def close_covered(fact_check: FactCheck, *, by: Actor) -> FactCheck:
    """The workbench's own way to decline: the claim is covered by another or was taken away. A case in review or
    in public stays as it is."""
    if can_move(fact_check, "decline") and not is_correction(fact_check):
        return _decline(fact_check, by=by, note=REMOVED if fact_check.claim.removed_at else COVERED)
    return fact_check


def reopen(fact_check: FactCheck, *, by: Actor) -> FactCheck:
    """Take a declined case up again; what was written so far is still there."""
    require(by, Permission.PUBLISH, fact_check)
    with transaction.atomic():
        lock(fact_check)
        reason = fact_check.decline_reason
        move(fact_check, "reopen")
        FactCheck.objects.filter(pk=fact_check.pk).update(decline_reason="")
        fact_check.decline_reason = ""
        record(EventName.FACT_CHECK_REOPENED, fact_check, by=by, before={"decline_reason": reason})
    return fact_check


def assign(
    fact_check: FactCheck,
    *,
    by: Actor,
    row_version: int | None,
    assignee: User | None,
    due_on: date | None = None,
) -> FactCheck:
    """Say whose case it is and until when. Raises Problem for somebody who is not of this newsroom."""
    require(by, Permission.WRITE_VERDICT, fact_check)
    if (
        assignee is not None
        and not Membership.objects.filter(
            user=assignee, organisation=by.organisation, ended_at__isnull=True
        ).exists()
    ):
        raise Problem("assignee.unknown", "Nobody of that name works in this newsroom.", pointer="/assignee")
    changes: dict[str, Any] = {"assignee": assignee, "due_on": due_on}
    with transaction.atomic():
        before = save_changes(fact_check, row_version=row_version, changes=changes)
        record(EventName.FACT_CHECK_ASSIGNED, fact_check, by=by, before=before, after=changes)
    return fact_check


SNOOZES = (S.OPEN, S.EVIDENCE, S.WRITING)
"""What can be put off: a check that waits for nobody else."""


def snooze(fact_check: FactCheck, *, by: Actor, row_version: int | None, until: date | None) -> FactCheck:
    """Keep the case out of the queue and off Today until a day; None brings it back at once.

    Raises Problem at /snoozed_until for a day that is not to come, Conflict for a case that somebody else waits for.
    """
    require(by, Permission.WRITE_VERDICT, fact_check)
    if until is not None and until <= timezone.localdate():
        raise Problem(
            "snooze.past",
            "That day is not to come.",
            pointer="/snoozed_until",
            next_step="Choose tomorrow or later, or wake it now.",
        )
    with transaction.atomic():
        lock(fact_check)
        if until is not None and fact_check.state not in SNOOZES:
            raise Conflict(
                "snooze.state",
                f"This check is in “{fact_check.state}”: somebody waits for it, or it is done.",
                next_step=f"What can be snoozed is in: {', '.join(SNOOZES)}.",
                current=fact_check,
            )
        if fact_check.snoozed_until != until or row_version is not None:
            changes = {"snoozed_until": until}
            before = save_changes(fact_check, row_version=row_version, changes=changes)
            if before != changes:
                record(EventName.FACT_CHECK_SNOOZED, fact_check, by=by, before=before, after=changes)
    return fact_check


def asleep(path: str = "") -> Q:
    """Which cases are snoozed today; `path` leads to them, such as `fact_check__`."""
    today = timezone.localdate()
    return Q(**{f"{path}state__in": SNOOZES, f"{path}snoozed_until__gt": today})


def awake(path: str = "") -> Q:
    """Which are not, claims without a case among them."""
    today = timezone.localdate()
    return (
        Q(**{f"{path}snoozed_until": None})
        | Q(**{f"{path}snoozed_until__lte": today})
        | ~Q(**{f"{path}state__in": SNOOZES})
    )


def is_correction(fact_check: FactCheck) -> bool:
    """Whether the draft is a correction of what is public."""
    return Draft.objects.filter(fact_check=fact_check).exclude(correction_kind="").exists()


def _decline(fact_check: FactCheck, *, by: Actor, note: str) -> FactCheck:
    with transaction.atomic():
        lock(fact_check)
        check_move(fact_check, "decline")
        if is_correction(fact_check):
            raise Conflict(
                "decline.public",
                "This check is public: it can’t be declined.",
                next_step="Give the correction up, or correct it as a retraction.",
            )
        before = fact_check.state
        move(fact_check, "decline")
        FactCheck.objects.filter(pk=fact_check.pk).update(decline_reason=note)
        fact_check.decline_reason = note
        record(
            EventName.FACT_CHECK_DECLINED,
            fact_check,
            by=by,
            before={"state": before},
            after={"state": fact_check.state},
            note=note,
        )
    return fact_check


def _declined_by_itself(fact_check: FactCheck) -> bool:
    return fact_check.decline_reason in (COVERED, REMOVED)
