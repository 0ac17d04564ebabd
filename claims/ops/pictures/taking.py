"""Taking the pictures: every page at three widths, light and dark, by the system's Chromium, as small WebP files."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from claims.accounts.models import User
from claims.ops.browsers import chromium
from claims.ops.pictures.showing import Shown

WIDTHS = (390, 1100, 1440)
SCHEMES = ("light", "dark")
HEIGHTS = {390: 844}
QUALITY = 50
Say = Callable[[str], None]

STILL = r"""() => {
  // The same picture tomorrow: days, moments and what is drawn by lot become the same ones, and nothing blinks.
  const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";
  const day = `\\d{1,2} ${month}`;
  const changes = [
    [`${day}(?: 20\\d\\d)?,? (?:at )?\\d\\d:\\d\\d`, "21 Nov, 14:05"],
    [`\\d{1,2} [A-Z][a-z]{2} ${new Date().getFullYear()}`, "21 Nov 2026"],
    [`\\d{1,2} [A-Z][a-z]{3,} ${new Date().getFullYear()}`, "21 November 2026"],
    [`[A-Z][a-z]+day ${day}`, "Saturday 21 November"],
    [`due ${day}(?! \\d)`, "due 2 Dec"],
    ["(?<=^|· |v\\d, )\\d\\d:\\d\\d$", "14:05"],
    ["^\\d+ min$", "1 min"],
    ["(?<=[-/])(?=[a-z]*\\d)[a-z0-9]{12}(?=/)", "a7530yxo876e"],
    ["[a-z0-9]{5}(?:-[a-z0-9]{5}){3}", "eaejn-rnw7j-ws9fj-srhxn"],
  ].map(([found, written]) => [new RegExp(found, "g"), written]);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.data;
    const fixed = changes.reduce((text, [found, written]) => text.replace(found, written), words);
    if (fixed !== words) walker.currentNode.data = fixed;
  }
  document.activeElement?.blur();
}"""


SETTLED = """async () => {
  const desk = document.querySelector("script[src*='desk.js']");
  const moment = () => new Promise((done) => setTimeout(done, 20));
  while (desk && !performance.getEntriesByName("desk:usable").length) await moment();
  const live = document.querySelector("[data-live-state]");
  for (let n = 0; live && live.hidden && n < 200; n += 1) await moment();
  await new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)));
}"""
"""The page's script has started, its line is open or is not to be had, and what is left for an idle moment is done."""


class NoBrowser(Exception):
    """There is no Chromium, or playwright is not installed."""


@contextmanager
def served() -> Iterator[str]:
    """This installation's pages at an address of their own, for as long as the pictures take."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, port=0)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()


def take(
    pages: Iterable[Shown],
    folder: Path,
    *,
    address: str,
    say: Say,
    widths: Iterable[int] = WIDTHS,
    schemes: Iterable[str] = SCHEMES,
) -> list[Path]:
    """Write `<page>-<width>-<scheme>.webp` for each, and return the files. Raises NoBrowser."""
    playwright = _playwright()
    browser_path = chromium()
    if not browser_path:
        raise NoBrowser("There is no Chromium here: install the package chromium, or name it in CHROMIUM.")
    folder.mkdir(parents=True, exist_ok=True)
    shown = list(pages)
    sessions = {who: _session(who) for who in {page.who for page in shown} if who}
    written: list[Path] = []
    with playwright() as runs:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
        browser = runs.chromium.launch(executable_path=browser_path, args=arguments)
        for page in shown:
            context = browser.new_context(base_url=address, reduced_motion="reduce", locale="en-GB")
            if page.who:
                name = settings.SESSION_COOKIE_NAME
                context.add_cookies([{"name": name, "value": sessions[page.who], "url": address}])
            tab = context.new_page()
            camera = context.new_cdp_session(tab)
            for width in widths:
                tab.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
                tab.goto(page.path)
                tab.evaluate("document.fonts.ready")
                tab.evaluate(SETTLED)
                for scheme in schemes:
                    tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                    for frame in tab.frames:  # just before, since parts of a page may have come anew
                        frame.evaluate(STILL)
                    file = folder / f"{page.name}-{width}-{scheme}.webp"
                    taken = camera.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
                    file.write_bytes(base64.b64decode(taken["data"]))
                    written.append(file)
            context.close()
            say(f"{page.name}: {page.words}")
        browser.close()
    return written


def _playwright() -> Callable[[], Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NoBrowser(
            "Pictures need playwright, which is among the tools for tests: make setup."
        ) from error
    return sync_playwright


def _session(name: str) -> str:
    """A session of this person of the demo, as signing in would make it."""
    user = User.objects.get(email=f"{name}@harbor.example")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
