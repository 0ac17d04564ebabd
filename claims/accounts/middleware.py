"""What every request carries: an id, strict headers, who acts in which newsroom, whose public pages are asked for."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
    user = request.user
    if not user.is_authenticated:
        return None
    memberships = list(
        Membership.objects.filter(user=user, ended_at__isnull=True, user__is_active=True)
        .select_related("organisation", "user")
        .order_by("pk")
    )
    if not memberships:
        return None
    picked = request.session.get("newsroom")
    chosen = next((each for each in memberships if each.organisation.uid == picked), memberships[0])
    return Actor(chosen.user, chosen.organisation, chosen.role, chosen)


class ActorMiddleware:
    """`request.actor`: read once, when somebody asks for it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        path = request.path
        if path.startswith(("/desk/", "/accounts/", "/admin/")):
            request.actor = actor_of(request)  # type: ignore[attr-defined]
