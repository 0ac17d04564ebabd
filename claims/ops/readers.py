"""People who read: so many requests a second for addresses of a newsroom, while something else is measured."""

from __future__ import annotations

import asyncio
import random
import re
import threading
import time
from collections import Counter


class Readers:
    """So many requests a second for addresses drawn at random, over a handful of lines that stay open."""

    LINES = 64
    """At most. A line that is asked on seldom is closed by the server: where few requests are made, fewer are open."""

    def __init__(self, host: str, port: int, rate: int, asked: list[str]) -> None:
        self.host, self.port, self.rate, self.asked = host, port, rate, asked
        self.lines = max(1, min(self.LINES, rate // 3))
        self.done, self.times, self.statuses = 0, list[float](), Counter[str]()
        self.begun = self.ended = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)

    def __enter__(self) -> Readers:
        self.begun = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._stop.set()
        self._thread.join(timeout=30)
        self.ended = time.monotonic()

    async def _all(self) -> None:
        await asyncio.gather(*(self._line(number) for number in range(self.lines)))

    async def _line(self, number: int) -> None:
        chance = random.Random(number)
        every = self.lines / self.rate
        reader = writer = None
        due = time.monotonic() + every * number / self.lines
        while not self._stop.is_set():
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            due += every
            begun = time.perf_counter()
            try:
                if reader is None or writer is None:
                    reader, writer = await asyncio.open_connection(self.host, self.port, limit=2**22)
                path = chance.choice(self.asked)
                head = (
                    f"GET {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nAccept-Encoding: gzip\r\n\r\n"
                )
                writer.write(head.encode())
                answer = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", answer)
                await reader.readexactly(int(length[1]) if length else 0)
                self.statuses[answer[9:12].decode()] += 1
                if b"connection: close" in answer.lower():
                    reader = None
            except (OSError, asyncio.IncompleteReadError):
                self.statuses["broken off"] += 1
                reader = None
            self.times.append(time.perf_counter() - begun)
            self.done += 1
