"""A claim gets its case; the case moves by one table."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.history.models import Event
from claims.history.recording import record
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from claims.verdicts import reviewing, workflow, writing
from claims.verdicts.models import CaseState, FactCheck
from claims.verdicts.scales import active_scale
from tests.verdicts import makers


def test_it_opens_one_case_however_often_it_is_asked(ada: Actor) -> None:
    claim = makers.claim(ada)
    first = workflow.open_case(claim, by=ada)
    assert workflow.open_case(claim, by=ada).pk == first.pk
    assert (first.state, first.assignee) == (CaseState.OPEN, ada.user)
    assert Event.objects.filter(name="fact_check.opened").count() == 1


def test_it_opens_the_case_of_a_marked_claim_by_itself(ada: Actor, run_due: Callable[..., int]) -> None:
    claim = makers.claim(ada)
    record("claim.marked", claim, by=ada)
    run_due(["models"])
    assert FactCheck.objects.get(claim=claim).state == CaseState.OPEN


def test_it_opens_none_for_a_claim_that_another_covers(ada: Actor, run_due: Callable[..., int]) -> None:
    covered = makers.claim(ada, same_as=makers.claim(ada))
    with pytest.raises(Conflict) as refused:
        workflow.open_case(covered, by=ada)
    assert refused.value.code == "claim.covered"
    record("claim.marked", covered, by=ada)
    run_due(["models"])
    assert not FactCheck.objects.filter(claim=covered).exists()


def test_it_closes_the_case_of_a_claim_that_gets_covered_and_opens_it_again(
    ada: Actor, run_due: Callable[..., int]
) -> None:
    claim, other = makers.claim(ada), makers.claim(ada)
    fact_check = workflow.open_case(claim, by=ada)
    type(claim).objects.filter(pk=claim.pk).update(same_as=other)
    record("claim.covered", claim, by=ada, related=[other])
    run_due(["models"])
    fact_check.refresh_from_db()
    assert (fact_check.state, fact_check.decline_reason) == (CaseState.DECLINED, workflow.COVERED)
    type(claim).objects.filter(pk=claim.pk).update(same_as=None)
    record("claim.uncovered", claim, by=ada)
    run_due(["models"])
    fact_check.refresh_from_db()
    assert (fact_check.state, fact_check.decline_reason) == (CaseState.OPEN, "")


def test_it_moves_an_open_case_on_when_evidence_comes_in(ada: Actor, run_due: Callable[..., int]) -> None:
    claim = makers.claim(ada)
    fact_check = workflow.open_case(claim, by=ada)
    record("evidence.added", makers.evidence(ada, claim), by=ada)
    run_due(["models"])
    fact_check.refresh_from_db()
    assert fact_check.state == CaseState.EVIDENCE


def test_it_declines_with_a_reason_and_reopens(ada: Actor, ben: Actor) -> None:
    fact_check = makers.written(ada)
    with pytest.raises(Problem) as no_reason:
        workflow.decline(fact_check, by=ben, note="  ")
    assert no_reason.value.pointer == "/note"
    workflow.decline(fact_check, by=ben, note="Nobody repeats it.")
    assert (fact_check.state, fact_check.decline_reason) == (CaseState.DECLINED, "Nobody repeats it.")
    workflow.reopen(fact_check, by=ben)
    assert (fact_check.state, fact_check.decline_reason) == (CaseState.OPEN, "")
    assert writing.start_writing(fact_check, by=ada).headline == makers.WORDS["headline"]


def test_it_refuses_what_the_table_does_not_have(ada: Actor, ben: Actor) -> None:
    fact_check, _ = makers.sent(ada)
    with pytest.raises(Conflict) as refused:
        workflow.decline(fact_check, by=ben, note="Too late.")
    assert "review" in refused.value.detail
    assert fact_check.state == CaseState.REVIEW


def test_only_editors_decline_and_strangers_see_nothing(ada: Actor, dev: Actor, cleo: Actor) -> None:
    fact_check = workflow.open_case(makers.claim(ada), by=ada)
    with pytest.raises(Refused):
        workflow.decline(fact_check, by=ada, note="No.")
    with pytest.raises(Refused):
        writing.start_writing(fact_check, by=dev)
    for verb in (
        lambda: writing.start_writing(fact_check, by=cleo),
        lambda: workflow.decline(fact_check, by=cleo, note="No."),
        lambda: workflow.open_case(fact_check.claim, by=cleo),
        lambda: reviewing.send(fact_check, by=cleo),
    ):
        with pytest.raises(NotFound):
            verb()


def test_it_assigns_within_the_newsroom_only(ada: Actor, ben: Actor, cleo: Actor) -> None:
    fact_check = workflow.open_case(makers.claim(ada), by=ada)
    day = timezone.now().date()
    workflow.assign(fact_check, by=ada, row_version=None, assignee=ben.user, due_on=day)
    assert (fact_check.assignee, fact_check.due_on) == (ben.user, day)
    with pytest.raises(Problem) as refused:
        workflow.assign(fact_check, by=ada, row_version=None, assignee=cleo.user)
    assert refused.value.pointer == "/assignee"


def test_the_default_scale_has_seven_answers_made_once(ada: Actor) -> None:
    scale = active_scale(ada.organisation)
    assert active_scale(ada.organisation).pk == scale.pk
    assert [(rating.digit, rating.number, rating.label) for rating in scale.ratings.all()] == [
        (1, 1, "False"),
        (2, 2, "Mostly false"),
        (3, 3, "Mixed"),
        (4, 4, "Mostly true"),
        (5, 5, "True"),
        (6, None, "Missing context"),
        (0, None, "Unproven"),
    ]
    assert all(rating.definition for rating in scale.ratings.all())
