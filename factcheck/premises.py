"""The folders and the account that the embedded servers run in.

An ordinary user's servers run as that user, in `LOCAL_DIR`. PostgreSQL refuses to run as root, so root's servers run
as an existing unprivileged account; where that account cannot reach `LOCAL_DIR` or the programs, the data live and a
copy of the programs is kept in a private folder that it can reach, and the folder is named once.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

ACCOUNTS = ("nobody", "daemon")
ELSEWHERE = (Path("/var/lib"), Path("/var/tmp"), Path("/tmp"))
LONGEST_SOCKET = 103  # bytes in sun_path on macOS; Linux has 107
LONGEST_NAME = ".s.PGSQL.5432"


class ServerTrouble(Exception):
    """A server could not be started or reached; the message says which, why and what to do."""


class Premises:
    """Where one installation's servers live, and as whom they run."""

    def __init__(self, local: Path) -> None:
        self.local = local

    @property
    def state(self) -> Path:
        """The folder that holds the data: `local`, or the private one noted there (see `choose_state`)."""
        with suppress(OSError):
            return Path((self.local / "elsewhere").read_text().strip())
        return self.local

    @property
    def sockets(self) -> Path:
        """The private folder of the sockets; a short one under /tmp where the usual path would not do."""
        usual = self.state / "run"
        fits = len(os.fsencode(usual / LONGEST_NAME)) <= LONGEST_SOCKET
        if fits and "," not in str(usual):  # PostgreSQL's clients read a comma as two servers
            return usual
        return Path("/tmp") / f"workbench-{os.getuid()}-{short_hash(self.state)}"

    @property
    def log(self) -> Path:
        return self.local / "log"

    @property
    def account(self) -> pwd.struct_passwd | None:
        """The unprivileged account that root's servers run as; None for an ordinary user."""
        if os.getuid() != 0:
            return None
        for name in ACCOUNTS:
            with suppress(KeyError):
                return pwd.getpwnam(name)
        raise ServerTrouble(
            "PostgreSQL does not run as root, and there is no account called nobody to run it as."
        )

    def as_account(self) -> dict[str, Any]:
        """Arguments for `subprocess` that run the child as that account, with a clean environment."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        account = self.account
        if account is None:
            return {"env": environment}
        return {"env": environment, "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def open_up(self) -> None:
        """Make `local`; root's may be passed through by the servers' account, but not listed."""
        try:
            self.local.mkdir(parents=True, exist_ok=True)
            self.local.chmod(0o711 if os.getuid() == 0 else 0o700)
        except OSError as error:
            raise ServerTrouble(
                f"{self.local} cannot be written ({error.strerror}). "
                "Use the account that made it, or set LOCAL_DIR to another folder."
            ) from None

    def furnish(self, *folders: str, say: Callable[[str], None]) -> None:
        """Choose the place of the data and make private folders of these names in it, and those of sockets and logs."""
        self.log.mkdir(mode=0o700, exist_ok=True)
        self.choose_state(say)
        for folder in (self.sockets, *(self.state / name for name in folders)):
            self.private_folder(folder)

    def choose_state(self, say: Callable[[str], None]) -> None:
        """Where the account cannot reach `local`, keep the data in a private folder that it can reach."""
        account = self.account
        if account is None or self.state != self.local or self.reaches(self.local):
            return
        for parent in ELSEWHERE:
            folder = parent / f"claim-workbench-{short_hash(self.local)}"
            with suppress(OSError):
                folder.mkdir(mode=0o711, exist_ok=True)
                if folder.is_symlink() or folder.stat().st_uid != 0 or not self.reaches(folder):
                    continue
                folder.chmod(0o711)
                (self.local / "elsewhere").write_text(str(folder))
                say(f"{account.pw_name} cannot reach {self.local}, so the servers' data is in {folder}")
                return
        raise ServerTrouble(
            f"PostgreSQL does not run as root, and the account {account.pw_name} can reach neither {self.local} nor "
            "a folder under /var/lib. Start as an ordinary user, or set LOCAL_DIR to a folder it can reach."
        )

    def reaches(self, path: Path) -> bool:
        """Whether the account can enter this folder."""
        done = subprocess.run(
            ["/bin/sh", "-c", 'cd "$1"', "sh", str(path)],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self.as_account(),
        )
        return done.returncode == 0

    def private_folder(self, folder: Path) -> None:
        """Make a folder that the account alone may enter; refuse one that somebody else put there."""
        account = self.account
        owner = account.pw_uid if account else os.getuid()
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            self.give(folder)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != owner:
            raise ServerTrouble(
                f"{folder} belongs to somebody else (user {found.st_uid}, not {owner}): remove it, "
                "use the account that made it, or set LOCAL_DIR to another folder."
            )
        folder.chmod(0o700)

    def give(self, path: Path) -> None:
        account = self.account
        if account is not None:
            os.chown(path, account.pw_uid, account.pw_gid)

    def package(self, name: str) -> Path:
        """The folder of an installed package, not imported; a copy of it where the account cannot read that."""
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.origin:
            raise ServerTrouble(
                f"The package {name} is not installed: run `make setup`, or set DATABASE_URL and REDIS_URL."
            )
        installed = Path(spec.origin).parent
        if self.account is None or self.reaches(installed):
            return installed
        return self._copy(installed)

    def _copy(self, installed: Path) -> Path:
        programs = self.state / "programs"
        copy, mark = programs / installed.name, programs / f"{installed.name}.from"
        stamp = f"{installed} {installed.stat().st_mtime_ns}"
        if mark.exists() and mark.read_text() == stamp:
            return copy
        for name in (
            installed.name,
            f"{installed.name}.libs",
        ):  # programs look for libraries beside their package
            source = installed.with_name(name)
            if source.exists():
                shutil.rmtree(programs / name, ignore_errors=True)
                shutil.copytree(source, programs / name, ignore=shutil.ignore_patterns("include", "*.py"))
        for path in (programs, *programs.rglob("*")):
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
        mark.write_text(stamp)
        return copy


def short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def private(path: str, flags: int) -> int:
    """An opener for files that their owner alone may read."""
    return os.open(path, flags, 0o600)
