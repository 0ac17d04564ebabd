"""The workbench in a real browser: what is pressed shows at once, and the server ends up with the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from claims.accounts.acting import Actor
from claims.annotation.deciding import accept
from claims.annotation.models import Claim, Dismissal, Suggestion
from claims.history.jobs import run_due
from claims.intake.models import Article
from claims.ops.benchmarks._crowded import crowded_article
from tests import factories
from tests.journeys.conftest import OpenAs

pytestmark = pytest.mark.browser


@pytest.fixture
def article(served: str, ada: Actor) -> Article:
    """Six undecided suggestions, the first of them most worth checking, and two claims among them."""
    return crowded_article(ada, words=300, claims=2, suggestions=6)


def opened(page: Page, article: Article) -> list[str]:
    """The workbench, and the keys of its undecided cards in order."""
    page.goto(f"/desk/articles/{article.uid}/")
    keys: list[str] = page.locator("#cards .card.sg").evaluate_all("all => all.map(one => one.dataset.card)")
    return keys


def chosen(page: Page) -> str:
    return page.locator("#cards .card.on").get_attribute("data-card") or ""


def is_saved(page: Page) -> None:
    expect(page.locator("#benchsaved")).to_have_text("Saved")


def test_a_fast_typist_ends_in_the_right_state(open_as: OpenAs, ada: Actor, article: Article) -> None:
    page = open_as(ada, today=False)
    keys = opened(page, article)
    assert chosen(page) == keys[0]
    every = page.locator("#cards .card").evaluate_all("all => all.map(one => one.dataset.card)")
    last = every[every.index(keys[4]) + 1]
    for key in "aaaxj":
        page.keyboard.press(key)
    assert chosen(page) == last
    is_saved(page)
    accepted = Claim.objects.filter(suggestion__isnull=False).values_list("suggestion__uid", flat=True)
    assert set(accepted) == set(keys[:3])
    assert set(Dismissal.objects.values_list("suggestion__uid", flat=True)) == {keys[3]}
    assert chosen(page) == last
    expect(page.locator("#decided")).to_have_text("6 of 8 decided")
    expect(page.locator("#evidence")).to_have_attribute("data-of", last)
    page.reload()
    assert chosen(page) == last
    expect(page.locator("#cards .card.gone")).to_have_count(1)


def test_the_drawer_keeps_the_claim_just_accepted_so_that_enter_reaches_its_evidence(
    open_as: OpenAs, ada: Actor, article: Article
) -> None:
    page = open_as(ada, today=False)
    keys = opened(page, article)
    page.keyboard.press("a")
    assert chosen(page) == keys[1]
    is_saved(page)
    claim = Claim.objects.get(suggestion__uid=keys[0])
    expect(page.locator("#evidence")).to_have_attribute("data-of", claim.uid)
    page.keyboard.press("Control+z")
    expect(page.locator(f"#k-{keys[0]}")).to_have_class("card sg high on")
    is_saved(page)
    claim.refresh_from_db()
    assert claim.removed_at is not None


def test_what_the_server_refuses_is_painted_back_with_the_reason(
    open_as: OpenAs, ada: Actor, ben: Actor, article: Article
) -> None:
    page = open_as(ada, today=False)
    keys = opened(page, article)
    claim = accept(Suggestion.objects.get(uid=keys[0]), by=ben)
    page.keyboard.press("x")
    expect(page.locator(".toast")).to_contain_text(f"This suggestion is claim {claim.number} now")
    expect(page.locator(f"#k-{claim.uid}")).to_have_class("card cl")
    assert not Dismissal.objects.exists()


def test_a_lost_line_paints_back_what_was_not_heard_and_says_so(
    open_as: OpenAs, ada: Actor, article: Article
) -> None:
    page = open_as(ada, today=False)
    keys = opened(page, article)

    def cut(route: Route) -> None:
        route.abort()

    page.route("**/suggestions/**", cut)
    page.keyboard.press("x")
    expect(page.locator(".toast")).to_contain_text("can’t be reached")
    expect(page.locator("#benchsaved")).to_have_text("Not saved")
    expect(page.locator(f"#k-{keys[0]}")).not_to_contain_class("gone")
    page.unroute("**/suggestions/**", cut)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(f"#k-{keys[0]}")).to_contain_class("gone")
    is_saved(page)
    assert set(Dismissal.objects.values_list("suggestion__uid", flat=True)) == {keys[0]}


def test_a_click_takes_the_sentence_keys_trim_it_and_c_marks_it(open_as: OpenAs, ada: Actor) -> None:
    text = "Fair 🚢🚢 news from Elmstead. The harbour has 42 boats, say 🧭 all of them. It was closed in May."
    article = factories.an_article(ada, text, settle=False)
    run_due()
    page = open_as(ada, today=False)
    page.goto(f"/desk/articles/{article.uid}/")
    page.locator("#text").focus()
    page.keyboard.press("/")
    page.keyboard.type("harbour has")
    expect(page.locator("#findcount")).to_have_text("1 of 1")
    page.keyboard.press("Enter")
    words = "() => getSelection().toString()"
    assert page.evaluate(words) == "harbour has"
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate(words) == "harbour has 42"
    page.keyboard.press("Alt+Shift+ArrowLeft")
    assert page.evaluate(words) == "The harbour has 42"
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("c")
    expect(page.locator(".toast")).to_contain_text("marked")
    is_saved(page)
    quote = Claim.objects.get().appearances.get().quote
    assert quote == "The harbour has 42 boats"
    expect(page.locator("#text mark.cl.on")).to_have_text(quote)


def test_one_side_pane_has_tabs_and_widths_are_kept(open_as: OpenAs, ada: Actor, article: Article) -> None:
    page = open_as(ada, width=1100, today=False)
    opened(page, article)
    expect(page.locator("#evidence")).to_be_hidden()
    page.get_by_role("tab", name="Evidence").click()
    expect(page.locator("#rail")).to_be_hidden()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("#rail")).to_be_visible()
    splitter = page.get_by_role("separator", name="Width of the claims")
    expect(splitter).to_have_attribute("aria-valuenow", "334")
    splitter.press("ArrowLeft")
    expect(splitter).to_have_attribute("aria-valuenow", "358")
    page.reload()
    expect(splitter).to_have_attribute("aria-valuenow", "358")


def test_f6_goes_round_the_panes_each_with_one_stop_of_tab_and_arrows_inside(
    open_as: OpenAs, ada: Actor, article: Article
) -> None:
    page = open_as(ada, today=False)
    keys = opened(page, article)
    focused = "() => document.activeElement.closest('[data-pane]')?.id"
    page.locator("#text").focus()
    round_about = []
    for _ in range(3):
        page.keyboard.press("F6")
        round_about.append(page.evaluate(focused))
    assert round_about == ["rail", "evidence", "text"]
    stops = "() => [...document.querySelectorAll('#cards a.w')].filter(one => one.tabIndex >= 0).length"
    assert page.evaluate(stops) == 1
    page.keyboard.press("F6")
    before = chosen(page)
    page.keyboard.press("ArrowDown")
    assert before == keys[0] != chosen(page)
    assert page.evaluate("() => document.activeElement.closest('.card').dataset.card") == chosen(page)
    assert page.evaluate(stops) == 1


def test_shift_click_selects_from_to_and_the_rail_follows_the_text(open_as: OpenAs, ada: Actor) -> None:
    article = crowded_article(ada, words=2000, claims=20, suggestions=20)
    page = open_as(ada, today=False)
    opened(page, article)
    blocks = page.locator("#text .para")
    blocks.nth(1).click(position={"x": 200, "y": 10})
    blocks.nth(2).click(position={"x": 200, "y": 10}, modifiers=["Shift"])
    selected = page.evaluate("() => getSelection().toString()")
    assert "\n" in selected or len(selected) > 100
    top = page.locator("#rail").evaluate("pane => pane.scrollTop")
    page.locator("#text").hover()
    page.mouse.wheel(0, 1500)
    page.wait_for_function("before => document.getElementById('rail').scrollTop > before + 200", arg=top)
