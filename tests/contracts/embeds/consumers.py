"""Other people's programs in JavaScript, as they come from npm: unfurl.js and iframely read our pages; sidechain and
pym.js hold our frames. Not a part of `make test`: needs Node, and installs what package-lock.json names into a folder
that git does not see.

    .venv/bin/python -m pytest tests/contracts/embeds/consumers.py -n 0
"""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.publishing.models import Publication
from tests.journeys.conftest import browser, chromium
from tests.publishing import desk

__all__ = ["browser", "chromium"]

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
TITLE = "Most experts, not “most people”"


@pytest.fixture(scope="module")
def node() -> str:
    """Node, with the packages of the lock file."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if not found or not npm:
        pytest.skip("There is no Node with npm.")
    locked = HERE / "package-lock.json"
    if not MODULES.is_dir() or locked.stat().st_mtime > MODULES.stat().st_mtime:
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
        MODULES.touch()
    return found


@pytest.fixture
def published(
    transactional_db: None, live_server: object, harbor: Organisation, ada: Actor, ben: Actor
) -> tuple[str, Publication]:
    base = str(live_server)
    Organisation.objects.filter(pk=harbor.pk).update(base_url=base, public_host=None)
    for actor in (ada, ben):
        actor.organisation.refresh_from_db()
    return base, desk.publish(ada, ben)


@pytest.fixture
def host(node: str) -> Iterator[Any]:
    """`host(body)`: the address of a page elsewhere with that body, which has the packages beside it."""
    pages: list[bytes] = []

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            file = MODULES / self.path.removeprefix("/modules/")
            is_module = self.path.startswith("/modules/") and file.is_file()
            body = file.read_bytes() if is_module else b"" if "favicon" in self.path else pages[-1]
            self.send_response(200)
            self.send_header("Content-Type", f"text/{'javascript' if is_module else 'html'}; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def at(body: str) -> str:
        pages.append(f"<!doctype html><html lang=en><body>{body}</body></html>".encode())
        return f"http://127.0.0.1:{server.server_port}/post"

    yield at
    server.shutdown()


def test_unfurl_and_iframely_find_the_card(node: str, published: tuple[str, Publication]) -> None:
    base, publication = published
    uid = publication.fact_check.claim.uid
    article = publication.fact_check.claim.article
    assert article is not None
    wanted = {
        base + desk.path_of(publication): (TITLE, f"{base}/embed/claim/{uid}/"),
        f"{base}{desk.path_of(publication)}v/1/": (TITLE, f"{base}/embed/claim/{uid}/v/1/"),
        f"{base}/articles/when-will-it-come-{article.uid}/": (
            "When will it come?",
            f"{base}/embed/article/{article.uid}/",
        ),
    }
    asked = subprocess.run(
        [node, HERE / "ask.mjs", *wanted], cwd=HERE, check=True, capture_output=True, text=True, timeout=120
    )
    answers = [json.loads(line) for line in asked.stdout.splitlines() if line.startswith('{"address"')]
    assert [each["address"] for each in answers] == list(wanted)
    for each in answers:
        title, frame = wanted[each["address"]]
        found = each["unfurl"]["oEmbed"]
        assert (found["type"], found["title"]) == ("rich", title), each["unfurl"]
        assert f'src="{frame}"' in found["html"]
        assert found["width"] == 600 and found["height"] > 0
        links = [link for link in each["iframely"]["links"] if frame in str(link.get("href", ""))]
        assert links, each["iframely"]
        assert "oembed" in links[0]["rel"]
        assert each["iframely"]["meta"]["title"].startswith(title)


def test_sidechain_and_pym_give_the_frame_the_height_it_has(
    host: Any,
    browser: Browser,  # noqa: F811 - the fixture
    published: tuple[str, Publication],
) -> None:
    base, publication = published
    frame = f"{base}/embed/claim/{publication.fact_check.claim.uid}/"
    page = browser.new_context(viewport={"width": 700, "height": 900}).new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    for body in (
        f'<script src="/modules/pym.js/dist/pym.v1.min.js"></script><div id="there"></div>'
        f"<script>new pym.Parent('there', '{frame}', {{}})</script>",
        f'<side-chain id="there" src="{frame}"></side-chain>'
        '<script type="module" src="/modules/@nprapps/sidechain/dist/sidechain.js"></script>',
    ):
        page.goto(host(body))
        inside = page.frame_locator("#there iframe")
        expect(inside.locator(".cf")).to_be_visible()
        for width in (700, 360):  # narrower: the card grows, and says so again
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(
                """async () => {
                  const frame = (document.querySelector('#there').shadowRoot || document).querySelector('iframe');
                  const before = frame.clientHeight;
                  await new Promise((done) => setTimeout(done, 300));
                  return before === frame.clientHeight && before !== 150;
                }"""
            )
            card = inside.locator(".cf").bounding_box()
            shown = page.locator("#there iframe").evaluate("(each) => each.clientHeight")
            assert card and abs(shown - card["height"]) <= 2, (body, width, shown, card)
    assert not faults, faults
