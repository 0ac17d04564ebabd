"""From a text, its blocks and the places of claims to paragraphs with real mark elements. Pure functions.

Overlapping places are flattened into pieces that each belong to a set of places; a piece looks like the shortest of
its places, so that a short claim inside a long one can be seen and chosen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any


@dataclass(frozen=True)
class Place:
    """Where something stands: code points `start` to `end` (exclusive), its name on the page, its number and look.

    `look` is the list of CSS classes of the mark: `sg high`, `cl`, `cl done`, `q`; `spoken` what a screen reader hears.
    """

    start: int
    end: int
    key: str
    number: int | None = None
    look: str = ""
    spoken: str = ""
    selected: bool = False
    digit: int | None = None


@dataclass(frozen=True)
class Piece:
    """A stretch of text inside one block. Without places it is plain text. `starting` are those that begin here."""

    text: str
    start: int
    places: tuple[Place, ...] = ()
    starting: tuple[Place, ...] = ()
    ending: tuple[Place, ...] = ()

    @property
    def top(self) -> Place | None:
        """The place the piece looks like: a selected one, else the shortest."""
        return min(self.places, key=lambda p: (not p.selected, p.end - p.start)) if self.places else None

    @property
    def keys(self) -> str:
        return " ".join(place.key for place in self.places)


@dataclass
class Block:
    """One paragraph or heading of the text, with its role (body, heading, caption, quotation, furniture)."""

    start: int
    end: int
    role: str
    pieces: list[Piece] = field(default_factory=list)
    ends_run: bool = True
    """Whether the next block has another role, or there is none."""


def marked_blocks(text: str, blocks: Iterable[dict[str, Any]], places: Sequence[Place]) -> list[Block]:
    """The text as blocks of pieces. Every character that is not white space between blocks is in exactly one piece."""
    made = [
        Block(each["start"], each["end"], each.get("role", "body"))
        for each in _without_gaps(text, list(blocks))
    ]
    in_order = sorted(places, key=lambda place: (place.start, -place.end))
    starts = [place.start for place in in_order]
    longest = max((place.end - place.start for place in in_order), default=0)
    for block, following in zip_longest(made, made[1:]):
        near = in_order[bisect_left(starts, block.start - longest) : bisect_left(starts, block.end)]
        block.pieces = _pieces(text, block.start, block.end, near)
        block.ends_run = following is None or following.role != block.role
    return made


def _pieces(text: str, start: int, end: int, places: Sequence[Place]) -> list[Piece]:
    here = [place for place in places if place.start < end and place.end > start]
    cuts = {start, end}
    for place in here:
        cuts.update(cut for cut in (place.start, place.end) if start < cut < end)
    edges = sorted(cuts)
    pieces = []
    for left, right in zip(edges, edges[1:], strict=False):
        over = tuple(place for place in here if place.start < right and place.end > left)
        pieces.append(
            Piece(
                text[left:right],
                left,
                over,
                starting=tuple(
                    place for place in over if max(place.start, start) == left and place.start >= start
                ),
                ending=tuple(place for place in over if min(place.end, end) == right),
            )
        )
    return pieces


def _without_gaps(text: str, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks in text order; a stretch that no block covers and that has words becomes one of the body."""
    whole: list[dict[str, Any]] = []
    at = 0
    for block in sorted(blocks, key=lambda each: each["start"]):
        if text[at : block["start"]].strip():
            whole.append(_trimmed(text, at, block["start"]))
        if block["end"] > max(at, block["start"]):
            whole.append({**block, "start": max(at, block["start"])})
            at = block["end"]
    if text[at:].strip():
        whole.append(_trimmed(text, at, len(text)))
    return whole


def _trimmed(text: str, start: int, end: int) -> dict[str, Any]:
    stretch = text[start:end]
    return {
        "start": start + len(stretch) - len(stretch.lstrip()),
        "end": end - (len(stretch) - len(stretch.rstrip())),
        "role": "body",
    }
