"""By browser alone: a pasted article becomes a published page, by two people, with and without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from claims.accounts.acting import Actor
from claims.evidence.models import Evidence
from claims.publishing.models import Publication
from claims.verdicts.models import CaseState, FactCheck
from tests import factories
from tests.journeys.conftest import OpenAs

pytestmark = pytest.mark.browser

ARTICLE = """The harbour of Port Alder

The city of Port Alder spent 42 million euros on its harbour in 2021, the mayor said. He was proud of it.

The works took three years. Boats from everywhere can land there now.
"""
LEDGER = """The treasury of Port Alder publishes its spending every spring.

In 2021 the city of Port Alder spent 31 million euros on its harbour, the treasury's ledger shows. Roads cost more.
"""
LETTER = """To the council: a clear word 🚢 about money.

The harbour office confirms that 31 million euros were paid for the harbour works of 2021, and nothing beside it.
"""
CONFIRMED = "31 million euros were paid for the harbour works of 2021"


def keep_in_the_archive(page: Page) -> None:
    page.goto("/desk/sources/")
    page.get_by_label("Of a text").fill(LEDGER)
    page.get_by_label("Title").first.fill("Ledger of the treasury")
    page.get_by_label("Publisher").first.fill("Treasury of Port Alder")
    page.get_by_role("button", name="Keep this text").click()
    expect(page.get_by_role("heading", name="Ledger of the treasury")).to_be_visible()


def paste_article(page: Page) -> None:
    page.goto("/desk/articles/")
    page.get_by_label("From a text").fill(ARTICLE)
    page.get_by_role("button", name="Bring in the text").click()
    expect(page.locator(".sheet")).to_contain_text("He was proud of it.")


def until_there(page: Page, selector: str) -> None:
    """Without script nothing arrives by itself: the page is loaded again."""
    for _ in range(40):
        if page.locator(selector).count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{selector} never came")


def select_words(page: Page, words: str) -> None:
    """Select words of the kept copy as a person does, with the mouse's result."""
    page.evaluate(
        """words => {
            for (const block of document.querySelectorAll(".doc [data-start]")) {
                const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const at = walker.currentNode.data.indexOf(words);
                    if (at < 0) continue;
                    const range = document.createRange();
                    range.setStart(walker.currentNode, at);
                    range.setEnd(walker.currentNode, at + words.length);
                    const selection = getSelection();
                    selection.removeAllRanges();
                    selection.addRange(range);
                    return;
                }
            }
            throw new Error("not there: " + words);
        }""",
        words,
    )


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_pasted_article_becomes_a_published_page_by_two_people(
    open_as: OpenAs, ada: Actor, ben: Actor, script: bool
) -> None:
    # Ada brings both texts in and accepts the first suggestion.
    page = open_as(ada, script=script, at_the_door=True)
    keep_in_the_archive(page)
    paste_article(page)
    until_there(page, ".card.sg")
    if script:
        page.locator(".card.sg.on a[data-select]").focus()
        page.keyboard.press("a")
    else:
        page.locator(".card.sg.on").get_by_role("button", name="Accept").click()
    expect(page.locator(".toast")).to_contain_text("accepted")
    expect(page.locator(".card.cl")).to_contain_text("42 million euros")
    expect(page.locator(".sheet mark.cl")).to_contain_text("42 million euros")

    # One quotation comes from the archive …
    page.get_by_role("link", name="Open claim page").click()
    until_there(page, ".candidate")
    candidate = page.locator(".candidate", has_text="31 million euros").first
    if script:
        candidate.focus()
        page.keyboard.press("d")
        expect(page.locator(".col.refutes .ev")).to_contain_text("31 million euros")
        page.keyboard.press("Control+z")  # what comes back is what the next key is about
        expect(page.locator(".candidate:focus")).to_contain_text("31 million euros")
        page.keyboard.press("d")
    else:
        candidate.get_by_role("button", name="Disputes").click()
    expect(page.locator(".col.refutes .ev")).to_contain_text("31 million euros")

    # … and one is added by hand, its words selected in the kept copy.
    page.locator("#add > summary").click()
    added = page.locator("#add form", has=page.get_by_label("By paste"))
    added.get_by_label("By paste").fill(LETTER)
    added.get_by_label("Title").fill("Letter of the harbour office")
    added.get_by_role("button", name="Keep this text").click()
    expect(page.locator(".viewer header")).to_contain_text("Letter of the harbour office")
    quoting = page.locator("[data-quote-form]")
    if script:
        select_words(page, CONFIRMED)
        expect(quoting).to_contain_text("31 million euros were paid")
    else:
        quoting.locator("summary").click()
        quoting.get_by_label("Words, exactly as in the copy").fill(CONFIRMED)
    quoting.get_by_role("button", name="Disputes").click()
    expect(page.locator(".col.refutes .ev")).to_have_count(2)
    expect(page.locator(".viewer mark.q").first).to_have_text(CONFIRMED)

    # She writes the verdict and sends it.
    page.get_by_role("button", name="Write the verdict").click()
    expect(page.get_by_label("Headline")).to_be_visible()
    if script:
        page.locator("#main").focus()
        page.keyboard.press("2")
        expect(page.locator(".rating .hint")).to_contain_text("Mostly false")
    else:
        page.get_by_label("Mostly false").check()
    page.get_by_label("Headline").fill("Port Alder’s harbour cost 31 million euros, not 42")
    page.get_by_label("Conclusion").fill("The city’s own ledger and the harbour office both say 31 million.")
    page.locator("#verdict-explanation").fill(
        "The ledger has 31 million [1]. The harbour office confirms it [2]."
    )
    page.get_by_label("Claim in one line").fill("Port Alder spent 42 million euros on its harbour")
    if script:
        expect(page.locator("#saved")).to_have_text("Saved")
        expect(page.locator("#gate")).to_contain_text("Nothing is missing")
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator("#review")).to_contain_text("somebody else must approve it")
    expect(page.locator("#review").get_by_role("button", name="Approve")).to_have_count(0)
    assert FactCheck.objects.get().state == CaseState.REVIEW
    assert set(Evidence.objects.values_list("quote", flat=True)) >= {CONFIRMED}

    # Nothing is public yet.
    reader = open_as(None)
    reader.goto("/")
    expect(reader.locator("body")).not_to_contain_text("31 million euros")

    # Ben finds it on Today, sees what is new and signs.
    second = open_as(ben, script=script)
    second.locator(".turn .review + .what a").click()
    expect(second.locator("#review")).to_contain_text("The first version: everything is new.")
    expect(second.locator("#review")).to_contain_text(CONFIRMED)
    second.get_by_role("button", name="Approve and publish").click()
    until_there(second, "[data-public]")
    public = second.locator("[data-public]").get_attribute("href")
    assert public

    # Signed out, the page is there with both quotations.
    reader.goto(public)
    expect(reader.get_by_role("heading", level=1)).to_contain_text("31 million euros, not 42")
    body = reader.locator("body")
    expect(body).to_contain_text("Mostly false")
    expect(body).to_contain_text(CONFIRMED)
    expect(body).to_contain_text("the treasury's ledger shows")
    assert Publication.objects.get().versions.get().revision.citations.count() == 2


def test_an_author_who_presses_approve_is_refused_by_the_page(
    open_as: OpenAs, ben: Actor, eve: Actor
) -> None:
    claim = factories.a_claim(ben)
    factories.a_sent_verdict(claim, ben)
    page = open_as(ben, today=False)
    page.goto(f"/desk/claims/{claim.uid}/")
    page.locator("#review").get_by_role("button", name="Approve").click()
    expect(page.locator("#review-refusal")).to_contain_text("somebody else must approve it")
    expect(page.locator("#review-refusal")).to_contain_text("Ask Eve.")
    assert FactCheck.objects.get().state == CaseState.REVIEW


def test_publishing_can_be_stopped_before_anything_is_public(
    open_as: OpenAs, settings: pytest.FixtureRequest, ada: Actor, ben: Actor
) -> None:
    settings.PUBLISH_DELAY_SECONDS = 60
    claim = factories.a_claim(ada)
    factories.a_sent_verdict(claim, ada)
    page = open_as(ben, today=False)
    page.goto(f"/desk/claims/{claim.uid}/")
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.locator("#order")).to_contain_text("Nothing is public before then.")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".toast")).to_contain_text("nothing was published")
    expect(page.get_by_role("button", name="Publish", exact=False)).to_be_visible()
    assert not Publication.objects.exists()


def test_a_forecast_says_why_it_gets_no_rating(open_as: OpenAs, ada: Actor) -> None:
    claim = factories.a_claim(ada, factories.FORECAST, kind="prediction")
    page = open_as(ada, today=False)
    page.goto(f"/desk/claims/{claim.uid}/")
    expect(page.locator("#forecast")).to_contain_text("50 %")
    expect(page.locator("#forecast")).to_contain_text("2040")
    page.get_by_role("button", name="Write the verdict").click()
    expect(page.locator("#rating-refused")).to_contain_text("It is kept open and rated when it has come out.")
    expect(page.locator("input[name=rating]")).to_have_count(0)


def test_two_people_who_save_the_same_field_both_keep_their_words(
    open_as: OpenAs, ada: Actor, ben: Actor
) -> None:
    claim = factories.a_claim(ada)
    factories.a_draft(claim, ada)
    one, other = open_as(ada, today=False), open_as(ben, today=False)
    for page in (one, other):
        page.goto(f"/desk/claims/{claim.uid}/")
    one.get_by_label("Headline").fill("Ada’s headline")
    other.get_by_label("Headline").fill("Ben’s headline")
    # Who of the two is the later one is not ours to say: the one whose words met the other's is asked.
    for page in (one, other):
        expect(page.locator("#saved")).to_have_text(re.compile(r"^\s*(Saved|Needs you)\s*$"))
    page, name, mine, theirs = (
        (one, "Ben", "Ada’s headline", "Ben’s headline")
        if "Needs" in one.locator("#saved").inner_text()
        else (other, "Ada", "Ben’s headline", "Ada’s headline")
    )
    card = page.locator(".conf")
    expect(card).to_contain_text(f"{name} changed this while you did")
    expect(page.get_by_label("Headline")).to_have_value(mine)
    card.get_by_role("button", name=f"Take {name}’s").click()
    expect(page.get_by_label("Headline")).to_have_value(theirs)
    page.get_by_label("Headline").fill("Both our headlines")
    expect(page.locator("#saved")).to_have_text("Saved")
    page.reload()
    expect(page.get_by_label("Headline")).to_have_value("Both our headlines")


def test_words_selected_after_an_emoji_are_marked_where_they_stand(open_as: OpenAs, ada: Actor) -> None:
    article = factories.an_article(
        ada, "News 🚢🚢 of the day: the ferry was late again, say 🧭 all.\n\nThe end."
    )
    page = open_as(ada, today=False)
    page.goto(f"/desk/articles/{article.uid}/")
    page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.querySelector(".sheet"), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf("the ferry was late again");
                if (at < 0) continue;
                getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + 24);
            }
        }"""
    )
    page.get_by_role("button", name="Mark claim").click()
    expect(page.locator("mark.cl.on")).to_have_text("the ferry was late again")


def test_a_narrow_page_needs_no_sideways_scrolling(open_as: OpenAs, ada: Actor, dev: Actor) -> None:
    claim = factories.a_claim(ada)
    factories.a_draft(claim, ada)
    for actor in (ada, dev):
        page = open_as(actor, width=390, today=False)
        article = claim.article
        assert article is not None
        for path in (
            "",
            "articles/",
            f"articles/{article.uid}/",
            "claims/",
            f"claims/{claim.uid}/",
            "sources/",
            "jobs/",
        ):
            page.goto(f"/desk/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
