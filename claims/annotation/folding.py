"""Reading a text past its typography, and finding the way back.

The stored text is never changed. Here it is folded for comparison: composed letters (NFC), one space for any
run of white space, one kind of double and of single quotation mark, one kind of dash, no invisible
characters. Each folded character remembers which code points of the text it stands for, so what is found in
the folded text is reported in offsets of the text itself.

Folding keeps everything a number or a name is made of: digits, decimal signs, minus signs, superscripts,
full-width forms and capital letters all stay as they are.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2039\u203a\u0060\u00b4\u02bc"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u301d\u301e\u301f"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_INVISIBLE = "\u00ad\u200b\u2060\ufeff\ufe0e\ufe0f"

_PLAIN = (
    {ord(mark): "'" for mark in _SINGLE_QUOTES}
    | {ord(mark): '"' for mark in _DOUBLE_QUOTES}
    | {ord(mark): "-" for mark in _DASHES}
    | {ord(mark): "" for mark in _INVISIBLE}
    | {0x2026: "...", 0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. `starts[i]:ends[i]` are the code points of the original that `text[i]` stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    length: int
    """Length of the original in code points."""

    def inner(self, start: int, end: int) -> tuple[int, int]:
        """The span of the folded text that an original span (code points, end exclusive) covers.

        White space at the edges is left out. Both ends are equal where nothing visible is covered.
        """
        low = bisect_right(self.ends, start)
        high = bisect_left(self.starts, end)
        while low < high and self.text[low] == " ":
            low += 1
        while high > low and self.text[high - 1] == " ":
            high -= 1
        return low, max(low, high)

    def outer(self, low: int, high: int) -> tuple[int, int]:
        """The original span (code points, end exclusive) behind a span of the folded text."""
        if low >= high:
            at = self.starts[low] if low < len(self.starts) else self.length
            return at, at
        return self.starts[low], self.ends[high - 1]


def _clusters(text: str) -> list[tuple[str, int, int]]:
    """Base characters with the marks that belong to them, as (characters, start, end)."""
    found: list[tuple[str, int, int]] = []
    at, size = 0, len(text)
    while at < size:
        end = at + 1
        if text[at] > "\u007f" or (end < size and text[end] > "\u02ff"):
            while end < size and _continues(text[end]):
                end += 1
        found.append((text[at:end], at, end))
        at = end
    return found


def _continues(character: str) -> bool:
    return character > "\u02ff" and (
        unicodedata.category(character).startswith("M") or "\u1160" <= character <= "\u11ff"
    )


@lru_cache(maxsize=32)
def fold(text: str) -> Folded:
    """Fold a text for comparison; the result is kept for the texts read last."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster, start, end in _clusters(text):
        if cluster.isspace():
            if characters and characters[-1] == " ":
                ends[-1] = end
            else:
                characters.append(" ")
                starts.append(start)
                ends.append(end)
            continue
        plain = cluster if cluster.isascii() else unicodedata.normalize("NFC", cluster).translate(_PLAIN)
        if not plain and ends:
            ends[-1] = end
        if plain == "-":
            if characters and characters[-1] == "-":
                ends[-1] = end
                continue
            if len(characters) > 1 and characters[-1] == " " and not _digit_follows(text, end):
                characters.pop()
                starts.pop()
                ends.pop()
        for character in plain:
            characters.append(character)
            starts.append(start)
            ends.append(end)
    return _without_space_after_dashes(characters, starts, ends, length=len(text))


def _digit_follows(text: str, at: int) -> bool:
    return at < len(text) and text[at].isdigit()


def _without_space_after_dashes(
    characters: list[str], starts: list[int], ends: list[int], *, length: int
) -> Folded:
    """A dash with room around it is the same dash as one without; a minus sign keeps the space before it."""
    keep = [
        place
        for place, character in enumerate(characters)
        if not (character == " " and place and characters[place - 1] == "-")
    ]
    return Folded(
        text="".join(characters[place] for place in keep),
        starts=tuple(starts[place] for place in keep),
        ends=tuple(ends[place] for place in keep),
        length=length,
    )


def _mark_ranges() -> str:
    """Combining marks of the basic plane as ranges of a character class: `\\w` leaves them out."""
    ranges: list[list[int]] = []
    for code in range(0x300, 0xFB00):
        if unicodedata.category(chr(code)).startswith("M"):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"\\u{low:04x}-\\u{high:04x}" for low, high in ranges)


_MARKS = _mark_ranges()
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(
    rf"[{_UNSPACED}][{_MARKS}]*"
    r"|\d+(?:[.,:/]\d+)*"
    rf"|(?:[^\W\d_{_UNSPACED}][{_MARKS}]*)+(?:'(?:[^\W\d_{_UNSPACED}][{_MARKS}]*)+)*"
    r"|[$\u20ac\u00a3\u00a5\u20b9\u20bd\u20a9%\u2030\u00b0]"
    r"|\w"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number or unit sign. `low:high` lie in the folded text, `start:end` in the text itself."""

    text: str
    key: str
    """What two words must share to be the same: the word without regard to capitals."""
    low: int
    high: int
    start: int
    end: int


@lru_cache(maxsize=32)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order. Scripts written without spaces give one word per character."""
    folded = fold(text)
    return tuple(
        Word(
            text=found.group(),
            key=found.group().casefold(),
            low=found.start(),
            high=found.end(),
            start=folded.starts[found.start()],
            end=folded.ends[found.end() - 1],
        )
        for found in _WORD.finditer(folded.text)
    )
