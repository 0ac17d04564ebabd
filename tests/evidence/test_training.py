"""Training the head of the stance rules."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.evidence import training
from claims.evidence.stance import STANCES
from claims.evidence.training import Pair

SAID = "The tower of {town} is 300 metres high."
PASSAGES = {
    "supports": "With 300 metres the tower of {town} is high.",
    "refutes": "The tower of {town} is not 300 metres high, it is 120 metres high.",
    "context": "It rained in the south for days.",
}


@pytest.fixture
def pairs() -> list[Pair]:
    towns = ("Elmstead", "Harwich", "Mistley", "Manningtree", "Frinton")
    return [
        Pair("own", town, SAID.format(town=town), passage.format(town=town), "", stance)
        for town in towns
        for stance, passage in PASSAGES.items()
    ]


def test_it_learns_what_it_was_shown(pairs: list[Pair]) -> None:
    table = training.tabulate(pairs)
    weights = training.fit(table)
    named = training.as_head(weights, table.names)
    assert set(named) == set(STANCES) and set(named["supports"]) == {*table.names, "bias"}
    assert training.cross_validate(table)["own"]["accuracy"] > 0.9


def test_figures_count_what_is_right() -> None:
    import numpy as np

    pairs = [Pair("own", "1", "", "", "", stance) for stance in ("supports", "refutes", "context", "refutes")]
    chances = np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.1, 0.1, 0.8], [0.3, 0.2, 0.5]])
    line = training.figures(pairs, chances)["own"]
    assert (line["pairs"], line["accuracy"], line["either_accuracy"]) == (4, 0.75, 0.6667)
    assert line["macro_f1"] == round((1 + 2 / 3 + 2 / 3) / 3, 4)


def test_missing_data_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="could not be read"):
        call_command("train_stance", data=tmp_path, stdout=StringIO())
    with pytest.raises(CommandError, match="could not be read"):
        call_command("benchmark", "stance", "--data", str(tmp_path))
    with pytest.raises(CommandError, match="could not be read"):
        call_command("benchmark", "retrieval", "--data", str(tmp_path))


def test_it_reads_the_sets_as_they_are_published(tmp_path: Path) -> None:
    def put(name: str, *rows: object) -> None:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows))

    put(
        "stance_fm2/dev.jsonl",
        {"id": "1", "claim": "c", "gold_evidence": ["a", "b"], "page": "P", "label": "REFUTES"},
    )
    put("evidence_climate_fever/train.jsonl", {"claim_id": "1", "claim": "c", "evidences": [
        {"evidence": "e", "article": "A_b", "evidence_label": "NOT_ENOUGH_INFO"}]})  # fmt: skip
    put("claims_factcheck_gpt/train.jsonl", {"id": "1", "sentences": [
        {"claims": ["c"], "auto_evidence": [["e", "f"]],
         "stance_claim_autoEvid": [["partially-support", "irrelevant"]]}]})  # fmt: skip
    put("evidence_scifact/corpus.jsonl", {"id": 7, "title": "T", "abstract": ["s0", "s1", "s2"]})
    put("evidence_scifact/claims_train.jsonl",
        {"id": 1, "claim": "c", "cited_doc_ids": [7], "evidence": {"7": [{"label": "SUPPORT", "sentences": [1]}]}},
        {"id": 2, "claim": "d", "cited_doc_ids": [7, 8], "evidence": {}})  # fmt: skip
    put("evidence_wice/dev.jsonl", {"label": "supported", "supporting_sentences": [[0]], "claim": "c",
                                    "evidence": ["w"], "meta": {"id": "1"}})  # fmt: skip
    found = [(pair.set_name, pair.passage, pair.stance) for pair in training.read_pairs(tmp_path)]
    assert found == [
        ("fm2", "a b", "refutes"),
        ("climate_fever", "e", "context"),
        ("factcheck_gpt", "e", "supports"),
        ("factcheck_gpt", "f", "context"),
        ("scifact", "s1", "supports"),
        ("scifact", "s1 s2", "context"),
        ("wice", "w", "supports"),
    ]
