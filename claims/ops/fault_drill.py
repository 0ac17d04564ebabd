"""Break workers and Valkey while real evidence jobs run, and count what was lost or done twice.

The ledger is kept outside the jobs: the list of what the verbs acknowledged, and database triggers that note each
effect as it is committed. Triggers also slow the jobs down a little, so that kills meet them half done, and cut their
leases short, so that lost ones come back within seconds.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation, User
from claims.accounts.newsrooms import create_newsroom
from claims.annotation.marking import mark
from claims.annotation.models import Claim
from claims.evidence.models import EvidenceRun, ProviderCall, RunState
from claims.history.jobs import QUEUES
from claims.history.models import Handoff, JobState
from claims.intake.submitting import submit_text
from claims.verdicts.models import FactCheck
from factcheck import processes
from factcheck.servers import CHECKOUT, Servers
from factcheck.supervisor import settle_child

CALLS_PER_CLAIM = 2
CLAIMS_PER_ARTICLE = 25
WORKER_GROUPS = 2
READY_SECONDS = 120
PROGRESS_SECONDS = 30
STUCK_SECONDS = 120
OPEN = (JobState.DUE, JobState.LEASED)
Say = Callable[[str], None]

LEDGER = """
CREATE TABLE drill_ledger (kind text, subject text, at timestamptz DEFAULT clock_timestamp());
CREATE FUNCTION drill_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO drill_ledger (kind, subject) VALUES (TG_ARGV[0], to_jsonb(NEW) ->> TG_ARGV[1]);
    RETURN NULL;
END $$;
CREATE FUNCTION drill_slow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(random() * 0.2);
    RETURN NEW;
END $$;
CREATE FUNCTION drill_short_lease() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.lease_until := LEAST(NEW.lease_until, clock_timestamp() + interval '8 seconds');
    RETURN NEW;
END $$;
CREATE TRIGGER drill_call_ended AFTER UPDATE ON claims_providercall FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state IN ('done', 'failed', 'cancelled'))
    EXECUTE FUNCTION drill_note('call ended', 'uid');
CREATE TRIGGER drill_handoff_ended AFTER UPDATE ON claims_handoff FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state IN ('done', 'failed', 'cancelled'))
    EXECUTE FUNCTION drill_note('follow-up ended', 'id');
CREATE TRIGGER drill_run_merged AFTER UPDATE ON claims_evidencerun FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state = 'merged')
    EXECUTE FUNCTION drill_note('run merged', 'uid');
CREATE TRIGGER drill_run_started AFTER INSERT ON claims_evidencerun FOR EACH ROW WHEN (NEW.claim_id IS NOT NULL)
    EXECUTE FUNCTION drill_note('run started', 'claim_id');
CREATE TRIGGER drill_case_opened AFTER INSERT ON claims_factcheck FOR EACH ROW
    EXECUTE FUNCTION drill_note('case opened', 'claim_id');
"""
HARDER = """
CREATE TRIGGER drill_slow BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NEW.state = 'done')
    EXECUTE FUNCTION drill_slow();
CREATE TRIGGER drill_short_lease BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NEW.lease_until IS NOT NULL)
    EXECUTE FUNCTION drill_short_lease();
"""


@dataclass
class Outcome:
    """What the drill counted. `lost` and `twice` hold what should not be. `dead` jobs were killed at each of their
    five attempts: they say so and can be asked for again, so they are not lost."""

    acknowledged: int = 0
    calls: int = 0
    follow_ups: int = 0
    attempts: int = 0
    dead: int = 0
    worker_kills: int = 0
    valkey_kills: int = 0
    caught: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    seconds: float = 0
    settled: float = 0

    @property
    def good(self) -> bool:
        return not self.lost and not self.twice


class Drill:
    """One drill against the servers of the environment, which must be its own: it breaks them."""

    def __init__(
        self, *, servers: Servers, jobs: int, kills: int, valkey_kills: int, seed: int, say: Say
    ) -> None:
        self.servers, self.say = servers, say
        self.claims = max(1, -(-jobs // CALLS_PER_CLAIM))
        self.kills, self.valkey_kills = kills, valkey_kills
        self.random = random.Random(seed)  # noqa: S311
        self.groups: list[subprocess.Popen[bytes]] = []
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.marked: list[int] = []
        self.outcome = Outcome()
        self.between_kills = jobs // (kills + 1)
        self.ended_before = 0

    def run(self) -> Outcome:
        begun = time.monotonic()
        lay_ledger()
        work = self.to_mark()
        try:
            self.scheduler = self.spawn(
                "scheduler", [sys.executable, "manage.py", "scheduler", "--skip-checks"]
            )
            self.groups = [self.spawn_workers(number) for number in range(WORKER_GROUPS)]
            for number in range(self.kills):
                self.mark_until(work, (number + 1) * self.claims // (self.kills + 1))
                self.kill_workers(number % WORKER_GROUPS)
                if (number + 1) * self.valkey_kills // self.kills > self.outcome.valkey_kills:
                    self.kill_valkey()
            self.mark_until(work, self.claims)
            last_fault = time.monotonic()
            self.wait_until_settled()
            self.outcome.settled = time.monotonic() - last_fault
        finally:
            for process in (*self.groups, self.scheduler):
                if process is not None:
                    kill_group(process)
        self.outcome.seconds = time.monotonic() - begun
        self.count()
        return self.outcome

    # The work

    def to_mark(self) -> Iterator[int]:
        """Mark one claim after the other through the verbs; the ids of those that were acknowledged."""
        newsroom = create_newsroom(
            name="The Drill", slug="drill", admin_email="drill@example.org", admin_name="Drill", password=None
        )
        by = newsroom_actor(newsroom)
        for first in range(0, self.claims, CLAIMS_PER_ARTICLE):
            numbers = range(first, min(first + CLAIMS_PER_ARTICLE, self.claims))
            sentences = [
                f"Boat number {number} came back with {number * 7 + 3} crates of fish." for number in numbers
            ]
            text = "\n\n".join(sentences)
            version = submit_text(by=by, text=text, title=f"Boats {first}").versions.get()
            for sentence in sentences:
                start = text.index(sentence)
                yield mark(version, by=by, start=start, end=start + len(sentence)).pk

    def mark_until(self, work: Iterator[int], total: int) -> None:
        while len(self.marked) < total:
            self.marked.append(next(work))

    # The faults

    def kill_workers(self, number: int) -> None:
        """`kill -9` of a worker with its pool: jobs have ended since the last kill, and some are in hand."""
        self.wait_for(lambda: self.ready(number), READY_SECONDS)
        if self.groups[number].poll() is not None:
            raise RuntimeError(
                "a worker ended by itself: " + self.log(f"workers-{number}").read_text()[-1000:]
            )
        self.wait_for(lambda: self.ended() >= self.ended_before + self.between_kills, PROGRESS_SECONDS)
        self.wait_for(lambda: leased() > 0, 5)
        time.sleep(self.random.uniform(0, 0.4))
        before = leased()
        kill_group(self.groups[number])
        self.outcome.worker_kills += 1
        self.outcome.caught += before
        self.say(
            f"kill {self.outcome.worker_kills}: workers {number}, {before} jobs in hand, {self.ended()} ended"
        )
        self.groups[number] = self.spawn_workers(number)
        self.ended_before = self.ended()

    def kill_valkey(self) -> None:
        """`kill -9` of Valkey, and all it kept removed."""
        processes.end(self.servers.valkey_process(), signal.SIGKILL)
        shutil.rmtree(self.servers.valkey_data)
        self.servers.ensure(postgres=False)
        self.outcome.valkey_kills += 1
        self.say(f"Valkey killed and emptied ({self.outcome.valkey_kills})")

    def wait_until_settled(self) -> None:
        """Until every job has ended, or nothing has moved for two minutes."""
        ended, moved, said = -1, time.monotonic(), 0.0
        while (still := unfinished()) and time.monotonic() - moved < STUCK_SECONDS:
            if self.ended() != ended:
                ended, moved = self.ended(), time.monotonic()
            if time.monotonic() - said > 10:
                said = time.monotonic()
                self.say(f"{still} to go")
            time.sleep(0.5)

    # Processes

    def spawn_workers(self, number: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "factcheck", "worker", "--loglevel", "INFO"]
        command += ["--without-gossip", "--without-mingle", "--prefetch-multiplier", "1", "-c", "2"]
        return self.spawn(f"workers-{number}", [*command, "-n", f"drill-{number}@%h", "-Q", ",".join(QUEUES)])

    def spawn(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        with self.log(name).open("wb") as log:
            return subprocess.Popen(
                command, cwd=CHECKOUT, stdout=log, stderr=log, start_new_session=True, preexec_fn=settle_child
            )

    def ready(self, number: int) -> bool:
        """Its workers listen, or have ended, which is no reason to wait either."""
        return (
            self.groups[number].poll() is not None or b" ready." in self.log(f"workers-{number}").read_bytes()
        )

    def log(self, name: str) -> Path:
        return self.servers.premises.log / f"{name}.log"

    def wait_for(self, true: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not true() and time.monotonic() < deadline:
            time.sleep(0.05)

    # The count

    def ended(self) -> int:
        return sum(model.objects.exclude(state__in=OPEN).count() for model in (Handoff, ProviderCall))

    def count(self) -> None:
        outcome = self.outcome
        outcome.acknowledged = len(self.marked)
        runs = EvidenceRun.objects.filter(claim_id__in=self.marked)
        outcome.calls, outcome.follow_ups = ProviderCall.objects.count(), Handoff.objects.count()
        for model in (Handoff, ProviderCall):
            outcome.attempts += sum(model.objects.values_list("attempts", flat=True))
            outcome.dead += model.objects.filter(state=JobState.FAILED).count()
            for row in model.objects.filter(state__in=OPEN):
                outcome.lost.append(f"{row} never ended: {row.last_error or row.state}")
        given_up = Handoff.objects.filter(state=JobState.FAILED).values_list("event__subject_uid")
        said = set(Claim.objects.filter(uid__in=given_up).values_list("pk", flat=True))
        with_case = set(FactCheck.objects.filter(claim_id__in=self.marked).values_list("claim_id", flat=True))
        with_run = set(runs.filter(state=RunState.MERGED).values_list("claim_id", flat=True))
        outcome.lost += [f"claim {each} has no fact-check" for each in set(self.marked) - with_case - said]
        outcome.lost += [
            f"claim {each} has no merged evidence run" for each in set(self.marked) - with_run - said
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT kind, subject, count(*) FROM drill_ledger GROUP BY 1, 2 HAVING count(*) > 1"
            )
            outcome.twice += [
                f"{kind} {subject}: {times} times" for kind, subject, times in cursor.fetchall()
            ]


def newsroom_actor(newsroom: Organisation) -> Actor:
    return Actor.of(User.objects.get(email="drill@example.org"), newsroom)


def lay_ledger() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LEDGER)
        for table in ("claims_handoff", "claims_providercall"):
            cursor.execute(HARDER.format(table=table))


def leased() -> int:
    return sum(model.objects.filter(state=JobState.LEASED).count() for model in (Handoff, ProviderCall))


def unfinished() -> int:
    jobs = sum(model.objects.filter(state__in=OPEN).count() for model in (Handoff, ProviderCall))
    return jobs + EvidenceRun.objects.filter(state__in=[RunState.QUEUED, RunState.RUNNING]).count()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a process with everything in its session, at once and without warning."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
