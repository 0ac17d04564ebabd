"""The line itself, under an asynchronous server: what was admitted by the view is written here, frame by frame.

A line costs a coroutine and a queue: no thread and no database connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from claims.desk.live.frames import still
from claims.desk.live.hub import Listener, hub
from claims.desk.live.staying_in import Person
from claims.desk.live.topics import Asked
from claims.history.ripples import Place

SLOT = "workbench.stream"
STILL_EVERY = 15.0
"""Seconds of silence after which a comment is sent, so that nothing between takes the line for dead."""

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True)
class Admission:
    """A stream that may be opened: for what, for whom, from where on, under which name it is counted."""

    asked: Asked
    person: Person
    after: Place | None
    name: str


@dataclass
class Slot:
    """Put into a request by the asynchronous server; the view leaves its admission in it."""

    admission: Admission | None = None


def slot_of(request: HttpRequest) -> Slot | None:
    """The slot of a request that can become a stream; None under a plain server."""
    found = request.META.get(SLOT)
    return found if isinstance(found, Slot) else None


async def serve(
    admission: Admission, headers: Iterable[tuple[bytes, bytes]], receive: Receive, send: Send
) -> None:
    """Write the stream until the browser leaves, the hub ends it, or the server stops."""
    listener = Listener(
        admission.asked, admission.person, admission.after, admission.name, asyncio.get_running_loop()
    )
    kept = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    gone = asyncio.ensure_future(_until_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": kept})
        hub.join(listener)
        await _write(listener, gone, send)
    except OSError:
        pass  # the line broke while it was written to
    finally:
        gone.cancel()
        hub.leave(listener)


async def _write(listener: Listener, gone: asyncio.Future[None], send: Send) -> None:
    over = False
    while not over and not gone.done():
        waiting: asyncio.Future[str | None] = asyncio.ensure_future(listener.frames.get())
        both: set[asyncio.Future[Any]] = {waiting, gone}
        await asyncio.wait(both, timeout=STILL_EVERY, return_when=asyncio.FIRST_COMPLETED)
        texts: list[str | None] = []
        if waiting.done():
            texts.append(waiting.result())
            while not listener.frames.empty():
                texts.append(listener.frames.get_nowait())
        else:
            waiting.cancel()
            if gone.done():
                return
            texts.append(still(listener.place) if listener.place else ": still here\n\n")
        over = None in texts
        body = "".join(text for text in texts if text is not None)
        if body:
            await send({"type": "http.response.body", "body": body.encode(), "more_body": True})
    if not gone.done():
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
