"""From bytes or typed characters to the canonical text of a plain document, without guessing.

A byte-order mark is dropped and line ends become LF; nothing else is changed, so that offsets, quotations and
hashes mean the same everywhere. NUL, lone surrogates and undecodable bytes are refused with the place where
they stand.
"""

from __future__ import annotations

import codecs
import re

from claims.lib.problems import Problem

MAX_COPY_CHARACTERS = 2_000_000
MAX_ARTICLE_CHARACTERS = 500_000
PASTE = "Open the file where it was written, copy its text and paste it here."

_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]


def decode(data: bytes, *, charset: str = "") -> str:
    """The characters of a plain text file, mark dropped, line ends as they were.

    The byte-order mark decides, else UTF-8, else the `charset` that came with the file. Raises Problem naming
    the first byte that can't be read.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, skipped=len(mark))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if charset and not is_unicode(charset):
            return _strict(data, charset)
        raise undecodable("UTF-8", error.start, data[error.start : error.start + 1]) from None


def is_unicode(charset: str) -> bool:
    """Whether a charset's name means UTF-8 or plain ASCII, or nothing known at all."""
    try:
        return codecs.lookup(charset).name in {"utf-8", "ascii"}
    except LookupError:
        return True


def _strict(data: bytes, encoding: str, *, skipped: int = 0) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        place = error.start + skipped
        raise undecodable(encoding.upper(), place, data[error.start : error.start + 1]) from None


def undecodable(encoding: str, place: int, byte: bytes) -> Problem:
    """The refusal of bytes that are no text in the expected encoding."""
    shown = f" (0x{byte.hex().upper()})" if byte else ""
    return Problem(
        "text.encoding",
        f"Byte {place:,}{shown} is not readable as {encoding}.",
        pointer="/file",
        next_step=f"Save the file as UTF-8 and upload it again. Or: {PASTE[0].lower()}{PASTE[1:]}",
    )


def canonical(text: str, *, pointer: str = "/text", limit: int = MAX_COPY_CHARACTERS) -> str:
    """The canonical text of pasted or plain text: mark dropped, CRLF and CR as LF, all else untouched.

    Raises Problem for a text that is empty, too long, or holds NUL or lone surrogates.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    check_characters(text, pointer=pointer)
    check_length(text, pointer=pointer, limit=limit)
    return text


def check_characters(text: str, *, pointer: str = "/text") -> None:
    """Raise Problem where a text is empty or can't be stored as it is (NUL, half of a surrogate pair)."""
    if not text:
        raise Problem(
            "text.empty", "There is no text.", pointer=pointer, next_step="Paste the article's text."
        )
    if not text.strip():
        raise Problem(
            "text.empty",
            "The text holds only spaces and line breaks.",
            pointer=pointer,
            next_step="Paste the article's text.",
        )
    nul = text.find("\x00")
    if nul >= 0:
        raise Problem(
            "text.nul",
            f"Character {nul:,} is NUL, which no text contains; this may be another kind of file.",
            pointer=pointer,
            next_step="Copy the text from the program that shows it properly, and paste it here.",
        )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Problem(
            "text.surrogate",
            f"Character {error.start:,} is half of a character (a lone surrogate), so it can't be kept.",
            pointer=pointer,
            next_step="Delete the character at that place, or copy the text again from where it is shown properly.",
        ) from None


def check_length(text: str, *, pointer: str = "/text", limit: int = MAX_COPY_CHARACTERS) -> None:
    """Raise Problem where a text has more than `limit` characters (code points)."""
    if len(text) > limit:
        raise Problem(
            "text.too_long",
            f"The text has {len(text):,} characters; at most {limit:,} fit into one text.",
            pointer=pointer,
            next_step="Split it, and bring in the part you want to check.",
        )


def decode_markup(data: bytes, *, charset: str = "") -> str:
    """The characters of an HTML file: mark, else the header's charset, else the one in its head, else UTF-8.

    A few unreadable bytes become U+FFFD, as in every browser; `extraction` refuses a copy in whose text one
    shows up. Raises Problem for NUL bytes (the file is then something else) and for UTF-16 without its mark.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    nul = data.find(b"\0")
    if nul >= 0:
        raise Problem(
            "text.nul",
            f"Byte {nul:,} is NUL: this is no HTML page.",
            pointer="/file",
            next_step="Open the page in your browser, copy its text and paste it here.",
        )
    named = re.search(
        rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", data[:4096], re.IGNORECASE
    )
    for candidate in (charset, named[1].decode() if named else "", "utf-8"):
        try:
            if candidate and (text := data.decode(_as_browsers_read(candidate))):
                return text
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("utf-8", errors="replace")


def _as_browsers_read(charset: str) -> str:
    """Browsers read Latin-1 and ASCII as windows-1252, and pages are written to suit them."""
    name = codecs.lookup(charset).name
    return "cp1252" if name in {"iso8859-1", "ascii"} else name
