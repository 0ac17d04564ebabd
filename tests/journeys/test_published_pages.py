"""What readers and other people's pages do with a published check, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from claims.accounts.acting import Actor
from claims.publishing.models import Publication
from tests.publishing import desk
from tests.publishing.test_serving import with_ten_sources
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


def test_all_of_a_check_with_ten_sources_is_small(reader: Page, served: str, ada: Actor, ben: Actor) -> None:
    """As it comes over the line, headers too."""
    asked: list[Request] = []
    reader.on("requestfinished", lambda request: asked.append(request))
    publication = with_ten_sources(ada, ben)
    reader.goto(desk.path_of(publication))
    reader.wait_for_load_state("networkidle")
    weights = {
        each.url.removeprefix(served): each.sizes()["responseBodySize"] + each.sizes()["responseHeadersSize"]
        for each in asked
    }
    fonts = sum(weight for url, weight in weights.items() if "/fonts/" in url)
    print(f"{len(asked)} requests, {sum(weights.values())} bytes, {fonts} of them fonts")  # noqa: T201
    assert fonts, "the fonts of the page were not waited for"
    assert len(asked) <= 6, weights
    assert sum(weights.values()) <= 100_000, weights
    assert sum(weights.values()) - fonts <= 60_000, weights


def test_a_page_fits_and_asks_nobody_else(reader: Page, published: Publication, served: str) -> None:
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    for path in (desk.path_of(published), "/checks/", "/how-we-work/", "/corrections/"):
        asked.clear()
        reader.goto(path)
        reader.wait_for_load_state("networkidle")
        assert len(asked) <= 6, asked
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
