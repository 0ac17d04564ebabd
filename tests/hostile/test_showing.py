"""What was kept of hostile pages and papers, shown in Chromium: nothing runs, nothing is loaded, nothing leads away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from django.conf import settings as installation
from django.test import Client
from playwright.sync_api import Browser, Page

from claims.accounts.acting import Actor
from claims.intake.capturing import capture_text, capture_upload
from claims.intake.extraction import Extracted, extract
from claims.lib.problems import Problem
from tests.hostile.conftest import Trap
from tests.hostile.markup import WORDS, pages
from tests.hostile.papers import papers

OURS = re.compile(r"/(static/|assets/|desk/(stream|presence)|desk/\w+/[a-z0-9]{12}/arrived/)")
WATCH = """
window.tried = [];
document.addEventListener("securitypolicyviolation", (event) => tried.push("policy: " + event.violatedDirective));
window.open = (url) => tried.push("opened: " + url);
"""
FOREIGN = """() => {
  const brief = (each) => each.outerHTML.slice(0, 80);
  const leading = ["href", "src", "action", "formaction", "ping", "hx-get", "data-arrived"];
  const loading = "iframe,object,embed,img,video,audio,link,meta,base";
  const odd = `script:not(#sentences),style,math,animate,set,template,form form,${loading}`;
  const kept = [...document.querySelectorAll(".doc, [data-text], .ev, .said, .evlist, .sheet, blockquote, h1")];
  const inside = kept.flatMap((each) => [...each.querySelectorAll(odd)].map(brief));
  const reach = [...document.querySelectorAll(leading.map((name) => `[${name}]`).join())]
    .flatMap((each) => leading.map((name) => each.getAttribute(name)))
    .filter((to) => to && !/^(https?:[/][/]|mailto:|[/?#]|[a-z0-9-]+([/]|$))/i.test(to));
  const handlers = [...document.querySelectorAll("*")].filter((each) =>
    [...each.attributes].some((one) => one.name.startsWith("on") || one.name.startsWith("hx-on"))).map(brief);
  const ran = window.hostile ? ["it ran"] : [];
  return [...inside, ...reach.map((to) => "leads to " + to), ...handlers, ...tried, ...ran];
}"""
"""What stands in a page that must not, what it tried, and whether anything ran."""
TOGETHER = 12


@dataclass
class Looker:
    """A page in which Ada looks at things, with everything that happened in it."""

    page: Page
    site: str
    faults: list[str] = field(default_factory=list)
    going: str = ""

    def __post_init__(self) -> None:
        self.page.add_init_script(WATCH)
        self.page.on("dialog", lambda dialog: (self.faults.append("a dialog"), dialog.dismiss()))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("popup", lambda opened: self.faults.append(f"a window: {opened.url}"))
        self.page.context.on("request", lambda request: self._asked(request.url))
        self.page.context.on("websocket", lambda socket: self.faults.append(f"a socket: {socket.url}"))

    def _asked(self, url: str) -> None:
        if url != self.going and not (url.startswith(self.site) and OURS.match(url.removeprefix(self.site))):
            self.faults.append(f"asked for {url}")

    def look(self, path: str, name: str, words: str = "") -> None:
        """Go there and say what should not have been."""
        self.going = self.site + path
        answer = self.page.goto(self.going)
        assert answer is not None and answer.status == 200, (name, path)
        self.faults += self.page.evaluate(FOREIGN)
        assert not words or words in self.page.inner_text("body"), f"{name}: the words are not shown"
        assert not self.faults, (name, path, self.faults)


@pytest.fixture
def looker(browser: Browser, served: str, ada: Actor) -> Iterator[Looker]:
    client = Client()
    client.force_login(ada.user)
    context = browser.new_context(base_url=served, viewport={"width": 1440, "height": 900})
    cookie = {
        "name": installation.SESSION_COOKIE_NAME,
        "value": client.cookies["sessionid"].value,
        "url": served,
    }
    context.add_cookies([cookie])
    yield Looker(context.new_page(), served)
    context.close()


def test_nothing_of_a_hostile_page_or_paper_runs_or_loads_in_its_kept_copy(
    looker: Looker, ada: Actor, trap: Trap
) -> None:
    files = [(name, "hostile.html", data) for name, data in pages(trap.here)] + list(papers(trap.here))
    texts: list[Extracted] = []
    for number, (name, called, data) in enumerate(files):
        with suppress(Problem):
            texts.append(extract(data, name=called))
            if number % 12 == 0:  # these all the way; of the others the words, several in one copy
                copy = capture_upload(by=ada, name=called, data=data).snapshot
                assert copy is not None
                looker.look(f"/desk/snapshots/{copy.uid}/", name, WORDS)
    assert len(texts) > 170
    for first in range(0, len(texts), TOGETHER):
        some = texts[first : first + TOGETHER]
        copy = capture_text(
            by=ada,
            text="\n\n".join(each.text for each in some),
            title=some[0].title or "none",
            publisher=some[-1].publisher[:200],
        ).snapshot
        assert copy is not None
        looker.look(f"/desk/snapshots/{copy.uid}/", f"texts from {first}", WORDS)
    looker.look("/desk/sources/", "the library of them")
    assert trap.asked == []
