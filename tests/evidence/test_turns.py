"""Questions wait for their turn in their rows: not in the broker, and not at the cost of an attempt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence import breaker, calling
from claims.evidence.gathering import end_overdue, start_run, summary
from claims.evidence.models import EvidenceRun, ProviderCall
from claims.evidence.pace import Pace
from claims.evidence.pausing import pause
from claims.evidence.providers import fake
from claims.evidence.providers.base import NotYourTurn, Query, Reply
from claims.history import jobs
from claims.history.models import JobState

Work = Callable[[], int]
pytestmark = pytest.mark.usefixtures("only_fake")


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that lets nobody in at once: the next turn is in ten seconds, one each twenty."""

    def search(self: Any, query: Query) -> Reply:
        assert query.patience is not None and query.patience < 1
        raise NotYourTurn(10)

    monkeypatch.setattr(type(fake.PROVIDER), "search", search)
    monkeypatch.setattr(type(fake.PROVIDER), "pace", Pace(calls=3, seconds=60))


def wait_of(call: ProviderCall) -> float:
    assert call.not_before is not None
    return (call.not_before - timezone.now()).total_seconds()


def pass_time(call: ProviderCall) -> None:
    ProviderCall.objects.filter(pk=call.pk).update(due_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.usefixtures("crowded")
def test_a_question_before_its_turn_waits_in_its_row_without_an_attempt(
    ada: Actor, claim: Claim, work: Work
) -> None:
    run = start_run(by=ada, claim=claim)
    work()
    call = run.calls.get()
    assert (call.state, call.attempts, call.last_error, call.started_at) == (JobState.DUE, 0, "", None)
    assert 8 < wait_of(call) <= 10
    assert call.due_at < call.not_before
    line = summary(run)["providers"][0]
    assert (line["state"], line["seconds"]) == ("waiting", None)


@pytest.mark.usefixtures("crowded")
def test_each_waits_behind_the_older_ones_so_that_none_comes_in_vain(
    ada: Actor, claim: Claim, work: Work
) -> None:
    runs = [start_run(by=ada, claim=claim, statement=f"question {number}") for number in range(3)]
    work()
    waits = [wait_of(run.calls.get()) for run in runs]
    assert [round(wait / 10) for wait in waits] == [1, 3, 5]


@pytest.mark.usefixtures("crowded")
def test_what_never_got_its_turn_says_so_and_never_passes_for_empty(
    ada: Actor, claim: Claim, work: Work
) -> None:
    run = start_run(by=ada, claim=claim)
    EvidenceRun.objects.filter(pk=run.pk).update(deadline_at=timezone.now() + timedelta(seconds=5))
    work()
    EvidenceRun.objects.filter(pk=run.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))
    end_overdue()
    shown = summary(EvidenceRun.objects.get(pk=run.pk))
    assert (shown["state"], shown["complete"]) == ("merged", False)
    assert shown["providers"][0]["outcome"] == "unavailable"
    assert "not asked" in shown["providers"][0]["words"]


@pytest.mark.usefixtures("crowded")
def test_one_whose_turn_had_come_waits_on_for_a_worker(ada: Actor, claim: Claim, work: Work) -> None:
    run = start_run(by=ada, claim=claim)
    work()
    past = timezone.now() - timedelta(seconds=5)
    ProviderCall.objects.filter(run=run).update(not_before=past - timedelta(seconds=1), due_at=past)
    EvidenceRun.objects.filter(pk=run.pk).update(deadline_at=past)
    end_overdue()
    assert run.calls.get().outcome == ""


def test_it_is_asked_again_twice_at_most(ada: Actor, claim: Claim, work: Work) -> None:
    run = start_run(by=ada, claim=claim, statement="x [fake: unavailable]")
    waits = []
    for _ in range(5):
        work()
        call = run.calls.get()
        if call.not_before:
            waits.append(wait_of(call))
        pass_time(call)
    assert len(fake.PROVIDER.asked) == 3
    assert len(waits) == 2 and waits[0] <= 2 and waits[1] <= 4
    assert (call.outcome, call.retries, call.not_before) == ("unavailable", 2, None)


def test_a_rest_shorter_than_the_search_is_waited_for_without_an_attempt(
    ada: Actor, claim: Claim, work: Work
) -> None:
    breaker.leave_alone("fake", 30, outcome="rate_limited")
    run = start_run(by=ada, claim=claim)
    work()
    call = run.calls.get()
    assert (call.state, call.attempts, len(fake.PROVIDER.asked)) == (JobState.DUE, 0, 0)
    breaker.succeeded("fake")
    pass_time(call)
    work()
    assert summary(EvidenceRun.objects.get(pk=run.pk))["complete"]


@pytest.mark.parametrize("outcome", ["rate_limited", "quota_exhausted", "unavailable"])
def test_a_rest_longer_than_the_search_is_told_with_its_reason(
    ada: Actor, claim: Claim, work: Work, outcome: str
) -> None:
    breaker.leave_alone("fake", 7200, outcome=outcome)
    run = start_run(by=ada, claim=claim)
    work()
    line = summary(EvidenceRun.objects.get(pk=run.pk))["providers"][0]
    assert (line["outcome"], len(fake.PROVIDER.asked)) == (outcome, 0)
    assert "about 2 hours" in line["words"]


def test_each_further_failure_doubles_the_rest() -> None:
    for _ in range(breaker.FAILURES + 1):
        breaker.failed("x", rest=10)
    assert 15 < breaker.wait_for("x") <= 20
    for _ in range(20):
        breaker.failed("x", rest=10)
    assert breaker.wait_for("x") <= breaker.LONGEST_REST


def test_an_answer_that_was_the_last_of_the_allowance_is_kept_and_nobody_asks_on(
    ada: Actor, claim: Claim, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = type(fake.PROVIDER).search
    last = lambda self, query: Reply("empty", spent_for=5000) if search(self, query) else None  # noqa: E731
    monkeypatch.setattr(type(fake.PROVIDER), "search", last)
    first, second = (start_run(by=ada, claim=claim, statement=words) for words in ("one", "two"))
    work()
    outcomes = [
        summary(EvidenceRun.objects.get(pk=run.pk))["providers"][0]["outcome"] for run in (first, second)
    ]
    assert outcomes == ["empty", "quota_exhausted"]
    assert len(fake.PROVIDER.asked) == 1


def test_a_daily_allowance_is_counted_from_the_rows(
    ada: Actor, claim: Claim, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(fake.PROVIDER), "daily", 2)
    runs = [start_run(by=ada, claim=claim, statement=f"question {number}") for number in range(3)]
    work()
    outcomes = [run.calls.get().outcome for run in runs]
    assert outcomes == ["ok", "ok", "quota_exhausted"]
    ProviderCall.objects.filter(outcome="ok").update(started_at=timezone.now() - timedelta(days=1))
    again = start_run(by=ada, claim=claim, statement="the next day")
    work()
    assert again.calls.get().outcome == "ok"


def test_what_has_become_due_is_seen_by_queue(ada: Actor, claim: Claim) -> None:
    before = timezone.now()
    start_run(by=ada, claim=claim)
    after = timezone.now()
    assert jobs.newly_due(before, after) == {"evidence": 1}
    assert jobs.newly_due(after, timezone.now()) == {}


def test_whose_turn_has_come_is_taken_before_those_that_never_asked(
    ada: Actor, claim: Claim, work: Work
) -> None:
    first, second = (start_run(by=ada, claim=claim, statement=words) for words in ("fresh", "put off"))
    past = timezone.now() - timedelta(seconds=1)
    ProviderCall.objects.filter(run=first).update(due_at=past - timedelta(minutes=1))
    ProviderCall.objects.filter(run=second).update(due_at=past, not_before=past)
    taken = [jobs.claim("evidence"), jobs.claim("evidence")]
    assert [job.row.query for job in taken if job] == ["put off", "fresh"]


@pytest.mark.usefixtures("crowded")
def test_a_search_that_is_paused_does_not_stand_in_the_line(ada: Actor, claim: Claim, work: Work) -> None:
    pause(start_run(by=ada, claim=claim, statement="paused"), by=ada)
    run = start_run(by=ada, claim=claim, statement="going on")
    work()
    assert wait_of(run.calls.get()) <= 10


@pytest.mark.parametrize(("calls", "lead"), [(24, 0.5), (3, 0.6), (600, 0.2)])
def test_the_further_turns_are_apart_the_earlier_it_comes_back(
    monkeypatch: pytest.MonkeyPatch, calls: int, lead: float
) -> None:
    monkeypatch.setattr(type(fake.PROVIDER), "pace", Pace(calls=calls, seconds=60))
    assert calling._lead(fake.PROVIDER) == pytest.approx(lead)
