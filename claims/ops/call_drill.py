"""Kill workers and empty Valkey while services outside are being asked, and count at the services.

What a service was asked can't be taken back: a worker that is killed between the question and its row asks again. So
each call's row must end once, and a service may have been asked more often than there are calls only by those calls
that were in a killed worker's hands.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from claims.accounts.acting import Actor
from claims.accounts.models import User
from claims.accounts.newsrooms import create_newsroom
from claims.annotation.models import Claim
from claims.evidence.gathering import start_run
from claims.evidence.models import EvidenceRun, ProviderCall, RunState
from claims.evidence.standing_in import StandInServer
from claims.history.models import JobState
from claims.lib import valkey
from claims.ops.fanout import PLAYED, Service
from claims.ops.fault_drill import Drill, Outcome, kill_group

ASKED = ("own_search", "filings", "works", "registry", "figures")
"""The played services with the quicker paces: a thousand calls in a few minutes."""
LEASE = """
CREATE OR REPLACE FUNCTION drill_short_lease() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.lease_until := LEAST(NEW.lease_until, clock_timestamp() + interval '20 seconds');
    RETURN NEW;
END $$;
"""


@dataclass
class Counted(Outcome):
    """Besides what the other drill counts: `requests` the services saw, `died` calls given back because their worker
    died, and `wrong` calls that were asked more often than they were in a worker's hands."""

    requests: int = 0
    died: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def above(self) -> int:
        return self.requests - self.calls

    @property
    def good(self) -> bool:
        return super().good and not self.wrong and self.above <= self.died <= self.caught


class CallDrill(Drill):
    """As the other drill, with claims that are made at once and real requests to services on this machine."""

    outcome: Counted

    def prepare(self, server: StandInServer) -> None:
        """Let the processes that will be started find the services."""
        self.server = server
        self.outcome = Counted()
        os.environ.update(server.environment())
        os.environ["EVIDENCE_PROVIDERS"] = ",".join(PLAYED[name].name for name in ASKED)

    def to_mark(self) -> Iterator[int]:
        """Search for one claim after the other; their ids."""
        with connection.cursor() as cursor:
            cursor.execute(LEASE)
        newsroom = create_newsroom(
            name="The Drill", slug="drill", admin_email="drill@example.org", admin_name="Drill", password=None
        )
        by = Actor.of(User.objects.get(email="drill@example.org"), newsroom)
        for number in range(1, self.claims + 1):
            words = f"Boat {number} came back with {number * 7} crates."
            claim = Claim.objects.create(
                organisation=newsroom, number=number, kind="event", by=by.user, statement=words
            )
            start_run(by=by, claim=claim, providers=[PLAYED[name] for name in ASKED])
            yield claim.pk

    def mark_until(self, work: Iterator[int], total: int) -> None:
        """A step ahead of the kills, so that there is always something to ask."""
        super().mark_until(work, min(self.claims, total + self.claims // (self.kills + 1)))

    def kill_workers(self, number: int) -> None:
        """`kill -9` at a random moment while calls are in hand; stopped first, so that those can be counted."""
        self.wait_for(lambda: self.ready(number), 120)
        self.wait_for(lambda: self.ended() >= self.ended_before + self.between_kills, 60)
        self.wait_for(lambda: in_hand() > 0, 5)
        time.sleep(self.random.uniform(0, 0.6))
        os.killpg(self.groups[number].pid, signal.SIGSTOP)
        before = in_hand()
        kill_group(self.groups[number])
        self.outcome.worker_kills += 1
        self.outcome.caught += before
        self.say(
            f"kill {self.outcome.worker_kills}: workers {number}, {before} calls in hand, {self.ended()} ended"
        )
        self.groups[number] = self.spawn_workers(number)
        self.ended_before = self.ended()

    def kill_valkey(self) -> None:
        """Emptied while it runs, then killed with all it kept removed, in turn."""
        if self.outcome.valkey_kills % 2 == 0:
            valkey.client().flushall()
            self.outcome.valkey_kills += 1
            self.say(f"Valkey emptied ({self.outcome.valkey_kills})")
        else:
            super().kill_valkey()

    def count(self) -> None:
        """Rows against the services' own notes."""
        found, rows = self.outcome, list(ProviderCall.objects.select_related("run"))
        found.acknowledged = len(self.marked)
        found.calls = len(rows)
        found.attempts = sum(row.attempts for row in rows)
        found.died = sum(max(0, row.attempts - 1) for row in rows)
        found.dead = sum(1 for row in rows if row.state == JobState.FAILED)
        found.requests = len(self.server.seen)
        asked = Counter((name, asked.query.get("q", "")) for _, name, asked in self.server.seen)
        for row in rows:
            if row.outcome != "ok":
                found.lost.append(f"{row} of claim {row.run.claim_id}: {row.last_error or row.state}")
            times = asked.pop((row.provider, row.query), 0)
            if not 1 <= times <= row.attempts:
                found.wrong.append(f"{row}: asked {times} times in {row.attempts} attempts")
        found.wrong += [f"{name} was asked what no call asks: {words}" for name, words in asked]
        merged = set(EvidenceRun.objects.filter(state=RunState.MERGED).values_list("claim_id", flat=True))
        found.lost += [f"the search for claim {each} never ended" for each in set(self.marked) - merged]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT kind, subject, count(*) FROM drill_ledger GROUP BY 1, 2 HAVING count(*) > 1"
            )
            found.twice += [f"{kind} {subject}: {times} times" for kind, subject, times in cursor.fetchall()]
            cursor.execute("SELECT count(*) FROM drill_ledger WHERE kind = 'call ended'")
            ended = cursor.fetchone()[0]
        if ended != found.calls:
            found.wrong.append(f"{ended} ends of {found.calls} calls")


def in_hand() -> int:
    return ProviderCall.objects.filter(state=JobState.LEASED).count()


def services() -> StandInServer:
    """The five, on this machine, each answer after a fifth of a second."""
    return StandInServer({PLAYED[name].name: Service() for name in ASKED}, delay=0.2).start()
