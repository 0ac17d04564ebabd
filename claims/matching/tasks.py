"""What follows elsewhere: every kept copy becomes searchable, every suggestion and claim is matched."""

from __future__ import annotations

from claims.annotation.models import Claim, Suggestion
from claims.history.jobs import GiveUp, Job, handler
from claims.intake.models import ArticleVersion, Snapshot, Source
from claims.matching.earlier import match
from claims.matching.passages import index_snapshot


@handler("matching.index", queue="models", lease=120)
def index(job: Job) -> None:
    """After a copy was kept or taken down, or a source got another title: its passages are written anew."""
    subject = job.subject()
    if isinstance(subject, Snapshot):
        copies = [subject]
    elif isinstance(subject, Source):
        copies = list(subject.snapshots.all())
    else:
        raise GiveUp(f"{type(subject).__name__} has no text to search")
    with job.finishing():
        for copy in copies:
            index_snapshot(copy)


@handler("matching.match_suggestions", queue="models", lease=120, atomic=True)
def match_suggestions(job: Job) -> None:
    """After a version was read: earlier checks of what was suggested and nobody has decided."""
    version = job.subject()
    if not isinstance(version, ArticleVersion):
        raise GiveUp(f"{type(version).__name__} has no suggestions")
    undecided = Suggestion.objects.filter(version=version, dismissal=None, claim=None).exclude(band="low")
    for suggestion in undecided.order_by("start"):
        match(suggestion)


@handler("matching.match_claim", queue="models", lease=120, atomic=True)
def match_claim(job: Job) -> None:
    """After a claim was made: its earlier checks; what was found for its suggestion is taken over."""
    claim = claim_of(job)
    if claim is not None and claim.removed_at is None:
        match(claim)


def claim_of(job: Job) -> Claim | None:
    """The claim an event is about: its subject, or the one made from the suggestion that is its subject."""
    subject = job.subject()
    if isinstance(subject, Claim):
        return subject
    if isinstance(subject, Suggestion):
        return Claim.objects.filter(suggestion=subject).first()
    return None
