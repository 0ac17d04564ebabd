"""A page of a PDF as a picture: what a reader sees, beside the text that the file says it is. Runs inside the parser
child: PDFium is fast, and a hostile file may end it.
"""

from __future__ import annotations

import base64
import struct
import unicodedata
import zlib
from typing import Any

import pypdfium2

from claims.intake.pdfs import MAX_PAGES, damaged
from claims.lib.problems import Problem

WIDEST, HIGHEST = 1_240, 1_754
"""A page of A4 at 150 dots an inch."""
LARGEST_SCALE = 4.0
MOST_BYTES = 4_000_000
TELLING = 48
"""So many letters and digits of a passage find its page; fewer, where they run over its end."""
LEAST_TELLING = 12
CONTEXTS = (48, 24, 12, 6)
"""So many letters around it are looked for with it; fewer, where they stand on another page."""


def draw(
    data: bytes, *, page: int | None = None, words: str = "", before: str = "", after: str = ""
) -> dict[str, Any]:
    """One page as PNG: the one of this number (1 is the first), or the one on which the words stand.

    {picture, page, pages, width, height}, the picture in base64; without a picture where the words stand on none.
    Raises Problem where it is damaged, has no such page, or can't be drawn small enough.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise damaged() from None
    pages = len(document)
    if page is None:
        page = _page_with(document, words, before, after)
        if page is None:
            return {"pages": pages, "page": None}
    if not 1 <= page <= pages:
        raise Problem(
            "pdf.no_such_page",
            f"The PDF has {pages} page{'s' if pages != 1 else ''}; there is no page {page}.",
            pointer="/page",
            next_step="Open the first page.",
        )
    try:
        width, height, pixels = _pixels(document[page - 1])
    except pypdfium2.PdfiumError:
        raise damaged() from None
    picture = png(width, height, pixels)
    if len(picture) > MOST_BYTES:
        raise Problem("pdf.picture_too_large", "The page is too rich to be shown as a picture here.")
    return {
        "picture": base64.b64encode(picture).decode("ascii"),
        "page": page,
        "pages": pages,
        "width": width,
        "height": height,
    }


def _pixels(page: Any) -> tuple[int, int, bytes]:
    """The page drawn within the limits, as rows of red, green and blue."""
    across, down = page.get_size()
    if not (0 < across < 1e6 and 0 < down < 1e6):
        raise Problem("pdf.no_size", "The page has no size that can be drawn.")
    scale = min(WIDEST / across, HIGHEST / down, LARGEST_SCALE)
    drawn = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False, prefer_bgrx=False)
    rows = drawn.to_numpy()
    if rows.ndim == 2:
        rows = rows[:, :, None].repeat(3, axis=2)
    return drawn.width, drawn.height, rows[:, :, :3].tobytes()


def _page_with(document: Any, words: str, before: str, after: str) -> int | None:
    """The number of the page on which a passage stands; of several, the one with most of the words around it."""
    lead, sought, rest = letters(before), letters(words), letters(after)
    needles = [
        needle
        for many in CONTEXTS
        for needle in (lead[-many:] + sought[:TELLING], sought[-TELLING:] + rest[:many])
    ]
    if len(sought) >= LEAST_TELLING:
        needles += [sought[:TELLING], sought[-TELLING:], sought[: TELLING // 2]]
    texts = [_letters_of(document, number) for number in range(min(len(document), MAX_PAGES))]
    for needle in needles:
        if not needle:
            continue
        for number, text in enumerate(texts, start=1):
            if needle in text:
                return number
    return None


def _letters_of(document: Any, number: int) -> str:
    """A page's letters; none where it can't be read, which is no reason to pass over the others."""
    try:
        return letters(document[number].get_textpage().get_text_range())
    except pypdfium2.PdfiumError:
        return ""


def letters(text: str) -> str:
    """Letters and digits alone, folded: programs that read PDFs disagree about white space, hyphens and ligatures."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def png(width: int, height: int, pixels: bytes) -> bytes:
    """A picture in true colour, eight bits each."""
    stride = width * 3
    rows = b"".join(b"\x00" + pixels[at : at + stride] for at in range(0, stride * height, stride))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows, 6))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
