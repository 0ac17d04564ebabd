"""How searching stands over several searches on one claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claims.accounts.acting import Actor
from claims.annotation.deciding import accept
from claims.annotation.models import ArticleVersion, Claim
from claims.evidence.gathering import cancel, start_run
from claims.evidence.models import ProviderCall
from claims.evidence.providers import get
from claims.evidence.search_record import WHY, for_readers, searches, standing
from claims.history.jobs import run_due
from claims.intake.models import Outcome
from tests import kept

Work = Callable[[], int]


@pytest.fixture
def two(settings: Any) -> None:
    settings.EVIDENCE_PROVIDERS = ["own_archive", "fake"]


def test_there_is_a_word_for_readers_for_every_failure() -> None:
    assert set(WHY) == set(Outcome.values) - {"ok", "empty"}
    assert not any("nothing" in words or "no evidence" in words for words in WHY.values())


def test_nobody_has_looked_yet(claim: Claim) -> None:
    assert standing(searches(claim)) is None and for_readers(claim) is None


@pytest.mark.usefixtures("two")
def test_a_failure_in_an_earlier_search_is_not_hidden_by_a_later_one_that_asked_others(
    ada: Actor, claim: Claim, work: Work
) -> None:
    fake, archive = get("fake"), get("own_archive")
    assert fake is not None and archive is not None
    start_run(by=ada, claim=claim, statement="x [fake: auth]", providers=[fake])
    work()
    start_run(by=ada, claim=claim, providers=[archive])
    work()
    found = standing(searches(claim))
    assert found is not None
    assert [place["name"] for place in found["failed"]] == ["fake"]
    assert (found["complete"], found["may_say_nothing_found"]) == (False, False)
    start_run(by=ada, claim=claim, statement="x [fake: empty]", providers=[fake])
    work()
    found = standing(searches(claim))
    assert found is not None and found["complete"] and found["may_say_nothing_found"]
    assert not found["failed"] and len(found["places"]) == 2


@pytest.mark.usefixtures("two")
def test_an_optional_provider_that_failed_is_told_too(
    ada: Actor, claim: Claim, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(get("fake")), "is_required", False)
    run = start_run(by=ada, claim=claim, statement="x [fake: blocked]")
    work()
    found = standing(searches(claim))
    assert found is not None
    assert run.required == ["own_archive"]
    assert (found["complete"], found["may_say_nothing_found"]) == (True, False)
    assert [place["why"] for place in found["failed"]] == [WHY["blocked"]]


@pytest.mark.usefixtures("only_fake")
def test_one_question_of_several_that_failed_is_told_beside_what_the_others_found(
    ada: Actor, claim: Claim, work: Work
) -> None:
    run = start_run(by=ada, claim=claim, statement="x [fake: hits=2]")
    call = run.calls.get()
    ProviderCall.objects.create(
        organisation=run.organisation, run=run, provider="fake", query="x [fake: auth]", query_kind="words",
        task=call.task, queue=call.queue, due_at=call.due_at,
    )  # fmt: skip
    found = standing(searches(claim))
    assert found is not None and found["places"][0]["state"] == "looking" and found["state"] == "queued"
    work()
    readers = for_readers(claim)
    assert readers is not None
    place = readers["places"][0]
    assert (place["state"], place["asked"], place["answered"], place["found"]) == ("partly", 2, 1, 2)
    assert (place["outcome"], place["why"], readers["complete"]) == ("auth", WHY["auth"], False)


@pytest.mark.usefixtures("only_fake")
def test_a_search_that_was_stopped_is_no_answer(ada: Actor, claim: Claim) -> None:
    cancel(start_run(by=ada, claim=claim), by=ada)
    found = standing(searches(claim))
    assert found is not None
    assert (found["places"][0]["state"], found["places"][0]["why"]) == ("could_not_look", WHY["skipped"])
    assert not found["may_say_nothing_found"]


def test_a_claim_made_of_a_suggestion_asks_only_who_is_missing_suits_and_is_not_switched_off(
    ada: Actor, version: ArticleVersion, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EVIDENCE_PROVIDERS = ["own_archive"]
    suggestion = kept.suggestion(ada, "The money will be paid over five years.", at=version)
    start_run(by=ada, suggestion=suggestion)
    run_due(["evidence"])
    settings.EVIDENCE_PROVIDERS = ["own_archive", "fake", "world_bank", "openalex"]
    ada.organisation.policies = {"providers": {"openalex": "off"}}
    ada.organisation.save(update_fields=["policies"])
    made = accept(suggestion, by=ada)
    run_due(["models", "evidence"], reraise=False)
    asked = {place["name"] for place in (standing(searches(made)) or {})["places"]}
    assert asked == {"own_archive", "fake"}
