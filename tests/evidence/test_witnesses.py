"""A second witness: the Internet Archive captures the page of which we have kept a copy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.evidence.archived_copies import look
from claims.evidence.models import OutsideCapture
from claims.evidence.pace import Pace
from claims.evidence.providers.internet_archive.saving import Refused, SavePageNow
from claims.evidence.standing_in import StandInServer
from claims.evidence.witnessing import DEADLINE, ask, is_wanted
from claims.history import jobs
from claims.history.models import Event
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.models import Snapshot
from claims.lib.problems import Conflict, NotFound
from claims.lib.problems import Refused as NotAllowed
from tests import kept
from tests.evidence.archive import open_archive
from tests.evidence.test_http_contract import SERVICES, server, set_up

__all__ = ["server", "set_up"]


@pytest.fixture(autouse=True)
def archive(server: StandInServer, set_up: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    open_archive(server, settings, monkeypatch)


def fetched(by: Actor, address: str, *, status: int | None = 200) -> Snapshot:
    """A kept copy that came from the web."""
    source = kept.copy(by, "The old words.", url=address, index=False).source
    return Snapshot.objects.create(
        organisation=by.organisation, source=source, final_url=address, http_status=status, text="Words.",
        captured_at=timezone.now(), text_sha256="0" * 64, characters=6, extractor="test",
    )  # fmt: skip


def step() -> None:
    """Do the next step of whatever is under way, however far off it is."""
    OutsideCapture.objects.filter(state="due").update(due_at=timezone.now())
    jobs.run_due(["fetch"], reraise=False, limit=1)


def witness(by: Actor, path: str, *, steps: int = 3) -> OutsideCapture:
    row = ask(fetched(by, f"https://parks.example/{path}"), by=by)
    for _ in range(steps):
        step()
    row.refresh_from_db()
    return row


def asked(server: StandInServer, method: str = "POST") -> list[str]:
    return [request.body.decode() for _, _, request in server.seen if request.method == method]


def test_after_a_copy_was_kept_the_archive_is_asked_and_says_where_it_captured(
    ada: Actor, server: StandInServer
) -> None:
    copy = fetched(ada, "https://parks.example/brand-new")
    record(EventName.SNAPSHOT_KEPT, copy, by=ada)
    jobs.run_due(["fetch"])
    row = copy.witness
    assert (row.state, row.outcome, row.job_id[:5]) == ("due", "", "spn2-") and row.attempts == 0
    step()
    row.refresh_from_db()
    assert row.state == "due"
    step()
    row.refresh_from_db()
    assert (row.state, row.outcome, row.attempts) == ("done", "ok", 1)
    assert row.permalink.endswith("/https://parks.example/brand-new")
    assert row.captured_at is not None and timezone.now() - row.captured_at < timedelta(minutes=1)
    assert asked(server) == ["url=https%3A%2F%2Fparks.example%2Fbrand-new&skip_first_archive=1"]
    assert [each.name for each in Event.objects.filter(subject_type="OutsideCapture").order_by("pk")] == [
        "outside_capture.asked", "outside_capture.made",
    ]  # fmt: skip


@pytest.mark.parametrize("error", ["read-timeout", "user-session-limit", "no-browsers-available", "celery"])
def test_what_passes_is_tried_again_from_the_beginning_ten_minutes_later(ada: Actor, error: str) -> None:
    row = witness(ada, f"brand-new-fails-{error}", steps=3)
    assert (row.state, row.job_id, row.attempts, row.asked_at) == ("due", "", 1, None)
    assert timedelta(minutes=9) < row.due_at - timezone.now() < timedelta(minutes=11)
    assert error in row.last_error


def test_the_days_allowance_is_waited_for(ada: Actor) -> None:
    row = witness(ada, "brand-new-refuses-too-many-daily-captures", steps=1)
    midnight = (timezone.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    assert row.state == "due" and timedelta(0) < row.due_at - midnight < timedelta(minutes=10)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        ("blocked-url", "forbidden_content"),
        ("not-found", "unavailable"),
        ("invalid-host-resolution", "unavailable"),
    ],
)
def test_a_final_error_ends_it_in_words_and_our_copy_stands(ada: Actor, error: str, outcome: str) -> None:
    row = witness(ada, f"brand-new-fails-{error}")
    assert (row.state, row.outcome) == ("failed", outcome)
    assert error in row.problem["words"] and "Our own copy is not touched" in row.problem["next_step"]
    assert Event.objects.get(name="outside_capture.failed").related[0]["uid"] == row.snapshot.uid
    row.snapshot.refresh_from_db()
    assert row.snapshot.text == "Words."


def test_a_capture_that_exists_although_an_error_was_reported_is_found(ada: Actor) -> None:
    row = witness(ada, "brand-new-though-job-failed")
    assert (row.state, row.outcome) == ("done", "ok") and "brand-new-though" in row.permalink


@pytest.mark.parametrize("is_there", [True, False])
def test_what_is_pending_for_ever_is_looked_up_after_three_minutes(ada: Actor, is_there: bool) -> None:
    row = witness(ada, "brand-new-pending")
    assert row.state == "due" and row.job_id
    OutsideCapture.objects.update(asked_at=timezone.now() - DEADLINE - timedelta(seconds=1))
    if is_there:
        SERVICES["internet_archive"].saved[row.url] = timezone.now().strftime("%Y%m%d%H%M%S")  # type: ignore[attr-defined]
    step()
    row.refresh_from_db()
    assert (row.state, row.outcome, row.job_id != "") == (
        ("done", "ok", True) if is_there else ("due", "", False)
    )


def test_an_old_capture_is_no_witness_of_what_we_saw_now(ada: Actor) -> None:
    """The index has sixty captures of this page, the newest five years old."""
    assert witness(ada, "fails-blocked-url").outcome == "forbidden_content"


def test_its_tries_end_and_a_person_can_ask_again(ada: Actor, server: StandInServer) -> None:
    row = witness(ada, "brand-new-refuses-service-unavailable", steps=6)
    assert (row.state, row.outcome, row.attempts) == ("failed", "unavailable", 5)
    assert "service-unavailable" in row.problem["words"] and len(asked(server)) == 5
    again = ask(row.snapshot, by=ada)
    assert (again.pk, again.state, again.outcome, again.attempts) == (row.pk, "due", "", 0)
    assert ask(row.snapshot, by=ada).pk == row.pk
    assert Event.objects.filter(name="outside_capture.asked").count() == 2


@pytest.mark.parametrize(
    ("fault", "state"), [("503", "due"), ("429_seconds", "due"), ("html", "failed"), ("slow", "due")]
)
def test_a_service_that_is_away_is_waited_for_and_nonsense_is_not(
    ada: Actor, server: StandInServer, monkeypatch: pytest.MonkeyPatch, fault: str, state: str
) -> None:
    monkeypatch.setattr("claims.evidence.witnessing.SECONDS", 1.0)
    server.faults["internet_archive"] = fault
    row = witness(ada, "brand-new", steps=1)
    assert row.state == state and (row.last_error or row.problem)


def test_a_wrong_key_is_said_so_and_not_shown(ada: Actor, settings: Any) -> None:
    settings.PROVIDER_SETTINGS = {
        **settings.PROVIDER_SETTINGS,
        "PROVIDER_INTERNET_ARCHIVE_SAVE_KEY": "me:wrong",
    }
    row = witness(ada, "brand-new", steps=1)
    assert (row.state, row.outcome) == ("failed", "auth") and "wrong" not in f"{row.problem}{row.last_error}"


def test_a_worker_that_dies_after_asking_asks_for_no_second_capture(
    ada: Actor, server: StandInServer
) -> None:
    row = witness(ada, "brand-new", steps=1)
    OutsideCapture.objects.update(due_at=timezone.now())
    taken = jobs.claim("fetch")
    assert taken is not None
    jobs.sweep(at=timezone.now() + timedelta(minutes=5))
    step()
    step()
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("done", "ok") and len(asked(server)) == 1


def test_waiting_for_its_turn_is_no_attempt(
    ada: Actor, server: StandInServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SavePageNow, "pace", Pace(calls=1, seconds=60))
    first, second = (ask(fetched(ada, f"https://parks.example/brand-new-{n}"), by=ada) for n in (1, 2))
    step()
    step()
    first.refresh_from_db()
    second.refresh_from_db()
    waiting = second if first.job_id else first
    assert bool(first.job_id) != bool(second.job_id)
    assert (waiting.state, waiting.attempts) == ("due", 0) and len(asked(server)) == 1


def test_without_a_key_nobody_is_asked(ada: Actor, settings: Any, server: StandInServer) -> None:
    settings.PROVIDER_SETTINGS = {**settings.PROVIDER_SETTINGS, "PROVIDER_INTERNET_ARCHIVE_SAVE_KEY": ""}
    copy = fetched(ada, "https://parks.example/a")
    record(EventName.SNAPSHOT_KEPT, copy, by=ada)
    jobs.run_due(["fetch"])
    assert not OutsideCapture.objects.exists() and not server.seen
    with pytest.raises(Conflict, match="can’t be asked"):
        ask(copy, by=ada)


def test_only_what_anybody_could_see_is_shown_to_the_archive(ada: Actor) -> None:
    assert is_wanted(fetched(ada, "https://parks.example/a"))
    assert not is_wanted(fetched(ada, "https://parks.example/b", status=None)), "an upload"
    assert not is_wanted(fetched(ada, "http://192.168.0.7/c")), "inside the house"
    assert not is_wanted(fetched(ada, "https://wiki.intranet/d")), "inside the house"
    capture = look(by=ada, url="https://news.example/e")
    jobs.run_due(["fetch"])
    capture.refresh_from_db()
    assert capture.snapshot is not None and not is_wanted(capture.snapshot), "captured there already"


def test_who_may_ask(ada: Actor, dev: Actor, cleo: Actor) -> None:
    copy = fetched(ada, "https://parks.example/a")
    with pytest.raises(NotAllowed):
        ask(copy, by=dev)
    with pytest.raises(NotFound):
        ask(copy, by=cleo)


@pytest.mark.parametrize(
    ("error", "when"),
    [
        ("too-many-requests", "later"),
        ("max-daily-bandwidth-reached", "tomorrow"),
        ("no-access", "never"),
        ("", "never"),
    ],
)
def test_errors_belong_to_families(error: str, when: str) -> None:
    assert Refused(error).when == when
