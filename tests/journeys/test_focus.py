"""After an act the focus stands where a keyboard expects it: on the same button, or in what took its place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from claims.accounts.acting import Actor
from claims.verdicts.models import CaseState, Draft, FactCheck, Purpose
from tests import factories
from tests.journeys.conftest import OpenAs

pytestmark = pytest.mark.browser


def said(page: Page, words: str) -> None:
    """The act is over: the page says so."""
    expect(page.locator("#toasts")).to_contain_text(words)


def test_the_focus_is_never_lost_by_an_act(open_as: OpenAs, ada: Actor, ben: Actor) -> None:
    claim = factories.a_claim(ada)
    factories.a_draft(claim, ada)
    page = open_as(ada, today=False)
    page.goto(f"/desk/claims/{claim.uid}/")
    verdict, here = page.locator("#verdict"), page.locator(":focus")

    # A press that takes its own button away leaves the focus in what is left around it, and scrolls nothing.
    page.get_by_role("button", name="Don’t cite source 1").focus()
    before = verdict.evaluate("(it) => it.scrollTop")
    page.keyboard.press("Enter")
    said(page, "Not cited any more")
    expect(page.locator("#citing")).to_be_focused()
    assert abs(verdict.evaluate("(it) => it.scrollTop") - before) < 8
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said(page, "Source 1 is cited")

    # A form that stays keeps its button under the finger; a comment decided is where one still is.
    page.get_by_text("Comment, or propose words").click()
    page.locator("#comment-text").fill("Is it the town alone?")
    page.get_by_role("button", name="Comment Ctrl Enter").focus()
    page.keyboard.press("Enter")
    said(page, "Commented")
    expect(page.get_by_role("button", name="Comment Ctrl Enter")).to_be_focused()
    page.get_by_role("button", name="Resolve").focus()
    page.keyboard.press("Enter")
    said(page, "Resolved")
    expect(here).to_contain_text("Is it the town alone?")

    # Enter in a field saves, and with a name for the version keeps that; neither sends anything.
    page.keyboard.press("Control+s")
    page.keyboard.type("Before lunch")
    page.keyboard.press("Enter")
    said(page, "Kept as version 1")
    page.locator("#verdict-headline").press("Enter")
    said(page, "Saved")
    expect(page.locator("#verdict-headline")).to_be_focused()
    case = FactCheck.objects.get()
    assert case.state == CaseState.WRITING
    assert [each.purpose for each in case.revisions.all()] == [Purpose.NAMED]

    # What was written is sent and taken back: each time the whole form goes, and the verdict has the focus.
    page.keyboard.press("Control+Enter")
    said(page, "Sent to")
    expect(verdict).to_be_focused()
    page.get_by_role("button", name="Take back").click()
    said(page, "Taken back")
    expect(verdict).to_be_focused()
    assert not verdict.evaluate("(it) => it.matches(':focus-visible')"), "who uses a mouse sees no ring"
    # A digit pressed there rates.
    page.keyboard.press("3")
    expect(page.locator("#verdict-conclusion")).to_be_focused()

    # A link that opens a form leads into it.
    page.locator("#main").focus()
    page.keyboard.press("e")
    expect(page.locator("#edit-statement")).to_be_focused()
    # Ctrl Enter there is about the claim and sends no verdict.
    page.keyboard.press("Control+Enter")
    said(page, "Claim saved")
    expect(page.locator("#head")).to_be_focused()
    case.refresh_from_db()
    assert case.state == CaseState.WRITING
    page.keyboard.press("F6")
    expect(page.locator("#evidence")).to_be_focused()

    # The queue as a list is gone through and snoozed by key, like the board; Esc closes what @ opened.
    page.goto("/desk/queue/?view=list")
    page.keyboard.press("j")
    expect(page.locator("[data-card-link]").first).to_be_focused()
    row = page.locator(f"#q-{claim.uid}")
    row.locator("[data-card-link]").focus()
    page.keyboard.press("@")
    expect(row.get_by_label("Owner")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".panel-q")).to_have_count(0)
    expect(row.locator("[data-card-link]")).to_be_focused()
    page.keyboard.press("z")
    said(page, "snoozed")

    # A page that comes as a new one after an act: the same button, or the first field that is wrong.
    page.goto("/desk/settings/keyboard/")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    said(page, "Keys saved")
    expect(page.get_by_role("button", name="Save")).to_be_focused()


def test_a_digit_pressed_right_after_v_rates_once_the_form_is_there(open_as: OpenAs, ada: Actor) -> None:
    claim = factories.a_claim(ada)
    factories.evidence_for(claim, ada)
    page = open_as(ada, today=False)
    assert claim.article is not None
    page.goto(f"/desk/articles/{claim.article.uid}/?on={claim.uid}")
    page.locator(".card.on a.w").focus()
    page.keyboard.press("v")
    page.keyboard.press("2")
    expect(page.locator("#verdict-conclusion")).to_be_focused()
    expect(page.locator("#verdict-form [data-digit='2']")).to_be_checked()
    expect(page.locator("#saved")).to_have_text("Saved")
    assert Draft.objects.get().rating is not None
