"""How often a service outside may be asked, by all workers of the installation together.

A turn is taken right before a request, by one script in Valkey: the generic cell rate algorithm for the pace, a set of
leases for how many requests are under way. Valkey's own clock counts. What it forgets when it is emptied is when the
last turn was: so a pace is exceeded by one burst at most. While it can't be reached nobody gets a turn.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass

from redis.exceptions import RedisError

from claims.lib import valkey

log = logging.getLogger(__name__)

AWAY = 2.0
"""Seconds until the next try while Valkey can't be reached."""
BUSY = 0.3
"""Seconds until the next try while as many requests are under way as may be."""

ROOM = 1.06
"""The time between two turns is a little longer than the pace says: of two requests the second may be quicker on its
way, and the service counts when they arrive."""

_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local interval, burst, at_once = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local function text(number) return string.format('%.0f', math.ceil(number)) end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', text(now))
if redis.call('ZCARD', KEYS[2]) >= at_once then return {0, 0} end
local next_turn = tonumber(redis.call('GET', KEYS[1]) or '0')
if next_turn < now then next_turn = now end
local wait = next_turn - (burst - 1) * interval - now
if wait > 0 then return {0, math.ceil(wait)} end
local after = next_turn + interval
redis.call('SET', KEYS[1], text(after), 'PX', text(after - now + 1000))
redis.call('ZADD', KEYS[2], text(now + tonumber(ARGV[4])), ARGV[5])
redis.call('PEXPIRE', KEYS[2], text(tonumber(ARGV[4]) + 1000))
return {1, 0}
"""


@dataclass(frozen=True)
class Pace:
    """So many `calls` in so many `seconds`, evenly; after a rest up to `burst` of them together; never more than
    `at_once` under way. `rest`: how long a service is left alone that failed several times in a row, doubling;
    `bare_wait`: how long after a "too many" that does not say."""

    calls: float
    seconds: float = 1.0
    burst: int = 1
    at_once: int = 1
    rest: float = 60.0
    bare_wait: float = 10.0

    @property
    def interval(self) -> float:
        """Seconds between two requests."""
        return self.seconds / self.calls

    @property
    def between(self) -> float:
        """Seconds between two turns."""
        return self.interval * ROOM


@dataclass(frozen=True)
class Turn:
    """A request may go out now (`wait` is 0), or nobody's turn is before so many seconds.

    A turn that was given holds a place among those under way until `end_turn`, or until its lease runs out.
    """

    line: str
    token: str
    wait: float


def take_turn(line: str, pace: Pace, *, lease: float) -> Turn:
    """Ask for a turn in a line. `lease`: seconds after which it counts as over, should we die meanwhile."""
    token = uuid.uuid4().hex
    try:
        given, wait = valkey.client().eval(
            _TAKE, 2, *_keys(line), int(pace.between * 1000), pace.burst, pace.at_once, int(lease * 1000), token
        )  # fmt: skip
    except RedisError as error:
        log.warning("no turn for %s: %s", line, error)
        return Turn(line, token, AWAY)
    if given:
        return Turn(line, token, 0.0)
    return Turn(line, token, wait / 1000 if wait else BUSY)


def end_turn(turn: Turn) -> None:
    """The request is over: its place among those under way is free."""
    try:
        valkey.client().zrem(_keys(turn.line)[1], turn.token)
    except RedisError as error:
        log.warning("turn in %s not ended, its lease will: %s", turn.line, error)


def _keys(line: str) -> tuple[str, str]:
    return f"pace:{{{line}}}:next", f"pace:{{{line}}}:under-way"
