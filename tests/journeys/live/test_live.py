"""What changes is shown while one looks: one stream for all tabs, and nothing moves under the hand."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import expect

from claims.accounts.acting import Actor
from claims.annotation.marking import edit
from claims.annotation.models import Claim
from claims.desk.live.hub import hub
from claims.evidence.gathering import start_run
from claims.intake.capturing import capture_text
from tests.factories import a_claim, a_kept_copy
from tests.journeys.conftest import OpenAs

HEARING = """() => {
  window.heard = [];
  document.addEventListener("live:object", (event) => window.heard.push(event.detail.version));
}"""

UNDISTURBED = """() => {
  document.activeElement.blur();
  for (let at = document.querySelector(".tray"); at; at = at.parentElement) at.scrollTop = 0;
}"""


def test_two_tabs_have_one_stream_and_the_other_takes_over(ada: Actor, open_as: OpenAs) -> None:
    claim = a_claim(ada)
    first = open_as(ada)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"/desk/claims/{claim.uid}/")
        expect(page.locator("[data-live-state=live]")).to_have_text("Live")
        page.evaluate(HEARING)
    _until(lambda: hub.count == 1)
    _say(claim, ada, "The town planted some trees.")
    for page in (first, second):
        page.wait_for_function("() => window.heard.length === 1")
    assert hub.count == 1
    first.close()
    _until(lambda: hub.count == 1)
    _say(claim, ada, "The town planted few trees.")
    second.wait_for_function("() => window.heard.length === 2")
    assert second.evaluate("window.heard") == [2, 3]


def test_new_sources_wait_behind_a_bar_while_somebody_is_in_the_list(ada: Actor, open_as: OpenAs) -> None:
    a_kept_copy(ada)
    claim = a_claim(ada)
    page = open_as(ada, today=False)
    page.goto(f"/desk/claims/{claim.uid}/")
    expect(page.locator("[data-live-state=live]")).to_be_visible()
    listed = page.locator(".tray li.candidate")
    expect(listed).to_have_count(1)
    listed.first.focus()
    _search_finds_more(claim, ada, 1)
    bar = page.get_by_role("button", name="Show 1 new source")
    expect(bar).to_be_visible()
    expect(listed).to_have_count(1)
    expect(listed.first).to_be_focused()
    page.keyboard.press(".")
    expect(listed).to_have_count(2)
    expect(bar).to_have_count(0)
    # Nobody is in the list any more: what comes joins it by itself.
    page.mouse.move(700, 5)
    page.evaluate(UNDISTURBED)
    _search_finds_more(claim, ada, 2)
    expect(listed).to_have_count(3)
    expect(page.locator("#live")).to_contain_text("new source")


def test_without_a_line_the_same_is_asked_for_every_few_seconds(ada: Actor, open_as: OpenAs) -> None:
    claim = a_claim(ada)
    page = open_as(ada)
    page.context.route("**/desk/stream?*", lambda route: route.abort())
    page.goto(f"/desk/claims/{claim.uid}/")
    expect(page.locator("[data-live-state=slow]")).to_have_text("Live: slow")
    page.evaluate(HEARING)
    _say(claim, ada, "The town planted some trees.")
    page.wait_for_function("() => window.heard.length === 1")
    page.context.unroute("**/desk/stream?*")


def _say(claim: Claim, by: Actor, statement: str) -> None:
    claim.refresh_from_db()
    edit(claim, by=by, row_version=claim.row_version, changes={"statement": statement})


def _search_finds_more(claim: Claim, by: Actor, n: int) -> None:
    """A new report, and a search that finds it: the worker of the site does both."""
    words = f"In 2023 the town of Elmstead planted {3200 + n} trees, said count {n}."
    capture = capture_text(by=by, text=f"Count {n}. {words}", title=f"Tree count {n}", kind="primary")
    assert capture.snapshot is not None
    snapshot = capture.snapshot
    _until(lambda: snapshot.passages.exists())
    start_run(by=by, claim=claim, statement=f"The town of Elmstead planted {4000 + n} trees in 2023.")


def _until(true: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.05)
    assert true()
