"""Readers ask for a correction: each request has a number, a day on which it is due, and an outcome that is recorded.

No mail is needed: the reader keeps the address of the request's own page, and reads there what came of it. What a
reader wrote is never public; it changes nothing by itself.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.models import Membership, Organisation, User
from claims.accounts.permissions import Permission, require
from claims.accounts.working_rules import correction_days
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, FieldError, Problem
from claims.lib.words import many_lines, one_line
from claims.publishing.models import Correction, CorrectionRequest, Publication, RequestOutcome
from claims.publishing.working_days import working_days_after

WORDS_MOST, ANSWER_MOST = 4000, 2000
LINKS_MOST = 5
TEXTS = {
    "words": ("What is wrong", WORDS_MOST, True),
    "about": ("Which page", 500, False),
    "shown_by": ("Where it can be seen", 2000, False),
    "name": ("Your name", 200, False),
    "contact": ("How we can reach you", 254, False),
}
"""What a reader can write: label, most characters, whether it must be there."""


def receive(
    newsroom: Organisation, *, form: str, publication: Publication | None, given: Mapping[str, str]
) -> CorrectionRequest:
    """Take a reader's request in. `form` is the one-time word of the form it was written in: sent twice, the same
    request is returned. Raises Problem with every fault at its field."""
    words = checked(given)
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=newsroom.pk)
        if (there := request_of(newsroom, form)) is not None:
            return there
        at = timezone.now()
        last = CorrectionRequest.objects.in_newsroom(newsroom).aggregate(last=Max("number"))["last"]
        newest = publication.versions.order_by("-n").first() if publication else None
        made = CorrectionRequest.objects.create(
            organisation=newsroom,
            number=(last or 0) + 1,
            publication=publication,
            version=newest.n if newest else None,
            received_at=at,
            due_on=due_day(newsroom, at.astimezone(ZoneInfo(newsroom.timezone)).date()),
            secret_hash=_hash(secret_of(form)),
            form_hash=_hash(form),
            **words,
        )
        record(
            EventName.REQUEST_RECEIVED,
            made,
            by=Actor.system(newsroom),
            related=[publication.fact_check.claim] if publication else [],
            after={"number": made.number, "due_on": made.due_on},
        )
    return made


def checked(given: Mapping[str, str]) -> dict[str, str]:
    """What was written, fit to be stored. Raises one Problem that lists every fault."""
    words: dict[str, str] = {}
    faults: list[FieldError] = []
    for name, (label, most, required) in TEXTS.items():
        reader = many_lines if name == "words" else one_line
        try:
            words[name] = reader(
                given.get(name, ""), field=f"“{label}”", pointer=f"/{name}", limit=most, required=required
            )
        except Problem as problem:
            faults += problem.errors
    if (shown_by := words.get("shown_by", "")) and not _is_address(shown_by):
        faults.append(FieldError("/shown_by", "An address begins with https:// or http://."))
    if words.get("words", "").casefold().count("http") > LINKS_MOST:
        faults.append(
            FieldError("/words", f"There are more than {LINKS_MOST} addresses in it: leave some out.")
        )
    if faults:
        raise Problem(
            "request.faults", "Something is missing or can’t be read.", errors=faults, next_step="See below."
        )
    return words


def _is_address(words: str) -> bool:
    try:
        return urlsplit(words).scheme in ("http", "https")
    except ValueError:  # such as http://[
        return False


def request_of(newsroom: Organisation, form: str) -> CorrectionRequest | None:
    """The request that this form was sent as, where it was sent already."""
    rows = CorrectionRequest.objects.in_newsroom(newsroom)
    found: CorrectionRequest | None = rows.filter(form_hash=_hash(form)).first()
    return found


def due_day(newsroom: Organisation, received_on: date) -> date:
    """By when a request that came in on this day is answered."""
    return working_days_after(received_on, correction_days(newsroom))


def secret_of(form: str) -> str:
    """The secret that leads the sender of this form back to the request; four groups, easy to copy by hand."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"correction-request:{form}".encode(), hashlib.sha256)
    letters = "".join("abcdefghjkmnpqrstuvwxyz23456789"[byte % 31] for byte in digest.digest()[:20])
    return "-".join(letters[n : n + 5] for n in range(0, 20, 5))


def by_secret(newsroom: Organisation, number: int, secret: str) -> CorrectionRequest | None:
    """The request with this number, for whoever knows its secret."""
    found: CorrectionRequest | None = (
        CorrectionRequest.objects.in_newsroom(newsroom)
        .select_related("publication__fact_check__claim", "publication__organisation", "correction__after")
        .filter(number=number)
        .first()
    )
    if found is None or not hmac.compare_digest(found.secret_hash, _hash(secret.strip().lower())):
        return None
    return found


def open_requests(actor: Actor, publication: Publication | None = None) -> Any:
    """Requests that nobody has answered yet, the one that is due first in front."""
    rows = CorrectionRequest.objects.visible_to(actor).filter(outcome="")
    if publication is not None:
        rows = rows.filter(publication=publication)
    return rows.select_related("publication__fact_check__claim", "assignee").order_by("due_on", "number")


def assign(
    request: CorrectionRequest, *, by: Actor, assignee: User | None, row_version: int | None = None
) -> CorrectionRequest:
    """Say who sees to a request. Raises Problem for somebody who is not of this newsroom, Stale, Conflict once it is
    answered."""
    require(by, Permission.WRITE_VERDICT, request)
    if (
        assignee is not None
        and not Membership.objects.filter(
            user=assignee, organisation=by.organisation, ended_at__isnull=True
        ).exists()
    ):
        raise Problem("assignee.unknown", "Nobody of that name works in this newsroom.", pointer="/assignee")
    with transaction.atomic():
        locked = _locked(request)
        _require_open(locked)
        before = save_changes(locked, row_version=row_version, changes={"assignee": assignee})
        record(
            EventName.REQUEST_ASSIGNED,
            locked,
            by=by,
            related=_related(locked),
            before=before,
            after={"assignee": assignee},
        )
    request.refresh_from_db()
    return request


def answer(request: CorrectionRequest, *, by: Actor, outcome: str, answer: str) -> CorrectionRequest:
    """Record what came of a request, in words that its sender reads. `corrected` names the newest correction of the
    check since the request came in. Raises Problem at the field, Conflict where it is answered already or nothing was
    corrected since."""
    require(by, Permission.PUBLISH, request)
    if outcome not in RequestOutcome.values:
        raise Problem("request.outcome", "Say what came of it.", pointer="/outcome")
    answer = many_lines(answer, field="The answer", pointer="/answer", limit=ANSWER_MOST)
    with transaction.atomic():
        locked = _locked(request)
        _require_open(locked)
        correction = _correction_since(locked) if outcome == RequestOutcome.CORRECTED else None
        save_changes(
            locked,
            row_version=None,
            changes={
                "outcome": outcome,
                "answer": answer,
                "correction": correction,
                "answered_at": timezone.now(),
                "answered_by": by.user,
            },
        )
        record(
            EventName.REQUEST_ANSWERED,
            locked,
            by=by,
            related=[*_related(locked), *([correction] if correction else [])],
            before={"outcome": ""},
            after={"outcome": outcome},
            note=answer,
        )
    request.refresh_from_db()
    return request


def reopen(request: CorrectionRequest, *, by: Actor) -> CorrectionRequest:
    """Take an answer back: the request is open again, with the day it was due. Raises Conflict where it is open."""
    require(by, Permission.PUBLISH, request)
    with transaction.atomic():
        locked = _locked(request)
        if not locked.outcome:
            raise Conflict("request.open", "This request is open already.", current=locked)
        outcome, words = locked.outcome, locked.answer
        save_changes(
            locked,
            row_version=None,
            changes={
                "outcome": "",
                "answer": "",
                "correction": None,
                "answered_at": None,
                "answered_by": None,
            },
        )
        record(
            EventName.REQUEST_REOPENED,
            locked,
            by=by,
            related=_related(locked),
            before={"outcome": outcome, "answer": words},
            after={"outcome": ""},
        )
    request.refresh_from_db()
    return request


def forget_sender(request: CorrectionRequest, *, by: Actor) -> CorrectionRequest:
    """Delete the name and the address of whoever wrote, for good; the request stays. Asked again, nothing happens."""
    require(by, Permission.PUBLISH, request)
    with transaction.atomic():
        locked = _locked(request)
        if locked.name or locked.contact:
            save_changes(locked, row_version=None, changes={"name": "", "contact": ""})
            record(EventName.REQUEST_FORGOTTEN, locked, by=by, related=_related(locked))
    request.refresh_from_db()
    return request


def _correction_since(request: CorrectionRequest) -> Correction:
    found: Correction | None = (
        Correction.objects.filter(publication=request.publication, made_at__gte=request.received_at)
        .order_by("-made_at", "-pk")
        .first()
        if request.publication_id
        else None
    )
    if found is None:
        raise Conflict(
            "request.not_corrected",
            "Nothing was corrected since this request came in.",
            pointer="/outcome",
            next_step="Publish the correction first, or choose another outcome.",
        )
    return found


def _locked(request: CorrectionRequest) -> CorrectionRequest:
    found: CorrectionRequest = CorrectionRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    return found


def _require_open(request: CorrectionRequest) -> None:
    if request.outcome:
        raise Conflict(
            "request.answered",
            "Somebody has answered this request already.",
            next_step="Open it again first, if there is more to say.",
            current=request,
        )


def _related(request: CorrectionRequest) -> list[Any]:
    return [request.publication.fact_check.claim] if request.publication else []


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
