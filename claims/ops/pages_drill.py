"""The same pages from the threaded server that was there before and from the asynchronous one, in one run."""

from __future__ import annotations

import asyncio
import re
import sys
import time

from claims.ops.stream_drill import HOST, READY_SECONDS, Drill, spread, wait
from factcheck.supervisor import answers


def load(port: int, path: str, cookie: str, *, together: int, each: int) -> list[float]:
    """How long a page takes, in seconds, with so many asking at once over connections that stay open."""

    async def ask(into: list[float]) -> None:
        reader, writer = await asyncio.open_connection(HOST, port, limit=2**22)
        request = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nCookie: {cookie}\r\n\r\n".encode()
        for _ in range(each):
            begun = time.perf_counter()
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = re.search(rb"content-length: (\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
            into.append(time.perf_counter() - begun)
            if b"connection: close" in head:
                reader, writer = await asyncio.open_connection(HOST, port, limit=2**22)

    async def all_of() -> list[float]:
        into: list[float] = []
        await asyncio.gather(*(ask(into) for _ in range(together)))
        return into

    return asyncio.run(all_of())


def pages_beside(drill: Drill, *, rounds: int) -> None:
    """The same pages from the threaded server that was there before and from this one, in turn."""
    old = [
        sys.executable,
        "-m",
        "gunicorn",
        "factcheck.wsgi:application",
        "--bind",
        f"{HOST}:{drill.port + 1}",
    ]
    old += ["--workers", "2", "--threads", "6", "--preload", "--no-control-socket", "--timeout", "90"]
    old += ["--access-logfile", "-"]
    with drill.serving("factcheck.asgi", drill.port), drill.program("old", old, 6.0):
        wait(lambda: answers(HOST, drill.port + 1), READY_SECONDS, "the threaded server does not answer")
        for path in ("/healthz", "/static/claims/desk/staying.js", "/desk/articles/"):
            times: dict[str, list[float]] = {"threads": [], "asynchronous": []}
            for turn in range(rounds + 1):
                for name, port in (("threads", drill.port + 1), ("asynchronous", drill.port)):
                    taken = load(port, path, drill.cookies[0], together=4, each=20)
                    times[name] += taken if turn else []  # the first turn warms both
            for name, values in times.items():
                drill.say(f"{path} {name}: {spread(values)}")
