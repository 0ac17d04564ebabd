"""What every provider keeps to: the same checks over all their folders and recorded replies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence.models import Lane
from claims.evidence.providers import active, registry
from claims.evidence.providers.base import MOST_HITS, Found, Provider, Query, Reply, checked, failed
from claims.evidence.standing_in import stand_in_of
from claims.intake.models import Outcome
from claims.matching.models import EarlierCheck
from tests import kept

PROVIDERS = sorted(registry().values(), key=lambda provider: provider.name)
RECORDED = [
    pytest.param(provider, path, id=f"{provider.name}-{path.stem}")
    for provider in PROVIDERS
    for path in sorted((provider.folder / "replies").glob("*.json"))
]


def stage(given: dict[str, Any], by: Actor) -> None:
    """Put in place what a recorded reply was given: copies, published claims, checks by others."""
    for each in given.get("copies", []):
        kept.copy(by, each["text"], title=each["title"], url=each["url"], published=each["published"])
    for each in given.get("claims", []):
        claim = kept.claim(by, each["statement"])
        if each["published"]:
            Claim.objects.filter(pk=claim.pk).update(frozen_at=timezone.now())
    for each in given.get("checks", []):
        EarlierCheck.objects.create(organisation=by.organisation, provider="recorded", **each)


@pytest.mark.parametrize(("provider", "path"), RECORDED)
def test_it_answers_as_recorded(provider: Provider, path: Path, ada: Actor) -> None:
    recorded = json.loads(path.read_text(encoding="utf-8"))
    stage(recorded["given"], ada)
    reply = provider.search(Query(organisation=ada.organisation, text=recorded["query"]))
    wanted = recorded["reply"]
    assert checked(reply) is reply
    assert reply.outcome == wanted["outcome"]
    for hit, expected in zip(reply.hits, wanted.get("hits", []), strict=False):
        assert {name: getattr(hit, name) for name in expected} == expected
    assert len(reply.hits) >= len(wanted.get("hits", []))
    for match, expected in zip(reply.matches, wanted.get("matches", []), strict=False):
        assert (match.statement, str(match.relation)) == (expected["statement"], expected["relation"])
    assert len(reply.matches) >= len(wanted.get("matches", []))
    for hit in reply.hits:
        if hit.snapshot is not None:
            hit.snapshot.refresh_from_db()
            assert hit.passage == (hit.snapshot.text or "")[hit.start : hit.end]


@pytest.mark.parametrize(("provider", "path"), RECORDED)
def test_another_newsroom_gets_nothing_of_it(provider: Provider, path: Path, ada: Actor, cleo: Actor) -> None:
    recorded = json.loads(path.read_text(encoding="utf-8"))
    stage(recorded["given"], ada)
    reply = provider.search(Query(organisation=cleo.organisation, text=recorded["query"]))
    assert all(hit.snapshot is None for hit in reply.hits) and not reply.matches


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_it_describes_itself_and_its_settings(provider: Provider) -> None:
    assert provider.folder.name == provider.name
    assert provider.label and provider.lane in Lane.values and provider.deadline > 0
    assert len(provider.description.split()) > 20
    for setting in provider.settings:
        assert {"name", "about", "default", "secret"} <= set(setting)
    stems = {path.stem for path in (provider.folder / "replies").glob("*.json")}
    assert {"ok", "empty"} <= stems or stand_in_of(provider) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
@pytest.mark.parametrize(
    "words", ["%_\\", "' OR 1=1 --", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🙂", "a" * 2000, "the of and", "1 2 3 4 5 6 7 8 9"]
)
def test_it_answers_any_question_within_the_contract(provider: Provider, words: str, ada: Actor) -> None:
    kept.copy(ada, "Some text about the tower. It has 3 floors.")
    reply = provider.search(Query(organisation=ada.organisation, text=words))
    assert checked(reply) is reply
    assert len(reply.hits) <= 20


def test_the_fake_is_never_asked_by_itself() -> None:
    assert [provider.name for provider in active()] == ["own_archive", "earlier_checks"]


HIT = Found(passage="Words.", title="A title")


@pytest.mark.parametrize(
    "reply",
    [
        Reply("fine"),
        Reply(Outcome.OK),
        Reply(Outcome.EMPTY, hits=(HIT,)),
        Reply(Outcome.UNAVAILABLE),
        Reply(Outcome.OK, hits=(HIT,) * (MOST_HITS + 1)),
        Reply(Outcome.OK, hits=(Found(passage=" ", title="t"),)),
        Reply(Outcome.OK, hits=(Found(passage="a\x00", title="t"),)),
        Reply(Outcome.OK, hits=(Found(passage="a" * 5000, title="t"),)),
        Reply(Outcome.OK, hits=(Found(passage="a", title="t", url="javascript:alert(1)"),)),
        Reply(Outcome.OK, hits=(Found(passage="a\ud800", title="t"),)),
        Reply(Outcome.OK, hits=(Found(passage="a", title="t", url="https://x.example/" + "a" * 2000),)),
        Reply(Outcome.OK, hits=(Found(passage="a", title="t", start=1, end=2),)),
        None,
    ],
)
def test_a_reply_that_breaks_the_contract_is_malformed_and_says_how(reply: Any) -> None:
    seen = checked(reply)
    assert seen.outcome == "malformed" and "could not be read" in seen.problem["words"]


def test_a_failure_always_has_words() -> None:
    for outcome in Outcome.values:
        if outcome not in (Outcome.OK, Outcome.EMPTY):
            assert failed(outcome).problem["words"]
