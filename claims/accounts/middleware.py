"""What every request carries: an id, strict headers, who acts in which newsroom, whose public pages are asked for."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Membership
from claims.history.recording import request_id

Handler = Callable[[HttpRequest], HttpResponse]

DESK_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class RequestIdMiddleware:
    """A short id per request: in events, in the answer's header, on error pages."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        token = request_id.set(request.request_id)  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers.setdefault("X-Request-Id", request.request_id)  # type: ignore[attr-defined]
        return response


class SecurityHeadersMiddleware:
    """A content policy without inline script on every page that did not set its own (embeds do)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", DESK_POLICY)
        return response


def actor_of(request: HttpRequest) -> Actor | None:
    """The signed-in person in the newsroom her session has picked, else in her first; None if she has none."""
    memberships = memberships_of(request)
    if not memberships:
        return None
    picked = request.session.get("newsroom")
    chosen = next((each for each in memberships if each.organisation.uid == picked), memberships[0])
    return Actor(chosen.user, chosen.organisation, chosen.role, chosen)


def memberships_of(request: HttpRequest) -> list[Membership]:
    """Where the signed-in person belongs now, oldest first. Asked for once per request."""
    user = request.user
    if not user.is_authenticated:
        return []
    known: list[Membership] | None = getattr(request, "_memberships", None)
    if known is None or (known and known[0].user_id != user.pk):
        active = Membership.objects.filter(user=user, ended_at__isnull=True, user__is_active=True)
        known = list(active.select_related("organisation", "user").order_by("pk"))
        request._memberships = known  # type: ignore[attr-defined]
    return known


THINGS = {
    "articles": "Article",
    "appearances": "Appearance",
    "suggestions": "Suggestion",
    "claims": "Claim",
    "matches": "Match",
    "checkpoints": "Checkpoint",
    "runs": "EvidenceRun",
    "calls": "ProviderCall",
    "candidates": "Candidate",
    "evidence": "Evidence",
    "revisions": "VerdictRevision",
    "sources": "Source",
    "snapshots": "Snapshot",
    "requests": "CorrectionRequest",
}
"""What the first part of a desk address names, for finding the newsroom of a thing before any room is asked."""


def pick_newsroom_of(request: HttpRequest, uid: str) -> None:
    """Let the newsroom of the thing at this address be the picked one, if she belongs there. Asks nothing for somebody
    who belongs to one newsroom only."""
    name = THINGS.get(request.path.removeprefix("/desk/").partition("/")[0])
    memberships = memberships_of(request) if name and uid else []
    if name is None or len(memberships) < 2:
        return
    owner = apps.get_model("claims", name)._default_manager.filter(uid=uid).values("organisation_id").first()
    for each in memberships:
        if owner and each.organisation_id == owner["organisation_id"]:
            if request.session.get("newsroom") != each.organisation.uid:
                request.session["newsroom"] = each.organisation.uid


class SessionLimitsMiddleware:
    """Ends a session after SESSION_IDLE_SECONDS without a page, and SESSION_COOKIE_AGE after it began."""

    NOTED_EVERY = 300
    LISTENING = ("/desk/stream", "/desk/presence/")
    """What a page asks for by itself: nobody need be there."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self.check(request, int(time.time()))
        return self.get_response(request)

    def check(self, request: HttpRequest, moment: int) -> None:
        began = request.session.setdefault("began_at", moment)
        seen = request.session.setdefault("seen_at", moment)
        if moment - began > settings.SESSION_COOKIE_AGE or moment - seen > settings.SESSION_IDLE_SECONDS:
            logout(request)
        elif request.path.startswith(self.LISTENING):
            return
        elif moment - seen > min(self.NOTED_EVERY, settings.SESSION_IDLE_SECONDS // 2):
            # Not on every request: one write to the session in a while is enough to know.
            request.session["seen_at"] = moment


class ActorMiddleware:
    """`request.actor`, read again on every request to the desk and the account pages.

    Nothing under /desk/ is served to somebody who is not signed in (she is sent to sign in, and back), nor to
    somebody who belongs to no newsroom. Whoever was removed a moment ago is stopped here. Whoever belongs to several
    newsrooms acts in that of the thing the address is about, and else in the one she has picked. Times are told in
    that newsroom's zone.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not request.path.startswith(("/desk/", "/accounts/")):
            return None
        if request.path.startswith("/desk/"):
            pick_newsroom_of(request, kwargs.get("uid", ""))
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        if request.actor is not None:  # type: ignore[attr-defined]
            timezone.activate(ZoneInfo(request.actor.organisation.timezone))  # type: ignore[attr-defined]
        if not request.path.startswith("/desk/") or request.actor is not None:  # type: ignore[attr-defined]
            return None
        if request.user.is_authenticated:
            return render(request, "accounts/no_newsroom.html", status=403)
        return ask_to_sign_in(request)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a script's request gets 401, so that what was typed stays where it is."""
    accept = request.headers.get("Accept", "")
    if request.headers.get("HX-Request") or "json" in accept or "event-stream" in accept:
        answer = render(request, "accounts/signed_out.html", status=401)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#toasts", "innerHTML"
        return answer
    back = request.get_full_path() if request.method == "GET" else "/desk/"
    return redirect_to_login(back, settings.LOGIN_URL)
