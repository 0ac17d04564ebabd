"""The Redis-protocol server behind the shared cache, for what needs one atomic step more than a cache offers."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache


def client() -> Any:
    """A client of the server the cache is in. Whatever it says may be lost at any time; its errors are RedisErrors."""
    return cache._cache.get_client(None, write=True)  # type: ignore[attr-defined]
