"""Readers find checks by rating, claimant, date and words; programs follow them by feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import feedparser
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.ops.benchmarks._found import published_checks
from claims.publishing.listing import Chosen, page_of
from claims.publishing.models import Publication, PublicCheck
from tests.publishing import desk
from tests.verdicts import makers

TODAY = timezone.now().date()


@pytest.fixture
def three(ada: Actor, ben: Actor) -> list[Publication]:
    return [
        desk.publish(
            ada,
            ben,
            makers.claim(ada, claimant="Jo Doe"),
            rating="false",
            headline="Nobody counted the ships",
        ),
        desk.publish(
            ada, ben, makers.claim(ada), rating="true", headline="The harbour is as deep as they say"
        ),
        desk.publish(ada, ben, makers.prediction(ada), rating=None, headline="AGI by 2099, perhaps"),
    ]


def found(**query: str) -> set[str]:
    body = desk.reader().get("/checks/", query).content.decode()
    words = {"ships": "Nobody counted", "deep": "The harbour is as deep", "agi": "AGI by 2099, perhaps"}
    return {name for name, headline in words.items() if headline in body}


def test_it_finds_by_rating_claimant_date_and_words(three: list[Publication]) -> None:
    assert found() == {"ships", "deep", "agi"}
    assert found(rating="false") == {"ships"}
    assert found(rating="kept-open") == {"agi"}
    assert found(rating="retracted") == set()
    assert found(claimant="jo doe") == {"ships"}
    assert found(q="harbour deep") == {"deep"}
    assert found(q="HARBOUR deep", rating="false") == set()
    assert found(**{"from": TODAY.isoformat()}) == {"ships", "deep", "agi"}
    assert found(**{"from": (TODAY + timedelta(days=2)).isoformat()}) == set()
    assert found(to=(TODAY - timedelta(days=2)).isoformat()) == set()


def test_words_find_what_comes_nearest_and_the_page_says_so(three: list[Publication]) -> None:
    assert found(q="centuries 2099") == {"ships", "deep", "agi"}  # no check has both
    body = desk.reader().get("/checks/", {"q": "centuries 2099"}).content.decode()
    assert "3 checks found: none has all these words, these come nearest." in body
    assert found(q="harbor deap") == {"deep"}  # a slip
    exact = three[0].versions.get().revision.claim_text
    assert "none has all these words" not in desk.reader().get("/checks/", {"q": exact}).content.decode()


def test_words_are_searched_as_programs_search_and_paged(ada: Actor, ben: Actor) -> None:
    made = published_checks(ada, ben, many=45)
    wanted = made[30].public_check
    assert (
        page_of(ada.organisation, Chosen(q=wanted.claim_text)).checks[0].newest.claim_text
        == wanted.claim_text
    )
    pages = [page_of(ada.organisation, Chosen(q="books", page=n)) for n in (1, 2, 3)]
    assert [page.total for page in pages] == [45, 45, 45] and not pages[0].is_nearest
    uids = [check.uid for page in pages for check in page.checks]
    assert len(uids) == len(set(uids)) == 45
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page_of(ada.organisation, Chosen(q=f"{wanted.claim_text} books", page=2))
    assert len(asked) < 25 and not [
        each for each in asked if "ILIKE" in each["sql"] or "UPPER(" in each["sql"]
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "%_\\'\""},
        {"q": "x" * 5000},
        {"from": "yesterday"},
        {"to": "2026-99-99"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "99999999999999"},
        {"page": "²"},
        {"rating": "no-such"},
        {"claimant": "<script>"},
    ],
)
def test_odd_questions_get_a_page_all_the_same(harbor: object, query: dict[str, str]) -> None:
    answer = desk.reader().get("/checks/", query)
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_it_turns_pages(ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.publishing.listing.PAGE", 1)
    monkeypatch.setattr("claims.publishing.list_pages.PAGE", 1)
    monkeypatch.setattr("claims.publishing.rendering.PAGE", 1)
    desk.publish(ada, ben, makers.claim(ada), headline="The older one")
    desk.publish(ada, ben, makers.claim(ada), headline="The newer one")
    first = desk.reader().get("/checks/").content.decode()
    assert "The newer one" in first
    assert "The older one" not in first
    assert 'href="/checks/?page=2" rel="next"' in first
    second = desk.reader().get("/checks/?page=2").content.decode()
    assert "The older one" in second
    assert 'rel="prev"' in second


def test_feeds_parse_and_agree(three: list[Publication]) -> None:
    reader = desk.reader()
    atom = feedparser.parse(reader.get("/feed.xml").content)
    rss = feedparser.parse(reader.get("/rss.xml").content)
    feed = json.loads(reader.get("/feed.json").content)
    assert not atom.bozo
    assert not rss.bozo
    assert atom.feed.title == "The Harbor: checks"
    assert [entry.title for entry in atom.entries] == [entry.title for entry in rss.entries]
    assert [entry.link for entry in atom.entries] == [item["url"] for item in feed["items"]]
    assert [entry.id for entry in atom.entries] == [item["id"] for item in feed["items"]]
    assert len(atom.entries) == 3
    for item in feed["items"]:
        assert desk.reader().get(item["id"]).status_code == 301


HARBOR = "http://harbor.example"


def mapped(body: bytes) -> dict[str, datetime]:
    """The addresses of a sitemap, or of an index of them, each with its `lastmod`."""
    rows = ElementTree.fromstring(body)
    return {str(loc.text): datetime.fromisoformat(str(at.text)) for loc, at in rows}


def test_the_sitemap_names_pages_that_are_there(three: list[Publication]) -> None:
    reader = desk.reader()
    found = {}
    for part, at in mapped(reader.get("/sitemap.xml").content).items():
        inside = mapped(reader.get(part.removeprefix(HARBOR)).content)
        assert max(inside.values()) == at, part
        found |= inside
    checks, articles = 3, 2
    addresses = {
        each: at for each, at in found.items() if "/ratings/" not in each and "/claimants/" not in each
    }
    assert len(addresses) == 6 + checks + articles
    newest = max(each.versions.get().published_at for each in three)
    assert found[f"{HARBOR}/checks/"] >= newest
    for each in three:
        assert found[HARBOR + desk.path_of(each)] == each.versions.get().published_at
    for address in addresses:
        assert reader.get(address.removeprefix(HARBOR)).status_code == 200, address
    robots = reader.get("/robots.txt").content.decode()
    assert f"Sitemap: {HARBOR}/sitemap.xml" in robots and f"Sitemap: {HARBOR}/sitemap/news.xml" in robots


def test_the_map_for_news_has_what_is_new_and_nothing_older(three: list[Publication]) -> None:
    PublicCheck.objects.filter(publication=three[0]).update(reviewed_at=timezone.now() - timedelta(hours=49))
    answer = desk.reader().get("/sitemap/news.xml")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/xml; charset=utf-8"
    names = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "n": "http://www.google.com/schemas/sitemap-news/0.9",
    }
    rows = ElementTree.fromstring(answer.content).findall("s:url", names)
    assert [row.findtext("s:loc", "", names) for row in rows] == [
        HARBOR + desk.path_of(each) for each in three[:0:-1]
    ]
    told = {each.tag.partition("}")[2]: each.text for each in rows[0].iter()}
    assert (told["name"], told["language"], told["title"]) == ("The Harbor", "en", "AGI by 2099, perhaps")
    published = three[2].versions.get().published_at
    assert datetime.fromisoformat(str(told["publication_date"])) == published.replace(microsecond=0)


def test_a_list_takes_as_many_questions_for_ten_as_for_two(ada: Actor, ben: Actor) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.reader().get("/checks/", {"q": "experts"}).status_code == 200
        return len(queries)

    for _ in range(2):
        desk.publish(ada, ben, makers.claim(ada))
    few = asked()
    for _ in range(4):
        desk.publish(ada, ben, makers.claim(ada))
    assert asked() == few


def test_what_was_chosen_is_read_from_the_address_and_written_back() -> None:
    chosen = Chosen.read({"q": " ships ", "rating": "false", "from": "2026-01-02", "page": "3"})
    assert (chosen.q, chosen.rating, chosen.page, chosen.is_filtered) == ("ships", "false", 3, True)
    assert chosen.as_query(4) == {"q": "ships", "rating": "false", "from": "2026-01-02", "page": "4"}


def test_days_are_the_newsroom_s_own(ada: Actor, ben: Actor) -> None:
    """Read on the page as 3 March, found under 3 March, whatever day it is in Greenwich."""
    Organisation.objects.filter(pk=ada.organisation.pk).update(timezone="Pacific/Auckland")
    with time_machine.travel(datetime(2026, 3, 2, 13, 0, tzinfo=UTC), tick=False):
        desk.publish(ada, ben, headline="At night")

    def shown(path: str) -> bool:
        answer = desk.reader().get(path)
        assert answer.status_code == 200
        return "At night" in answer.content.decode()

    assert "3 March 2026" in desk.reader().get("/checks/").content.decode()
    for path, since, until in (
        ("/checks/?", "from", "to"),
        ("/checks/?q=night&", "from", "to"),
        ("/api/v1/checks/?", "since", "until"),
    ):
        assert shown(f"{path}{since}=2026-03-03") and shown(f"{path}{until}=2026-03-03")
        assert not shown(f"{path}{since}=2026-03-04") and not shown(f"{path}{until}=2026-03-02")
        assert shown(f"{path}{since}=0001-01-01&{until}=9999-12-31")
