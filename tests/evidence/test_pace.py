"""How often a service is asked: never more than its pace allows, whoever asks, whatever is lost."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from redis.exceptions import ConnectionError as NoRedis

from claims.evidence import pace
from claims.evidence.pace import Pace, Turn, end_turn, take_turn
from claims.lib import valkey


def take(line: str, of: Pace, *, lease: float = 10) -> Turn:
    return take_turn(line, of, lease=lease)


def taken_in(line: str, of: Pace, seconds: float, workers: int) -> tuple[int, float]:
    """How many turns were given to so many workers that take what they can get, and in how many seconds."""
    given: list[float] = []
    begun = time.monotonic()

    def work() -> None:
        while time.monotonic() < begun + seconds:
            turn = take(line, of)
            if turn.wait:
                time.sleep(min(turn.wait, 0.01))
            else:
                given.append(time.monotonic())
                end_turn(turn)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return len(given), time.monotonic() - begun


def test_the_first_turn_is_given_and_the_next_after_the_interval() -> None:
    brisk = Pace(calls=5, at_once=9)
    assert take("a", brisk).wait == 0
    assert 0.1 < take("a", brisk).wait <= brisk.between
    assert take("another line", brisk).wait == 0


def test_after_a_rest_as_many_as_the_burst_go_together() -> None:
    assert [bool(take("b", Pace(calls=2, burst=3, at_once=9)).wait) for _ in range(5)] == [False] * 3 + [
        True
    ] * 2


def test_no_more_are_under_way_than_may_be_and_one_that_ends_makes_room() -> None:
    wide = Pace(calls=1000, burst=50, at_once=2)
    first, second = take("c", wide), take("c", wide)
    assert (first.wait, second.wait) == (0, 0)
    assert take("c", wide).wait == pace.BUSY
    end_turn(first)
    assert take("c", wide).wait == 0


def test_a_worker_that_dies_keeps_its_place_only_until_its_lease_ends() -> None:
    one = Pace(calls=1000, burst=50, at_once=1)
    assert take("d", one, lease=0.05).wait == 0
    assert take("d", one).wait
    time.sleep(0.08)
    assert take("d", one).wait == 0


def test_four_workers_together_keep_the_pace_and_use_it() -> None:
    brisk = Pace(calls=25, at_once=9)
    given, seconds = taken_in("e", brisk, 0.9, workers=4)
    assert 3 <= given <= seconds / brisk.interval + 1


def test_emptying_valkey_exceeds_a_pace_by_one_burst_at_most() -> None:
    slow = Pace(calls=1, seconds=60, burst=2, at_once=9)
    for _ in range(3):
        given = sum(not take("f", slow).wait for _ in range(10))
        assert given == slow.burst
        valkey.client().flushdb()


def test_without_valkey_nobody_gets_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def __getattr__(self, name: str) -> Any:
            raise NoRedis("away")

    monkeypatch.setattr(valkey, "client", Away)
    turn = take("g", Pace(calls=100))
    assert turn.wait == pace.AWAY
    end_turn(turn)
