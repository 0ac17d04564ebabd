"""Which lines of a page copied whole, menus and all, are its article: the stretch where running text is dense.

In an article paragraph follows paragraph; around it titles, times and names of sections stand between single
sentences. Every line counts for or against: the stretch with the greatest sum is the article (the maximum
subsequence). Only where plenty of short lines stand outside it is the text such a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .furniture import closes_article, furniture_line, may_close_article, opens_list

LEAST_PARAGRAPHS = 4
"""An article has at least as many paragraphs of running text; below that nothing is told apart."""

LEAST_SHORT_LINES = 15
"""From so many short lines outside the article on, the text is a page with its menus."""

SECOND_PART = 0.25
"""Running text elsewhere that is at least this share of the article's, three paragraphs on end, is kept as well."""

_FULL_PARAGRAPH = 25.0
_NEAR = 12
_LONG = 15
_PAUSE = re.compile(
    r"^(?:advertis(?:ement|ing)|sponsored|ad)\b.{0,40}$|^(?:story|article) continues\b", re.IGNORECASE
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
    run: list[int] = []
    for index in [*range(first), *range(last, len(lines)), len(lines)]:
        if index < len(lines) and _runs(lines[index]) and (not run or index == run[-1] + 1):
            run.append(index)
            continue
        if len(run) >= 3 and sum(lines[each].words for each in run) >= SECOND_PART * size:
            kept.update(run)
        run = [index] if index < len(lines) and _runs(lines[index]) else []
    for index in range(first - 1, max(-1, first - 1 - _NEAR), -1):
        if lines[index].words >= 4 and not lines[index].ended and not furniture_line(lines[index].text):
            kept.add(index)
            break
    return kept


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
    for index in range(last, min(len(lines), last + _NEAR)):
        text = lines[index].text
        if closes_article(text) or opens_list(text) or may_close_article(text):
            break
        if index > last and _is_pair(lines, index):
            return _with_neighbours(lines, first, index + 1)
    return first, last


def _is_pair(lines: Sequence[Looks], index: int) -> bool:
    """Whether a line and the one above it are paragraphs of running text that belong to an article."""
    return all(
        _runs(line) and line.words >= _LONG and not _LEGAL.search(line.text)
        for line in lines[index - 1 : index + 1]
    )


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
