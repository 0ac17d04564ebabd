"""What the fan-out benchmark counts with."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims.evidence.pace import Pace
from claims.evidence.providers import ENTRY_POINTS, registry
from claims.ops import fanout

EVEN = Pace(calls=2)
BURST = Pace(calls=2, burst=2)


@pytest.mark.parametrize(
    ("pace", "times", "early"),
    [
        (EVEN, [0, 0.5, 1.0], 0),
        (EVEN, [0, 0.4, 1.0], 0.1),
        (EVEN, [0, 0.1, 0.2], 0.8),
        (EVEN, [0, 9, 9.5], 0),
        (BURST, [0, 0, 0.5], 0),
        (BURST, [0, 0, 0], 0.5),
        (EVEN, [], 0),
    ],
)
def test_it_sees_by_how_much_requests_came_too_early(pace: Pace, times: list[float], early: float) -> None:
    assert fanout.ahead_of(pace, times) == pytest.approx(early)


def test_the_bound_is_the_pace_or_how_many_may_be_under_way() -> None:
    assert fanout.bound_of(EVEN, 25, 0.2) == pytest.approx(12.2)
    assert fanout.bound_of(Pace(calls=100, at_once=2), 25, 0.2) == pytest.approx(2.5)


def test_a_search_that_is_slow_incomplete_or_too_fast_is_not_good() -> None:
    kept, broken = fanout.Line("a", 3, 1, 0.01), fanout.Line("b", 3, 1, 0.2)
    assert fanout.Measured(11, 10, 3, 3, [kept]).good
    assert not fanout.Measured(12, 10, 3, 3, [kept]).good
    assert not fanout.Measured(11, 10, 3, 2, [kept]).good
    assert not fanout.Measured(11, 10, 3, 3, [kept, broken]).good


def test_its_ten_providers_come_as_a_package_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fanout.install(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    registry.cache_clear()
    try:
        found = registry()
        assert {f"played_{name}" for name in fanout.PACES} <= set(found) and len(fanout.PACES) == 10
        assert all(each.settings == [] for name, each in found.items() if name.startswith("played_"))
    finally:
        registry.cache_clear()
    assert ENTRY_POINTS in next(tmp_path.rglob("entry_points.txt")).read_text()
