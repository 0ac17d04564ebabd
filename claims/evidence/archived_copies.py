"""Keeping what the Internet Archive captured of a page that is gone, blocked or changed. An editor asks; a job looks.

What is kept is a copy like any other, of the original address; when it was captured, and how far that is from the day
that was asked for, is said wherever it is shown.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

from django.db import transaction

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.accounts.permissions import Permission, require
from claims.annotation.models import Claim
from claims.evidence.choosing import asked_by
from claims.evidence.merging import whole_day
from claims.evidence.providers.asking import Asking, Trouble
from claims.evidence.providers.base import Query
from claims.evidence.providers.internet_archive import PROVIDER, how_far
from claims.evidence.providers.internet_archive.cdx import Archived, around, latest
from claims.evidence.providers.internet_archive.replay import capture_at, read_capture
from claims.history.jobs import Job, RetryLater
from claims.intake import capturing
from claims.intake.extraction import READABLE_TYPES, Extracted, extract
from claims.intake.models import Capture, CaptureState, Outcome, Snapshot, SourceKind
from claims.intake.storing import keep_source
from claims.lib.addresses import PASTE_INSTEAD, is_public_by_name, parse
from claims.lib.http import FetchProblem, Page
from claims.lib.problems import Conflict, Problem

NEXT_TO_THE_DAY = 3
"""So many captures on either side of a day are tried, the closest first."""
SECONDS = 75.0
ATTEMPTS = 3
LONGEST_WAIT = 120.0


def is_offered(organisation: Organisation) -> bool:
    """Whether this newsroom asks the Internet Archive at all."""
    return any(provider is PROVIDER for provider in asked_by(organisation))


def look(
    *, by: Actor, url: str, near: dt.date | None = None, stamp: str = "", kind: str = SourceKind.OTHER
) -> Capture:
    """Ask for a copy of what the Archive captured of an address: at the moment `stamp`, else closest to the day `near`,
    else most lately. A job looks; one already on its way is not asked for twice.

    Raises Conflict where the newsroom doesn't ask the Archive, Problem for an address that is none or lies in a private
    network, Refused without the right.
    """
    require(by, Permission.WRITE_ARTICLES)
    if not is_offered(by.organisation):
        raise Conflict(
            "archive.off",
            "This newsroom does not ask the Internet Archive.",
            next_step="An admin can switch it on: see Settings, Services.",
        )
    address = str(parse(url))
    if not is_public_by_name(address):
        raise Problem(
            "url.private",
            "This address lies in a private network: the Archive can have no capture of it.",
            pointer="/url",
            next_step=PASTE_INSTEAD,
        )
    with transaction.atomic():
        source = keep_source(by.organisation, url=address, kind=capturing.checked_kind(kind))
        return capturing.ask(source, url=address, by=by, archived=True, near=near, stamp=stamp)


def keep_address(*, by: Actor, url: str, kind: str = SourceKind.OTHER) -> Capture:
    """Ask for a copy of an address: of the page itself, or, for an address of the Archive, of that capture."""
    capture = capture_at(url) if is_offered(by.organisation) else None
    if capture is not None:
        return look(by=by, url=capture.original, stamp=capture.timestamp, kind=kind)
    return capturing.capture_url(by=by, url=url, kind=kind)


def day_of(claim: Claim) -> dt.date | None:
    """The day from which a claim is looked back: when it was made, else the day of its article."""
    return claim.claimed_on or (whole_day(claim.article.source.published_on) if claim.article else None)


def checked_day(text: str) -> dt.date | None:
    """A day typed beside the button; None for none. Raises Problem for anything else."""
    text = text.strip()
    if not text:
        return None
    day = whole_day(text)
    if day is None:
        raise Problem(
            "near.malformed", f"“{text[:40]}” is not a day.", pointer="/near",
            next_step="Write it as year-month-day (2019-07-22), or leave it empty for the latest capture.",
        )  # fmt: skip
    return day


def distance(snapshot: Snapshot, day: dt.date | None, *, of: str) -> str:
    """How far an archived copy is from a day, in words; "" where either is not known."""
    if snapshot.archived_at is None or day is None:
        return ""
    return how_far(snapshot.archived_at.date(), day, of=of)


def do(job: Job) -> None:
    """Look, read, and write copy or problem together with the job's end."""
    capture: Capture = job.subject()
    if capture.state == CaptureState.ENDED:
        return
    Capture.objects.filter(pk=capture.pk, state=CaptureState.QUEUED).update(state=CaptureState.RUNNING)
    try:
        page, extracted = _read(capture)
    except Problem as problem:
        _try_later(job, problem)
        with job.finishing():
            capturing.record_failure(capture, problem, by=job.actor)
        return
    with job.finishing():
        capture.refresh_from_db()
        capturing.record_archived(capture, extracted, data=page.body, page=page, by=job.actor)


def _read(capture: Capture) -> tuple[Page, Extracted]:
    """The first capture, from the closest on, that can be read. Raises FetchProblem with words for people."""
    begun = time.monotonic()
    query = Query(organisation=capture.organisation, text=capture.requested_url, deadline=SECONDS)
    try:
        rows = _rows(capture, Asking(PROVIDER, query))
    except Trouble as trouble:
        raise _problem(trouble) from trouble
    last: Problem = FetchProblem(
        "archive.none",
        "The Internet Archive has no capture of this page.",
        outcome=Outcome.EMPTY,
        next_step=PASTE_INSTEAD,
    )
    for row in rows:
        left = SECONDS - (time.monotonic() - begun)
        if left < 1:
            break
        try:
            page = read_capture(row, replace(query, deadline=left))
            if page.media_type and page.media_type not in READABLE_TYPES:
                raise Trouble(Outcome.MALFORMED, f"What was captured is “{page.media_type}”, not a text.")
            return page, extract(
                page.body, media_type=page.media_type, charset=page.charset, url=capture.requested_url
            )
        except Trouble as trouble:
            last = _problem(trouble)
            if trouble.outcome in (Outcome.RATE_LIMITED, Outcome.FORBIDDEN_CONTENT):
                break
        except Problem as problem:
            last = problem
    raise last


def _rows(capture: Capture, asking: Asking) -> list[Archived]:
    if capture.stamp:
        return [Archived("", capture.stamp, capture.requested_url, "", "", "")]
    if capture.near is not None:
        return around(asking, capture.requested_url, capture.near, each=NEXT_TO_THE_DAY)
    newest = latest(asking, capture.requested_url)
    return [newest] if newest is not None else []


def _problem(trouble: Trouble) -> FetchProblem:
    return FetchProblem(
        f"archive.{trouble.outcome}",
        str(trouble),
        outcome=trouble.outcome,
        retry_after=trouble.retry_after,
        next_step=trouble.next_step or PASTE_INSTEAD,
    )


def _try_later(job: Job, problem: Problem) -> None:
    """The Archive is often busy for a minute: it is asked again, not for ever."""
    passing = isinstance(problem, FetchProblem) and problem.outcome in (
        Outcome.RATE_LIMITED,
        Outcome.UNAVAILABLE,
    )
    if not passing or job.row.attempts >= ATTEMPTS:
        return
    assert isinstance(problem, FetchProblem)
    wait = problem.retry_after if problem.retry_after is not None else 5.0 * 4 ** (job.row.attempts - 1)
    if wait <= LONGEST_WAIT:
        raise RetryLater(problem.detail, seconds=max(wait, 1.0))
