"""What Crossref's answers become: works under their DOIs, and notices that retract or correct them."""

from __future__ import annotations

from typing import Any

import pytest

from claims.evidence.providers import registry
from claims.evidence.providers.crossref import address, dated
from claims.evidence.standing_in import StandInServer
from tests.evidence.test_http_contract import SERVICES, ask, server, set_up

__all__ = ["server", "set_up"]


def by_doi(*dois: str, **more: Any) -> Any:
    return ask("crossref", " ".join(dois), kind="addresses", **more)


def test_a_doi_becomes_the_work_it_stands_for() -> None:
    reply = by_doi(
        "https://doi.org/10.1234/Light.1", statement="The lighthouse of Elmstead is 20 metres high."
    )
    (hit,) = reply.hits
    assert (hit.title, hit.url) == ("On the height of lighthouse 1", "https://doi.org/10.1234/light.1")
    assert "The lighthouse of Elmstead is 20 metres high." in hit.passage and "<" not in hit.passage
    assert (hit.publisher, hit.is_lead) == ("Journal of Lamps", False)
    assert hit.published == {"value": "2018-07-31", "precision": "day", "kind": "published"}


def test_a_retracted_work_says_so_and_its_notice_is_a_lead() -> None:
    work, notice = by_doi("10.1234/light.4").hits
    assert work.title == "On the height of lighthouse 4 (retracted)"
    assert notice.is_lead and notice.url == "https://doi.org/10.1234/notice.4"
    assert notice.passage == "Retraction of 2020-05-03 on “On the height of lighthouse 4”."
    assert notice.why == ("a notice about 10.1234/light.4",)
    assert by_doi("10.1234/light.6").hits[0].title.endswith("(corrected)")


def test_a_doi_that_nobody_registered_is_nothing_found_and_no_fault(server: StandInServer) -> None:
    assert by_doi("10.9999/nowhere").outcome == "empty"
    assert [hit.url[-1] for hit in by_doi("10.9999/nowhere", "10.1234/light.2").hits] == ["2"]
    server.faults["crossref"] = "500"
    assert by_doi("10.9999/nowhere").outcome == "unavailable"


def test_each_doi_is_asked_for_whole_with_its_notices(server: StandInServer) -> None:
    by_doi("10.1234/light.2", page=1)
    assert [(each.path, each.query.get("filter")) for _, _, each in server.seen] == [
        ("/works/10.1234%2Flight.2", None), ("/works", "updates:10.1234/light.2"),
    ]  # fmt: skip
    assert all(each.query["mailto"] == "desk@harbor.example" for _, _, each in server.seen)


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2018, 7, 31]]}, ("2018-07-31", "day")), ({"date-parts": [[2018, 7]]}, ("2018-07", "month")),
        ({"date-parts": [[2018]]}, ("2018", "year")), ({"date-parts": [[2018, None]]}, ("2018", "year")),
        ({"date-parts": [[2018, 13, 1]]}, ("2018", "year")), ({"date-parts": [[None]]}, None),
        ({"date-parts": []}, None), ({"date-parts": None}, None), (None, None), ("2018", None), ({}, None),
    ],
)  # fmt: skip
def test_a_date_is_kept_as_far_as_it_is_known(issued: Any, date: tuple[str, str] | None) -> None:
    found = dated(issued)
    assert ((found["value"], found["precision"]) if found else None) == date


def test_it_keeps_to_the_limits_its_answers_name_and_never_asks_faster_than_ours() -> None:
    provider: Any = registry()["crossref"]
    SERVICES["crossref"].asked = 0  # type: ignore[attr-defined]
    usual = provider.current_pace()
    ask("crossref", "lighthouse")
    assert provider.current_pace().at_once == 5
    ask("crossref", "lighthouse")
    ask("crossref", "lighthouse")
    slower = provider.current_pace()
    assert (slower.interval, slower.at_once) == (0.5, 1) and usual.interval < 0.5


def test_a_claim_without_a_doi_is_searched_for_by_its_words_only() -> None:
    provider = registry()["crossref"]
    assert provider.wants("words", "lighthouse") and provider.wants("addresses", "10.1234/x")
    assert not provider.wants("addresses", "https://news.example/a")
    assert by_doi("https://news.example/a").outcome == "bad_request"
    hits = ask("crossref", "lighthouse heights").hits
    assert hits[4].published == {} and hits[7].published == {} and hits[6].publisher == ""
    assert hits[8].passage == hits[8].title


def test_an_odd_doi_is_an_address_all_the_same() -> None:
    assert address("10.1002/(SICI)1097<1::AID>3.0") == "https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0"
