"""A second witness: after we have kept a copy, the Internet Archive is asked to capture the page too.

A job row of its own (`OutsideCapture`) that comes back every few seconds until the capture is made. Whatever becomes of
it, our copy is there; it blocks nothing. Off unless an account's key is set.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.evidence.archived_copies import is_offered
from claims.evidence.models import OutsideCapture
from claims.evidence.providers.asking import Asking, Trouble
from claims.evidence.providers.base import NotYourTurn, Query
from claims.evidence.providers.internet_archive import PROVIDER, saving
from claims.evidence.providers.internet_archive.cdx import Archived, latest
from claims.evidence.providers.internet_archive.saving import Refused
from claims.history.jobs import Job, NotYet, RetryLater, ask_again
from claims.history.recording import record, ring_after_commit
from claims.history.vocabulary import EventName
from claims.intake.models import CaptureMethod, Outcome, Snapshot
from claims.lib.addresses import is_public_by_name
from claims.lib.problems import Conflict

TASK, QUEUE = "evidence.capture_outside", "fetch"
DEADLINE = timedelta(minutes=3)
"""A capture takes two minutes at most; a number the Archive has forgotten stays pending for ever."""
LOOK_AGAIN = 5.0
TRY_AGAIN = 600.0
RECENT = timedelta(hours=1)
"""The Archive gives a capture of the last hour back instead of a new one."""
PATIENCE = 0.5
SECONDS = 30.0
STILL_OURS = "Our own copy is not touched by this."


def is_wanted(snapshot: Snapshot) -> bool:
    """Whether the Archive could see what we saw: a page that came from the open web, as it is today."""
    return (
        saving.is_set_up()
        and is_offered(snapshot.organisation)
        and snapshot.removed_at is None
        and snapshot.http_status is not None
        and 200 <= snapshot.http_status < 300
        and is_public_by_name(snapshot.final_url)
        and not snapshot.captures.filter(method=CaptureMethod.ARCHIVED).exists()
    )


def ask(snapshot: Snapshot, *, by: Actor) -> OutsideCapture:
    """Ask for a second witness of a kept copy, or again where the last try failed. Twice is once.

    Raises Conflict where it isn't set up, or the copy is of nothing the Archive could see.
    """
    require(by, Permission.WRITE_ARTICLES, snapshot)
    if not is_wanted(snapshot):
        raise Conflict(
            "witness.not_possible",
            "The Internet Archive can’t be asked to capture this.",
            next_step="It is asked only where a key is set, and only for pages of the open web that were fetched.",
        )
    with transaction.atomic():
        Snapshot.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)
        row, made = OutsideCapture.objects.get_or_create(
            snapshot=snapshot,
            defaults={
                "organisation": snapshot.organisation, "url": snapshot.final_url, "task": TASK, "queue": QUEUE,
                "due_at": timezone.now(),
            },
        )  # fmt: skip
        if made or ask_again(row):
            record(EventName.WITNESS_ASKED, row, by=by, related=[snapshot], data={"url": row.url})
            ring_after_commit(QUEUE)
            row.refresh_from_db()
    return row


def advance(job: Job) -> None:
    """One step: ask for the capture, or look how it goes."""
    row: OutsideCapture = job.row
    if not saving.is_set_up():
        _fail(job, Outcome.NOT_CONFIGURED, "No key for the Internet Archive is set.")
        return
    query = Query(organisation=row.organisation, text=row.url, deadline=SECONDS, patience=PATIENCE)
    try:
        if not row.job_id:
            number = saving.begin(row.url, query)
            raise NotYet(LOOK_AGAIN, job_id=number, asked_at=timezone.now())
        made = saving.status(row.job_id, query)
        if made is not None:
            _succeed(job, made)
            return
        assert row.asked_at is not None
        if timezone.now() - row.asked_at < DEADLINE:
            raise NotYet(LOOK_AGAIN)
        _settle(job, Refused("deadline", "It was still under way after three minutes."), again=True)
    except NotYourTurn as early:
        raise NotYet(early.seconds) from None
    except Refused as refused:
        _settle(job, refused, again=refused.when != "never")
    except Trouble as trouble:
        if trouble.outcome in (Outcome.RATE_LIMITED, Outcome.UNAVAILABLE):
            raise RetryLater(str(trouble), max(trouble.retry_after or 0.0, LOOK_AGAIN)) from None
        if trouble.outcome == Outcome.QUOTA_EXHAUSTED:
            raise RetryLater(str(trouble), trouble.retry_after or _until_tomorrow()) from None
        _fail(job, trouble.outcome, str(trouble), next_step=trouble.next_step)


def _settle(job: Job, refused: Refused, *, again: bool) -> None:
    """After an error: there may be a capture all the same. Otherwise later, tomorrow, or never."""
    made = _in_the_index(job.row)
    if made is not None:
        _succeed(job, made)
        return
    if again:
        wait = _until_tomorrow() if refused.when == "tomorrow" else TRY_AGAIN
        raise RetryLater(str(refused), wait, job_id="", asked_at=None) from None
    _fail(job, refused.outcome, str(refused))


def _in_the_index(row: OutsideCapture) -> Archived | None:
    """A capture since we asked, as the index has it; None also where the index does not answer."""
    since = (row.asked_at or timezone.now()) - RECENT
    query = Query(organisation=row.organisation, text=row.url, deadline=SECONDS)
    try:
        return latest(Asking(PROVIDER, query), row.url, since=since)
    except Trouble:
        return None


def _succeed(job: Job, made: Archived) -> None:
    row: OutsideCapture = job.row
    with job.finishing(
        outcome=Outcome.OK,
        problem={},
        permalink=made.permalink(saving.SAVE.base_url)[:2000],
        captured_at=saving.moment(made),
    ):
        record(
            EventName.WITNESS_MADE, row, by=Actor.system(row.organisation), related=[row.snapshot],
            data={"timestamp": made.timestamp},
        )  # fmt: skip


def _fail(job: Job, outcome: str, words: str, *, next_step: str = "") -> None:
    with job.finishing(**_failed(outcome, words, next_step), state="failed", last_error=words):
        _record_failure(job.row, words)


def died(job: Job, reason: str) -> None:
    """Its attempts are used up."""
    ended = _failed(Outcome.UNAVAILABLE, reason or "The Internet Archive did not capture the page.", "")
    OutsideCapture.objects.filter(pk=job.row.pk).update(**ended)
    _record_failure(job.row, reason)


def _failed(outcome: str, words: str, next_step: str) -> dict[str, Any]:
    problem = {
        "code": f"witness.{outcome}", "words": words[:500], "next_step": f"{next_step} {STILL_OURS}".strip(),
    }  # fmt: skip
    return {"outcome": outcome, "problem": problem}


def _record_failure(row: OutsideCapture, words: str) -> None:
    by = Actor.system(row.organisation)
    record(EventName.WITNESS_FAILED, row, by=by, related=[row.snapshot], note=words[:500])


def _until_tomorrow() -> float:
    """Seconds until a little after midnight, UTC: the Archive's day."""
    now = timezone.now().astimezone(UTC)
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1, minutes=5)
    return (midnight - now).total_seconds()
