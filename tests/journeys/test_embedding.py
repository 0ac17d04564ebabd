"""A check on somebody else's page, in a real browser: what the frame says and asks for, the element, lists, and the
dialog in which an editor chooses and copies."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from claims.accounts.acting import Actor
from claims.publishing.models import Publication
from tests.journeys.conftest import OpenAs
from tests.publishing import desk
from tests.verdicts import makers

pytestmark = pytest.mark.browser

LISTENERS = """
window.heard = [];
addEventListener("message", ({ data }) => {
  heard.push(data);
  // As Datawrapper's snippet on news pages does it: the id of a chart and its height.
  for (const [id, height] of Object.entries(data?.["datawrapper-height"] ?? {})) {
    const frame = document.querySelector(`iframe[data-dw="${id}"]`);
    if (frame) frame.style.height = `${height}px`;
  }
  // As Medium and Embedly do it: JSON in a string, the frame found by its address.
  try {
    const told = typeof data === "string" ? JSON.parse(data) : {};
    const frame = told.context === "iframe.resize" && document.querySelector(`iframe[data-medium][src="${told.src}"]`);
    if (frame) frame.height = told.height;
  } catch {}
});
"""
"""What listens on a page elsewhere."""


@pytest.fixture
def published(served: str, ada: Actor, ben: Actor) -> Publication:
    """A published check of the served newsroom, rendered with its address."""
    for actor in (ada, ben):
        actor.organisation.refresh_from_db()
    return desk.publish(ada, ben)


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def reader(browser: Browser, served: str, published: Publication, faults: list[str]) -> Iterator[Page]:
    """A reader's page, in which nothing may go wrong on the console."""
    context = browser.new_context(base_url=served, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert not faults


@pytest.fixture
def blog(reader: Page) -> Iterator[Callable[[str], None]]:
    """`blog("…")` opens a page with that body on somebody else's site; it listens as such pages do."""
    pages: list[bytes] = []

    class Blog(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"" if "favicon" in self.path else pages[-1])

        def log_message(self, *words: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Blog)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def open_page(body: str) -> None:
        pages.append(f"<!doctype html><script>{LISTENERS}</script><body>{body}</body>".encode())
        reader.goto(f"http://127.0.0.1:{server.server_port}/post")

    yield open_page
    server.shutdown()


def uid(published: Publication) -> str:
    return published.fact_check.claim.uid


def article_of(published: Publication) -> str:
    article = published.fact_check.claim.article
    assert article is not None
    return article.uid


def as_high_as_its_card(page: Page, selector: str) -> None:
    """The host's listener has given the frame the height of what it shows."""
    shown = page.locator(selector).evaluate("(each) => each.clientHeight")
    card = page.frame_locator(selector).locator(".cf").bounding_box()
    assert card and abs(shown - card["height"]) <= 2, (selector, shown, card)


def test_the_frame_tells_its_height_in_every_dialect_and_asks_for_nothing(
    reader: Page, blog: Callable[[str], None], published: Publication, served: str
) -> None:
    asked: list[Any] = []
    reader.on("response", lambda answer: asked.append(answer))
    frame_at = f"{served}/embed/claim/{uid(published)}/"
    blog(
        f'<iframe id="wp" src="{frame_at}?childId=one#?secret=abc123" sandbox="allow-scripts" width="600" title="a">'
        f'</iframe><iframe data-medium src="{frame_at}?shape=line" sandbox="allow-scripts" width="390" title="b">'
        "</iframe>"
    )
    reader.wait_for_function("heard.filter((each) => each.sentinel === 'amp').length >= 2")
    reader.wait_for_load_state("networkidle")
    heard: list[Any] = reader.evaluate("heard")
    height = next(
        each["value"] for each in heard if isinstance(each, dict) and each.get("message") == "height"
    )
    assert 100 < height < 500
    assert {"message": "height", "value": height, "secret": "abc123"} in heard
    assert {"sentinel": "amp", "type": "embed-size", "height": height} in heard
    assert {"datawrapper-height": {uid(published): height}} in heard
    assert f"pymxPYMxonexPYMxheightxPYMx{height}" in heard
    mediums = [json.loads(each) for each in heard if isinstance(each, str) and each.startswith("{")]
    assert {(each["context"], each["height"]) for each in mediums} >= {("iframe.resize", height)}
    # WordPress may start to listen late, and asks again.
    reader.evaluate(
        "heard.length = 0; document.querySelector('#wp').contentWindow.postMessage({message: 'ready'}, '*')"
    )
    reader.wait_for_function("heard.some((each) => each.message === 'height')")
    as_high_as_its_card(reader, "iframe[data-medium]")
    # Nothing but the two frames has been loaded, and nothing is kept.
    ours = [each for each in asked if each.url.startswith(served)]
    assert len(ours) == 2
    assert all(int(each.headers["content-length"]) <= 10_000 for each in ours)
    assert reader.context.cookies() == []
    frame = reader.frame_locator("#wp")
    frame.get_by_role("link", name="Read the check").click()
    reader.wait_for_function("heard.some((each) => each.message === 'link')")
    link = next(
        each for each in reader.evaluate("heard") if isinstance(each, dict) and each.get("message") == "link"
    )
    assert link == {"message": "link", "value": f"{served}{desk.path_of(published)}", "secret": "abc123"}
    blog(f'<iframe data-dw="{uid(published)}" src="{frame_at}?theme=dark" width="320" title="c"></iframe>')
    reader.wait_for_function("heard.some((each) => each['datawrapper-height'])")
    as_high_as_its_card(reader, "iframe[data-dw]")


def test_the_element_shows_every_form_and_keeps_what_stands_inside_until_then(
    reader: Page, blog: Callable[[str], None], published: Publication, served: str, faults: list[str]
) -> None:
    src = f"{served}{desk.path_of(published)}"
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    blog(
        f'<claim-card id="good" src="{src}"><blockquote>Said.</blockquote></claim-card>'
        f'<claim-card id="line" shape="line" theme="dark" src="{src}v/1/"></claim-card>'
        f'<claim-card id="list" src="{served}/articles/x-{article_of(published)}/"></claim-card>'
        f'<p>I read that <claim-card id="text" shape="text" src="{src}">most people think so</claim-card>.</p>'
        f'<claim-card id="none" src="{served}/checks/x-aaaaaaaaaaaa/"><blockquote>Not there.</blockquote></claim-card>'
        '<claim-card id="broken" theme="dark" src="http://[x"><q>Stays.</q></claim-card>'
        '<claim-card id="foreign" src="http://other.example/checks/x-aaaaaaaaaaaa/"><q>Stays.</q></claim-card>'
        f'<script type="module" src="{served}/embed.js"></script>',
    )
    card = reader.locator("#good")
    expect(card.get_by_text("Mostly false")).to_be_visible()
    expect(card.get_by_text(makers.SAID)).to_be_visible()
    expect(card.get_by_role("link", name="Read the check")).to_have_attribute("href", src)
    expect(card.locator(".cf")).to_have_attribute("lang", "en")
    expect(reader.locator("#line").get_by_text("Mostly false")).to_be_visible()
    expect(reader.locator("#line .say")).to_be_hidden()
    expect(
        reader.locator("#list").get_by_role("link", name="Most experts, not “most people”")
    ).to_be_visible()
    expect(reader.locator("#list .find")).to_be_hidden()
    expect(reader.locator("#none").get_by_text("There is no published check")).to_be_visible()
    expect(reader.locator("#foreign q")).to_be_visible()
    words = reader.get_by_role("button", name="most people think so")
    small = reader.locator("#text .cf")
    expect(small).to_be_hidden()
    words.click()
    expect(small.get_by_text("Mostly false")).to_be_visible()
    expect(words).to_have_attribute("aria-expanded", "true")
    at = small.bounding_box()
    assert at is not None and at["x"] >= 0 and at["x"] + at["width"] <= 1280
    reader.keyboard.press("Escape")
    expect(small).to_be_hidden()
    assert reader.context.cookies() == []
    assert len([each for each in asked if "/embed/" in each]) == 5, (
        "one for each card, however many attributes"
    )
    faults[:] = [each for each in faults if "404" not in each]  # the one that is not there


def test_a_list_can_be_searched_and_is_there_whole_without_script(
    reader: Page, browser: Browser, published: Publication, ada: Actor, ben: Actor, served: str
) -> None:
    other = makers.claim(ada, "Half of them read it.", said="Half of them read it.")
    makers.evidence(ada, other)
    desk.publish(ada, ben, other, headline="All of them had read it", rating="false")
    reader.goto("/embed/checks/")
    lines = reader.locator("li:visible")
    expect(lines).to_have_count(2)
    search = reader.get_by_role("searchbox", name="Search")
    search.fill("experts")
    expect(lines).to_have_count(1)
    expect(reader.get_by_role("status")).to_have_text("1 shown")
    search.fill("")
    reader.get_by_role("combobox", name="Rating").select_option("False")
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text("All of them had read it")
    search.fill("experts")
    expect(reader.get_by_role("status")).to_have_text("No check fits.")
    context = browser.new_context(base_url=served, java_script_enabled=False)
    plain = context.new_page()
    plain.goto("/embed/checks/")
    expect(plain.locator("li:visible")).to_have_count(2)
    expect(plain.get_by_role("searchbox")).to_have_count(0)
    context.close()


def test_every_form_fits_its_column(reader: Page, published: Publication) -> None:
    for path in (
        f"/embed/claim/{uid(published)}/",
        f"/embed/claim/{uid(published)}/?shape=line",
        f"/embed/article/{article_of(published)}/",
        "/embed/checks/",
    ):
        reader.goto(path)
        for width in (200, 320, 390, 600):
            reader.set_viewport_size({"width": width, "height": 900})
            assert reader.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_the_dialog_shows_what_is_chosen_and_gives_its_code(
    reader: Page, published: Publication, served: str
) -> None:
    reader.goto(desk.path_of(published))
    reader.get_by_role("link", name="Embed", exact=True).focus()
    reader.keyboard.press("Enter")
    dialog = reader.get_by_role("dialog", name="Embed this check")
    expect(dialog.frame_locator("iframe").get_by_text("Mostly false", exact=True)).to_be_visible()
    code = dialog.locator("pre")
    expect(code).to_contain_text(f'<claim-card src="{served}{desk.path_of(published)}">')
    expect(dialog.get_by_text("English")).to_be_visible()
    # by keyboard: the arrows choose
    expect(dialog.get_by_role("radio", name="Card")).to_be_focused()
    reader.keyboard.press("ArrowRight")
    dialog.get_by_role("radio", name="Dark").check()
    dialog.get_by_role("radio", name="Stay at version 1").check()
    expect(code).to_contain_text(f'{desk.path_of(published)}v/1/" shape="line" theme="dark">')
    frame = dialog.locator("iframe")
    expect(frame).to_have_attribute("src", f"/embed/claim/{uid(published)}/v/1/?shape=line&theme=dark")
    dialog.get_by_role("radio", name="Frame").check()
    expect(code).to_contain_text(f"{served}/embed/claim/{uid(published)}/v/1/?shape=line&amp;theme=dark")
    dialog.get_by_role("radio", name="Plain HTML").check()
    expect(code).to_contain_text("<p>Mostly false: “")
    dialog.get_by_role("radio", name="WordPress").check()
    expect(code).to_have_text(f"{served}{desk.path_of(published)}v/1/")
    expect(dialog.get_by_text("An address always becomes a card")).to_be_visible()
    dialog.get_by_role("radio", name="All of the article").check()
    expect(frame).to_have_attribute("src", f"/embed/article/{article_of(published)}/?theme=dark")
    expect(dialog.frame_locator("iframe").get_by_role("heading", name="When will it come?")).to_be_visible()
    dialog.get_by_label("Try a width").fill("600")
    expect(frame).to_have_attribute("width", "600")
    dialog.get_by_role("button", name="Copy code").click()
    expect(dialog.locator(".emb-told")).to_have_text(re.compile("Copied|Selected"))
    reader.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(reader.get_by_role("link", name="Embed", exact=True)).to_be_focused()


def test_the_same_can_be_chosen_without_script_and_at_the_desk(
    open_as: OpenAs, ada: Actor, ben: Actor, site: str
) -> None:
    for actor in (ada, ben):
        actor.organisation.refresh_from_db()
    published = desk.publish(ada, ben)
    plain = open_as(None, script=False)
    plain.goto(desk.path_of(published))
    plain.get_by_role("link", name="Embed", exact=True).click()
    plain.get_by_role("radio", name="Line").check()
    plain.get_by_role("radio", name="Frame").check()
    plain.get_by_role("button", name="Show").click()
    expect(plain.locator("pre")).to_contain_text(f"/embed/claim/{uid(published)}/?shape=line")
    expect(plain.frame_locator("iframe").get_by_text("Mostly false", exact=True)).to_be_visible()
    expect(plain.get_by_role("button", name="Copy code")).to_have_count(0)
    at_desk = open_as(ada, today=False)
    at_desk.goto(f"/desk/claims/{uid(published)}/")
    at_desk.get_by_role("link", name="Embed", exact=True).click()
    dialog = at_desk.get_by_role("dialog", name="Embed this check")
    expect(dialog.frame_locator("iframe").get_by_text("Mostly false", exact=True)).to_be_visible()
    dialog.get_by_role("radio", name="Line").check()
    expect(dialog.locator("pre")).to_contain_text('shape="line">')
    expect(dialog.frame_locator("iframe").locator(".say")).to_be_hidden()
    at_desk.keyboard.press("Escape")
    at_desk.goto(f"/desk/claims/{uid(published)}/embed/?shape=list")
    expect(at_desk.frame_locator("iframe").get_by_role("heading", name="When will it come?")).to_be_visible()
