"""The door for asynchronous web servers: pages as ever (`bridge`), and live streams beside them.

Every request is admitted by Django first, with its middleware, session and rights. Where the view of the stream admits
one (`claims.desk.live.views`), the line stays open here; everything else is answered as it was made.
"""

from __future__ import annotations

import asyncio
import os

from factcheck import quick
from factcheck.bridge import Pages, Receive, Scope, Send
from factcheck.wsgi import application as pages_application

# Once the pages are loaded, so is Django.
from claims.desk.live import door  # isort: skip
from claims.desk.live.hub import hub  # isort: skip
from claims.publishing.sites import generation  # isort: skip

pages = Pages(pages_application, threads=int(os.environ.get("WEB_THREADS") or 6))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve a page, or a stream."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if scope["type"] != "http":
        return
    if not scope["path"].startswith("/desk/stream"):
        await _page(scope, receive, send)
        return
    slot = door.Slot()
    _, headers = await pages(scope, receive, send, also={door.SLOT: slot})
    if slot.admission is not None:
        await door.serve(slot.admission, headers, receive, send)


async def _page(scope: Scope, receive: Receive, send: Send) -> None:
    """A page; one that is stored bytes is kept, to be answered at once the next time (`quick`)."""
    place = quick.place_of(scope)
    if place is None:
        await pages(scope, receive, send)
        return
    slot, epoch = quick.Slot(), quick.kept.epoch
    status, headers = await pages(scope, receive, send, also={quick.STORED: slot})
    if status == 200 and slot.is_filled:
        quick.kept.keep(place, slot, headers, epoch=epoch)
        quick.kept.watch(_generation)


async def _generation() -> object:
    """How public pages stand, asked in a thread of the pages; None where there is no answer."""
    return await asyncio.get_running_loop().run_in_executor(pages.threads, generation)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
