"""Every page, once: no fault that axe-core finds, in light and dark, on a phone and from right to left; the keyboard
leads through it and out; it looks as the mock-ups do; and it stays whole when enlarged, printed, or in forced colours.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import resolve
from playwright.sync_api import Page

from tests.contracts.addresses import addresses
from tests.pages.conftest import Pages
from tests.pages.looking import COLOURS, PHONE, come, faults
from tests.pages.register import DESK, ENTRANCE, NO_PAGE, PAGES, PUBLIC, PageRow

KB = 1024
pytestmark = [pytest.mark.browser, pytest.mark.django_db]

STATES = 3
"""So many states of one page are looked at in dark and on a phone; `every_layout.py` looks at all of them."""
RIGHT_TO_LEFT = ["workbench, right to left", "claim, being written", "check"]
"""The layouts that differ most, with the whole page turned round; every page's width is measured both ways."""
MOCKUPS = json.loads((Path(__file__).parent / "mockups.json").read_text())
"""Elements of the design's mock-ups by name, with what a browser computed for them there, in light and in dark."""
STANDS_IN = {
    "workbench": ["workbench, a claim", "workbench, a suggestion", "workbench, right to left"],
    "claim": ["claim, being written", "claim, reading a copy"],
    "public": ["check"],
    "embed": ["embed"],
}
"""Which of our pages has the elements of a mock-up."""
COMPUTED = """(selector) => {
  const element = document.querySelector(selector);
  if (!element) return null;
  const style = getComputedStyle(element);
  const family = style.fontFamily.split(",")[0];
  const edge = style.borderTopWidth;
  return {
    family: family.includes("Serif") ? "serif" : family.includes("Sans") ? "sans" : family,
    size: style.fontSize, line: style.lineHeight, weight: style.fontWeight, color: style.color,
    background: style.backgroundColor, border: `${edge} ${edge === "0px" ? "" : style.borderTopColor}`,
    radius: style.borderTopLeftRadius,
  };
}"""


STOP = """() => {
  const on = document.activeElement;
  if (!on || on === document.body || on.dataset.stop === "1") return "out";
  if (on.dataset.stop === String(window.stops)) return "";  // a date has a stop for each of its parts
  if (on.dataset.stop) return on.outerHTML.slice(0, 120);
  on.dataset.stop = ++window.stops;
  return "";
}"""
"""Whether focus is out of the page, somewhere it has been before, or at a new stop."""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""
"""What WCAG 1.4.12 lets a reader set."""


def widths(page: Page) -> list[tuple[str, int]]:
    """Where the page is wider than its window: on a phone either way round, and enlarged with wide letters."""
    wide = "document.documentElement.scrollWidth"
    found = []
    for direction in ("rtl", "ltr"):
        page.evaluate("(way) => { document.documentElement.dir = way }", direction)
        found.append((f"{direction}, 390 px", page.evaluate(wide), 390))
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate(
        """(rules) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(rules);
          document.adoptedStyleSheets = [sheet];
        }""",
        SPACED,
    )
    found.append(("320 px, spaced", page.evaluate(wide), 320))
    return [(how, is_wide) for how, is_wide, may_be in found if is_wide > may_be]


SCROLLS_BEHIND = """() => {
  const fixed = document.querySelector(".desk.fixed");
  return Number(Boolean(fixed) && document.documentElement.scrollHeight > innerHeight + 1);
}"""
"""Whether a page whose panes scroll is taller than its window: then a link to a place in a pane moves all of it."""
STATIC = re.compile(r"^/(?:static|assets/\w+)/")


@cache
def gzipped(path: str) -> int:
    """How many bytes a static file is when it is sent; fonts are compressed already."""
    content = Path(str(finders.find(path))).read_bytes()
    return len(content) if path.endswith(".woff2") else len(gzip.compress(content, 9))


def too_big(page: Page, row: PageRow) -> list[str]:
    """What this page really loads, against the budgets: script, and for readers all of it. The desk's style is in
    `test_style.py`."""
    names = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    loaded = [urlsplit(each).path for each in names]
    address = page.evaluate("location.origin")
    files = {STATIC.sub("", each) for each in loaded if STATIC.match(each)}
    fonts = {each for each in files if each.endswith(".woff2")}
    script = sum(gzipped(each) for each in files if each.endswith(".js"))
    found = [f"{row.name}: {script} bytes of script"] * (script > 60 * KB)
    if row in PUBLIC:
        whole = sum(map(gzipped, files)) + len(gzip.compress(page.content().encode()))
        found += [f"{row.name}: {whole} bytes in all"] * (whole > 100 * KB)
        bare = whole - sum(map(gzipped, fonts))
        found += [f"{row.name}: {bare} bytes without fonts"] * (bare > 60 * KB)
        if row.name.partition(",")[0] == "check" and not row.click:
            found += [f"{row.name}: {1 + len(loaded)} requests: {loaded}"] * (len(loaded) > 5)
        found += [f"{row.name}: loads {each}" for each in names if not each.startswith(f"{address}/")]
    return found


def row_of(name: str) -> PageRow:
    return next(row for row in PAGES if row.name == name)


def test_every_address_has_a_row_or_a_reason(pages: Pages) -> None:
    known = {resolve(row.path(pages.town).partition("?")[0]).route for row in PAGES if row.status != 404}
    known = {route.lstrip("^").removesuffix("$").replace("/^", "/") for route in known}
    shown = {
        each.route
        for each in addresses()
        if not getattr(each.pattern.callback, "is_act", False)
        and not each.route.startswith(("api/", "v1alpha1", "$discovery", "discovery/"))
    }
    assert sorted(shown - known - set(NO_PAGE)) == []
    assert sorted(set(NO_PAGE) - shown) == []
    assert not known & set(NO_PAGE)


@pytest.mark.parametrize("rows", [DESK, ENTRANCE, PUBLIC], ids=["desk", "entrance", "public"])
def test_no_page_has_a_fault(pages: Pages, rows: list[PageRow]) -> None:
    found: list[str] = []
    looked_at: Counter[str] = Counter()
    for row in rows:
        page = pages.of(row.who)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
        found += come(page, row, pages.town)
        found += too_big(page, row)
        found += [f"{row.name}: scrolls as a whole behind its panes"] * page.evaluate(SCROLLS_BEHIND)
        found += faults(page, row.name, within=row.within)
        route = "" if row.status != 200 else resolve(row.path(pages.town).partition("?")[0]).route
        looked_at[route] += 1
        if looked_at[route] > STATES and not (row.click or row.press):
            continue
        page.emulate_media(color_scheme="dark")
        found += faults(page, f"{row.name} (dark)", COLOURS, row.within)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 390, "height": 844})
        found += faults(page, f"{row.name} (390 px)", PHONE, row.within)
        found += [f"{row.name} ({how}): {wide} px wide" for how, wide in widths(page)]
    assert not found, f"{len(found)} faults\n" + "\n".join(found)


@pytest.mark.parametrize("name", RIGHT_TO_LEFT)
def test_no_page_has_a_fault_from_right_to_left(pages: Pages, name: str) -> None:
    row = next(row for row in PAGES if row.name == name)
    page = pages.of(row.who)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
    assert come(page, row, pages.town) == []
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert faults(page, row.name) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_it_finds_a_fault_where_there_is_one(pages: Pages) -> None:
    page = pages.of("")
    page.goto("/how-we-work/")
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"/x.png\"><a href=\"#\"></a>'")
    assert {line.split(": ")[1] for line in faults(page, "spoilt")} >= {"image-alt", "link-name"}


@pytest.mark.parametrize("page_of", sorted(STANDS_IN))
def test_it_looks_as_the_mock_ups_do(pages: Pages, page_of: str) -> None:
    wanted = [row for row in MOCKUPS if row["page"] == page_of]
    differs: list[str] = []
    for scheme in ("light", "dark"):
        missing = {row["element"]: row for row in wanted}
        for name in STANDS_IN[page_of]:
            row = row_of(name)
            page = pages.of(row.who)
            page.set_viewport_size({"width": 1440, "height": 900})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            assert come(page, row, pages.town) == []
            for element in list(missing):
                found = page.evaluate(COMPUTED, missing[element]["selector"])
                if found is not None:
                    expected = missing.pop(element)[scheme]
                    differs += [
                        f"{element} ({scheme}): {part} is {found[part]}, not {expected[part]}"
                        for part in expected
                        if found[part] != expected[part]
                    ]
        differs += [f"{element} ({scheme}) is nowhere" for element in missing]
    assert not differs, "\n".join(differs)


def test_at_least_twenty_elements_are_compared() -> None:
    assert len({(row["page"], row["element"]) for row in MOCKUPS}) >= 20


@pytest.mark.parametrize(
    "name",
    [
        "Today", "articles", "workbench, a claim", "claim, being written", "claim, in review, the reviewer", "sources",
        "keys for programs", "sign in", "check", "public list",
    ],
)  # fmt: skip
def test_tab_leads_through_the_page_and_out(pages: Pages, name: str) -> None:
    row = row_of(name)
    page = pages.of(row.who)
    page.set_viewport_size({"width": 1440, "height": 900})
    assert come(page, row, pages.town) == []
    page.evaluate(
        "() => { window.stops = 0; document.activeElement?.blur(); getSelection().removeAllRanges(); }"
    )
    for _ in range(400):
        page.keyboard.press("Tab")
        at = page.evaluate(STOP)
        if at:
            break
    assert at == "out", f"Tab comes back to {at}, or never leaves"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement !== document.body"), "Shift Tab does not lead back in"


def test_what_is_chosen_keeps_an_outline_in_forced_colours(pages: Pages) -> None:
    chosen = {
        "workbench, a claim": [".card.on", ".seg [aria-current]"],
        "claim, being written": [".scale5 label:has(:checked)"],
        "check": [],
    }
    for name, selectors in chosen.items():
        row = row_of(name)
        page = pages.of(row.who)
        page.emulate_media(forced_colors="active", color_scheme="light")
        assert come(page, row, pages.town) == []
        for selector in selectors:
            outline = page.evaluate(
                "(each) => getComputedStyle(document.querySelector(each)).outlineStyle", selector
            )
            assert outline == "solid", (name, selector)
        if name == "check":
            edge = page.evaluate("getComputedStyle(document.querySelector('.stamp')).borderTopStyle")
            assert edge == "solid"
        page.emulate_media(forced_colors="none")


@pytest.mark.parametrize("name", ["workbench, a claim", "check, its source elsewhere"])
def test_it_prints_dark_on_white_whatever_the_screen_was(pages: Pages, name: str) -> None:
    row = row_of(name)
    page = pages.of(row.who)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="dark")
    assert come(page, row, pages.town) == []
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print", color_scheme="dark")
    seen = page.evaluate(
        """() => {
          const words = document.querySelector(".sheet p.para, .body > p");
          const shown = (each) => [...document.querySelectorAll(each)].some((one) => one.getClientRects().length);
          return {
            ink: getComputedStyle(words).color,
            paper: getComputedStyle(document.documentElement).backgroundColor,
            height: words.getBoundingClientRect().height,
            furniture: [".top", ".keys", ".mast", ".tools", ".toasts", "dialog"].filter(shown),
            clipped: document.querySelector(".desk") && getComputedStyle(document.querySelector(".desk")).overflow,
          };
        }"""
    )
    assert (seen["ink"], seen["paper"]) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert seen["height"] > 0 and seen["furniture"] == [] and seen["clipped"] in (None, "visible")
    if row in PUBLIC:
        address = page.evaluate(
            "getComputedStyle(document.querySelector('main a[href^=http]'), '::after').content"
        )
        assert "http" in address
    page.emulate_media(media="screen", color_scheme="light")
