"""How soon a correction shows on every surface, with tens of thousands of published checks and readers asking.

Starts a PostgreSQL and a Valkey in a folder under /tmp, publishes the checks, then starts the web server and the
workers as `make run` does. While so many requests a second ask for pages, feeds and embeds, checks are corrected one
after the other, and each surface is asked until it shows the correction. With `--retract` they are retracted and
withdrawn in turn instead, and each place that showed one is asked until it says so, among them a page elsewhere that
embeds it in every way (in Chromium, with the test tools). It fails where a place is blank, is left behind, or takes
more than a minute. Everything is removed at the end.
"""

from __future__ import annotations

import argparse
import os
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, OutputWrapper

from claims.ops.benchmarks import _own_servers
from factcheck.servers import Servers

OPTIONS = ("checks", "rate", "corrections", "while_remaking", "retract")


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
        help="retract and withdraw checks in turn, and watch every place that showed them",
    )


def run(stdout: OutputWrapper, **options: Any) -> None:
    asked = {name: options[name] for name in OPTIONS}
    if place := _own_servers.folder():
        measure(place, stdout, asked)
        return

    def prepare(place: Path, servers: Servers) -> dict[str, str]:
        (servers.local / "state" / "static").mkdir(parents=True)
        web, hears = _free_ports(2)
        return {
            "PORT": str(web),
            "FETCH_ALLOWED_WEBHOOKS": f"127.0.0.1:{hears}",
            "PUBLIC_REQUESTS_PER_MINUTE": "0",
            "API_REQUESTS_PER_MINUTE": "0",
            "SOURCE_WATCH_DAYS": "0",
            # The browser's driver keeps a loop in the thread that reads rows.
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        }

    _own_servers.run_inside(
        "corrections",
        stdout,
        asked,
        _own_servers.AS_SERVED,
        prepare=prepare,
        failed="Not every place showed everything within a minute: see the lines above.",
        logs="*.log",
    )


def measure(place: Path, stdout: OutputWrapper, asked: dict[str, Any]) -> None:
    from claims.ops.correction_drill import CorrectionDrill

    def say(line: str) -> None:
        stdout.write(line)
        stdout.flush()

    hears = int(settings.FETCH_ALLOWED_WEBHOOKS[0].rpartition(":")[2])
    drill = CorrectionDrill(folder=place, port=int(os.environ["PORT"]), hears=hears, say=say, **asked)
    if problems := drill.run():
        raise CommandError("\n".join(problems))


def _free_ports(how_many: int) -> list[int]:
    with ExitStack() as stack:
        lines = [stack.enter_context(socket.socket()) for _ in range(how_many)]
        for line in lines:
            line.bind(("127.0.0.1", 0))
        return [int(line.getsockname()[1]) for line in lines]
