"""How long a result takes from its row to the screen with many streams open, on servers of its own.

Starts a PostgreSQL and a Valkey in a folder under /tmp, the web server and the worker as `make run` does, and itself
again with their addresses in the environment. Then the same pages are asked for from the threaded server that was there
before and from this one, in turn. Everything is removed at the end.
"""

from __future__ import annotations

import argparse
import socket
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import OutputWrapper

from claims.ops.benchmarks import _own_servers
from factcheck.servers import Servers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--streams", type=int, default=100, help="open streams (100)")
    parser.add_argument(
        "--rounds", type=int, default=25, help="searches, each with something new to find (25)"
    )
    parser.add_argument("--pages", type=int, default=5, help="turns of pages beside the threaded server (5)")


def run(stdout: OutputWrapper, **options: Any) -> None:
    if place := _own_servers.folder():
        measure(place, stdout, **options)
        return

    def prepare(place: Path, servers: Servers) -> dict[str, str]:
        _keep_moments_of_commits(servers)
        stdout.write("A PostgreSQL and a Valkey run; the tables are made (a minute).")
        stdout.flush()
        (servers.local / "state" / "static").mkdir(parents=True)
        # The browser's driver keeps a loop in a thread that reads rows.
        return {"DJANGO_ALLOW_ASYNC_UNSAFE": "true"}

    _own_servers.run_inside(
        "streams",
        stdout,
        {name: options[name] for name in ("streams", "rounds", "pages")},
        _own_servers.AS_SERVED,
        durable=True,
        prepare=prepare,
        failed="The measurement broke off: see the lines above.",
        logs="*.log",
    )


def measure(place: Path, stdout: OutputWrapper, **options: Any) -> None:
    from claims.ops.pages_drill import pages_beside
    from claims.ops.stream_drill import Drill

    def say(line: str) -> None:
        stdout.write(line)
        stdout.flush()

    wanted = {name: options[name] for name in ("streams", "rounds")}
    drill = Drill(folder=place, port=_free_port(), say=say, **wanted)
    drill.run()
    if options["pages"]:
        pages_beside(drill, rounds=options["pages"])


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
