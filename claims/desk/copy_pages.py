"""The pages of a kept PDF as pictures: what its reader saw, beside the text it says it is."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from claims.accounts.acting import Actor
from claims.desk.doors import page, show, whole
from claims.desk.viewer import lit
from claims.evidence.models import Evidence
from claims.intake import page_pictures
from claims.intake.models import Snapshot
from claims.lib.conditional import is_known
from claims.lib.hashing import sha256_text
from claims.lib.problems import Problem

REMEMBERED = 3600


@page
def pages(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """One page and the text beside it: page `n`, or the one on which the passage `start` to `end` stands."""
    found: Snapshot = Snapshot.objects.get_visible(actor, uid)
    at = _passage(request)
    number, many, undrawn = _number(request), 0, None
    try:
        number, many = _where(found, number, at)
    except Problem as problem:
        if problem.code not in page_pictures.UNDRAWN:
            raise
        undrawn = problem  # the text is shown all the same
    evidence = list(Evidence.objects.visible_to(actor).filter(snapshot=found).select_related("claim"))
    context: dict[str, Any] = {
        **lit(found, evidence, at=at),
        "source": found.source,
        "number": number,
        "many": many,
        "sought": at is not None and "n" not in request.GET,
        "before_page": number - 1 if number and number > 1 else None,
        "after_page": number + 1 if number and number < many else None,
        "at": at,
        "undrawn": undrawn,
    }
    return show(request, "desk/copy_pages.html", context, section="sources")


@page
def picture(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """The picture alone. It never changes; a browser asks each time whether the copy is still there."""
    found: Snapshot = Snapshot.objects.get_visible(actor, uid)
    number, at = _number(request), _passage(request)
    start, end = at or (None, None)
    known = f'"{sha256_text(f"{found.text_sha256} {number} {start} {end}")[:32]}"'
    if found.has_pages and is_known(request, known):
        return _guarded(HttpResponseNotModified(), known)
    drawn = page_pictures.picture(found, page=number, start=start, end=end)
    if not drawn.picture:
        drawn = page_pictures.picture(found, page=1)
    return _guarded(HttpResponse(drawn.picture, content_type="image/png"), known)


def _guarded(answer: HttpResponse, known: str) -> HttpResponse:
    answer.headers["ETag"] = known
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _where(found: Snapshot, number: int | None, at: tuple[int, int] | None) -> tuple[int | None, int]:
    """The page to show, and how many there are; None where the passage stands on no page that can be told."""
    start, end = at or (None, None)
    key = f"page:{found.uid}:{number}:{start}:{end}"
    kept = cache.get(key) if found.has_pages else None
    if kept is None:
        drawn = page_pictures.picture(found, page=number, start=start, end=end)
        kept = (drawn.page, drawn.pages)
        cache.set(key, kept, REMEMBERED)
    return kept[0], kept[1]


def _number(request: HttpRequest) -> int | None:
    return whole(request.GET["n"], "n") if request.GET.get("n") else None


def _passage(request: HttpRequest) -> tuple[int, int] | None:
    start, end = request.GET.get("start", ""), request.GET.get("end", "")
    if start.isdecimal() and end.isdecimal() and int(start) < int(end):
        return int(start), int(end)
    return None
