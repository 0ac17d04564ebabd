"""One question to one provider: asked outside any transaction, its effects written in the one that ends the call."""

from __future__ import annotations

import logging
import math
import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Appearance
from claims.evidence import breaker
from claims.evidence.merging import OPEN, UNENDED, judged, keep_hits, merge_if_ended, said_on
from claims.evidence.models import EvidenceRun, Lane, ProviderCall, RunState
from claims.evidence.providers import get, in_line
from claims.evidence.providers.base import (
    ANSWERED,
    TRANSIENT,
    NotYourTurn,
    Provider,
    Query,
    Reply,
    checked,
    failed,
)
from claims.history.jobs import Job, NotYet, RetryLater
from claims.history.models import JobState
from claims.intake.models import Outcome
from claims.intake.storing import keep_blob
from claims.matching.earlier import among, keep_matches

log = logging.getLogger(__name__)


MOST_RETRIES = 2
PAUSED_FOR = 365 * 86400.0
"""A call taken up just as its run was paused is put as far off as the others (`pausing`)."""
MOST_MATCHES = 5
LEAD, MOST_LEAD = 0.2, 0.6
"""Seconds a call comes back before its turn, and waits the rest at the door, so that no turn passes unused: a fifth of
the time between two turns, within these. Where turns are far apart one that is lost costs most, and few wait …"""
PATIENCE = 0.3
"""… and no worker waits there much longer than that."""
AGES = 3600.0
"""Who is put off for longer than this, as by a pause, does not stand in the line."""


def ask(job: Job) -> None:
    """Do one ProviderCall: ask, keep what was found, merge the run if this was its last call.

    Raises NotYet where the provider's pace, or a rest it needs, allows the question only later in the run's time, and
    RetryLater where asking again can help and there is time; every other end is an outcome.
    """
    call: ProviderCall = job.row
    run = EvidenceRun.objects.select_related("claim", "suggestion", "organisation").get(pk=call.run_id)
    EvidenceRun.objects.filter(pk=run.pk, state=RunState.QUEUED).update(state=RunState.RUNNING)
    provider = get(call.provider)
    if run.state == RunState.PAUSED:
        raise NotYet(PAUSED_FOR, not_before=_in(PAUSED_FOR))
    if run.state not in OPEN:
        reply = failed(Outcome.SKIPPED, "The search had ended before it was asked.")
    elif provider is None:
        reply = failed(Outcome.NOT_CONFIGURED, "This provider is no longer part of the workbench.")
    else:
        reply = _not_now(provider, run, call) or _asked(provider, run, job)
    _end(job, run, reply)


def _not_now(provider: Provider, run: EvidenceRun, call: ProviderCall) -> Reply | None:
    """Why it is not asked now: no time left, its day's allowance, a rest. None where it may be asked.

    Raises NotYet where its rest is over before the run has to end.
    """
    if call.last_error and _left(run) <= 0:
        return failed(Outcome.UNAVAILABLE, "There was no time left to ask it.")
    if provider.daily and _asked_today(provider, call) >= provider.daily:
        words = f"Its {provider.daily} questions a day, as set by an admin, are used up."
        return failed(Outcome.QUOTA_EXHAUSTED, words, next_step="Try again after midnight, UTC.")
    rest = breaker.rest_of(provider.line)
    if rest is None:
        return None
    if rest.seconds < _left(run):
        raise NotYet(rest.seconds, not_before=_in(rest.seconds))
    return failed(rest.outcome, f"{_REST_WORDS.get(rest.outcome, _RESTING)} {_until(rest.seconds)}")


_RESTING = "It failed several times in a row and is left alone for a while."
_REST_WORDS: dict[str, str] = {
    Outcome.RATE_LIMITED: "It asks us to wait: too many questions at once.",
    Outcome.QUOTA_EXHAUSTED: "The allowance of questions is used up.",
}


def _asked(provider: Provider, run: EvidenceRun, job: Job) -> Reply:
    """The reply, whatever the provider does. Raises NotYet where it is not its turn, RetryLater where that helps."""
    call: ProviderCall = job.row
    seconds = min(provider.deadline, _left(run)) if call.last_error else provider.deadline
    patience = _lead(provider) + PATIENCE
    begun = time.monotonic()
    try:
        reply = checked(provider.search(_query(run, call, seconds, patience)))
    except NotYourTurn as early:
        wait = early.seconds + _before_me(provider, call)
        raise NotYet(max(0.0, wait - _lead(provider)), not_before=_in(wait)) from None
    except Exception as error:
        log.exception("provider %s broke", provider.name)
        reply = failed(Outcome.UNAVAILABLE, f"Its code failed: {type(error).__name__}.")
    if time.monotonic() - begun > seconds + 1:
        reply = failed(Outcome.UNAVAILABLE, f"It took longer than the {seconds:.0f} seconds it was given.")
    _note(provider, reply)
    _retry_if_it_helps(call, run, reply)
    return reply


def _before_me(provider: Provider, call: ProviderCall) -> float:
    """How much later than the next turn is mine: one interval for each older question that waits in the same line."""
    if provider.pace is None:
        return 0.0
    older = ProviderCall.objects.filter(
        state=JobState.DUE, provider__in=in_line(provider.line), pk__lt=call.pk, due_at__lt=_in(AGES)
    ).count()
    return older * provider.pace.between


def _lead(provider: Provider) -> float:
    """How long before its turn a call comes back."""
    return min(MOST_LEAD, max(LEAD, provider.pace.interval / 5)) if provider.pace else LEAD


def _asked_today(provider: Provider, call: ProviderCall) -> int:
    """The questions of this day (UTC) but for this one, repeated ones counted each time. The rows are the tally:
    nothing can lose it."""
    midnight = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    others = ProviderCall.objects.filter(
        provider__in=in_line(provider.line), started_at__gte=midnight
    ).exclude(pk=call.pk)
    sums = others.aggregate(calls=Count("pk"), again=Sum("retries"))
    return int(sums["calls"] or 0) + int(sums["again"] or 0) + call.retries


def _left(run: EvidenceRun) -> float:
    return (run.deadline_at - timezone.now()).total_seconds()


def _in(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)


def _until(seconds: float) -> str:
    minutes = math.ceil(seconds / 60)
    if minutes > 90:
        return f"It can be asked again in about {round(minutes / 60)} hours."
    return f"It can be asked again in about {minutes} minute{'s' if minutes > 1 else ''}."


def _query(run: EvidenceRun, call: ProviderCall, seconds: float, patience: float) -> Query:
    return Query(
        organisation=run.organisation,
        text=call.query,
        kind=call.query_kind,
        statement=run.statement,
        language=run.organisation.language,
        exclude_sources=own_sources(run),
        exclude_claim=run.claim_id,
        claimed_on=said_on(run),
        deadline=seconds,
        patience=patience,
    )


def own_sources(run: EvidenceRun) -> frozenset[int]:
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
    """What all workers should know of this answer."""
    if reply.outcome in ANSWERED:
        breaker.succeeded(provider.line)
    elif reply.outcome in TRANSIENT:
        rest = provider.pace.rest if provider.pace else breaker.REST
        breaker.failed(
            provider.line, at_least=reply.retry_after or 0.0, rest=rest, outcome=str(reply.outcome)
        )
    elif reply.outcome == Outcome.QUOTA_EXHAUSTED and reply.retry_after:
        breaker.leave_alone(provider.line, reply.retry_after, outcome=reply.outcome)
    if reply.spent_for:
        breaker.leave_alone(provider.line, reply.spent_for, outcome=Outcome.QUOTA_EXHAUSTED)


def _retry_if_it_helps(call: ProviderCall, run: EvidenceRun, reply: Reply) -> None:
    """At most two more times: after the pause it asks for, else within a time that doubles, at a random point of it."""
    if reply.outcome not in TRANSIENT or call.retries >= MOST_RETRIES:
        return
    wait = (reply.retry_after or 0.0) + random.uniform(0, 2.0 ** (call.retries + 1))  # noqa: S311
    if wait < _left(run):
        raise RetryLater(
            str(reply.problem.get("words", reply.outcome)),
            wait,
            retries=call.retries + 1,
            not_before=_in(wait),
        )


def _end(job: Job, run: EvidenceRun, reply: Reply) -> None:
    """End the call and write its effects, both or neither; the run is locked first, as everywhere.

    The merge follows by itself, so that what was found is seen before all of it is put in order. Should we die between
    the two, `end_overdue` merges.
    """
    reply = _matched(run, job.row.provider, reply)
    found = judged(run, reply.hits)
    with transaction.atomic():
        locked = _locked(run)
        with job.finishing(**_columns(job, reply)):
            if locked.state in UNENDED and found:
                keep_hits(locked, job.row, found)
            if locked.state in UNENDED and reply.matches and job.row.lane == Lane.EARLIER_CHECKS:
                subject = locked.claim or locked.suggestion
                assert subject is not None
                keep_matches(subject, reply.matches, by=Actor.system(locked.organisation))
    with transaction.atomic():
        merge_if_ended(_locked(run))


def _locked(run: EvidenceRun) -> EvidenceRun:
    return (
        EvidenceRun.objects.select_for_update(of=("self",))
        .select_related("claim__suggestion", "suggestion", "organisation")
        .get(pk=run.pk)
    )


def _matched(run: EvidenceRun, provider: str, reply: Reply) -> Reply:
    """Checks by others become matches; where none of them is about the statement, nothing was found."""
    if not reply.checks:
        return reply
    matches = among(
        reply.checks, run.organisation, run.statement, claimed_on=said_on(run), provider=provider
    )[:MOST_MATCHES]
    outcome = reply.outcome if matches or reply.matches else Outcome.EMPTY
    return replace(reply, outcome=outcome, matches=(*reply.matches, *matches), checks=())


def _columns(job: Job, reply: Reply) -> dict[str, Any]:
    answered = reply.outcome in ANSWERED
    columns: dict[str, Any] = {
        "outcome": reply.outcome,
        "problem": dict(reply.problem),
        "found": reply.found,
        "state": JobState.DONE if answered else JobState.FAILED,
        "last_error": "" if answered else str(reply.problem.get("words", "")),
        "not_before": None,
    }
    if reply.outcome == Outcome.SKIPPED:
        columns["state"] = JobState.CANCELLED
    if reply.raw:
        columns["reply"] = keep_blob(job.organisation, reply.raw, media_type=reply.media_type)
    return columns
