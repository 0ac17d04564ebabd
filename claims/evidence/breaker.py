"""A provider that keeps failing is left alone for a while. The state is in the cache: losing it costs little."""

from __future__ import annotations

import logging
import time

from django.core.cache import cache

log = logging.getLogger(__name__)

FAILURES = 5
"""So many failures in a row open the circuit …"""
REST = 30.0
"""… for so many seconds."""
_MEMORY = 600


def wait_for(provider: str) -> float:
    """Seconds until this provider may be asked again; 0 where it may be asked now, or where the cache is down."""
    try:
        until = cache.get(f"breaker:{provider}:until")
    except Exception as error:
        log.warning("circuit of %s can't be read: %s", provider, error)
        return 0.0
    return max(0.0, float(until) - time.time()) if until else 0.0


def succeeded(provider: str) -> None:
    """It answered: what failed before is forgotten."""
    try:
        cache.delete_many([f"breaker:{provider}:failures", f"breaker:{provider}:until"])
    except Exception as error:
        log.warning("circuit of %s can't be written: %s", provider, error)


def failed(provider: str, *, at_least: float = 0.0) -> None:
    """It did not answer. After enough failures in a row, or where it asked for a pause, it is left alone."""
    try:
        key = f"breaker:{provider}:failures"
        cache.add(key, 0, _MEMORY)
        count = cache.incr(key)
        rest = max(at_least, REST if count >= FAILURES else 0.0)
        if rest:
            cache.set(f"breaker:{provider}:until", time.time() + rest, int(rest) + 1)
    except Exception as error:
        log.warning("circuit of %s can't be written: %s", provider, error)
