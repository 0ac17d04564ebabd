"""The Internet Archive's captures themselves: the bytes as they were captured, by the moment."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from claims.evidence.pace import Pace
from claims.evidence.providers.asking import Asking, HttpService, Trouble
from claims.evidence.providers.base import Query
from claims.evidence.providers.internet_archive.cdx import LABEL, Archived
from claims.intake.models import Outcome
from claims.lib.http import MAX_BYTES, Page

_PLACE = re.compile(r"/web/(\d{14})(?:id_)?/(https?:/{1,2}.+)", re.S)


class Replay(HttpService):
    """No provider of evidence: where a capture is read. Its pace is its own."""

    name = "internet_archive"
    label = "The Internet Archive"
    home = "https://web.archive.org"
    service = "internet_archive_replay"
    pace = Pace(calls=480, seconds=60, at_once=2, rest=60, bare_wait=60)

    def trouble_in(self, page: Page) -> Trouble | None:
        if page.status == 403:
            return Trouble(
                Outcome.FORBIDDEN_CONTENT, f"{LABEL} keeps its captures of this address to itself."
            )
        if page.status < 500 and page.status != 429 and "memento-datetime" not in page.headers:
            # Its own answer, not a capture: the page must not be taken for what was captured.
            words = "has no capture of this address" if page.status == 404 else "did not send the capture"
            return Trouble(Outcome.UNAVAILABLE, f"{LABEL} {words}.")
        if 400 <= page.status < 500:
            return Trouble(Outcome.EMPTY, f"What was captured is the site's error page ({page.status}).")
        return None


REPLAY = Replay()


def read_capture(row: Archived, query: Query) -> Page:
    """The page as it was captured. Its `final_url` is where readers see that capture: of another moment, or of another
    address, where the Archive or the captured page itself sent us on. Raises Trouble."""
    asking = Asking(REPLAY, query)
    page = asking.visit(
        f"{REPLAY.base_url.rstrip('/')}/web/{row.timestamp}id_/{row.original}", max_bytes=MAX_BYTES
    )
    place = _PLACE.search(page.final_url)
    if place is None:
        raise Trouble(Outcome.MALFORMED, f"{LABEL} sent us on to something that is no capture.")
    shown = Archived("", place[1], re.sub(r"^(https?):/(?=[^/])", r"\1://", place[2]), "", "", "")
    return replace(page, final_url=shown.permalink(REPLAY.base_url))


def capture_at(url: str) -> Archived | None:
    """The capture that an address of the Archive shows; None for any other address."""
    base = re.escape(REPLAY.base_url.rstrip("/").partition("://")[2])
    place = re.fullmatch(
        rf"https?://{base}/web/(\d{{14}})(?:[a-z]{{2}}_)?/(https?:/{{1,2}}.+)", url.strip(), re.S
    )
    if place is None:
        return None
    found = Archived("", place[1], re.sub(r"^(https?):/(?=[^/])", r"\1://", place[2]), "", "", "")
    try:
        _: Any = found.at
    except ValueError:
        return None
    return found
