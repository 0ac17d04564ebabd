"""Pages for what no view answers: nothing at this address, and a fault of ours. Plain, with a number to quote."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.accounts.middleware import actor_of
from claims.lib.problems import NotFound, Problem


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 for an address that is in no map (so that nobody has asked yet who acts)."""
    if request.path.startswith("/desk/") and not hasattr(request, "actor"):
        request.actor = actor_of(request)  # type: ignore[attr-defined]
    return problem_page(request, NotFound(next_step="Perhaps a part of the address is missing."))


def fault(request: HttpRequest) -> HttpResponse:
    """500: something broke here. No database is asked for anything: it may be what broke."""
    broken = Problem(
        "fault",
        "Something broke on our side. What you did may not have been saved.",
        status=500,
        next_step="Go back and try again; what you typed is mostly still in the form.",
    )
    broken.title = "This went wrong"
    again = request.get_full_path() if request.method == "GET" else ""
    return render(request, "desk/fault.html", {"problem": broken, "again": again}, status=500)


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A refusal as a page: inside the desk with its frame, elsewhere without it."""
    inside = request.path.startswith("/desk/") and getattr(request, "actor", None) is not None
    return render(
        request,
        "desk/problem.html" if inside else "desk/fault.html",
        {"problem": problem},
        status=problem.status,
    )
