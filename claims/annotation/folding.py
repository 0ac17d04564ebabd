"""Reading a text past its typography, and finding the way back.

The stored text is never changed. Here it is folded for comparison: composed letters (NFC), one space for any
run of white space, one kind of double and of single quotation mark, one kind of dash, letters that are
printed as one apart, no invisible characters. Each folded character remembers which code points of the
text it stands for, so what is found in the folded text is reported in offsets of the text itself.

Folding keeps everything a number or a name is made of: digits, decimal signs, minus signs, superscripts,
full-width forms and capital letters all stay as they are.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2039\u203a\u0060\u00b4\u02bc\u05f3"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u301d\u301e\u301f\u05f4"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u05be"
_SOFT_HYPHEN = "\u00ad"
# Marks of direction too, but for the two that turn letters round (U+202D, U+202E): what those cover reads otherwise.
_DIRECTIONS = "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
INVISIBLE = f"{_SOFT_HYPHEN}\u200b\u200c\u2060\ufeff\ufe0e\ufe0f\u0640{_DIRECTIONS}"
_PLAIN_QUOTES = ("'", '"')
_OPENING, _CLOSING = "\u00ab\u2039", "\u00bb\u203a"
_AFTER_A_SPACE = ";:!?%\u2030"

_PLAIN = (
    {ord(mark): "'" for mark in _SINGLE_QUOTES}
    | {ord(mark): '"' for mark in _DOUBLE_QUOTES}
    | {ord(mark): "-" for mark in _DASHES}
    | {ord(mark): "" for mark in INVISIBLE}
    | {0x2026: "..."}
    # Letters as printers join or place them: Latin, Armenian, Hebrew and Arabic presentation forms.
    | {
        code: unicodedata.normalize("NFKC", chr(code))
        for code in (*range(0xFB00, 0xFDFC), *range(0xFE70, 0xFEFD))
        if unicodedata.decomposition(chr(code))
        and not unicodedata.combining(chr(code))
        and " " not in unicodedata.normalize("NFKC", chr(code))
    }
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
    joined = -1
    for cluster, start, end in _clusters(text):
        if cluster.isspace():
            if ends and (start == joined or (cluster in "\r\n" and text[start - 1] == _SOFT_HYPHEN)):
                joined = ends[-1] = end  # a word that was parted at the end of a line
                continue
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
    return _without_idle_spaces(text, characters, starts, ends)


def _digit_follows(text: str, at: int) -> bool:
    return at < len(text) and text[at].isdigit()


def _without_idle_spaces(text: str, characters: list[str], starts: list[int], ends: list[int]) -> Folded:
    """A dash with room around it is the same dash as one without; a minus sign keeps the space before it. So are
    guillemets set as in French (« so », not »so«), and signs that some languages put a space before."""

    def at(place: int) -> str:
        return characters[place] if 0 <= place < len(characters) else " "

    def is_idle(place: int) -> bool:
        before, after = at(place - 1), at(place + 1)
        if before == "-" or after in _AFTER_A_SPACE:
            return True
        if before in _PLAIN_QUOTES and text[starts[place - 1]] in _OPENING:
            return at(place - 2) in " ([\"'"
        if after in _PLAIN_QUOTES and text[starts[place + 1]] in _CLOSING:
            return at(place + 2) in " .,;:!?)]\"'"
        return False

    keep = [place for place, character in enumerate(characters) if not (character == " " and is_idle(place))]
    return Folded(
        text="".join(characters[place] for place in keep),
        starts=tuple(starts[place] for place in keep),
        ends=tuple(ends[place] for place in keep),
        length=len(text),
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
