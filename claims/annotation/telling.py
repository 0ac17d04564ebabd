"""Who speaks in a sentence of an article, and to whom: what keeps it from being a statement that could be checked.

Words in quotation marks are somebody's words; the rest is the writer's. "I" and "you" outside them are a column's
voice; a quotation without a figure, a name or a date is mostly a feeling; a sentence that ends in a colon only leads
to what follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import words
from .features import Features

NAMES = {
    "introduces": "only leads to what follows",
    "narrator": "the writer's own voice",
    "to_reader": "spoken to the reader",
    "bare_quotation": "a quotation without figure or date",
    "guess": "a guess",
    "finding": "a finding is reported",
    "legal_step": "a step of police or courts",
    "compared_odds": "one group against another",
    "stance": "how somebody takes it",
    "spoken": "spoken in a transcript",
}
"""What each of these reasons is called on the screen."""

_EXACT = ("money", "percent", "count", "measure", "date", "digits", "duration")
_GUESS = words.pattern(
    r"(?:i|we)(?:['’]d| would| will|['’]ll)? (?:venture (?:to|a) )?guess|my guess"
    r"|i(?:['’]d| would) (?:bet|wager|imagine)"
    r"|i (?:suspect|assume|suppose|imagine|bet)|anyone (?:who|can|will|could)|everyone knows|we all know|we know we"
)
_NARRATOR = re.compile(
    r"\b(?:I|I['’](?:m|ve|d|ll)|[Mm]e|[Mm]y|[Mm]yself)\b"
    r"|\b(?:[Ww]e['’]ve all|[Ll]et['’]s|[Ww]e (?:could|should|must|know|need))\b"
)
_FINDING = re.compile(
    r"\b(?:stud(?:y|ies)|research(?:ers)?|surveys?|polls?|reports?|analys[ie]s|data|findings|results|scientists|authors|"
    r"experiments?|trials?)\b.{0,70}\b(?:shows?|showed|shown|found|finds|suggests?|suggested|reveal(?:s|ed)?|"
    r"conclude[sd]?|indicate[sd]?|point(?:s|ed) out|were able to|confirm(?:s|ed)?|estimate[sd]?)\b",
    re.IGNORECASE,
)


_LEGAL_STEP = words.pattern(
    r"arrested|charged with|(?:and|was|were|been) charged|indicted|convicted|acquitted|sentenced|jailed|remanded|"
    r"sent to (?:jail|prison)|pleaded (?:not )?guilty"
)
_COMPARED_ODDS = words.pattern(
    r"(?:more|less|times as|equally|as) likely (?:to|than|as)|disproportionate(?:ly)?"
)
_STANCE = words.pattern(
    r"express(?:ed|es|ing) (?:\w+ ){0,3}(?:concerns?|hopes?|support|doubts?|regret|confidence|fears?|sympathy|alarm|"
    r"thanks)|stress(?:ed|es)|emphasi[sz](?:ed|es)|reiterat(?:ed|es)|welcom(?:ed|es)|defend(?:ed|s)|prais(?:ed|es)|applaud(?:ed|s)"
    r"|hail(?:ed|s)|thank(?:ed|s)|lament(?:ed|s)|echo(?:ed|es)"
)
_SPOKEN = re.compile(
    r"^(?:THE [A-Z]+(?: [A-Z]+)?|(?:MR|MRS|MS|DR|SEN|REP|GOV|GEN)\.? [A-Z'’-]+|Q|A|MODERATOR|HOST|INTERVIEWER): "
)


def telling_features(text: str, *, features: Features, quoted_parts: Sequence[tuple[int, int]]) -> Features:
    """What the voice of a sentence says for and against checking it; `quoted_parts` are its quoted spans."""
    own = _outside(text, quoted_parts)
    found: Features = {}
    if text.rstrip().endswith(":"):
        found["introduces"] = 1.0
    if _NARRATOR.search(own):
        found["narrator"] = 1.0
    if words.SECOND_PERSON.search(own):
        found["to_reader"] = 1.0
    if _GUESS.search(own):
        found["guess"] = 1.0
    if _FINDING.search(text):
        found["finding"] = 1.0
    if _LEGAL_STEP.search(own):
        found["legal_step"] = 1.0
    if _COMPARED_ODDS.search(text):
        found["compared_odds"] = 1.0
    if not any(features.get(name) for name in _EXACT):
        if _STANCE.search(own):
            found["stance"] = 1.0
        if _SPOKEN.match(text):
            found["spoken"] = 1.0
    if features.get("quoted") and not any(features.get(name) for name in _EXACT):
        found["bare_quotation"] = 1.0
    return found


def _outside(text: str, parts: Sequence[tuple[int, int]]) -> str:
    kept, place = [], 0
    for start, end in parts:
        kept.append(text[place:start])
        place = max(place, end)
    return " ".join([*kept, text[place:]])
