"""What Wikidata's statements become."""

from __future__ import annotations

import pytest

from claims.evidence.providers.wikidata.statements import date_of, spelt_out
from claims.evidence.standing_in import StandInServer
from tests.evidence.test_http_contract import ask, server, set_up

__all__ = ["server", "set_up"]


def test_the_first_name_of_a_claim_is_looked_up_and_its_statements_told(server: StandInServer) -> None:
    hits = ask("wikidata", "In 2015 Example Lab was founded by Ann Example.").hits
    assert server.seen[0][2].query["search"] == "Example Lab"
    lines = [hit.passage for hit in hits]
    assert "Example Lab 1: founded by: Ann Example" in lines
    assert any(line.endswith("inception: 2015") for line in lines)
    assert not any("picture" in line or ": old" in line for line in lines)


def test_a_statement_with_a_reference_is_cited_by_it_and_another_by_its_item() -> None:
    hits = {hit.passage: hit for hit in ask("wikidata", "Example Lab was founded in 2015.").hits}
    founded = hits["Example Lab 1: inception: 2015"]
    assert founded.url == "https://news.example/lab/1"
    assert founded.published == {"value": "2016-02", "precision": "month", "kind": "published"}
    by = next(hit for line, hit in hits.items() if "founded by" in line)
    assert by.url.startswith("https://www.wikidata.org/wiki/Q90") and not by.published


@pytest.mark.parametrize(
    ("time", "precision", "words"),
    [
        ("+2019-04-13T00:00:00Z", 11, "13 April 2019"),
        ("+2019-04-00T00:00:00Z", 10, "April 2019"),
        ("+2019-00-00T00:00:00Z", 9, "2019"),
        ("+1900-00-00T00:00:00Z", 7, "about 1900"),
    ],
)
def test_a_date_is_told_as_precisely_as_it_is_known(time: str, precision: int, words: str) -> None:
    value = {"time": time, "precision": precision}
    snak = {"snaktype": "value", "property": "P571", "datavalue": {"value": value}}
    assert spelt_out("Lab", {"mainsnak": snak}, {"P571": "inception"}) == f"Lab: inception: {words}"
    assert bool(date_of([snak])) == (precision > 8)


def test_amounts_have_their_unit_and_qualifiers_follow() -> None:
    hits = ask("wikidata", "Example Lab has 121 inhabitants.").hits
    assert hits[0].passage == "Example Lab 1: population: 121 inhabitant (point in time: 13 April 2019)"


def test_unknown_and_none_are_told_as_such() -> None:
    lines = [hit.passage for hit in ask("wikidata", "Example Lab has a head of state.").hits]
    assert any(line.endswith("head of state: unknown") for line in lines)
    assert any(line.endswith("head of state: none") for line in lines)
