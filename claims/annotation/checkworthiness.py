"""How worth checking a sentence is: a logistic head over named features, whose reasons add up to the score.

Two layers, both plain sums. The sentence layer was trained on sentences that people sorted by whether they are
worth checking (`training.py`; `docs/model-checkworthiness.md` is its card): a weight per named feature, and one
per word or pair of words, which together make one more feature, "wording". The article layer adds what a newsroom
wants besides (promises and dates count for more, refusals to comment for nothing, the top of the story for a
little more); its weights were set by hand on news articles.

The score is the logistic function of the sum, from 0 to 1. The reasons are shares of the score itself: going in a
straight line from the base to the sentence, each feature's part of the change is its part of the sum (the
Aumann-Shapley attribution, which for a function of one weighted sum comes out as this proportion). So "base" plus
all weights is the score, exactly, once rounded to six places.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import telling
from .features import NAMES, Features, sentence_features

HEAD = Path(__file__).parent / "heads" / "checkworthiness.json"
WORDING_SCALE = 3.0
BANDS = ("high", "medium", "low", "unscored")

_TOKEN = re.compile(r"\w+")
_LONGEST = 400


@dataclass(frozen=True)
class Head:
    """Weights of both layers and the bands' lower edges."""

    name: str
    intercept: float
    features: Mapping[str, float]
    wording: Mapping[str, float]
    article_scale: float
    article_base: float
    article: Mapping[str, float]
    high: float
    medium: float


@lru_cache(maxsize=1)
def head() -> Head:
    """The head that ships with the product."""
    return read_head(json.loads(HEAD.read_text(encoding="utf-8")))


def read_head(data: dict[str, Any]) -> Head:
    """A head from its file's contents."""
    article = data["article"]
    return Head(
        name=data["name"], intercept=data["intercept"], features=data["features"], wording=data["wording"],
        article_scale=article["scale"], article_base=article["base"], article=article["features"],
        high=article["bands"]["high"], medium=article["bands"]["medium"],
    )  # fmt: skip


def terms(text: str) -> set[str]:
    """The words and pairs of neighbouring words of a sentence, in lower case."""
    tokens = _TOKEN.findall(text.lower())[:_LONGEST]
    return set(tokens) | {f"{first} {second}" for first, second in zip(tokens, tokens[1:], strict=False)}


def wording(text: str, weights: Mapping[str, float]) -> float:
    """How far the words speak for checking: the mean-like sum of the known words' weights."""
    known = terms(text)
    if not known:
        return 0.0
    return WORDING_SCALE * sum(weights.get(term, 0.0) for term in known) / math.sqrt(len(known))


def score_sentence(text: str, *, using: Head | None = None) -> float:
    """How worth checking a sentence standing by itself is, 0 to 1, by the sentence layer alone."""
    using = using or head()
    if not text.strip():
        return 0.0
    found = sentence_features(text[:4000])
    total = using.intercept + wording(text, using.wording)
    total += sum(using.features.get(name, 0.0) * value for name, value in found.items())
    return logistic(total)


def score_in_article(
    text: str, features: Features, *, using: Head | None = None
) -> tuple[float, list[dict[str, Any]]]:
    """Score of a sentence of an article, and its reasons: dicts of name and weight that sum to the score."""
    using = using or head()
    parts: dict[str, float] = {}
    for name, value in features.items():
        weight = using.article_scale * using.features.get(name, 0.0) + using.article.get(name, 0.0)
        if weight and value:
            parts[name] = weight * value
    said = wording(text, using.wording)
    if said:
        parts["wording"] = using.article_scale * said
    return attribute(using.article_base, parts)


def attribute(base: float, parts: Mapping[str, float]) -> tuple[float, list[dict[str, Any]]]:
    """Turn a sum in log-odds into a score in 0 to 1 and the share each part has in it."""
    total = base + sum(parts.values())
    score = round(logistic(total), 6)
    start = logistic(base)
    change = total - base
    slope = (score - start) / change if abs(change) > 1e-9 else start * (1.0 - start)
    reasons: list[dict[str, Any]] = [
        {"name": name, "weight": round(value * slope, 6)} for name, value in parts.items()
    ]
    reasons = [reason for reason in reasons if reason["weight"]]
    reasons.sort(key=lambda reason: -abs(reason["weight"]))
    rest = round(score - sum(reason["weight"] for reason in reasons), 6)
    return score, [{"name": "base", "weight": rest}, *reasons]


def band(score: float, *, using: Head | None = None) -> str:
    """The band of a score: high, medium or low."""
    using = using or head()
    if score >= using.high:
        return "high"
    return "medium" if score >= using.medium else "low"


def label(name: str) -> str:
    """What a reason is called on the screen."""
    return NAMES.get(name) or telling.NAMES.get(name, name.replace("_", " "))


def logistic(value: float) -> float:
    """1 / (1 + e^-value), safe for any value."""
    if value >= 0:
        return 1.0 / (1.0 + math.exp(-min(value, 700.0)))
    grown = math.exp(max(value, -700.0))
    return grown / (1.0 + grown)
