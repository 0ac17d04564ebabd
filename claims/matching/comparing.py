"""A statement beside another text: what is the same, what differs, in features and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
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
    name_words,
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
    shared: int
    """How many different words, figures apart, that sentence shares with the statement."""
    back_coverage: float
    """How much of that sentence's wording the statement has."""
    names: NameOverlap
    contrasts: tuple[Contrast, ...]
    numbers_said: int
    denial: str
    """The word by which one of the two denies what the other says; empty where both do or neither does."""
    denial_shared: int
    """How many words, figures apart, the denying sentence shares with the statement."""
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
    """Compare, sentence by sentence: a figure counts as it stands in the sentence most about the same.

    `about` is the other text's title; the dates are the days on which the two were said, for "last year" and the like.
    """
    ours = content(statement)
    spans = sentence_spans(other) or [(0, len(other))]
    named = name_words(statement)
    sentences = [_Sentence.read(other[start:end], ours, named) for start, end in spans]
    closest = max(range(len(spans)), key=lambda place: (sentences[place].coverage, -place))
    theirs = sentences[closest].words
    denial, denial_shared, is_ours = _one_sided_denial(statement, sentences, other)
    return Comparison(
        coverage=coverage(ours, [*content(other), *content(about)]),
        closest_coverage=sentences[closest].coverage,
        closest=spans[closest],
        shared=sentences[closest].shared,
        back_coverage=coverage(theirs, ours),
        names=names_of(statement, other, about=about),
        contrasts=_contrasts(statement, sentences, claimed_on=claimed_on, published_on=published_on),
        numbers_said=amounts(statement),
        denial=denial,
        denial_shared=denial_shared,
        is_ours=is_ours,
        opposites=tuple(opposed(statement, sentences[closest].text)),
        is_quoted=_quoted(statement, other),
        absolutes=absolutes(statement) - absolutes(sentences[closest].text),
        hedges=hedges(sentences[closest].text) - hedges(statement),
    )


@dataclass(frozen=True)
class _Sentence:
    """A sentence of the other text, with what it shares with the statement."""

    text: str
    words: list[str]
    coverage: float
    shared: int
    """Shared words, figures apart."""
    plain: int
    """Shared words, figures and names apart."""

    @classmethod
    def read(cls, text: str, ours: list[str], names: frozenset[str]) -> _Sentence:
        words = content(text)
        theirs = names | name_words(text)
        shared = {word for word in ours if not word[0].isdigit()} & set(words)
        return cls(text, words, coverage(ours, words), len(shared), len(shared - theirs))


def _contrasts(
    statement: str, sentences: list[_Sentence], *, claimed_on: date | None, published_on: date | None
) -> tuple[Contrast, ...]:
    """Each figure of the statement beside the one in the sentence that is most about the same; where two sentences
    are equally so, one that agrees counts."""
    best: dict[tuple[str, str], Contrast] = {}
    for sentence in sentences:
        found = [
            *contrast_numbers(statement, sentence.text),
            *contrast_times(statement, sentence.text, claimed_on=claimed_on, published_on=published_on),
        ]
        horizon = contrast_horizons(statement, sentence.text)
        if horizon is not None:
            found.append(horizon)
        for one in found:
            one = replace(one, shared=sentence.plain)
            before = best.get((one.kind, one.ours))
            if before is None or (one.shared, one.verdict == AGREES) > (
                before.shared,
                before.verdict == AGREES,
            ):
                best[(one.kind, one.ours)] = one
    return tuple(best.values())


def _one_sided_denial(statement: str, sentences: list[_Sentence], other: str) -> tuple[str, int, bool]:
    """A denial in a sentence that shares something with the statement, where the statement denies nothing; or one in
    the statement, where the other text denies nothing."""
    if not negations(statement):
        for sentence in sorted(sentences, key=lambda each: -each.shared):
            theirs = denied(statement, sentence.text) if sentence.shared >= 2 else ""
            if theirs:
                return theirs, sentence.shared, False
        return "", 0, False
    if not negations(other):
        return denied(other, statement), max((each.shared for each in sentences), default=0), True
    return "", 0, False


def _quoted(statement: str, other: str) -> bool:
    """Whether words the statement puts in quotation marks stand in the other text."""
    quotes = _QUOTATION.findall(fold(statement).text)
    folded = fold(other).text.casefold() if quotes else ""
    return bool(quotes) and all(quote.strip(" .,").casefold() in folded for quote in quotes)
