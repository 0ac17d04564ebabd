"""A search can be paused: who is being asked may still answer, nobody else is asked until it goes on."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.evidence.merging import OPEN, merge_if_ended
from claims.evidence.models import EvidenceRun, RunState
from claims.history.models import JobState
from claims.history.recording import record, ring_after_commit
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict

AWAY = timedelta(days=365)
"""How far off a waiting call is put; going on fetches it back."""
QUEUE = "evidence"


def pause(run: EvidenceRun, *, by: Actor) -> EvidenceRun:
    """Ask nobody else for now. A paused run stays paused; raises Conflict for one that has ended."""
    require(by, Permission.GATHER_EVIDENCE, run)
    with transaction.atomic():
        locked = EvidenceRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if locked.state == RunState.PAUSED:
            return locked
        if locked.state not in OPEN:
            raise Conflict("run.ended", "This search has ended.", current=locked)
        before = locked.state
        locked.calls.filter(state=JobState.DUE).update(due_at=timezone.now() + AWAY)
        _move(locked, before, RunState.PAUSED, EventName.RUN_PAUSED, by)
    run.refresh_from_db()
    return run


def resume(run: EvidenceRun, *, by: Actor) -> EvidenceRun:
    """Go on, with all the time a search has. Raises Conflict for a run that is not paused."""
    require(by, Permission.GATHER_EVIDENCE, run)
    with transaction.atomic():
        locked = EvidenceRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if locked.state != RunState.PAUSED:
            raise Conflict("run.not_paused", "This search is not paused.", current=locked)
        now = timezone.now()
        waiting = locked.calls.filter(state=JobState.DUE).update(due_at=now)
        locked.deadline_at = now + timedelta(seconds=settings.EVIDENCE_DEADLINE_SECONDS)
        locked.save(update_fields=["deadline_at"])
        _move(locked, RunState.PAUSED, RunState.RUNNING, EventName.RUN_RESUMED, by)
        for _ in range(waiting):
            ring_after_commit(QUEUE)
        merge_if_ended(locked)
    run.refresh_from_db()
    return run


def _move(run: EvidenceRun, before: str, after: str, name: EventName, by: Actor) -> None:
    EvidenceRun.objects.filter(pk=run.pk).update(state=after)
    run.state = after
    record(
        name,
        run,
        by=by,
        before={"state": before},
        after={"state": after},
        related=[each for each in (run.claim, run.suggestion) if each is not None],
    )
