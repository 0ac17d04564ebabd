"""oEmbed 1.0: what other people's software is told, in both formats, at any size, and when there is nothing."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.publishing import oembeds
from claims.publishing.models import Publication
from tests.publishing import desk
from tests.publishing.checks import check, newsroom, place, verdict
from tests.verdicts import makers

SIZES: list[tuple[int, int | None]] = [
    *((each, None) for each in range(200, 1201, 100)),
    *((320, 60), (320, 300), (900, 750)),
]


class Tags(HTMLParser):
    """The tags of some html, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def urls(publication: Publication) -> dict[str, str]:
    """Every kind of public page that can be embedded."""
    article = publication.fact_check.claim.article
    assert article is not None
    base, path = "http://harbor.example", desk.path_of(publication)
    return {
        "check": f"{base}{path}",
        "version": f"{base}{path}v/1/",
        "article": f"{base}/articles/when-will-it-come-{article.uid}/",
        "list": f"{base}/checks/?q=experts",
        "rating": f"{base}/ratings/mostly-false/",
    }


def test_json_and_xml_say_the_same_at_every_size_and_keep_to_it(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    reader = desk.reader()
    for kind, url in urls(publication).items():
        for width, height in SIZES:
            query = {"url": url, "maxwidth": str(width), **({"maxheight": str(height)} if height else {})}
            answer = reader.get("/oembed", query).json()
            assert (answer["type"], answer["version"]) == ("rich", "1.0"), kind
            assert type(answer["width"]) is type(answer["height"]) is int
            assert 0 < answer["width"] <= width
            assert 0 < answer["height"] <= (height or 2000)
            tags = Tags(answer["html"]).found
            assert tags[0][0] == "blockquote"
            assert ("thumbnail_url" in answer) == (kind == "check" and width >= 1200 and not height)
            frames = [attributes for tag, attributes in tags if tag == "iframe"]
            assert len(frames) == 1 and tags[-1][0] == "iframe"
            assert frames[0]["width"] == str(answer["width"])
            assert frames[0]["height"] == str(answer["height"])
            assert set(frames[0]) == {"src", "width", "height", "frameborder", "scrolling", "title"}
            assert "<script" not in answer["html"] and "wp-embedded-content" not in answer["html"]
            ElementTree.fromstring(f"<div>{answer['html']}</div>")
            xml = reader.get("/oembed", {**query, "format": "xml"})
            assert xml["Content-Type"].startswith("text/xml")
            root = ElementTree.fromstring(xml.content)
            assert root.tag == "oembed"
            assert {each.tag: each.text for each in root} == {
                name: str(value) for name, value in answer.items()
            }
    for size in ({}, {"maxwidth": "2000", "maxheight": "630"}):
        answer = reader.get("/oembed", {"url": urls(publication)["check"], **size}).json()
        assert answer["width"] == 600
        assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (1200, 630)
        picture = reader.get(answer["thumbnail_url"].removeprefix("http://harbor.example"))
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert "thumbnail_url" not in reader.get("/oembed", {"url": urls(publication)["version"]}).json()


def test_discovery_stands_in_the_first_eight_kilobytes_and_leads_to_the_answer(
    ada: Actor, ben: Actor
) -> None:
    publication = desk.publish(ada, ben)
    reader = desk.reader()
    for kind, url in urls(publication).items():
        head = reader.get(url.removeprefix("http://harbor.example")).content[:8192].decode(errors="ignore")
        links = re.findall(
            r'<link rel="alternate" type="(application/json|text/xml)\+oembed" href="([^"]+)"', head
        )
        assert [each for each, _ in links] == ["application/json", "text/xml"], kind
        for media_type, href in links:
            found = reader.get(href.replace("&amp;", "&").removeprefix("http://harbor.example"))
            assert found.status_code == 200 and found["Content-Type"].startswith(media_type), (kind, href)


def test_the_quotation_has_all_that_a_reader_without_script_needs(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    html = desk.reader().get("/oembed", {"url": urls(publication)["check"]}).json()["html"]
    words = re.sub(r"<[^>]+>", "", html)
    assert words.startswith(f"Mostly false: “{makers.SAID}")
    assert f'<a href="{urls(publication)["check"]}">' in html


def test_a_version_is_embedded_as_it_stood(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    uid = publication.fact_check.claim.uid
    desk.correct(publication, ada, ben, kind="verdict_change", note="Figures came.", rating="true")
    reader, found = desk.reader(), urls(publication)
    old = reader.get("/oembed", {"url": found["version"]}).json()
    assert f"/embed/claim/{uid}/v/1/" in old["html"] and "Mostly false: “" in old["html"]
    new = reader.get("/oembed", {"url": found["check"]}).json()
    assert f"/embed/claim/{uid}/&quot;" not in new["html"] and "True: “" in new["html"]
    assert reader.get("/oembed", {"url": f"{found['check']}v/9/"}).status_code == 404


def test_where_the_card_would_not_fit_the_line_is_shown() -> None:
    of = check(verdict(places=(place(quote="Most people think so. " * 10),)))
    roomy, tight, tiny = (oembeds.of_check(of, maxwidth=320, maxheight=each) for each in (None, 300, 40))
    assert roomy and tight and tiny
    assert "shape=line" not in roomy["html"] and 'scrolling="no"' in roomy["html"]
    assert "shape=line" in tight["html"]
    assert tiny["height"] == 40 and 'scrolling="auto"' in tiny["html"]


def test_words_of_others_are_told_as_words() -> None:
    evil = '<script>alert(1)</script>"&'
    of = check(
        verdict(headline=evil, conclusion=evil, places=(place(quote=evil),)), newsroom=newsroom(name=evil)
    )
    answer = oembeds.of_check(of)
    assert answer
    assert {tag for tag, _ in Tags(answer["html"]).found} == {"blockquote", "p", "a", "iframe"}
    root = ElementTree.fromstring(oembeds.as_xml(answer))
    assert root.findtext("title") == evil and root.findtext("html") == answer["html"]


def test_what_is_not_public_says_so_and_no_more(ada: Actor, ben: Actor, cleo: Actor) -> None:
    fact_check, _ = makers.signed(ada, ben)
    uid = fact_check.claim.uid
    mine, stranger = desk.reader(), desk.reader("northgate.example")
    for url, status in (
        (f"http://harbor.example/checks/x-{uid}/", 401),
        (f"http://harbor.example/desk/claims/{uid}/", 401),
    ):
        told = mine.get("/oembed", {"url": url})
        assert told.status_code == status
        assert told["Content-Type"] == "application/problem+json"
        assert told.json()["code"] == "oembed.private"
        assert fact_check.claim.statement not in told.content.decode()
    for host in ("harbor.example", "northgate.example"):
        assert stranger.get("/oembed", {"url": f"http://{host}/checks/x-{uid}/"}).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": "http://harbor.example/checks/x-aaaaaaaaaaaa/"}, 404),
        ({"url": "http://harbor.example/articles/x-aaaaaaaaaaaa/"}, 404),
        ({"url": "http://harbor.example/how-we-work/"}, 404),
        ({"url": "http://elsewhere.example/checks/x-aaaaaaaaaaaa/"}, 404),
        ({"url": "http://[broken"}, 404),
        ({"url": "javascript:alert(1)"}, 404),
        ({"url": "http://harbor.example/desk/"}, 401),
        ({"url": "http://harbor.example/", "format": "yaml"}, 501),
        ({"url": "http://harbor.example/", "maxwidth": "wide"}, 400),
        ({"url": "http://harbor.example/", "maxwidth": "0"}, 400),
        ({"url": "http://harbor.example/", "maxheight": "-5"}, 400),
    ],
)
def test_it_says_what_is_wrong(harbor: Organisation, query: dict[str, str], status: int) -> None:
    answer = desk.reader().get("/oembed", query)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    told = json.loads(answer.content)
    assert told["status"] == status
    assert told["detail"]
