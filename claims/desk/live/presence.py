"""Who is where just now: on which claim or article, in which field. Kept in Valkey with an expiry, never in a table.

Nothing is locked by it. Where Valkey is away nobody is shown to be anywhere, and all else goes on.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.db import connection
from redis.exceptions import RedisError

from claims.accounts.acting import Actor

log = logging.getLogger(__name__)

CHANNEL = "presence"
STAYS = 50
"""Seconds after the last heartbeat until somebody is gone; a browser beats every 20."""
MOST = 40
LONGEST_FIELD = 60


def note(topic: str, actor: Actor, *, tab: str, field: str = "") -> None:
    """She is on this thing, in this field ("" for none). Everybody who looks at it is told where that is news."""
    entry = {
        "id": actor.user.uid,
        "name": actor.user.name,
        "initials": actor.user.initials,
        "field": field[:LONGEST_FIELD],
        "until": int(time.time()) + STAYS,
    }
    key, name = _key(topic), _name(actor, tab)
    try:
        before = _client().hget(key, name)
        _client().hset(key, name, json.dumps(entry))
        _client().expire(key, STAYS * 2)
    except RedisError as error:
        log.info("presence is not kept: %s", error)
        return
    if before is None or json.loads(before).get("field") != entry["field"] or _is_over(json.loads(before)):
        _tell(topic)


def leave(topic: str, actor: Actor, *, tab: str) -> None:
    """She went elsewhere."""
    try:
        if _client().hdel(_key(topic), _name(actor, tab)):
            _tell(topic)
    except RedisError as error:
        log.info("presence is not kept: %s", error)


def here(topics: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Who is on each of these things, each person once with her fields; empty lists while Valkey is away."""
    listed = list(topics)
    if not listed:
        return {}
    try:
        pipe = _client().pipeline(transaction=False)
        for topic in listed:
            pipe.hvals(_key(topic))
        return {topic: _people(rows) for topic, rows in zip(listed, pipe.execute(), strict=True)}
    except RedisError as error:
        log.info("presence can't be read: %s", error)
        return {topic: [] for topic in listed}


def _people(rows: Iterable[bytes]) -> list[dict[str, Any]]:
    people: dict[str, dict[str, Any]] = {}
    for entry in (json.loads(row) for row in rows):
        if _is_over(entry):
            continue
        person = people.setdefault(
            entry["id"],
            {"id": entry["id"], "name": entry["name"], "initials": entry["initials"], "fields": []},
        )
        if entry["field"] and entry["field"] not in person["fields"]:
            person["fields"] = sorted([*person["fields"], entry["field"]])
    return sorted(people.values(), key=lambda each: (each["name"], each["id"]))[:MOST]


def _is_over(entry: dict[str, Any]) -> bool:
    return int(entry["until"]) < time.time()


def _tell(topic: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic])


def _key(topic: str) -> str:
    return f"presence:{topic}"


def _name(actor: Actor, tab: str) -> str:
    return f"{actor.user.uid}.{tab[:40]}"


def _client() -> Any:
    return cache._cache.get_client(None)  # type: ignore[attr-defined]
