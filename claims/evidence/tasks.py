"""What follows elsewhere: evidence for what was proposed as high, and for every claim."""

from __future__ import annotations

from claims.annotation.models import Band, Claim, Suggestion
from claims.evidence import archived_copies, witnessing
from claims.evidence.calling import ask
from claims.evidence.choosing import asked_by
from claims.evidence.gathering import QUEUE, TASK, adopt, can_ask, end_overdue, start_run
from claims.evidence.models import EvidenceRun, ProviderCall
from claims.evidence.placing import place_in, place_of_run
from claims.evidence.prints import keep_print, without_print
from claims.history.jobs import GiveUp, Job, handler
from claims.history.scheduler import every
from claims.intake.capturing import record_failure
from claims.intake.models import ArticleVersion, CaptureState, Outcome, Snapshot
from claims.lib.answers import FetchProblem
from claims.matching.tasks import claim_of


def call_died(job: Job, reason: str) -> None:
    """The worker died at every attempt: the outcome is that of a provider that could not be asked. The sweep of the
    deadlines merges the run."""
    ProviderCall.objects.filter(pk=job.row.pk).update(
        problem={
            "code": f"provider.{Outcome.UNAVAILABLE}",
            "words": f"It could not be asked: {reason}"[:500],
            "next_step": "Try again.",
        }
    )


@handler(TASK, queue=QUEUE, lease=45, on_dead=call_died)
def call(job: Job) -> None:
    """One question to one provider."""
    ask(job)


@handler("evidence.gather_high", queue=QUEUE, lease=60, atomic=True)
def gather_high(job: Job) -> None:
    """After a version was read: search for what was suggested as high and nobody has decided, by free providers."""
    version = job.subject()
    if not isinstance(version, ArticleVersion):
        raise GiveUp(f"{type(version).__name__} has no suggestions")
    high = Suggestion.objects.filter(version=version, band=Band.HIGH, dismissal=None, claim=None, runs=None)
    free = asked_by(version.organisation, metered=False)
    for suggestion in high.order_by("start"):
        if can_ask(free, suggestion, suggestion.statement):
            start_run(by=job.actor, suggestion=suggestion)


@handler("evidence.gather", queue=QUEUE, lease=60, atomic=True)
def gather(job: Job) -> None:
    """After a claim was made: what was searched for its suggestion is taken over; what is missing is asked now."""
    claim = claim_of(job)
    if claim is None or claim.removed_at is not None:
        return
    run = adopt(claim.suggestion, claim) if claim.suggestion else None
    if run is None or run.statement != claim.statement:
        if not _searched(claim) and can_ask(asked_by(claim.organisation), claim, claim.statement):
            start_run(by=job.actor, claim=claim)
        return
    asked = set(run.calls.values_list("provider", flat=True))
    missing = [provider for provider in asked_by(claim.organisation) if provider.name not in asked]
    if missing and can_ask(missing, claim, claim.statement):
        start_run(by=job.actor, claim=claim, providers=missing)


def _searched(claim: Claim) -> bool:
    return (
        EvidenceRun.objects.filter(claim=claim, statement=claim.statement).exclude(state="cancelled").exists()
    )


@handler("evidence.print", queue="models", lease=60, atomic=True)
def take_print(job: Job) -> None:
    """After a copy was kept: its print, by which copies of one text are found."""
    snapshot = job.subject()
    if not isinstance(snapshot, Snapshot):
        raise GiveUp(f"{type(snapshot).__name__} has no text")
    keep_print(snapshot)


@handler("evidence.place_found", queue="models", lease=60, atomic=True)
def place_found(job: Job) -> None:
    """After a copy was kept, or a search has ended: where what was found stands in the copies there are."""
    subject = job.subject()
    if isinstance(subject, Snapshot):
        place_in(subject)
    elif isinstance(subject, EvidenceRun):
        place_of_run(subject)


@every(600, "evidence.prints")
def prints() -> None:
    """Copies kept before there were prints, a few at a time."""
    for snapshot in Snapshot.objects.filter(pk__in=without_print()):
        keep_print(snapshot)


def look_died(job: Job, reason: str) -> None:
    """What the editor sees when looking in the archive failed each time."""
    capture = job.subject()
    if capture.state != CaptureState.ENDED:
        words = "The Internet Archive could not be looked at: our own fault."
        record_failure(
            capture, FetchProblem("archive.failed", words, outcome=Outcome.UNAVAILABLE), by=job.actor
        )


@handler("evidence.look_in_archive", queue="fetch", lease=150, on_dead=look_died)
def look_in_archive(job: Job) -> None:
    """Keep what the Internet Archive captured of a page."""
    archived_copies.do(job)


@handler("evidence.second_witness", queue="fetch", lease=60, atomic=True)
def second_witness(job: Job) -> None:
    """After a copy was kept: have the page captured outside too, where that is set up."""
    snapshot = job.subject()
    if isinstance(snapshot, Snapshot) and witnessing.is_wanted(snapshot):
        witnessing.ask(snapshot, by=job.actor)


@handler(witnessing.TASK, queue=witnessing.QUEUE, lease=90, on_dead=witnessing.died)
def capture_outside(job: Job) -> None:
    """One step of such a capture."""
    witnessing.advance(job)


@every(2, "evidence.deadlines")
def deadlines() -> None:
    """Runs end when their time is over, whatever has become of the workers."""
    end_overdue()
