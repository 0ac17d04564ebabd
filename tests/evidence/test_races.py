"""Two workers, two editors, at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence import quoting
from claims.evidence.gathering import cancel, end_overdue, retry_call, start_run
from claims.evidence.models import Candidate, Evidence, EvidenceRun, Hit, RunState
from claims.history import jobs
from claims.history.models import Event
from claims.intake.models import Snapshot
from claims.lib.problems import Problem
from tests import kept

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works: Callable[[], Any]) -> list[Any]:
    """Do all of it at once, each on its own connection; returns what each gave or raised."""
    barrier = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def one(place: int, work: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[place] = work()
        except BaseException as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.fixture
def plain_claim(ada: Actor) -> Claim:
    return kept.claim(ada, "Elon Musk left the board of OpenAI in February 2019.")


def merges(run: EvidenceRun) -> int:
    return Event.objects.filter(name="evidence_run.merged", subject_uid=run.uid).count()


def test_the_run_is_merged_once_when_its_last_two_calls_end_together(
    ada: Actor, plain_claim: Claim, settings: Any
) -> None:
    settings.EVIDENCE_PROVIDERS = ["own_archive", "earlier_checks", "fake"]
    for _ in range(4):
        run = start_run(by=ada, claim=plain_claim)
        claimed = [jobs.claim("evidence") for _ in range(3)]
        together(*(lambda job=job: jobs.run(job) for job in claimed))
        run.refresh_from_db()
        assert (run.state, merges(run)) == (RunState.MERGED, 1)
    assert Candidate.objects.count() == 1 and Hit.objects.count() == 4


def test_a_slow_worker_whose_lease_was_given_away_changes_nothing(
    ada: Actor, plain_claim: Claim, settings: Any
) -> None:
    settings.EVIDENCE_PROVIDERS = ["fake"]
    from datetime import timedelta

    from django.utils import timezone

    run = start_run(by=ada, claim=plain_claim)
    slow = jobs.claim("evidence")
    jobs.sweep(at=timezone.now() + timedelta(hours=1))
    quick = jobs.claim("evidence")
    together(lambda: jobs.run(slow), lambda: jobs.run(quick))  # type: ignore[arg-type]
    assert merges(run) == 1 and Hit.objects.count() == 1


def test_deadline_cancel_retry_and_answer_at_once_leave_one_ending(
    ada: Actor, plain_claim: Claim, settings: Any
) -> None:
    settings.EVIDENCE_PROVIDERS = ["fake"]
    for _ in range(5):
        run = start_run(by=ada, claim=plain_claim)
        job = jobs.claim("evidence")
        call = run.calls.get()
        together(
            lambda: jobs.run(job),  # type: ignore[arg-type] # noqa: B023
            lambda: cancel(run, by=ada),  # noqa: B023
            end_overdue,
            lambda: retry_call(call, by=ada),  # noqa: B023
        )
        run.refresh_from_db()
        assert run.state in (RunState.MERGED, RunState.CANCELLED)
        assert run.calls.get().outcome in ("ok", "skipped")
        assert merges(run) == (run.state == RunState.MERGED)


def test_two_editors_searching_at_once_start_one_search(ada: Actor, ben: Actor, plain_claim: Claim) -> None:
    found = together(
        lambda: start_run(by=ada, claim=plain_claim), lambda: start_run(by=ben, claim=plain_claim)
    )
    assert found[0] == found[1] and EvidenceRun.objects.count() == 1


def test_two_editors_quoting_the_same_words_make_one_piece_of_evidence(
    ada: Actor, ben: Actor, plain_claim: Claim
) -> None:
    copy: Snapshot = kept.copy(ada, "Elon Musk would leave its board.")
    found = together(
        lambda: quoting.quote(plain_claim, by=ada, snapshot=copy, stance="refutes", start=0, end=9),
        lambda: quoting.quote(plain_claim, by=ben, snapshot=copy, stance="refutes", start=0, end=9),
    )
    assert found[0] == found[1] and Evidence.objects.count() == 1


def test_two_editors_removing_and_changing_at_once_leave_one_story(
    ada: Actor, ben: Actor, plain_claim: Claim
) -> None:
    copy: Snapshot = kept.copy(ada, "Elon Musk would leave its board.")
    made = quoting.quote(plain_claim, by=ada, snapshot=copy, stance="refutes", start=0, end=9)
    found = together(
        lambda: quoting.set_stance(made, by=ada, row_version=1, stance="context"),
        lambda: quoting.set_stance(
            Evidence.objects.get(pk=made.pk), by=ben, row_version=1, stance="supports"
        ),
    )
    assert sum(isinstance(each, Problem) for each in found) == 1
    assert Event.objects.filter(name="evidence.changed").count() == 1
