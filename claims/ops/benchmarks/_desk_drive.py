"""Chromium at work for the desk's benchmark. Playwright is a test tool: only the benchmark imports this."""

from __future__ import annotations

import html
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from playwright.sync_api import Page, sync_playwright

from claims.ops.browsers import chromium
from claims.ops.figures import percentile

PAUSE_MS = 120
"""Between a paint and the next press: a hand that hurries presses five to eight keys a second."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
LISTEN = """() => {
    window.paints = [];
    addEventListener("keydown", (event) => {
        const began = event.timeStamp;
        requestAnimationFrame(() => {
            const after = new MessageChannel();
            after.port1.onmessage = () => window.paints.push(performance.now() - began);
            after.port2.postMessage(0);
        });
    }, { capture: true });
}"""
WATCH = """() => {
    window.tasks = [];
    new PerformanceObserver((list) => {
        for (const each of list.getEntries()) window.tasks.push(each.duration);
    }).observe({ type: "longtask" });
}"""
BARE_KEYS = """
let at = 0;
const all = [...document.querySelectorAll("p")];
addEventListener("keydown", () => {
  all[at].classList.remove("on");
  at = (at + 1) % all.length;
  all[at].classList.add("on");
});
"""


@dataclass(frozen=True)
class Ready:
    """An article in the database: made before the browser starts, whose driver allows no database beside it."""

    uid: str
    text: str
    about: str


class Driver:
    """One browser, signed in, for as long as the `with` lasts."""

    def __init__(self, base: str, cookies: dict[str, str]) -> None:
        self.base, self.cookies = base, cookies

    def __enter__(self) -> Self:
        path = chromium()
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        return self

    def __exit__(self, *_: object) -> None:
        self.browser.close()
        self.playwright.stop()

    def report(self, usual: list[Ready], long: list[Ready], *, presses: int) -> Iterator[str]:
        keys: dict[str, list[list[float]]] = {"A": [], "X": [], "J": [], "bare": []}
        usable: list[float] = []
        bare_usable: list[float] = []
        with self._page() as page:  # what a server does once is not counted
            self._open(page, long[0])
        for article in usual:
            with self._page() as page:
                page.goto(f"{self.base}/desk/articles/", wait_until="load")  # one brings in from the desk
                usable.append(self._open(page, article))
                page.evaluate(LISTEN)
                for (
                    key
                ) in "AXJ":  # the first two while something is undecided: a key that does nothing is quick
                    keys[key].append(self._press(page, key.lower(), presses))
            with self._page() as page:
                bare_usable.append(self._open_bare(page, article))
                page.evaluate(LISTEN)
                keys["bare"].append(self._press(page, "j", presses))
        bare = _median(percentile(each, 0.95) for each in keys["bare"])
        yield f"{usual[0].about}; median of {len(usual)}"
        for key, each in keys.items():
            middle, late = (_median(percentile(one, share) for one in each) for share in (0.5, 0.95))
            yield f"  key to paint {key:<5} p50 {middle:5.0f} ms  p95 {late:5.0f} ms  {late / bare:4.1f} × bare"
        opened, plain = _median(usable), _median(bare_usable)
        yield f"  asked for to usable  {opened:5.0f} ms; bare page {plain:5.0f} ms  {opened / plain:4.1f} ×"
        longest, bare_longest = [], []
        for article in long:
            with self._page() as page:
                self._open(page, article)
                longest.append(self._scroll(page))
            with self._page() as page:
                self._open_bare(page, article)
                bare_longest.append(self._scroll(page))
        yield f"{long[0].about}; median of {len(long)}"
        yield (
            f"  longest task while scrolling {_task(_median(longest))}; bare page {_task(_median(bare_longest))}"
        )

    def _page(self) -> Any:
        context = self.browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": k, "value": v, "url": self.base} for k, v in self.cookies.items()])
        page = context.new_page()
        page.set_default_timeout(120_000)
        return _Closing(page)

    def _open(self, page: Page, article: Ready) -> float:
        """Milliseconds from asking for the page to its script having started with everything on it."""
        page.goto(f"{self.base}/desk/articles/{article.uid}/", wait_until="load")
        page.locator("#cards .card.on").wait_for()
        return float(page.evaluate("performance.getEntriesByName('desk:usable')[0].startTime"))

    def _open_bare(self, page: Page, article: Ready) -> float:
        body = "".join(f"<p>{html.escape(each)}</p>" for each in article.text.split("\n\n"))
        style = "body{max-width:700px;margin:0}#text{height:100vh;overflow:auto}.on{background:#fe8}"
        page.route(
            "**/bare",
            lambda route: route.fulfill(
                content_type="text/html",
                body=f"<!doctype html><style>{style}</style><div id=text>{body}</div><script>{BARE_KEYS}"
                "performance.mark('desk:usable')</script>",
            ),
        )
        page.goto(f"{self.base}/bare", wait_until="load")
        return float(page.evaluate("performance.getEntriesByName('desk:usable')[0].startTime"))

    def _press(self, page: Page, key: str, presses: int) -> list[float]:
        page.evaluate("() => { window.paints = []; }")
        for n in range(presses):
            page.keyboard.press(key)
            page.evaluate(
                "n => new Promise(done => { const look = () => window.paints.length > n ? done() :"
                " requestAnimationFrame(look); look(); })",
                n,
            )
            page.wait_for_timeout(PAUSE_MS)
        return [float(each) for each in page.evaluate("window.paints")]

    def _scroll(self, page: Page) -> float:
        """The longest task in milliseconds; 0 where none was longer than 50."""
        page.evaluate("() => new Promise(done => setTimeout(done, 1000))")
        page.evaluate(WATCH)
        page.mouse.move(300, 500)
        page.evaluate(
            """async () => {
                const pane = document.getElementById("text");
                const frame = () => new Promise(requestAnimationFrame);
                while (pane.scrollTop + pane.clientHeight < pane.scrollHeight - 2) {
                    pane.scrollBy(0, 240);
                    pane.dispatchEvent(new WheelEvent("wheel", { deltaY: 240, bubbles: true }));
                    await frame();
                }
                await new Promise(done => setTimeout(done, 300));
            }"""
        )
        return float(page.evaluate("Math.max(0, ...window.tasks)"))


class _Closing:
    """A page whose context goes with it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __enter__(self) -> Page:
        return self.page

    def __exit__(self, *_: object) -> None:
        self.page.context.close()


def _median(figures: Any) -> float:
    return float(statistics.median(figures))


def _task(longest: float) -> str:
    return f"{longest:.0f} ms" if longest else "none over 50 ms"
