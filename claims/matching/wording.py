"""Whether two texts speak of the same thing, and whether one denies what the other says: words, names, opposites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from claims.annotation.names import find_names
from claims.matching.terms import folded, placed_terms, terms

_NEGATION = re.compile(
    r"(?<!\w)(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|hardly|barely|scarcely|rarely|seldom|lacks?"
    r"|lacking|lacked|fail(?:s|ed|ing)? to|unable|den(?:y|ies|ied|ying)|refus(?:es?|ed|ing)|reject(?:s|ed|ing)?"
    r"|false(?:ly)?|untrue|incorrect(?:ly)?|wrong(?:ly)?|myth|hoax|debunk\w*|disprov\w*|refut\w*|contradict\w*|contrary"
    r"|unlikely|instead of|rather than|no longer|\w+n['’]t)(?!\w)",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"not|no|never|none|nobody|nothing|neither|nor|cannot|den(?:y|ies|ied|ying)|false(?:ly)?|untrue|incorrect(?:ly)?|myth"
    r"|hoax|debunk\w*|disprov\w*|refut\w*|contradict\w*|no longer|\w+n['’]t",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(
    r"\bto (?:none|nothing|nil)\b|none other than|no\. ?\d|(?:not|n['’]t) (?:only|just|merely|necessarily)"
    r"|no (?:doubt|less than|fewer than|more than)"
    r"|(?:not|n['’]t|neither|nobody|nor|never|no one)\b[^.;]{0,40}\b(?:said|say|saying|disclosed?|revealed?"
    r"|specif(?:y|ied)|explain(?:ed)?|known?)\s+(?:how|what|when|whether|why|where|which|who|in what)"
    r"|(?:names?|named|gives?|gave|mentions?|mentioned|sets?) no\b",
    re.IGNORECASE,
)
"""What looks like a denial and is none: "not only", "two to none", and silence ("did not say how much")."""
_ABSOLUTE = re.compile(
    r"(?<!\w)(?:all|every|always|never|only|none|no|entire(?:ly)?|exclusive(?:ly)?|sole(?:ly)?|complete(?:ly)?|must|proves?"
    r"|any|single|ever|nobody|everyone|everything|nothing)(?!\w)",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"(?<!\w)(?:may|might|could|possibly|perhaps|some|sometimes|often|likely|probabl[ye]|suggests?|appears?|seems?|partly"
    r"|partially|mostly|generally|usually|typically|about|around|nearly|almost|estimated|believed|thought)(?!\w)",
    re.IGNORECASE,
)
_OPPOSITES = Path(__file__).with_name("opposites.txt")
"""One pair a line."""


@lru_cache(maxsize=1)
def opposites() -> dict[str, frozenset[str]]:
    """Stems of words and of those that mean the opposite."""
    pairs: dict[str, set[str]] = {}
    for pair in _OPPOSITES.read_text(encoding="utf-8").split():
        one, other = (stems[0] if stems else word for word in pair.split(":") for stems in [_stems(word)])
        pairs.setdefault(one, set()).add(other)
        pairs.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in pairs.items()}


def _stems(word: str) -> list[str]:
    return terms(word) or [word]


_KEPT = frozenset("more most few before after above below over under up down same all only".split())  # noqa: SIM905


def content(text: str) -> list[str]:
    """The comparable words of a text, with the few stop words that have an opposite."""
    kept = [folded(word) for word in re.findall(r"[^\W\d_]+", text)]
    return terms(text) + [word for word in kept if word in _KEPT]


def negations(text: str) -> int:
    """How many times a text denies something ("not only" and the like left out)."""
    return len(_NEGATION.findall(_NOT_ONLY.sub(" ", text)))


def is_plain_denial(word: str) -> bool:
    """Whether a denying word denies outright ("not", "nobody"), unlike "without" or "rather than"."""
    return _STRONG.fullmatch(word) is not None


def absolutes(text: str) -> int:
    return len(_ABSOLUTE.findall(text))


def hedges(text: str) -> int:
    return len(_HEDGED.findall(text))


def denied(statement: str, other: str) -> str:
    """The denying word of the other text that stands before a word both share; "" where it denies nothing shared."""
    shared = set(terms(statement))
    cleared = _NOT_ONLY.sub(lambda match: " " * len(match.group()), other)
    places = [(start, term) for term, start, _ in placed_terms(cleared)]
    for cue in _NEGATION.finditer(cleared):
        following = [term for start, term in places if start >= cue.end()][:6]
        before = [term for start, term in places if start < cue.start()][-2:]
        if shared & set(following) or shared & set(before):
            return cue.group()
    return ""


def opposed(statement: str, other: str) -> list[tuple[str, str]]:
    """Words of the statement whose opposite stands in the other text, and not the word itself: (ours, theirs)."""
    ours, theirs = _by_stem(statement), _by_stem(other)
    found = []
    for stem, word in ours.items():
        if stem in theirs:
            continue
        for against in opposites().get(stem, ()):
            if against in theirs and against not in ours:
                found.append((word, theirs[against]))
    return found


def _by_stem(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for term, start, end in placed_terms(text):
        found.setdefault(term, text[start:end])
    for match in re.finditer(r"[^\W\d_]+", text):
        word = folded(match.group())
        if word in _KEPT:
            found.setdefault(word, match.group())
    return found


@dataclass(frozen=True)
class NameOverlap:
    """Names of the statement: which the other text has too, which it lacks, and which it has instead."""

    shared: tuple[str, ...]
    missing: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def share(self) -> float:
        total = len(self.shared) + len(self.missing)
        return len(self.shared) / total if total else 1.0


def names_of(statement: str, other: str, *, about: str = "") -> NameOverlap:
    """Names by any word they share ("Musk" is "Elon Musk"). `about` is a title that may name what the text means."""
    theirs = {folded(word) for word in re.findall(r"[^\W_]+", f"{other} {about}")}
    shared: list[str] = []
    missing: list[str] = []
    for name in find_names(statement):
        words = {folded(word) for word in re.findall(r"[^\W_]+", name.text) if len(word) > 1}
        (shared if words & theirs else missing).append(name.text)
    ours = {folded(word) for word in re.findall(r"[^\W_]+", statement)}
    others = [
        name.text
        for name in find_names(other)
        if not {folded(word) for word in re.findall(r"[^\W_]+", name.text)} & ours
    ]
    return NameOverlap(tuple(shared), tuple(missing), tuple(others))


def name_words(text: str) -> frozenset[str]:
    """The comparable words that are part of a name in this text."""
    return frozenset(term for name in find_names(text) for term in terms(name.text))


def coverage(statement: Sequence[str], other: Sequence[str]) -> float:
    """The share of the statement's words the other text has; numbers and long words count more. 0 to 1."""
    theirs = set(other)
    total = found = 0.0
    for term in set(statement):
        weight = 1.5 if term[0].isdigit() else min(2.0, 0.5 + len(term) / 6)
        total += weight
        if term in theirs:
            found += weight
    return found / total if total else 0.0
