"""A paused search asks nobody else; what was asked may answer; going on asks the rest."""

from __future__ import annotations

import pytest

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence import gathering, pausing
from claims.evidence.models import EvidenceRun, RunState
from claims.history import jobs
from claims.history.models import Event, JobState
from claims.lib.problems import Conflict, Refused
from tests.factories import a_claim


@pytest.fixture
def run(ada: Actor) -> EvidenceRun:
    claim: Claim = a_claim(ada)
    return gathering.start_run(by=ada, claim=claim, statement="The town planted trees.")


@pytest.mark.django_db
class TestPausing:
    def test_nobody_is_asked_while_it_is_paused_and_the_rest_when_it_goes_on(
        self, ada: Actor, run: EvidenceRun
    ) -> None:
        pausing.pause(run, by=ada)
        jobs.run_due()
        assert {call.state for call in run.calls.all()} == {JobState.DUE}
        assert gathering.end_overdue() == 0
        pausing.resume(run, by=ada)
        jobs.run_due()
        run.refresh_from_db()
        assert run.state == RunState.MERGED
        assert all(call.outcome for call in run.calls.all())
        names = list(Event.objects.filter(subject_uid=run.uid).order_by("pk").values_list("name", flat=True))
        assert names[1:3] == ["evidence_run.paused", "evidence_run.resumed"]

    def test_who_was_asked_before_may_answer_and_a_call_taken_up_just_then_is_put_off(
        self, ada: Actor, run: EvidenceRun
    ) -> None:
        first = jobs.claim("evidence")
        assert first is not None
        pausing.pause(run, by=ada)
        jobs.run(first, reraise=True)
        first.row.refresh_from_db()
        assert (first.row.state, first.row.attempts) == (JobState.DUE, 0)
        pausing.resume(run, by=ada)
        jobs.run_due()
        run.refresh_from_db()
        assert run.state == RunState.MERGED

    def test_it_can_be_stopped_while_it_is_paused(self, ada: Actor, run: EvidenceRun) -> None:
        pausing.pause(run, by=ada)
        assert gathering.cancel(run, by=ada).state == RunState.CANCELLED

    def test_pausing_twice_is_pausing_once(self, ada: Actor, run: EvidenceRun) -> None:
        pausing.pause(run, by=ada)
        pausing.pause(run, by=ada)
        assert Event.objects.filter(subject_uid=run.uid, name="evidence_run.paused").count() == 1

    def test_what_has_ended_is_not_paused_and_what_runs_does_not_go_on(
        self, ada: Actor, dev: Actor, run: EvidenceRun
    ) -> None:
        with pytest.raises(Conflict):
            pausing.resume(run, by=ada)
        with pytest.raises(Refused):
            pausing.pause(run, by=dev)
        jobs.run_due()
        with pytest.raises(Conflict):
            pausing.pause(run, by=ada)
