"""A PostgreSQL and a Valkey for one test run, thrown away at its end.

A pytest plugin (named in pyproject.toml), because the settings read the servers' addresses before any conftest is
loaded. Under pytest-xdist the controller starts the servers and its workers share them, each with its own databases.
Where `DATABASE_URL` and `REDIS_URL` are set, those servers are used and nothing is started.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from factcheck.servers import Servers

PREFIX = "workbench-tests-"


def start() -> Servers | None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        _own_redis_database(int(worker.removeprefix("gw")))
        return None
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return None
    _sweep()
    servers = Servers(Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp")), durable=False)
    servers.ensure(
        postgres=not os.environ.get("DATABASE_URL"),
        valkey=not os.environ.get("REDIS_URL"),
        say=lambda line: None,
    )
    os.environ.setdefault("DATABASE_URL", servers.database_url())
    os.environ.setdefault("REDIS_URL", servers.redis_url())
    os.environ["LOCAL_DIR"] = str(servers.local / "state")
    (servers.local / "state" / "static").mkdir(parents=True)
    return servers


def _own_redis_database(number: int) -> None:
    url = os.environ["REDIS_URL"]
    if url.endswith("?db=0"):
        os.environ["REDIS_URL"] = url.removesuffix("0") + str(number % 15 + 1)


def _sweep() -> None:
    """Remove what runs that were killed left behind."""
    for folder in Path("/tmp").glob(f"{PREFIX}*"):
        with suppress(ValueError, OSError):
            owner = int(folder.name.removeprefix(PREFIX).split("-")[0])
            if not psutil.pid_exists(owner) and folder.stat().st_uid == os.getuid():
                Servers(folder).remove()
                shutil.rmtree(folder, ignore_errors=True)


SERVERS = start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVERS is not None:
        SERVERS.remove()
