"""Giving up on a page that is still to be fetched, or takes too long."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.history.models import Handoff, JobState
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.capturing import end
from claims.intake.models import Capture, CaptureState, Outcome
from claims.lib.problems import Conflict

STOPPED = {
    "code": "capture.stopped",
    "words": "It was stopped before the page had come.",
    "next_step": "Try again, paste the text, or upload a file.",
}


def stop(capture: Capture, *, by: Actor) -> Capture:
    """End the attempt: it counts as not asked. A worker that is at it loses its lease, and what it brings is thrown
    away. Raises Conflict for an attempt that has ended."""
    require(by, Permission.WRITE_ARTICLES, capture)
    with transaction.atomic():
        locked = Capture.objects.select_for_update(of=("self",)).select_related("source").get(pk=capture.pk)
        if locked.state == CaptureState.ENDED:
            raise Conflict("capture.ended", "This has ended: there is nothing to stop.", current=locked)
        end(locked, outcome=Outcome.SKIPPED, problem=STOPPED)
        Handoff.objects.filter(
            event__subject_type="Capture",
            event__subject_uid=locked.uid,
            state__in=(JobState.DUE, JobState.LEASED),
        ).update(state=JobState.CANCELLED, ended_at=timezone.now(), lease_token=None, lease_until=None)
        record(
            EventName.CAPTURE_FAILED,
            locked,
            by=by,
            related=[locked.source],
            note=STOPPED["words"],
            data=STOPPED,
        )
    capture.refresh_from_db()
    return capture
