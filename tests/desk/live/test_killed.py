"""The web server as it is really started: its processes killed hard in the middle of a stream, and Valkey gone."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest
from django.db import connection
from django.test import Client

from claims.accounts.acting import Actor
from claims.annotation.marking import edit
from claims.annotation.models import Claim
from factcheck.processes import end_children
from factcheck.servers import CHECKOUT, Servers
from factcheck.supervisor import answers, programs
from tests.desk.live.conftest import Line
from tests.factories import a_claim


@dataclass
class Web:
    """A running web server with a Valkey of its own."""

    base: str
    master: subprocess.Popen[bytes]
    valkey: Servers

    def kill(self) -> None:
        """End all processes that serve, without a word. The master starts others."""
        for each in psutil.Process(self.master.pid).children():
            each.kill()


@pytest.fixture(scope="module")
def web(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    folder.chmod(0o711)
    valkey = Servers(Path(folder) / "local", durable=False)
    valkey.ensure(postgres=False, say=lambda line: None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = programs("127.0.0.1", port, {"WEB_WORKERS": "1"})[0][1]
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = {**os.environ, "DATABASE_URL": database.geturl(), "REDIS_URL": valkey.redis_url()}
    with (folder / "web.log").open("wb") as log:
        master = subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        until = time.monotonic() + 90
        while not answers("127.0.0.1", port):
            assert master.poll() is None and time.monotonic() < until, (folder / "web.log").read_text()
            time.sleep(0.1)
        yield Web(f"http://127.0.0.1:{port}", master, valkey)
    finally:
        end_children([(master, 6.0)])
        valkey.remove()


def test_a_killed_web_process_loses_nothing_and_says_nothing_twice(
    transactional_db: None, ada: Actor, web: Web
) -> None:
    claim, client = a_claim(ada), _signed_in(ada)
    topics = f"claim:{claim.uid}"
    first = Line(web.base, client, topics)
    for n in range(5):
        _say(claim, ada, f"Before {n}.")
    first.wait_for(lambda each: each["data"].get("version") == claim.row_version)
    for n in range(5):
        _say(claim, ada, f"Meanwhile {n}.")
    web.kill()
    assert first.ended.wait(10)
    for n in range(5):
        _say(claim, ada, f"After {n}.")
    second = _again(web, client, topics, first.last)
    second.wait_for(lambda each: each["data"].get("version") == claim.row_version)
    heard = [each["data"]["version"] for each in [*first.events, *second.events] if each["event"] == "object"]
    assert heard == list(range(2, 17))
    second.close()


def test_without_valkey_the_line_and_the_pages_go_on(transactional_db: None, ada: Actor, web: Web) -> None:
    claim, client = a_claim(ada), _signed_in(ada)
    topics = f"claim:{claim.uid}"
    open_before = _again(web, client, topics, "")
    process = web.valkey.valkey_process()
    assert process is not None
    process.kill()
    process.wait(10)
    opened_after = Line(web.base, client, topics)
    assert opened_after.status == 200
    _say(claim, ada, "The town planted few trees.")
    for heard in (open_before, opened_after):
        heard.wait_for(lambda each: each["event"] == "object")
    cookies = {name: each.value for name, each in client.cookies.items()}
    assert httpx.get(f"{web.base}/desk/claims/{claim.uid}/", cookies=cookies, timeout=30).status_code == 200
    for each in (open_before, opened_after):
        each.close()


def _signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def _again(web: Web, client: Client, topics: str, last: str) -> Line:
    """The line opened anew, as a browser does it: until somebody serves again."""
    until = time.monotonic() + 30
    while (opened := Line(web.base, client, topics, last=last)).status != 200:
        assert time.monotonic() < until, (opened.status, opened.body)
        time.sleep(0.2)
    return opened


def _say(claim: Claim, by: Actor, statement: str) -> Any:
    claim.refresh_from_db()
    edit(claim, by=by, row_version=claim.row_version, changes={"statement": statement})
    claim.refresh_from_db()
