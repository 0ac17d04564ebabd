"""Stand-ins: local servers that answer, and fail, as the services outside do.

A provider's folder may hold `stand_in.py` with `STAND_IN`. The contract tests ask it over a real socket;
`manage.py fake_providers` runs all of them together, so that everything can be seen live without a network.
"""

from __future__ import annotations

import json
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from claims.evidence.providers import registry
from claims.evidence.providers.base import Provider

WEB_PAGE = "<!DOCTYPE html><html><head><title>Sorry</title></head><body><h1>Sorry</h1></body></html>"


@dataclass(frozen=True)
class Asked:
    """A request as a stand-in sees it: the path below its own prefix, headers by lower-case name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    def number(self, name: str, otherwise: int) -> int:
        value = self.query.get(name, "")
        return int(value) if value.lstrip("-").isdigit() else otherwise


@dataclass(frozen=True)
class Answer:
    """What it answers. `cut`: the connection ends in the middle of the body; `drip`: a byte each so many seconds."""

    body: Any = b""
    status: int = 200
    media_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    drip: float = 0.0

    def data(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


def web_page(status: int = 200, words: str = WEB_PAGE, **headers: str) -> Answer:
    return Answer(words, status, "text/html; charset=utf-8", headers)


@dataclass(frozen=True)
class Fault:
    """A way to fail, the outcome a provider must make of it, and the pause it must pass on ("bare": its pace's)."""

    answer: Callable[[Asked], Answer]
    outcome: str
    retry_after: float | str | None = None


def _in_a_minute(asked: Asked) -> Answer:
    return web_page(429, **{"Retry-After": formatdate(time.time() + 60, usegmt=True)})


_NOTHING_BUT_AN_ERROR = {
    "error": {"code": "internal_api_error_x", "status": 500, "message": "Something broke."}, "batchcomplete": True,
    "query": {}, "results": [], "claims": [], "search": [], "meta": {"count": 0}, "message-type": "work-list",
    "message": {"total-results": 0, "items": []}, "hits": {"total": {"value": 0}, "hits": []},
}  # fmt: skip
"""An answer under 200 that every service could take for "nothing found", were it not for the error in it."""
COMMON: dict[str, Fault] = {
    "429_seconds": Fault(lambda _: web_page(429, **{"Retry-After": "7"}), "rate_limited", 7),
    "429_date": Fault(_in_a_minute, "rate_limited", 60),
    "429_bare": Fault(lambda _: web_page(429), "rate_limited", "bare"),
    "429_hours": Fault(lambda _: web_page(429, **{"Retry-After": "50000"}), "quota_exhausted", 50000),
    "500": Fault(lambda _: web_page(500), "unavailable"),
    "503": Fault(lambda _: web_page(503, **{"Retry-After": "20"}), "unavailable", 20),
    "503_past": Fault(
        lambda _: web_page(503, **{"Retry-After": "Mon, 01 Jan 2018 00:00:00 GMT"}), "unavailable", 0
    ),
    "error_beside_nothing": Fault(lambda _: Answer(_NOTHING_BUT_AN_ERROR), "unavailable"),
    "slow": Fault(lambda _: Answer(b"{" + b" " * 500, drip=0.05), "unavailable"),
    "cut": Fault(lambda _: Answer({"results": ["x" * 2000]}, cut=True), "unavailable"),
    "html": Fault(lambda _: web_page(), "malformed"),
    "no_body": Fault(lambda _: Answer(b""), "malformed"),
    "half_json": Fault(lambda _: Answer('{"results": [{"title": "Ha'), "malformed"),
    "other_form": Fault(lambda _: Answer({"greeting": "hello"}), "malformed"),
    "other_type": Fault(lambda _: Answer('"hello"'), "malformed"),
    "lost": Fault(lambda _: web_page(404), "unavailable"),
}


class StandIn(ABC):
    """One service. It checks what it is asked as the real one does, and refuses what that would refuse."""

    provider: ClassVar[str]
    settings: ClassVar[Mapping[str, str]] = {}
    """What an operator would have set: a key it accepts, for example. `{address}` is where it stands."""
    question: ClassVar[str]
    """A question for which it finds at least three pages of results, the last one not full."""
    nothing: ClassVar[str] = "Nobody ever wrote about zzqx."
    """A question for which it finds nothing."""
    pages: ClassVar[int] = 3
    tells_the_end: ClassVar[bool] = True
    """Whether its answers say that there is no further page."""
    faults: ClassVar[Mapping[str, Fault]] = {}
    """Ways to fail of its own, or other outcomes of the common ones."""
    without: ClassVar[frozenset[str]] = frozenset()
    """Common ways to fail that are none here."""

    @abstractmethod
    def answer(self, asked: Asked) -> Answer:
        """The answer to a request."""

    def all_faults(self) -> dict[str, Fault]:
        return {name: fault for name, fault in {**COMMON, **self.faults}.items() if name not in self.without}


def stand_in_of(provider: Provider) -> StandIn | None:
    """The stand-in in a provider's folder, or None."""
    if not (provider.folder / "stand_in.py").exists():
        return None
    found: StandIn = import_module(f"{type(provider).__module__}.stand_in").STAND_IN
    return found


def stand_ins() -> dict[str, StandIn]:
    """All there are, by the name of their provider."""
    found = {name: stand_in_of(provider) for name, provider in registry().items()}
    return {name: each for name, each in found.items() if each is not None}


class StandInServer:
    """One server on this machine, all stand-ins on it, each below its own prefix. Notes when it was asked what."""

    def __init__(self, services: Mapping[str, StandIn], *, port: int = 0, delay: float = 0.0) -> None:
        self.services = services
        self.delay = delay
        self.faults: dict[str, str] = {}
        self.seen: list[tuple[float, str, Asked]] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self.port: int = self._server.server_address[1]
        self.pair = f"127.0.0.1:{self.port}"

    def start(self) -> StandInServer:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def run(self) -> None:
        """Serve until interrupted."""
        self._server.serve_forever()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def address(self, name: str) -> str:
        return f"http://{self.pair}/{name}"

    def environment(self) -> dict[str, str]:
        """What an operator sets so that the providers ask these servers."""
        found = {
            "EVIDENCE_PROVIDERS": ",".join(["own_archive", "earlier_checks", *self.services]),
            "FETCH_ALLOWED_PRIVATE": self.pair,
            "OPERATOR_CONTACT": "desk@harbor.example",
        }
        for name, service in self.services.items():
            found[f"PROVIDER_{name.upper()}_BASE_URL"] = self.address(name)
            for key, value in service.settings.items():
                found[f"PROVIDER_{name.upper()}_{key}"] = value.replace("{address}", self.address(name))
        return found

    def answer_to(self, name: str, asked: Asked) -> Answer:
        service = self.services.get(name)
        if service is None:
            return web_page(404)
        with self._lock:
            self.seen.append((time.monotonic(), name, asked))
        if self.delay:
            time.sleep(self.delay)
        fault = service.all_faults().get(self.faults.get(name, ""))
        return fault.answer(asked) if fault else service.answer(asked)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def _handler(owner: StandInServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._respond()

        def do_POST(self) -> None:
            self._respond()

        def _respond(self) -> None:
            parts = urlsplit(self.path)
            name, _, rest = parts.path.lstrip("/").partition("/")
            length = self.headers.get("Content-Length", "0")
            asked = Asked(
                method=self.command,
                path=f"/{rest}",
                query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                headers={key.lower(): value for key, value in self.headers.items()},
                body=self.rfile.read(int(length)) if length.isdigit() else b"",
            )
            with suppress(OSError):
                self._send(owner.answer_to(name, asked))
            self.close_connection = True

        def _send(self, answer: Answer) -> None:
            data = answer.data()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.media_type)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Connection", "close")
            for key, value in answer.headers.items():
                self.send_header(key, value)
            self.end_headers()
            if answer.cut:
                data = data[: len(data) // 2]
            if answer.drip:
                for place in range(len(data)):
                    self.wfile.write(data[place : place + 1])
                    self.wfile.flush()
                    time.sleep(answer.drip)
            else:
                self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
