"""What follows elsewhere: a claim gets its case, a covered one loses it."""

from __future__ import annotations

from claims.annotation.models import Claim, Suggestion
from claims.evidence.models import Evidence
from claims.history.jobs import Job, handler
from claims.verdicts.models import FactCheck
from claims.verdicts.workflow import close_covered, gather, open_case


@handler("verdicts.open_case", queue="models", atomic=True)
def open_the_case(job: Job) -> None:
    """After a claim was made: its fact-check. Safe to repeat; a covered or removed claim gets none."""
    claim = _claim(job)
    if claim is not None and claim.same_as_id is None and claim.removed_at is None:
        open_case(claim, by=job.actor)


@handler("verdicts.settle_case", queue="models", atomic=True)
def settle_the_case(job: Job) -> None:
    """After a claim was covered, uncovered or taken away: its case is closed, or opened again."""
    claim = _claim(job)
    if claim is None:
        return
    if claim.same_as_id is None and claim.removed_at is None:
        open_case(claim, by=job.actor)
        return
    fact_check = FactCheck.objects.filter(claim=claim).first()
    if fact_check is not None:
        close_covered(fact_check, by=job.actor)


@handler("verdicts.note_evidence", queue="models", atomic=True)
def note_evidence(job: Job) -> None:
    """After a person quoted evidence: an open case is now gathering."""
    evidence = Evidence.objects.filter(uid=job.event.subject_uid).first()
    fact_check = FactCheck.objects.filter(claim_id=evidence.claim_id).first() if evidence else None
    if fact_check is not None:
        gather(fact_check, by=job.actor)


def _claim(job: Job) -> Claim | None:
    """The event's claim: its subject, or the claim of the suggestion that is its subject, or one it is related to."""
    subject = job.event.subject_type
    if subject == "Claim":
        return Claim.objects.filter(uid=job.event.subject_uid).first()
    if subject == "Suggestion":
        suggestion = Suggestion.objects.filter(uid=job.event.subject_uid).first()
        found = Claim.objects.filter(suggestion=suggestion).first() if suggestion else None
        if found is not None:
            return found
    related = [each["uid"] for each in job.event.related if each["type"] == "Claim"]
    return Claim.objects.filter(uid__in=related).first() if related else None
