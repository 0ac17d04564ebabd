"""One of each thing, made through the verbs people use. Each takes who makes it; the words are a story of our own.

The story: a council says it planted 4,000 trees, the parks office's report says 3,100.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.inviting import invite
from claims.accounts.models import Invitation, Role, Token
from claims.accounts.tokens import issue
from claims.lib.uids import new_uid


def an_invitation(by: Actor, *, role: str = Role.REPORTER) -> Invitation:
    """An open invitation to an address nobody has."""
    return invite(by=by, email=f"{new_uid()}@example.org", role=role)[0]


def a_key(by: Actor, *scopes: str, name: str = "nightly export") -> Token:
    """A key for a program of this person."""
    return issue(by=by, name=name, scopes=scopes, expires_at=timezone.now() + timedelta(days=1))[0]
