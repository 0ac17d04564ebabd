"""Workers are killed and Valkey is emptied while services are asked: each call ends once, hardly one is asked twice."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from claims.ops.call_drill import Counted
from factcheck.servers import CHECKOUT


def test_a_call_asked_twice_without_a_kill_is_not_good() -> None:
    counted = Counted(calls=10, requests=11, died=1, caught=2)
    assert counted.good
    assert not replace(counted, requests=12).good
    assert not replace(counted, died=3).good
    assert not replace(counted, wrong=["asked 2 times in 1 attempts"]).good
    assert not replace(counted, twice=["call ended x: 2 times"]).good
    assert not replace(counted, lost=["a call"]).good


@pytest.mark.slow
def test_no_call_is_lost_ends_twice_or_is_asked_more_often_than_it_was_in_hand() -> None:
    command = [sys.executable, "manage.py", "benchmark", "kills"]
    command += ["--calls", "30", "--kills", "2", "--seed", "7"]
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env={**os.environ, "LOG_LEVEL": "WARNING"},
        capture_output=True,
        text=True,
        timeout=420,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    assert "2 worker groups killed, Valkey emptied 2 times" in said
    assert "calls                    30" in said
    assert "ended or asked too often 0" in said
