"""Sending a message to a webhook: ten tries within three days and a half, each with what came of it.

Anything but an answer of 200 to 299 is a failure: a redirect is not followed, since what was signed is for one address.
410 switches the webhook off. The address is looked up and checked anew at each try (`lib.http`).
"""

from __future__ import annotations

import random
from typing import Any

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.history.jobs import GiveUp, Job, RetryLater
from claims.history.models import JobState
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.answers import seconds_to_wait
from claims.lib.http import AddressProblem, FetchProblem, Named, Page, fetch
from claims.lib.sealing import Unreadable
from claims.publishing.signing import headers
from claims.publishing.webhook_models import Delivery, Off, Webhook
from claims.publishing.webhooks import cancel_waiting, secrets_of

SECONDS = 20.0
MOST_ANSWER = 1_000_000
SHOWN = 300
WAITS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds between the ten tries, as the standard advises."""
JITTER = 0.1
LONGEST_WAIT = 86_400.0


def send(job: Job) -> None:
    """One try."""
    row: Delivery = job.row
    hook = Webhook.objects.select_related("organisation").get(pk=row.webhook_id)
    if not hook.is_told or not row.body:
        with job.finishing(state=JobState.CANCELLED, last_error=_why_not(hook)):
            pass
        return
    at = timezone.now()
    try:
        keys = secrets_of(hook, at=at)
        page = fetch(
            hook.url,
            named=Named.BY_ADMINS,
            method="POST",
            content=row.body.encode(),
            headers=headers(keys, row.message_id, at, row.body),
            deadline=SECONDS,
            max_bytes=MOST_ANSWER,
            raise_for_status=False,
        )
    except Unreadable:
        _note(row, at, words="The secret can’t be read under this installation’s SECRET_KEY.")
        raise GiveUp("The secret can’t be read: make a new one, and replay.") from None
    except AddressProblem as problem:
        _note(row, at, words=problem.detail)
        if problem.outcome != "unavailable":
            raise GiveUp(problem.detail) from None
        raise _later(row, problem.detail) from None
    except FetchProblem as problem:
        _note(row, at, words=problem.detail, status=problem.http_status)
        raise _later(row, problem.detail) from None
    _settle(job, hook, page, at)


def _settle(job: Job, hook: Webhook, page: Page, at: Any) -> None:
    row: Delivery = job.row
    words = "" if 200 <= page.status < 300 else f"It answered {page.status}."
    _note(row, at, words=words, status=page.status, seconds=page.seconds, answer=page.text()[:SHOWN])
    if not words:
        with job.finishing(tries=row.tries):
            pass
    elif page.status == 410:
        reason = "It answered 410, gone: the webhook is switched off."
        with job.finishing(tries=row.tries, state=JobState.FAILED, last_error=reason):
            switch_off(hook)
    else:
        raise _later(row, words, asked=seconds_to_wait(page.headers.get("retry-after", "")))


def switch_off(hook: Webhook) -> None:
    """The receiver wants no more: nothing further is sent until a person switches it on again."""
    hook = Webhook.objects.select_for_update().get(pk=hook.pk)
    if hook.off:
        return
    hook.off = Off.GONE
    hook.row_version += 1
    hook.save(update_fields=["off", "row_version"])
    cancel_waiting(hook, "The webhook was switched off.")
    record(
        EventName.WEBHOOK_SWITCHED_OFF,
        hook,
        by=Actor.system(hook.organisation),
        after={"off": hook.off},
        note="Its receiver answered 410, gone.",
    )


def keep_tries(job: Job, reason: str) -> None:
    """The last try has failed, or no further one can help: what came of it is kept."""
    Delivery.objects.filter(pk=job.row.pk).update(tries=job.row.tries)


def wait_before(attempt: int, *, asked: float | None = None) -> float:
    """Seconds from this try (1 is the first) to the next: as the standard advises, as long as the receiver asked at
    least, and a day at most; give or take a tenth, so that many don't come at once."""
    advised = WAITS[min(attempt, len(WAITS)) - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
    return min(max(advised, asked or 0.0), LONGEST_WAIT * (1 + JITTER))


def _later(row: Delivery, reason: str, *, asked: float | None = None) -> RetryLater:
    return RetryLater(reason, wait_before(row.attempts, asked=asked), tries=row.tries)


def _note(
    row: Delivery, at: Any, *, words: str, status: int | None = None, seconds: float = 0.0, answer: str = ""
) -> None:
    line = {
        "at": at.isoformat(timespec="milliseconds"),
        "status": status,
        "seconds": round(seconds, 3),
        "words": words,
        "answer": answer.replace("\x00", ""),
    }
    row.tries = [*row.tries, line]


def _why_not(hook: Webhook) -> str:
    if hook.ended_at:
        return "The webhook was removed."
    return "The webhook was switched off." if hook.off else "The check was withdrawn."
