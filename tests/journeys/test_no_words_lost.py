"""Two browsers on one draft, through everything that goes wrong: no typed word is ever lost.

Each interleaving is a few random steps: one or the other types, saves, meets the other's words, loses the line, finds
the server gone (its socket is really closed, also in the middle of an answer), is signed out, loads the page again.
Then all is well again, and every word typed so far must be in the draft, in the history of the draft, on a card that
was shown at the field, or on the device. `INTERLEAVINGS` and `SEED` change how many and which.
"""

from __future__ import annotations

import json
import os
import random
import select
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.history.models import Event
from claims.verdicts.models import Draft
from tests import factories
from tests.personas import PASSWORD

pytestmark = pytest.mark.browser

FIELDS = ("headline", "conclusion", "explanation")
INTERLEAVINGS = int(os.environ.get("INTERLEAVINGS", "20"))
SEED = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1, 10**6)

SIGN_IN = ("[name=login]", "[name=password]", "form button[type=submit]")
TYPE = """([field, words, fresh]) => {
    const box = document.getElementById(`verdict-${field}`);
    box.value = fresh ? words : `${box.value} ${words}`.trim();
    box.dispatchEvent(new Event("input", { bubbles: true }));
}"""
LEAVE = "field => document.getElementById(`verdict-${field}`)?.dispatchEvent(new Event('change', { bubbles: true }))"
PRESS = """([field, n]) => {
    const all = document.querySelectorAll(`#meeting-${field} button`);
    all[Math.min(n, all.length - 1)].click();
}"""
SHOWS = """wanted => Object.entries(wanted)
    .every(([name, words]) => document.getElementById(`verdict-${name}`).value === words)"""
PULL = "() => document.dispatchEvent(new CustomEvent('desk:pull'))"
HOW = """() => ({
    state: document.getElementById("saved").dataset.state,
    cards: [...document.querySelectorAll("[id^=meeting-]")].map(card => [card.id.slice(8), card.innerText]),
    fields: Object.fromEntries(["headline", "conclusion", "explanation"]
        .map(name => [name, document.getElementById(`verdict-${name}`)?.value])),
    signIn: Boolean(document.getElementById("sign-in-again")),
    offline: document.getElementById("connection")?.innerText || "",
})"""
KEPT = """() => new Promise((found, failed) => {
    const asked = indexedDB.open("claim-desk", 1);
    asked.onerror = failed;
    asked.onsuccess = () => {
        const all = asked.result.transaction("words").objectStore("words").getAll();
        all.onsuccess = () => { asked.result.close(); found(all.result.map(each => each.value)); };
    };
})"""


class Line:
    """The line between browser and server: a socket that can be closed, with everything on it, and opened again."""

    def __init__(self, to: tuple[str, int]) -> None:
        self.to = to
        self.port = 0
        self.answers_lost = False
        self.changing = threading.RLock()
        self.open()

    def open(self) -> None:
        with self.changing:
            self.listening = socket.create_server(("localhost", self.port), reuse_port=True)
            self.port = self.listening.getsockname()[1]
            self.carried: list[socket.socket] = []
            self.over = False
            threading.Thread(target=self._accept, args=(self.listening,), daemon=True).start()

    def close(self) -> None:
        with self.changing:
            self.over = True
            for each in [self.listening, *self.carried]:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()

    def _lose_answer(self, far: socket.socket) -> None:
        """Close it in the middle of an answer, unless it has been closed and opened again meanwhile."""
        with self.changing:
            if far in self.carried:
                self.answers_lost = False
                self.close()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                near, _ = listening.accept()
            except OSError:
                return
            far = socket.create_connection(self.to)
            self.carried += [near, far]
            threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        other = {near: far, far: near}
        try:
            while True:
                for ready in select.select([near, far], [], [], 30)[0]:
                    data = ready.recv(65536)
                    if ready is far and data and self.answers_lost:
                        # The server did what was asked; nobody hears of it.
                        self._lose_answer(far)
                        return
                    if not data:
                        near.close()
                        far.close()
                        return
                    other[ready].sendall(data)
        except (OSError, ValueError):
            near.close()
            far.close()


@pytest.fixture
def line(served: str, harbor: Organisation) -> Iterator[Line]:
    address = urlsplit(served)
    made = Line((str(address.hostname), int(address.port or 80)))
    yield made
    made.close()


class Writer:
    """One of the two at her browser."""

    def __init__(self, browser: Browser, line: Line, actor: Actor, claim: str) -> None:
        self.actor, self.line, self.claim = actor, line, claim
        self.context: BrowserContext = browser.new_context(base_url=f"http://localhost:{line.port}")
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.signed_out = self.offline = False
        self.page.goto(f"/desk/claims/{claim}/", wait_until="domcontentloaded")
        self.sign_in(*SIGN_IN)
        self.page.wait_for_selector("#saved[data-state]")

    def sign_in(self, login: str, password: str, button: str) -> None:
        self.page.fill(login, self.actor.user.email)
        self.page.fill(password, PASSWORD)
        self.page.click(button)

    def how(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(HOW)
        return found


class Story:
    """What happens, and what must be true after it."""

    def __init__(self, line: Line, writers: list[Writer], chance: random.Random) -> None:
        self.line, self.writers, self.chance = line, writers, chance
        self.typed: list[str] = []
        self.on_cards: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.down = False

    def steps(self) -> dict[str, tuple[int, Callable[[Writer], None]]]:
        return {
            "type": (40, self.type),
            "save": (22, self.save),
            "line lost": (7, self.lose_line),
            "server killed": (3, self.kill),
            "answer lost": (4, self.lose_answer),
            "signed out": (3, self.sign_out),
            "reload": (5, self.reload),
            "look": (6, self.look),
            "decide": (8, self.decide),
        }

    def interleave(self) -> None:
        for writer in self.writers:
            if self.chance.random() < 0.5:
                self.type(writer, fresh=True)
        steps = self.steps()
        names = list(steps)
        for _ in range(self.chance.randint(2, 6)):
            name = self.chance.choices(names, [steps[each][0] for each in names])[0]
            steps[name][1](self.chance.choice(self.writers))

    def type(self, writer: Writer, *, fresh: bool = False) -> None:
        word = f"w{len(self.typed)}{writer.actor.user.name.lower()}"
        how = writer.how()
        field = self.chance.choice(FIELDS)
        if len(how["fields"][field] or "") > 150 or any(card[0] == field for card in how["cards"]):
            fresh = False
        if len(how["fields"][field] or "") > 150:
            field = "explanation"
        self.typed.append(word)
        self.counts["words typed"] += 1
        # Starting a field anew is done only once what it held is saved.
        fresh = fresh and how["state"] == "Saved"
        writer.page.evaluate(TYPE, [field, word, fresh])
        if self.chance.random() < 0.4:
            writer.page.evaluate(LEAVE, field)

    def save(self, writer: Writer) -> None:
        writer.page.evaluate(LEAVE, self.chance.choice(FIELDS))
        self.counts["saves asked for"] += 1

    def look(self, writer: Writer) -> None:
        writer.page.evaluate(PULL)

    def lose_line(self, writer: Writer) -> None:
        writer.context.set_offline(True)
        writer.offline = True
        self.counts["lines lost"] += 1

    def kill(self, writer: Writer) -> None:
        if not self.down:
            self.line.close()
            self.down = True
            self.counts["servers killed"] += 1

    def lose_answer(self, writer: Writer) -> None:
        if not self.down and not writer.offline:
            self.line.answers_lost = True
            self.counts["answers lost on the way"] += 1
            self.save(writer)
            writer.page.wait_for_timeout(30)
            self.down = self.down or self.line.over

    def sign_out(self, writer: Writer) -> None:
        writer.context.clear_cookies(name="sessionid")
        writer.signed_out = True
        self.counts["sign-ins expired"] += 1

    def reload(self, writer: Writer) -> None:
        """A page can be loaded again only with a line and a sign-in."""
        if self.down or self.line.over or self.line.answers_lost or writer.offline or writer.signed_out:
            return
        self.note_cards(writer.how())
        writer.page.goto(f"/desk/claims/{writer.claim}/", wait_until="commit")
        writer.page.wait_for_selector("#saved[data-state]")
        self.counts["reloads"] += 1

    def decide(self, writer: Writer) -> None:
        how = writer.how()
        if how["signIn"] or not how["cards"]:
            return
        self.note_cards(how)
        name = self.chance.choice(how["cards"])[0]
        which = self.chance.choice([0, 1, 2])
        if len(how["fields"][name]) > 120 and which == 2:
            which = 1
        writer.page.evaluate(PRESS, [name, which])
        self.counts["decided: " + ("theirs", "mine", "both")[which]] += 1

    def note_cards(self, how: dict[str, Any]) -> None:
        self.on_cards |= {word for _, words in how["cards"] for word in words.split()}

    def settle(self) -> None:
        """Everything is well again: the line, the server, the sign-in; what two people wrote at once is decided."""
        self.line.answers_lost = False
        if self.down or self.line.over:
            self.line.close()
            self.line.open()
            self.down = False
        for writer in self.writers:
            if writer.offline:
                writer.context.set_offline(False)
                writer.offline = False
        until = time.monotonic() + 60
        while time.monotonic() < until:
            quiet = 0
            if self.line.over:  # an answer was lost just when all was to be well again
                self.line.open()
            for writer in self.writers:
                how = writer.how()
                if how["signIn"]:
                    writer.sign_in(*(f"#sign-in-again {each}" for each in SIGN_IN))
                    writer.page.wait_for_selector("#sign-in-again", state="detached")
                    writer.signed_out = False
                    self.counts["signed in again"] += 1
                elif how["cards"]:
                    self.counts["cards at a field"] += len(how["cards"])
                    self.decide(writer)
                elif how["state"] != "Saved":
                    writer.page.evaluate("() => dispatchEvent(new Event('online'))")
                    writer.page.wait_for_timeout(25)
                else:
                    quiet += 1
            if quiet == len(self.writers):
                break
        else:
            raise AssertionError([writer.how() for writer in self.writers])

    def check(self) -> None:
        draft = Draft.objects.get()
        history = [event.data for event in Event.objects.filter(subject_uid=draft.uid)]
        there = " ".join([draft.headline, draft.conclusion, draft.explanation, json.dumps(history)])
        device = " ".join(word for writer in self.writers for word in writer.page.evaluate(KEPT))
        known = set(there.replace('"', " ").replace("\\n", " ").replace(",", " ").split())
        lost = [
            w for w in self.typed if w not in known and w not in self.on_cards and w not in device.split()
        ]
        assert not lost, (SEED, lost, there)

    def agree(self) -> None:
        """Both screens show what is stored."""
        for writer in self.writers:
            writer.page.evaluate(PULL)
            if writer.signed_out:
                writer.page.wait_for_selector("#sign-in-again")
        self.settle()
        draft = Draft.objects.get()
        for writer in self.writers:
            writer.page.evaluate(PULL)
        for writer in self.writers:
            writer.page.wait_for_function(
                SHOWS,
                arg={name: getattr(draft, name) for name in FIELDS},
            )


def test_no_word_is_lost_however_two_people_and_their_luck_interleave(
    browser: Browser, line: Line, ada: Actor, ben: Actor
) -> None:
    claim = factories.a_claim(ada)
    factories.evidence_for(claim, ada)
    factories.a_draft(claim, ada)
    chance = random.Random(SEED)
    print(f"\nseed {SEED}, {INTERLEAVINGS} interleavings")  # noqa: T201
    writers = [Writer(browser, line, actor, claim.uid) for actor in (ada, ben)]
    story = Story(line, writers, chance)
    for number in range(INTERLEAVINGS):
        story.interleave()
        story.settle()
        if number % 10 == 9 or number == INTERLEAVINGS - 1:
            story.check()
    story.agree()
    for what, count in sorted(story.counts.items()):
        print(f"  {count:5} {what}")  # noqa: T201
    for writer in writers:
        writer.context.close()
