"""The words around an amount that bound it: "more than", "up to", "nearly", "or so"."""

from __future__ import annotations

import re

_BEFORE: list[tuple[str, str]] = [
    (">=",
        r"at (?:the very )?least|no (?:less|fewer) than|not less than|not fewer than|(?:a |the )?minimum of|at "
        r"minimum|≥|>="
           r"|mindestens|starting (?:at|from)|as (?:low|few|little) as"),
    ("<=",
        r"up to|at most|no more than|not more than|(?:a |the )?max(?:imum)? of|maximum|as (?:much|"
        r"many|high) as|within"
           r"|capped at|≤|<=|bis zu|höchstens|maximal"),
    (">", r"(?:well |far |much |slightly |just |a little )?(?:more than|over|above|greater than|better than"
          r"|(?:larg|bigg|long|tall|high|old|heavi|fast|wid|deep)er than"
          r"|in excess of)|exceed(?:s|ed|ing)?|upwards? of|north of|surpass(?:es|ed|ing)?|"
              r"topp(?:ed|ing)|mehr als|über|>"),
    ("<", r"(?:well |far |much |slightly |just |a little )?(?:less than|fewer than|under|below|lower than"
          r"|(?:small|short|young|light|slow|cheap)er than)"
          r"|weniger als|unter|<"),
    ("~",
        r"about|around|approximately|approx\.?|roughly|some|nearly|almost|close to|circa|c\.|ca\.|"
        r"an estimated"
          r"|estimated at|estimated|approaching|near|more or less|somewhere (?:around|near)|or so|~|≈|etwa|"
              r"rund|fast|knapp|ungefähr"
          r"|not quite|virtually"),
]  # fmt: skip
_PATTERNS = [
    (
        sign,
        re.compile(
            rf"(?<![\w])(?:{words})(?: (?:an? (?:additional|further|extra|estimated|total of)|another|"
            rf"a|an|the|about|the equivalent of))?[ ]?$",
            re.IGNORECASE,
        ),
    )
    for sign, words in _BEFORE
]
_WHICH = (
    r" (?:its|their|his|her|the|a)(?: [A-Z][\w.]*[’']s)?"
    r"(?: (?:original|initial|previous|earlier|current|expected|projected|planned|usual|normal|asking|reported))? "
)
_THAN: list[tuple[str, re.Pattern[str]]] = [
    (">", re.compile(rf"\b(?:more|greater|higher|larger) than{_WHICH}$", re.IGNORECASE)),
    ("<", re.compile(rf"\b(?:less|fewer|lower|smaller) than{_WHICH}$", re.IGNORECASE)),
]
_AFTER: list[tuple[str, re.Pattern[str]]] = [
    (">=", re.compile(r"(?:\+|[ -]plus\b| or (?:more|greater|above|older|longer|higher)\b)", re.IGNORECASE)),
    ("<=", re.compile(r" or (?:less|fewer|below|under|younger|lower)\b", re.IGNORECASE)),
    ("~", re.compile(r"(?: or so\b|,? (?:more or less|give or take)\b|-ish\b)", re.IGNORECASE)),
]
_DURING = re.compile(r"(?:^|[\s,;(])(?:over)[ ]$", re.IGNORECASE)
_LONGER = re.compile(
    r"\b(?:for|well|just|last(?:s|ed|ing)|tak(?:es|ing)|took|spent|after|of|slightly|serv(?:ed|es|ing)|liv(?:ed|es|ing)|"
    r"wait(?:ed|s|ing)|been)[ ]over[ ]$",
    re.IGNORECASE,
)
_AGO = re.compile(r" (?:ago|old|earlier|later|apart)\b")
_HARDLY = re.compile(r"(?:\b(?:rarely|never|not|hardly|seldom)|n['’]t) $", re.IGNORECASE)
_REACH = 26


def comparator_around(text: str, start: int, end: int, *, duration: bool) -> tuple[str, int, int]:
    """The comparator of the amount at start to end, and the span with the comparing words taken in.

    "over five years" says how long something goes on, not that it is longer: with `duration` it compares only in
    "for over five years", "over five years ago" and the like.
    """
    left = text[max(0, start - _REACH) : start]
    for sign, after in _AFTER:
        match = after.match(text, end)
        if match:
            return sign, start, match.end()
    for sign, before in _PATTERNS:
        found = before.search(left)
        if not found:
            continue
        if (
            duration
            and sign == ">"
            and _DURING.search(left)
            and not (_LONGER.search(left) or _AGO.match(text, end))
        ):
            return "=", start, end
        first = start - len(left) + found.start()
        if sign == ">" and _HARDLY.search(text[max(0, first - 12) : first]):
            return "<=", first, end
        return sign, first, end
    wide = text[max(0, start - 2 * _REACH) : start]
    for sign, than in _THAN:
        if found := than.search(wide):
            return sign, start - len(wide) + found.start(), end
    return "=", start, end
