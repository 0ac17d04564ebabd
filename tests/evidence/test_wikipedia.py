"""What Wikipedia's answers become."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from claims.evidence.providers.reading import best_passage, text_of_page, without_wiki_markup
from claims.evidence.providers.wikipedia.links import links_of
from claims.evidence.standing_in import StandInServer
from tests.evidence.test_http_contract import ask, server, set_up

__all__ = ["server", "set_up"]


def test_articles_come_in_order_of_rank_each_cited_by_its_revision() -> None:
    hits = ask("wikipedia", "Elmstead lighthouse").hits
    assert [hit.title for hit in hits] == [f"Lighthouse {number}" for number in range(1, 11)]
    assert hits[0].url.endswith("/w/index.php?oldid=900001")
    assert hits[0].published == {"value": "2026-03-02", "precision": "day", "kind": "last_edited"}
    assert "Elmstead" in hits[0].passage


def test_the_best_are_read_as_they_were_on_the_day_of_the_claim(server: StandInServer) -> None:
    reply = ask(
        "wikipedia", "lighthouse", statement="The tower is 20 metres high.", claimed_on=date(2019, 7, 22)
    )
    first = reply.hits[0]
    assert first.passage.endswith("It was 20 metres high then.")
    assert "{{" not in first.passage and "[[" not in first.passage and "cite web" not in first.passage
    assert (first.published["value"], first.url.split("=")[-1]) == ("2019-01-01", "700001")
    articles = [hit for hit in reply.hits if not hit.is_lead]
    assert [hit.published["value"] for hit in articles[2:4]] == ["2019-01-01", "2026-03-02"]
    assert len(server.seen) == 4


def test_an_article_that_was_not_there_yet_is_left_out() -> None:
    reply = ask("wikipedia", "lighthouse", claimed_on=date(2018, 7, 22))
    assert [hit.title for hit in reply.hits][:2] == ["Lighthouse 4", "Lighthouse 5"]


def test_what_the_article_cited_then_is_a_lead_what_stands_beside_the_passage_first() -> None:
    reply = ask(
        "wikipedia", "lighthouse", statement="The tower is 20 metres high.", claimed_on=date(2019, 7, 22)
    )
    leads = [hit for hit in reply.hits if hit.is_lead]
    assert [hit.url for hit in leads][:3] == [
        "http://survey.example/1870", "https://news.example/tower", "https://news.example/keeper",
    ]  # fmt: skip
    assert [hit.title for hit in leads][:3] == ["The survey of 1870", "The tower", "news.example/keeper"]
    assert leads[1].publisher == "Harbor News" and leads[1].why == ("cited there beside the passage",)
    assert leads[2].why == ("cited elsewhere in the article",)
    assert leads[0].passage == "Cited in the Wikipedia article “Lighthouse 1”, as it was then."
    assert reply.hits[:10] == tuple(hit for hit in reply.hits if not hit.is_lead)
    assert not any(hit.is_lead for hit in ask("wikipedia", "lighthouse").hits)


def test_links_are_found_in_odd_wikitext_and_no_more_than_asked_for() -> None:
    text = (
        "".join(f"<ref>https://x.example/{n}</ref>" for n in range(9))
        + "<ref name=a/><ref>{{cite|url=}}</ref><ref>"
    )
    assert [link.url for link in links_of(text, "", most=3)] == [f"https://x.example/{n}" for n in range(3)]
    assert links_of("", "", most=3) == [] and links_of("<ref>no address</ref>", "no", most=3) == []


def test_wiki_markup_goes_and_the_words_stay() -> None:
    text: Any = (
        "{|\n! a\n|-\n| b\n|}\n'''A''' [[b|c]] [https://x.example d]<!-- no --> {{t|{{u}}}}e\n== H ==\n* f"
    )
    assert without_wiki_markup(text) == "A c d e\n\nH\n\nf"


def test_the_passage_that_shares_most_is_picked() -> None:
    text = "Nothing here.\n\nThe tower is 300 metres high.\n\nIt rained."
    assert best_passage(text, "How high is the tower?") == "The tower is 300 metres high."
    assert best_passage("", "x") == ""


def test_reading_hostile_pages_takes_no_time() -> None:
    began = time.process_time()
    for piece in ("<ref>", "<!--", "{{", "[[File:", "{|", "[http://x", "<math", "=="):
        without_wiki_markup(piece * 8_000)
        links_of(piece * 8_000 + "<ref name=" * 8_000, "x", most=5)
    text_of_page(b"<p>" + b"<nav>" * 400 + b"<!--" * 100_000)
    assert time.process_time() - began < 20
