"""Pages under an asynchronous server: Django's ordinary, synchronous handler in a few threads that stay.

Django's own asynchronous handler would start a thread, and with it a database connection, for every request. Here a
page is served as under a threaded server: the threads stay, and so do their connections (CONN_MAX_AGE). The body of a
request is read before a thread is taken, and an answer is written after the thread is free again, so that a slow line
holds nobody up.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any
from urllib.parse import unquote_to_bytes

Message = dict[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
Environ = dict[str, Any]

IN_MEMORY = 1_000_000
MOST_BODY = 50_000_000
"""Larger than anything the workbench takes in; what is smaller is refused, with words, by the page it was sent to."""
WRITTEN_AT_ONCE = 1_000_000
BLOCK = 262_144


class Gone(Exception):
    """The other side left before it had said everything: what it said so far must not be taken for all."""


class TooLarge(Exception):
    """The body is larger than anything that is taken in."""


class Pages:
    """An ASGI application that serves a WSGI one in `threads` threads."""

    def __init__(self, application: Callable[..., Iterable[bytes]], *, threads: int) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, *, also: Environ | None = None
    ) -> tuple[int, Headers]:
        """Serve one request. `also` goes into the environ. Returns the status and the headers that were answered."""
        try:
            body, length = await read_body(receive)
        except Gone:
            return 0, []
        except TooLarge:
            await refuse(send, 413, "This is too large to be sent here.")
            return 413, []
        with body:
            environ = environ_of(scope, body, length) | (also or {})
            answer = _Answer(self.application, environ, asyncio.get_running_loop(), send)
            await asyncio.get_running_loop().run_in_executor(self.threads, answer.make)
        if not answer.held:
            await answer.finish()
        return answer.status, answer.headers


class _Answer:
    """One answer while it is made. A slot in the environ that was filled holds it back: something else is sent."""

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        environ: Environ,
        loop: asyncio.AbstractEventLoop,
        send: Send,
    ) -> None:
        self.application, self.environ, self.loop, self.send = application, environ, loop, send
        self.status, self.headers = 0, Headers()
        self.rest = bytearray()
        self.begun = False

    @property
    def held(self) -> bool:
        return any(getattr(value, "admission", None) is not None for value in self.environ.values())

    def make(self) -> None:
        """In a thread: run the application; what is long is written meanwhile, block by block."""
        parts = self.application(self.environ, self._start)
        try:
            for part in parts:
                self.rest += part
                if len(self.rest) >= WRITTEN_AT_ONCE:
                    asyncio.run_coroutine_threadsafe(self._write(), self.loop).result()
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [
            (name.lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers
        ]
        return self.rest.extend

    async def finish(self) -> None:
        """Write what is left."""
        if not self.begun:
            await self._begin()
        await self.send({"type": "http.response.body", "body": bytes(self.rest), "more_body": False})

    async def _begin(self) -> None:
        self.begun = True
        await self.send({"type": "http.response.start", "status": self.status, "headers": self.headers})

    async def _write(self) -> None:
        if not self.begun:
            await self._begin()
        await self.send({"type": "http.response.body", "body": bytes(self.rest), "more_body": True})
        self.rest.clear()


class Blocks:
    """A file as an answer, in large pieces (`wsgi.file_wrapper`)."""

    def __init__(self, file: IO[bytes], size: int = BLOCK) -> None:
        self.file, self.size = file, max(size, BLOCK)

    def __iter__(self) -> Iterator[bytes]:
        while block := self.file.read(self.size):
            yield block

    def close(self) -> None:
        self.file.close()


async def read_body(receive: Receive) -> tuple[IO[bytes], int]:
    """The whole body, in memory or in a file if it is long, and its length. Raises Gone or TooLarge."""
    body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
    length = 0
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            body.close()
            raise Gone
        part = message.get("body", b"")
        length += len(part)
        if length > MOST_BODY:
            body.close()
            raise TooLarge
        body.write(part)
        more = message.get("more_body", False)
    body.seek(0)
    return body, length


def environ_of(scope: Scope, body: IO[bytes], length: int) -> Environ:
    """The request as WSGI has it. A header that comes twice is joined; the length is what was really read."""
    path = unquote_to_bytes(scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    server, client = scope.get("server") or ("localhost", 80), scope.get("client")
    given: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": path,
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": Blocks,
    }
    if client:
        given["REMOTE_ADDR"], given["REMOTE_PORT"] = client[0], str(client[1])
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").upper().replace("-", "_")
        if b"_" in raw:
            continue  # would pass for the header with dashes
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        joined = "; " if key == "HTTP_COOKIE" else ","
        text = value.decode("latin-1")
        given[key] = f"{given[key]}{joined}{text}" if key in given else text
    given["CONTENT_LENGTH"] = str(length)
    return given


async def refuse(send: Send, status: int, words: str) -> None:
    body = words.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
