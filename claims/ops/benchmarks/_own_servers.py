"""A benchmark once more, on a PostgreSQL and a Valkey of its own in a folder under /tmp; all is removed at the end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from factcheck.servers import CHECKOUT, Servers
from factcheck.supervisor import settle_child

INSIDE = "WORKBENCH_BENCHMARK"  # in the environment of the inner process: its folder


def folder() -> Path | None:
    """The folder of the inner process; None in the one that was called."""
    found = os.environ.get(INSIDE)
    return Path(found) if found else None


def run_inside(
    name: str, stdout: OutputWrapper, options: Mapping[str, Any], environment: Mapping[str, str] | None = None
) -> None:
    """Start the servers, migrate, and call `benchmark name` again with these options and that environment."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    place = Path(tempfile.mkdtemp(prefix=f"workbench-{name}-", dir="/tmp"))
    place.chmod(0o755)
    servers = Servers(place / "local", durable=False)
    try:
        servers.ensure(say=lambda line: None)
        inner = {
            **os.environ,
            INSIDE: str(place),
            "DATABASE_URL": servers.database_url(),
            "REDIS_URL": servers.redis_url(),
            "LOCAL_DIR": str(servers.local / "state"),
            "CELERY_SKIP_CHECKS": "1",
            "RING_DOORBELLS": "0",
            "LOG_LEVEL": "WARNING",
            **(environment or {}),
        }
        again = [sys.executable, "manage.py", "benchmark", name]
        for option, value in options.items():
            again += [f"--{option}", *(map(str, value) if isinstance(value, list) else [str(value)])]
        for command in ([sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"], again):
            process = subprocess.Popen(
                command, cwd=CHECKOUT, env=inner, stdout=subprocess.PIPE, text=True, preexec_fn=settle_child
            )  # fmt: skip
            for line in process.stdout or ():
                stdout.write(line.rstrip("\n"))
                stdout.flush()
            if process.wait() != 0:
                raise CommandError("The benchmark failed: see the lines above.")
    finally:
        servers.remove()
        shutil.rmtree(place, ignore_errors=True)
