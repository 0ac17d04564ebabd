"""Named features of a sentence: why it would, or would not, be worth checking.

Each value is a small number (mostly 0 or 1, counts are capped), so that a weight per feature is a reason a person can
read. `sentence_features` sees one sentence; `place_features` adds what only its article can tell.
"""

from __future__ import annotations

import math
import re
from typing import Any

from . import words
from .names import Name, find_names
from .quantities import find_quantities
from .quotations import quoted_spans, share_quoted
from .times import find_times

Features = dict[str, float]

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_DURATIONS = frozenset(("year", "month", "week", "day", "hour", "minute", "s", "ms"))
_NUMBERISH = re.compile(r"\d")
_FORMS_AHEAD = frozenset(("year", "decade", "stretch", "span_next", "end_of", "vague"))
_FORMS_DATED = frozenset(
    (
        "iso",
        "date_mdy",
        "date_dmy",
        "month_year",
        "years",
        "quarter",
        "decade",
        "year",
        "month",
        "weekday",
        "century",
    )
)

NAMES = {
    "money": "an amount of money",
    "percent": "a percentage or share",
    "count": "a count",
    "measure": "a measure",
    "duration": "a length of time",
    "more_numbers": "several figures",
    "digits": "digits",
    "date": "a date",
    "relative_time": "a time such as last year",
    "compares": "a comparison",
    "superlative": "a first, a most or an only",
    "research": "a study, survey or data",
    "reported": "a reporting verb",
    "according": "a named source",
    "names": "named people, places or bodies",
    "organisation": "a named organisation",
    "person": "a named person",
    "acronym": "an abbreviation",
    "action": "a checkable act",
    "past": "told as done",
    "future": "told as to come",
    "promise": "a commitment",
    "forecast": "a forecast",
    "probability": "a probability",
    "causal": "a cause",
    "official": "public affairs",
    "economy": "business and money",
    "vague_amount": "a vague amount",
    "absolute": "all, none or never",
    "negation": "a negation",
    "hearsay": "hearsay",
    "hedge": "hedged",
    "opinion": "opinion words",
    "normative": "should or must",
    "first_person": "first person",
    "second_person": "speaks to the reader",
    "generic": "general words",
    "definition": "a definition",
    "question": "a question",
    "exclamation": "an exclamation",
    "imperative": "an instruction",
    "no_comment": "a refusal to comment",
    "conditional": "a condition",
    "pronoun_start": "leans on the sentence before",
    "connective_start": "an aside",
    "figurative": "a figure of speech",
    "editorial": "the writer's own remark",
    "source_note": "a note about the text itself",
    "short": "few words and no figure",
    "length": "a full sentence",
    "quoted": "quoted words",
    "no_name_no_number": "neither name nor figure",
    "wording": "wording of statements people checked",
    "lead": "at the top of the article",
    "late": "near the end",
    "heading": "a heading",
    "repeats": "says again",
    "mid_quote": "inside a longer quotation",
    "base": "before anything is known",
    "horizon": "a plan or forecast with its time",
    "part": "a part of a sentence shown already",
    "new_figure": "a figure not said before",
    "scare_quoted": "a few quoted words",
}
"""What each feature is called on the screen."""


def sentence_features(
    text: str,
    *,
    quantities: list[dict[str, Any]] | None = None,
    times: list[dict[str, Any]] | None = None,
    names: list[Name] | None = None,
    quoted: float | None = None,
) -> Features:
    """The features of one sentence by itself. What is already parsed can be handed in."""
    quantities = find_quantities(text) if quantities is None else quantities
    times = find_times(text) if times is None else times
    names = find_names(text) if names is None else names
    quoted = share_quoted(0, len(text), quoted_spans(text)) if quoted is None else quoted
    tokens = _WORD.findall(text)
    found = {
        **_amounts(text, quantities),
        **_times(times),
        **_who(names),
        **_words(text),
        "short": 1.0 if len(tokens) < 7 and not quantities else 0.0,
        "length": min(1.5, math.log1p(len(tokens)) / math.log(26)),
        "quoted": 1.0 if quoted >= 0.5 else 0.0,
        "scare_quoted": 1.0 if 0.0 < quoted < 0.5 else 0.0,
    }
    ahead = found["forecast"] or found["future"] or found["promise"]
    found["horizon"] = 1.0 if ahead and {time["form"] for time in times} & _FORMS_AHEAD else 0.0
    found["no_name_no_number"] = 0.0 if names or quantities or _NUMBERISH.search(text) else 1.0
    return {name: value for name, value in found.items() if value}


def place_features(*, index: int, total: int, mid_quote: bool, repeats: bool, new_figure: bool) -> Features:
    """What the article adds: where the sentence stands (index of total sentences) and what came before it."""
    found: Features = {}
    if index < 2:
        found["lead"] = 1.0 if index == 0 else 0.7
    elif index < 5 and index < total / 3:
        found["lead"] = 0.3
    if total >= 12 and index >= total * 0.75:
        found["late"] = 1.0
    if mid_quote:
        found["mid_quote"] = 1.0
    if repeats:
        found["repeats"] = 1.0
    if new_figure:
        found["new_figure"] = 1.0
    return found


def _amounts(text: str, quantities: list[dict[str, Any]]) -> Features:
    units = [item["unit"] for item in quantities]
    kinds = {
        "money": any(len(unit) == 3 and unit.isupper() for unit in units),
        "percent": any(unit in ("percent", "proportion", "percentage_point") for unit in units),
        "count": "count" in units,
        "duration": any(unit in _DURATIONS for unit in units),
        "digits": bool(_NUMBERISH.search(text)),
    }
    known = {"count", "percent", "proportion", "percentage_point"} | _DURATIONS
    kinds["measure"] = any(unit not in known and not (len(unit) == 3 and unit.isupper()) for unit in units)
    found = {name: float(value) for name, value in kinds.items()}
    found["more_numbers"] = min(1.5, 0.5 * max(0, len(quantities) - 1))
    return found


def _times(times: list[dict[str, Any]]) -> Features:
    forms = {time["form"] for time in times}
    return {
        "date": 1.0 if forms & _FORMS_DATED else 0.0,
        "relative_time": 1.0
        if forms & {"ago", "relative", "stretch", "span_next", "day_word", "end_of", "vague"}
        else 0.0,
    }


def _who(names: list[Name]) -> Features:
    kinds = {name.kind for name in names}
    return {
        "names": min(1.5, 0.5 * len({name.text for name in names})),
        "organisation": 1.0 if "organisation" in kinds else 0.0,
        "person": 1.0 if "person" in kinds else 0.0,
        "acronym": 1.0 if any(re.fullmatch(r"[A-Z][A-Z&.-]{1,6}", name.text) for name in names) else 0.0,
    }


_PATTERNS = {
    "compares": words.COMPARISON,
    "superlative": words.SUPERLATIVE,
    "research": words.RESEARCH,
    "reported": words.REPORTING,
    "according": words.ACCORDING,
    "action": words.ACTION,
    "past": words.PAST,
    "future": words.FUTURE,
    "promise": words.PROMISE,
    "forecast": words.FORECAST,
    "probability": words.PROBABILITY,
    "causal": words.CAUSAL,
    "official": words.OFFICIAL,
    "economy": words.MONEY_WORDS,
    "vague_amount": words.VAGUE_AMOUNT,
    "absolute": words.ABSOLUTE,
    "negation": words.NEGATION,
    "hearsay": words.HEARSAY,
    "hedge": words.HEDGE,
    "normative": words.NORMATIVE,
    "second_person": words.SECOND_PERSON,
    "generic": words.GENERIC,
    "definition": words.DEFINITION,
    "imperative": words.IMPERATIVE,
    "no_comment": words.NO_COMMENT,
    "conditional": words.CONDITIONAL,
    "pronoun_start": words.PRONOUN_START,
    "connective_start": words.CONNECTIVE_START,
    "figurative": words.FIGURATIVE,
    "editorial": words.EDITORIAL,
    "source_note": words.SOURCE_NOTE,
}


def _words(text: str) -> Features:
    found = {name: 1.0 if pattern.search(text) else 0.0 for name, pattern in _PATTERNS.items()}
    found["opinion"] = min(1.0, 0.5 * len(words.OPINION.findall(text)))
    found["first_person"] = min(1.0, 0.5 * len(words.FIRST_PERSON.findall(_without_us(text))))
    stripped = text.rstrip("\"”’') \n")
    found["question"] = 1.0 if stripped.endswith("?") else 0.0
    found["exclamation"] = 1.0 if stripped.endswith("!") else 0.0
    return found


def _without_us(text: str) -> str:
    """Without "US", which is a country here, not a pronoun."""
    return re.sub(r"\bU\.?S\.?\b", " ", text)
