"""The first answer of a server started for it is timed, and a server that does not come up is told of."""

from __future__ import annotations

import sys

import pytest
from django.core.management import CommandError

from claims.ops.benchmarks import _first_answers
from factcheck.supervisor import programs


def test_it_asks_a_bare_server_that_it_started() -> None:
    port = _first_answers.free_port()
    taken, status = _first_answers.first_answer(_first_answers.bare(port), port, "/oembed", host="x.example")
    assert status == 200 and 0 < taken < 60_000


def test_ours_is_started_as_make_run_does() -> None:
    port = _first_answers.free_port()
    assert _first_answers.ours(port) == programs("127.0.0.1", port, {})[0][1]
    assert _first_answers.bare(port)[1:3] == _first_answers.ours(port)[1:3]
    assert not {_first_answers.APPLICATION, _first_answers.WORKER} & set(_first_answers.bare(port))


def test_a_server_that_ends_is_told_of_with_what_it_said() -> None:
    command = [sys.executable, "-c", "print('no such file'); raise SystemExit(1)"]
    with pytest.raises(CommandError, match="no such file"):
        _first_answers.first_answer(command, _first_answers.free_port(), "/oembed", host="x.example")
