"""A benchmark once more, on a PostgreSQL and a Valkey of its own in a folder under /tmp; all is removed at the end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from factcheck.servers import CHECKOUT, Servers
from factcheck.supervisor import settle_child

INSIDE = "WORKBENCH_BENCHMARK"  # in the environment of the inner process: its folder
AS_SERVED = {"RING_DOORBELLS": "1", "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO")}
"""For what starts workers of its own: they are rung, and say as much as they are asked to."""
Prepare = Callable[[Path, Servers], Mapping[str, str]]


def folder() -> Path | None:
    """The folder of the inner process; None in the one that was called."""
    found = os.environ.get(INSIDE)
    return Path(found) if found else None


def servers(place: Path) -> Servers:
    """Those of the inner process's folder, for one that breaks them or asks how they are."""
    return Servers(place / "local")


def run_inside(
    name: str,
    stdout: OutputWrapper,
    options: Mapping[str, Any],
    environment: Mapping[str, str] | None = None,
    *,
    durable: bool = False,
    prepare: Prepare = lambda place, servers: {},
    commands: Sequence[str] = (),
    failed: str = "The benchmark failed: see the lines above.",
    logs: str = "",
) -> None:
    """Start the servers, migrate, and call `benchmark name` again with these options (a switch is True or False) and
    that environment.

    `prepare` is called with the folder and the running servers, and gives more of the environment; the management
    commands come before the benchmark. Where it fails, the ends of the folder's `logs` (a pattern) are told too.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    place = Path(tempfile.mkdtemp(prefix=f"workbench-{name}-", dir="/tmp"))
    place.chmod(0o755)
    own = Servers(place / "local", durable=durable)
    try:
        own.ensure(say=lambda line: None)
        inner = {
            **os.environ,
            INSIDE: str(place),
            "DATABASE_URL": own.database_url(),
            "REDIS_URL": own.redis_url(),
            "LOCAL_DIR": str(own.local / "state"),
            "CELERY_SKIP_CHECKS": "1",
            "RING_DOORBELLS": "0",
            "LOG_LEVEL": "WARNING",
            **(environment or {}),
            **prepare(place, own),
        }
        again = ["benchmark", name]
        for option, value in options.items():
            if value is False:
                continue
            values = value if isinstance(value, list) else [] if value is True else [value]
            again += [f"--{option.replace('_', '-')}", *map(str, values)]
        first = [[*command.split(), "--verbosity", "0"] for command in commands]
        for command in (["migrate", "--verbosity", "0", "--skip-checks"], *first, again):
            process = subprocess.Popen(
                [sys.executable, "manage.py", *command], cwd=CHECKOUT, env=inner, stdout=subprocess.PIPE,
                text=True, preexec_fn=settle_child,
            )  # fmt: skip
            for line in process.stdout or ():
                stdout.write(line.rstrip("\n"))
                stdout.flush()
            if process.wait() != 0:
                raise CommandError("\n".join([failed, *_ends(place, logs)]))
    finally:
        own.remove()
        shutil.rmtree(place, ignore_errors=True)


def _ends(place: Path, logs: str) -> list[str]:
    return [line for log in place.glob(logs) for line in log.read_text().splitlines()[-8:]] if logs else []
