"""Corrections under load, or checks taken back: readers ask all the time, surfaces are watched until they say so."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import random
import re
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.tokens import issue
from claims.history.models import Event, Handoff, JobState
from claims.ops import taking_back
from claims.ops.benchmarks._published import Newsroom, grow
from claims.ops.figures import percentile
from claims.publishing import correcting, ordering
from claims.publishing.models import Publication
from claims.publishing.rendering import refresh
from claims.publishing.sites import all_made
from claims.verdicts import reviewing, writing
from claims.verdicts.models import FactCheck
from factcheck import processes
from factcheck.servers import CHECKOUT
from factcheck.supervisor import answers, programs, settle_child

HOST = "127.0.0.1"
READY_SECONDS, LONGEST = 120.0, 120.0
PAUSE = 0.2
"""Seconds between two looks at a surface."""
ASKED = 2_000
"""So many different checks are asked for by the readers."""
Say = Callable[[str], None]


class CorrectionDrill:
    """One newsroom with so many published checks, and the programs that serve them."""

    def __init__(
        self,
        *,
        folder: Path,
        port: int,
        checks: int,
        rate: int,
        corrections: int,
        while_remaking: bool,
        retract: bool,
        say: Say,
    ) -> None:
        self.folder, self.port, self.say = folder, port, say
        self.checks, self.rate, self.corrections = checks, rate, corrections
        self.while_remaking = while_remaking
        self.retract = retract
        self.blank = list[str]()
        self.times: dict[str, list[float]] = {}
        self.key = ""

    def run(self) -> None:
        begun = time.monotonic()
        newsroom = Newsroom.open(base_url=f"http://{HOST}:{self.port}")
        by, editor = newsroom.writer, newsroom.editor
        corrected = [
            newsroom.publish(newsroom.approved(f"Count {n} of ships")) for n in range(self.corrections)
        ]
        asked = grow(newsroom, corrected[0], self.checks)
        for path in ("/", "/sitemap.xml"):
            refresh(by.organisation, None, path)
        if not self.while_remaking:  # a new newsroom's pages are due to be made, and stand already
            due = Handoff.objects.filter(task="publishing.render_newsroom", state=JobState.DUE)
            due.update(state=JobState.DONE, ended_at=timezone.now())
            all_made(by.organisation, at=timezone.now())
        self.say(f"{self.checks:,} published checks in {time.monotonic() - begun:.0f} s.")
        _, self.key = issue(
            by=by, name="drill", scopes=["read"], expires_at=timezone.now() + timedelta(days=1)
        )
        asked = random.Random(1).sample(asked, min(ASKED, len(asked)))
        asked += ["/", "/checks/", "/feed.xml", "/feed.json", "/corrections/"]
        with self._everything_runs(), Readers(self.port, self.rate, asked) as readers:
            time.sleep(3)
            for number, publication in enumerate(corrected, start=1):
                words = f"recount {number} of {self.corrections}"
                if self.retract:
                    self._take_back(publication, by, editor, words, is_withdrawn=number % 2 == 0)
                else:
                    self._correct(publication, by, editor, words)
                if number % 5 == 0:
                    self.say(f"  {number} of {self.corrections} corrections")
        self._report(readers)

    def _correct(self, publication: Publication, by: Actor, editor: Actor, words: str) -> None:
        """Written, signed and ordered; then each surface is asked until it has the words. Time runs from the moment
        the order is due: until then it can be stopped, and nothing is public."""
        case = FactCheck.objects.select_related("claim").get(pk=publication.fact_check_id)
        draft = correcting.begin(case, by=by, kind="update", note=f"A {words} came in.")
        changes = {
            "headline": f"A {words} has 3,200 ships",
            "conclusion": f"A {words} has 3,200 ships in the port.",
        }
        writing.save(draft, by=by, row_version=draft.row_version, changes=changes)
        revision = reviewing.send(case, by=by)
        reviewing.sign_off(case, by=editor, revision=revision)
        due = ordering.order(case, by=editor).due_at
        time.sleep(max(0.0, (due - timezone.now()).total_seconds()))
        self._watch_all(self._surfaces(publication, words, due), due)

    def _take_back(
        self, publication: Publication, by: Actor, editor: Actor, words: str, *, is_withdrawn: bool
    ) -> None:
        """Retracted or withdrawn; then each place that showed it is asked until it says so."""
        base = f"http://{HOST}:{self.port}"
        waiting = taking_back.surfaces(
            publication, words, base=base, is_withdrawn=is_withdrawn, ask=self._answer
        )
        if is_withdrawn:
            due = taking_back.withdraw(publication, editor=editor, words=words)
        else:
            due = taking_back.retract(publication, by=by, editor=editor, words=words)
            time.sleep(max(0.0, (due - timezone.now()).total_seconds()))
        self._watch_all(waiting, due)

    def _watch_all(self, waiting: Mapping[str, Callable[[], bool]], due: datetime) -> None:
        """Ask all at once until the last one shows it. Raises RuntimeError where one never does, or is blank."""
        threads = [
            threading.Thread(target=self._watch, args=(name, look, due)) for name, look in waiting.items()
        ]
        seen = {name: len(self.times.get(name, ())) for name in waiting}
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        if self.blank:
            raise RuntimeError("; ".join(self.blank))
        missing = [name for name, had in seen.items() if len(self.times.get(name, ())) == had]
        if missing:
            last = Event.objects.filter(name__startswith="publication.").latest("pk")
            jobs = Handoff.objects.filter(task__startswith="publishing.").order_by("-pk")[:3]
            stood = [f"{each.task} {each.state} {each.last_error[-200:]}" for each in jobs]
            raise RuntimeError(
                f"after {LONGEST:.0f} s it does not show: {', '.join(missing)}; last {last.name} {last.note}; {stood}"
            )

    def _watch(self, name: str, look: Callable[[], bool], due: datetime) -> None:
        while (waited := time.time() - due.timestamp()) < LONGEST:
            try:
                if look():
                    self.times.setdefault(name, []).append(time.time() - due.timestamp())
                    return
            except (OSError, http.client.HTTPException):
                pass
            except RuntimeError as problem:
                self.blank.append(f"{name}: {problem}")
                return
            time.sleep(PAUSE if waited < 10 else 1.0)

    def _surfaces(self, publication: Publication, words: str, due: datetime) -> dict[str, Callable[[], bool]]:
        """Each surface by name, with the question whether it shows the correction."""
        uid = publication.fact_check.claim.uid

        def has(path: str, **headers: str) -> Callable[[], bool]:
            return lambda: words in self._get(path, **headers)

        page = f"/checks/{uid}/"
        address = f"http://{HOST}:{self.port}{page}"
        return {
            "page": has(page),
            "check.json": has(f"{page}check.json"),
            "version": has(f"{page}v/2/"),
            "embed": has(f"/embed/claim/{uid}/"),
            "oEmbed": has(f"/oembed?url={quote(address, safe='')}"),
            "list": has("/checks/"),
            "corrections": has("/corrections/"),
            "Atom": has("/feed.xml"),
            "RSS": has("/rss.xml"),
            "JSON feed": has("/feed.json"),
            "sitemap": lambda: self._in_sitemap(uid, due),
            "API": has(
                f"/api/v1/publications/{publication.uid}/corrections/", Authorization=f"Bearer {self.key}"
            ),
        }

    def _in_sitemap(self, uid: str, due: datetime) -> bool:
        """Whether the map, or one of the maps it names, says that the page has changed since the order was due."""
        maps = [self._get("/sitemap.xml")]
        if "<sitemapindex" in maps[0]:
            maps = [self._get(urlsplit(each).path) for each in re.findall(r"<loc>([^<]+)</loc>", maps[0])]
        for text in maps:
            found = re.search(rf"-{uid}/</loc>.*?<lastmod>([^<]+)</lastmod>", text, re.DOTALL)
            if found:
                return datetime.fromisoformat(found[1]) >= due.replace(microsecond=0)
        return False

    def _get(self, path: str, **headers: str) -> str:
        status, body = self._answer(path, **headers)
        return body if status == 200 else ""

    def _answer(self, path: str, **headers: str) -> tuple[int, str]:
        """The status and the words of an address, of where it leads to."""
        for _ in range(4):
            line = http.client.HTTPConnection(HOST, self.port, timeout=30)
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            body = answer.read().decode()
            line.close()
            if answer.status not in (301, 302):
                return answer.status, body
            path = urlsplit(answer.headers["Location"]).path
        return 310, "It leads from one address to the next."

    def _report(self, readers: Readers) -> None:
        seconds = readers.ended - readers.begun
        self.say(
            f"Readers: {readers.done:,} requests in {seconds:.0f} s, {readers.done / seconds:.0f} a second; "
            f"answers {dict(sorted(readers.statuses.items()))}; {_spread(readers.times)}"
        )
        for name, times in sorted(self.times.items(), key=lambda pair: -percentile(pair[1], 0.95)):
            self.say(f"{name:<12} {_spread(times)}")
        every = [each for times in self.times.values() for each in times]
        made = "checks taken back" if self.retract else "corrections"
        self.say(f"All surfaces, {self.corrections} {made}: {_spread(every)}")
        last = [max(times[n] for times in self.times.values()) for n in range(self.corrections)]
        self.say(f"The last surface of each: {_spread(last)}")
        self.say(
            json.dumps(
                {"p95_seconds": round(percentile(last, 0.95), 2), "checks": self.checks, "rate": self.rate}
            )
        )

    @contextmanager
    def _everything_runs(self) -> Iterator[None]:
        """Every program that `make run` keeps running: publishing has a worker of its own."""
        with contextlib.ExitStack() as stack:
            for each in programs(HOST, self.port, {**os.environ, "PORT": str(self.port)}):
                stack.enter_context(self._program(*each))
            until = time.monotonic() + READY_SECONDS
            while not answers(HOST, self.port):
                if time.monotonic() > until:
                    raise RuntimeError("the web server does not answer")
                time.sleep(0.2)
            yield

    @contextmanager
    def _program(self, name: str, command: list[str], grace: float) -> Iterator[None]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=CHECKOUT, stdout=log, stderr=subprocess.STDOUT, preexec_fn=settle_child
            )
        try:
            yield
        finally:
            processes.end_children([(process, grace)])


class Readers:
    """So many requests a second for addresses drawn at random, over a handful of lines that stay open."""

    LINES = 64

    def __init__(self, port: int, rate: int, asked: list[str]) -> None:
        self.port, self.rate, self.asked = port, rate, asked
        self.done, self.times, self.statuses = 0, list[float](), Counter[str]()
        self.begun = self.ended = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)

    def __enter__(self) -> Readers:
        self.begun = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._stop.set()
        self._thread.join(timeout=30)
        self.ended = time.monotonic()

    async def _all(self) -> None:
        await asyncio.gather(*(self._line(number) for number in range(self.LINES)))

    async def _line(self, number: int) -> None:
        chance = random.Random(number)
        every = self.LINES / self.rate
        reader = writer = None
        due = time.monotonic() + every * number / self.LINES
        while not self._stop.is_set():
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            due += every
            begun = time.perf_counter()
            try:
                if reader is None or writer is None:
                    reader, writer = await asyncio.open_connection(HOST, self.port, limit=2**22)
                path = chance.choice(self.asked)
                head = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nAccept-Encoding: gzip\r\n\r\n"
                writer.write(head.encode())
                answer = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", answer)
                await reader.readexactly(int(length[1]) if length else 0)
                self.statuses[answer[9:12].decode()] += 1
                if b"connection: close" in answer.lower():
                    reader = None
            except (OSError, asyncio.IncompleteReadError):
                self.statuses["broken off"] += 1
                reader = None
            self.times.append(time.perf_counter() - begun)
            self.done += 1


def _spread(values: list[float]) -> str:
    return ", ".join(
        f"{words} {percentile(values, share):.2f} s"
        for words, share in (("50 %", 0.5), ("95 %", 0.95), ("all", 1))
    )
