"""Training and measuring the head of the stance rules on public data.

Only sets whose licence lets a trained head be shipped: FM2 (Apache-2.0), Climate-FEVER (CC BY-SA 4.0), Factcheck-GPT
(Apache-2.0), SciFact (CC BY 4.0 claims, ODC-By abstracts), WiCE (ODC-By). None of their rows is kept in the head.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from claims.evidence.stance import STANCES, Judgement, features, judge
from claims.matching.comparing import compare

ROUNDS = 400
PENALTY = 1.0
FOLDS = 5


@dataclass(frozen=True)
class Pair:
    """A claim beside a passage, with the stance people gave it. `group` keeps pairs of one claim in one fold."""

    set_name: str
    group: str
    claim: str
    passage: str
    title: str
    stance: str


def read_pairs(folder: Path) -> Iterator[Pair]:
    """Every pair of the sets found in a folder. Raises OSError where a set is missing, KeyError where it is another."""
    yield from _fool_me_twice(folder)
    yield from _climate_fever(folder)
    yield from _factcheck_gpt(folder)
    yield from _scifact(folder)
    yield from _wice(folder)


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _fool_me_twice(folder: Path) -> Iterator[Pair]:
    words = {"SUPPORTS": "supports", "REFUTES": "refutes"}
    for row in _rows(folder / "stance_fm2" / "dev.jsonl"):
        evidence = " ".join(row["gold_evidence"])
        yield Pair("fm2", row["id"], row["claim"], evidence, row["page"], words[row["label"]])


def _climate_fever(folder: Path) -> Iterator[Pair]:
    words = {"SUPPORTS": "supports", "REFUTES": "refutes", "NOT_ENOUGH_INFO": "context"}
    for row in _rows(folder / "evidence_climate_fever" / "train.jsonl"):
        for each in row["evidences"]:
            title = each["article"].replace("_", " ")
            stance = words[each["evidence_label"]]
            yield Pair("climate_fever", row["claim_id"], row["claim"], each["evidence"], title, stance)


def _factcheck_gpt(folder: Path) -> Iterator[Pair]:
    words = {"completely-support": "supports", "partially-support": "supports", "refute": "refutes",
             "irrelevant": "context"}  # fmt: skip
    for row in _rows(folder / "claims_factcheck_gpt" / "train.jsonl"):
        for sentence in row["sentences"]:
            columns = ("claims", "auto_evidence", "stance_claim_autoEvid")
            for claim, passages, stances in zip(*(sentence[name] or [] for name in columns), strict=False):
                for passage, said in zip(passages or [], stances or [], strict=False):
                    stance = words.get(said) if isinstance(said, str) else None
                    if stance and isinstance(passage, str) and passage:
                        yield Pair("factcheck_gpt", row["id"], claim, passage, "", stance)


def _scifact(folder: Path) -> Iterator[Pair]:
    words = {"SUPPORT": "supports", "CONTRADICT": "refutes"}
    corpus = {str(row["id"]): row for row in _rows(folder / "evidence_scifact" / "corpus.jsonl")}
    for row in _rows(folder / "evidence_scifact" / "claims_train.jsonl"):
        for key in map(str, row["cited_doc_ids"]):
            if key not in corpus:
                continue
            sentences, title = corpus[key]["abstract"], corpus[key]["title"]
            found = row["evidence"].get(key)
            group = str(row["id"])
            if not found:
                yield Pair("scifact", group, row["claim"], " ".join(sentences[-2:]), title, "context")
            for each in found or []:
                passage = " ".join(sentences[place] for place in each["sentences"])
                yield Pair("scifact", group, row["claim"], passage, title, words[each["label"]])


def _wice(folder: Path) -> Iterator[Pair]:
    words = {"supported": "supports", "partially_supported": "context"}
    for row in _rows(folder / "evidence_wice" / "dev.jsonl"):
        if row["label"] in words and row["supporting_sentences"]:
            places = [place for place in row["supporting_sentences"][0] if place < len(row["evidence"])]
            passage = " ".join(row["evidence"][place] for place in places)
            yield Pair("wice", row["meta"]["id"], row["claim"], passage, "", words[row["label"]])


Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """All pairs as numbers: what the head sees, what people said, how much each pair counts."""

    pairs: Sequence[Pair]
    names: list[str]
    seen: Matrix
    said: npt.NDArray[np.int64]
    weights: Matrix


def tabulate(pairs: Iterable[Pair], *, tell: Callable[[str], object] = lambda line: None) -> Table:
    """Compare every pair once. Each stance of each set counts by the root of its size, so that no set drowns others."""
    kept = list(pairs)
    rows: list[dict[str, float]] = []
    for number, pair in enumerate(kept, start=1):
        rows.append(features(compare(pair.claim, pair.passage, about=pair.title)))
        if number % 1000 == 0:
            tell(f"{number} of {len(kept)} compared")
    names = list(rows[0])
    sizes: dict[tuple[str, str], int] = {}
    for pair in kept:
        sizes[pair.set_name, pair.stance] = sizes.get((pair.set_name, pair.stance), 0) + 1
    weights = np.array([sizes[pair.set_name, pair.stance] ** -0.5 for pair in kept])
    return Table(
        pairs=kept,
        names=names,
        seen=np.array([[row[name] for name in names] for row in rows]),
        said=np.array([STANCES.index(pair.stance) for pair in kept]),
        weights=weights / weights.mean(),
    )


def fit(table: Table, rows: npt.NDArray[np.int64] | None = None) -> Matrix:
    """Multinomial logistic regression with a ridge penalty, by gradient descent with momentum (Nesterov 1983).

    Returns one row of weights a stance, the bias last.
    """
    chosen = np.arange(len(table.said)) if rows is None else rows
    seen = np.hstack([table.seen[chosen], np.ones((len(chosen), 1))])
    wanted = np.eye(len(STANCES))[table.said[chosen]]
    counts = table.weights[chosen][:, None]
    step = 1.0 / (0.5 * np.linalg.norm(seen * np.sqrt(counts), 2) ** 2 + PENALTY)
    weights = ahead = np.zeros((len(STANCES), seen.shape[1]))
    for turn in range(1, ROUNDS + 1):
        gradient = ((_softmax(seen @ ahead.T) - wanted) * counts).T @ seen
        gradient[:, :-1] += PENALTY * ahead[:, :-1]
        before, weights = weights, ahead - step * gradient
        ahead = weights + (turn - 1) / (turn + 2) * (weights - before)
    return weights


def _softmax(logits: Matrix) -> Matrix:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def as_head(weights: Matrix, names: Sequence[str]) -> dict[str, Any]:
    """The weights as the head file keeps them."""
    return {
        stance: {"bias": round(float(row[-1]), 4)}
        | {name: round(float(value), 4) for name, value in zip(names, row[:-1], strict=True)}
        for stance, row in zip(STANCES, weights, strict=True)
    }


def cross_validate(table: Table) -> dict[str, dict[str, float]]:
    """Figures a set of the head on claims it was not trained on: five folds, all pairs of a claim in one."""
    groups = sorted({(pair.set_name, pair.group) for pair in table.pairs})
    fold_of = {group: place % FOLDS for place, group in enumerate(groups)}
    folds = np.array([fold_of[pair.set_name, pair.group] for pair in table.pairs])
    chances = np.zeros((len(table.said), len(STANCES)))
    for fold in range(FOLDS):
        weights = fit(table, np.flatnonzero(folds != fold))
        held = np.flatnonzero(folds == fold)
        chances[held] = _softmax(np.hstack([table.seen[held], np.ones((len(held), 1))]) @ weights.T)
    return figures(table.pairs, chances)


def measure(pairs: Sequence[Pair]) -> dict[str, dict[str, float]]:
    """The same figures of `judge` as it stands, overruling included (it has seen these pairs)."""
    judged: list[Judgement] = [judge(pair.claim, pair.passage, title=pair.title) for pair in pairs]
    return figures(pairs, np.array([[each.probabilities[stance] for stance in STANCES] for each in judged]))


def figures(pairs: Sequence[Pair], chances: Matrix) -> dict[str, dict[str, float]]:
    """Per set: pairs, accuracy, macro-F1 over the stances it has, and accuracy of supports against refutes alone."""
    sets: dict[str, dict[str, float]] = {}
    for name in sorted({pair.set_name for pair in pairs}):
        rows = [place for place, pair in enumerate(pairs) if pair.set_name == name]
        said = [pairs[place].stance for place in rows]
        given = [STANCES[int(chances[place].argmax())] for place in rows]
        either = [(STANCES[int(chances[place][:2].argmax())], pairs[place].stance) for place in rows]
        decided = [(one, other) for one, other in either if other != "context"]
        sets[name] = {
            "pairs": len(rows),
            "accuracy": _share(one == other for one, other in zip(given, said, strict=True)),
            "macro_f1": round(sum(_f1(given, said, stance) for stance in set(said)) / len(set(said)), 4),
            "either_accuracy": _share(one == other for one, other in decided),
        }
    return sets


def _share(rights: Iterable[bool]) -> float:
    values = list(rights)
    return round(sum(values) / len(values), 4) if values else 0.0


def _f1(given: Sequence[str], said: Sequence[str], stance: str) -> float:
    both = sum(one == other == stance for one, other in zip(given, said, strict=True))
    total = sum(one == stance for one in given) + sum(other == stance for other in said)
    return 2 * both / total if total else 0.0
