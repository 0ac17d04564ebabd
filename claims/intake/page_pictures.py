"""The pages of a kept PDF as pictures, for editors: drawn when asked for, in the parser child."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from claims.intake.extraction import read_in_child
from claims.intake.models import Snapshot
from claims.intake.storing import bytes_of
from claims.lib.problems import Conflict, Gone

AROUND = 200


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
    a file that can't be drawn.
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
    read = read_in_child("pdf_page", bytes_of(snapshot.blob), wanted=wanted)
    drawn = base64.b64decode(str(read.get("picture") or ""))
    number = read["page"]
    return PagePicture(drawn, int(number) if number is not None else None, int(read["pages"]))
