"""Two of eight services fail, in different ways: desk, readers' page and API say which and why, and never that there is
no evidence. Eight real local servers, from the search to the published page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.accounts.tokens import issue
from claims.annotation.models import Claim
from claims.evidence.gathering import start_run
from claims.evidence.models import EvidenceRun, ProviderCall, RunState
from claims.evidence.pace import Pace
from claims.evidence.providers import registry
from claims.evidence.search_record import WHY, searches, standing
from claims.evidence.standing_in import StandInServer, stand_ins
from claims.history.jobs import run_due
from claims.history.models import JobState
from claims.publishing.models import PublicFile
from claims.publishing.remaking import render_newsroom
from tests import factories
from tests.publishing import desk

EIGHT = (
    "brave", "google_fact_check", "openalex", "searxng", "sec_edgar", "wikidata", "wikipedia", "world_bank",
)  # fmt: skip
FAILING = {"brave": "429_bare", "openalex": "cut"}
SAID = "The literacy rate of France is 99 percent."
NEVER = ("no evidence found", "no evidence was found", "nothing was found")


@pytest.fixture
def services(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInServer]:
    """Eight of them, set up as an operator would, two of them failing."""
    known = stand_ins()
    server = StandInServer({name: known[name] for name in EIGHT}).start()
    environment = server.environment()
    settings.PROVIDER_SETTINGS = environment
    settings.FETCH_ALLOWED_PRIVATE = [server.pair]
    settings.OPERATOR_CONTACT = environment["OPERATOR_CONTACT"]
    settings.EVIDENCE_PROVIDERS = list(EIGHT)
    for name in EIGHT:
        pace = registry()[name].pace
        assert pace is not None
        quick = Pace(calls=100_000, burst=1000, at_once=100, bare_wait=pace.bare_wait)
        monkeypatch.setattr(type(registry()[name]), "pace", quick)
    server.faults.update(FAILING)
    yield server
    server.stop()


@pytest.fixture
def program() -> Callable[[Actor], APIClient]:
    """A program that reads with a key of this person."""

    def make(actor: Actor) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue(by=actor, name='reads', scopes=['read'])[1]}")
        return client

    return make


def searched(claim: Claim) -> EvidenceRun:
    """Until the newest search has ended, without waiting for the pauses in it."""
    for _ in range(12):
        run_due(["evidence"], reraise=False)
        run = searches(claim)[0]
        if run.state == RunState.MERGED:
            return run
        cache.clear()
        ProviderCall.objects.filter(state=JobState.DUE).update(due_at=timezone.now() - timedelta(seconds=1))
    raise AssertionError("the search did not end")


@pytest.fixture
def claim(services: StandInServer, ada: Actor) -> Claim:
    made = factories.a_claim(ada, SAID, article=factories.an_article(ada, SAID))
    searched(made)
    return made


def place_of(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in found["places"] if each["name"] == name)


def test_desk_and_api_say_who_could_not_look_and_why(
    claim: Claim, ada: Actor, program: Callable[[Actor], APIClient]
) -> None:
    client = Client()
    client.force_login(ada.user)
    assert claim.article is not None
    pages = [
        reverse("desk:claim", args=[claim.uid]),
        reverse("desk:arrived", args=[claim.uid]),
        reverse("desk:workbench", args=[claim.article.uid]) + f"?on={claim.uid}",
    ]
    for address in pages:
        page = client.get(address).content.decode()
        assert "Not every provider answered" in page, address
        assert page.count("could not look:") == len(
            ProviderCall.objects.filter(run__claim=claim).exclude(outcome__in=["ok", "empty"])
        )
        assert "It asks us to wait: too many questions at once." in page
        assert "broke off in the middle of its answer" in page
        assert not any(words in page.casefold() for words in NEVER), address
    board = client.get(pages[0]).content.decode()
    assert "Searched: Google Fact Check, SEC EDGAR, SearXNG, Wikidata, Wikipedia, World Bank" in _sorted(
        board
    )
    assert "<b>Could not look:</b> brave search, OpenAlex." in board.replace("Brave Search", "brave search")

    calls = program(ada)
    found = calls.get(f"/api/v1/claims/{claim.uid}/search/").json()
    assert (found["state"], found["complete"], found["may_say_nothing_found"]) == ("merged", False, False)
    assert sorted(found["failed"]) == sorted(FAILING)
    assert len(found["places"]) == 8
    brave, openalex = place_of(found, "brave"), place_of(found, "openalex")
    assert (brave["state"], brave["outcome"]) == ("could_not_look", "rate_limited")
    assert (openalex["state"], openalex["outcome"]) == ("could_not_look", "unavailable")
    assert "wait" in brave["words"] and "broke off" in openalex["words"]
    others = [each for each in found["places"] if each["name"] not in FAILING]
    assert {(each["state"], each["outcome"], each["found"]) for each in others} == {
        ("found_nothing", "empty", 0)
    }

    outcomes: dict[str, str] = {}
    for uid in found["runs"]:  # one for its suggestion, one of those that are asked only for claims
        summary = calls.get(f"/api/v1/evidence-runs/{uid}/").json()["summary"]
        assert not summary["complete"] and not summary["may_say_nothing_found"]
        outcomes |= {each["name"]: each["outcome"] for each in summary["providers"]}
    assert (outcomes["brave"], outcomes["openalex"]) == ("rate_limited", "unavailable")
    assert {outcomes[name] for name in EIGHT if name not in FAILING} == {"empty"}


def _sorted(page: str) -> str:
    """The page with the names after “Searched:” in order."""
    before, _, rest = page.partition("Searched: ")
    names, _, after = rest.partition(".")
    return f"{before}Searched: {', '.join(sorted(names.split(', ')))}.{after}"


def test_readers_are_told_in_a_version_that_never_changes(
    claim: Claim, services: StandInServer, ada: Actor, ben: Actor, program: Callable[[Actor], APIClient]
) -> None:
    desk.with_policies(ada.organisation)
    publication = factories.a_published_check(claim, ada, ben)
    reader, stored = desk.reader(), f"/checks/{claim.uid}/"
    page = reader.get(desk.path_of(publication)).content.decode()
    assert "8 places were asked: 6 answered, 2 could not look." in page
    assert f"<b>Brave Search: could not look.</b> {WHY['rate_limited']}" in page
    assert f"<b>OpenAlex: could not look.</b> {WHY['unavailable']}" in page
    assert page.count(": found nothing</li>") == 6
    assert "What could not be looked at may hold more." in page
    assert not any(words in page.casefold() for words in NEVER)
    assert services.pair not in page and "429" not in page

    data = json.loads(reader.get(f"{desk.path_of(publication)}check.json").content)["search"]
    assert not data["complete"] and data["searched_at"]
    outcomes = {each["name"]: (each["state"], each["outcome"]) for each in data["providers"]}
    assert outcomes["brave"] == ("could_not_look", "rate_limited")
    assert outcomes["openalex"] == ("could_not_look", "unavailable")
    assert {outcomes[name] for name in EIGHT if name not in FAILING} == {("found_nothing", "empty")}
    shown = program(ada).get(f"/api/v1/publications/{publication.uid}/").json()
    kept = shown["versions"][0]["revision"]["claim_fields"]["search"]
    assert place_of(kept, "openalex")["why"] == WHY["unavailable"]

    # Both can be asked again; the version that is public keeps what was known when it was signed.
    services.faults.clear()
    start_run(by=ada, claim=claim)
    searched(claim)
    again = standing(searches(claim))
    assert again is not None and again["complete"] and again["may_say_nothing_found"]
    before = PublicFile.objects.get(organisation=ada.organisation, path=stored).body
    render_newsroom(ada.organisation)
    assert PublicFile.objects.get(organisation=ada.organisation, path=stored).body == before
    factories.a_correction(publication, ada, ben)
    assert "8 places were asked; all answered." in reader.get(stored, follow=True).content.decode()
    first = reader.get(f"{stored}v/1/", follow=True).content.decode()
    assert "8 places were asked: 6 answered, 2 could not look." in first


def test_a_verdict_without_sources_is_warned_where_nobody_could_look(
    claim: Claim, services: StandInServer, ada: Actor
) -> None:
    from claims.verdicts.gaps import hints
    from claims.verdicts.workflow import open_case
    from claims.verdicts.writing import start_writing

    draft = start_writing(open_case(claim, by=ada), by=ada)
    assert [each.field for each in hints(draft)] == ["sources_exception"]
    assert "Brave Search" in hints(draft)[0].detail and "OpenAlex" in hints(draft)[0].detail
    services.faults.clear()
    start_run(by=ada, claim=claim)
    searched(claim)
    assert hints(draft) == []
