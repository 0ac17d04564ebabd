"""What the answers of OpenAlex, EDGAR and the World Bank become."""

from __future__ import annotations

from typing import Any

import pytest

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence.gathering import start_run
from claims.evidence.providers import registry
from claims.evidence.providers.openalex import abstract_of
from claims.evidence.providers.reading import text_of_page
from claims.evidence.providers.world_bank import country_in, figure
from claims.evidence.providers.world_bank.indicators import indicator_in
from claims.evidence.standing_in import StandInServer
from claims.lib.problems import Problem
from tests.evidence.test_http_contract import ask, server, set_up

__all__ = ["server", "set_up"]


def test_openalex_rebuilds_the_abstract_and_says_what_was_retracted() -> None:
    hits = ask("openalex", "lighthouse", statement="The lighthouse of Elmstead is 20 metres high.").hits
    assert "The lighthouse of Elmstead is 20 metres high." in hits[0].passage
    assert hits[0].title == "On the height of lighthouse 1"
    assert (hits[0].url, hits[1].url) == (
        "https://doi.org/10.1234/light.1",
        "https://journal.example/light/2",
    )
    assert hits[3].title.endswith("(retracted)")
    assert hits[4].passage == hits[4].title
    assert hits[2].published["value"] == "2031-01-01"


def test_openalex_says_when_its_credits_are_back() -> None:
    assert ask("openalex", "lighthouse").spent_for is None
    assert ask("openalex", "the last lighthouse").spent_for == 3600


def test_openalex_answers_without_a_key_too(settings: Any, server: StandInServer) -> None:
    settings.PROVIDER_SETTINGS = {**server.environment(), "PROVIDER_OPENALEX_KEY": ""}
    assert ask("openalex", "lighthouse").outcome == "ok"
    assert registry()["openalex"].line == "openalex:open"


@pytest.mark.parametrize("index", [None, [], {}, {"a": None}, "words"])
def test_an_abstract_that_is_none_is_none(index: Any) -> None:
    assert abstract_of(index) == ""


def test_edgar_opens_the_best_filings_and_quotes_what_stands_there(server: StandInServer) -> None:
    hits = ask("sec_edgar", "Lighthouse Corp", statement="The tower at Elmstead is 20 metres high.").hits
    assert "The tower at Elmstead is 20 metres high." in hits[0].passage
    assert hits[0].url == "https://www.sec.gov/Archives/edgar/data/1/000000000119000001/ex1.htm"
    assert (hits[0].title, hits[0].publisher) == ("8-K Lighthouse Corp", "Lighthouse Corp")
    assert hits[0].published == {"value": "2019-07-22", "precision": "day", "kind": "filed"}
    assert hits[2].passage == "Lighthouse Corp: Form 8-K, PRESS RELEASE, items 7.01, filed 2019-07-22."
    assert len(server.seen) == 4


def test_the_world_bank_is_asked_for_the_claims_years_and_tells_the_revision(server: StandInServer) -> None:
    hits = ask("world_bank", "In 1965 the population of France was 47 million.").hits
    assert server.seen[0][2].query["date"] == "1964:1966"
    assert [hit.passage for hit in hits][1] == "France, Population, total, 1965: 47,750,002.5."
    assert hits[0].url == "https://data.worldbank.org/indicator/SP.POP.TOTL?locations=FR"
    assert hits[0].published == {"value": "2026-07-01", "precision": "day", "kind": "vintage"}


def test_a_year_without_a_figure_is_left_out_and_is_no_zero() -> None:
    assert "total, 2024:" in ask("world_bank", "The population of France").hits[0].passage
    assert ask("world_bank", "The population of France in 2026").outcome == "empty"


@pytest.mark.parametrize(
    ("statement", "country", "indicator"),
    [
        ("America's GDP is 21 trillion dollars.", "US", "NY.GDP.MKTP.CD"),
        ("The U.S. economy grew in 2019.", "US", "NY.GDP.MKTP.KD.ZG"),
        ("GDP per capita of Papua New Guinea fell.", "PG", "NY.GDP.PCAP.CD"),
        ("Unemployment in South Korea is low.", "KR", "SL.UEM.TOTL.ZS"),
        ("The Germanic tribes had no lighthouses.", "", ""),
    ],
)
def test_country_and_indicator_are_read_out_of_the_claim(
    statement: str, country: str, indicator: str
) -> None:
    assert (country_in(statement, "en"), indicator_in(statement)) == (country, indicator)
    assert registry()["world_bank"].suits(statement) == bool(country and indicator)


def test_a_page_becomes_paragraphs_without_what_nobody_reads() -> None:
    page = b"<head><title>t</title></head><p>One &amp; <b>two</b></p><SCRIPT>x()</SCRIPT ><div>three<br>four</div>"
    assert text_of_page(page) == "One & two\n\nthree\n\nfour"
    with pytest.raises(Problem):
        text_of_page(b"<div>" * 20_000)


def test_figures_are_not_rounded() -> None:
    assert (figure(1234567.0), figure(0.25), figure("12")) == ("1,234,567", "0.25", "12")


def test_a_provider_that_can_have_nothing_on_a_claim_is_not_asked_about_it(
    ada: Actor, claim: Claim, settings: Any
) -> None:
    settings.EVIDENCE_PROVIDERS = ["own_archive", "world_bank", "sec_edgar"]
    run = start_run(by=ada, claim=claim)
    assert run.required == ["own_archive", "sec_edgar"]
    run = start_run(by=ada, claim=claim, statement="it rained in the valley")
    assert run.required == ["own_archive"]
