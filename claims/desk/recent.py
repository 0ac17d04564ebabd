"""Undo, redo, and the list of what one did in the last day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.desk.doors import Trouble, address, page, show
from claims.desk.happenings import in_words, label
from claims.lib.problems import NotFound, Problem
from claims.publishing import acts
from claims.publishing.acts import Act, BuiltOn


@page
def recent(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Fifty acts of the last day, each with its own undo."""
    return listing(request, actor, None)


def listing(request: HttpRequest, actor: Actor, trouble: Trouble | None) -> HttpResponse:
    """The list; after a refusal, with why, and where others went on, with who and what."""
    problem = trouble.problem if trouble is not None else None
    context = {
        "acts": acts.recent(actor),
        "can_redo": any(act.is_undo and not act.undone for act in acts.acts(actor)[:1]),
        "asked": problem.events if isinstance(problem, BuiltOn) else [],
        "asked_about": trouble.typed("event") if trouble is not None else "",
        "next": back_to(request),
    }
    return show(request, "desk/recent.html", context, trouble=trouble)


@page
def undo(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take back the last act, or the one that `event` names."""
    if request.method != "POST":
        return recent(request)
    event, anyway = request.POST.get("event", ""), request.POST.get("anyway") == "1"
    return _answer(
        request, actor, lambda: acts.undo(actor, event=event, anyway=anyway), words="Undone", again=True
    )


@page
def redo(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Do again what was undone last."""
    if request.method != "POST":
        return recent(request)
    return _answer(request, actor, lambda: acts.redo(actor), words="Done again", again=False)


def _answer(
    request: HttpRequest, actor: Actor, work: Callable[[], Act], *, words: str, again: bool
) -> HttpResponse:
    """For a form the page again; for a script where to go and what to say."""
    by_script = "json" in request.headers.get("Accept", "")
    try:
        act = work()
    except NotFound:
        raise
    except Problem as problem:
        if not by_script:
            values = request.POST.copy()
            if isinstance(problem, BuiltOn) and not values.get("event"):
                values["event"] = _last_uid(actor)
            return listing(request, actor, Trouble("undo", values, problem))
        context = {
            "problem": problem,
            "next": back_to(request),
            "act": {"lead": {"uid": request.POST.get("event") or _last_uid(actor)}},
        }
        return JsonResponse({"toast": _toast(request, context)}, status=problem.status)
    to, said = _still_there(actor, back_to(request)), f"{words}: {told(act)}"
    if by_script and request.POST.get("stays") == urlsplit(to).path:
        return JsonResponse({"to": to, "toast": _toast(request, {"said": said, "redo": again, "next": to})})
    messages.success(request, said, extra_tags="redo" if again else f"undo:{_last_uid(actor)}")
    if by_script:
        return JsonResponse({"to": to})
    answer = HttpResponseRedirect(to)
    answer.status_code = 303
    return answer


def told(act: Act) -> str:
    """An act in a few words; what is done again by the words of what was undone."""
    event = act.lead.undoes if act.is_undo and act.lead.undoes is not None else act.lead
    name = label(event)
    short = name if len(name) <= 60 else name[:59].rstrip() + "…"
    more = len(act.inverse_order()) - 1
    return f"{in_words(event)} “{short}”" + (f" and {more} more" if more > 0 else "")


def back_to(request: HttpRequest) -> str:
    """The page of this site that the form stood on."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else address("recent")


def _still_there(actor: Actor, to: str) -> str:
    """That page, or where its claim was, if undoing took the claim away."""
    try:
        found = resolve(urlsplit(to).path)
    except Resolver404:
        return address("recent")
    if found.view_name != "desk:claim":
        return to
    claim = Claim.objects.visible_to(actor).filter(uid=found.kwargs["uid"]).first()
    if claim is None or claim.removed_at is None:
        return to
    if claim.article is None:
        return address("claims")
    on = claim.suggestion.uid if claim.suggestion is not None else ""
    return address("workbench", claim.article.uid, on=on)


def _last_uid(actor: Actor) -> str:
    return next((act.lead.uid for act in acts.acts(actor) if not act.is_undo and not act.undone), "")


def _toast(request: HttpRequest, context: dict[str, Any]) -> str:
    return render(request, "desk/parts/undo_said.html", context).content.decode()
