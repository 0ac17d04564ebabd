"""JSON lines in, JSON lines out, through the product's own functions."""

import json

import pytest

from claims.ops.predicting import TASKS, PredictError, predict


def answers(task, *rows, **options):
    return [json.loads(line) for line in predict(task, [json.dumps(row) for row in rows], **options)]


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.jsonl"
    rows = [
        {"id": "a", "text": "The bridge over the river was opened in 1932.", "title": "Bridge"},
        {"id": "b", "text": "Ferries carry four thousand cars a day."},
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_checkworthiness_scores_each_line():
    worth, courtesy = answers(
        "checkworthiness",
        {"id": 1, "text": "Taxes rose by 4 percent in 2018.", "context": "He spoke of taxes."},
        {"id": "2", "text": "Thank you very much."},
    )
    assert (worth["id"], courtesy["id"]) == (1, "2")
    assert 1 >= worth["score"] > courtesy["score"] >= 0


def test_quantities_come_with_times():
    (found,) = answers("quantities", {"id": 1, "text": "$1B by 2099"})
    assert [(each["value"], each["unit"]) for each in found["quantities"]] == [(10**9, "USD")]
    assert found["times"][0]["to"] == "2099-12-31"


@pytest.mark.parametrize("task", ["matches", "evidence"])
def test_a_corpus_is_ranked(task, corpus):
    (found,) = answers(task, {"id": "q", "text": "When was the bridge opened?"}, corpus=corpus, top=1)
    assert [each["id"] for each in found["ranking"]] == ["a"]


def test_stance_gives_three_probabilities():
    (found,) = answers("stance", {"id": 1, "claim": "She left in 2019.", "evidence": "She left in 2018."})
    assert found["stance"] in found["probabilities"]
    assert set(found["probabilities"]) == {"supports", "refutes", "context"}


def test_anchors_say_where_a_quotation_went():
    old = "The bridge was opened in 1932. It is red."
    (found,) = answers(
        "anchors", {"id": 1, "old": old, "start": 0, "end": 30, "new": f"New words first. {old}"}
    )
    assert found == {"id": 1, "state": found["state"], "start": 17, "end": 47}
    assert found["state"] in ("exact", "moved")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 1 is not JSON"),
        ("[1]", "line 1 is not a JSON object"),
        ('{"id": 1}', "'text' is missing"),
        ('{"id": 1, "text": 5}', "text is not a text"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line, words):
    with pytest.raises(PredictError, match=words):
        list(predict("checkworthiness", [line]))


def test_ranking_without_a_corpus_says_how_to_name_one():
    with pytest.raises(PredictError, match="--corpus"):
        list(predict("matches", ["{}"]))


def test_a_broken_corpus_names_its_line(tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_text('{"id": "a", "text": "x"}\nnonsense\n')
    with pytest.raises(PredictError, match="line 2"):
        list(predict("evidence", [], corpus=path))


def test_blank_lines_are_passed_over():
    assert list(predict("checkworthiness", ["\n", "  \n"])) == []


def test_every_task_of_the_contract_is_there():
    assert set(TASKS) == {"checkworthiness", "matches", "evidence", "stance", "anchors", "quantities"}
