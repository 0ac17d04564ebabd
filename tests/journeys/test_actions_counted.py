"""From an address on the clipboard to a published verdict with two quoted sources: every action counted, by keyboard
alone and by mouse alone. What people say of the budgets is held here: at most 9 + 2 actions by key, 11 + 2 by mouse."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from claims.accounts.acting import Actor
from claims.history.jobs import run_due
from claims.intake.capturing import capture_text
from claims.publishing.models import Publication
from claims.verdicts.models import CaseState, FactCheck
from tests.journeys.conftest import OpenAs
from tests.journeys.counting import Counted
from tests.local_server import Server, answer, serve

pytestmark = pytest.mark.browser
Serve = Callable[[bytes], Server]

__all__ = ["serve"]

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Port Alder pays for its harbour</title></head>
<body><article><h1>Port Alder pays for its harbour</h1>
<p>The city of Port Alder spent 42 million euros on its harbour in 2021, the mayor said on Monday.
He was proud of it.</p>
<p>Boats from everywhere can land there now. People like to walk along the quay in the evening.</p>
<p>Nobody would say when the next piece of the quay will be built, and nobody seemed to be in a hurry.</p>
</article></body></html>"""
LEDGER = """The treasury of Port Alder publishes its spending every spring.

In 2021 the city of Port Alder spent 31 million euros on its harbour, the treasury's ledger shows. Roads cost more."""
LETTER = """The harbour office answers the council.

The city of Port Alder paid 31 million euros for its harbour in 2021, the harbour office confirms.

Nothing was paid beside it."""
CONCLUSION = "The city’s ledger and its harbour office both say 31 million euros, not 42 million."


@pytest.fixture
def address(serve: Serve) -> str:
    """An article on a server of this machine, whose address is on the clipboard."""
    return serve(answer(PAGE.encode(), "Content-Type: text/html; charset=utf-8")).url + "harbour"


def kept_copies(by: Actor) -> None:
    """What the newsroom has in its archive already."""
    for title, text in (("Ledger of the treasury", LEDGER), ("Letter of the harbour office", LETTER)):
        capture_text(
            by=by, text=text, title=title, publisher=title, published_on="2022-04-01", kind="primary"
        )
    run_due()


def ready_to_judge(page: Page) -> None:
    """Two candidates are there: looking and waiting cost no action."""
    expect(page.locator(".candidate").nth(1)).to_be_visible(timeout=40_000)


def published(reader: Page) -> None:
    """Somebody who is not signed in reads it, with both quotations."""
    publication = Publication.objects.get()
    assert publication.versions.get().revision.citations.count() == 2
    reader.goto(f"/checks/{publication.fact_check.claim.uid}/")
    body = reader.locator("body")
    expect(body).to_contain_text("Mostly false")
    expect(body).to_contain_text(CONCLUSION)
    expect(body).to_contain_text("the treasury's ledger shows")
    expect(body).to_contain_text("the harbour office confirms")


def until_public(page: Page) -> None:
    for _ in range(120):
        if Publication.objects.exists():
            return
        page.wait_for_timeout(250)
    raise AssertionError("it was never published")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Says the counts in the terminal, also where the test passes."""

    def say(*people: Counted) -> None:
        with capsys.disabled():
            sys.stdout.write("".join(f"\n{person.report()}" for person in people) + "\n")

    return say


def test_by_keyboard_alone_it_takes_nine_actions_and_two(
    open_as: OpenAs, ada: Actor, ben: Actor, address: str, told: Callable[..., None]
) -> None:
    kept_copies(ada)
    page = open_as(ada)
    writer = Counted(page, "writer, keyboard")
    writer.paste(address)
    expect(page.locator(".card.sg.on")).to_contain_text("42 million euros", timeout=40_000)
    writer.press("a")
    expect(page.locator(".card.cl")).to_contain_text("42 million euros")
    ready_to_judge(page)
    writer.press("Enter")
    expect(page.locator(".candidate:focus")).to_have_count(1)
    writer.press("d")
    expect(page.locator(".ev.kept")).to_have_count(1)
    expect(page.locator(".candidate:focus")).to_have_count(1)
    writer.press("d")
    expect(page.locator(".ev.kept")).to_have_count(2)
    writer.press("v")
    expect(page.locator("#verdict")).to_be_visible()  # its form may still be on the way
    writer.press("2")
    expect(page.locator("[name=conclusion]")).to_be_focused()
    expect(page.locator("footer.keys")).to_contain_text("rating")
    writer.type(CONCLUSION)
    writer.press("Control+Enter")
    expect(page.locator("#verdict")).to_contain_text("in review")
    assert FactCheck.objects.get().state == CaseState.REVIEW

    second = open_as(ben)
    reviewer = Counted(second, "reviewer, keyboard")
    expect(second.locator(".turn .review").first).to_be_visible()
    reviewer.press("Enter")
    expect(second.locator("#review")).to_contain_text(CONCLUSION)
    reviewer.press("Control+Enter")
    until_public(second)
    published(open_as(None))
    told(writer, reviewer)
    assert len(writer.actions) <= 9, writer.report()
    assert len(reviewer.actions) <= 2, reviewer.report()


def test_by_mouse_it_takes_eleven_actions_and_two(
    open_as: OpenAs, ada: Actor, ben: Actor, address: str, told: Callable[..., None]
) -> None:
    kept_copies(ada)
    page = open_as(ada)
    writer = Counted(page, "writer, mouse")
    # The mouse's own paste (the menu of the field) into the field of Today: one click there, one paste.
    writer.click(page.locator("[name=url]").first)
    writer.paste(address)
    writer.click(page.get_by_role("button", name="Bring in").first)
    expect(page.locator(".card.sg.on")).to_contain_text("42 million euros", timeout=40_000)
    writer.click(page.locator(".card.sg.on").get_by_role("button", name="Accept"))
    expect(page.locator(".card.cl.on")).to_contain_text("42 million euros")
    ready_to_judge(page)
    for number in (1, 2):
        writer.click(page.locator(".candidate").first.get_by_role("button", name="Disputes"))
        expect(page.locator(".ev.kept")).to_have_count(number)
    writer.click(
        page.locator(".card.cl.on")
        .get_by_role("link", name="Verdict")
        .or_(page.locator(".card.cl.on").get_by_role("button", name="Verdict"))
    )
    expect(page.locator("input[name=rating]").first).to_be_visible()
    writer.click(page.locator("label.r2"))
    expect(page.locator("[name=conclusion]")).to_be_focused()
    writer.type(CONCLUSION)
    writer.click(page.get_by_role("button", name="Send for review"))
    expect(page.locator("#verdict")).to_contain_text("in review")

    second = open_as(ben)
    reviewer = Counted(second, "reviewer, mouse")
    reviewer.click(second.locator(".turn .review + .what a").first)
    expect(second.locator("#review")).to_contain_text(CONCLUSION)
    reviewer.click(second.get_by_role("button", name="Approve and publish"))
    until_public(second)
    published(open_as(None))
    told(writer, reviewer)
    assert len(writer.actions) <= 11, writer.report()
    assert len(reviewer.actions) <= 2, reviewer.report()
