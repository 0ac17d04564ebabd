"""How long a result takes from its row to the screen with many streams open, on servers of its own.

Starts a PostgreSQL and a Valkey in a folder under /tmp, the web server and the worker as `make run` does, and itself
again with their addresses in the environment. Then the same pages are asked for from the threaded server that was there
before and from this one, in turn. Everything is removed at the end.
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

import psycopg
from django.core.management.base import CommandError, OutputWrapper

from factcheck.servers import CHECKOUT, Servers
from factcheck.supervisor import settle_child

INSIDE = "WORKBENCH_STREAMS"  # in the environment of the inner process: the folder it works in


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--streams", type=int, default=100, help="open streams (100)")
    parser.add_argument(
        "--rounds", type=int, default=25, help="searches, each with something new to find (25)"
    )
    parser.add_argument("--pages", type=int, default=5, help="turns of pages beside the threaded server (5)")


def run(stdout: OutputWrapper, **options: Any) -> None:
    inside = os.environ.get(INSIDE, "")
    if inside:
        from claims.ops.pages_drill import pages_beside
        from claims.ops.stream_drill import Drill

        def say(line: str) -> None:
            stdout.write(line)
            stdout.flush()

        wanted = {name: options[name] for name in ("streams", "rounds")}
        drill = Drill(folder=Path(inside), port=_free_port(), say=say, **wanted)
        drill.run()
        if options["pages"]:
            pages_beside(drill, rounds=options["pages"])
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    folder = Path(tempfile.mkdtemp(prefix="workbench-streams-", dir="/tmp"))
    folder.chmod(0o711)
    servers = Servers(folder / "local")
    try:
        servers.ensure()
        _keep_moments_of_commits(servers)
        stdout.write("A PostgreSQL and a Valkey run; the tables are made (a minute).")
        stdout.flush()
        (folder / "local" / "state" / "static").mkdir(parents=True)
        environment = {
            **os.environ,
            INSIDE: str(folder),
            "DATABASE_URL": servers.database_url(),
            "REDIS_URL": servers.redis_url(),
            "LOCAL_DIR": str(servers.local / "state"),
            "CELERY_SKIP_CHECKS": "1",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # the browser's driver keeps a loop in a thread that reads rows
        }
        again = [sys.executable, "manage.py", "benchmark", "streams"]
        for name in ("streams", "rounds", "pages"):
            again += [f"--{name}", str(options[name])]
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


def _keep_moments_of_commits(servers: Servers) -> None:
    """Have PostgreSQL note when each transaction ended, from its next start on."""
    with psycopg.connect(servers.database_url(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET track_commit_timestamp = on")
    servers.stop()
    servers.ensure()


def _free_port() -> int:
    """A port of which the next one is free too."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
