"""Who is calling: a bearer token, or the session on the same origin."""

from __future__ import annotations

from rest_framework import authentication


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <token>`."""


class SessionAuthentication(authentication.SessionAuthentication):
    """The signed-in person, with CSRF."""
