"""`manage.py pictures`: a picture of each page at three widths, light and dark, from a demo newsroom of its own.

Starts a PostgreSQL and a Valkey in a folder under /tmp, and itself again with their addresses in the environment: the
settings of a process can't change their database. Everything but the pictures is removed at the end.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from factcheck.servers import CHECKOUT, Servers
from factcheck.supervisor import settle_child

INSIDE = "WORKBENCH_PICTURES"  # in the environment of the inner process


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Take a picture of each page at 390, 1100 and 1440 px, light and dark, from a demo newsroom of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", default="docs/pictures", help="the folder (docs/pictures)")
        parser.add_argument("--only", metavar="PAGE", nargs="*", default=[], help="only these pages, by name")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["to"]).resolve()
        if os.environ.get(INSIDE):
            self._take(folder, options["only"])
            return
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
        place = Path(tempfile.mkdtemp(prefix="workbench-pictures-", dir="/tmp"))
        place.chmod(0o711)
        servers = Servers(place / "local", durable=False)
        try:
            self.stdout.write("Starting servers and a demo newsroom: this takes a minute.")
            self.stdout.flush()
            servers.ensure()
            (servers.local / "state" / "static").mkdir(parents=True, exist_ok=True)
            self._run(["migrate", "--verbosity", "0", "--skip-checks"], servers)
            self._run(["pictures", "--to", str(folder), "--only", *options["only"]], servers)
        finally:
            servers.remove()
            shutil.rmtree(place, ignore_errors=True)

    def _run(self, command: list[str], servers: Servers) -> None:
        environment = {
            **os.environ,
            INSIDE: "1",
            "DATABASE_URL": servers.database_url(),
            "REDIS_URL": servers.redis_url(),
            "LOCAL_DIR": str(servers.local / "state"),
            "PUBLISH_DELAY_SECONDS": "0",
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=CHECKOUT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=settle_child,
        )
        for line in process.stdout or ():
            self.stdout.write(line.rstrip("\n"))
            self.stdout.flush()
        if process.wait() != 0:
            raise CommandError("The pictures could not be taken: see the lines above.")

    def _take(self, folder: Path, only: list[str]) -> None:
        from claims.ops.pictures import showing, taking

        pages = showing.stage()
        unknown = set(only) - {page.name for page in pages}
        if unknown:
            names = ", ".join(page.name for page in pages)
            raise CommandError(f"There is no page “{', '.join(sorted(unknown))}”. There are: {names}.")
        chosen = [page for page in pages if not only or page.name in only]
        try:
            with taking.served() as address:
                files = taking.take(chosen, folder, address=address, say=self._say)
        except taking.NoBrowser as trouble:
            raise CommandError(str(trouble)) from trouble
        size = sum(file.stat().st_size for file in files)
        self._say(f"{len(files)} pictures, {size / 1_000_000:.1f} MB, in {folder}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
