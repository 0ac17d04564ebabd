"""How a passage seems to bear on a statement: by rules and a small head over them, without a language model.

The rules read what a checker would look at: amounts, dates, denials, names, opposites, quotations. A head of a few
dozen weights, trained on public data by one command (`docs/evidence.md`), turns them into probabilities; what is
plain enough, two figures that can't both be right, overrules it. A passage that does not say enough is `context`.
Only a person sets the stance of evidence.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from claims.evidence.models import Stance
from claims.matching.comparing import Comparison, compare
from claims.matching.figures import Contrast
from claims.matching.wording import is_plain_denial

HEAD = Path(__file__).with_name("stance_head.json")
STANCES = (Stance.SUPPORTS.value, Stance.REFUTES.value, Stance.CONTEXT.value)
SAME_MATTER = 0.42
"""The share of a statement's wording one sentence must have before a difference in it counts against the statement."""


@dataclass(frozen=True)
class Judgement:
    """A proposal: the likeliest stance, the probabilities of all three, and why, in words."""

    stance: str
    probabilities: dict[str, float]
    why: list[str]


def judge(
    statement: str,
    passage: str,
    *,
    published_on: date | None = None,
    claimed_on: date | None = None,
    title: str = "",
) -> Judgement:
    """Judge a passage. `published_on` is the day its source is dated, `claimed_on` the day of the statement; they
    place "last year". `title` is the source's, which may name what the passage speaks of."""
    seen = compare(statement, passage, about=title, published_on=published_on, claimed_on=claimed_on)
    probabilities = _overruled(_by_head(features(seen)), seen)
    stance = max(STANCES, key=lambda each: (probabilities[each], each == "context"))
    rounded = {each: round(probabilities[each], 3) for each in STANCES}
    return Judgement(stance, rounded, _why(stance, seen))


def features(seen: Comparison) -> dict[str, float]:
    """What the head looks at. Names are stable: the trained weights are stored under them."""
    on_topic = float(_same_matter(seen))
    numbers = [contrast for contrast in seen.contrasts if contrast.kind == "number"]
    times = [contrast for contrast in seen.contrasts if contrast.kind != "number"]
    agree = sum(contrast.verdict == "agrees" for contrast in numbers)
    against = sum(contrast.verdict == "conflicts" for contrast in numbers)
    return {
        "coverage": seen.coverage,
        "coverage_squared": seen.coverage**2,
        "closest": seen.closest_coverage,
        "back": seen.back_coverage,
        "names": seen.names.share,
        "other_names": min(3, len(seen.names.others)) / 3,
        "missing_names": min(3, len(seen.names.missing)) / 3,
        "numbers_agree": float(agree > 0 and against == 0),
        "numbers_against": float(against > 0),
        "numbers_against_on_topic": float(
            any(_counts(one, seen) and one.verdict == "conflicts" for one in numbers)
        ),
        "numbers_missing": float(seen.numbers_said > len(numbers)),
        "numbers_loose": float(any(contrast.verdict == "loosely" for contrast in numbers)),
        "times_agree": float(any(contrast.verdict == "agrees" for contrast in times)),
        "times_against": float(any(contrast.verdict == "conflicts" for contrast in times)),
        "times_against_on_topic": float(any(contrast.verdict == "conflicts" for contrast in times))
        * on_topic,
        "denied": float(bool(seen.denial) and not seen.is_ours),
        "denied_on_topic": float(bool(seen.denial) and not seen.is_ours) * on_topic,
        "denying": float(bool(seen.denial) and seen.is_ours),
        "opposed": float(bool(seen.opposites)),
        "opposed_on_topic": float(bool(seen.opposites)) * on_topic,
        "quoted": float(seen.is_quoted),
        "absolutes": max(-2, min(2, seen.absolutes)) / 2,
        "hedges": max(-2, min(2, seen.hedges)) / 2,
    }


@lru_cache(maxsize=1)
def head() -> Mapping[str, Mapping[str, float]]:
    """The trained weights: stance → feature → weight, with "bias"."""
    return json.loads(HEAD.read_text(encoding="utf-8"))["weights"]


def _by_head(found: Mapping[str, float]) -> dict[str, float]:
    logits = {
        stance: weights["bias"] + sum(weights[name] * value for name, value in found.items())
        for stance, weights in head().items()
    }
    most = max(logits.values())
    powers = {stance: math.exp(value - most) for stance, value in logits.items()}
    total = sum(powers.values())
    return {stance: power / total for stance, power in powers.items()}


def _overruled(probabilities: dict[str, float], seen: Comparison) -> dict[str, float]:
    """What is plain from the texts is not left to the head."""
    figures_agree = any(one.kind != "horizon" for one in seen.agreements)
    numbers_agree = any(one.kind == "number" for one in seen.agreements)
    disputed = [
        one
        for one in seen.conflicts
        if _counts(one, seen) and not (numbers_agree or (one.kind == "time" and figures_agree))
    ]
    if disputed and not seen.denial:
        return _at_least(probabilities, "refutes", 0.55 if disputed[0].kind == "horizon" else 0.7)
    if seen.denial and not seen.is_ours and is_plain_denial(seen.denial) and not disputed:
        if seen.denial_shared >= 3 and (figures_agree or seen.closest_coverage >= 0.5):
            return _at_least(probabilities, "refutes", 0.55)
    if seen.is_quoted and not seen.denial and not seen.conflicts:
        return _at_least(probabilities, "supports", 0.7)
    return probabilities


def _counts(contrast: Contrast, seen: Comparison) -> bool:
    """Whether a figure that differs is said of the same matter, and not of something else in the passage."""
    if contrast.kind == "horizon":
        return contrast.shared >= 1
    return contrast.shared >= (2 if seen.names.shared else 3)


def _same_matter(seen: Comparison) -> bool:
    """Whether one sentence of the passage speaks of what the statement speaks of."""
    if seen.shared < 3 or (seen.names.missing and not seen.names.shared):
        return False
    return seen.closest_coverage >= (SAME_MATTER if not seen.names.shared else SAME_MATTER - 0.1)


def _at_least(probabilities: dict[str, float], stance: str, floor: float) -> dict[str, float]:
    if probabilities[stance] >= floor:
        return probabilities
    rest = sum(value for name, value in probabilities.items() if name != stance) or 1.0
    return {
        name: floor if name == stance else value * (1 - floor) / rest for name, value in probabilities.items()
    }


def _why(stance: str, seen: Comparison) -> list[str]:
    """Reasons for this stance, the most telling first; never more than four."""
    against = [contrast.words for contrast in seen.conflicts]
    against += [f"says “{theirs}”, claim says “{ours}”" for ours, theirs in seen.opposites[:2]]
    if seen.denial:
        against.append(f"claim denies it: “{seen.denial}”" if seen.is_ours else f"denies it: “{seen.denial}”")
    same = ["has the quoted words"] if seen.is_quoted else []
    same += [contrast.words for contrast in seen.agreements]
    if seen.names.shared:
        same.append("names " + ", ".join(seen.names.shared[:3]))
    open_points = [f"does not name {', '.join(seen.names.missing[:2])}"] if seen.names.missing else []
    open_points += [contrast.words for contrast in seen.loose]
    share = f"has {round(seen.closest_coverage * 100)} % of the claim’s words in one sentence"
    if stance == Stance.REFUTES:
        reasons = against or [share]
    elif stance == Stance.SUPPORTS:
        reasons = [*same, share]
    else:
        reasons = (
            [*against, *open_points, *same[:1], share]
            if seen.coverage >= 0.3
            else ["says little of the claim"]
        )
    return reasons[:4]
