"""Searching for evidence: a run is a row, each question to a provider a row of its own; the last one to end merges.

Nothing waits in a message: whoever loses power, the rows say what is still to be asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.annotation.models import Claim, Suggestion
from claims.evidence.choosing import asked_by, is_required_for
from claims.evidence.merging import OPEN, UNENDED, merge_if_ended
from claims.evidence.models import Candidate, EvidenceRun, Lane, ProviderCall, RunState
from claims.evidence.named_addresses import named_by
from claims.evidence.providers import get
from claims.evidence.providers.base import ANSWERED, WORDS, Provider
from claims.evidence.queries import SHOWN, TypedQuery, queries, taken
from claims.history.models import JobState
from claims.history.recording import record, ring_after_commit
from claims.history.vocabulary import EventName
from claims.intake.models import Outcome
from claims.lib.problems import Conflict, Problem

TASK, QUEUE = "evidence.call", "evidence"
WAITING = (JobState.DUE, JobState.LEASED)
LONGEST_QUESTION = 2000
PATIENCE = timedelta(days=1)
"""How long past the deadline a call waits for a worker, if the provider has not failed yet."""


def start_run(
    *,
    by: Actor,
    claim: Claim | None = None,
    suggestion: Suggestion | None = None,
    statement: str = "",
    providers: Sequence[Provider] | None = None,
) -> EvidenceRun:
    """Ask all providers about a claim or a suggestion. `statement` overrules its wording, `providers` who is asked.

    While a search of the same words is still running, that one is returned. Metered providers are asked only for a
    claim. Raises Problem without a subject or for a blank or endless statement, Conflict for a claim taken away.
    """
    subject = claim or suggestion
    if subject is None:
        raise Problem("run.no_subject", "Say which claim or suggestion to search for.", pointer="/claim")
    require(by, Permission.GATHER_EVIDENCE, subject)
    if claim is not None and claim.removed_at is not None:
        raise Conflict("claim.removed", "This claim was taken away.", next_step="Bring it back first.")
    suggestion = suggestion or (claim.suggestion if claim else None)
    words = _checked_statement(statement or subject.statement)
    asked = list(providers) if providers is not None else asked_by(by.organisation, metered=claim is not None)
    if not asked:
        raise Problem("run.no_provider", "No provider is set up.", next_step="See EVIDENCE_PROVIDERS.")
    questions = _questions(asked, subject, words)
    asked = [provider for provider in asked if any(provider is each for each, _ in questions)]
    if not asked:
        raise Problem(
            "run.nothing_to_ask",
            "None of these providers can be asked about this claim.",
            next_step="Search with all providers.",
        )
    with transaction.atomic():
        type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
        same = {"claim": claim} if claim is not None else {"suggestion": suggestion}
        running = EvidenceRun.objects.filter(**same, state__in=OPEN, statement=words).first()
        if running is not None and providers is None:
            return running
        now = timezone.now()
        run = EvidenceRun.objects.create(
            organisation=by.organisation,
            claim=claim,
            suggestion=suggestion,
            statement=words,
            required=[provider.name for provider in asked if is_required_for(by.organisation, provider)],
            deadline_at=now + timedelta(seconds=settings.EVIDENCE_DEADLINE_SECONDS),
            by=by.user,
        )
        ProviderCall.objects.bulk_create(
            ProviderCall(
                organisation=by.organisation, run=run, provider=provider.name, lane=provider.lane,
                query=question.text, query_kind=question.kind, task=TASK, queue=QUEUE, due_at=now,
            )
            for provider, question in questions
        )  # fmt: skip
        record(
            EventName.RUN_STARTED,
            run,
            by=by,
            related=[each for each in (claim, suggestion) if each],
            data={"providers": [provider.name for provider in asked]},
        )
        for _ in questions:
            ring_after_commit(QUEUE)
    return run


def can_ask(providers: Sequence[Provider], subject: Claim | Suggestion, statement: str) -> bool:
    """Whether any of these providers can have anything on the statement."""
    return bool(_questions(providers, subject, statement))


def _questions(
    providers: Sequence[Provider], subject: Claim | Suggestion, words: str
) -> list[tuple[Provider, TypedQuery]]:
    """Who is asked what. A provider that can have nothing on the matter is not asked."""
    found = queries(
        words,
        kind=subject.kind,
        language=subject.organisation.language,
        addresses=named_by(subject, words),
    )
    return [
        (provider, question)
        for provider in providers
        if provider.suits(words)
        for question in taken(found, provider.takes, provider.most_queries)
        if provider.wants(question.kind, question.text)
    ]


def _checked_statement(words: str) -> str:
    words = words.strip()
    if not words:
        raise Problem("run.statement_empty", "There is nothing to search for.", pointer="/statement")
    if len(words) > LONGEST_QUESTION:
        raise Problem(
            "run.statement_too_long",
            f"The statement has {len(words)} characters; {LONGEST_QUESTION} is the most that can be asked.",
            pointer="/statement",
            next_step="Ask about the core of it.",
        )
    if "\x00" in words:
        raise Problem("run.statement_nul", "The statement holds a NUL character.", pointer="/statement")
    return words


def adopt(suggestion: Suggestion, claim: Claim) -> EvidenceRun | None:
    """What was searched for a suggestion now belongs to the claim made of it: runs and candidates. Returns the newest
    run that is not cancelled, or None."""
    EvidenceRun.objects.filter(suggestion=suggestion, claim=None).update(claim=claim)
    Candidate.objects.filter(suggestion=suggestion, claim=None).update(claim=claim)
    return (
        EvidenceRun.objects.filter(suggestion=suggestion)
        .exclude(state=RunState.CANCELLED)
        .order_by("-pk")
        .first()
    )


def cancel(run: EvidenceRun, *, by: Actor) -> EvidenceRun:
    """Stop a search: what is not answered yet is skipped; what was found stays. A cancelled run stays cancelled.

    Raises Conflict for one that has ended.
    """
    require(by, Permission.GATHER_EVIDENCE, run)
    with transaction.atomic():
        locked = EvidenceRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if locked.state == RunState.CANCELLED:
            return locked
        if locked.state not in UNENDED:
            raise Conflict("run.ended", "This search has ended.", current=locked)
        before = locked.state
        skipped = locked.calls.filter(state__in=WAITING).update(
            state=JobState.CANCELLED,
            outcome=Outcome.SKIPPED,
            problem={
                "code": "run.cancelled",
                "words": "The search was stopped.",
                "next_step": "Search again.",
            },
            lease_token=None,
            lease_until=None,
            ended_at=timezone.now(),
        )
        EvidenceRun.objects.filter(pk=locked.pk).update(state=RunState.CANCELLED)
        locked.state = RunState.CANCELLED
        record(
            EventName.RUN_CANCELLED,
            locked,
            by=by,
            before={"state": before},
            after={"state": RunState.CANCELLED},
            related=_subjects(locked),
            data={"skipped": skipped},
        )
    run.refresh_from_db()
    return run


def retry_call(call: ProviderCall, *, by: Actor) -> ProviderCall:
    """Ask one provider again that did not answer. A merged run opens again and merges when the call has ended.

    Raises Conflict for a call that answered, is still waiting, or belongs to a cancelled run.
    """
    require(by, Permission.GATHER_EVIDENCE, call)
    with transaction.atomic():
        run = EvidenceRun.objects.select_for_update(of=("self",)).get(pk=call.run_id)
        locked = ProviderCall.objects.select_for_update(of=("self",)).get(pk=call.pk)
        if run.state == RunState.CANCELLED:
            raise Conflict(
                "run.cancelled", "This search was stopped.", next_step="Search again.", current=locked
            )
        if locked.state in WAITING:
            raise Conflict("call.waiting", "This provider is being asked already.", current=locked)
        if locked.outcome in ANSWERED:
            raise Conflict(
                "call.answered",
                "This provider has answered.",
                next_step="Search again to ask all providers anew.",
                current=locked,
            )
        before = {"outcome": locked.outcome, "attempts": locked.attempts}
        now = timezone.now()
        deadline = now + timedelta(seconds=settings.EVIDENCE_DEADLINE_SECONDS)
        ProviderCall.objects.filter(pk=locked.pk).update(
            state=JobState.DUE, due_at=now, attempts=0, last_error="", started_at=None, ended_at=None,
            lease_token=None, lease_until=None, **ProviderCall.when_asked_again,
        )  # fmt: skip
        EvidenceRun.objects.filter(pk=run.pk).update(
            state=RunState.RUNNING, merged_at=None, deadline_at=deadline
        )
        record(EventName.CALL_RETRIED, locked, by=by, before=before, related=[run, *_subjects(run)])
        ring_after_commit(QUEUE)
    call.refresh_from_db()
    return call


def end_overdue() -> int:
    """End what has passed its deadline as unavailable, and merge what has ended. Any number of copies may run.

    A call that waits for a worker, because none was there or the one that had it was killed, says nothing against the
    provider: it waits on, up to a day.
    Returns how many runs were looked at.
    """
    now = timezone.now()
    overdue = EvidenceRun.objects.filter(state__in=OPEN, deadline_at__lt=now).values_list("pk", flat=True)
    ended = (
        EvidenceRun.objects.filter(state__in=OPEN)
        .exclude(calls__state__in=WAITING)
        .values_list("pk", flat=True)
    )
    keys = sorted({*overdue[:500], *ended[:500]})
    for key in keys:
        with transaction.atomic():
            run = EvidenceRun.objects.select_for_update(of=("self",)).filter(pk=key, state__in=OPEN).first()
            if run is None:
                continue
            if run.deadline_at < now:
                _end_waiting(run, now)
            merge_if_ended(run)
    return len(keys)


def _end_waiting(run: EvidenceRun, now: datetime) -> None:
    """End the calls of an overdue run; but those whose turn had come and that nobody took wait on for workers."""
    overdue = run.calls.filter(state__in=WAITING)
    if now - run.deadline_at < PATIENCE:
        overdue = overdue.exclude(
            Q(not_before=None) | Q(not_before__lt=run.deadline_at), state=JobState.DUE, last_error=""
        )
    ended: dict[str, Any] = {
        "state": JobState.FAILED, "outcome": Outcome.UNAVAILABLE, "lease_token": None, "lease_until": None,
        "ended_at": now,
    }  # fmt: skip
    never_asked = overdue.filter(state=JobState.DUE, last_error="", not_before__isnull=False)
    never_asked.update(**ended, problem=NO_TURN_PROBLEM, last_error=NO_TURN_PROBLEM["words"])
    overdue.update(**ended, problem=DEADLINE_PROBLEM, last_error="the deadline of the search passed")


NO_TURN_PROBLEM = {
    "code": "call.no_turn",
    "words": "It was not asked: its pace left no turn before the search had to end.",
    "next_step": "Try again.",
}
DEADLINE_PROBLEM = {
    "code": "call.deadline",
    "words": "It did not answer before the search had to end.",
    "next_step": "Try again.",
}


def summary(run: EvidenceRun) -> dict[str, Any]:
    """How a search stands, in the words of the contract.

    `complete`: every required provider was asked and every call to it ended ok or empty. Only then, with no passage
    found and nobody else failed, `may_say_nothing_found`: who failed may have had something. An earlier check is no
    evidence. A claim may have several searches: `search_record` puts them together.
    """
    calls = list(run.calls.order_by("pk"))
    ended = [call for call in calls if call.outcome]
    required = {name: [call for call in calls if call.provider == name] for name in run.required}
    complete = (
        run.state == RunState.MERGED
        and bool(required)
        and all(asked and all(call.outcome in ANSWERED for call in asked) for asked in required.values())
    )
    return {
        "state": run.state,
        "complete": complete,
        "may_say_nothing_found": complete
        and all(call.outcome in ANSWERED for call in calls)
        and not any(call.found for call in calls if call.lane == Lane.EVIDENCE),
        "providers": [line(call, run) for call in calls],
        "done": len(ended),
        "total": len(calls),
        "deadline_at": run.deadline_at.isoformat(),
    }


def progress(run: EvidenceRun) -> tuple[int, int]:
    """How many of a run's calls have ended, and how many there are."""
    outcomes = list(run.calls.values_list("outcome", flat=True))
    return len([each for each in outcomes if each]), len(outcomes)


def line(call: ProviderCall, run: EvidenceRun) -> dict[str, Any]:
    """How one call stands, as the summary and the screen show it."""
    provider = get(call.provider)
    label = provider.label if provider else call.provider
    if provider and provider.most_queries > 1 and call.query_kind in SHOWN:
        label = f"{label}, {SHOWN[call.query_kind]}"
    return {
        "uid": call.uid,
        "name": call.provider,
        "label": label,
        "query": call.query,
        "query_kind": call.query_kind,
        "lane": call.lane,
        "required": call.provider in run.required,
        "state": _stage(call),
        "outcome": call.outcome or None,
        "problem": call.problem or None,
        "words": str((call.problem or {}).get("words") or WORDS.get(call.outcome, "")),
        "seconds": _seconds(call),
        "found": call.found,
        "attempts": call.attempts,
        "can_retry": bool(call.outcome) and call.outcome not in ANSWERED and run.state != RunState.CANCELLED,
    }


def _stage(call: ProviderCall) -> str:
    """waiting, asking, trying_again, answered, failed or stopped."""
    if call.state == JobState.CANCELLED:
        return "stopped"
    if call.outcome:
        return "answered" if call.outcome in ANSWERED else "failed"
    if call.state == JobState.LEASED:
        return "asking"
    return "trying_again" if call.attempts else "waiting"


def _seconds(call: ProviderCall) -> float | None:
    if call.started_at is None:
        return None
    return round(((call.ended_at or timezone.now()) - call.started_at).total_seconds(), 2)


def _subjects(run: EvidenceRun) -> list[Claim | Suggestion]:
    return [each for each in (run.claim, run.suggestion) if each is not None]
