"""The claim page by key and by mouse: cards move, a digit goes on to the conclusion, "[" cites, too early finds a gap,
words of a note outlive a reload."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from claims.accounts.acting import Actor
from claims.evidence.models import Evidence
from claims.verdicts.models import CaseState, Draft, FactCheck
from tests import factories
from tests.journeys.conftest import OpenAs

pytestmark = pytest.mark.browser


def picture(page: Page, name: str) -> None:
    """A picture for whoever asks for one: `SHOTS=folder`."""
    if os.environ.get("SHOTS"):
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"{name}.png")


def test_a_verdict_is_written_by_key_and_everything_typed_outlives_a_reload(
    open_as: OpenAs, ada: Actor, ben: Actor
) -> None:
    claim = factories.a_claim(ada)
    evidence = factories.evidence_for(claim, ada)
    page = open_as(ada, today=False)
    page.goto(f"/desk/claims/{claim.uid}/")
    page.keyboard.press("v")
    expect(page.locator("#verdict-form")).to_be_visible()
    picture(page, "begun")

    # Sent too early, it goes to the first gap.
    page.keyboard.press("Control+Enter")
    expect(page.locator("#verdict-rating input").first).to_be_focused()
    page.locator("#main").focus()
    page.keyboard.press("2")
    expect(page.locator("#verdict-conclusion")).to_be_focused()
    page.keyboard.insert_text("The parks office counted 3,100.")
    page.locator("#verdict-explanation").focus()
    page.keyboard.type("It counts every tree [")
    expect(page.locator("#citing-list")).to_be_visible()
    picture(page, "citing")
    page.keyboard.press("1")
    expect(page.locator("#verdict-explanation")).to_have_value("It counts every tree [1]")
    expect(page.locator("#saved")).to_have_text("Saved")
    assert Draft.objects.get().explanation == "It counts every tree [1]"

    # The page as readers would see it, in place.
    page.locator("#main").focus()
    page.keyboard.press("p")
    shown = page.frame_locator("#preview iframe")
    expect(shown.locator("body")).to_contain_text("The parks office counted 3,100.")
    picture(page, "preview")
    page.keyboard.press("Escape")
    expect(page.locator("#preview")).to_have_count(0)

    # A card moves by key, and by hand.
    card = page.locator(f"#e-{evidence.uid}")
    card.focus()
    page.keyboard.press("s")
    expect(page.locator(".col.supports .ev")).to_have_count(1)
    page.locator(f"#e-{evidence.uid}").drag_to(page.locator(".col.context h2"))
    expect(page.locator(".col.context .ev")).to_have_count(1)
    assert Evidence.objects.get().stance == "context"

    # A note that was never sent is still there after the page was loaded again.
    page.locator(f"#e-{evidence.uid} summary").click()
    page.locator(f"#e-{evidence.uid} textarea").fill("The office has no interest in a low figure.")
    page.wait_for_timeout(100)
    page.reload()
    note = page.locator(f"#e-{evidence.uid} textarea")
    expect(note).to_have_value("The office has no interest in a low figure.")
    page.locator(f"#e-{evidence.uid}").get_by_role("button", name="Save the note").click()
    expect(page.locator(f"#e-{evidence.uid} .why")).to_contain_text("no interest in a low figure")

    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    picture(page, "390-dark")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
    picture(page, "1440")

    # One origin is one too few, unless readers are told why: the field for it stands open.
    expect(page.locator("#gate")).to_contain_text("two of different origins are wanted")
    page.get_by_label("Why fewer than two origins are cited").fill("Nobody but the office counts trees.")
    page.locator("#verdict-conclusion").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#review")).to_contain_text("Who can: Ben")
    assert FactCheck.objects.get().state == CaseState.REVIEW

    # The reviewer asks for changes by key; her note does not approve by mistake.
    second = open_as(ben, today=False)
    second.goto(f"/desk/claims/{claim.uid}/?panel=review#review")
    second.locator("#main").focus()
    picture(second, "review")
    second.keyboard.press("Control+Shift+Enter")
    expect(second.locator("#review-note")).to_be_focused()
    second.keyboard.insert_text("Name the year.")
    second.keyboard.press("Control+Enter")
    expect(second.locator(".cmt").first).to_contain_text("Name the year.")
    assert FactCheck.objects.get().state == CaseState.WRITING


def test_an_answer_that_is_not_the_workbench_s_is_none_and_the_words_go_out_again(
    open_as: OpenAs, ada: Actor
) -> None:
    claim = factories.a_claim(ada)
    factories.evidence_for(claim, ada)
    factories.a_draft(claim, ada)
    page = open_as(ada, today=False)
    page.goto(f"/desk/claims/{claim.uid}/")
    mangled = lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Free Wi-Fi</h1>")  # noqa: E731
    page.route("**/autosave/**", mangled)
    page.evaluate("document.dispatchEvent(new CustomEvent('desk:pull'))")
    page.locator("#verdict-conclusion").fill("The parks office counted 3,100.")
    expect(page.locator("#saved")).to_have_text("Offline: kept on this device")
    page.unroute("**/autosave/**", mangled)
    expect(page.locator("#saved")).to_have_text("Saved")
    assert Draft.objects.get().conclusion == "The parks office counted 3,100."
