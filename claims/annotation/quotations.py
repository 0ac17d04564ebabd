"""Where the words of somebody else stand: quoted stretches of a text."""

from __future__ import annotations

import re
from itertools import pairwise

_MARK = re.compile('["“”„«»]')
_PARAGRAPH = re.compile(r"\n\s*\n|\n")
_LONGEST = 3000


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Stretches in double quotation marks, marks included, in order.

    A quotation ends with its paragraph: the next paragraph of a longer one begins with a mark of its own, as
    newspapers print it, and so is found as well.
    """
    spans: list[tuple[int, int]] = []
    edges = [0, *(match.end() for match in _PARAGRAPH.finditer(text)), len(text)]
    for start, end in pairwise(edges):
        spans.extend(_in_paragraph(text, start, end))
    return spans


def share_quoted(start: int, end: int, spans: list[tuple[int, int]]) -> float:
    """How much of text[start:end] is quoted, 0 to 1."""
    if end <= start:
        return 0.0
    inside = sum(max(0, min(end, last) - max(start, first)) for first, last in spans)
    return inside / (end - start)


def _in_paragraph(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for match in _MARK.finditer(text, start, end):
        mark, place = match.group(), match.start()
        before = text[place - 1] if place > start else " "
        after = text[place + 1] if place + 1 < end else " "
        opens = mark in "“„«" or (
            mark == '"' and (before.isspace() or before in "([—–-‘'") and not after.isspace()
        )
        if mark == '"' and before.isdigit() and opened is None:
            continue
        if opened is None:
            if opens:
                opened = place
        elif mark in "”»" or (mark == '"' and not opens) or (mark == "“" and text[opened] == "„"):
            if place - opened < _LONGEST:
                spans.append((opened, place + 1))
            opened = None
        elif opens:
            opened = place
    if opened is not None and end - opened < _LONGEST:
        last = end
        while last > opened and text[last - 1].isspace():
            last -= 1
        if not text[start:opened].strip() or last - opened > 40:
            spans.append((opened, last))
    return spans
