"""The shared cache, whose loss stops nobody: where Redis can't be reached it forgets and allows, and logs that.

Rate limits, circuit state and presence live in it. While it is away nothing is counted; scrypt alone slows a guesser.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

QUIET_SECONDS = 30


class ForgivingCache(RedisCache):
    """Django's Redis cache that answers as if it were empty while Redis is away."""

    _complained_at = float("-inf")

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(super().add, True, *args, **kwargs))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(super().get, default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._try(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(super().touch, False, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(super().delete, False, *args, **kwargs))

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(super().has_key, False, *args, **kwargs))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError for a key that isn't there, as Django's does; while Redis is away, `delta`."""
        return int(self._try(super().incr, delta, key, delta, version))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return dict(self._try(super().get_many, {}, *args, **kwargs))

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return list(self._try(super().set_many, list(data), data, *args, **kwargs))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._try(super().delete_many, None, *args, **kwargs)

    def clear(self) -> bool:  # type: ignore[override]
        return bool(self._try(super().clear, False))

    def _try(self, ask: Callable[..., Any], otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return ask(*args, **kwargs)
        except RedisError as error:
            if time.monotonic() - ForgivingCache._complained_at > QUIET_SECONDS:
                ForgivingCache._complained_at = time.monotonic()
                log.warning("the cache is away: %s", error)
            return otherwise
