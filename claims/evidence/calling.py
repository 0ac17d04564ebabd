"""One question to one provider: asked outside any transaction, its effects written in the one that ends the call."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Appearance
from claims.evidence import breaker
from claims.evidence.merging import OPEN, judged, keep_hits, merge_if_ended
from claims.evidence.models import EvidenceRun, Lane, ProviderCall, RunState
from claims.evidence.providers import get
from claims.evidence.providers.base import ANSWERED, TRANSIENT, Provider, Query, Reply, checked, failed
from claims.history.jobs import Job, RetryLater
from claims.history.models import JobState
from claims.intake.models import Outcome
from claims.intake.storing import keep_blob
from claims.matching.earlier import keep_matches

log = logging.getLogger(__name__)


def ask(job: Job) -> None:
    """Do one ProviderCall: ask, keep what was found, merge the run if this was its last call.

    Raises RetryLater where waiting can help and there is time; every other end is an outcome.
    """
    call: ProviderCall = job.row
    run = EvidenceRun.objects.select_related("claim", "suggestion", "organisation").get(pk=call.run_id)
    EvidenceRun.objects.filter(pk=run.pk, state=RunState.QUEUED).update(state=RunState.RUNNING)
    provider = get(call.provider)
    if run.state not in OPEN:
        reply = failed(Outcome.SKIPPED, "The search had ended before it was asked.")
    elif provider is None:
        reply = failed(Outcome.NOT_CONFIGURED, "This provider is no longer part of the workbench.")
    else:
        reply = _guarded(provider, run, job)
        _note(provider, reply)
        _wait_if_it_helps(job, run, reply)
    _end(job, run, reply)


def _guarded(provider: Provider, run: EvidenceRun, job: Job) -> Reply:
    """The reply, whatever the provider does; never later than it was given time."""
    left = (run.deadline_at - timezone.now()).total_seconds()
    has_failed = bool(job.row.last_error)
    seconds = min(provider.deadline, left) if has_failed else provider.deadline
    if seconds <= 0:
        return failed(Outcome.UNAVAILABLE, "There was no time left to ask it.")
    resting = breaker.wait_for(provider.name)
    if resting:
        return failed(
            Outcome.UNAVAILABLE,
            "It failed several times in a row and is left alone for a while.",
            retry_after=resting,
        )
    begun = time.monotonic()
    try:
        reply = checked(provider.search(_query(run, job.row, seconds)))
    except Exception as error:
        log.exception("provider %s broke", provider.name)
        return failed(Outcome.UNAVAILABLE, f"Its code failed: {type(error).__name__}.")
    if time.monotonic() - begun > seconds + 1:
        return failed(Outcome.UNAVAILABLE, f"It took longer than the {seconds:.0f} seconds it was given.")
    return reply


def _query(run: EvidenceRun, call: ProviderCall, seconds: float) -> Query:
    return Query(
        organisation=run.organisation,
        text=call.query,
        kind=call.query_kind,
        language=run.organisation.language,
        exclude_sources=_own_sources(run),
        exclude_claim=run.claim_id,
        deadline=seconds,
    )


def _own_sources(run: EvidenceRun) -> frozenset[int]:
    """The sources in which the statement itself stands: their words are no evidence for it."""
    sources: set[int] = set()
    if run.suggestion is not None:
        sources.add(run.suggestion.version.snapshot.source_id)
    if run.claim is not None:
        if run.claim.article is not None:
            sources.add(run.claim.article.source_id)
        sources.update(
            Appearance.objects.filter(claim=run.claim).values_list("version__snapshot__source_id", flat=True)
        )
    return frozenset(sources)


def _note(provider: Provider, reply: Reply) -> None:
    if reply.outcome in ANSWERED:
        breaker.succeeded(provider.name)
    elif reply.outcome in TRANSIENT and "left alone" not in str(reply.problem.get("words")):
        breaker.failed(provider.name, at_least=reply.retry_after or 0.0)


def _wait_if_it_helps(job: Job, run: EvidenceRun, reply: Reply) -> None:
    if reply.outcome not in TRANSIENT or job.row.attempts >= job.row.max_attempts:
        return
    wait = reply.retry_after if reply.retry_after is not None else float(2**job.row.attempts)
    left = (run.deadline_at - timezone.now()).total_seconds()
    if wait < left:
        raise RetryLater(str(reply.problem.get("words", reply.outcome)), wait)


def _end(job: Job, run: EvidenceRun, reply: Reply) -> None:
    """End the call and write its effects, both or neither; the run is locked first, as everywhere."""
    found = judged(run, reply.hits)
    with transaction.atomic():
        locked = (
            EvidenceRun.objects.select_for_update(of=("self",))
            .select_related("claim__suggestion", "suggestion", "organisation")
            .get(pk=run.pk)
        )
        with job.finishing(**_columns(job, reply)):
            if locked.state in OPEN and found:
                keep_hits(locked, job.row, found)
            if locked.state in OPEN and reply.matches and job.row.lane == Lane.EARLIER_CHECKS:
                subject = locked.claim or locked.suggestion
                assert subject is not None
                keep_matches(subject, reply.matches, by=Actor.system(locked.organisation))
        merge_if_ended(locked)


def _columns(job: Job, reply: Reply) -> dict[str, Any]:
    answered = reply.outcome in ANSWERED
    columns: dict[str, Any] = {
        "outcome": reply.outcome,
        "problem": dict(reply.problem),
        "found": reply.found,
        "state": JobState.DONE if answered else JobState.FAILED,
        "last_error": "" if answered else str(reply.problem.get("words", "")),
    }
    if reply.outcome == Outcome.SKIPPED:
        columns["state"] = JobState.CANCELLED
    if reply.raw:
        columns["reply"] = keep_blob(job.organisation, reply.raw, media_type=reply.media_type)
    return columns
