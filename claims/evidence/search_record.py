"""Where was looked for evidence on a claim, and where that was not possible: over all its searches together.

A claim may have several: one begun for its suggestion, one by the providers that are asked only for claims, one in
other words. For each provider its newest search counts. "Found nothing" and "could not look" are never the same word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from claims.annotation.models import Claim, Suggestion
from claims.evidence.gathering import line
from claims.evidence.merging import OPEN
from claims.evidence.models import EvidenceRun, Lane, ProviderCall
from claims.evidence.providers import get
from claims.evidence.providers.base import ANSWERED
from claims.intake.models import Outcome

WHY: dict[str, str] = {
    Outcome.NOT_CONFIGURED: "It is not set up here.",
    Outcome.BAD_REQUEST: "It did not understand the question.",
    Outcome.AUTH: "It did not accept our key.",
    Outcome.FORBIDDEN_CONTENT: "It may not show this content.",
    Outcome.RATE_LIMITED: "It had too many questions at once and asked us to wait.",
    Outcome.QUOTA_EXHAUSTED: "Our allowance of questions was used up.",
    Outcome.UNAVAILABLE: "It could not be reached, or broke off before its answer was complete.",
    Outcome.BLOCKED: "It refused to answer us.",
    Outcome.MALFORMED: "Its answer could not be read.",
    Outcome.SKIPPED: "The search was stopped before it was asked.",
}
"""Why it could not be looked there, for readers: no names of settings, hosts or programs."""
FOUND, NOTHING, NOT_LOOKED, PARTLY, LOOKING = "found", "found_nothing", "could_not_look", "partly", "looking"


def about(claim: Claim | None, suggestion: Suggestion | None = None) -> Q:
    """The searches on a claim, those for the suggestion it was made of included."""
    if claim is None:
        return Q(suggestion=suggestion)
    return Q(claim=claim) | Q(suggestion_id=claim.suggestion_id, suggestion__isnull=False)


def searches(claim: Claim | None, suggestion: Suggestion | None = None) -> list[EvidenceRun]:
    """All of them, the newest first."""
    return list(EvidenceRun.objects.filter(about(claim, suggestion)).order_by("-created_at", "-pk"))


def standing(runs: Sequence[EvidenceRun]) -> dict[str, Any] | None:
    """How searching stands, over searches given newest first; None where there was none. Has what `gathering.summary`
    says of one search, and `places`: a line for each provider.

    `complete`: every required provider answered each question of the newest search that asked it. Only then, where
    nobody else failed either and no passage was found, `may_say_nothing_found`.
    """
    if not runs:
        return None
    asked = _newest_calls(runs)
    run_of = {run.pk: run for run in runs}
    calls = [call for each in asked.values() for call in each]
    used = [run_of[key] for key in dict.fromkeys(call.run_id for call in calls)]
    places = [_place(each, run_of[each[0].run_id]) for each in asked.values()]
    required = [place for place in places if place["required"]]
    complete = (
        not any(run.state in OPEN for run in used)
        and bool(required)
        and all(place["state"] in (FOUND, NOTHING) for place in required)
    )
    failed = [place for place in places if place["state"] in (NOT_LOOKED, PARTLY)]
    return {
        "state": next((run.state for run in used if run.state in OPEN), runs[0].state),
        "complete": complete,
        "may_say_nothing_found": complete
        and not failed
        and not any(place["found"] for place in places if place["lane"] == Lane.EVIDENCE),
        "places": places,
        "answered": [place for place in places if place["state"] in (FOUND, NOTHING, PARTLY)],
        "failed": failed,
        "providers": [line(call, run_of[call.run_id]) for call in calls],
        "done": sum(1 for call in calls if call.outcome),
        "total": len(calls),
        "deadline_at": runs[0].deadline_at.isoformat(),
    }


def for_readers(claim: Claim) -> dict[str, Any] | None:
    """What a version of a verdict keeps of the searches behind it, in plain values; None where there was none."""
    found = standing(searches(claim))
    if found is None:
        return None
    return {
        "complete": found["complete"],
        "places": [
            {
                name: place[name]
                for name in ("name", "label", "lane", "state", "outcome", "found", "why", "at")
            }
            | {"asked": place["asked"], "answered": place["answered"]}
            for place in found["places"]
        ],
    }


def _newest_calls(runs: Sequence[EvidenceRun]) -> dict[str, list[ProviderCall]]:
    """For each provider its calls in the newest search that asked it; the newest search's providers first."""
    order = {run.pk: place for place, run in enumerate(runs)}
    calls = sorted(
        ProviderCall.objects.filter(run__in=[run.pk for run in runs]).defer("reply"),
        key=lambda call: (order[call.run_id], call.pk),
    )
    found: dict[str, list[ProviderCall]] = {}
    for call in calls:
        those = found.setdefault(call.provider, [])
        if not those or those[0].run_id == call.run_id:
            those.append(call)
    return found


def _place(calls: Sequence[ProviderCall], run: EvidenceRun) -> dict[str, Any]:
    name = calls[0].provider
    provider = get(name)
    answered = [call for call in calls if call.outcome in ANSWERED]
    failures = [call for call in calls if call.outcome and call.outcome not in ANSWERED]
    found = sum(call.found for call in answered)
    outcome = failures[0].outcome if failures else str(Outcome.OK if found else Outcome.EMPTY)
    if len(answered) + len(failures) < len(calls):
        state, outcome = LOOKING, ""
    elif failures:
        state = PARTLY if answered else NOT_LOOKED
    else:
        state = FOUND if found else NOTHING
    return {
        "name": name,
        "label": provider.label if provider else name,
        "lane": calls[0].lane,
        "required": name in run.required,
        "state": state,
        "outcome": outcome,
        "why": WHY.get(outcome, ""),
        "words": str((failures[0].problem or {}).get("words") or WHY.get(outcome, "")) if failures else "",
        "asked": len(calls),
        "answered": len(answered),
        "found": found,
        "at": _latest(call.ended_at for call in calls),
    }


def _latest(moments: Iterable[datetime | None]) -> str | None:
    known = [moment for moment in moments if moment is not None]
    return max(known).isoformat(timespec="seconds") if known else None
