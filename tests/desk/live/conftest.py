"""A stream as a program reads it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from django.core.cache import cache
from django.test import Client

from claims.accounts.acting import Actor


class Line:
    """One open stream: what came in so far, and the last id. Ends with `close`, as a browser that leaves does."""

    def __init__(self, base: str, client: Client, topics: str, after: str = "", last: str = "") -> None:
        self.events: list[dict[str, Any]] = []
        self.last = last
        self.status = 0
        self.body = b""
        self.ended = threading.Event()
        self.opened = threading.Event()
        self._cookies = {name: each.value for name, each in client.cookies.items()}
        self._http = httpx.Client(base_url=base, timeout=30)
        self._ask = {"topics": topics} | ({"after": after} if after else {})
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        assert self.opened.wait(15)

    def _read(self) -> None:
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": self.last} if self.last else {})
        try:
            with self._http.stream(
                "GET", "/desk/stream", params=self._ask, headers=headers, cookies=self._cookies
            ) as answer:
                self.status = answer.status_code
                self._socket = answer.extensions["network_stream"].get_extra_info("socket")
                if self.status != 200:
                    self.body = answer.read()
                    return
                event: dict[str, Any] = {}
                for text in answer.iter_lines():
                    name, _, value = text.partition(": ")
                    if name == "id":
                        event["id"] = value
                    elif name == "event":
                        event["event"] = value
                    elif name == "data":
                        event["data"] = json.loads(value)
                    elif not text:
                        self.last = event.get("id", self.last)
                        if "event" in event:
                            event["came"] = time.time()
                            self.events.append(event)
                        event = {}
                        self.opened.set()
        except httpx.HTTPError:
            pass
        finally:
            self.opened.set()
            self.ended.set()

    def wait_for(self, wanted: Callable[[dict[str, Any]], bool], seconds: float = 15) -> dict[str, Any]:
        """The first event that is wanted, once it is there."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for each in list(self.events):
                if wanted(each):
                    return each
            time.sleep(0.01)
        raise AssertionError(f"nothing of that kind came: {[each['event'] for each in self.events]}")

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self.ended.wait(10)
        self._http.close()


OpenLine = Callable[..., Line]


@pytest.fixture
def line(transactional_db: None, asgi_server: str) -> Iterator[OpenLine]:
    """`line(ada, "claim:…")`: an open stream of Ada's over a real server."""
    cache.clear()
    opened: list[Line] = []
    clients: dict[int, Client] = {}

    def open_line(actor: Actor, topics: str, **more: str) -> Line:
        client = clients.get(actor.user.pk)
        if client is None:
            client = clients[actor.user.pk] = Client()
            client.force_login(actor.user)
        opened.append(Line(asgi_server, client, topics, **more))
        return opened[-1]

    yield open_line
    for each in opened:
        each.close()
