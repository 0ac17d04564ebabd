"""Every public page, in each state that looks different, by pa11y with both of its runners, axe-core and HTML
CodeSniffer: light and dark, wide and at 320 px, from left to right and from right to left. By hand, where Node with npm
and Chromium are; some minutes:

    .venv/bin/python -m pytest tests/contracts/pages/by_pa11y.py -n 0 -s

What package-lock.json names is installed into a folder that git does not see.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.pages.installed import HERE, modules
from tests.journeys.conftest import chromium
from tests.pages.conftest import town
from tests.pages.register import PUBLIC
from tests.pages.town import Town

__all__ = ["chromium", "modules", "town"]

LAYOUTS = [
    {"name": f"{scheme}, {width} px, {way}", "width": width, "scheme": scheme, "direction": way}
    for width, scheme, way in (
        (1280, "light", "ltr"), (1280, "dark", "ltr"),
        (320, "light", "ltr"), (320, "dark", "ltr"), (320, "light", "rtl"),
    )
]  # fmt: skip


def looked_at(chromium: str, pages: list[dict[str, Any]]) -> Any:  # noqa: F811 - the fixture
    asked = json.dumps({"chromium": chromium, "layouts": LAYOUTS, "pages": pages})
    said = subprocess.run(
        ["node", "pa11y.mjs"], cwd=HERE, input=asked, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr[-2000:]
    return json.loads(said.stdout)


@pytest.mark.django_db
def test_no_public_page_has_a_fault(
    town: tuple[str, Town, object],  # noqa: F811 - the fixture
    chromium: str,  # noqa: F811 - the fixture
    modules: Path,  # noqa: F811 - the fixture
) -> None:
    address, built, _ = town
    pages = [
        {
            "name": row.name,
            "url": address + row.path(built),
            "status": row.status,
            "click": row.click,
            "waitFor": row.wait_for,
        }
        for row in PUBLIC
    ]
    said = looked_at(chromium, pages)
    print(f"{len(pages)} pages, looked at {said['looked']} times: {len(said['faults'])} faults")  # noqa: T201
    assert len(pages) >= 35 and said["looked"] == len(pages) * len(LAYOUTS)
    assert not said["faults"], "\n".join(said["faults"])


def test_it_finds_a_fault_where_there_is_one(chromium: str, modules: Path, tmp_path: Path) -> None:  # noqa: F811
    spoilt = tmp_path / "spoilt.html"
    spoilt.write_text("<!DOCTYPE html><title>x</title><img src=x><p style='color:#aaa;background:#fff'>Pale.")
    page = {"name": "spoilt", "url": spoilt.as_uri(), "status": 0, "click": "", "waitFor": ""}
    found = " ".join(looked_at(chromium, [page])["faults"])
    assert "htmlcs" in found and "axe" in found
