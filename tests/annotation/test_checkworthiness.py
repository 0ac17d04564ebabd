"""Check-worthiness: scores, bands, and reasons that add up."""

import json
import math

import pytest

from claims.annotation import training
from claims.annotation.checkworthiness import (
    attribute,
    band,
    head,
    label,
    logistic,
    score_in_article,
    score_sentence,
)
from claims.annotation.features import NAMES, sentence_features
from claims.annotation.telling import NAMES as VOICES

WORTH = "The city spent $12 million on buses in 2018, more than twice as much as in 2015."
NOT_WORTH = "Thank you all very much for coming tonight."


def test_it_puts_figures_before_courtesies():
    assert score_sentence(WORTH) > 0.7 > 0.2 > score_sentence(NOT_WORTH)


@pytest.mark.parametrize(
    "text", [WORTH, NOT_WORTH, "x", "What did he say?", "“We won’t,” she said.", "50 %" * 500]
)
def test_the_reasons_add_up_to_the_score(text):
    score, reasons = score_in_article(text, sentence_features(text))
    assert 0 <= score <= 1
    assert math.isclose(math.fsum(reason["weight"] for reason in reasons), score, abs_tol=1e-6)
    assert reasons[0]["name"] == "base"


def test_every_reason_has_words_for_the_screen():
    for text in (WORTH, NOT_WORTH):
        assert all(label(reason["name"]) for reason in score_in_article(text, sentence_features(text))[1])
    assert set(head().features) | set(head().article) <= set(NAMES) | set(VOICES)


def test_a_reason_that_speaks_for_checking_weighs_more_than_nothing():
    _, reasons = score_in_article(WORTH, sentence_features(WORTH))
    weights = {reason["name"]: reason["weight"] for reason in reasons}
    assert weights["money"] > 0
    assert weights["compares"] > 0


def test_parts_that_cancel_leave_the_base():
    score, reasons = attribute(0.3, {"one": 2.0, "other": -2.0})
    assert math.isclose(score, logistic(0.3), abs_tol=1e-6)
    assert math.isclose(math.fsum(reason["weight"] for reason in reasons), score, abs_tol=1e-6)


def test_bands_follow_the_thresholds_of_the_head():
    assert [band(head().high), band(head().medium), band(head().medium - 0.01)] == ["high", "medium", "low"]


def test_blank_text_is_worth_nothing():
    assert score_sentence("  \n") == 0.0


def test_training_learns_from_labelled_sentences_and_keeps_groups_whole(tmp_path):
    pytest.importorskip("sklearn")
    (tmp_path / "checkworthy_ct24").mkdir()
    (tmp_path / "claims_factcheck_gpt").mkdir()
    rows = [
        {"text": text, "label": int(text == WORTH), "debate": f"2016-0{number % 6 + 1}-01"}
        for number in range(60)
        for text in (WORTH, NOT_WORTH)
    ]
    rows.append({"text": "A row that names no debate is not ours to use.", "label": 1})
    (tmp_path / "checkworthy_ct24" / "train.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "claims_factcheck_gpt" / "train.jsonl").write_text(
        json.dumps(
            {"id": "a", "sentences": [{"text": "Iron is a metal.", "sentence_checkworthiness": "yes"}]}
        )
    )
    examples = training.read_examples(tmp_path)
    assert len(examples) == 121
    layer = training.train(examples)
    assert training.score(layer, WORTH) > training.score(layer, NOT_WORTH)
    assert training.average_precision([(0.9, 1), (0.5, 0), (0.4, 1)]) == pytest.approx((1 + 2 / 3) / 2)
    assert training.best_f1([(0.9, 1), (0.5, 0), (0.1, 0)]) == {"f1": 1.0, "threshold": 0.9}
