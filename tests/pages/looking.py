"""Looking at a page: coming to it with what is to be open open, and what axe-core has to say of it."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.journeys.conftest import listening
from tests.pages.register import PageRow
from tests.pages.town import Town

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""What a dark page can break and a light one not: everything else is the same document."""
PHONE = [
    "target-size", "scrollable-region-focusable", "aria-hidden-focus", "region", "landmark-unique",
    "meta-viewport", "link-name", "button-name", "heading-order", "page-has-heading-one", "skip-link", "bypass",
]  # fmt: skip
"""What another layout can break: what is shown or hidden, and how big it is. Colours are the same in each."""


PICTURES_WITHOUT_SIZE = """() => [...document.querySelectorAll("[role=img]")]
    .filter((each) => each.checkVisibility() && !each.getBoundingClientRect().width)
    .map((each) => each.outerHTML.slice(0, 200))"""


def faults(page: Page, where: str, rules: list[str] | None = None, within: str = "") -> list[str]:
    """What axe has to say, a line for each element; where all rules are asked for, also pictures that have a name and
    nothing to see."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    chosen: dict[str, Any] = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    options = {
        "runOnly": chosen,
        "resultTypes": ["violations"],
        "preload": False,
        "rules": {} if rules else {"target-size": {"enabled": True}},
    }
    found = page.evaluate("([where, options]) => axe.run(where || document, options)", [within, options])
    unseen = [] if rules else page.evaluate(PICTURES_WITHOUT_SIZE)
    return [f"{where}: nothing to see: {each}" for each in unseen] + [
        f"{where}: {rule['id']}: {node['target'][-1]}: {' '.join(node['failureSummary'].split())[:300]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def come(page: Page, row: PageRow, town: Town) -> list[str]:
    """Be at the page, with what is to be open open; what is wrong where it isn't there."""
    answer = page.goto(row.path(town))
    if answer is None or answer.status != row.status:
        return [f"{row.name}: {page.url} answers {answer and answer.status}"]
    listening(page)
    if row.click:
        page.locator(row.click).first.click()
    if row.press:
        page.keyboard.press(row.press)
    if row.wait_for:
        page.locator(row.wait_for).first.wait_for()
    return []
