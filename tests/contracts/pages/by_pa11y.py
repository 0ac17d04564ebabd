"""Every public page, in each state that looks different, by pa11y with both of its runners, axe-core and HTML
CodeSniffer: light and dark, wide and at 320 px, from left to right and from right to left. By hand, where Node with npm
and Chromium are; some minutes:

    .venv/bin/python -m pytest tests/contracts/pages/by_pa11y.py -n 0 -s

No rule is left out. What axe leaves to a person is measured by the script beside this one (`pa11y.mjs` says how).

What package-lock.json names is installed into a folder that git does not see.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
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
    print(  # noqa: T201
        f"{len(pages)} pages, looked at {said['looked']} times: {len(said['faults'])} faults; "
        f"{said['decided']} contrasts that axe leaves open were measured"
    )
    assert len(pages) >= 35 and said["looked"] == len(pages) * len(LAYOUTS)
    assert not said["faults"], "\n".join(said["faults"])


@pytest.fixture
def spoilt(tmp_path: Path) -> Iterator[str]:
    """The address of a page with faults of each sort, one of them in a frame."""
    (tmp_path / "framed.html").write_text("<!DOCTYPE html><title>x</title><img src=x>")
    (tmp_path / "index.html").write_text(
        "<!DOCTYPE html><meta charset=utf-8><title>x</title><img src=x><p style='color:#aaa;background:#fff'>Pale."
        "<p><i id=sign style='color:#aaa'>≠</i>"
        "<p id=ground style='color:#777;background:linear-gradient(9deg,#fff,#999)'>Pale."
        "<p id=right style='color:#000;background:linear-gradient(9deg,#fff,#ddd)'>Dark."
        "<p><i id=own style='display:grid;width:20px;height:18px;font:16px serif;color:#aaa;background:#fff'>≠</i>"
        "<iframe title=x src=framed.html></iframe>"
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_it_finds_a_fault_where_there_is_one(chromium: str, modules: Path, spoilt: str) -> None:  # noqa: F811
    page = {"name": "spoilt", "url": spoilt, "status": 200, "click": "", "waitFor": ""}
    said = looked_at(chromium, [page])
    found = "\n".join(said["faults"])
    assert "htmlcs" in found and "axe image-alt: html > body > img: " in found, found
    assert "axe image-alt: : " in found, found  # in the frame, where pa11y does not say
    assert "#sign" in found and "#ground" in found and "#own" in found and "#right" not in found, found
