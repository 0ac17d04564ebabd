"""Searching for evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence import breaker, gathering
from claims.evidence.gathering import cancel, end_overdue, retry_call, start_run, summary
from claims.evidence.models import Candidate, EvidenceRun, Hit, ProviderCall, RunState
from claims.evidence.providers import fake
from claims.history import jobs
from claims.history.models import Event, JobState
from claims.intake.models import ArticleVersion, Outcome, Snapshot
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from tests import kept

Work = Callable[[], int]
FAILURES = [
    outcome for outcome in Outcome.values if outcome not in (Outcome.OK, Outcome.EMPTY, Outcome.SKIPPED)
]


def merged(run: EvidenceRun) -> int:
    return Event.objects.filter(name="evidence_run.merged", subject_uid=run.uid).count()


def let_time_pass(run: EvidenceRun) -> None:
    """Everything that waits is due now."""
    ProviderCall.objects.filter(run=run, state=JobState.DUE).update(
        due_at=timezone.now() - timedelta(seconds=1)
    )


def test_it_finds_what_the_newsroom_has_and_says_how_it_bears(
    ada: Actor, claim: Claim, background: Snapshot, work: Work
) -> None:
    run = start_run(by=ada, claim=claim)
    work()
    run.refresh_from_db()
    best = Candidate.objects.order_by("rank").first()
    assert run.state == RunState.MERGED and merged(run) == 1
    assert best is not None and best.snapshot == background
    assert background.text is not None and background.text[best.start : best.end] == best.passage
    assert best.stance == "refutes"
    assert any("20 February 2018" in why and "February 2019" in why for why in best.why)
    assert best.explain[0] == {
        "provider": "own_archive", "position": 1, "weight": 1.0, "score": round(1 / 61, 6),
    }  # fmt: skip
    shown = summary(run)
    assert shown["complete"] and not shown["may_say_nothing_found"]
    assert {line["name"] for line in shown["providers"]} == {"own_archive", "earlier_checks"}
    assert (shown["done"], shown["total"]) == (2, 2)


def test_the_article_a_claim_stands_in_is_no_evidence_for_it(
    ada: Actor, version: ArticleVersion, claim: Claim, work: Work
) -> None:
    suggestion = kept.suggestion(ada, "The money will be paid over five years.", at=version)
    runs = [start_run(by=ada, claim=claim), start_run(by=ada, suggestion=suggestion)]
    work()
    assert not Candidate.objects.exists()
    assert all(summary(EvidenceRun.objects.get(pk=run.pk))["may_say_nothing_found"] for run in runs)


@pytest.mark.usefixtures("only_fake")
def test_an_empty_answer_may_be_shown_as_nothing_found(ada: Actor, claim: Claim, work: Work) -> None:
    run = start_run(by=ada, claim=claim, statement="x [fake: empty]")
    assert not summary(run)["may_say_nothing_found"]
    work()
    shown = summary(EvidenceRun.objects.get(pk=run.pk))
    assert (shown["complete"], shown["may_say_nothing_found"]) == (True, True)
    assert shown["providers"][0]["outcome"] == "empty"


def test_an_earlier_check_is_no_evidence(ada: Actor, claim: Claim, work: Work) -> None:
    earlier = kept.claim(ada, "Elon Musk left the board of OpenAI in February 2018.")
    Claim.objects.filter(pk=earlier.pk).update(frozen_at=timezone.now())
    run = start_run(by=ada, claim=claim)
    work()
    shown = summary(EvidenceRun.objects.get(pk=run.pk))
    assert [line["found"] for line in shown["providers"]] == [0, 1]
    assert shown["may_say_nothing_found"]
    assert claim.matches.get().other_claim == earlier


@pytest.mark.usefixtures("only_fake")
@pytest.mark.parametrize("outcome", FAILURES)
def test_no_failure_ever_passes_for_an_empty_answer(
    ada: Actor, claim: Claim, work: Work, outcome: str
) -> None:
    run = start_run(by=ada, claim=claim, statement=f"x [fake: {outcome}]")
    for _ in range(6):
        let_time_pass(run)
        work()
    shown = summary(EvidenceRun.objects.get(pk=run.pk))
    line = shown["providers"][0]
    assert (line["outcome"], line["state"], line["found"]) == (outcome, "failed", 0)
    assert line["words"] and line["can_retry"]
    assert shown["state"] == "merged"
    assert (shown["complete"], shown["may_say_nothing_found"]) == (False, False)


@pytest.mark.usefixtures("only_fake")
@pytest.mark.parametrize(("order", "outcome"), [("malformed", "malformed"), ("raise", "unavailable")])
def test_nonsense_and_broken_code_are_failures_with_words(
    ada: Actor, claim: Claim, work: Work, order: str, outcome: str
) -> None:
    run = start_run(by=ada, claim=claim, statement=f"x [fake: {order}]")
    for _ in range(6):
        let_time_pass(run)
        work()
    line = summary(EvidenceRun.objects.get(pk=run.pk))["providers"][0]
    assert (line["outcome"], bool(line["words"])) == (outcome, True)
    assert not Candidate.objects.exists()


def test_one_provider_failing_does_not_stop_the_others(
    ada: Actor, claim: Claim, background: Snapshot, work: Work, settings: Any
) -> None:
    settings.EVIDENCE_PROVIDERS = ["own_archive", "fake"]
    run = start_run(by=ada, claim=claim, statement=f"{claim.statement} [fake: auth]")
    work()
    shown = summary(EvidenceRun.objects.get(pk=run.pk))
    assert Candidate.objects.exists()
    assert (shown["state"], shown["complete"], shown["may_say_nothing_found"]) == ("merged", False, False)


@pytest.mark.usefixtures("only_fake")
def test_it_asks_again_later_when_that_can_help(ada: Actor, claim: Claim, work: Work) -> None:
    run = start_run(by=ada, claim=claim, statement="x [fake: rate_limited retry_after=30 once]")
    work()
    call = run.calls.get()
    assert (call.state, call.outcome) == (JobState.DUE, "")
    assert call.due_at > timezone.now() + timedelta(seconds=25)
    assert summary(run)["providers"][0]["state"] == "trying_again"
    breaker.succeeded("fake")
    let_time_pass(run)
    work()
    assert summary(EvidenceRun.objects.get(pk=run.pk))["complete"]


@pytest.mark.usefixtures("only_fake")
def test_a_pause_longer_than_the_search_is_the_outcome_at_once(ada: Actor, claim: Claim, work: Work) -> None:
    run = start_run(by=ada, claim=claim, statement="x [fake: rate_limited retry_after=7200]")
    work()
    assert summary(EvidenceRun.objects.get(pk=run.pk))["providers"][0]["outcome"] == "rate_limited"


@pytest.mark.usefixtures("only_fake")
def test_a_provider_that_keeps_failing_is_left_alone(ada: Actor, claim: Claim, work: Work) -> None:
    for number in range(breaker.FAILURES):
        run = start_run(by=ada, claim=claim, statement=f"{number} [fake: unavailable]")
        work()
        cancel(run, by=ada)
    asked = len(fake.PROVIDER.asked)
    assert asked == breaker.FAILURES
    start_run(by=ada, claim=claim, statement="one more")
    work()
    assert len(fake.PROVIDER.asked) == asked
    breaker.succeeded("fake")
    assert breaker.wait_for("fake") == 0


@pytest.mark.usefixtures("only_fake")
def test_a_provider_slower_than_its_deadline_is_unavailable(
    ada: Actor, claim: Claim, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(fake.PROVIDER), "deadline", -0.9)
    run = start_run(by=ada, claim=claim, statement="x")
    monkeypatch.setattr(type(fake.PROVIDER), "deadline", 0.01)
    ProviderCall.objects.filter(run=run).update(max_attempts=1, query="x [fake: sleep=1.1]")
    work()
    line = summary(EvidenceRun.objects.get(pk=run.pk))["providers"][0]
    assert line["outcome"] == "unavailable" and "longer" in line["words"]


@pytest.mark.usefixtures("only_fake")
def test_the_deadline_ends_a_search_whose_worker_hangs(ada: Actor, claim: Claim) -> None:
    run = start_run(by=ada, claim=claim)
    hanging = jobs.claim("evidence")
    assert hanging is not None
    EvidenceRun.objects.filter(pk=run.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))
    assert end_overdue() == 1
    assert end_overdue() == 0
    line = summary(EvidenceRun.objects.get(pk=run.pk))["providers"][0]
    assert (line["outcome"], merged(run)) == ("unavailable", 1)
    jobs.run(hanging)
    assert merged(run) == 1 and not Candidate.objects.exists()


@pytest.mark.usefixtures("only_fake")
def test_a_provider_nobody_asked_while_the_workers_were_away_is_asked_when_they_are_back(
    ada: Actor, claim: Claim, work: Work
) -> None:
    run = start_run(by=ada, claim=claim)
    EvidenceRun.objects.filter(pk=run.pk).update(deadline_at=timezone.now() - timedelta(hours=2))
    end_overdue()
    assert run.calls.get().outcome == ""
    work()
    assert summary(EvidenceRun.objects.get(pk=run.pk))["complete"] and merged(run) == 1


@pytest.mark.usefixtures("only_fake")
def test_it_does_not_wait_for_workers_for_ever(ada: Actor, claim: Claim) -> None:
    run = start_run(by=ada, claim=claim)
    EvidenceRun.objects.filter(pk=run.pk).update(deadline_at=timezone.now() - timedelta(days=2))
    end_overdue()
    assert (run.calls.get().outcome, merged(run)) == ("unavailable", 1)


@pytest.mark.usefixtures("only_fake")
def test_a_worker_that_dies_each_time_ends_as_unavailable_and_the_run_is_merged(
    ada: Actor, claim: Claim
) -> None:
    run = start_run(by=ada, claim=claim)
    at = timezone.now()
    for _ in range(6):
        jobs.claim("evidence", at=at)
        at += timedelta(minutes=2)
        jobs.sweep(at=at)
    call = run.calls.get()
    assert (call.state, call.outcome, call.attempts) == (JobState.FAILED, "unavailable", 5)
    assert "could not be asked" in call.problem["words"]
    end_overdue()
    run.refresh_from_db()
    assert (run.state, merged(run)) == (RunState.MERGED, 1)


@pytest.mark.usefixtures("only_fake")
def test_a_retry_opens_the_run_again_and_merges_it_again(ada: Actor, claim: Claim, work: Work) -> None:
    run = start_run(by=ada, claim=claim, statement="x [fake: auth once]")
    work()
    call = run.calls.get()
    assert call.outcome == "auth"
    retry_call(call, by=ada)
    assert summary(EvidenceRun.objects.get(pk=run.pk))["state"] == "running"
    with pytest.raises(Conflict, match="asked already"):
        retry_call(call, by=ada)
    work()
    assert summary(EvidenceRun.objects.get(pk=run.pk))["complete"]
    with pytest.raises(Conflict, match="has answered"):
        retry_call(call, by=ada)
    assert Event.objects.filter(name="provider_call.retried").count() == 1


@pytest.mark.usefixtures("only_fake")
def test_a_dead_call_can_be_asked_again_from_the_jobs_page_too(ada: Actor, claim: Claim, work: Work) -> None:
    run = start_run(by=ada, claim=claim, statement="x [fake: auth]")
    work()
    assert jobs.ask_again(run.calls.get())
    assert run.calls.get().outcome == ""


@pytest.mark.usefixtures("only_fake")
def test_cancelling_skips_what_is_waiting_and_throws_late_answers_away(ada: Actor, claim: Claim) -> None:
    run = start_run(by=ada, claim=claim)
    working = jobs.claim("evidence")
    assert working is not None
    cancel(run, by=ada)
    jobs.run(working)
    shown = summary(run)
    assert (shown["state"], shown["complete"]) == ("cancelled", False)
    assert (shown["providers"][0]["outcome"], shown["providers"][0]["state"]) == ("skipped", "stopped")
    assert not Candidate.objects.exists() and merged(run) == 0
    assert cancel(run, by=ada).state == RunState.CANCELLED
    with pytest.raises(Conflict, match="was stopped"):
        retry_call(run.calls.get(), by=ada)


@pytest.mark.usefixtures("only_fake")
def test_a_search_that_has_ended_cannot_be_cancelled(ada: Actor, claim: Claim, work: Work) -> None:
    run = start_run(by=ada, claim=claim)
    work()
    with pytest.raises(Conflict, match="has ended"):
        cancel(run, by=ada)


@pytest.mark.usefixtures("only_fake")
def test_asking_twice_while_it_runs_gives_the_same_search(
    ada: Actor, ben: Actor, claim: Claim, work: Work
) -> None:
    run = start_run(by=ada, claim=claim)
    assert start_run(by=ben, claim=claim) == run
    work()
    assert start_run(by=ben, claim=claim) != run


@pytest.mark.usefixtures("only_fake")
def test_searching_again_finds_the_same_candidates(ada: Actor, claim: Claim, work: Work) -> None:
    for _ in range(2):
        start_run(by=ada, claim=claim, statement="x [fake: hits=3]")
        work()
    assert Candidate.objects.count() == 3
    assert Hit.objects.count() == 6
    assert sorted(Candidate.objects.values_list("rank", flat=True)) == [1, 2, 3]


def test_two_providers_that_agree_are_ranked_by_reciprocal_ranks(ada: Actor, claim: Claim) -> None:
    from claims.evidence.merging import keep_hits, merge_if_ended
    from claims.evidence.providers.base import Found
    from claims.evidence.stance import judge

    run = start_run(by=ada, claim=claim)
    first, second = run.calls.order_by("pk")
    hits = {
        name: Found(passage=f"Passage {name}.", title=name, url=f"https://x.example/{name}") for name in "abc"
    }
    for call, order in ((first, "ab"), (second, "bc")):
        found = [(hits[name], judge(run.statement, hits[name].passage)) for name in order]
        keep_hits(run, call, found)
        ProviderCall.objects.filter(pk=call.pk).update(state=JobState.DONE, outcome="ok")
    assert merge_if_ended(run) and not merge_if_ended(run)
    assert list(Candidate.objects.order_by("rank").values_list("title", flat=True)) == ["b", "a", "c"]
    assert [part["position"] for part in Candidate.objects.get(title="b").explain] == [2, 1]


@pytest.mark.usefixtures("only_fake")
def test_the_reply_is_kept_as_it_came(ada: Actor, claim: Claim, work: Work) -> None:
    from claims.intake.storing import bytes_of

    run = start_run(by=ada, claim=claim)
    work()
    reply = run.calls.get().reply
    assert reply is not None and bytes_of(reply) == b'{"results": []}'


@pytest.mark.parametrize(
    ("statement", "code"),
    [("   ", ""), ("x" * 2001, "run.statement_too_long"), ("a\x00b", "run.statement_nul")],
)
def test_a_question_that_cannot_be_asked_is_refused_at_the_field(
    ada: Actor, claim: Claim, statement: str, code: str
) -> None:
    if not statement.strip():
        claim.statement = "  "
        statement, code = "", "run.statement_empty"
    with pytest.raises(Problem) as caught:
        start_run(by=ada, claim=claim, statement=statement)
    assert (caught.value.code, caught.value.pointer) == (code, "/statement")
    assert not EvidenceRun.objects.exists()


def test_without_a_subject_there_is_nothing_to_search_for(ada: Actor) -> None:
    with pytest.raises(Problem, match="which claim"):
        start_run(by=ada)


def test_a_reader_may_not_search_and_a_stranger_finds_nothing(
    ada: Actor, dev: Actor, cleo: Actor, claim: Claim, work: Work
) -> None:
    run = start_run(by=ada, claim=claim)
    with pytest.raises(Refused):
        start_run(by=dev, claim=claim)
    with pytest.raises(Refused):
        cancel(run, by=dev)
    with pytest.raises(NotFound):
        start_run(by=cleo, claim=claim)
    with pytest.raises(NotFound):
        cancel(run, by=cleo)
    with pytest.raises(NotFound):
        retry_call(run.calls.first(), by=cleo)


def test_a_claim_that_was_taken_away_is_not_searched_for(ada: Actor, claim: Claim) -> None:
    claim.removed_at = timezone.now()
    claim.save()
    with pytest.raises(Conflict, match="taken away"):
        start_run(by=ada, claim=claim)


def test_an_unknown_provider_in_the_settings_fails_loudly(ada: Actor, claim: Claim, settings: Any) -> None:
    from django.core.exceptions import ImproperlyConfigured

    settings.EVIDENCE_PROVIDERS = ["own_archive", "oracle"]
    with pytest.raises(ImproperlyConfigured, match="oracle"):
        start_run(by=ada, claim=claim)


@pytest.mark.usefixtures("only_fake")
def test_a_cache_that_is_down_stops_nothing(
    ada: Actor, claim: Claim, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Down:
        def __getattr__(self, name: str) -> Any:
            raise ConnectionError("no cache")

    monkeypatch.setattr(breaker, "cache", Down())
    run = start_run(by=ada, claim=claim)
    work()
    assert summary(EvidenceRun.objects.get(pk=run.pk))["complete"]
    assert gathering.summary(run)["providers"]
