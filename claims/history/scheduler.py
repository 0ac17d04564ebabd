"""The scheduler: gives lost jobs back, rings for due ones, and runs what comes round by the clock, once each."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, close_old_connections, transaction
from django.utils import timezone

from claims.history import jobs
from claims.history.models import Slot
from claims.history.tasks import ring

log = logging.getLogger(__name__)

RINGS_A_TURN = 50
LOOK = 0.15
"""Between two turns, so often it rings for what has just become due: jobs wait for their turn in their rows."""


@dataclass(frozen=True)
class Scheduled:
    """Something done every `every` seconds, on the whole."""

    name: str
    every: int
    run: Callable[[], None]


_table: list[Scheduled] = []


def every(seconds: int, name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function to be run once per slot of so many seconds, by whichever scheduler takes the slot."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        _table.append(Scheduled(name, seconds, function))
        return function

    return register


def turn(*, at: datetime | None = None) -> None:
    """One turn: sweep, ring, and take the slots that have begun."""
    at = at or timezone.now()
    jobs.sweep(at=at)
    for queue in jobs.QUEUES:
        for _ in range(min(jobs.due_count(queue, at=at), RINGS_A_TURN - waiting(queue))):
            ring(queue)
    for each in _table:
        start = datetime.fromtimestamp(at.timestamp() // each.every * each.every, tz=at.tzinfo)
        if take_slot(each.name, start):
            try:
                each.run()
            except Exception:
                log.exception("scheduled task %s failed", each.name)


def take_slot(name: str, starts_at: datetime) -> bool:
    """True for exactly one of all the schedulers that ask."""
    if Slot.objects.filter(name=name, starts_at=starts_at).exists():
        return False
    try:
        with transaction.atomic():
            Slot.objects.create(name=name, starts_at=starts_at)
    except IntegrityError:
        return False
    return True


def waiting(queue: str) -> int:
    """How many doorbells of a queue nobody has heard yet; a full queue where Redis can't be asked."""
    from django.core.cache import cache

    try:
        client = cache._cache.get_client(None)  # type: ignore[attr-defined]
        return int(client.llen(queue))
    except Exception:
        return RINGS_A_TURN


def run_forever(*, pause: float = 1.0) -> None:
    """Turn after turn until SIGTERM or SIGINT; a turn that fails is logged and the next one tried."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    while not stop.is_set():
        begun = time.monotonic()
        try:
            turn()
        except Exception:
            log.exception("scheduler turn failed")
            close_old_connections()
        watch(stop, begun + pause)


def watch(stop: threading.Event, until: float) -> None:
    """Until the next turn: ring for jobs as they become due, so that none that waits for its turn comes late."""
    looked = timezone.now()
    while not stop.wait(max(0.02, min(LOOK, until - time.monotonic()))):
        now = timezone.now()
        try:
            for queue, count in jobs.newly_due(looked, now).items():
                for _ in range(min(count, RINGS_A_TURN)):
                    ring(queue)
        except Exception:
            log.exception("scheduler could not look for due jobs")
            close_old_connections()
        looked = now
        if time.monotonic() >= until:
            return


@every(3600, "history.forget_slots")
def forget_slots() -> None:
    """Slots that are over for good are of no use; one that may still be running keeps its row."""
    for each in _table:
        over = timezone.now() - timedelta(seconds=max(2 * each.every, 3600))
        Slot.objects.filter(name=each.name, starts_at__lt=over).delete()
