"""While Redis is away the cache forgets; nobody is stopped by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from claims.accounts.acting import Actor
from claims.lib.forgiving_cache import ForgivingCache
from tests.personas import PASSWORD

AWAY = {"BACKEND": "claims.lib.forgiving_cache.ForgivingCache", "LOCATION": "unix:///nowhere/redis.sock"}


@pytest.fixture
def away() -> ForgivingCache:
    return ForgivingCache("unix:///nowhere/redis.sock", {})


def test_it_answers_as_if_it_were_empty(away: ForgivingCache) -> None:
    away.set("a", 1)
    assert away.get("a") is None
    assert away.get("a", 7) == 7
    assert away.add("a", 1) is True
    assert away.incr("a", 2) == 2
    assert away.has_key("a") is False
    assert away.get_many(["a"]) == {}
    assert away.set_many({"a": 1}) == ["a"]
    assert away.delete("a") is False
    assert away.touch("a") is False
    assert away.get_or_set("a", 5) == 5
    away.delete_many(["a"])
    assert away.clear() is False


def test_it_complains_in_the_log_once_in_a_while(away: ForgivingCache, caplog: Any) -> None:
    ForgivingCache._complained_at = float("-inf")
    for _ in range(5):
        away.get("a")
    assert [record.message[:17] for record in caplog.records] == ["the cache is away"]


def test_it_keeps_what_it_is_given_while_redis_is_there() -> None:
    here = caches["default"]
    assert isinstance(here, ForgivingCache)
    here.set("a", [1])
    assert here.get("a") == [1]
    assert here.add("a", 2) is False
    here.set("n", 1)
    assert here.incr("n") == 2
    with pytest.raises(ValueError, match="not found"):
        here.incr("missing")


def test_people_can_sign_in_while_redis_is_away(ada: Actor, settings: Any) -> None:
    settings.CACHES = {"default": AWAY}
    client = Client()
    for password in ("wrong wrong wrong", PASSWORD):
        client.post("/accounts/login/", {"login": ada.user.email, "password": password})
    assert "_auth_user_id" in client.session
