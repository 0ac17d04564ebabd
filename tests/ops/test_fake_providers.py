"""The stand-ins as a command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.core.management import CommandError

from claims.management.commands.fake_providers import made
from factcheck.servers import CHECKOUT

ADDRESS = "/w/api.php?action=query&generator=search&gsrsearch=lighthouse&formatversion=2"


def hear_interrupts() -> None:
    """Whatever is started in the background of a shell ignores Ctrl-C, and so do its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_it_prints_what_to_set_serves_and_ends_with_ctrl_c() -> None:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "fake_providers", "wikipedia", "--port", "0"],
        cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ,
        preexec_fn=hear_interrupts,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = {}
        for line in process.stdout:
            if line.startswith("#"):
                break
            name, _, value = line.removeprefix("export ").strip().partition("=")
            said[name] = value
        assert said["EVIDENCE_PROVIDERS"] == "own_archive,earlier_checks,wikipedia"
        assert said["PROVIDER_WIKIPEDIA_BASE_URL"] == f"http://{said['FETCH_ALLOWED_PRIVATE']}/wikipedia"
        with pytest.raises(HTTPError, match="403"):
            urlopen(said["PROVIDER_WIKIPEDIA_BASE_URL"] + ADDRESS)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


def test_one_can_be_made_to_fail() -> None:
    server = made([], ["wikipedia=maxlag"], port=0, delay=0).start()
    try:
        with urlopen(server.address("wikipedia") + ADDRESS) as answer:
            assert json.load(answer)["errors"][0]["code"] == "maxlag"
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("names", "faults", "said"),
    [
        (["oracle"], [], "oracle"),
        ([], ["wikipedia=tired"], "429_seconds"),
        (["wikipedia"], ["brave=500"], "brave"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(
    names: list[str], faults: list[str], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        made(names, faults, port=0, delay=0)
