"""Why a candidate stands where it does, in words: the places that providers gave it, and what was put behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claims.evidence.fusing import USUAL
from claims.evidence.models import Candidate
from claims.evidence.providers import get
from claims.evidence.queries import SHOWN


def lines(candidate: Candidate) -> Iterator[str]:
    """One line for each provider that found it, and one for each rule that moved it."""
    for part in candidate.explain:
        if "provider" in part:
            yield _place(part)
        elif part.get("rule") == "copy":
            yield f"prints the same as “{part['of']}”: put behind (was {part['was']})"
        elif part.get("rule") == "site":
            yield f"{part['most']} of {part['site']} stand above: put behind (was {part['was']})"


def _place(part: dict[str, Any]) -> str:
    provider = get(part["provider"])
    name = provider.label if provider else part["provider"].replace("_", " ")
    asked = f", asked for {SHOWN.get(part['query'], part['query'])}" if part.get("query") else ""
    more = f", best of {part['questions']} questions" if part.get("questions", 1) > 1 else ""
    weight = part.get("weight", USUAL)
    return f"{name}: place {part['position']}{asked}{more}" + (
        f", weight {weight:g}" if weight != USUAL else ""
    )
