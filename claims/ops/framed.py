"""Somebody else's page with a check embedded in every way, open in Chromium: what its reader sees whenever it is loaded
again, with all that the browser keeps meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from claims.ops.browsers import chromium
from claims.ops.surfaces import Blank
from claims.publishing.models import Publication

NAMES = ("frame", "element", "element, line", "element, version", "element, list", "in the text")
"""Ways of embedding that a reader sees on that page."""
LOADED_MS = 20_000
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Elsewhere</title>
<script type="module" src="{base}/embed.js"></script></head><body>
<iframe src="{base}/embed/claim/{uid}/" width="600" height="400" title="Fact-check"></iframe>
<claim-card id="element" src="{base}/checks/{uid}/">words of the page</claim-card>
<claim-card id="element, line" src="{base}/checks/{uid}/" shape="line">words of the page</claim-card>
<claim-card id="element, version" src="{base}/checks/{uid}/" version="1">words of the page</claim-card>
<claim-card id="element, list" src="{base}/articles/{article}/">words of the page</claim-card>
<p>She said <claim-card id="in the text" src="{base}/checks/{uid}/" shape="text">that many came</claim-card>.</p>
</body></html>
"""
READ = """() => Object.fromEntries([...document.querySelectorAll("claim-card")].map((each) => {
  const root = each.shadowRoot;
  if (!root) return [each.id, null];
  root.querySelector("button")?.click();
  const card = root.querySelector(".cf");
  return [each.id, card && card.getBoundingClientRect().height > 20 ? card.innerText : ""];
}))"""
"""What can be read in each element: null while the page's own words stand there, nothing where it is blank."""
Says = Callable[[str], bool]


class Framed:
    """The page, and the browser it is open in."""

    def __init__(self, page: Any, elsewhere: str, base: str) -> None:
        self.page, self.elsewhere, self.base = page, elsewhere, base

    def open(self, publication: Publication) -> None:
        """Show this check. RuntimeError where one of them does not."""
        claim = publication.fact_check.claim
        article = claim.article.uid if claim.article else ""
        self.page.goto(f"{self.elsewhere}/?uid={claim.uid}&article={article}")
        said = self._read()
        silent = [name for name in NAMES if "Mostly false" not in (said[name] or "")]
        if silent:
            raise RuntimeError(f"Not shown before it is taken back: {', '.join(silent)}; {said}")

    def look(self, expected: Mapping[str, Says]) -> dict[str, bool]:
        """Load it again: which of them say what is expected. Raises Blank where one shows nothing."""
        self.page.reload()
        said = self._read()
        if blank := [name for name, words in said.items() if words is not None and not words.strip()]:
            raise Blank(f"blank in Chromium: {', '.join(blank)}")
        return {name: says(said[name] or "") for name, says in expected.items()}

    def _read(self) -> dict[str, str | None]:
        from playwright.sync_api import Error

        with suppress(Error):  # one that never comes is told of as what it shows instead
            self.page.wait_for_function(
                "() => [...document.querySelectorAll('claim-card')].every((each) => each.shadowRoot)",
                timeout=LOADED_MS,
            )
        frame = next(each for each in self.page.frames if "/embed/" in each.url)
        return {"frame": frame.evaluate("() => document.body.innerText"), **self.page.evaluate(READ)}


@contextmanager
def somebody_elses_page(base: str) -> Iterator[Framed]:
    """A server of their own, and Chromium. RuntimeError where there is none."""
    program = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        raise RuntimeError(
            "Chromium and the test tools (Playwright) are needed: what elements show is seen there."
        )
    server = ThreadingHTTPServer(("127.0.0.1", 0), _door(base))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
            browser = playwright.chromium.launch(executable_path=program, args=flags)
            try:
                yield Framed(browser.new_page(), f"http://127.0.0.1:{server.server_port}", base)
            finally:
                browser.close()
    finally:
        server.shutdown()
        server.server_close()


def _door(base: str) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {name: escape(values[0]) for name, values in parse_qs(urlsplit(self.path).query).items()}
            body = PAGE.format_map({"base": base, "uid": "", "article": "", **asked}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is written down of a request."""

    return Door
