"""Many open streams, a real web server and a real worker: how long a result takes from its row to the screens."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection

from claims.accounts.acting import Actor
from claims.accounts.models import Membership, Organisation, Role, User
from claims.accounts.newsrooms import create_newsroom
from claims.annotation.marking import mark
from claims.annotation.models import Claim
from claims.evidence.gathering import start_run
from claims.evidence.models import EvidenceRun, ProviderCall, RunState
from claims.history.models import Handoff, JobState
from claims.intake.capturing import capture_text
from claims.intake.submitting import submit_text
from claims.ops.browsers import chromium
from claims.ops.figures import percentile
from factcheck import processes
from factcheck.servers import CHECKOUT
from factcheck.supervisor import answers, programs, settle_child

STREAMS_PER_PERSON = 5
READY_SECONDS = 180.0
SETTLED_SECONDS = 60.0
"""A round that takes longer ends the measurement, with what still waits."""
OPEN_SECONDS = 60
HOST = "127.0.0.1"
WORKED = ("fetch", "evidence", "models")
"""The queues of the worker that is started here."""
TREES = ("limes", "oaks", "elms", "maples", "birches", "planes", "ashes", "poplars", "willows", "hornbeams")
Say = Callable[[str], None]


class Drill:
    """One newsroom, its people, one claim everybody watches, and the programs that serve them."""

    def __init__(self, *, folder: Path, port: int, streams: int, rounds: int, say: Say) -> None:
        self.folder, self.port, self.streams, self.rounds, self.say = folder, port, streams, rounds, say
        self.arrived: dict[str, list[float]] = {}
        self.shown: dict[str, float] = {}
        self.cookies: list[str] = []
        self.reader = ""

    def run(self) -> None:
        newsroom = create_newsroom(
            name="Drill",
            slug="drill",
            admin_email="drill@drill.example",
            admin_name="Drill",
            password="-" * 12,
        )
        people = [self._person(newsroom, n) for n in range(1 - (-self.streams // STREAMS_PER_PERSON))]
        actor = Actor.of(people[0], newsroom)
        *self.cookies, self.reader = [
            _cookie(person) for person in people
        ]  # the last has the page of Chromium
        self.say("The web server and the worker are starting.")
        with self.serving("factcheck.asgi", self.port), self._working():
            claim = self._claim(actor)
            asyncio.run(self._listen(actor, claim))
        self._report()

    def _person(self, newsroom: Organisation, n: int) -> User:
        person = User.objects.create_user(f"p{n}@drill.example", "-" * 12, name=f"Person {n}")
        Membership.objects.create(user=person, organisation=newsroom, role=Role.EDITOR)
        return person

    def _claim(self, actor: Actor) -> Claim:
        said = "The town of Elmstead planted 4,000 trees in 2023."
        article = submit_text(by=actor, text=f"{said} The mayor said so.", title="The trees of Elmstead")
        version = article.latest
        assert version is not None
        claim = mark(version, by=actor, start=0, end=len(said), kind="statistic")
        wait(_settled, SETTLED_SECONDS, "the first search did not end")
        return claim

    async def _listen(self, actor: Actor, claim: Claim) -> None:
        opened = [asyncio.Event() for _ in range(self.streams)]
        lines = [
            asyncio.create_task(self._line(self.cookies[n // STREAMS_PER_PERSON], claim, opened[n]))
            for n in range(self.streams)
        ]
        try:
            all_open = asyncio.gather(*(each.wait() for each in opened))
            # A line that is refused ends at once, and with it the measurement.
            either: set[asyncio.Future[Any]] = {all_open, *lines}
            await asyncio.wait(either, timeout=OPEN_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not all_open.done():
                why = next(
                    (str(each.exception() or "it was closed") for each in lines if each.done()), "no answer"
                )
                raise RuntimeError(
                    f"{sum(each.is_set() for each in opened)} of {self.streams} are open: {why}"
                )
            self.say(f"{self.streams} streams of {len(self.cookies)} people are open.")
            await asyncio.to_thread(self._work, actor, claim)
            await asyncio.sleep(2)
            broken = sum(each.done() for each in lines)
            if broken:
                self.say(f"{broken} streams ended before their time.")
        finally:
            for line in lines:
                line.cancel()
            await asyncio.gather(*lines, return_exceptions=True)

    async def _line(self, cookie: str, claim: Claim, opened: asyncio.Event) -> None:
        reader, writer = await asyncio.open_connection(HOST, self.port, limit=2**20)
        writer.write(
            f"GET /desk/stream?topics=claim:{claim.uid},me HTTP/1.1\r\nHost: {HOST}:{self.port}\r\n"
            f"Accept: text/event-stream\r\nCookie: {cookie}\r\n\r\n".encode()
        )
        status = await reader.readline()
        if b" 200 " not in status:
            raise RuntimeError(f"a stream was refused: {status.decode().strip()}")
        kind = b""
        while text := await reader.readline():
            if text.startswith(b"retry:"):
                opened.set()
            elif text.startswith(b"event: "):
                kind = text[7:].strip()
            elif kind == b"evidence" and text.startswith(b"data: "):
                found = re.search(rb'"call":"(\w+)"', text)
                if found:
                    self.arrived.setdefault(found[1].decode(), []).append(time.time())

    def _work(self, actor: Actor, claim: Claim) -> None:
        with self._page(claim) as look:
            for n in range(self.rounds):
                # A new report each time, so that each search finds something nobody has seen.
                words = f"In 2023 the town of Elmstead planted {3100 + n} trees, {TREES[n % len(TREES)]} among them."
                capture_text(by=actor, text=f"Report {n}. {words}", title=f"Tree count {n}", kind="primary")
                wait(_settled, SETTLED_SECONDS, "a report was not indexed")
                start_run(
                    by=actor, claim=claim, statement=f"The town of Elmstead planted {4000 + n} trees in 2023."
                )
                wait(_settled, SETTLED_SECONDS, "a search did not end")
                look()
                if n % 5 == 4 or n + 1 == self.rounds:
                    heard = sum(map(len, self.arrived.values()))
                    self.say(f"  {n + 1} of {self.rounds} searches, events heard {heard} times")
        close_old_connections()

    @contextmanager
    def _page(self, claim: Claim) -> Iterator[Callable[[], None]]:
        """A page of the claim in a real browser, where there is one: when which source stood in it."""
        program = chromium()
        try:
            from playwright.sync_api import sync_playwright
        except ImportError:
            program = None
        if not program:
            self.say("There is no Chromium: the page is not measured.")
            yield lambda: None
            return
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
            )
            context = browser.new_context(viewport={"width": 1440, "height": 1000})
            name, value = self.reader.split("=", 1)
            context.add_cookies([{"name": name, "value": value, "url": f"http://{HOST}:{self.port}"}])
            page = context.new_page()
            page.goto(f"http://{HOST}:{self.port}/desk/claims/{claim.uid}/")
            try:
                page.wait_for_selector("[data-live-state=live]", state="attached", timeout=30_000)
            except Exception as error:
                says = page.evaluate("() => document.querySelector('[data-live-state]')?.outerHTML")
                raise RuntimeError(f"the page is not live: {says}") from error
            page.evaluate(WATCH)

            def look() -> None:
                page.wait_for_timeout(300)
                self.shown.update(page.evaluate("() => window.shown"))

            yield look
            browser.close()

    def _report(self) -> None:
        """Row written: when the statement ran, in the transaction that also keeps what was found. Committed: when that
        ended, and anybody could see it."""
        calls = {each.uid: each.pk for each in ProviderCall.objects.exclude(outcome="")}
        written, committed = _moments()
        heard = [(calls[uid], moment) for uid, times in self.arrived.items() for moment in times]
        missed = sum(max(0, self.streams - len(times)) for times in self.arrived.values())
        again = sum(max(0, len(times) - self.streams) for times in self.arrived.values())
        self.say(
            f"{len(self.arrived)} results told {len(heard)} times, {missed} missed, {again} told once more."
        )
        if len(self.arrived) < self.rounds or missed:
            raise RuntimeError("not every result reached every stream")
        painted = []
        for candidate, moment in self.shown.items():
            for hit in ProviderCall.objects.filter(hits__candidate__uid=candidate).order_by("pk")[:1]:
                painted.append((hit.pk, moment / 1000))
        for name, moments in (("row written", written), ("committed", committed)):
            self.say(f"{name} → event at the other end: {spread([at - moments[pk] for pk, at in heard])}")
            if painted:
                late = [at - moments[pk] for pk, at in painted]
                self.say(f"{name} → in a page of Chromium ({len(painted)} sources): {spread(late)}")

    @contextmanager
    def serving(self, door: str, port: int) -> Iterator[None]:
        """The web server, as `make run` starts it."""
        name, command, grace = programs(HOST, port, {**os.environ, "PORT": str(port)})[0]
        with self.program(f"{name}-{port}", command, grace):
            wait(lambda: answers(HOST, port), READY_SECONDS, "the web server does not answer")
            yield

    @contextmanager
    def _working(self) -> Iterator[None]:
        worker = next(each for each in programs(HOST, self.port, os.environ) if each[0] == "worker")
        with (
            self.program("worker", worker[1], worker[2]),
            self.program("scheduler", [sys.executable, "manage.py", "scheduler", "--skip-checks"], 4.0),
        ):
            yield

    @contextmanager
    def program(self, name: str, command: list[str], grace: float) -> Iterator[None]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=CHECKOUT, stdout=log, stderr=subprocess.STDOUT, preexec_fn=settle_child
            )
        try:
            yield
        finally:
            processes.end_children([(process, grace)])


WATCH = """() => {
  window.shown = {};
  const all = () => document.querySelectorAll(".tray li.candidate[id]");
  const note = () => requestAnimationFrame(() => {
    for (const each of all()) window.shown[each.id.slice(2)] ??= Date.now();
  });
  for (const each of all()) window.shown[each.id.slice(2)] = NaN;
  new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
}"""
"""When each new source was first painted; those that stood there before are not counted."""


def _cookie(person: User) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _settled() -> bool:
    """No follow-up waits, no search runs."""
    waiting = (JobState.DUE, JobState.LEASED)
    return not (
        Handoff.objects.filter(state__in=waiting, queue__in=WORKED).exists()
        or EvidenceRun.objects.filter(state__in=(RunState.QUEUED, RunState.RUNNING)).exists()
    )


def _moments() -> tuple[dict[int, float], dict[int, float]]:
    """When each call was last written, and when that was committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_id, at, pg_xact_commit_timestamp(xid::text::xid) FROM claims_ripple "
            "WHERE what = 'call' ORDER BY id"
        )
        rows = cursor.fetchall()
    return {pk: at.timestamp() for pk, at, _ in rows}, {pk: end.timestamp() for pk, _, end in rows}


def _unsettled() -> str:
    """What the worker has not done, for the words of a measurement that broke off."""
    waiting = Handoff.objects.filter(state__in=(JobState.DUE, JobState.LEASED), queue__in=WORKED)
    calls = ProviderCall.objects.filter(state__in=(JobState.DUE, JobState.LEASED))
    left = [*waiting.values_list("task", "state"), *calls.values_list("provider", "state")]
    return ", ".join(sorted(f"{name} is {state}" for name, state in left)) or "nothing waits"


def wait(true: Callable[[], bool], seconds: float, words: str) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError):
            if true():
                return
        time.sleep(0.1)
    raise RuntimeError(f"{words} within {seconds:.0f} seconds: {_unsettled()}")


def spread(values: list[float]) -> str:
    listed = [value for value in values if value == value]
    if not listed:
        return "nothing came"

    def at(share: float) -> int:
        return round(1000 * percentile(listed, share))

    return f"50 % {at(0.5)} ms, 95 % {at(0.95)} ms, 99 % {at(0.99)} ms, all {at(1)} ms"
