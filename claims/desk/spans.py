"""Making a marked stretch longer or shorter by a word or a sentence, and finding typed words in it. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from claims.lib.problems import Problem

_WORD = re.compile(r"\S+")

MOVES = (
    ("start-back", "Start one word earlier"),
    ("start-on", "Start one word later"),
    ("end-back", "End one word earlier"),
    ("end-on", "End one word later"),
    ("sentence", "The whole sentence"),
    ("next-sentence", "One sentence longer"),
)
"""What a person may ask for without naming offsets, with the words for it."""


def moved(text: str, sentences: Sequence[Sequence[int]], start: int, end: int, move: str) -> tuple[int, int]:
    """The stretch after one move. Raises Problem for a move there is none of, or one that would leave nothing."""
    words = [match.span() for match in _WORD.finditer(text)]
    if move == "start-back":
        start = max((left for left, _ in words if left < start), default=start)
    elif move == "start-on":
        start = min((left for left, _ in words if left > start), default=start)
    elif move == "end-back":
        end = max((right for _, right in words if right < end), default=end)
    elif move == "end-on":
        end = min((right for _, right in words if right > end), default=end)
    elif move == "sentence":
        inside = [each for each in sentences if each[0] < end and each[1] > start]
        if inside:
            start, end = inside[0][0], inside[-1][1]
    elif move == "next-sentence":
        end = min((each[1] for each in sentences if each[1] > end), default=end)
    else:
        raise Problem("span.move_unknown", f"“{move}” is not a way to change the words.", pointer="/move")
    if end <= start:
        raise Problem(
            "span.empty",
            "Nothing would be left of the claim’s words.",
            pointer="/move",
            next_step="Remove the claim instead.",
        )
    return start, end


def parts_of(text: str, start: int, end: int, typed: str) -> list[tuple[int, int]]:
    """The stretches of text[start:end] that the typed lines name, in order. Raises Problem at /parts for a line that
    does not stand there, and for fewer than two lines."""
    found: list[tuple[int, int]] = []
    at = start
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    for line in lines:
        match = re.compile(r"\s+".join(map(re.escape, line.split()))).search(text, at, end)
        if match is None:
            raise Problem(
                "split.not_found",
                f"“{line}” does not stand in the claim’s words, or not in this order.",
                pointer="/parts",
                next_step="Only put line breaks in; leave the words as they are.",
            )
        found.append(match.span())
        at = match.end()
    if len(found) < 2:
        raise Problem("split.one_part", "Put each part on a line of its own: at least two.", pointer="/parts")
    return found
