"""One text as anchoring reads it, and the stretches of it that anchoring speaks of."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from claims.annotation.folding import Folded, Word, fold, words
from claims.annotation.sentences import sentence_spans


class Reading:
    """One text as anchoring reads it: folded, in words, in sentences, with its names."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded: Folded = fold(text)
        self.words: tuple[Word, ...] = words(text)
        self.starts = [word.start for word in self.words]
        self.ends = [word.end for word in self.words]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        return sentence_spans(self.text)

    @cached_property
    def openings(self) -> frozenset[int]:
        """Indexes of words that open a sentence: their capital letter says nothing."""
        return frozenset(bisect_left(self.starts, start) for start, _ in self.sentences)

    @cached_property
    def capitalised(self) -> frozenset[str]:
        """Words written with a capital inside a sentence."""
        return frozenset(
            word.key
            for place, word in enumerate(self.words)
            if word.text[0].isupper() and place not in self.openings
        )

    @cached_property
    def lower_case(self) -> frozenset[str]:
        return frozenset(word.text for word in self.words if word.text[0].islower())

    @cached_property
    def paragraphs(self) -> list[int]:
        """For each word the number of the line it stands in."""
        breaks = [place for place, character in enumerate(self.text) if character == "\n"]
        return [bisect_left(breaks, start) for start in self.starts]

    def covered(self, start: int, end: int) -> tuple[int, int]:
        """The words that a span touches, as first and past-the-last index."""
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))

    def sentence_around(self, first: int, last: int, *, most: int) -> tuple[int, int]:
        """The words of the sentences in which words `first:last` stand, at most `most` words further out."""
        if first >= last:
            return first, last
        low, high = self.starts[first], self.ends[last - 1]
        for start, end in self.sentences:
            if start <= self.starts[first] < end:
                low = min(low, start)
            if start < self.ends[last - 1] <= end:
                high = max(high, end)
        begin, finish = self.covered(low, high)
        return max(min(begin, first), first - most), min(max(finish, last), last + most)


@dataclass(frozen=True, slots=True)
class Passage:
    """The words `first:last` of the old text that a quotation touches, and its span `low:high` when folded."""

    start: int
    end: int
    first: int
    last: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the new text that may be the passage."""

    start: int
    end: int
    first: int
    last: int
    kept: float
    """Share of the passage's words, by weight, that stand here in order."""
    left: float | None
    right: float | None
    """Share of the neighbouring words that stand beside it again; None where the old text had none."""

    @property
    def best_side(self) -> float:
        return max(self.left or 0.0, self.right or 0.0)

    @property
    def worst_side(self) -> float:
        return min(1.0 if self.left is None else self.left, 1.0 if self.right is None else self.right)

    @property
    def worth(self) -> float:
        sides = [side for side in (self.left, self.right) if side is not None]
        return 0.5 * self.kept + 0.5 * (sum(sides) / len(sides) if sides else self.kept)

    def overlaps(self, other: "Place") -> bool:
        return self.start < other.end and other.start < self.end


@lru_cache(maxsize=8)
def read(text: str) -> Reading:
    return Reading(text)
