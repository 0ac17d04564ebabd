"""Short texts that people type into fields: what a database can hold, and no longer than the field."""

from __future__ import annotations

import re

from claims.lib.problems import Problem

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database takes: NUL, and half of a character."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f\u2028\u2029]+")


def one_line(value: object, *, field: str, pointer: str, limit: int, required: bool = True) -> str:
    """`value` as one line: runs of line breaks and other control characters become a space, ends are trimmed.

    Raises Problem (`text.empty`, `text.too_long`, `text.unreadable`, `text.not_text`) at `pointer`;
    `field` names it for people ("The name").
    """
    return _checked(_CONTROLS.sub(" ", _storable(value, field, pointer)), field, pointer, limit, required)


def many_lines(value: object, *, field: str, pointer: str, limit: int, required: bool = True) -> str:
    """`value` with its line breaks as LF and its ends trimmed. Raises Problem like `one_line`."""
    text = _storable(value, field, pointer).replace("\r\n", "\n").replace("\r", "\n")
    return _checked(text, field, pointer, limit, required)


def shorten(words: str, most: int) -> str:
    """At most `most` characters, cut between words, with an ellipsis where something is missing."""
    words = " ".join(words.split())
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    space = cut.rfind(" ")
    if space > most // 2:
        cut = cut[:space]
    return cut.rstrip(" ,;:–-") + "…"


def storable(text: str) -> str:
    """A text with a mark wherever a character stands that no database takes."""
    return UNSTORABLE.sub("\ufffd", text)


def for_xml(text: str) -> str:
    """A text without the characters that XML 1.0 has no way to say: one of them and nobody can read the document."""
    return _NOT_XML.sub("", text)


def _storable(value: object, field: str, pointer: str) -> str:
    if not isinstance(value, str):
        raise Problem("text.not_text", f"{field} must be text.", pointer=pointer)
    if UNSTORABLE.search(value):
        raise Problem(
            "text.unreadable",
            f"{field} holds characters that can't be stored (NUL, or half of a character).",
            pointer=pointer,
            next_step="Type it again, or paste it as plain text.",
        )
    return value


def _checked(text: str, field: str, pointer: str, limit: int, required: bool) -> str:
    text = text.strip()
    if required and not text:
        raise Problem("text.empty", f"{field} is empty.", pointer=pointer)
    if len(text) > limit:
        raise Problem(
            "text.too_long",
            f"{field} has {len(text):,} characters; there is room for {limit:,}.",
            pointer=pointer,
        )
    return text
