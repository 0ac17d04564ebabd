"""A service that keeps failing, asks for a pause or has no allowance left is left alone for a while, by all workers.

The state is in the cache, by line (`Provider.line`): losing it costs one question more each.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from django.core.cache import cache

from claims.intake.models import Outcome

log = logging.getLogger(__name__)

FAILURES = 5
"""So many failures in a row open the circuit …"""
REST = 30.0
"""… for so many seconds, where a provider's pace says nothing else; doubled at each further failure …"""
LONGEST_REST = 1800.0
"""… up to so many."""
_MEMORY = 3600


@dataclass(frozen=True)
class Rest:
    """For so many seconds it is not asked, and why: the outcome that began it."""

    seconds: float
    outcome: str = Outcome.UNAVAILABLE


def rest_of(line: str) -> Rest | None:
    """How long a line still rests; None where it may be asked now, or where the cache is down."""
    try:
        kept = cache.get(f"breaker:{line}:until")
    except Exception as error:
        log.warning("circuit of %s can't be read: %s", line, error)
        return None
    if not kept:
        return None
    until, outcome = kept
    left = float(until) - time.time()
    return Rest(left, outcome) if left > 0 else None


def wait_for(line: str) -> float:
    """Seconds until this line may be asked again; 0 where it may be asked now."""
    rest = rest_of(line)
    return rest.seconds if rest else 0.0


def succeeded(line: str) -> None:
    """It answered: what failed before is forgotten."""
    try:
        cache.delete_many([f"breaker:{line}:failures", f"breaker:{line}:until"])
    except Exception as error:
        log.warning("circuit of %s can't be written: %s", line, error)


def failed(
    line: str, *, at_least: float = 0.0, rest: float = REST, outcome: str = Outcome.UNAVAILABLE
) -> None:
    """It did not answer. After enough failures in a row, or where it asked for a pause, it is left alone."""
    try:
        key = f"breaker:{line}:failures"
        cache.add(key, 0, _MEMORY)
        count = cache.incr(key)
        earned = min(rest * 2 ** (count - FAILURES), max(rest, LONGEST_REST)) if count >= FAILURES else 0.0
    except Exception as error:
        log.warning("circuit of %s can't be written: %s", line, error)
        return
    if max(at_least, earned) > 0:
        leave_alone(line, max(at_least, earned), outcome=outcome)


def leave_alone(line: str, seconds: float, *, outcome: str) -> None:
    """Nobody asks it for so many seconds; a longer rest that runs already stays."""
    if wait_for(line) >= seconds:
        return
    try:
        cache.set(f"breaker:{line}:until", (time.time() + seconds, str(outcome)), int(seconds) + 1)
    except Exception as error:
        log.warning("circuit of %s can't be written: %s", line, error)
