"""The questions a claim gives rise to: at most six, each of a kind, made by fixed rules from its own words.

The same claim always gives the same questions. Which providers get which of them is the provider's choice (`takes`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims.annotation.models import ClaimKind
from claims.annotation.names import find_names
from claims.annotation.quantities import find_quantities
from claims.annotation.quotations import quoted_spans
from claims.annotation.times import find_times
from claims.matching.terms import terms

STATEMENT, WORDS, FIGURES, DATES, QUOTATION, CONTRADICTION, ADDRESSES = KINDS = (
    "statement", "words", "figures", "dates", "quotation", "contradiction", "addresses",
)  # fmt: skip
SHOWN = {
    WORDS: "names and words", FIGURES: "figures", DATES: "dates", QUOTATION: "word for word",
    CONTRADICTION: "contradiction", ADDRESSES: "addresses",
}  # fmt: skip
"""What a kind is called on the screen, where it isn't the statement itself."""
MOST = 6
MOST_NAMES, MOST_WORDS = 3, 5
SHORTEST_QUOTATION = 4
ROUTES: dict[str, tuple[str, ...]] = {
    ClaimKind.STATISTIC: (STATEMENT, WORDS, FIGURES, DATES, CONTRADICTION),
    ClaimKind.EVENT: (STATEMENT, WORDS, DATES, FIGURES, CONTRADICTION),
    ClaimKind.QUOTE: (STATEMENT, QUOTATION, WORDS, DATES, CONTRADICTION),
    ClaimKind.CAUSAL: (STATEMENT, WORDS, FIGURES, CONTRADICTION),
    ClaimKind.PROMISE: (STATEMENT, WORDS, DATES, FIGURES),
    ClaimKind.PREDICTION: (STATEMENT, WORDS, DATES, FIGURES),
    ClaimKind.OPINION: (STATEMENT, WORDS),
}
"""What is worth asking about a kind of claim. What will come can't be contradicted yet; an opinion has no figures."""
PROBES = {
    "da": "falsk", "de": "falsch", "en": "false", "es": "falso", "fi": "väärä", "fr": "faux", "it": "falso",
    "nl": "onjuist", "no": "feil", "pl": "fałsz", "pt": "falso", "sv": "falskt",
}  # fmt: skip
"""A word that stands where somebody says the opposite."""
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass(frozen=True)
class TypedQuery:
    """One question: what it asks by (`kind`), and its words."""

    kind: str
    text: str


def queries(
    statement: str, *, kind: str = "", language: str = "en", addresses: Sequence[str] = ()
) -> list[TypedQuery]:
    """The questions of a statement, the most telling first; no two with the same words, and never none.

    `addresses`: web addresses and DOIs that the claim names; those are a question of their own.
    """
    made: dict[str, str] = {}
    for each in ROUTES.get(kind, ROUTES[ClaimKind.EVENT]):
        text = _text(each, statement, language)
        if text and text not in made.values():
            made[each] = text
    if addresses and (text := " ".join(addresses)) not in made.values():
        made[ADDRESSES] = text
    return [TypedQuery(each, text) for each, text in made.items()][:MOST]


def taken(found: Sequence[TypedQuery], takes: Sequence[str], most: int) -> list[TypedQuery]:
    """Those a provider gets: the kinds it takes, in its order of liking; the first of all where it takes none."""
    by_kind = {each.kind: each for each in found}
    chosen = [by_kind[kind] for kind in takes if kind in by_kind][:most]
    return chosen or list(found[:1])


def _text(kind: str, statement: str, language: str) -> str:
    if kind == STATEMENT:
        return " ".join(statement.split())
    if kind == QUOTATION:
        return _quotation(statement)
    names, words = _names(statement), _words(statement, language)
    if not names and not words:
        return ""
    if kind == WORDS:
        return _joined(names, words)
    if kind == FIGURES:
        figures = _said(statement, [str(each["text"]) for each in find_quantities(statement)])
        return _joined(names, words[:2], figures[:2]) if figures else ""
    if kind == DATES:
        times = _said(
            statement, [str(each["text"]) for each in find_times(statement) if each["from"] or each["to"]]
        )
        return _joined(names, words[:3], times[:2]) if times else ""
    return _joined(names, words[:4], [PROBES.get(language[:2].lower(), PROBES["en"])])


def _names(statement: str) -> list[str]:
    return list(dict.fromkeys(name.text for name in find_names(statement)))[:MOST_NAMES]


def _words(statement: str, language: str) -> list[str]:
    """The telling words that belong to no name, figure or time, in their order."""
    taken_up = [(name.start, name.end) for name in find_names(statement)]
    taken_up += [(each["start"], each["end"]) for each in find_times(statement)]
    found: dict[str, str] = {}
    for match in _WORD.finditer(statement):
        inside = any(start <= match.start() < end for start, end in taken_up)
        if not inside and len(match.group()) > 2 and terms(match.group(), language=language):
            found.setdefault(match.group().lower(), match.group())
    return list(found.values())[:MOST_WORDS]


def _said(statement: str, texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(text.split()) for text in texts if text in statement))


def _quotation(statement: str) -> str:
    """The longest words in quotation marks, asked for word for word."""
    spans = [(start + 1, end - 1) for start, end in quoted_spans(statement)]
    quoted = max((statement[start:end].strip(" .,") for start, end in spans), key=len, default="")
    return f'"{quoted}"' if len(quoted.split()) >= SHORTEST_QUOTATION else ""


def _joined(*parts: Sequence[str]) -> str:
    return " ".join(word for part in parts for word in part)
