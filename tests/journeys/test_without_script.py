"""With scripting off a suggestion is dismissed, brought back, and undone, by plain forms alone.

The way from a pasted text to a published page without script is in `test_line_to_publication.py`.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from claims.accounts.acting import Actor
from claims.annotation.models import Dismissal
from tests import factories
from tests.journeys.conftest import OpenAs

pytestmark = pytest.mark.browser


def test_a_suggestion_is_dismissed_and_undone_without_script(open_as: OpenAs, ada: Actor) -> None:
    article = factories.an_article(ada)
    page = open_as(ada, script=False, today=False)
    page.goto(f"/desk/articles/{article.uid}/")
    page.locator(".card.sg.on").get_by_role("button", name="Dismiss").click()
    expect(page.locator(".toast")).to_contain_text("dismissed")
    assert Dismissal.objects.count() == 1
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("Undone: dismissed")
    assert not Dismissal.objects.exists()
    page.locator(".toast").get_by_role("button", name="Redo").click()
    expect(page.locator(".toast")).to_contain_text("Done again: dismissed")
    page.goto("/desk/recent/")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator(".recent .tag").first).to_have_text("Undone")
    assert not Dismissal.objects.exists()
    page.goto("/desk/find/?q=trees")
    expect(page.get_by_role("link", name="The trees of Elmstead").first).to_be_visible()
