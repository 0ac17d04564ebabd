"""The addresses of the live desk: the stream, the same by asking every few seconds, and who is where."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.accounts.middleware import memberships_of
from claims.desk.doors import page
from claims.desk.live import presence, staying_in
from claims.desk.live.door import Admission, slot_of
from claims.desk.live.frames import events_for, frame, opening
from claims.desk.live.telling import told
from claims.desk.live.topics import Asked, allowed
from claims.history.ripples import Place, catch_up, here
from claims.lib.problems import Problem

EVENT_STREAM = "text/event-stream"
TAB = re.compile(r"[A-Za-z0-9-]{1,40}")


@page
def stream(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything that happens to the topics, as it happens.

    Under an asynchronous server the line stays open (`live.door`). Under a plain one the answer ends with what there
    is, and the browser comes back for more: later, but nothing is lost.
    """
    try:
        asked = _asked(request, actor)
        after = _after(request, request.headers.get("Last-Event-ID") or request.GET.get("after", ""))
        slot = slot_of(request)
        if slot is not None:
            person = staying_in.Person.of(request.session.session_key or "", memberships_of(request))
            name = uuid4().hex
            staying_in.enter(person, name)
            slot.admission = Admission(asked, person, after, name)
            body = ""
        else:
            place, events = _since(after, asked, actor)
            body = opening(place) + "".join(frame(each) for each in events)
    except Problem as problem:
        return refusal(problem)
    answer = HttpResponse(body, content_type=EVENT_STREAM)
    answer.headers["Cache-Control"] = "no-store, no-transform"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


@page
def poll(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same events since `after`, at once, for a browser that has no line."""
    try:
        asked = _asked(request, actor)
        after = _after(request, request.GET.get("after", ""))
        place, events = _since(after, asked, actor)
    except Problem as problem:
        return refusal(problem)
    for topic, people in presence.here(topic for topic in asked.topics if ":" in topic).items():
        data = {"object": topic, "people": people, "topics": [topic]}
        events.append({"event": "presence", "data": data})
    return _json({"after": str(place), "events": events})


@page
def present(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where she is: told every few seconds while a page is looked at (POST); who is there (GET)."""
    try:
        if request.method not in ("GET", "HEAD", "POST"):
            raise Problem("method", "Only GET and POST are understood here.", status=405)
        topic = (request.POST if request.method == "POST" else request.GET).get("object", "")
        asked = allowed(topic, memberships_of(request), actor.organisation.pk)
        if len(asked.topics) != 1 or ":" not in topic:
            raise Problem("presence.object", "Name one claim or article.", status=400, pointer="/object")
        if request.method != "POST":
            return _json({"object": topic, "people": presence.here([topic])[topic]})
        tab = request.POST.get("tab", "")
        if not TAB.fullmatch(tab):
            raise Problem("presence.tab", "The tab has no name.", status=400, pointer="/tab")
        if request.POST.get("leave"):
            presence.leave(topic, actor, tab=tab)
        else:
            presence.note(topic, actor, tab=tab, field=request.POST.get("field", ""))
    except Problem as problem:
        return refusal(problem)
    return HttpResponse(status=204)


def _asked(request: HttpRequest, actor: Actor) -> Asked:
    return allowed(request.GET.get("topics", ""), memberships_of(request), actor.organisation.pk)


def _after(request: HttpRequest, text: str) -> Place | None:
    """The place a browser resumes from; None where it names none. Raises Problem for something else."""
    if not text:
        return None
    place = Place.parse(text)
    if place is None:
        raise Problem(
            "after.not_a_place",
            "That is no place in the stream.",
            status=400,
            pointer="/after",
            next_step="Leave it out, and fetch anew what you show.",
        )
    return place


def _since(after: Place | None, asked: Asked, actor: Actor) -> tuple[Place, list[dict[str, Any]]]:
    if after is None:
        return here(), []
    events: list[dict[str, Any]] = []
    place = after
    for begun, batch in catch_up(after, organisations=asked.organisations):
        events += events_for(batch, told(batch.ripples), begun, asked.topics, actor.user.pk)
        place = batch.place
    return place, events


def refusal(problem: Problem) -> HttpResponse:
    """A refusal for a program: the words, and how long to wait where that is the reason."""
    body = {"code": problem.code, "detail": problem.detail, "next_step": problem.next_step}
    answer = _json(body, status=problem.status)
    if problem.status == 429:
        answer.headers["Retry-After"] = "30"
    return answer


def _json(body: dict[str, Any], status: int = 200) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False)
    answer = HttpResponse(text, status=status, content_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
