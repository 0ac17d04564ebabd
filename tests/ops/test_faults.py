"""Workers and Valkey are killed while evidence jobs run: none is lost, no effect happens twice."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from factcheck.servers import CHECKOUT


@pytest.mark.slow
def test_nothing_is_lost_or_done_twice_when_workers_and_valkey_are_killed() -> None:
    command = [sys.executable, "manage.py", "benchmark", "faults"]
    command += ["--jobs", "16", "--kills", "2", "--valkey-kills", "1", "--seed", "7"]
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
    assert "2 worker groups and 1 Valkeys killed" in said
    assert "acknowledged claims      8" in said
    assert "lost                     0" in said
    assert "effects twice            0" in said
