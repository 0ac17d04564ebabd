"""`make run`: the whole workbench on one machine, in one process group, until Ctrl-C.

Starts the embedded servers, brings the database up to date, then keeps a web server, Celery workers and the
scheduler running: one that ends is started again, later each time. On the first run it loads the demo newsroom
through the running workers. Whatever an earlier, killed run left behind is ended before anything is started.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from factcheck import processes, public_pages, servers

MARK = "WORKBENCH_SUPERVISED"  # in the environment of every process of ours: how an orphan is known
LONGEST_PAUSE = 30.0
HEALTHY_AFTER = 60.0
SERVERS_EVERY = 3.0
WEB_SECONDS = 180.0
LOG_BYTES = 5_000_000
DEMO_PEOPLE = (
    ("ada@harbor.example", "Ada checks claims at The Harbor"),
    ("ben@harbor.example", "Ben signs off and runs The Harbor"),
    ("cleo@northgate.example", "Cleo works elsewhere, at Northgate Wire"),
)
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Refusal(Exception):
    """Why the workbench can't start here, and what to do about it."""


@dataclass
class Child:
    """One program that is kept running. `grace`: seconds it gets to end by itself when asked to."""

    name: str
    command: Sequence[str]
    grace: float
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = field(default=0.0)

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps the programs of one installation (one `LOCAL_DIR`) running."""

    def __init__(self, *, local: Path, host: str, port: int, environment: Mapping[str, str]) -> None:
        self.local, self.host, self.port = local, host, port
        self.environment = {**environment, MARK: str(local), "PYTHONUNBUFFERED": "1", "PORT": str(port)}
        # Workers need none of the doors that Celery's checks would import.
        self.environment["CELERY_SKIP_CHECKS"] = "1"
        self.children = [
            Child(name, command, grace) for name, command, grace in programs(host, port, environment)
        ]
        self.asked_to_stop = 0
        self.parent = os.getppid()
        self.servers_looked_at = 0.0

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    def run(self) -> int:
        for number in STOPPING:
            signal.signal(number, self._on_signal)
        begun = time.monotonic()
        with self._only_one():
            self._end_orphans()
            self._free_port()
            try:
                self._bring_up()
                if not self.asked_to_stop:
                    say(f"Ready after {time.monotonic() - begun:.0f} s. Logs are in {self.local / 'log'}.")
                    self._announce()
                while not self.asked_to_stop:
                    self._tend()
                    time.sleep(0.2)
            finally:
                self._bring_down()
        return 0

    # Up

    def _bring_up(self) -> None:
        started = servers.ensure(say)
        if started.postgres:
            say("PostgreSQL is running")
        if started.valkey:
            say("Valkey is running")
        (self.local / "static").mkdir(exist_ok=True)
        if not up_to_date(self.local):
            if not self._manage("migrate", "--verbosity", "0", "--skip-checks") and not self.asked_to_stop:
                raise Refusal("The database could not be brought up to date: see the lines above.")
            if self.asked_to_stop:
                return
            (self.local / "migrated").write_text(code_state())
        if self.asked_to_stop:
            return
        web, *others = self.children
        self._start(web)
        self._wait_for_web(web)
        for child in others:
            if not self.asked_to_stop:
                self._start(child)
        if not self.asked_to_stop:
            self._render_again()
        if not self.asked_to_stop:
            self._load_demo()

    def _render_again(self) -> None:
        """After an upgrade that changes how public pages look, make them again; the old ones are served meanwhile."""
        if public_pages.are_current(self.local):
            return
        if has_newsroom():
            say("Public pages are made again: what they are made of has changed")
            if not self._manage("render_public", "--verbosity", "0", "--skip-checks", tend=True):
                if not self.asked_to_stop:
                    say("Not all could be made: see the lines above. `manage.py render_public` tries again.")
                return
        public_pages.note(self.local)

    def _load_demo(self) -> None:
        """Fill an empty installation; a first load that was cut short is taken up again at the next start."""
        unfinished = self.local / "demo-unfinished"
        if self.environment.get("DEMO", "1") == "0" or (has_newsroom() and not unfinished.exists()):
            return
        unfinished.touch()
        say(f"Already open: {self.address}. Filling the demo newsroom:")
        if self._manage("load_demo", tend=True):
            unfinished.unlink(missing_ok=True)
        elif not self.asked_to_stop:
            say("The demo newsroom was not filled: see the lines above. The workbench runs all the same.")

    def _announce(self) -> None:
        say("")
        say(f"  The desk        {self.address}/desk/")
        say(f"  Public pages    {self.address}/")
        say(f"  The API         {self.address}/api/v1/")
        with suppress(OSError):  # kept by the command that fills the demo newsroom
            password = (self.local / "demo-password").read_text().strip()
            say(f"  Sign in         {self.address}/accounts/login/")
            for email, what in DEMO_PEOPLE:
                say(f"    {email:<24}{what}")
            say(f"    password        {password}")
        say("")
        say("Ctrl-C stops everything.")

    def _manage(self, *arguments: str, tend: bool = False) -> bool:
        """Run one command of manage.py to its end; True where it succeeded. With `tend`, children are minded."""
        process = subprocess.Popen([sys.executable, "manage.py", *arguments], **self._spawning())
        while process.poll() is None:
            if self.asked_to_stop:
                processes.end_children([(process, 5)])
                return False
            if tend:
                self._tend()
            time.sleep(0.05)
        return bool(process.returncode == 0)

    def _wait_for_web(self, web: Child) -> None:
        deadline = time.monotonic() + WEB_SECONDS
        while not self.asked_to_stop and not answers(self.host, self.port):
            self._tend()
            if web.failures >= 3 or time.monotonic() > deadline:
                log = self.local / "log" / "web.log"
                lines = "\n  ".join(log.read_text(errors="replace").splitlines()[-8:])
                raise Refusal(f"The web server does not answer. The end of {log}:\n  {lines}")
            time.sleep(0.1)

    # Keeping up

    def _start(self, child: Child) -> None:
        path = self.local / "log" / f"{child.name}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        turn_over(path)
        with path.open("ab") as log:
            child.process = subprocess.Popen(
                child.command, stdout=log, stderr=subprocess.STDOUT, **self._spawning()
            )
        child.started = time.monotonic()

    def _tend(self) -> None:
        """Start again what has ended, with a pause that doubles until it stays up."""
        now = time.monotonic()
        if now > self.servers_looked_at + SERVERS_EVERY and not self.asked_to_stop:
            self.servers_looked_at = now
            self._tend_servers()
        if os.getppid() != self.parent and "MAKELEVEL" in self.environment:
            self.asked_to_stop += 1  # `make` was killed: nobody could press Ctrl-C any more
        for child in self.children:
            if self.asked_to_stop or child.process is None or child.runs:
                continue
            if not child.due:
                child.failures = 1 if now - child.started > HEALTHY_AFTER else child.failures + 1
                pause = min(2.0 ** (child.failures - 1), LONGEST_PAUSE)
                child.due = now + pause
                say(f"{child.name} {ending(child.process.returncode)}; starting it again in {pause:.0f} s")
            elif now >= child.due:
                child.due = 0.0
                self._start(child)

    def _tend_servers(self) -> None:
        if not servers.gone():
            return
        try:
            again = servers.ensure(say)
        except servers.ServerTrouble as trouble:
            say(str(trouble))
            return
        for name, started in (("PostgreSQL", again.postgres), ("Valkey", again.valkey)):
            if started:
                say(f"{name} had ended and was started again")

    # Down

    def _bring_down(self) -> None:
        """No new work first, then the workers, then the servers: each gets its time to end by itself."""
        running = [child for child in self.children if child.process and child.runs]
        if running:
            say("\nStopping")
        doors = [child for child in running if child.name in ("web", "scheduler")]
        for group in (doors, [child for child in running if child not in doors]):
            processes.end_children(
                [(child.process, child.grace) for child in group if child.process],
                impatient=lambda: self.asked_to_stop > 1,
            )
        if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
            with suppress(servers.ServerTrouble):
                servers.default().stop()
        say("Stopped. Nothing is lost: `make run` takes up where this left off.")

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop += 1

    # One installation, one supervisor

    @contextmanager
    def _only_one(self) -> Iterator[None]:
        self.local.mkdir(parents=True, exist_ok=True)
        path = self.local / "supervisor.lock"
        with path.open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.seek(0)
                raise Refusal(
                    f"The workbench already runs from {self.local}: {lock.read().strip()}.\n"
                    "Open that address, stop it with Ctrl-C, or run another beside it: "
                    "make run LOCAL_DIR=/some/other/folder PORT=8001"
                ) from None
            lock.truncate(0)
            lock.write(f"{self.address}, process {os.getpid()}")
            lock.flush()
            yield

    def _end_orphans(self) -> None:
        """End the children of a supervisor that was killed, known by the mark in their environment."""
        orphans = processes.marked(MARK, str(self.local))
        if orphans:
            say(f"Ending {len(orphans)} processes of an earlier run that was killed")
            processes.end_all(orphans)

    def _free_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                why = processes.listener(self.port) or os.strerror(error.errno or 0).lower()
                raise Refusal(
                    f"Port {self.port} on {self.host} can't be used: {why}.\n"
                    f"Stop that program, or take another port: make run PORT={self.port + 1}"
                ) from None

    def _spawning(self) -> dict[str, Any]:
        return {
            "cwd": servers.CHECKOUT,
            "env": self.environment,
            "stdin": subprocess.DEVNULL,
            "preexec_fn": settle_child,
        }


def programs(host: str, port: int, environment: Mapping[str, str]) -> list[tuple[str, list[str], float]]:
    """Name, command line and seconds of grace of each program that is kept running."""
    python = sys.executable
    web = [python, "-m", "gunicorn", "factcheck.asgi:application", "--bind", f"{host}:{port}"]
    web += ["--worker-class", "factcheck.worker.Worker", "--workers", environment.get("WEB_WORKERS", "2")]
    web += ["--graceful-timeout", "4", "--timeout", "90", "--preload"]
    web += ["--no-control-socket", "--access-logfile", "-"]
    celery = [python, "-m", "celery", "-A", "factcheck", "worker", "--loglevel", "INFO"]
    celery += ["--without-gossip", "--without-mingle", "--prefetch-multiplier", "1"]
    many = environment.get("WORKER_CONCURRENCY", "2")
    return [
        ("web", web, 6.0),
        ("worker", [*celery, "-n", "worker@%h", "-Q", "fetch,evidence,models", "-c", many], 6.0),
        ("publisher", [*celery, "-n", "publisher@%h", "-Q", "publish", "-c", "1"], 6.0),
        ("deliverer", [*celery, "-n", "deliverer@%h", "-Q", "deliver", "-P", "threads", "-c", "4"], 6.0),
        ("scheduler", [python, "manage.py", "scheduler", "--skip-checks"], 4.0),
    ]


def code_state() -> str:
    """What the tables depend on: our migrations by name, everybody else's by requirements.txt."""
    names = sorted(path.name for path in (servers.CHECKOUT / "claims" / "migrations").glob("0*.py"))
    pins = (servers.CHECKOUT / "requirements.txt").read_bytes()
    return hashlib.sha256(repr(names).encode() + pins).hexdigest()


def up_to_date(local: Path) -> bool:
    """Whether `migrate` has nothing to do: it ran here for this code, and the database has all our migrations."""
    import psycopg

    try:
        if (local / "migrated").read_text() != code_state():
            return False
        with psycopg.connect(servers.database_url()) as connection:
            rows = connection.execute("SELECT name FROM django_migrations WHERE app = 'claims'").fetchall()
    except (OSError, psycopg.Error):
        return False
    ours = {path.stem for path in (servers.CHECKOUT / "claims" / "migrations").glob("0*.py")}
    return ours <= {name for (name,) in rows}


def has_newsroom() -> bool:
    import psycopg

    with psycopg.connect(servers.database_url()) as connection:
        row = connection.execute("SELECT EXISTS (SELECT 1 FROM claims_organisation)").fetchone()
    return bool(row and row[0])


def answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def settle_child() -> None:
    """Leave Ctrl-C to the supervisor, and on Linux have the kernel end this child when the supervisor is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def turn_over(path: Path) -> None:
    """Keep one older log beside a log that has grown large."""
    with suppress(OSError):
        if path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))


def ending(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended by itself with status {code}"


def say(line: str) -> None:
    with suppress(OSError):  # the terminal may be gone
        print(line, flush=True)


def main(arguments: Sequence[str]) -> int:
    """`manage.py serve`: everything `make run` starts. Reads HOST, PORT, LOCAL_DIR, DATABASE_URL, REDIS_URL."""
    if arguments:
        print("usage: manage.py serve   (HOST, PORT and LOCAL_DIR are read from the environment)")
        return 2
    try:
        port = int(os.environ.get("PORT") or 8000)
        local = servers.local_dir()
        host = os.environ.get("HOST") or "127.0.0.1"
        return Supervisor(local=local, host=host, port=port, environment=dict(os.environ)).run()
    except ValueError:
        say(f"PORT must be a number, not {os.environ['PORT']!r}.")
    except (Refusal, servers.ServerTrouble) as trouble:
        say(str(trouble))
    return 1
