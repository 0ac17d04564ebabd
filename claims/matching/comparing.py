"""A statement beside another text: what is the same, what differs, in features and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from claims.annotation.folding import fold
from claims.annotation.sentences import sentence_spans
from claims.matching.figures import (
    AGREES,
    CONFLICTS,
    LOOSELY,
    Contrast,
    amounts,
    contrast_horizons,
    contrast_numbers,
    contrast_times,
)
from claims.matching.wording import (
    NameOverlap,
    absolutes,
    content,
    coverage,
    denied,
    hedges,
    names_of,
    negations,
    opposed,
)

_QUOTATION = re.compile(r"[“\"]([^“”\"]{12,})[”\"]")


@dataclass(frozen=True)
class Comparison:
    """What two texts have in common and what not. Shares are 0 to 1."""

    coverage: float
    """How much of the statement's wording the other text has."""
    closest_coverage: float
    """How much of it one of its sentences has."""
    closest: tuple[int, int]
    """Where that sentence stands in the other text."""
    back_coverage: float
    """How much of that sentence's wording the statement has."""
    names: NameOverlap
    contrasts: tuple[Contrast, ...]
    numbers_said: int
    denial: str
    """The word by which one of the two denies what the other says; empty where both do or neither does."""
    is_ours: bool
    """Whether the denial is the statement's."""
    opposites: tuple[tuple[str, str], ...]
    is_quoted: bool
    absolutes: int
    hedges: int

    def of(self, verdict: str) -> list[Contrast]:
        return [contrast for contrast in self.contrasts if contrast.verdict == verdict]

    @property
    def conflicts(self) -> list[Contrast]:
        return self.of(CONFLICTS)

    @property
    def agreements(self) -> list[Contrast]:
        return self.of(AGREES)

    @property
    def loose(self) -> list[Contrast]:
        return self.of(LOOSELY)


def compare(
    statement: str,
    other: str,
    *,
    about: str = "",
    claimed_on: date | None = None,
    published_on: date | None = None,
) -> Comparison:
    """Compare. Figures, denials and opposites are read in the sentence that is closest to the statement; a figure
    that agrees anywhere in the other text takes a conflict back. `about` is the other text's title; the dates are
    the days on which the two were said, for "last year" and the like."""
    ours = content(statement)
    closest = _closest(ours, other)
    sentence = other[closest[0] : closest[1]]
    theirs = content(sentence)
    contrasts = [
        *contrast_numbers(statement, sentence),
        *contrast_times(statement, sentence, claimed_on=claimed_on, published_on=published_on),
    ]
    if len(sentence) < len(other.strip()):
        contrasts = _reconsidered(
            contrasts, statement, other, claimed_on=claimed_on, published_on=published_on
        )
    horizon = contrast_horizons(statement, sentence)
    if horizon is not None:
        contrasts.append(horizon)
    denial, is_ours = _one_sided_denial(statement, sentence)
    return Comparison(
        coverage=coverage(ours, [*content(other), *content(about)]),
        closest_coverage=coverage(ours, theirs),
        closest=closest,
        back_coverage=coverage(theirs, ours),
        names=names_of(statement, other, about=about),
        contrasts=tuple(contrasts),
        numbers_said=amounts(statement),
        denial=denial,
        is_ours=is_ours,
        opposites=tuple(opposed(statement, sentence)),
        is_quoted=_quoted(statement, other),
        absolutes=absolutes(statement) - absolutes(sentence),
        hedges=hedges(sentence) - hedges(statement),
    )


def _closest(ours: list[str], other: str) -> tuple[int, int]:
    """The sentence of the other text that has most of the statement's words."""
    spans = sentence_spans(other) or [(0, len(other))]
    return max(spans, key=lambda span: (coverage(ours, content(other[span[0] : span[1]])), -span[0]))


def _reconsidered(
    contrasts: list[Contrast],
    statement: str,
    other: str,
    *,
    claimed_on: date | None,
    published_on: date | None,
) -> list[Contrast]:
    """Conflicts of the closest sentence that another sentence takes back, and figures only other sentences have."""
    everywhere = [
        *contrast_numbers(statement, other),
        *contrast_times(statement, other, claimed_on=claimed_on, published_on=published_on),
    ]
    known = {(one.kind, one.ours): one for one in contrasts}
    for one in everywhere:
        before = known.get((one.kind, one.ours))
        if (before is None and one.verdict == AGREES) or (
            before is not None
            and before.verdict == CONFLICTS
            and one.verdict == AGREES
            and one.kind == "number"
        ):
            known[(one.kind, one.ours)] = one
    return list(known.values())


def _one_sided_denial(statement: str, sentence: str) -> tuple[str, bool]:
    theirs = denied(statement, sentence)
    ours = negations(statement)
    if theirs and not ours:
        return theirs, False
    if ours and not theirs and not negations(sentence):
        return denied(sentence, statement), True
    return "", False


def _quoted(statement: str, other: str) -> bool:
    """Whether words the statement puts in quotation marks stand in the other text."""
    folded = fold(other).text.casefold()
    quotes = _QUOTATION.findall(fold(statement).text)
    return bool(quotes) and all(quote.strip(" .,").casefold() in folded for quote in quotes)
