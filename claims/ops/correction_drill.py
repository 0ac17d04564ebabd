"""Corrections under load, or checks taken back: readers ask all the time, surfaces are watched until they say so."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Membership, Role
from claims.accounts.tokens import issue
from claims.history.models import Event, Handoff, JobState
from claims.ops import framed, putting_right, taking_back
from claims.ops.benchmarks._published import Newsroom, grow
from claims.ops.hearing import Hearing
from claims.ops.readers import Readers
from claims.ops.surfaces import Site, Surfaces, spread
from claims.publishing import webhooks
from claims.publishing.models import Publication
from claims.publishing.rendering import refresh
from claims.publishing.sites import all_made
from claims.publishing.webhook_models import Told
from factcheck import processes
from factcheck.servers import CHECKOUT
from factcheck.supervisor import answers, programs, settle_child

HOST = "127.0.0.1"
READY_SECONDS = 120.0
ASKED = 2_000
"""So many different checks are asked for by the readers."""
Say = Callable[[str], None]


class CorrectionDrill:
    """One newsroom with so many published checks, and the programs that serve them. `hears`: the port at which a
    program elsewhere is told of what is published."""

    def __init__(
        self,
        *,
        folder: Path,
        port: int,
        hears: int,
        checks: int,
        rate: int,
        corrections: int,
        while_remaking: bool,
        retract: bool,
        say: Say,
    ) -> None:
        self.folder, self.port, self.say = folder, port, say
        self.checks, self.rate, self.corrections = checks, rate, corrections
        self.while_remaking, self.retract = while_remaking, retract
        self.site, self.surfaces, self.hearing = Site(HOST, port), Surfaces(), Hearing(HOST, hears)
        self.key = ""

    def run(self) -> list[str]:
        """Measure and tell. Returns why it is not good enough; nothing where it is."""
        begun = time.monotonic()
        newsroom = Newsroom.open(base_url=self.site.base)
        changed = [
            newsroom.publish(newsroom.approved(f"Count {n} of ships")) for n in range(self.corrections)
        ]
        asked = grow(newsroom, changed[0], self.checks)
        for path in ("/", "/sitemap.xml"):
            refresh(newsroom.writer.organisation, None, path)
        if not self.while_remaking:  # a new newsroom's pages are due to be made, and stand already
            due = Handoff.objects.filter(task="publishing.render_newsroom", state=JobState.DUE)
            due.update(state=JobState.DONE, ended_at=timezone.now())
            all_made(newsroom.writer.organisation, at=timezone.now())
        self.say(f"{self.checks:,} published checks in {time.monotonic() - begun:.0f} s.")
        self._listen(newsroom)
        asked = random.Random(1).sample(asked, min(ASKED, len(asked)))
        asked += ["/", "/checks/", "/feed.xml", "/feed.json", "/corrections/"]
        with (
            self.hearing,
            self._everything_runs(),
            self._elsewhere() as elsewhere,
            Readers(HOST, self.port, self.rate, asked) as readers,
        ):
            time.sleep(3)
            for number, publication in enumerate(changed, start=1):
                words = f"recount {number} of {self.corrections}"
                if elsewhere is None:
                    self._correct(publication, newsroom, words)
                else:
                    self._take_back(publication, newsroom, words, elsewhere, is_withdrawn=number % 2 == 0)
                if self.surfaces.left:
                    self._tell_how_it_stands()
                    break
                if number % 5 == 0:
                    self.say(f"  {number} of {self.corrections}, after {time.monotonic() - begun:.0f} s")
        self._report(readers)
        return self.surfaces.problems()

    def _listen(self, newsroom: Newsroom) -> None:
        """A key for the newsroom's own doors, and a webhook."""
        organisation = newsroom.writer.organisation
        soon = timezone.now() + timedelta(days=1)
        _, self.key = issue(by=newsroom.writer, name="drill", scopes=["read"], expires_at=soon)
        admin = Membership.objects.select_related("user").get(organisation=organisation, role=Role.ADMIN)
        by = Actor.of(admin.user, organisation)
        webhooks.add(by=by, name="drill", url=self.hearing.url, kinds=Told.values)

    @contextmanager
    def _elsewhere(self) -> Iterator[framed.Framed | None]:
        if not self.retract:
            yield None
            return
        with framed.somebody_elses_page(self.site.base) as elsewhere:
            yield elsewhere

    def _correct(self, publication: Publication, newsroom: Newsroom, words: str) -> None:
        due = putting_right.correct(publication, by=newsroom.writer, editor=newsroom.editor, words=words)
        _sleep_until(due)
        waiting = putting_right.corrected(publication, words, due, self.site, key=self.key)
        told = {"webhook": lambda: self.hearing.has("check.corrected", words)}
        self.surfaces.watch({**waiting, **told}, due)

    def _take_back(
        self,
        publication: Publication,
        newsroom: Newsroom,
        words: str,
        elsewhere: framed.Framed,
        *,
        is_withdrawn: bool,
    ) -> None:
        """Retracted or withdrawn; then each place that showed it is asked until it says so. A page elsewhere is open
        before, and loaded again by a reader whose browser keeps what it may keep."""
        taking_back.must_stand(publication, self.site)
        elsewhere.open(publication)
        if is_withdrawn:
            since = taking_back.withdraw(publication, editor=newsroom.editor, words=words)
            waiting, kind = taking_back.withdrawn(publication, words, self.site), "check.withdrawn"
        else:
            since = taking_back.retract(publication, by=newsroom.writer, editor=newsroom.editor, words=words)
            waiting, kind = taking_back.retracted(publication, words, since, self.site), "check.retracted"
        _sleep_until(since)
        expected: dict[str, framed.Says] = dict.fromkeys(framed.NAMES, lambda text: words in text)
        said = "There is no published check" if is_withdrawn else "Retracted"
        expected["element, list"] = lambda text: said.casefold() in text.casefold()
        self.surfaces.watch(
            {**waiting, "webhook": lambda: self.hearing.has(kind, words)},
            since,
            together=lambda: elsewhere.look(expected),
            names=framed.NAMES,
        )

    def _tell_how_it_stands(self) -> None:
        last = Event.objects.filter(name__startswith="publication.").latest("pk")
        self.say(f"Last in the history: {last.name} {last.note}")
        for each in Handoff.objects.filter(task__startswith="publishing.").order_by("-pk")[:3]:
            self.say(f"{each.task} {each.state} {each.last_error[-200:]}")

    def _report(self, readers: Readers) -> None:
        seconds = readers.ended - readers.begun
        self.say(
            f"Readers: {readers.done:,} requests in {seconds:.0f} s, {readers.done / seconds:.0f} a second; "
            f"answers {dict(sorted(readers.statuses.items()))}; {spread(readers.times)}"
        )
        made = "checks taken back" if self.retract else "corrections"
        self.say(f"Seconds until each place showed it, {len(self.surfaces.last)} {made}:")
        self.surfaces.report(self.say, checks=self.checks, rate=self.rate)

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


def _sleep_until(moment: datetime) -> None:
    time.sleep(max(0.0, (moment - timezone.now()).total_seconds()))
