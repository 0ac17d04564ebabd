"""A published page that was served before is answered in the server itself, the same to the letter; everything else
goes its usual way."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger

from factcheck import quick
from factcheck.worker import Protocol

BODY = b"<p>A page that was published. " + b"x" * 400
ETAG = "0123456789abcdef"
Talk = Callable[[bytes], Awaitable[bytes]]


class House:
    """A server on a port of its own with our connections, and an application that serves one stored page."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.body = BODY

    async def application(self, scope: Any, receive: Any, send: Any) -> None:
        self.made.append(f"{scope['method']} {scope['path']}")
        while (await receive()).get("more_body"):
            pass
        place, epoch = quick.place_of(scope), quick.kept.epoch
        takes = b"gzip" in dict(scope["headers"]).get(b"accept-encoding", b"")
        body = gzip.compress(self.body, mtime=0) if takes else self.body
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"cache-control", b"max-age=30"),
            (b"content-length", str(len(body)).encode()),
            (b"x-request-id", b"rq-7"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        if place is not None and scope["path"].startswith("/checks/"):
            slot = quick.Slot(ETAG, self.body, gzip.compress(self.body, mtime=0))
            quick.kept.keep(place, slot, headers, epoch=epoch)


def served(talk: Callable[[House, Talk], Awaitable[None]]) -> None:
    """Run a conversation with the server. Each `say` is a connection of its own, unless it is one of a list."""

    async def run() -> None:
        house = House()
        config = Config()
        config.set("keepalive", 2)
        worker = SimpleNamespace(
            cfg=config, log=Logger(config), asgi=house.application, loop=asyncio.get_running_loop(),
            nr_conns=0, nr=0, max_requests=10_000, alive=True, state={},
        )  # fmt: skip
        server = await worker.loop.create_server(lambda: Protocol(worker), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]

        async def say(data: bytes, *more: bytes) -> bytes:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            heard = b""
            for each in (data, *more):
                await asyncio.sleep(0.005)
                writer.write(each)
                await writer.drain()
                while True:
                    try:
                        part = await asyncio.wait_for(reader.read(65_536), 0.05)
                    except TimeoutError:
                        break
                    heard += part
                    if not part:
                        break
            writer.close()
            return heard

        async with server:
            await talk(house, say)

    asyncio.run(run())


def watched(**given: Any) -> quick.Kept:
    """A memory that is read, and knows how public pages stand."""
    kept = quick.Kept(**given)
    kept.is_read = True
    kept.look((1, 1))
    return kept


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = watched()
    monkeypatch.setattr(quick, "kept", kept)
    monkeypatch.setattr("factcheck.worker.kept", kept)


def ask(path: str = "/checks/a/", *headers: str, method: str = "GET") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: harbor.example", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def test_the_second_answer_is_the_first_one_without_the_application() -> None:
    async def talk(house: House, say: Any) -> None:
        heard = await say(ask(), ask(), ask(method="HEAD"), ask("/checks/a/", "Accept-Encoding: gzip, br"))
        assert house.made == ["GET /checks/a/"]
        first, second, head, zipped = (b"HTTP/1.1 " + each for each in heard.split(b"HTTP/1.1 ")[1:])
        assert first.endswith(BODY) and second.endswith(BODY)
        assert b"Content-Type: text/html; charset=utf-8\r\n" in second
        assert b"Cache-Control: max-age=30\r\n" in second and b"rq-7" not in second
        assert b"Date: " in second and f'ETag: "{ETAG}"'.encode() in second
        assert head.endswith(b"\r\n\r\n") and f"Content-Length: {len(BODY)}".encode() in head
        assert b"Content-Encoding: gzip" in zipped
        assert gzip.decompress(zipped.partition(b"\r\n\r\n")[2]) == BODY
        for validator in (f'"{ETAG}"', f'W/"{ETAG}-gzip"', f'"other", "{ETAG}"', "*"):
            answer = await say(ask("/checks/a/", f"If-None-Match: {validator}"))
            assert answer.startswith(b"HTTP/1.1 304 ") and answer.endswith(b"\r\n\r\n"), validator
        assert (await say(ask("/checks/a/", 'If-None-Match: "other"'))).startswith(b"HTTP/1.1 200 ")
        assert len(house.made) == 1

    served(talk)


@pytest.mark.parametrize(
    "request_line",
    [
        ask("/checks/a/?page=2"),
        ask("/desk/"),
        ask("/checks/a/", method="POST"),
        ask("/checks/a/", "Content-Length: 3") + b"abc",
        ask("/checks/a/", "Connection: close"),
        ask("/checks/a/", "Expect: 100-continue", "Content-Length: 0"),
        ask("/checks/a/", "Authorization: Bearer x"),
        ask("/checks/a/", "X-Forwarded-Proto: https"),
        ask("/checks/a/").replace(b"harbor", b"northgate"),
        ask("/checks/b/"),
        ask("/checks/a/", "X-Long: " + "x" * 5000),
    ],
)
def test_everything_else_goes_its_usual_way(request_line: bytes) -> None:
    async def talk(house: House, say: Any) -> None:
        await say(ask())
        answer = await say(request_line)
        assert len(house.made) == 2
        assert answer.startswith(b"HTTP/1.1 ")

    served(talk)


def test_requests_in_pieces_or_in_a_row_are_answered_in_their_order() -> None:
    async def talk(house: House, say: Any) -> None:
        await say(ask())
        whole = ask("/checks/a/", "X-Piece: 1")
        heard = await say(whole[:25], whole[25:], ask())
        assert heard.count(b"HTTP/1.1 200 ") == 2
        heard = await say(ask("/desk/") + ask() + ask("/desk/2"))
        assert heard.count(b"HTTP/1.1 200 ") == 3
        assert house.made[-3:] == ["GET /desk/", "GET /checks/a/", "GET /desk/2"]
        heard = await say(ask(method="POST"), ask())
        assert heard.count(b"HTTP/1.1 200 ") == 2

    served(talk)


def test_a_change_is_seen_and_what_was_made_before_it_is_not_kept() -> None:
    async def talk(house: House, say: Any) -> None:
        await say(ask())
        quick.kept.look((1, 1))
        await say(ask())
        assert len(house.made) == 1
        house.body = b"Corrected."
        quick.kept.look((2, 1))
        assert (await say(ask())).endswith(b"Corrected.")
        assert (await say(ask())).endswith(b"Corrected.")
        assert len(house.made) == 2

    served(talk)
    kept = watched()
    place, slot = (b"h", b"", b"/"), quick.Slot(ETAG, BODY, None)
    epoch = kept.epoch
    kept.forget()
    kept.keep(place, slot, [], epoch=epoch)
    assert not kept.pages


def test_what_is_kept_has_a_limit() -> None:
    kept = watched(most=10 * len(BODY))
    for number in range(40):
        kept.keep((b"h", b"", b"/%d" % number), quick.Slot(ETAG, BODY, None), [], epoch=kept.epoch)
    assert 5 < len(kept.pages) <= 10 and kept.size <= 10 * len(BODY)
    kept.keep((b"h", b"", b"/big"), quick.Slot(ETAG, BODY * 9, None), [], epoch=kept.epoch)
    cookie = [(b"set-cookie", b"a=b")]
    kept.keep((b"h", b"", b"/cookie"), quick.Slot(ETAG, BODY, None), cookie, epoch=kept.epoch)
    assert (b"h", b"", b"/big") not in kept.pages and (b"h", b"", b"/cookie") not in kept.pages


def test_what_was_read_before_anybody_looked_is_not_kept() -> None:
    """Between its reading and the first look a correction may have come, of which nobody would be told."""
    kept = quick.Kept()
    kept.is_read = True
    place, slot = (b"h", b"", b"/"), quick.Slot(ETAG, BODY, None)
    early = kept.epoch
    kept.keep(place, slot, [], epoch=early)
    assert not kept.pages
    kept.look((2, 1))
    kept.keep(place, slot, [], epoch=early)  # read before the look, handed over after it
    assert not kept.pages
    kept.keep(place, slot, [], epoch=kept.epoch)
    assert kept.pages


def test_it_asks_once_a_second_while_pages_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "EVERY_SECONDS", 0.01)
    monkeypatch.setattr(quick, "LINGERS_SECONDS", 0.15)
    answers: list[Any] = [(1, 1), None, (1, 1), (1, 1)]

    async def ask_once() -> object:
        return answers.pop(0) if answers else (2, 1)

    async def run() -> None:
        kept = quick.Kept()
        kept.is_read = True
        kept.watch(ask_once)
        await asyncio.sleep(0.005)
        kept.keep((b"h", b"", b"/"), quick.Slot(ETAG, BODY, None), [], epoch=kept.epoch)
        await asyncio.sleep(0.01)
        assert kept.pages
        await asyncio.sleep(0.06)
        assert not kept.pages and kept.watching
        await asyncio.sleep(0.2)
        assert not kept.watching

    asyncio.run(run())
