"""How much of one text stands in another, told from small prints of both (MinHash over runs of four words).

A print is made once per kept copy; comparing two takes no text. Typography, capitals and page furniture don't count.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from claims.annotation.folding import words

METHOD = "4 words, 256"
"""What a print was made by: prints of different methods are never compared."""
RUN = 4
HASHES = 256
FEWEST_RUNS = 20
"""A text of fewer runs is too short to be told from a quotation: only the same words make it the same text."""
OF_SHORTER, OF_LONGER = 0.5, 0.25
"""Two texts seem to be one when so much of the shorter, and so much of the longer, stands in the other. A report of
which a short notice repeats a page is no copy of the notice; nor is an article that quotes a third of a release."""
_CHUNK = 4096


@dataclass(frozen=True)
class Print:
    """How many different runs of words a text has, and the least of each hash over them."""

    runs: int
    signature: bytes


@dataclass(frozen=True)
class Likeness:
    """Which share of the shorter text, and which of the longer, stands in the other; about ± 0.05."""

    of_shorter: float
    of_longer: float

    @property
    def is_copy(self) -> bool:
        """Whether the two seem to be one text."""
        return self.of_shorter >= OF_SHORTER and self.of_longer >= OF_LONGER


def print_of(text: str, blocks: Iterable[Mapping[str, Any]] = ()) -> Print:
    """The print of a kept copy's text, without its furniture."""
    keys = [word.key for part in _parts(text, blocks) for word in words(part)]
    runs = _runs(keys)
    if not len(runs):
        return Print(0, b"")
    odd, add = _hashes()
    least = np.full(HASHES, np.iinfo(np.uint32).max, dtype=np.uint32)
    for at in range(0, len(runs), _CHUNK):
        mixed = runs[at : at + _CHUNK, None] * odd + add
        np.minimum(least, (mixed >> np.uint64(32)).astype(np.uint32).min(axis=0), out=least)
    return Print(len(runs), least.astype("<u4").tobytes())


def likeness(one: Print, other: Print) -> Likeness:
    """How much of each stands in the other, as far as prints tell."""
    return next((found for _, _, found in compared([one, other])), Likeness(0.0, 0.0))


def compared(prints: Sequence[Print]) -> Iterator[tuple[int, int, Likeness]]:
    """Every two of these prints (by their places) that have anything in common."""
    places = [place for place, each in enumerate(prints) if each.runs >= FEWEST_RUNS]
    if len(places) < 2:
        return
    table = np.stack([np.frombuffer(prints[place].signature, "<u4") for place in places])
    for row in range(len(places) - 1):
        overlaps = (table[row + 1 :] == table[row]).mean(axis=1)
        for beyond in np.flatnonzero(overlaps):
            one, other = places[row], places[row + 1 + int(beyond)]
            yield one, other, _likeness(float(overlaps[beyond]), prints[one].runs, prints[other].runs)


def _likeness(overlap: float, one: int, other: int) -> Likeness:
    """From the share of runs that both have of those that either has, and how many each has."""
    shared = overlap / (1 + overlap) * (one + other)
    return Likeness(min(1.0, shared / min(one, other)), min(1.0, shared / max(one, other)))


def _parts(text: str, blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """The paragraphs that are no furniture; the whole text where none is left (or none is known)."""
    parts = [text[each["start"] : each["end"]] for each in blocks if each.get("role") != "furniture"]
    return parts or [text]


def _runs(keys: list[str]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """A number for each different run of four words."""
    if len(keys) < RUN:
        return np.empty(0, dtype=np.uint64)
    known = {key: zlib.crc32(key.encode("utf-8", "surrogatepass")) for key in set(keys)}
    each = np.array([known[key] for key in keys], dtype=np.uint64)
    many = len(each) - RUN + 1
    found = np.zeros(many, dtype=np.uint64)
    for place in range(RUN):
        found = found * np.uint64(0x9E3779B97F4A7C15) + each[place : place + many]
    found ^= found >> np.uint64(31)
    found *= np.uint64(0xBF58476D1CE4E5B9)
    found ^= found >> np.uint64(27)
    return np.unique(found)


@cache
def _hashes() -> tuple[np.ndarray[Any, np.dtype[np.uint64]], np.ndarray[Any, np.dtype[np.uint64]]]:
    """The same 256 hash functions in every process and every version of numpy: (odd factors, summands)."""
    numbers, state = [], 0x2545F4914F6CDD1D
    for _ in range(2 * HASHES):
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB % 2**64
        numbers.append(mixed ^ (mixed >> 31))
    return (
        np.array([each | 1 for each in numbers[:HASHES]], dtype=np.uint64),
        np.array(numbers[HASHES:], dtype=np.uint64),
    )
