"""Which lines of a page copied whole, menus and all, are its article: the stretch where running text is dense.

In an article paragraph follows paragraph; around it titles, times and names of sections stand between single
sentences. Every line counts for or against: the stretch with the greatest sum is the article (the maximum
subsequence). Only where plenty of short lines stand outside it is the text such a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .credits import byline
from .furniture import closes_article, furniture_line, may_close_article, opens_list

LEAST_PARAGRAPHS = 4
"""An article has at least as many paragraphs of running text; below that nothing is told apart."""

LEAST_SHORT_LINES = 15
"""From so many short lines outside the article on, the text is a page with its menus."""

SECOND_PART = 0.25
"""Running text elsewhere that is at least this share of the article's, three paragraphs on end, is kept as well."""

OFTEN = 4
"""A short line that stands there so many times, word for word, is put between paragraphs by the page."""

CROSSING = 60
"""Words of two paragraphs on end from which on the article goes on below a box of other stories in the middle of it."""

_FULL_PARAGRAPH = 25.0
_NEAR = 15
_FAR = 60
_LONG = 15
_PAUSE = re.compile(
    r"^(?:advertis(?:ement|ing)|sponsored|ad|this ad\w*)\b.{0,60}$|^(?:story|article) continues\b|^skip ad",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:privacy (?:policy|notice)|terms of (?:use|service)|terms and conditions|all rights reserved|personal data|"
    r"your (?:consent|browser|device|use of)|e-?mail address|third[- ]part(?:y|ies) (?:sites?|vendors?|partners?))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Looks:
    """What a line looks like: its words, whether it reads as running text, ends as a sentence, and its role so far."""

    text: str
    words: int
    prose: bool
    ended: bool
    role: str


def article_part(lines: Sequence[Looks]) -> tuple[int, int] | None:
    """The first and past-the-last index of the article's lines, or None where the text is no page copied whole."""
    first, last = _with_neighbours(lines, *_densest(_weights(lines)))
    inside = [line for line in lines[first:last] if _runs(line)]
    outside = [*lines[:first], *lines[last:]]
    short = sum(line.words <= 8 and not line.ended for line in outside)
    if len(inside) < LEAST_PARAGRAPHS or short < LEAST_SHORT_LINES:
        return None
    return first, last


def kept_outside(lines: Sequence[Looks], first: int, last: int) -> set[int]:
    """Indexes outside the article that stay as they are: the headline above it, and long stretches of running text."""
    size = sum(line.words for line in lines[first:last] if _runs(line))
    kept: set[int] = set()
    for part in (range(first), range(last, len(lines))):
        for run in _runs_on_end(lines, part):
            if len(run) >= 3 and sum(lines[each].words for each in run) >= SECOND_PART * size:
                kept.update(run)
    kept.update(_lead(lines, first))
    for index in range(first - 1, max(-1, first - 1 - _NEAR), -1):
        if lines[index].words >= 4 and not lines[index].ended and not furniture_line(lines[index].text):
            kept.add(index)
            break
    return kept


def _lead(lines: Sequence[Looks], first: int) -> list[int]:
    """The first paragraph where a box of offers parts it from the others: running text between the byline and them."""
    signed = next(
        (index for index in range(first - 1, max(-1, first - _FAR), -1) if byline(lines[index].text)), first
    )
    return [
        index
        for index in range(signed + 1, first)
        if _runs(lines[index])
        and lines[index].words >= _FULL_PARAGRAPH
        and not _LEGAL.search(lines[index].text)
    ]


def _runs_on_end(lines: Sequence[Looks], places: range) -> list[list[int]]:
    """Paragraphs of running text that follow each other, among these places."""
    found: list[list[int]] = [[]]
    for index in places:
        if _runs(lines[index]):
            found[-1].append(index)
        elif found[-1]:
            found.append([])
    return found


def _runs(line: Looks) -> bool:
    return line.prose and line.role in ("", "quotation")


def _weights(lines: Sequence[Looks]) -> list[float]:
    """How far each line speaks for standing in the article; of a run of short lines the first counts most."""
    weights: list[float] = []
    short = False
    for line in lines:
        weight = _weight(line, again=short)
        short = weight < -0.3
        weights.append(weight)
    return weights


def repeated(lines: Sequence[Looks]) -> list[bool]:
    """For each line whether the page puts it between paragraphs: an advertisement's, or a short line without an end
    that stands there again and again."""
    counts = Counter(line.text.casefold() for line in lines if line.words <= 12 and not line.ended)
    return [
        counts[line.text.casefold()] >= OFTEN or (line.words <= 12 and bool(_PAUSE.search(line.text)))
        for line in lines
    ]


def _weight(line: Looks, *, again: bool) -> float:
    if closes_article(line.text):
        return -6.0
    if opens_list(line.text) or may_close_article(line.text):
        return -2.5
    if line.role == "caption":
        return -0.3
    if _runs(line):
        return 0.0 if _LEGAL.search(line.text) else min(line.words / _FULL_PARAGRAPH, 2.5)
    if line.role in ("", "quotation") and line.ended and line.words >= 3:
        return 0.2
    if line.text[0] in "—–":  # who signed a post that the text quotes
        return 0.0
    if line.words >= _LONG or _PAUSE.search(line.text):
        return -0.2
    return -0.7 if again else -1.2


def _with_neighbours(lines: Sequence[Looks], first: int, last: int) -> tuple[int, int]:
    """The stretch with what an advertisement or a box cut off: two paragraphs on end shortly above it, or shortly below
    it where no list of other pages begins between."""
    for index in range(first - 1, max(0, first - 1 - _NEAR), -1):
        if _is_pair(lines, index):
            return _with_neighbours(lines, index - 1, last)
    crossing = False
    for index in range(last, min(len(lines), last + _NEAR)):
        text = lines[index].text
        if closes_article(text):
            break
        crossing = crossing or opens_list(text) or may_close_article(text)
        if index > last and _is_pair(lines, index) and (_is_long(lines, index) or not crossing):
            ends = next((each for each in range(index, len(lines)) if not _runs(lines[each])), len(lines))
            return _with_neighbours(lines, first, ends)
    return first, last


def _is_pair(lines: Sequence[Looks], index: int) -> bool:
    """Whether a line and the one above it are paragraphs of running text that belong to an article."""
    return all(
        _runs(line) and line.words >= _LONG and not _LEGAL.search(line.text)
        for line in lines[index - 1 : index + 1]
    )


def _is_long(lines: Sequence[Looks], index: int) -> bool:
    return lines[index - 1].words + lines[index].words >= CROSSING


def goes_on(lines: Sequence[Looks]) -> bool:
    """Whether two paragraphs on end that are too long for titles of other pages stand among these lines."""
    return any(_is_pair(lines, index) and _is_long(lines, index) for index in range(1, len(lines)))


def _densest(weights: Sequence[float]) -> tuple[int, int]:
    """Where the sum of neighbouring weights is greatest."""
    best, first, last = 0.0, 0, 0
    total, begun = 0.0, 0
    for index, weight in enumerate(weights):
        if total <= 0.0:
            total, begun = 0.0, index
        total += weight
        if total > best:
            best, first, last = total, begun, index + 1
    return first, last
