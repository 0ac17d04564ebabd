"""Who may go on listening: signed in, not idle too long, a member in the same role; and how many lines each has."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

from claims.accounts.models import Membership
from claims.lib.problems import Problem

log = logging.getLogger(__name__)

COUNTED_FOR = 30
"""Seconds a line counts without word of it: a killed server's lines stop counting then."""


@dataclass(frozen=True)
class Person:
    """Who listens, by what right: her session and her memberships as they were when the line was opened."""

    user: int
    session: str
    rights: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, session: str, memberships: Sequence[Membership]) -> Person:
        return cls(memberships[0].user_id, session, tuple((each.pk, each.role) for each in memberships))


def ended(people: Iterable[Person]) -> dict[Person, str]:
    """Who may not listen on, and why: `signed_out`, or `rights` where the rights are no longer the same (she may come
    back at once, and is then told what she may know now)."""
    listed = list(people)
    users = {each.user for each in listed}
    rights: dict[int, set[tuple[int, str]]] = {user: set() for user in users}
    active = Membership.objects.filter(user_id__in=users, ended_at__isnull=True, user__is_active=True)
    for user, pk, role in active.values_list("user_id", "pk", "role"):
        rights[user].add((pk, role))
    sessions = Session.objects.filter(
        session_key__in={each.session for each in listed}, expire_date__gt=timezone.now()
    )
    open_sessions = {each.session_key: each.get_decoded() for each in sessions}
    found: dict[Person, str] = {}
    for person in listed:
        session = open_sessions.get(person.session)
        if session is None or _is_over(session) or str(session.get("_auth_user_id")) != str(person.user):
            found[person] = "signed_out"
        elif rights[person.user] != set(person.rights):
            found[person] = "rights"
    return found


def _is_over(session: dict[str, Any]) -> bool:
    """As `accounts.middleware.SessionLimitsMiddleware` counts; listening is not being there."""
    moment = time.time()
    began, seen = session.get("began_at", moment), session.get("seen_at", moment)
    return bool(moment - began > settings.SESSION_COOKIE_AGE or moment - seen > settings.SESSION_IDLE_SECONDS)


def enter(person: Person, name: str) -> None:
    """Count a new line. Raises Problem (429) where she has all that one person may; uncounted while Valkey is away."""
    key, now = _key(person), time.time()
    most = settings.STREAMS_PER_PERSON
    try:
        pipe = _client().pipeline()
        pipe.zremrangebyscore(key, 0, now - COUNTED_FOR)
        pipe.zadd(key, {name: now})
        pipe.zcard(key)
        pipe.expire(key, COUNTED_FOR * 2)
        count = pipe.execute()[2]
        if count > most:
            _client().zrem(key, name)
    except RedisError as error:
        log.info("streams are not counted: %s", error)
        return
    if count > most:
        raise Problem(
            "streams.too_many",
            f"You have {most} live connections open already, in this and other browsers.",
            status=429,
            next_step="This page asks for news every few seconds instead. Close a window elsewhere to be live here.",
        )


def still_here(lines: Iterable[tuple[Person, str]]) -> None:
    """These lines are open still."""
    now = time.time()
    try:
        pipe = _client().pipeline(transaction=False)
        for person, name in lines:
            pipe.zadd(_key(person), {name: now})
            pipe.expire(_key(person), COUNTED_FOR * 2)
        pipe.execute()
    except RedisError as error:
        log.info("streams are not counted: %s", error)


def leave(person: Person, name: str) -> None:
    """This line is closed."""
    try:
        _client().zrem(_key(person), name)
    except RedisError as error:
        log.info("streams are not counted: %s", error)


def _key(person: Person) -> str:
    return f"streams:{person.user}"


def _client() -> Any:
    return cache._cache.get_client(None)  # type: ignore[attr-defined]
