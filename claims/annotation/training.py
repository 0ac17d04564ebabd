"""Train the sentence layer of the check-worthiness head, and measure it on debates it has not seen.

Reads only sets whose licence allows a trained model to be shipped: the ClaimBuster rows of `checkworthy_ct24` (those
that name their debate) and `claims_factcheck_gpt`. Needs scikit-learn; scoring does not.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .checkworthiness import WORDING_SCALE, terms
from .features import sentence_features

FOLDS = 5
KEPT_TERMS = 6000
LEAST_SENTENCES = 4
STRENGTH = 0.5
"""Inverse of the L2 penalty, chosen by cross-validation over debates."""


@dataclass(frozen=True)
class Example:
    """One labelled sentence and the group (debate, document) that must not be split."""

    text: str
    label: int
    group: str


def read_examples(folder: Path) -> list[Example]:
    """Labelled sentences of a folder laid out as the public benchmark data."""
    found: list[Example] = []
    for row in _rows(folder / "checkworthy_ct24" / "train.jsonl"):
        if "debate" in row:
            found.append(Example(row["text"], int(row["label"]), f"debate {row['debate']}"))
    for row in _rows(folder / "claims_factcheck_gpt" / "train.jsonl"):
        for sentence in row["sentences"]:
            worth = sentence.get("sentence_checkworthiness")
            if worth in ("yes", "no"):
                found.append(Example(sentence["text"], int(worth == "yes"), f"answer {row['id']}"))
    return found


def train(examples: Sequence[Example]) -> dict[str, Any]:
    """Fit the sentence layer: a dict of intercept, features and wording, ready for the head's file."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    table = [_columns(example.text) for example in examples]
    known = _frequent(table)
    rows = [_row(features, said, known) for features, said in table]
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(rows)
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    model = LogisticRegression(C=STRENGTH, max_iter=300, solver="liblinear", random_state=7)
    model.fit(matrix, [example.label for example in examples])
    weights = dict(zip(vectors.feature_names_, (float(weight) for weight in model.coef_[0]), strict=True))
    said = {name[2:]: weight for name, weight in weights.items() if name.startswith("w:")}
    strongest = sorted(said, key=lambda term: (-abs(said[term]), term))[:KEPT_TERMS]
    return {
        "intercept": round(float(model.intercept_[0]), 4),
        "features": {
            name: round(weight, 4) for name, weight in sorted(weights.items()) if not name.startswith("w:")
        },
        "wording": {term: round(said[term], 3) for term in sorted(strongest)},
    }


def cross_validate(
    examples: Sequence[Example], *, tell: Callable[[str], object] = lambda line: None
) -> dict[str, float]:
    """Average precision, and F1 at one threshold, over whole debates held out in turn."""
    groups = sorted({example.group for example in examples})
    random.Random(7).shuffle(groups)
    scores: list[tuple[float, int]] = []
    for fold in range(FOLDS):
        held = set(groups[fold::FOLDS])
        layer = train([example for example in examples if example.group not in held])
        for example in examples:
            if example.group in held:
                scores.append((score(layer, example.text), example.label))
        tell(f"fold {fold + 1} of {FOLDS}: {len(held)} groups held out")
    return {"average_precision": average_precision(scores), **best_f1(scores)}


def score(layer: dict[str, Any], text: str) -> float:
    """Log-odds of a sentence by a layer just trained."""
    features, said = _columns(text)
    total: float = layer["intercept"] + sum(
        layer["features"].get(name, 0.0) * value for name, value in features.items()
    )
    if said:
        total += WORDING_SCALE * sum(layer["wording"].get(term, 0.0) for term in said) / math.sqrt(len(said))
    return total


def average_precision(scores: Iterable[tuple[float, int]]) -> float:
    """Mean of the precision at each positive, in order of falling score."""
    hits, total = 0, 0.0
    for place, (_, label) in enumerate(sorted(scores, key=lambda pair: -pair[0]), start=1):
        if label:
            hits += 1
            total += hits / place
    return total / hits if hits else 0.0


def best_f1(scores: Sequence[tuple[float, int]]) -> dict[str, float]:
    """F1 of the positive class at the threshold where it is best, and that threshold."""
    ordered = sorted(scores, key=lambda pair: -pair[0])
    positives = sum(label for _, label in ordered)
    hits, best, edge = 0, 0.0, 0.0
    for place, (value, label) in enumerate(ordered, start=1):
        hits += label
        f1 = 2 * hits / (place + positives)
        if f1 > best:
            best, edge = f1, value
    return {"f1": best, "threshold": edge}


_cache: dict[str, tuple[dict[str, float], set[str]]] = {}


def _columns(text: str) -> tuple[dict[str, float], set[str]]:
    if text not in _cache:
        _cache[text] = (sentence_features(text), terms(text))
    return _cache[text]


def _frequent(table: Sequence[tuple[dict[str, float], set[str]]]) -> set[str]:
    counts: dict[str, int] = {}
    for _, said in table:
        for term in said:
            counts[term] = counts.get(term, 0) + 1
    return {term for term, count in counts.items() if count >= LEAST_SENTENCES}


def _row(features: dict[str, float], said: set[str], known: set[str]) -> dict[str, float]:
    row = dict(features)
    share = WORDING_SCALE / math.sqrt(len(said)) if said else 0.0
    row.update({f"w:{term}": share for term in sorted(said & known)})
    return row


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
