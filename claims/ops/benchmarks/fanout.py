"""The time a search of many claims over ten paced providers takes, and whether the servers saw a pace exceeded.

Starts a PostgreSQL and a Valkey in a folder under /tmp, and itself again with their addresses in the environment, four
workers and ten local services. Everything is removed at the end.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from claims.ops import fanout
from factcheck.servers import CHECKOUT, Servers
from factcheck.supervisor import settle_child

INSIDE = "WORKBENCH_FANOUT"  # in the environment of the inner process: the folder of its servers
OPTIONS = {"claims": 25, "workers": 4, "delay": 0.2}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--claims", type=int, default=25, help="claims searched for at once (25)")
    parser.add_argument("--workers", type=int, default=4, help="worker processes (4)")
    parser.add_argument("--delay", type=float, default=0.2, help="seconds a service takes to answer (0.2)")


def run(stdout: OutputWrapper, **options: Any) -> None:
    inside = os.environ.get(INSIDE, "")
    if inside:
        report(Path(inside), stdout, {name: options[name] for name in OPTIONS})
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    folder = Path(tempfile.mkdtemp(prefix="workbench-fanout-", dir="/tmp"))
    folder.chmod(0o711)
    servers = Servers(folder / "local")
    try:
        servers.ensure()
        fanout.install(folder / "packages")
        environment = {
            **os.environ,
            INSIDE: str(folder),
            "DATABASE_URL": servers.database_url(),
            "REDIS_URL": servers.redis_url(),
            "LOCAL_DIR": str(servers.local / "state"),
            "PYTHONPATH": os.pathsep.join(
                filter(None, (str(folder / "packages"), os.environ.get("PYTHONPATH")))
            ),
            "EVIDENCE_DEADLINE_SECONDS": "1800",
        }
        again = [sys.executable, "manage.py", "benchmark", "fanout"]
        for name in OPTIONS:
            again += [f"--{name}", str(options[name])]
        for command in ([sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"], again):
            process = subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
                preexec_fn=settle_child,
            )
            for line in process.stdout or ():
                stdout.write(line.rstrip("\n"))
                stdout.flush()
            if process.wait() != 0:
                raise CommandError("A search was too slow, incomplete or too fast: see the lines above.")
    finally:
        servers.remove()
        shutil.rmtree(folder, ignore_errors=True)


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
