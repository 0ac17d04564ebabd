"""The board of the queue in a real browser: looked around in by arrows, moved on by keys and by drag."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from claims.accounts.acting import Actor
from claims.verdicts.models import CaseState, FactCheck
from tests import factories
from tests.journeys.conftest import OpenAs


def focused(page: Page) -> str:
    """The number of the card that has the focus, and its column."""
    return str(
        page.evaluate(
            """() => { const card = document.activeElement.closest(".qcard");
            return card ? `${card.dataset.number} in ${card.closest("[data-column]").dataset.column}` : ""; }"""
        )
    )


def test_cards_are_looked_at_and_moved_by_keys_and_by_drag(open_as: OpenAs, ada: Actor) -> None:
    article = factories.an_article(ada)
    first = factories.a_claim(ada, article=article)
    second = factories.a_claim(ada, factories.HALF, article=article)
    page = open_as(ada)
    page.keyboard.press("g")
    page.keyboard.press("q")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    page.locator(f"#q-{first.uid} [data-card-link]").focus()
    stops = page.locator(".qcard [data-card-link]:not([tabindex])")
    expect(stops).to_have_count(1)

    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#toasts")).to_contain_text(f"Claim {first.number} moved to Evidence, 1 of 1")
    expect(page.locator(f"[data-column=evidence] #q-{first.uid}")).to_be_visible()
    assert focused(page) == f"{first.number} in evidence"
    page.keyboard.press("ArrowLeft")
    assert focused(page) == f"{second.number} in open"
    page.keyboard.press("ArrowRight")
    assert focused(page) == f"{first.number} in evidence"

    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(f"#q-{first.uid}")).to_contain_text("Evidence is there already.")

    page.locator(f"#q-{second.uid}").drag_to(page.locator("[data-column=writing]"))
    expect(page.locator(f"[data-column=writing] #q-{second.uid}")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text(f"Claim {second.number} moved to Writing, 1 of 1")
    assert FactCheck.objects.get(claim=second).state == CaseState.WRITING

    page.locator(f"#q-{first.uid} [data-card-link]").focus()
    page.keyboard.press("@")
    owner = page.get_by_label("Owner", exact=True).and_(page.locator(f"#owner-{first.uid}"))
    expect(owner).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_label("Due on").fill("2030-05-01")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(f"#q-{first.uid}")).to_contain_text("due 1 May 2030")
