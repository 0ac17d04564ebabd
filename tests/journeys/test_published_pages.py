"""What readers and other people's pages do with a published check, in a real browser."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from claims.accounts.acting import Actor
from claims.publishing.models import Publication
from tests.publishing import desk
from tests.verdicts import makers

pytestmark = pytest.mark.browser


@pytest.fixture
def published(served: str, ada: Actor, ben: Actor) -> Publication:
    """A published check of the served newsroom, rendered with its address."""
    for actor in (ada, ben):
        actor.organisation.refresh_from_db()
    return desk.publish(ada, ben)


@pytest.fixture
def reader(browser: Browser, served: str, published: Publication) -> Iterator[Page]:
    context = browser.new_context(base_url=served, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert not [each for each in faults if "404" not in each], faults


@pytest.fixture
def blog(reader: Page) -> Iterator[Callable[[str], None]]:
    """`blog("…")` opens a page with that body on somebody else's site; it keeps every message it gets."""
    pages: list[bytes] = []

    class Blog(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(pages[-1])

        def log_message(self, *words: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Blog)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def open_page(body: str) -> None:
        script = "window.heard=[];addEventListener('message',(e)=>window.heard.push(e.data))"
        pages.append(f"<!doctype html><script>{script}</script><body>{body}</body>".encode())
        reader.goto(f"http://127.0.0.1:{server.server_port}/post")

    yield open_page
    server.shutdown()


def uid(published: Publication) -> str:
    return published.fact_check.claim.uid


def test_the_frame_tells_its_height_in_every_dialect(
    reader: Page, blog: Callable[[str], None], published: Publication, served: str
) -> None:
    address = f"{served}/embed/claim/{uid(published)}/?childId=one#?secret=abc123"
    blog(
        f'<iframe src="{address}" sandbox="allow-scripts" width="600" height="300" title="card"></iframe>',
    )
    reader.wait_for_function("heard.some((each) => each.message === 'height')")
    heard: list[Any] = reader.evaluate("heard")
    spoken = [each for each in heard if isinstance(each, str)]
    told = [each for each in heard if isinstance(each, dict)]
    height = next(each["value"] for each in told if each.get("message") == "height")
    assert 100 < height < 500
    assert {"message": "height", "value": height, "secret": "abc123"} in told
    assert {"sentinel": "amp", "type": "embed-size", "height": height} in told
    assert {"datawrapper-height": {uid(published): height}} in told
    assert f"pymxPYMxonexPYMxheightxPYMx{height}" in spoken
    medium = json.loads(next(each for each in spoken if each.startswith("{")))
    assert (medium["context"], medium["height"]) == ("iframe.resize", height)
    frame = reader.frame_locator("iframe")
    assert round(frame.locator("article").bounding_box()["height"]) in range(height - 2, height + 3)  # type: ignore[index]
    frame.get_by_role("link", name="Read the check").click()
    reader.wait_for_function("heard.some((each) => each.message === 'link')")
    link = next(
        each for each in reader.evaluate("heard") if isinstance(each, dict) and each.get("message") == "link"
    )
    assert link["value"] == f"{served}{desk.path_of(published)}"
    assert link["secret"] == "abc123"


def test_the_element_shows_the_card_and_keeps_what_stands_inside_until_then(
    reader: Page, blog: Callable[[str], None], published: Publication, served: str
) -> None:
    blog(
        f'<claim-card id="good" src="{served}{desk.path_of(published)}"><blockquote>Said.</blockquote></claim-card>'
        f'<claim-card id="none" src="{served}/checks/x-aaaaaaaaaaaa/"><blockquote>Not there.</blockquote></claim-card>'
        '<claim-card id="foreign" src="http://other.example/checks/x-aaaaaaaaaaaa/"><q>Stays.</q></claim-card>'
        f'<script type="module" src="{served}/embed.js"></script>',
    )
    card = reader.locator("#good")
    expect(card.get_by_text("Mostly false")).to_be_visible()
    expect(card.get_by_text(makers.SAID)).to_be_visible()
    expect(card.get_by_role("link", name="Read the check")).to_have_attribute(
        "href", f"{served}{desk.path_of(published)}"
    )
    expect(reader.locator("#none").get_by_text("There is no published check")).to_be_visible()
    expect(reader.locator("#foreign q")).to_be_visible()
    assert reader.context.cookies() == []


def test_a_page_fits_and_asks_nobody_else(reader: Page, published: Publication, served: str) -> None:
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    for path in (desk.path_of(published), "/checks/", "/how-we-work/", "/corrections/"):
        asked.clear()
        reader.goto(path)
        reader.wait_for_load_state("networkidle")
        loaded = [each for each in asked if not each.endswith("icon.svg")]
        assert len(loaded) <= 6, loaded
        assert all(each.startswith(served) for each in asked), asked
        for width in (320, 390, 1280):
            reader.set_viewport_size({"width": width, "height": 900})
            assert reader.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    assert reader.context.cookies() == []


def test_a_check_can_be_read_without_script_and_its_citation_followed(
    browser: Browser, served: str, published: Publication
) -> None:
    context = browser.new_context(base_url=served, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Most experts, not “most people”").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Most experts, not “most people”")
    expect(page.locator("#verdict")).to_contain_text("Mostly false")
    page.locator("a.cite").first.click()
    assert page.url.endswith("#e1")
    expect(page.locator("#e1")).to_contain_text(makers.FOUND)
    page.get_by_role("link", name="How we work").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How we work")
    context.close()


def test_a_citation_opens_its_passage_in_place_and_closes_it_again(
    reader: Page, published: Publication
) -> None:
    reader.goto(desk.path_of(published))
    citation = reader.locator("a.cite").first
    citation.click()
    passage = reader.get_by_role("complementary", name="Passage of source 1")
    expect(passage).to_contain_text(makers.FOUND)
    expect(citation).to_have_attribute("aria-expanded", "true")
    assert "#" not in reader.url
    passage.get_by_role("button", name="Close").click()
    expect(passage).to_have_count(0)
    expect(citation).to_be_focused()
    expect(citation).to_have_attribute("aria-expanded", "false")


def test_the_embed_dialog_shows_the_card_and_gives_its_code(
    reader: Page, published: Publication, served: str
) -> None:
    reader.goto(desk.path_of(published))
    reader.get_by_text("Embed", exact=True).click()
    dialog = reader.get_by_role("dialog", name="Embed this check")
    expect(dialog.frame_locator("iframe").get_by_text("Mostly false", exact=True)).to_be_visible()
    code = dialog.locator("pre")
    expect(code).to_contain_text(f'<claim-card src="{served}{desk.path_of(published)}">')
    dialog.get_by_role("radio", name="Line").check()
    dialog.get_by_role("radio", name="Dark").check()
    dialog.get_by_role("radio", name="Stay at version 1").check()
    expect(code).to_contain_text('shape="line" theme="dark" version="1">')
    expect(dialog.locator("iframe")).to_have_attribute(
        "src", f"/embed/claim/{uid(published)}/v/1/?shape=line&theme=dark"
    )
    dialog.get_by_role("radio", name="Frame").check()
    expect(code).to_contain_text(f"{served}/embed/claim/{uid(published)}/v/1/?shape=line&amp;theme=dark")
    dialog.get_by_role("radio", name="Plain HTML").check()
    expect(code).to_contain_text("<blockquote><p>Mostly false: “")
    dialog.get_by_label("Try a width").fill("600")
    expect(dialog.locator("iframe")).to_have_attribute("width", "600")
    reader.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_words_in_somebody_s_text_open_a_small_card(
    reader: Page, blog: Callable[[str], None], published: Publication, served: str
) -> None:
    blog(
        f'<p>I read that <claim-card shape="text" src="{served}{desk.path_of(published)}">most people think so'
        f'</claim-card>.</p><script type="module" src="{served}/embed.js"></script>',
    )
    words = reader.get_by_role("button", name="most people think so")
    expect(words).to_be_visible()
    card = reader.locator("claim-card .cf")
    expect(card).to_be_hidden()
    words.click()
    expect(card.get_by_text("Mostly false")).to_be_visible()
    expect(words).to_have_attribute("aria-expanded", "true")
    at = card.bounding_box()
    assert at is not None and at["x"] >= 0 and at["x"] + at["width"] <= 1280
    reader.keyboard.press("Escape")
    expect(card).to_be_hidden()
