"""Whose dollar a bare "$" is: that of the one country with dollars of its own which an article speaks of."""

from __future__ import annotations

import re
from typing import Any

_COUNTRIES = {
    "CAD": r"Canad(?:a|ian)s?",
    "AUD": r"Australians?|Australia",
    "NZD": r"New Zealand(?:ers?)?",
    "SGD": r"Singapore(?:ans?)?",
    "HKD": r"Hong Kong(?:ers?)?",
}
_UNITED_STATES = re.compile(
    r"\bUnited States\b|\bU\.S\.|\bUSA?\b|\bAmericans?\b|\bWashington\b|\bWall Street\b|US\$"
)
_LEAST = 3
"""So often a country is named before its dollars are taken for granted."""


def dollar_of(text: str) -> str:
    """The code of the dollar a text means by "$": another country's only where that country is named repeatedly, and
    neither the United States nor a second country with dollars is."""
    if _UNITED_STATES.search(text):
        return "USD"
    named = {code: len(re.findall(rf"\b(?:{names})\b", text)) for code, names in _COUNTRIES.items()}
    spoken_of = [code for code, times in named.items() if times]
    return spoken_of[0] if len(spoken_of) == 1 and named[spoken_of[0]] >= _LEAST else "USD"


def name_dollars(text: str, amounts: list[dict[str, Any]]) -> None:
    """Give amounts written with a bare "$" the code of the article's dollar."""
    bare = [item for item in amounts if item["unit"] == "USD" and re.search(r"(?<![A-Za-z])\$", item["text"])]
    code = dollar_of(text) if bare else "USD"
    for item in bare:
        item["unit"] = code
