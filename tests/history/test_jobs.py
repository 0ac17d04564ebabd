"""The row is the job."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.history import jobs, recording
from claims.history.models import Event, Handoff, JobState, Slot
from claims.history.recording import record
from claims.history.scheduler import forget_slots, take_slot

effects: list[str] = []


@pytest.fixture(autouse=True)
def pipeline() -> Iterator[None]:
    """A pipeline of one follow-up, and a handler the test can steer."""
    before = recording._follow_ups
    recording._follow_ups = {
        "newsroom.changed": (SimpleNamespace(task="test.note", queue="models", delay_seconds=0),)
    }
    effects.clear()
    yield
    recording._follow_ups = before
    jobs._handlers.pop("test.note", None)


def handoff(harbor: Organisation, eve: Actor) -> Handoff:
    record("newsroom.changed", harbor, by=eve, after={"name": "x"})
    return Handoff.objects.get(task="test.note")


def test_it_writes_the_follow_up_in_the_events_own_transaction(harbor: Organisation, eve: Actor) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        handoff(harbor, eve)
        raise RuntimeError
    assert not Handoff.objects.filter(task="test.note").exists()


def test_it_runs_a_due_job_once(harbor: Organisation, eve: Actor) -> None:
    jobs.handler("test.note", queue="models", atomic=True)(lambda job: effects.append(job.event.name))
    row = handoff(harbor, eve)
    assert jobs.run_due(["models"]) == 1
    assert jobs.run_due(["models"]) == 0
    row.refresh_from_db()
    assert (row.state, effects) == (JobState.DONE, ["newsroom.changed"])


def test_it_throws_away_the_work_of_somebody_who_lost_the_lease(harbor: Organisation, eve: Actor) -> None:
    jobs.handler("test.note", queue="models")(lambda job: None)
    handoff(harbor, eve)
    slow = jobs.claim("models")
    assert slow is not None
    jobs.sweep(at=timezone.now() + timedelta(hours=1))
    quick = jobs.claim("models")
    assert quick is not None
    with quick.finishing():
        effects.append("quick")
    with pytest.raises(jobs.LeaseLost), slow.finishing():
        effects.append("slow")
    assert effects == ["quick"]


def test_a_job_whose_worker_died_goes_behind_what_was_due_before(harbor: Organisation, eve: Actor) -> None:
    jobs.handler("test.note", queue="models")(lambda job: None)
    first = handoff(harbor, eve)
    unlucky = jobs.claim("models")
    assert unlucky is not None and unlucky.row.pk == first.pk
    record("newsroom.changed", harbor, by=eve, after={"name": "y"})
    second = Handoff.objects.filter(task="test.note").exclude(pk=first.pk).get()
    jobs.sweep(at=timezone.now() + timedelta(hours=1))
    order = [jobs.claim("models"), jobs.claim("models")]
    assert [job.row.pk for job in order if job] == [second.pk, first.pk]
    jobs.sweep(at=timezone.now() + timedelta(hours=1))
    first.refresh_from_db()
    assert first.due_at > timezone.now()


def test_it_buries_a_job_after_its_last_attempt_and_says_why(harbor: Organisation, eve: Actor) -> None:
    def fail(job: jobs.Job) -> None:
        raise RuntimeError("the disk is full")

    jobs.handler("test.note", queue="models", on_dead=lambda job, why: effects.append(why))(fail)
    row = handoff(harbor, eve)
    for _ in range(7):
        Handoff.objects.filter(pk=row.pk).update(due_at=timezone.now())
        jobs.work_one("models")
    row.refresh_from_db()
    assert (row.state, row.attempts) == (JobState.FAILED, 5)
    assert "the disk is full" in row.last_error
    assert effects == [row.last_error]
    assert jobs.ask_again(row)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (JobState.DUE, 0)


def test_it_refuses_an_event_name_that_is_not_registered(harbor: Organisation, eve: Actor) -> None:
    with pytest.raises(ValueError, match="made_up"):
        record("made_up.happened", harbor, by=eve)
    event = record("newsroom.changed", harbor, by=eve)
    with pytest.raises(IntegrityError, match="event_name_registered"), transaction.atomic():
        Event.objects.create(
            organisation_id=harbor.pk, at=event.at, name="made_up.happened", actor_kind="person",
            actor_name="Eve", subject_type="Organisation", subject_uid=harbor.uid,
        )  # fmt: skip


@pytest.mark.parametrize(
    "change", ["UPDATE claims_event SET name = 'claim.marked'", "DELETE FROM claims_event"]
)
def test_history_is_never_changed(harbor: Organisation, change: str) -> None:
    with (
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_one_scheduler_takes_a_slot(db: None) -> None:
    moment = timezone.now()
    assert take_slot("hourly", moment)
    assert not take_slot("hourly", moment)


def test_slots_that_are_over_are_forgotten_and_running_ones_kept(db: None) -> None:
    moment = timezone.now()
    for age in (0, 3000, 90_000):
        Slot.objects.create(name="history.forget_slots", starts_at=moment - timedelta(seconds=age))
    forget_slots()
    assert Slot.objects.filter(name="history.forget_slots").count() == 2
