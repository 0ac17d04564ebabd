"""The public door for readers who ask for a correction: a form, its answer's own page, and the way back to it.

No script, no cookie, no puzzle. What keeps programs out: the form carries a signed word that is some seconds old before
it is taken, and good for one request; a field that people don't see stays empty; and few requests are taken from one
address in an hour. Whoever is stopped by one of these is told, and finds the words still there.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from allauth.core import ratelimit
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from claims.accounts.models import Organisation
from claims.accounts.working_rules import correction_days
from claims.lib.problems import Problem
from claims.lib.uids import PATTERN
from claims.publishing import policies
from claims.publishing.addresses import compare_path
from claims.publishing.answering import newsroom_of, no_newsroom, publication_of
from claims.publishing.files import Rendered
from claims.publishing.models import CorrectionRequest, Publication, PublicationState
from claims.publishing.pages import page
from claims.publishing.reading import read
from claims.publishing.requesting import TEXTS, WORDS_MOST, by_secret, checked, receive, request_of, secret_of

SALT = "claims.correction-request"
QUICKEST, LONGEST = 3, 24 * 3600
"""Seconds between opening a form and sending it: a program is quicker, and an old form is given a new word."""
TRAP = "website"
HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@csrf_exempt  # nobody is signed in here: there is no cookie a foreign page could make use of
def ask(request: HttpRequest) -> HttpResponse:
    """The form, about the check that `check` names or about any page; sent, it leads to the request's own page."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    given = request.POST if request.method == "POST" else request.GET
    publication = _publication(newsroom, given.get("check", ""))
    if request.method != "POST":
        return _form(newsroom, publication, {})
    typed = {name: given.get(name, "") for name in TEXTS}
    try:
        word = _word(newsroom, given.get("form", ""))
        if given.get(TRAP, ""):
            raise Problem(
                "request.trap",
                "The last field must stay empty.",
                pointer=f"/{TRAP}",
                next_step="Empty it, then send.",
            )
        checked(typed)
        if request_of(newsroom, word) is None:
            _count(request, newsroom)
        made = receive(newsroom, form=word, publication=publication, given=typed)
    except Problem as problem:
        return _form(newsroom, publication, typed, problem)
    answer = HttpResponseRedirect(f"/corrections/requests/{made.number}/{secret_of(word)}/", status=303)
    return _private(answer)


@csrf_exempt
def find(request: HttpRequest) -> HttpResponse:
    """The way back: by number and secret, as they were given."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if request.method != "POST":
        return _finding(newsroom, {})
    typed = {name: request.POST.get(name, "").strip()[:60] for name in ("number", "secret")}
    if not ratelimit.consume(request, action="correction_request_look"):
        return _finding(newsroom, typed, "Too many tries from your address: wait a minute.", 429)
    number = typed["number"].removeprefix("#")
    found = by_secret(newsroom, int(number), typed["secret"]) if _is_number(number) else None
    if found is None:
        return _finding(newsroom, typed, "There is no request with this number and this secret.", 404)
    return _private(
        HttpResponseRedirect(f"/corrections/requests/{found.number}/{typed['secret'].lower()}/", status=303)
    )


def status(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """The page of one request, for whoever knows its secret: what was written, by when, what came of it."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    found = by_secret(newsroom, int(number), secret)
    if found is None:
        return _finding(
            newsroom, {"number": number}, "There is no request with this number and this secret.", 404
        )
    return _shown(newsroom, found, secret)


def _form(
    newsroom: Organisation,
    publication: Publication | None,
    typed: Mapping[str, str],
    problem: Problem | None = None,
) -> HttpResponse:
    faults = {error.pointer.strip("/"): error.detail for error in problem.errors} if problem else {}
    check = read(publication) if publication else None
    made = page(
        "/corrections/request/",
        "request.html",
        newsroom=newsroom,
        here="corrections",
        title="Ask for a correction",
        noindex=True,
        check=check,
        form_word=_new_word(newsroom),
        days=correction_days(newsroom),
        contact_words=policies.policy(newsroom, "contact"),
        problem=problem,
        fields=[
            {
                "name": name,
                "label": label,
                "most": most,
                "required": required,
                "hint": HINTS.get(name, ""),
                "value": typed.get(name, ""),
                "fault": faults.get(name, ""),
                "is_long": most == WORDS_MOST,
            }
            for name, (label, most, required) in TEXTS.items()
            if name != "about" or check is None
        ],
        trap_fault=faults.get(TRAP, ""),
    )
    return _answer(made, problem.status if problem else 200, retry_after=3600)


HINTS = {
    "words": "What we say, and what is right.",
    "about": "Its address or its title.",
    "shown_by": "An address, if there is one.",
    "name": "Never published.",
    "contact": "Never published. Not needed: you get an address where the answer will stand.",
}


def _finding(
    newsroom: Organisation, typed: Mapping[str, str], fault: str = "", status: int = 200
) -> HttpResponse:
    made = page(
        "/corrections/requests/",
        "request_find.html",
        newsroom=newsroom,
        here="corrections",
        title="Look up a request",
        noindex=True,
        typed=typed,
        fault=fault,
    )
    return _answer(made, status, retry_after=60)


def _shown(newsroom: Organisation, found: CorrectionRequest, secret: str) -> HttpResponse:
    check = read(found.publication) if found.publication else None
    check = check if check and not check.is_withdrawn else None
    after = getattr(found.correction, "after", None)
    today = timezone.now().astimezone(ZoneInfo(newsroom.timezone)).date()
    made = page(
        f"/corrections/requests/{found.number}/",
        "request_status.html",
        newsroom=newsroom,
        here="corrections",
        title=f"Request {found.number}",
        noindex=True,
        request=found,
        secret=secret.lower(),
        check=check,
        late=found.due_on < today,
        correction_version=after,
        compare=compare_path(check.slug, check.uid, after.n - 1, after.n) if check and after else "",
    )
    return _answer(made, 200, retry_after=60)


def _word(newsroom: Organisation, signed: str) -> str:
    """The form's one-time word. Raises Problem for one that is not ours, too fresh, or too old."""
    try:
        word, opened = signing.loads(signed, salt=SALT + newsroom.uid)
    except signing.BadSignature:
        raise Problem(
            "request.form", "This form did not come from here.", next_step="Send it again now."
        ) from None
    age = time.time() - opened
    if age > LONGEST:
        raise Problem(
            "request.old_form", "This form was open for more than a day.", next_step="Send it again now."
        )
    if age < QUICKEST:
        raise Problem(
            "request.quick",
            "That was quicker than people write.",
            next_step="Wait a moment, then send it again.",
        )
    return str(word)


def _new_word(newsroom: Organisation) -> str:
    return signing.dumps([secrets.token_urlsafe(12), time.time()], salt=SALT + newsroom.uid)


def _count(request: HttpRequest, newsroom: Organisation) -> None:
    """Pass, or raise Problem 429 where this address, or everybody together, has sent many in the last hour."""
    if not ratelimit.consume(request, action="correction_request", key=newsroom.uid):
        raise Problem(
            "request.many",
            "Many requests have come from your address in the last hour.",
            status=429,
            next_step="Keep your words, and send them later; or write to us.",
        )


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) < 10


def _publication(newsroom: Organisation, uid: str) -> Publication | None:
    if not PATTERN.fullmatch(uid):
        return None
    found = publication_of(newsroom, uid)
    return None if found is None or found.state == PublicationState.WITHDRAWN else found


def _answer(made: Rendered, status: int, *, retry_after: int) -> HttpResponse:
    answer = HttpResponse(made.body, status=status, content_type=made.media_type, headers=dict(made.headers))
    if status == 429:
        answer.headers["Retry-After"] = str(retry_after)
    return _private(answer)


def _private(answer: HttpResponse) -> HttpResponse:
    """Nobody keeps it, nobody is told of its address, nobody finds it by searching."""
    for name, value in HEADERS.items():
        answer.headers[name] = value
    return answer
