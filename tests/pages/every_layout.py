"""Every page in every layout: light and dark, wide and on a phone, from left to right and from right to left, each with
all of axe-core's rules. It takes a quarter of an hour, so it is asked for by name:

    .venv/bin/python -m pytest tests/pages/every_layout.py

`test_pages.py` looks at each page once with all rules, and at some states of each with those that the next layout can
break, in a fraction of the time.
"""

from __future__ import annotations

import pytest

from tests.pages.conftest import Pages
from tests.pages.looking import come, faults
from tests.pages.register import PAGES, PageRow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SIZES = {"1440 px": (1440, 900), "390 px": (390, 844)}


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_no_page_has_a_fault_in_any_layout(pages: Pages, row: PageRow) -> None:
    page = pages.of(row.who)
    found: list[str] = []
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="light")
        found += come(page, row, pages.town)
        for direction in ("ltr", "rtl"):
            page.evaluate("(way) => { document.documentElement.dir = way }", direction)
            page.emulate_media(color_scheme="light")
            found += faults(page, f"{row.name} (light, {size}, {direction})", within=row.within)
            page.emulate_media(color_scheme="dark")
            found += faults(page, f"{row.name} (dark, {size}, {direction})", within=row.within)
            is_wide = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{row.name} ({size}, {direction}): {is_wide} px wide"] * (is_wide > width)
    page.emulate_media(color_scheme="light")
    assert not found, f"{len(found)} faults\n" + "\n".join(found)
