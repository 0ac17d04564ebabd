"""Verdicts by others are earlier checks: shown beside the evidence, never evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence.gathering import start_run, summary
from claims.evidence.models import Candidate, EvidenceRun
from claims.intake.models import ArticleVersion
from claims.matching.models import EarlierCheck, Match
from tests import kept
from tests.evidence.test_http_contract import ask, server, set_up

__all__ = ["server", "set_up"]

CLAIM = "The lighthouse of Elmstead is 20 metres high."


@pytest.fixture
def lighthouse(ada: Actor) -> Claim:
    version: ArticleVersion = kept.article(ada, f"It rained. {CLAIM}")
    return kept.claim(ada, CLAIM, at=version)


def test_a_check_keeps_the_publishers_words_and_what_is_missing_stays_missing() -> None:
    checks = ask("google_fact_check", CLAIM).checks
    assert len(checks) == 10
    assert (checks[0].publisher, checks[0].rating_text, checks[0].claimant) == (
        "Example Checks",
        "Mostly true",
        "A keeper",
    )
    assert (checks[0].url, checks[0].reviewed_on) == ("https://checks.example/r/1", date(2019, 7, 25))
    assert (checks[2].claimant, checks[2].reviewed_on) == ("", None)


def test_checks_about_the_claim_become_matches_and_no_evidence(
    ada: Actor, lighthouse: Claim, settings: Any, work: Callable[[], int]
) -> None:
    settings.EVIDENCE_PROVIDERS = ["google_fact_check"]
    for _ in range(2):
        run = start_run(by=ada, claim=lighthouse)
        work()
    shown = summary(EvidenceRun.objects.get(pk=run.pk))
    assert (shown["providers"][0]["outcome"], shown["providers"][0]["found"]) == ("ok", 5)
    assert shown["may_say_nothing_found"] and not Candidate.objects.exists()
    best = Match.objects.order_by("-score")[0]
    assert best.relation == "same" and best.earlier_check is not None
    assert best.earlier_check.claim_text == CLAIM
    assert Match.objects.filter(relation="altered").exists()
    assert EarlierCheck.objects.count() == Match.objects.count() == 5


def test_checks_about_something_else_are_no_finding(
    ada: Actor, settings: Any, work: Callable[[], int]
) -> None:
    settings.EVIDENCE_PROVIDERS = ["google_fact_check"]
    words = "Nobody in the council ever paid a lighthouse keeper in advance."
    claim = kept.claim(ada, words, at=kept.article(ada, words))
    run = start_run(by=ada, claim=claim)
    work()
    line = summary(EvidenceRun.objects.get(pk=run.pk))["providers"][0]
    assert (line["outcome"], line["found"]) == ("empty", 0)
    assert not EarlierCheck.objects.exists()


def test_another_newsroom_sees_nothing_of_them(
    ada: Actor, cleo: Actor, lighthouse: Claim, settings: Any, work: Callable[[], int]
) -> None:
    settings.EVIDENCE_PROVIDERS = ["google_fact_check"]
    start_run(by=ada, claim=lighthouse)
    work()
    assert EarlierCheck.objects.visible_to(ada).count() == 5
    assert not EarlierCheck.objects.visible_to(cleo).exists()
