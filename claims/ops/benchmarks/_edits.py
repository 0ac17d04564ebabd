"""Edits of a text whose outcome is known: where each quotation stands afterwards, or that it is gone.

Words are dropped, replaced or added at a given rate; text of another article is put above; quotations are deleted,
or one weighty thing in them is altered. All by a seeded generator, so that a figure can be made again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from claims.annotation.sentences import sentence_spans

_PIECES = re.compile(r"\S+|\s+")
NEAR = 300
"""How far round the quotation, in characters, words are edited."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A text after edits, and the place of the quotation in it; None where it was deleted."""

    text: str
    place: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Altered:
    """A text in which one weighty thing inside the quotation is another: `kind` says what."""

    text: str
    kind: str


def quotations(text: str, *, count: int, chance: random.Random) -> Iterator[tuple[int, int]]:
    """Spans to look for: whole sentences, and parts of sentences of 60 to 160 characters."""
    sentences = [(start, end) for start, end in sentence_spans(text) if 40 <= end - start <= 240]
    words = [found.span() for found in re.finditer(r"\S+", text)]
    for number in range(count):
        if number % 3 == 0 and sentences:
            yield chance.choice(sentences)
            continue
        length = 60 if number % 3 == 1 else 160
        for _ in range(50):
            first = chance.randrange(len(words))
            start = words[first][0]
            end = max((end for _, end in words[first:] if end - start <= length), default=start)
            if end - start >= 0.8 * length and "\n" not in text[start:end]:
                yield start, end
                break


def edit(
    text: str,
    start: int,
    end: int,
    *,
    rate: float,
    chance: random.Random,
    vocabulary: list[str],
    above: str = "",
    everywhere: bool = True,
    delete: bool = False,
) -> Edited:
    """Drop, replace or add words at `rate`, in the whole text or near the quotation; optionally delete it."""
    pieces: list[str] = [above]
    length = len(above)
    first = last = -1
    for found in _PIECES.finditer(text):
        inside = start <= found.start() and found.end() <= end
        if delete and inside:
            continue
        within_reach = everywhere or start - NEAR <= found.start() <= end + NEAR
        word = found.group()
        touched = not word.isspace() and within_reach and chance.random() < rate
        for piece in _instead(word, chance, vocabulary) if touched else (word,):
            if inside and not piece.isspace():
                first = length if first < 0 else first
                last = length + len(piece)
            pieces.append(piece)
            length += len(piece)
    return Edited("".join(pieces), (first, last) if first >= 0 else None)


def _instead(word: str, chance: random.Random, vocabulary: list[str]) -> tuple[str, ...]:
    act = chance.choice(("drop", "replace", "add before", "add after"))
    if act == "drop":
        return ()
    other = chance.choice(vocabulary)
    if act == "replace":
        return (other,)
    return (other, " ", word) if act == "add before" else (word, " ", other)


def alterations(text: str, start: int, end: int) -> Iterator[Altered]:
    """The text with a number, unit, name, date or negation in the quotation changed, one at a time."""
    quote = text[start:end]
    for kind, pattern, instead in _ALTERATIONS:
        for found in pattern.finditer(quote):
            other = instead(found)
            if other != found.group():
                yield Altered(text[: start + found.start()] + other + text[start + found.end() :], kind)
                break


def _other_number(found: re.Match[str]) -> str:
    return found.group()[:-1] + str((int(found.group()[-1]) + 3) % 10)


def _other_date(found: re.Match[str]) -> str:
    return "August" if found.group() != "August" else "May"


_SWAPS = {
    "percent": "percentage points", "billion": "million", "million": "billion", "years": "months", "dollars": "euros",
    "$": "€", "games": "points", "times": "percent", "people": "percent",
}  # fmt: skip
_ALTERATIONS: list[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    ("number", re.compile(r"\d+"), _other_number),
    ("unit", re.compile("|".join(re.escape(word) for word in _SWAPS)), lambda found: _SWAPS[found.group()]),
    ("name", re.compile(r"(?<=\s)[A-Z][a-z]{3,}\b"), lambda found: "Hartwell"),
    (
        "date",
        re.compile(
            r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday)\b"
        ),
        _other_date,
    ),
    (
        "negation",
        re.compile(r"\b(?:is|are|was|were|will|would|can|has|had|have)\b"),
        lambda found: f"{found.group()} not",
    ),
    ("negation", re.compile(r"\b(?:not|never|no|nobody|none)\s"), lambda found: ""),
]
