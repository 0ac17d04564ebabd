"""Who is calling: a bearer token, or the session on the same origin. `request.auth` is the Actor either way."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from claims.accounts.acting import Actor
from claims.accounts.middleware import actor_of
from claims.accounts.tokens import authenticate
from claims.lib.problems import Refused


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <token>`. A token that does not hold (any more) is 401, never anonymous."""

    def authenticate(self, request: Request) -> tuple[Any, Actor] | None:
        header = authentication.get_authorization_header(request).decode("latin-1")
        scheme, _, plain = header.partition(" ")
        if scheme.lower() != "bearer":
            return None
        actor = authenticate(plain.strip())
        if actor is None:
            raise exceptions.AuthenticationFailed("This token is unknown, expired or revoked.")
        return actor.user, actor

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Claim Workbench"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The signed-in person, in the newsroom her session has picked, with CSRF on writes."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        actor = actor_of(request._request)
        if actor is None:
            raise Refused(
                "newsroom.none",
                "You belong to no newsroom.",
                next_step="Ask an admin of your newsroom to invite you.",
            )
        return found[0], actor


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "claims.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "claims.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
