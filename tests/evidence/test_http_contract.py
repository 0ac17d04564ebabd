"""The contract of every provider that asks outside, against the stand-in of its service on a real socket.

Whatever a service does, a provider ends in one outcome, and `empty` only where the whole answer said so.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from django.core.cache import cache

from claims.accounts.models import Organisation
from claims.evidence.pace import Pace
from claims.evidence.providers import registry
from claims.evidence.providers.asking import HttpProvider, Trouble, seconds_left
from claims.evidence.providers.base import ANSWERED, Query, Reply, checked
from claims.evidence.providers.internet_archive import cdx
from claims.evidence.providers.internet_archive.cdx import Archived
from claims.evidence.standing_in import Fault, StandIn, StandInServer, stand_ins
from claims.intake.models import Outcome
from claims.lib.answers import seconds_to_wait

SERVICES = stand_ins()
NAMES = sorted(SERVICES)
FAULTS = [(name, fault) for name in NAMES for fault in SERVICES[name].all_faults()]
FAST = Pace(calls=100_000, burst=1000, at_once=100)


@pytest.fixture(scope="module")
def server() -> Iterator[StandInServer]:
    running = StandInServer(SERVICES).start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def set_up(server: StandInServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As an operator would set it up, with paces that don't slow the tests down."""
    cache.clear()
    environment = server.environment()
    settings.PROVIDER_SETTINGS = environment
    settings.FETCH_ALLOWED_PRIVATE = [server.pair]
    settings.OPERATOR_CONTACT = environment["OPERATOR_CONTACT"]
    for name in NAMES:
        provider = registry()[name]
        assert provider.pace is not None
        monkeypatch.setattr(type(provider), "pace", replace(FAST, bare_wait=provider.pace.bare_wait))
    server.seen.clear()
    server.faults.clear()
    yield
    server.faults.clear()


def ask(name: str, words: str, **more: Any) -> Reply:
    newsroom = Organisation(name="The Harbor", slug="harbor", language="en")
    reply = registry()[name].search(Query(organisation=newsroom, text=words, deadline=5, **more))
    assert checked(reply) is reply, checked(reply).problem
    return reply


def told(reply: Reply) -> list[tuple[str, str]]:
    found = [(hit.url, hit.passage) for hit in reply.hits]
    return found + [(check.url, check.claim_text) for check in reply.checks]


def test_there_is_a_stand_in_for_every_provider_that_asks_outside() -> None:
    asking = [name for name, provider in registry().items() if isinstance(provider, HttpProvider)]
    assert sorted(asking) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_the_first_a_middle_and_the_last_page_and_what_comes_after(name: str) -> None:
    service = SERVICES[name]
    pages = [ask(name, service.question, page=number) for number in range(1, service.pages + 1)]
    assert [page.outcome for page in pages] == ["ok"] * service.pages
    assert [page.more for page in pages[:-1]] == [True] * (service.pages - 1)
    assert pages[-1].more is not service.tells_the_end
    found = [each for page in pages for each in told(page)]
    assert len(set(found)) == len(found) > 2
    assert ask(name, service.question, page=service.pages + 1).outcome == "empty"
    assert all(page.raw for page in pages)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_found_is_empty_and_the_answer_is_kept(name: str) -> None:
    reply = ask(name, SERVICES[name].nothing)
    assert (reply.outcome, reply.found, reply.more) == ("empty", 0, False)
    assert reply.raw


@pytest.mark.parametrize(("name", "fault"), FAULTS)
def test_a_failure_ends_in_its_outcome_and_never_passes_for_empty(
    name: str, fault: str, server: StandInServer
) -> None:
    service: StandIn = SERVICES[name]
    wanted: Fault = service.all_faults()[fault]
    server.faults[name] = fault
    short = {"deadline": 0.4} if fault == "slow" else {}
    newsroom = Organisation(name="The Harbor", slug="harbor", language="en")
    query = Query(organisation=newsroom, text=service.question, **{"deadline": 5.0, **short})
    reply = registry()[name].search(query)
    assert checked(reply) is reply
    assert (reply.outcome, reply.found) == (wanted.outcome, 0)
    assert reply.outcome not in ANSWERED
    assert reply.problem["words"].strip() and reply.problem["code"] == f"provider.{wanted.outcome}"
    pace = registry()[name].pace
    assert pace is not None
    pause = pace.bare_wait if wanted.retry_after == "bare" else wanted.retry_after
    if pause is not None:
        assert reply.retry_after == pytest.approx(pause, abs=5)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_who_asks_and_asks_with_its_key(name: str, server: StandInServer) -> None:
    assert ask(name, SERVICES[name].question).outcome == "ok"
    asked = [request for _, service, request in server.seen if service == name]
    assert asked and all("mailto:desk@harbor.example" in each.headers["user-agent"] for each in asked)
    provider = registry()[name]
    assert isinstance(provider, HttpProvider)
    key = provider.credential
    if key:
        sent = [f"{each.headers} {each.query}" for each in asked]
        assert all(key in each for each in sent)
        assert key.encode() not in ask(name, SERVICES[name].question).raw


@pytest.mark.parametrize("name", NAMES)
def test_without_its_settings_it_is_not_set_up_and_nobody_is_asked(
    name: str, settings: Any, server: StandInServer
) -> None:
    provider = registry()[name]
    assert isinstance(provider, HttpProvider)
    needed = [f"PROVIDER_{name.upper()}_{each}" for each in provider.needs]
    for variable in needed:
        settings.PROVIDER_SETTINGS = {**server.environment(), variable: ""}
        reply = ask(name, SERVICES[name].question)
        assert reply.outcome == "not_configured" and variable in reply.problem["words"]
    if provider.needs_contact:
        settings.OPERATOR_CONTACT = ""
        reply = ask(name, SERVICES[name].question)
        assert reply.outcome == "not_configured" and "OPERATOR_CONTACT" in reply.problem["words"]
    assert not server.seen or not (needed or provider.needs_contact)


@pytest.mark.parametrize("name", NAMES)
def test_a_key_that_is_not_accepted_is_said_so(name: str, settings: Any, server: StandInServer) -> None:
    provider = registry()[name]
    assert isinstance(provider, HttpProvider)
    if not provider.credential:
        assert "KEY" not in provider.needs
        return
    settings.PROVIDER_SETTINGS = {**server.environment(), f"PROVIDER_{name.upper()}_KEY": "a-wrong-one"}
    reply = ask(name, SERVICES[name].question)
    assert reply.outcome == Outcome.AUTH and "a-wrong-one" not in str(reply.problem)


@pytest.mark.parametrize("name", NAMES)
def test_an_address_inside_a_private_network_is_told_as_a_setting_to_correct(
    name: str, settings: Any, server: StandInServer
) -> None:
    settings.FETCH_ALLOWED_PRIVATE = []
    assert ask(name, SERVICES[name].question).outcome == "not_configured"
    assert not server.seen


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("words", ["%_\\ \"' OR 1=1", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🙂", "a" * 2000, "word " * 300, "1 2 3"])
def test_any_question_ends_within_the_contract(name: str, words: str) -> None:
    assert ask(name, words).outcome in ("ok", "empty", "bad_request")


@pytest.mark.parametrize("name", NAMES)
def test_it_describes_what_an_operator_may_set(name: str) -> None:
    provider = registry()[name]
    assert isinstance(provider, HttpProvider) and provider.pace is not None
    described = {each["name"] for each in provider.settings}
    assert {"BASE_URL", *provider.needs, *SERVICES[name].settings} <= described
    assert all(not each["default"] for each in provider.settings if each["secret"])


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7), ("9" * 400, 30 * 86_400), ("²", None), ("-5", None), ("soon", None), ("1e3", None),
     ("Mon, 01 Jan 2018 00:00:00 GMT", 0), ("Fri, 31 Dec 9999 23:59:59 -0000", 30 * 86_400)],
)  # fmt: skip
def test_a_pause_that_makes_no_sense_pauses_nobody_for_ever(said: str, seconds: float | None) -> None:
    assert seconds_to_wait(said) == seconds


def test_what_resets_a_limit_may_be_seconds_or_a_moment() -> None:
    assert seconds_left(50_000) == 50_000
    assert seconds_left(time.time() + 90) == pytest.approx(90, abs=5)
    assert (seconds_left(time.time() - 90), seconds_left(1e300)) == (0, 30 * 86_400)


def test_an_index_that_goes_on_at_the_same_place_is_not_taken_for_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [Archived("k", f"2019010{day}000000", "https://a.example/", "", "200", str(day)) for day in (1, 2)]
    monkeypatch.setattr(cdx, "captures", lambda *_, **__: cdx.Slice(rows, "there"))
    with pytest.raises(Trouble) as told:
        list(cdx.walk(cast(Any, None), "https://a.example/", size=2))
    assert told.value.outcome == "malformed"
