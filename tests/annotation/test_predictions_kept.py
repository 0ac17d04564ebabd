"""Forecasts and plans stay open until they come out."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.deciding import accept
from claims.annotation.marking import edit, mark
from claims.annotation.models import Claim, Prediction
from claims.annotation.predictions_kept import (
    add_checkpoint,
    come_due,
    edit_checkpoint,
    edit_prediction,
    remove_checkpoint,
    reopen,
    reopen_checkpoint,
    resolve,
    settle_checkpoint,
)
from claims.annotation.suggesting import suggest
from claims.history.models import Event
from claims.lib.problems import Conflict, NotFound, Problem, Refused, Stale
from tests import kept
from tests.annotation.texts import ferry, span

WORDS = "The board expects the first ferry by the end of 2027."


@pytest.fixture
def prediction(ada: Actor) -> Prediction:
    version = ferry(ada)
    made: Prediction = mark(version, by=ada, kind="prediction", **span(version, WORDS)).prediction
    return made


def test_a_forecast_has_a_horizon_and_checkpoints(prediction: Prediction) -> None:
    assert prediction.horizon_on == dt.date(2027, 12, 31)
    assert prediction.checkpoints.last().due_on == dt.date(2027, 12, 31)
    assert prediction.state == "open"


def test_its_fields_are_edited_with_before_and_after(prediction: Prediction, ada: Actor) -> None:
    changes = {"probability": 0.7, "criteria": "A ferry carries paying passengers.", "checkpoints": []}
    edit_prediction(prediction, by=ada, row_version=1, changes=changes)
    event = Event.objects.get(name="prediction.changed")
    assert event.data["before"]["probability"] is None
    assert event.data["after"]["probability"] == 0.7
    with pytest.raises(Stale):
        edit_prediction(prediction, by=ada, row_version=1, changes={"probability": 0.2})


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"probability": 1.5}, "/prediction/probability"),
        ({"threshold": "much"}, "/prediction/threshold"),
        ({"horizon_on": "soon"}, "/prediction/horizon_on"),
        ({"comparator": "!="}, "/prediction/comparator"),
        ({"unit": "x" * 21}, "/prediction/unit"),
        ({"mood": "good"}, "/prediction/mood"),
        ({"checkpoints": [{"question": "When?"}]}, "/prediction/checkpoints/0/due_on"),
        ({"checkpoints": [{"due_on": "2026-01-01"}]}, "/prediction/checkpoints/0/question"),
    ],
)
def test_it_names_the_field_that_is_wrong(
    prediction: Prediction, ada: Actor, changes: dict[str, object], pointer: str
) -> None:
    with pytest.raises(Problem) as refused:
        edit_prediction(prediction, by=ada, row_version=None, changes=changes)
    assert refused.value.pointer == pointer


def test_the_database_refuses_a_probability_above_one(prediction: Prediction) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Prediction.objects.update(probability=1.5)


def test_it_comes_due_once_its_day_has_come(prediction: Prediction) -> None:
    assert come_due(on=dt.date(2027, 12, 30)) == 0
    assert come_due(on=dt.date(2027, 12, 31)) == 1
    assert come_due(on=dt.date(2028, 1, 1)) == 0
    prediction.refresh_from_db()
    assert prediction.state == "due"
    assert Event.objects.get(name="prediction.changed").actor_kind == "system"


def test_it_is_settled_with_a_reason_and_reopened(prediction: Prediction, ada: Actor) -> None:
    with pytest.raises(Problem) as refused:
        resolve(prediction, by=ada, state="resolved_true", note=" ")
    assert refused.value.pointer == "/note"
    with pytest.raises(Problem) as refused:
        resolve(prediction, by=ada, state="true", note="It sails.")
    assert refused.value.pointer == "/state"
    resolve(prediction, by=ada, state="resolved_true", note="The first ferry sailed on 3 May.")
    assert Event.objects.get(name="prediction.resolved").data["note"].startswith("The first ferry")
    with pytest.raises(Conflict):
        resolve(prediction, by=ada, state="resolved_false", note="It did not.")
    reopen(prediction, by=ada)
    assert prediction.state == "open"
    with pytest.raises(Conflict):
        reopen(prediction, by=ada)


def test_an_outcome_under_a_public_verdict_stays(prediction: Prediction, ada: Actor) -> None:
    resolve(prediction, by=ada, state="resolved_true", note="It sailed.")
    Claim.objects.update(frozen_at=timezone.now())
    prediction = Prediction.objects.get()
    with pytest.raises(Conflict) as refused:
        reopen(prediction, by=ada)
    assert refused.value.code == "claim.published"


def test_a_checkpoint_is_added_once(prediction: Prediction, ada: Actor) -> None:
    first = add_checkpoint(prediction, by=ada, due_on="2026-06-01", question="Is the yard at work?")
    assert add_checkpoint(prediction, by=ada, due_on=first.due_on, question=first.question) == first
    assert Event.objects.filter(name="checkpoint.added").count() == 1


@pytest.mark.parametrize(
    ("due_on", "question", "pointer"), [("", "What?", "/due_on"), ("2026-06-01", "", "/question")]
)
def test_a_checkpoint_needs_a_day_and_a_question(
    prediction: Prediction, ada: Actor, due_on: str, question: str, pointer: str
) -> None:
    with pytest.raises(Problem) as refused:
        add_checkpoint(prediction, by=ada, due_on=due_on, question=question)
    assert refused.value.pointer == pointer


def test_a_checkpoint_is_settled_with_a_finding_and_taken_back(prediction: Prediction, ada: Actor) -> None:
    point = add_checkpoint(prediction, by=ada, due_on="2026-06-01", question="Is the yard at work?")
    with pytest.raises(Problem) as refused:
        settle_checkpoint(point, by=ada, finding=" ")
    assert refused.value.pointer == "/finding"
    settle_checkpoint(point, by=ada, finding="The keel was laid.")
    assert (point.finding, point.by) == ("The keel was laid.", ada.user)
    with pytest.raises(Conflict):
        remove_checkpoint(point, by=ada)
    reopen_checkpoint(point, by=ada)
    assert (point.finding, point.at) == ("", None)
    edit_checkpoint(point, by=ada, due_on="2026-07-01", question="Is the yard at work?")
    assert point.due_on == dt.date(2026, 7, 1)
    remove_checkpoint(point, by=ada)
    assert Event.objects.get(name="checkpoint.removed").data["before"]["due_on"] == "2026-07-01"


def test_a_reader_and_a_stranger_change_nothing(prediction: Prediction, dev: Actor, cleo: Actor) -> None:
    for by, refusal in ((dev, Refused), (cleo, NotFound)):
        with pytest.raises(refusal):
            add_checkpoint(prediction, by=by, due_on="2026-06-01", question="When?")
        with pytest.raises(refusal):
            resolve(prediction, by=by, state="resolved_true", note="It sailed.")
        with pytest.raises(refusal):
            settle_checkpoint(prediction.checkpoints.first(), by=by, finding="No.")


def test_checkpoints_come_with_an_edit_of_the_claim(prediction: Prediction, ada: Actor) -> None:
    facts = {"checkpoints": [{"due_on": "2026-01-15", "question": "Is there a contract?"}]}
    edit(prediction.claim, by=ada, row_version=None, changes={"prediction": facts})
    assert prediction.checkpoints.filter(question="Is there a contract?").exists()


def test_an_accepted_forecast_and_plan_are_kept_open_with_what_they_said(ada: Actor) -> None:
    text = (
        "Microsoft will invest $1B over five years in OpenAI, the company said.\n\n"
        "In a survey researchers gave a 50 percent chance that general AI would be built by the year 2099."
    )
    found = suggest(kept.article(ada, text, published="2019-07-22"))
    forecast = next(each for each in found if each.kind == "prediction")
    plan = next(each for each in found if each.kind == "promise")
    agi, money = accept(forecast, by=ada).prediction, accept(plan, by=ada).prediction
    assert (agi.probability, agi.horizon_on.year, agi.state) == (0.5, 2099, "open")
    assert (money.threshold, money.unit, money.state) == (1e9, "USD", "open")
    assert money.horizon_on == dt.date(2024, 7, 22)
    assert money.checkpoints.count() == 5
