"""Keys in a real browser: where they act, where they don't, and what the help and the bar say of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from claims.accounts.acting import Actor
from claims.annotation.models import Claim, Dismissal, Suggestion
from tests import factories
from tests.journeys.conftest import OpenAs, listening

pytestmark = pytest.mark.browser

TEXT = """The harbour of Port Alder

The city of Port Alder spent 42 million euros on its harbour in 2021, the mayor said.

The works took 3 years and 900 people. Exports rose by 12 percent in 2020, the office said.
"""


def at_work(page: Page, by: Actor) -> str:
    """A workbench with suggestions."""
    article = factories.an_article(by, TEXT)
    page.goto(f"/desk/articles/{article.uid}/")
    for _ in range(40):
        if page.locator(".card.sg").count() > 1:
            return str(article.uid)
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError("no suggestions came")


def press_as(page: Page, key: str, **more: object) -> None:
    """A press as another keyboard or another system sends it."""
    page.evaluate(
        "([key, more]) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        " { key, bubbles: true, cancelable: true, ...more }))",
        [key, more],
    )


def test_single_keys_decide_outside_fields_only(open_as: OpenAs, ada: Actor) -> None:
    page = open_as(ada, today=False)
    at_work(page, ada)
    expect(page.locator("footer.keys")).to_contain_text("accept")
    # In a field, while text is composed, and with a dialog open, nothing is decided.
    page.locator("details.more > summary").click()
    page.locator("#version-paste-text").fill("")
    page.keyboard.type("xa")
    expect(page.locator("#version-paste-text")).to_have_value("xa")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") != "TEXTAREA"
    page.locator(".card.sg.on a[data-select]").focus()
    press_as(page, "a", isComposing=True)
    press_as(page, "a", metaKey=True)
    page.keyboard.press("?")
    dialog = page.locator("#keys-help")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("dismiss")
    expect(dialog).to_contain_text("all keys")
    expect(dialog).not_to_contain_text("rating")
    page.keyboard.press("x")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    assert not Dismissal.objects.exists() and not Claim.objects.exists()
    # Another script's letter is taken by where it lies. What is said of it stays, though the page comes anew just then.
    page.locator(".card.sg.on a[data-select]").focus()
    page.evaluate("document.querySelector('header.top').dataset.before = ''")
    press_as(page, "ф", code="KeyA")
    page.evaluate("document.dispatchEvent(new CustomEvent('desk:news'))")
    expect(page.locator("header.top:not([data-before])")).to_be_visible()
    expect(page.locator(".toast")).to_contain_text("accepted")
    assert Claim.objects.count() == 1
    # Where the page after an act can't be shown in place, it says what was done.
    page.get_by_role("button", name="Archive this article").click()
    expect(page.get_by_role("heading", name="Articles")).to_be_visible()
    expect(page.locator(".toast")).to_contain_text("Archived")
    expect(page.locator(".toast").get_by_role("button", name="Undo")).to_be_visible()
    page.reload()
    expect(page.locator(".toast")).to_have_count(0)


def test_a_key_pressed_twice_in_a_hurry_decides_two_things(open_as: OpenAs, ada: Actor) -> None:
    page = open_as(ada, today=False)
    at_work(page, ada)
    first = page.locator(".card.sg.on").get_attribute("data-card")
    page.locator(".card.sg.on a[data-select]").focus()
    page.keyboard.press("x")
    page.keyboard.press("x")
    expect(page.locator(".card.gone")).to_have_count(2)
    expect(page.locator("#benchsaved")).to_have_text("Saved")
    dismissed = set(Dismissal.objects.values_list("suggestion__uid", flat=True))
    assert first in dismissed and len(dismissed) == 2
    assert Suggestion.objects.count() > 2 or len(dismissed) == Suggestion.objects.count()


def test_a_prefix_goes_to_pages(open_as: OpenAs, ada: Actor) -> None:
    page = open_as(ada)
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page).to_have_url("/desk/sources/")
    listening(page)
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()


def test_undo_and_redo_by_key_also_after_a_reload(open_as: OpenAs, ada: Actor) -> None:
    page = open_as(ada, today=False)
    at_work(page, ada)
    page.locator(".card.sg.on a[data-select]").focus()
    page.keyboard.press("x")
    expect(page.locator(".card.gone")).to_have_count(1)
    expect(page.locator("#benchsaved")).to_have_text("Saved")
    page.keyboard.press("Control+z")
    expect(page.locator(".toast").last).to_contain_text("Undone: dismissed")
    assert not Dismissal.objects.exists()
    page.reload()
    page.keyboard.press("Control+Shift+z")
    expect(page.locator(".toast").last).to_contain_text("Done again: dismissed")
    assert Dismissal.objects.count() == 1
    # In a field the key is the field's own.
    page.locator("details.more > summary").click()
    page.locator("#version-paste-text").focus()
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")
    assert Dismissal.objects.count() == 1


def test_the_palette_does_what_the_page_can_and_finds_what_there_is(open_as: OpenAs, ada: Actor) -> None:
    page = open_as(ada, today=False)
    uid = at_work(page, ada)
    page.locator(".card.sg.on a[data-select]").focus()
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Find or do anything")
    expect(field).to_be_focused()
    option = page.get_by_role("option", name="Accept all that rank high")
    expect(option.locator("kbd")).to_have_text("Shift A")
    page.keyboard.press("Escape")
    expect(page.locator(".card.sg.on a[data-select]")).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("dismiss")
    expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("Dismiss")
    page.keyboard.press("Enter")
    expect(page.locator(".card.gone")).to_have_count(1)
    page.keyboard.press("Control+k")
    page.keyboard.type("port alder 42")
    expect(page.locator("#palette")).to_contain_text("Nothing fits")
    field.fill("trees of elm")
    expect(page.get_by_role("option", name="The trees of Elmstead").first).to_be_visible()
    chosen = field.get_attribute("aria-activedescendant")
    assert chosen and page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"/desk/articles/{uid}/")


def test_own_keys_are_shown_and_pressed(open_as: OpenAs, ada: Actor) -> None:
    ada.user.key_choices = {"off": False, "own": {"x": "y"}}
    ada.user.save()
    page = open_as(ada, today=False)
    at_work(page, ada)
    expect(page.locator(".card.sg.on [data-key=x] kbd")).to_have_text("Y")
    page.locator(".card.sg.on a[data-select]").focus()
    page.keyboard.press("x")
    page.keyboard.press("y")
    expect(page.locator(".card.gone")).to_have_count(1)
    ada.user.key_choices = {"off": True, "own": {}}
    ada.user.save()
    page.reload()
    expect(page.locator(".card.sg.on [data-key=x] kbd")).to_be_hidden()
    page.locator(".card.sg.on a[data-select]").focus()
    for key in ("x", "a", "?"):
        page.keyboard.press(key)
    assert Dismissal.objects.count() == 1 and not Claim.objects.exists()


def test_a_paste_anywhere_brings_in_or_says_why_not(open_as: OpenAs, ada: Actor) -> None:
    page = open_as(ada, today=False)
    page.goto("/desk/sources/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    def paste(words: str) -> None:
        page.evaluate("words => navigator.clipboard.writeText(words)", words)
        page.keyboard.press("Control+v")

    paste("short")
    expect(page.locator(".toast").last).to_contain_text("too short for an article")
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
    paste(TEXT)
    page.keyboard.press("Escape")
    expect(page).to_have_url("/desk/sources/")
    paste(TEXT)
    expect(page.locator(".sheet")).to_contain_text("The works took 3 years")
