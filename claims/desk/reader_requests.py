"""Readers' requests for corrections: the list with its filters, one request, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.membership import colleague, members
from claims.desk.doors import Trouble, act, address, done, page, show, whole
from claims.publishing import requesting
from claims.publishing.models import Correction, CorrectionRequest, RequestOutcome
from claims.publishing.working_days import working_days_between

ON_A_PAGE = 40
SHOWN = (("", "Open"), ("late", "Late"), ("answered", "Answered"), ("all", "All"))


@dataclass(frozen=True)
class Asked:
    """What the address asks for; whatever it does not know counts as not asked."""

    show: str = ""
    owner: str = ""
    q: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> Asked:
        given = {
            each.name: asked.get(each.name, "").replace("\x00", " ").strip()[:200] for each in fields(cls)
        }
        return cls(**{**given, "show": given["show"] if given["show"] in dict(SHOWN) else ""})

    def query(self, **other: str) -> str:
        """This address's query, with other values for some of it; without what is empty."""
        asked = replace(self, **other)
        return urlencode({each.name: value for each in fields(self) if (value := getattr(asked, each.name))})


@page
def requests(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list: open ones first, the one that is due soonest in front. `show` is late, answered or all; `owner` me,
    nobody or a person; `q` searches words, number and check."""
    asked = Asked.of(request.GET)
    part = Paginator(found(actor, asked), ON_A_PAGE).get_page(request.GET.get("page"))
    counts = CorrectionRequest.objects.visible_to(actor)
    context = {
        "part": part,
        "asked": asked,
        "keep": asked.query(),
        "shown": [(key, label, asked.query(show=key)) for key, label in SHOWN],
        "people": list(members(actor)),
        "any": counts.exists(),
        "open_count": counts.filter(outcome="").count(),
        "late_count": counts.filter(outcome="", due_on__lt=timezone.localdate()).count(),
    }
    return show(request, "desk/requests.html", context, section="requests")


def found(actor: Actor, asked: Asked) -> Any:
    """The requests that the address asks for, in order."""
    rows = CorrectionRequest.objects.visible_to(actor).select_related(
        "publication__fact_check__claim", "assignee"
    )
    if asked.show in ("", "late"):
        rows = rows.filter(outcome="")
    if asked.show == "late":
        rows = rows.filter(due_on__lt=timezone.localdate())
    if asked.show == "answered":
        rows = rows.exclude(outcome="")
    if asked.owner == "nobody":
        rows = rows.filter(assignee=None)
    elif asked.owner:
        rows = rows.filter(assignee__uid=actor.user.uid if asked.owner == "me" else asked.owner)
    if asked.q:
        number = asked.q.removeprefix("#")
        by_number = (
            Q(number=int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else Q()
        )
        rows = rows.filter(
            Q(words__icontains=asked.q)
            | Q(about__icontains=asked.q)
            | Q(publication__fact_check__claim__statement__icontains=asked.q)
            | by_number
        )
    if asked.show in ("answered", "all"):
        return rows.order_by(F("answered_at").desc(nulls_first=True), "due_on", "number")
    return rows.order_by("due_on", "number")


def _request(actor: Actor, uid: str) -> CorrectionRequest:
    found: CorrectionRequest = CorrectionRequest.objects.get_visible(actor, uid)
    return found


@page
def request(http: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """One request: what the reader wrote, by when, whose it is, what came of it."""
    return _shown(http, actor, _request(actor, uid), None)


def _shown(
    http: HttpRequest, actor: Actor, about: CorrectionRequest, trouble: Trouble | None
) -> HttpResponse:
    about.refresh_from_db()
    publication = about.publication
    since = (
        Correction.objects.filter(publication=publication, made_at__gte=about.received_at).select_related(
            "after"
        )
        if publication
        else Correction.objects.none()
    )
    claim = publication.fact_check.claim if publication else None
    context = {
        "about": about,
        "claim": claim,
        "publication": publication,
        "newest": publication.versions.order_by("-n").first() if publication else None,
        "since": since.order_by("-made_at"),
        "days": working_days_between(timezone.localdate(), about.due_on),
        "outcomes": [("", "Choose…"), *RequestOutcome.choices],
        "people": list(members(actor)),
    }
    return show(http, "desk/request.html", context, section="requests", trouble=trouble)


@act(thing=_request, back=_shown, form="assign")
def assign(http: HttpRequest, actor: Actor, about: CorrectionRequest) -> HttpResponse:
    """Whose it is."""
    person = colleague(actor, http.POST.get("assignee", ""))
    version = whole(http.POST.get("row_version"), "row_version")
    requesting.assign(about, by=actor, assignee=person, row_version=version)
    return done(
        http, address("request", about.uid), f"It is {person}’s now" if person else "It is nobody’s now"
    )


@act(thing=_request, back=_shown, form="answer")
def answer(http: HttpRequest, actor: Actor, about: CorrectionRequest) -> HttpResponse:
    """What came of it, in words that the reader finds on the request's page."""
    requesting.answer(
        about, by=actor, outcome=http.POST.get("outcome", ""), answer=http.POST.get("answer", "")
    )
    return done(http, address("request", about.uid), f"Request {about.number} answered")


@act(thing=_request, back=_shown, form="reopen")
def reopen(http: HttpRequest, actor: Actor, about: CorrectionRequest) -> HttpResponse:
    """Take the answer back."""
    requesting.reopen(about, by=actor)
    return done(http, address("request", about.uid), f"Request {about.number} is open again")


@act(thing=_request, back=_shown, form="forget")
def forget(http: HttpRequest, actor: Actor, about: CorrectionRequest) -> HttpResponse:
    """Delete who sent it, for good."""
    requesting.forget_sender(about, by=actor)
    return done(http, address("request", about.uid), "The sender’s name and address are deleted")
