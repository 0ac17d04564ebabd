"""What every request carries: an id, strict headers, who acts in which newsroom, whose public pages are asked for."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
    """Where the signed-in person belongs now, oldest first."""
    user = request.user
    if not user.is_authenticated:
        return []
    active = Membership.objects.filter(user=user, ended_at__isnull=True, user__is_active=True)
    return list(active.select_related("organisation", "user").order_by("pk"))


class SessionLimitsMiddleware:
    """Ends a session after SESSION_IDLE_SECONDS without a page, and SESSION_COOKIE_AGE after it began."""

    NOTED_EVERY = 300

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
        elif moment - seen > min(self.NOTED_EVERY, settings.SESSION_IDLE_SECONDS // 2):
            # Not on every request: one write to the session in a while is enough to know.
            request.session["seen_at"] = moment


class ActorMiddleware:
    """`request.actor`, read again on every request to the desk and the account pages.

    Nothing under /desk/ is served to somebody who is not signed in (she is sent to sign in, and back), nor to
    somebody who belongs to no newsroom. Whoever was removed a moment ago is stopped here.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        if not request.path.startswith(("/desk/", "/accounts/")):
            return None
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        if not request.path.startswith("/desk/") or request.actor is not None:  # type: ignore[attr-defined]
            return None
        if request.user.is_authenticated:
            return render(request, "accounts/no_newsroom.html", status=403)
        return ask_to_sign_in(request)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a script's request gets 401, so that what was typed stays where it is."""
    if request.headers.get("HX-Request") or "json" in request.headers.get("Accept", ""):
        answer = render(request, "accounts/signed_out.html", status=401)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#toasts", "innerHTML"
        return answer
    back = request.get_full_path() if request.method == "GET" else "/desk/"
    return redirect_to_login(back, settings.LOGIN_URL)
