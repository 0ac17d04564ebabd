"""Ten services with the paces of real ones, played on this machine, and a search of many claims over all of them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import User
from claims.accounts.newsrooms import create_newsroom
from claims.annotation.models import Claim
from claims.evidence.gathering import start_run
from claims.evidence.models import EvidenceRun, ProviderCall, RunState
from claims.evidence.pace import Pace
from claims.evidence.providers import ENTRY_POINTS
from claims.evidence.providers.asking import Asking, HttpProvider, answered, json_of, part
from claims.evidence.providers.base import Found, Reply
from claims.evidence.standing_in import Answer, Asked, StandIn, StandInServer
from factcheck.servers import CHECKOUT, Servers
from factcheck.supervisor import settle_child

READY_SECONDS = 300
GIVE_UP_SECONDS = 900
WAY = 0.05
"""Seconds by which two requests may come closer together on their way to a server."""
PACES = {
    "wikimedia": Pace(calls=120, seconds=60, at_once=1),
    "verdicts": Pace(calls=2, at_once=2),
    "captures": Pace(calls=24, seconds=60, at_once=1),
    "replays": Pace(calls=480, seconds=60, at_once=2),
    "own_search": Pace(calls=4, burst=4, at_once=4),
    "paid_search": Pace(calls=1, at_once=1),
    "filings": Pace(calls=8, at_once=2),
    "works": Pace(calls=10, at_once=2),
    "registry": Pace(calls=3, at_once=3),
    "figures": Pace(calls=5, at_once=2),
}


class Played(HttpProvider):
    """One of the ten: one request, one result."""

    home = ""
    needs = ("BASE_URL",)
    settings: ClassVar[list[dict[str, Any]]] = []

    def ask(self, asking: Asking) -> Reply:
        answer = json_of(asking.get("/", {"q": asking.query.text}), dict, label=self.label)
        words = part(answer, "words", kind=str, label=self.label)
        return answered([Found(passage=words, title=self.label, url=f"https://{self.name}.example/")])


def _played(name: str, pace: Pace) -> Played:
    body = {"name": f"played_{name}", "label": name, "pace": pace}
    made: Played = type(f"Played{name}", (Played,), body)()
    return made


PLAYED = {name: _played(name, pace) for name, pace in PACES.items()}
globals().update({f"PLAYED_{name}": provider for name, provider in PLAYED.items()})


class Service(StandIn):
    def answer(self, asked: Asked) -> Answer:
        return Answer({"words": f"Something about this: {asked.query.get('q', '')}"})


@dataclass(frozen=True)
class Line:
    """How one service was asked: how often, and by how much faster than its pace it ever was."""

    name: str
    requests: int
    bound: float
    ahead: float

    @property
    def is_kept(self) -> bool:
        return self.ahead <= WAY


@dataclass(frozen=True)
class Measured:
    """What the benchmark found."""

    seconds: float
    bound: float
    calls: int
    answered: int
    lines: list[Line]

    @property
    def good(self) -> bool:
        is_quick = self.seconds <= 1.15 * self.bound
        return is_quick and self.answered == self.calls and all(line.is_kept for line in self.lines)


def install(folder: Path) -> None:
    """Leave in a folder what an installed package leaves that brings the ten providers."""
    notes = folder / "played_providers-1.dist-info"
    notes.mkdir(parents=True)
    (notes / "METADATA").write_text("Metadata-Version: 2.1\nName: played-providers\nVersion: 1\n")
    points = [f"played_{name} = claims.ops.fanout:PLAYED_{name}" for name in PACES]
    (notes / "entry_points.txt").write_text("\n".join([f"[{ENTRY_POINTS}]", *points]))


def with_services(folder: Path, servers: Servers) -> dict[str, str]:
    """The environment of programs that find the ten providers installed."""
    install(folder / "packages")
    paths = filter(None, (str(folder / "packages"), os.environ.get("PYTHONPATH")))
    return {"PYTHONPATH": os.pathsep.join(paths)}


def ahead_of(pace: Pace, times: list[float]) -> float:
    """By how many seconds requests came earlier than the pace allows, at the worst of all stretches."""
    worst, allowed = 0.0, float("-inf")
    for moment in sorted(times):
        allowed = max(allowed, moment)
        worst = max(worst, allowed - (pace.burst - 1) * pace.interval - moment)
        allowed += pace.interval
    return worst


def bound_of(pace: Pace, requests: int, delay: float) -> float:
    """The least seconds so many requests take at this pace, each answered after `delay`."""
    paced = max(0, requests - pace.burst) * pace.interval + delay
    return max(paced, requests * delay / pace.at_once)


def measure(log: Path, *, claims: int, workers: int, delay: float, say: Callable[[str], None]) -> Measured:
    """Start workers and scheduler, search for all claims at once, and count at the servers."""
    server = StandInServer({f"played_{name}": Service() for name in PACES}, delay=delay).start()
    names = ",".join(provider.name for provider in PLAYED.values())
    environment = {**os.environ, **server.environment(), "EVIDENCE_PROVIDERS": names}
    started = [
        _spawn([sys.executable, "manage.py", "scheduler", "--skip-checks"], log / "scheduler.log", environment),
        _spawn(
            [
                sys.executable, "-m", "celery", "-A", "factcheck", "worker", "--loglevel", "INFO", "--without-gossip",
                "--without-mingle", "-c", str(workers), "-n", "fanout@%h", "-Q", "evidence",
            ],
            log / "workers.log",
            environment,
        ),
    ]  # fmt: skip
    try:
        say(f"starting {workers} workers")
        _wait(lambda: b" ready." in (log / "workers.log").read_bytes(), READY_SECONDS)
        by, made = _claims(claims)
        begun = time.monotonic()
        for claim in made:
            start_run(by=by, claim=claim, providers=list(PLAYED.values()))
        say(f"searching for {claims} claims with {len(PACES)} providers")
        _wait(lambda: not EvidenceRun.objects.exclude(state=RunState.MERGED).exists(), GIVE_UP_SECONDS)
        seconds = time.monotonic() - begun
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()
        server.stop()
    lines = []
    for name, pace in PACES.items():
        times = [moment for moment, service, _ in server.seen if service == f"played_{name}"]
        lines.append(Line(name, len(times), bound_of(pace, len(times), delay), ahead_of(pace, times)))
    by_workers = sum(line.requests for line in lines) * delay / workers
    return Measured(
        seconds=seconds,
        bound=max(by_workers, *(line.bound for line in lines)),
        calls=ProviderCall.objects.count(),
        answered=ProviderCall.objects.filter(outcome="ok").count(),
        lines=lines,
    )


def _claims(count: int) -> tuple[Actor, list[Claim]]:
    newsroom = create_newsroom(
        name="The Fan", slug="fan", admin_email="fan@example.org", admin_name="Fan", password=None
    )
    by = Actor.of(User.objects.get(email="fan@example.org"), newsroom)
    made = [
        Claim.objects.create(
            organisation=newsroom, number=number, kind="event", by=by.user,
            statement=f"Boat {number} came back on {timezone.now():%d %B %Y} with {number * 7} crates.",
        )
        for number in range(1, count + 1)
    ]  # fmt: skip
    return by, made


def _spawn(command: list[str], log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with log.open("wb") as file:
        return subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, stdout=file, stderr=file, preexec_fn=settle_child
        )


def _wait(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not done within {seconds:.0f} seconds")
        time.sleep(0.1)
