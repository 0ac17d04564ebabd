"""The pages of a kept PDF as pictures, for editors: drawn when asked for, in the parser child.

Somebody waits for them at a web server, so they get less time than a text on its way in, few are drawn at once, and
what could not be drawn is remembered: a hostile file holds nobody up twice.
"""

from __future__ import annotations

import base64
import json
import threading
from dataclasses import dataclass

from django.core.cache import cache

from claims.intake.extraction import read_in_child
from claims.intake.models import Snapshot
from claims.intake.storing import bytes_of
from claims.lib.hashing import sha256_text
from claims.lib.problems import Conflict, Gone, Problem

AROUND = 200
SECONDS = 8.0
AT_ONCE = 2
REMEMBERED = 3600
UNDRAWN = {
    "file.too_heavy": "Drawing this page took too much time or memory, so it was stopped.",
    "file.damaged": "This page can’t be drawn: the file is damaged.",
    "pdf.damaged": "This page can’t be drawn: the file is damaged, or protected by a password.",
    "pdf.no_size": "This page has no size that can be drawn.",
    "pdf.picture_too_large": "This page is too rich to be shown as a picture here.",
    "pdf.busy": "Too many pages are being drawn just now.",
}
"""Why there is no picture, by the code of the refusal."""
STILL_THERE = "Its text can be read here; the file itself is in the WARC download."
_drawing = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class PagePicture:
    """One page. `picture` is empty where the words that were sought stand on no page."""

    picture: bytes
    page: int | None
    pages: int


def picture(
    snapshot: Snapshot, *, page: int | None = None, start: int | None = None, end: int | None = None
) -> PagePicture:
    """The page of this number, or the one on which a passage stands, or the first.

    Raises Gone for a copy that was taken down, Conflict for one that is no PDF, Problem for a page that isn't there or
    can't be drawn (a code of UNDRAWN).
    """
    if snapshot.removed_at is not None:
        raise Gone("copy.taken_down", f"This kept copy was taken down: {snapshot.removal_reason}")
    if snapshot.blob is None or not snapshot.has_pages:
        raise Conflict("copy.no_pages", "This kept copy is no PDF: it has no pages to show.")
    wanted: dict[str, object] = {"page": page or 1}
    text = snapshot.text or ""
    if page is None and start is not None and end is not None and 0 <= start < end <= len(text):
        wanted = {
            "page": None,
            "words": text[start:end],
            "before": text[max(0, start - AROUND) : start],
            "after": text[end : end + AROUND],
        }
    key = f"undrawn:{snapshot.blob.sha256}:{sha256_text(json.dumps(wanted, sort_keys=True))}"
    if known := cache.get(key):
        raise _undrawn(known)
    if not _drawing.acquire(timeout=SECONDS):
        raise _undrawn("pdf.busy")
    try:
        read = read_in_child("pdf_page", bytes_of(snapshot.blob), wanted=wanted, seconds=SECONDS)
    except Problem as problem:
        if problem.code not in UNDRAWN:
            raise
        cache.set(key, problem.code, REMEMBERED)
        raise _undrawn(problem.code) from None
    finally:
        _drawing.release()
    drawn = base64.b64decode(str(read.get("picture") or ""))
    number = read["page"]
    return PagePicture(drawn, int(number) if number is not None else None, int(read["pages"]))


def _undrawn(code: str) -> Problem:
    later = " Try again in a minute." if code == "pdf.busy" else ""
    return Problem(
        code, UNDRAWN[code] + later, status=503 if code == "pdf.busy" else 422, next_step=STILL_THERE
    )
