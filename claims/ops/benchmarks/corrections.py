"""How soon a correction shows on every surface, with tens of thousands of published checks and readers asking.

Starts a PostgreSQL and a Valkey in a folder under /tmp, publishes the checks, then starts the web server and the worker
as `make run` does. While so many requests a second ask for pages, feeds and embeds, checks are corrected one after the
other, and each surface is asked until it shows the correction; with `--retract` they are taken back instead, and each
place that showed one is asked until it says so. Everything is removed at the end.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from factcheck.servers import CHECKOUT, Servers
from factcheck.supervisor import settle_child

INSIDE = "WORKBENCH_CORRECTIONS"  # in the environment of the inner process: the folder it works in


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checks", type=int, default=50_000, help="published checks (50,000)")
    parser.add_argument("--rate", type=int, default=200, help="requests a second while it is measured (200)")
    parser.add_argument("--corrections", type=int, default=20, help="corrections, one after the other (20)")
    parser.add_argument(
        "--while-remaking",
        action="store_true",
        help="with all the newsroom's pages being made again at the same time",
    )
    parser.add_argument(
        "--retract",
        action="store_true",
        help="retract and withdraw checks in turn, and watch what stands elsewhere: embeds, lists, oEmbed",
    )


def run(stdout: OutputWrapper, **options: Any) -> None:
    inside = os.environ.get(INSIDE, "")
    wanted = {name: options[name] for name in ("checks", "rate", "corrections")}
    if inside:
        from claims.ops.correction_drill import CorrectionDrill

        def say(line: str) -> None:
            stdout.write(line)
            stdout.flush()

        drill = CorrectionDrill(
            folder=Path(inside),
            port=_free_port(),
            while_remaking=options["while_remaking"],
            retract=options["retract"],
            say=say,
            **wanted,
        )
        drill.run()
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    folder = Path(tempfile.mkdtemp(prefix="workbench-corrections-", dir="/tmp"))
    folder.chmod(0o711)
    servers = Servers(folder / "local")
    try:
        servers.ensure()
        (folder / "local" / "state" / "static").mkdir(parents=True)
        environment = {
            **os.environ,
            INSIDE: str(folder),
            "DATABASE_URL": servers.database_url(),
            "REDIS_URL": servers.redis_url(),
            "LOCAL_DIR": str(servers.local / "state"),
            "CELERY_SKIP_CHECKS": "1",
            "SOURCE_WATCH_DAYS": "0",
        }
        again = [sys.executable, "manage.py", "benchmark", "corrections"]
        for name, value in wanted.items():
            again += [f"--{name}", str(value)]
        again += [f"--{name}" for name in ("while-remaking", "retract") if options[name.replace("-", "_")]]
        for command in ([sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"], again):
            process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, preexec_fn=settle_child)
            if process.wait():
                logs = "\n".join(
                    line for log in folder.glob("*.log") for line in log.read_text().splitlines()[-8:]
                )
                raise CommandError(f"The measurement broke off: see the lines above.\n{logs}")
    finally:
        servers.remove()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
