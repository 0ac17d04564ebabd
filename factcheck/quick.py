"""Published pages straight from memory: a request for one that was served before is answered in the server itself,
before a thread, a database or Django is asked.

Only an ordinary GET or HEAD of one address without a query gets here; everything else, and the first request for each
page, goes the usual way, and what Django then hands out as stored bytes is kept. Once a second, while pages are asked
for or kept, the database is asked whether anything published has changed since (`PublicSite.generation`); if so, all of
it is forgotten. What was read before that was asked for the first time is not kept: it may be from before a correction
of which nobody would be told. So a correction is everywhere within a second or two, and while the database is away
readers still get what was last known.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

STORED = "workbench.stored"
"""The name in the environ under which a view notes that it served stored bytes."""
GZIP = re.compile(rb"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))", re.IGNORECASE)
LONGEST = 4096
EVERY_SECONDS = 1.0
LINGERS_SECONDS = 20.0
"""So long after the last request for a stored page the database is still asked."""
MOST_BYTES = int(os.environ.get("PUBLIC_MEMORY_MB") or 64) * 1_000_000
UNUSUAL = (
    b"content-length:", b"transfer-encoding:", b"upgrade:", b"expect:", b"connection: close", b"authorization:",
)  # fmt: skip
PASSED_OVER = {
    b"date",
    b"content-length",
    b"content-encoding",
    b"etag",
    b"x-request-id",
    b"connection",
    b"server",
}
"""Headers that belong to one answer and not to the page."""

Headers = list[tuple[bytes, bytes]]


@dataclass
class Slot:
    """What a view noted of the stored bytes it served: each encoding's body, and the validator they share."""

    etag: str = ""
    plain: bytes = b""
    zipped: bytes | None = None

    @property
    def is_filled(self) -> bool:
        return bool(self.etag)


@dataclass(frozen=True)
class Asked:
    """A plain request for a page: what decides which bytes are sent."""

    place: tuple[bytes, bytes, bytes]
    takes_gzip: bool
    is_head: bool
    known: bytes


@dataclass
class _Page:
    head: bytes
    plain: bytes
    zipped: bytes | None
    etag: bytes
    answers: dict[tuple[bool, bool], tuple[bytes, bytes]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.zipped or b"") + len(self.head)

    def answer(self, asked: Asked) -> tuple[bytes, bytes]:
        """The bytes before and after the date."""
        zips = asked.takes_gzip and self.zipped is not None
        etag = b'"' + self.etag + (b'-gzip"' if zips else b'"')
        if asked.known and (asked.known == b"*" or self._matches(asked.known)):
            return (
                b"HTTP/1.1 304 Not Modified\r\n" + self.head + b"ETag: " + etag + b"\r\nDate: ",
                b"\r\n\r\n",
            )
        key = (zips, asked.is_head)
        made = self.answers.get(key)
        if made is None:
            body = self.zipped if zips and self.zipped is not None else self.plain
            encoding = b"Content-Encoding: gzip\r\n" if zips else b""
            length = b"Content-Length: %d\r\n" % len(body)
            start = b"HTTP/1.1 200 OK\r\n" + self.head + encoding + length + b"ETag: " + etag + b"\r\nDate: "
            made = self.answers[key] = (start, b"\r\n\r\n" + (b"" if asked.is_head else body))
        return made

    def _matches(self, known: bytes) -> bool:
        mine = {b'"' + self.etag + b'"', b'"' + self.etag + b'-gzip"'}
        return any(each.strip().removeprefix(b"w/") in mine for each in known.split(b","))


class Kept:
    """The pages this process has served, by host, scheme and path."""

    def __init__(self, *, most: int = MOST_BYTES) -> None:
        self.most = most
        self.pages: dict[tuple[bytes, bytes, bytes], _Page] = {}
        self.size = 0
        self.epoch = 0
        self.seen: object = None
        self.watching = False
        self.wanted_at = 0.0
        self.is_read = False
        """Whether this process's server answers from here (`worker.Protocol`): else nothing is kept."""

    def answer(self, asked: Asked) -> tuple[bytes, bytes] | None:
        """The bytes before and after the date, or None where this page is not kept."""
        page = self.pages.get(asked.place)
        return None if page is None else page.answer(asked)

    def keep(self, place: tuple[bytes, bytes, bytes], slot: Slot, headers: Headers, *, epoch: int) -> None:
        """Keep a page that was just served, unless something changed while it was made, or could have without our
        knowing."""
        sets_cookie = any(name == b"set-cookie" for name, _ in headers)
        is_known = self.seen is not None and epoch == self.epoch
        if not self.is_read or not is_known or not slot.is_filled or sets_cookie:
            return
        page = _Page(_head(headers), slot.plain, slot.zipped, slot.etag.encode())
        if page.size > self.most // 8:
            return
        old = self.pages.pop(place, None)
        self.size += page.size - (old.size if old else 0)
        self.pages[place] = page
        while self.size > self.most:
            first = next(iter(self.pages))
            self.size -= self.pages.pop(first).size

    def forget(self) -> None:
        """Nothing kept is right any more."""
        self.epoch += 1
        self.pages.clear()
        self.size = 0

    def look(self, generation: object) -> None:
        """Hear how public pages stand; forget everything where that has changed, or was not known before."""
        if generation != self.seen:
            self.forget()
        self.seen = generation

    def watch(self, ask: Callable[[], Awaitable[object]]) -> None:
        """A stored page was asked for: ask once a second from now on, for as long as something is kept or may soon be.
        No answer is no news."""
        self.wanted_at = time.monotonic()
        if self.is_read and not self.watching:
            self.watching = True
            self._watcher = asyncio.get_running_loop().create_task(self._watch(ask))

    async def _watch(self, ask: Callable[[], Awaitable[object]]) -> None:
        try:
            while self.pages or time.monotonic() - self.wanted_at < LINGERS_SECONDS:
                generation = await ask()
                if generation is not None:
                    self.look(generation)
                await asyncio.sleep(EVERY_SECONDS)
        finally:
            self.watching = False
            self.forget()  # nobody looks any more
            self.seen = None


kept = Kept()


def read_request(data: bytes) -> Asked | None:
    """What a plain request asks for; None for anything that is not exactly one of those."""
    if len(data) > LONGEST or data[-4:] != b"\r\n\r\n" or data.find(b"\r\n\r\n") != len(data) - 4:
        return None
    line, _, rest = data.partition(b"\r\n")
    words = line.split(b" ")
    if len(words) != 3 or words[2] != b"HTTP/1.1" or words[0] not in (b"GET", b"HEAD") or b"?" in words[1]:
        return None
    low = b"\r\n" + rest.lower()
    if low.count(b"\r\nhost:") != 1 or any(each in low for each in UNUSUAL):
        return None
    return Asked(
        place=(value_of(low, b"host"), value_of(low, b"x-forwarded-proto"), words[1]),
        takes_gzip=bool(GZIP.search(value_of(low, b"accept-encoding"))),
        is_head=words[0] == b"HEAD",
        known=value_of(low, b"if-none-match"),
    )


def value_of(headers: bytes, name: bytes) -> bytes:
    """The value of the first header of this name, in small letters as all of them are; empty where there is none."""
    start = headers.find(b"\r\n" + name + b":")
    if start < 0:
        return b""
    start += len(name) + 3
    return headers[start : headers.find(b"\r\n", start)].strip()


def place_of(scope: dict[str, Any]) -> tuple[bytes, bytes, bytes] | None:
    """The place of a request that went the usual way, as `read_request` would name it; None where it has a query."""
    if scope["method"] not in ("GET", "HEAD") or scope["query_string"]:
        return None
    given = {name.lower(): value.lower() for name, value in scope["headers"]}
    path = scope.get("raw_path") or scope["path"].encode()
    return given.get(b"host", b""), given.get(b"x-forwarded-proto", b""), path


_date = (0, b"")


def date_now() -> bytes:
    """The date of an answer, made once a second."""
    global _date
    now = int(time.time())
    if _date[0] != now:
        _date = (now, formatdate(now, usegmt=True).encode())
    return _date[1]


def _head(headers: Headers) -> bytes:
    return b"".join(
        name.title() + b": " + value + b"\r\n" for name, value in headers if name.lower() not in PASSED_OVER
    )
