"""Mark-up of many made-up checks, and the feed of it: schema.org’s terms, one on each rated page, none elsewhere."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.history.models import Event, Handoff
from claims.ops.benchmarks.markup import measure, unread
from claims.publishing import data_feed, self_look
from claims.publishing.claimreview import claim_review
from claims.publishing.ordering import withdraw
from claims.publishing.pages import check_files
from claims.publishing.reading import read
from claims.publishing.schema_terms import faults
from tests.local_server import answer, serve
from tests.publishing import checks, desk

__all__ = ["serve"]

CC_BY = "https://creativecommons.org/licenses/by/4.0/"


def test_a_sample_of_made_up_checks_has_no_fault(harbor: Organisation) -> None:
    """`manage.py benchmark markup` does the same with 1,000."""
    desk.with_policies(harbor)
    told: list[str] = []
    found, wrong = measure(harbor, count=25, seed=7, tell=told.append)
    assert (wrong, told) == (0, [])
    assert min(found["rated"], found["open"], found["retracted"]) > 0


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"@type": "Review"}, "/@type"),
        ({"claimChecked": "x"}, "/claimChecked: ClaimReview has no such property"),
        ({"url": "/checks/x/"}, "no absolute address"),
        ({"url": None}, "is not URL"),
        ({"datePublished": "21 November"}, "no date"),
        ({"datePublished": "2026-13-01"}, "no date"),
        ({"inLanguage": "English!"}, "no language"),
        ({"claimReviewed": ""}, "is not Text"),
        ({"itemReviewed": {"@type": "CreativeWork", "text": "x"}}, "where Claim is meant"),
        ({"itemReviewed": "x"}, "words where Claim is meant"),
        ({"correction": []}, "an empty list"),
        ({"author": {"@type": "Person"}}, "Person lacks it"),
        ({"reviewRating": {"@type": "Rating"}}, "Rating lacks it"),
        ({"reviewRating": {"@type": "Rating", "alternateName": "True", "ratingValue": 5}}, "needs ratingValue, best"),
        ({"reviewRating": {"@type": "Rating", "alternateName": "T", "ratingValue": 0, "bestRating": 5,
                           "worstRating": 0}}, "not on a scale"),
        ({"reviewRating": {"@type": "Rating", "alternateName": "T", "ratingValue": "5", "bestRating": 5,
                           "worstRating": 1}}, "not a whole number"),
    ],
)  # fmt: skip
def test_the_vocabulary_lint_finds_what_is_wrong(change: dict[str, Any], fault: str) -> None:
    markup = claim_review(checks.check())
    assert markup is not None and list(faults(markup)) == []
    assert fault in " ".join(faults({**markup, **change}))


def test_it_names_what_a_reader_of_the_markup_needs_and_is_missing() -> None:
    markup = claim_review(checks.check())
    assert markup is not None
    for name in (
        "url",
        "claimReviewed",
        "author",
        "itemReviewed",
        "reviewRating",
        "sdLicense",
        "sdPublisher",
    ):
        left = {key: value for key, value in markup.items() if key != name}
        assert list(faults(left)) == [f"/{name}: ClaimReview lacks it"]


def test_it_finds_what_a_reader_without_script_can_not_read(ada: Actor, ben: Actor) -> None:
    check = read(desk.publish(ada, ben))
    page = check_files(check)[0].body.decode()
    quote = check.newest.sources[0].quote
    spoilt = page.replace(check.newest.conclusion, "").replace(quote, f"<template>{quote}</template>")
    assert unread(check, page) == []
    assert unread(check, spoilt) == ["the reason", "the words of source 1"]


def test_the_feed_holds_what_the_pages_say_and_under_which_licence(ada: Actor, ben: Actor) -> None:
    first = desk.publish(ada, ben)
    gone = desk.publish(ada, ben)
    retracted = desk.publish(ada, ben)
    withdraw(gone, by=ben, reason="A court asked for it.")
    desk.correct(retracted, ada, ben, kind="retraction", note="Wrong.")
    reader = desk.reader()
    got = reader.get("/claimreview.json")
    feed = json.loads(b"".join(got.streaming_content))
    assert list(faults(feed)) == []
    assert feed["@type"] == "DataFeed" and feed["license"] == CC_BY
    (item,) = feed["dataFeedElement"]
    page = reader.get(desk.path_of(first) + "check.json").json()
    review = {name: value for name, value in page["claim_review"].items() if name != "@context"}
    assert item["url"] == page["url"] and item["item"] == [review]
    assert item["dateModified"] == page["modified_at"]
    (review,) = item["item"]
    assert review["sdLicense"] == CC_BY and review["sdPublisher"]["name"] == "The Harbor"
    lines = b"".join(reader.get("/claimreview.jsonl").streaming_content).splitlines()
    assert [json.loads(line)["item"] for line in lines] == [item["item"]]

    again = reader.get("/claimreview.json", headers={"if-none-match": got["ETag"]})
    assert again.status_code == 304
    desk.correct(first, ada, ben, kind="typo", note="A letter.", headline="Most experts, not all people")
    changed = reader.get(
        "/claimreview.json", headers={"if-none-match": got["ETag"], "accept-encoding": "gzip"}
    )
    assert changed.status_code == 200 and changed["Content-Encoding"] == "gzip"
    whole = json.loads(gzip.decompress(b"".join(changed.streaming_content)))
    assert whole["dataFeedElement"][0]["item"][0]["headline"] == "Most experts, not all people"
    assert reader.head("/claimreview.jsonl").status_code == 200
    assert reader.post("/claimreview.json").status_code == 405


def test_the_feed_stops_at_its_most_and_goes_on_in_lines(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        desk.publish(ada, ben)
    monkeypatch.setattr(data_feed, "MOST", 1)
    monkeypatch.setattr(data_feed, "AT_A_TIME", 1)
    feed = json.loads(b"".join(data_feed.feed(ada.organisation)))
    lines = b"".join(data_feed.lines(ada.organisation)).splitlines()
    assert (len(feed["dataFeedElement"]), len(lines)) == (1, 2)
    assert len({json.loads(line)["url"] for line in lines}) == 2
    ids = [each["url"] for each in feed["dataFeedElement"]]
    assert ids == [json.loads(line)["url"] for line in lines][:1]


def test_an_empty_newsroom_has_an_empty_feed(harbor: Organisation) -> None:
    feed = json.loads(b"".join(desk.reader().get("/claimreview.json").streaming_content))
    assert feed["dataFeedElement"] == []
    assert b"".join(desk.reader().get("/claimreview.jsonl").streaming_content) == b""


SERVED = [
    ("200 OK", (b"", b""), ""),
    ("403 Forbidden", (b"", b""), "answered 403"),
    ("302 Found", (b"", b""), "more than 0 times"),
    ("200 OK", (b"max-image-preview:large", b"noindex"), "leave it out"),
    ("200 OK", (b"ClaimReview", b"Review"), "0 ClaimReviews instead of 1"),
]


def test_after_publishing_the_page_is_looked_at_as_anybody_gets_it(
    ada: Actor, ben: Actor, serve: Any, settings: Any
) -> None:
    """Through what stands before us: here a web server that spoils the page."""
    settings.LOOK_AT_PUBLISHED = True
    served: dict[str, Any] = {"pages": {}, "status": "200 OK"}

    def passing_on(connection: Any, request: bytes) -> None:
        path = request.split(b" ")[1]
        body = served["pages"].get(path, b"User-agent: *\nDisallow: /desk/\n")
        code = served["status"] if path in served["pages"] else "200 OK"
        connection.sendall(answer(body, "Location: /accounts/login/", status=code))

    server = serve(passing_on)
    Organisation.objects.filter(pk=ada.organisation.pk).update(base_url=server.url.rstrip("/"))
    ada.organisation.refresh_from_db()
    ben.organisation.refresh_from_db()
    publication = desk.publish(ada, ben)
    stored = desk.reader().get(desk.path_of(publication)).content
    assert not self_look.is_wanted(publication), "an address inside is not looked at"
    for status, (old, new), words in SERVED:
        page = stored.replace(old, new) if old else stored
        served.update(status=status, pages={desk.path_of(publication).encode(): page})
        found = self_look.wrong_with(publication)
        assert words in found and bool(found) == bool(words), (status, found)


def test_what_is_wrong_with_the_page_is_told_after_three_looks(
    ada: Actor, ben: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LOOK_AT_PUBLISHED = True
    monkeypatch.setattr(self_look, "wrong_with", lambda publication: "The page answered 403 instead of 200.")
    desk.publish(ada, ben)
    for _ in range(3):
        assert not Event.objects.filter(name="publication.seen_wrong").exists()
        Handoff.objects.filter(task="publishing.look_at_page").update(due_at="2020-01-01T00:00Z")
        desk.run_due(["fetch"])
    (event,) = Event.objects.filter(name="publication.seen_wrong")
    assert "403" in event.note
