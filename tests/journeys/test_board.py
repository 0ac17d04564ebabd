"""The board of the queue in a real browser: looked around in by arrows, moved on by keys and by drag."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from claims.accounts.acting import Actor
from claims.desk.queue_moves import key_of
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
    one, two = key_of(first), key_of(second)
    page = open_as(ada, today=False)
    page.goto("/desk/queue/")
    expect(page.locator(f"#q-{one}[draggable=true]")).to_be_visible()
    page.locator(f"#q-{one} [data-card-link]").focus()
    stops = page.locator(".qcard [data-card-link]:not([tabindex])")
    expect(stops).to_have_count(1)

    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#toasts")).to_contain_text(f"Claim {first.number} moved to Evidence, 1 of 1")
    expect(page.locator(f"[data-column=evidence] #q-{one}")).to_be_visible()
    assert focused(page) == f"{first.number} in evidence"
    page.keyboard.press("ArrowLeft")
    assert focused(page) == f"{second.number} in open"
    page.keyboard.press("ArrowRight")
    assert focused(page) == f"{first.number} in evidence"

    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(f"#q-{one}")).to_contain_text("Evidence is there already.")

    page.locator(f"#q-{two}").drag_to(page.locator("[data-column=writing]"))
    expect(page.locator(f"[data-column=writing] #q-{two}")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text(f"Claim {second.number} moved to Writing, 1 of 1")
    assert FactCheck.objects.get(claim=second).state == CaseState.WRITING

    page.locator(f"#q-{two} [data-card-link]").focus()
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text(f"Claim {second.number} snoozed until")
    expect(page.locator(f"#q-{two}")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator(f"#q-{two}")).to_be_visible()

    page.locator(f"#q-{one} [data-card-link]").focus()
    page.keyboard.press("@")
    owner = page.get_by_label("Owner", exact=True).and_(page.locator(f"#owner-{one}"))
    expect(owner).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_label("Due on").fill("2030-05-01")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(f"#q-{one}")).to_contain_text("due 1 May 2030")
