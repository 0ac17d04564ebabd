"""The job that fetches a page which an editor asked for."""

from __future__ import annotations

from claims.history.jobs import Job, RetryLater, handler
from claims.intake.capturing import read_address, record_capture, record_failure
from claims.intake.decoding import MAX_ARTICLE_CHARACTERS, check_length
from claims.intake.models import Article, Capture, CaptureState, Outcome
from claims.lib.answers import FetchProblem
from claims.lib.problems import Problem

ATTEMPTS = 3
LONGEST_WAIT = 120.0
_PASSING = {"fetch.rate_limited", "fetch.server_error"}


def fetch_died(job: Job, reason: str) -> None:
    """What the editor sees when the job itself failed five times."""
    capture = job.subject()
    if capture.state != CaptureState.ENDED:
        problem = FetchProblem(
            "capture.failed", "The page could not be kept: our own fault.", outcome=Outcome.UNAVAILABLE
        )
        record_failure(capture, problem, by=job.actor)


@handler("intake.fetch", queue="fetch", lease=90, on_dead=fetch_died)
def fetch(job: Job) -> None:
    """Visit the address, read the page, then write copy and version, or the problem, together with the job's
    end."""
    capture: Capture = job.subject()
    if capture.state == CaptureState.ENDED:
        return
    Capture.objects.filter(pk=capture.pk, state=CaptureState.QUEUED).update(state=CaptureState.RUNNING)
    try:
        page, extracted = read_address(capture.requested_url)
        if Article.objects.filter(source=capture.source).exists():
            check_length(extracted.text, limit=MAX_ARTICLE_CHARACTERS)
    except Problem as problem:
        _try_later(job, problem)
        with job.finishing():
            record_failure(capture, problem, by=job.actor)
        return
    with job.finishing():
        capture.refresh_from_db()
        record_capture(capture, extracted, data=page.body, page=page, by=job.actor)


def _try_later(job: Job, problem: Problem) -> None:
    """A site that is busy or broken for the moment is asked again, soon and not for ever."""
    if not isinstance(problem, FetchProblem) or problem.code not in _PASSING or job.row.attempts >= ATTEMPTS:
        return
    wait = problem.retry_after if problem.retry_after is not None else 5.0 * 4 ** (job.row.attempts - 1)
    if wait <= LONGEST_WAIT:
        raise RetryLater(problem.detail, seconds=max(wait, 1.0))
