"""What `manage.py benchmark kills` counts as good. The drill itself takes minutes, so it is a benchmark and no test."""

from __future__ import annotations

from dataclasses import replace

from claims.ops.call_drill import Counted


def test_a_call_asked_twice_without_a_kill_is_not_good() -> None:
    counted = Counted(calls=10, requests=11, died=1, caught=2)
    assert counted.good
    assert not replace(counted, requests=12).good
    assert not replace(counted, died=3).good
    assert not replace(counted, wrong=["asked 2 times in 1 attempts"]).good
    assert not replace(counted, twice=["call ended x: 2 times"]).good
    assert not replace(counted, lost=["a call"]).good
