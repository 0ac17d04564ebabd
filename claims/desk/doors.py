"""What every page of the desk has in common: who may come in, how an answer is rendered, how a refusal is shown.

A page is read (`page`); an act is a verb behind a button or a form (`act`). An act that a verb refuses shows the page
it was pressed on again, with the words at the field, the status the refusal has, and everything that was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, has_right
from claims.history.ripples import here
from claims.lib.problems import NotFound, Problem
from claims.publishing.acts import act_of_request

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Trouble:
    """A refused act: which form it was, what was typed into it, and why it was refused."""

    form: str
    values: QueryDict
    problem: Problem

    def typed(self, name: str) -> str | None:
        """What was typed into this field, or None where the form had no such field."""
        return self.values.get(name)

    def fault(self, name: str) -> str:
        """The words for this field, or an empty string. A pointer `/a/b` is the field named `a.b` (or `a`)."""
        for error in self.problem.errors:
            field = error.pointer.strip("/").replace("/", ".")
            if field == name or field.startswith(f"{name}."):
                return error.detail
        return ""


class Rights:
    """What this person may do here, for templates: `rights.claims`, `rights.sign_off`."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    def __getattr__(self, name: str) -> bool:
        try:
            return has_right(self._actor, Permission(name))
        except ValueError as error:
            raise AttributeError(name) from error


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    section: str = "",
    trouble: Trouble | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of the desk. With trouble, the refusal's own status."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    body = {**context, "actor": actor, "rights": Rights(actor), "section": section, "trouble": trouble}
    answer = render(request, template, body, status=trouble.problem.status if trouble else status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def page(view: View) -> View:
    """A view of the desk gets who acts as its second argument. Nobody else comes this far (`accounts.middleware`)."""

    @wraps(view)
    def with_actor(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "GET" and "HX-Request" not in request.headers:
            # Before anything is read: from here on the page is told of what happens (`desk.live`).
            request.live_place = here()  # type: ignore[attr-defined]
        return view(request, request.actor, *args, **kwargs)  # type: ignore[attr-defined]

    return with_actor


def act(
    *,
    thing: Callable[..., Any],
    back: Callable[[HttpRequest, Actor, Any, Trouble | None], HttpResponse],
    form: str | Callable[[Any], str],
) -> Callable[[View], View]:
    """A verb behind a form. `thing(actor, **address)` finds what it is about (NotFound for a stranger's),
    `back(request, actor, thing, trouble)` renders the page it belongs to, `form` names the form in that page.

    The view returns where to go next. A GET (a reload, a copied address) goes to that page, doing nothing.
    """

    def door(view: View) -> View:
        @page
        @wraps(view)
        def guarded(request: HttpRequest, actor: Actor, **address: Any) -> HttpResponse:
            found = thing(actor, **address)
            if request.method in ("GET", "HEAD"):
                return back(request, actor, found, None)
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            try:
                return view(request, actor, found)
            except NotFound:
                raise
            except Problem as problem:
                name = form(found) if callable(form) else form
                return back(request, actor, found, Trouble(name, request.POST, problem))

        guarded.is_act = True  # type: ignore[attr-defined]
        return guarded

    return door


def done(request: HttpRequest, to: str, said: str = "", *, undo: str = "") -> HttpResponse:
    """After an act: go to the page, say what happened, and offer to undo it where that can be done.

    What can be undone is read from the history of this request, so `undo`, an address, need not be given.
    """
    if said:
        act = act_of_request(request.actor, request.request_id)  # type: ignore[attr-defined]
        messages.success(request, said, extra_tags=f"undo:{act.lead.uid}" if act is not None else "")
    if wants_parts(request) and (parts := _parts_at(request, to)) is not None:
        return parts
    answer = redirect(to)
    answer.status_code = 303
    return answer


def wants_parts(request: HttpRequest) -> bool:
    """Whether this request came from the workbench's script, which asks for the parts that changed."""
    return request.headers.get("X-Part") == "bench"


def _parts_at(request: HttpRequest, to: str) -> HttpResponse | None:
    """What the workbench at this address answers, in the answer to the act: its script is spared a second request.
    None where the address is another page."""
    path, _, query = to.partition("#")[0].partition("?")
    try:
        found = resolve(path)
    except Resolver404:
        return None
    if found.view_name != "desk:workbench":
        return None
    then = copy(request)
    then.method, then.path, then.path_info = "GET", path, path
    then.GET = QueryDict(query)
    answer: HttpResponse = found.func(then, *found.args, **found.kwargs)
    answer.headers["Content-Location"] = to
    return answer


def address(name: str, *args: Any, fragment: str = "", **query: Any) -> str:
    """The address of a desk page, with the parts of the query that are not empty."""
    kept = {key: value for key, value in query.items() if value not in ("", None)}
    return reverse(f"desk:{name}", args=args) + (f"?{urlencode(kept)}" if kept else "") + fragment


def whole(text: str | None, field: str) -> int:
    """A whole number from a form. Raises Problem at the field for anything else."""
    try:
        return int(text or "")
    except ValueError as error:
        raise Problem(
            f"{field}.not_a_number", f"“{text or ''}” is not a whole number.", pointer=f"/{field}"
        ) from error
