"""The questions a claim gives rise to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.accounts.acting import Actor
from claims.annotation.models import ClaimKind
from claims.api.presenting.evidence import RunShown
from claims.evidence.gathering import start_run, summary
from claims.evidence.models import Candidate, EvidenceRun
from claims.evidence.providers import fake, registry
from claims.evidence.queries import KINDS, MOST, TypedQuery, queries, taken
from tests import kept

MUSK = "Elon Musk left the board of OpenAI in February 2018."


def made(statement: str, kind: str, language: str = "en") -> dict[str, str]:
    return {each.kind: each.text for each in queries(statement, kind=kind, language=language)}


def test_a_statistic_is_asked_for_by_its_names_words_figures_and_dates() -> None:
    found = made("Microsoft invested $1 billion in OpenAI on 22 July 2019.", "statistic")
    assert list(found) == ["statement", "words", "figures", "dates", "contradiction"]
    assert found["words"] == "Microsoft OpenAI invested billion"
    assert found["figures"] == "Microsoft OpenAI invested billion $1 billion"
    assert "July 2019" in found["dates"]
    assert found["contradiction"].endswith(" false")


def test_a_quotation_is_asked_for_word_for_word() -> None:
    found = made("Ada said: “We will not close the harbour this year.”", "quote")
    assert found["quotation"] == '"We will not close the harbour this year"'
    assert "quotation" not in made("Ada said “no”.", "quote")


def test_what_is_still_to_come_is_not_contradicted_and_an_opinion_has_no_figures() -> None:
    assert "contradiction" not in made("Machines will think by 2099.", "prediction")
    assert set(made("The harbour is the finest of 20.", "opinion")) == {"statement", "words"}


def test_the_probe_is_in_the_newsrooms_language() -> None:
    assert made("Berlin hat 4 Millionen Einwohner.", "statistic", "de")["contradiction"].endswith(" falsch")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.sampled_from([*ClaimKind.values, ""]))
def test_any_statement_gives_at_most_six_always_the_same_and_no_words_twice(
    statement: str, kind: str
) -> None:
    found = queries(statement, kind=kind)
    assert found == queries(statement, kind=kind)
    assert len(found) <= MOST and len({each.text for each in found}) == len(found)
    assert all(each.kind in KINDS and each.text.strip() for each in found)
    assert not statement.strip() or found[0].kind == "statement"


def test_a_provider_gets_the_kinds_it_takes_in_its_order_and_never_none() -> None:
    found = [TypedQuery("statement", "a"), TypedQuery("words", "b"), TypedQuery("dates", "c")]
    assert [each.text for each in taken(found, ("dates", "words", "statement"), 2)] == ["c", "b"]
    assert [each.text for each in taken(found, ("quotation",), 2)] == ["a"]


def test_every_provider_takes_kinds_there_are() -> None:
    for provider in registry().values():
        assert set(provider.takes) <= set(KINDS) and 1 <= provider.most_queries <= MOST


@pytest.mark.usefixtures("only_fake")
def test_each_question_is_a_call_of_its_own_and_kept_with_its_answer(
    ada: Actor, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(fake.PROVIDER), "takes", ("words", "dates"))
    monkeypatch.setattr(type(fake.PROVIDER), "most_queries", 2)
    claim = kept.claim(ada, MUSK, kind="event")
    run = start_run(by=ada, claim=claim)
    work()
    assert [(call.query_kind, call.outcome, call.reply is not None) for call in run.calls.order_by("pk")] == [
        ("words", "ok", True),
        ("dates", "ok", True),
    ]
    assert all(asked.statement == MUSK for asked in fake.PROVIDER.asked)
    shown: Any = summary(EvidenceRun.objects.get(pk=run.pk))
    assert [line["label"] for line in shown["providers"]] == ["Fake, names and words", "Fake, dates"]
    assert shown["providers"][0]["query"] == "Elon Musk OpenAI left board"
    assert Candidate.objects.order_by("rank")[0].explain[0]["query"] == "words"
    assert RunShown(EvidenceRun.objects.get(pk=run.pk)).data["summary"]["total"] == 2


@pytest.mark.usefixtures("only_fake")
def test_one_failed_question_of_a_provider_is_told_and_the_search_is_not_complete(
    ada: Actor, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from claims.history.models import Event

    monkeypatch.setattr(type(fake.PROVIDER), "takes", ("statement", "words"))
    monkeypatch.setattr(type(fake.PROVIDER), "most_queries", 2)
    run = start_run(by=ada, claim=kept.claim(ada, MUSK), statement=f"{MUSK} [fake: auth]")
    work()
    shown = summary(EvidenceRun.objects.get(pk=run.pk))
    assert [line["outcome"] for line in shown["providers"]] == ["auth", "ok"]
    assert not shown["complete"]
    assert Event.objects.get(name="evidence_run.merged").data["outcomes"] == {"fake": "auth"}
