"""What search engines' answers become."""

from __future__ import annotations

from typing import Any

import pytest

from claims.evidence.providers import registry
from claims.evidence.standing_in import StandInServer
from tests.evidence.test_http_contract import ask, server, set_up

__all__ = ["server", "set_up"]


def test_searxng_addresses_lose_what_tracks_and_words_their_markup() -> None:
    hits = ask("searxng", "Elmstead lighthouse").hits
    assert (hits[0].url, hits[0].title) == ("https://news.example/lighthouse/1", "Lighthouse 1")
    assert hits[0].passage == "It is 20 metres high & white."
    assert hits[0].published == {"value": "2019-07-22", "precision": "day", "kind": "crawled"}
    assert (hits[4].passage, dict(hits[4].published)) == ("Lighthouse 5", {})


def test_searxng_engines_that_failed_matter_only_where_nothing_was_found(server: StandInServer) -> None:
    assert ask("searxng", "lighthouse").outcome == "ok"
    server.faults["searxng"] = "engines_down"
    reply = ask("searxng", "lighthouse")
    assert reply.outcome == "unavailable" and "duckduckgo" in reply.problem["words"]


def test_searxng_says_what_its_admin_has_to_change(server: StandInServer) -> None:
    server.faults["searxng"] = "no_json"
    assert "settings.yml" in ask("searxng", "lighthouse").problem["next_step"]


def test_brave_shows_the_snippet_that_bears_on_the_claim_and_when_it_saw_the_page() -> None:
    hit = ask("brave", "lighthouse", statement="The Elmstead lighthouse is 20 metres high.").hits[0]
    assert hit.passage == "The Elmstead lighthouse is 20 metres high."
    assert hit.published == {"value": "2019-04-13", "precision": "day", "kind": "crawled"}


def test_brave_is_asked_in_its_own_words_for_languages(server: StandInServer) -> None:
    from claims.accounts.models import Organisation
    from claims.evidence.providers.base import Query

    newsroom = Organisation(name="The Harbor", slug="harbor", language="ja")
    registry()["brave"].search(Query(organisation=newsroom, text="lighthouse", language="ja"))
    assert server.seen[-1][2].query["search_lang"] == "jp"


def test_brave_says_when_the_last_question_of_the_month_was_asked() -> None:
    assert ask("brave", "lighthouse").spent_for is None
    reply = ask("brave", "the last one about a lighthouse")
    assert (reply.outcome, reply.spent_for) == ("ok", 900_000)


def test_brave_is_metered_and_an_admin_sets_how_much_a_day(settings: Any) -> None:
    brave = registry()["brave"]
    assert brave.is_metered and brave.daily == 200
    settings.PROVIDER_SETTINGS = {**settings.PROVIDER_SETTINGS, "PROVIDER_BRAVE_DAILY": "12"}
    assert brave.daily == 12


@pytest.mark.parametrize("page", [11, 500])
def test_brave_has_no_page_past_the_tenth(page: int, server: StandInServer) -> None:
    assert ask("brave", "lighthouse", page=page).outcome == "empty"
    assert not server.seen
