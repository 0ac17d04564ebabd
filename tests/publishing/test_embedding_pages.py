"""The page that gives the code: what can't be read of its address is as if not chosen, and nothing private is there."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from claims.accounts.acting import Actor
from claims.publishing import ordering
from claims.publishing.embed_codes import Look
from claims.publishing.models import Publication
from tests.publishing import desk
from tests.publishing.test_list_pages import about
from tests.verdicts import makers

CODE = re.compile(r"<pre[^>]*>(.*?)</pre>", re.DOTALL)


def code(html: str) -> str:
    return unescape(CODE.findall(html)[0])


def at_desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def test_what_cant_be_read_is_as_if_not_chosen() -> None:
    nonsense = {"shape": "<b>", "theme": "pink", "version": "0x1", "width": "wide", "code": "virus"}
    assert Look.read(nonsense) == Look.read({}) == Look()
    assert Look.read({"version": "99999999", "width": "9999"}) == Look(width=720)
    assert Look.read({"width": "123456px"}) == Look()
    assert Look.read({"width": "9" * 5000}) == Look(width=720)
    chosen = {"shape": "line", "theme": "dark", "version": "2", "width": "300", "code": "frame"}
    assert Look.read(chosen) == Look("line", "dark", 2, 300, "frame")


def test_every_code_is_for_the_page_as_chosen(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    reader, path = desk.reader(), desk.path_of(publication)
    url, uid = f"http://harbor.example{path}", publication.fact_check.claim.uid

    def given(**query: str) -> str:
        answer = reader.get(f"{path}embed/", query)
        assert answer.status_code == 200 and "noindex" in answer.content.decode()
        return code(answer.content.decode())

    assert given().startswith(f'<claim-card src="{url}">\n  <blockquote')
    assert given(shape="text").startswith(f'<claim-card src="{url}" shape="text">the words you quote<')
    assert given(version="1", theme="dark").startswith(f'<claim-card src="{url}v/1/" theme="dark">')
    assert f'src="{url}"' in given(version="7")
    frame = given(code="frame", shape="line")
    assert f'src="http://harbor.example/embed/claim/{uid}/?shape=line"' in frame and "<script" not in frame
    assert given(code="plain").startswith("<blockquote")
    assert given(code="address") == url
    assert "/embed/article/" in given(code="frame", shape="list")
    listed = reader.get("/checks/embed/", {"q": "experts", "code": "frame"}).content.decode()
    assert 'src="http://harbor.example/embed/checks/?q=experts"' in code(listed)
    assert '<input type="hidden" name="q" value="experts">' in listed
    assert 'href="/checks/embed/?q=experts"' in reader.get("/checks/?q=experts").content.decode()


def test_it_is_where_the_check_is_and_gone_where_that_is_gone(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    reader, path = desk.reader(), desk.path_of(publication)
    uid = publication.fact_check.claim.uid
    moved = reader.get(f"/checks/other-{uid}/embed/?theme=dark")
    assert (moved.status_code, moved["Location"]) == (301, f"{path}embed/?theme=dark")
    for nowhere in ("/checks/x-aaaaaaaaaaaa/embed/", "/articles/x-aaaaaaaaaaaa/embed/"):
        assert reader.get(nowhere).status_code == 404
    assert at_desk(ada).get(f"/desk/claims/{uid}/embed/").status_code == 200
    ordering.withdraw(Publication.objects.get(pk=publication.pk), by=ben, reason="A court asked for it.")
    gone = reader.get(f"{path}embed/")
    assert gone.status_code == 410 and "A court asked for it." in gone.content.decode()
    assert at_desk(ada).get(f"/desk/claims/{uid}/embed/").status_code == 404


def test_the_desk_shows_its_own_newsroom_s_card_to_nobody_else(ada: Actor, ben: Actor, cleo: Actor) -> None:
    claim = desk.publish(ada, ben).fact_check.claim
    unpublished = makers.claim(ada, "Half of them read it.", said="Half of them read it.")
    # The desk is at another newsroom's host: the preview is of our own all the same.
    frame = at_desk(ada).get(
        f"/desk/claims/{claim.uid}/embed/frame/?theme=dark", headers={"host": "northgate.example"}
    )
    assert frame.status_code == 200
    assert b'data-theme="dark"' in frame.content and b"Mostly false" in frame.content
    assert "frame-ancestors 'self'" in frame["Content-Security-Policy"]
    for client, uid in ((at_desk(ada), unpublished.uid), (at_desk(cleo), claim.uid)):
        for address in ("embed/", "embed/frame/"):
            assert client.get(f"/desk/claims/{uid}/{address}").status_code == 404


def test_each_translation_is_embedded_in_its_own_language(ada: Actor, ben: Actor) -> None:
    original = desk.publish(ada, ben, about(ada), headline="In English")
    address = f"http://harbor.example{desk.path_of(original)}"
    german = desk.publish(ada, ben, about(ada, translates=address, language="de"), headline="Auf Deutsch")
    reader = desk.reader()
    card = reader.get(f"/embed/claim/{german.fact_check.claim.uid}/").content.decode()
    assert '<html lang="de" dir="ltr">' in card and "Die Behauptung" in card
    told = reader.get("/oembed", {"url": f"http://harbor.example{desk.path_of(german)}"}).json()
    assert told["html"].startswith('<blockquote lang="de">')
    page = reader.get(f"{desk.path_of(original)}embed/").content.decode()
    assert f'href="http://harbor.example{desk.path_of(german)}embed/" hreflang="de"' in page
    assert '<b lang="en">English</b>' in page
