"""The time a search of many claims over ten paced providers takes, and whether the servers saw a pace exceeded.

Starts a PostgreSQL and a Valkey in a folder under /tmp, and itself again with their addresses in the environment, four
workers and ten local services. Everything is removed at the end.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from claims.ops import fanout
from claims.ops.benchmarks import _own_servers

OPTIONS = {"claims": 25, "workers": 4, "delay": 0.2}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--claims", type=int, default=25, help="claims searched for at once (25)")
    parser.add_argument("--workers", type=int, default=4, help="worker processes (4)")
    parser.add_argument("--delay", type=float, default=0.2, help="seconds a service takes to answer (0.2)")


def run(stdout: OutputWrapper, **options: Any) -> None:
    asked = {name: options[name] for name in OPTIONS}
    if place := _own_servers.folder():
        report(place, stdout, asked)
        return
    _own_servers.run_inside(
        "fanout",
        stdout,
        asked,
        {**_own_servers.AS_SERVED, "EVIDENCE_DEADLINE_SECONDS": "1800"},
        durable=True,
        prepare=fanout.with_services,
        failed="A search was too slow, incomplete or too fast: see the lines above.",
    )


def report(folder: Path, stdout: OutputWrapper, options: dict[str, Any]) -> None:
    found = fanout.measure(folder, **options, say=stdout.write)
    stdout.write(f"{'service':<14}{'asked':>6}{'bound':>9}{'too early':>12}")
    for line in found.lines:
        stdout.write(f"{line.name:<14}{line.requests:>6}{line.bound:>8.1f}s{line.ahead * 1000:>9.0f} ms")
    stdout.write(f"calls answered   {found.answered} of {found.calls}")
    stdout.write(f"bound            {found.bound:.1f} s")
    stdout.write(f"wall             {found.seconds:.1f} s, {found.seconds / found.bound:.3f} of the bound")
    if not found.good:
        raise CommandError("above 1.15 of the bound, not all answered, or a pace exceeded")
