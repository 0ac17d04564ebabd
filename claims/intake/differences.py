"""What changed between two texts, word by word, for the eye."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from typing import Literal

from rapidfuzz.distance import LCSseq

Change = tuple[Literal["equal", "insert", "delete"], str]

_PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+")
_WORD = re.compile(r"\w+(?:[.,:'’]\w+)*\s*|[^\w\s]\s*|\s+")
_MOST_WORDS = 20_000  # the table of a comparison grows with the product of both lengths


def word_diff(old: str, new: str) -> list[Change]:
    """The pieces of both texts in reading order: `equal` stands in both, `delete` only in `old`, `insert`
    only in `new`.

    Joining equal and deleted pieces gives `old`, joining equal and inserted ones gives `new`, exactly.
    Paragraphs are compared first, then the words of those that differ.
    """
    changes: list[Change] = []
    for kind, before, after in _hunks(_PARAGRAPH.findall(old), _PARAGRAPH.findall(new)):
        if kind == "equal":
            changes.append(("equal", before))
            continue
        words, others = _WORD.findall(before), _WORD.findall(after)
        if len(words) > _MOST_WORDS or len(others) > _MOST_WORDS:
            changes += [("delete", before), ("insert", after)]
            continue
        for part, was, becomes in _without_crumbs(_hunks(words, others)):
            changes += [("equal", was)] if part == "equal" else [("delete", was), ("insert", becomes)]
    return _merged(changes)


def _hunks(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str, str]]:
    """Alternating equal and changed stretches as (kind, old text, new text), by longest common
    subsequence."""
    numbers: dict[Hashable, int] = {}
    a = [numbers.setdefault(piece, len(numbers)) for piece in old]
    b = [numbers.setdefault(piece, len(numbers)) for piece in new]
    hunks: list[tuple[str, str, str]] = []
    for step in LCSseq.opcodes(a, b):
        kind = "equal" if step.tag == "equal" else "change"
        was, becomes = (
            "".join(old[step.src_start : step.src_end]),
            "".join(new[step.dest_start : step.dest_end]),
        )
        if hunks and hunks[-1][0] == kind:
            hunks[-1] = (kind, hunks[-1][1] + was, hunks[-1][2] + becomes)
        else:
            hunks.append((kind, was, becomes))
    return hunks


def _without_crumbs(hunks: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Single short words left equal between two changes join them: "of" alone tells a reader nothing."""
    joined: list[tuple[str, str, str]] = []
    for index, (kind, was, becomes) in enumerate(hunks):
        inside = 0 < index < len(hunks) - 1
        if kind == "equal" and inside and len(was.strip()) <= 3:
            kind = "change"
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + was, joined[-1][2] + becomes)
        else:
            joined.append((kind, was, becomes))
    return joined


def _merged(changes: list[Change]) -> list[Change]:
    """Neighbours of one kind as one piece; empty pieces left out."""
    merged: list[Change] = []
    for kind, text in changes:
        if not text:
            continue
        if merged and merged[-1][0] == kind:
            merged[-1] = (kind, merged[-1][1] + text)
        else:
            merged.append((kind, text))
    return merged
