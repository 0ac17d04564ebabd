"""One database of a run is migrated; those the tests work in are copies of it, which take no time.

The first process that needs one makes it, and the others wait. Where the tests run on a server that outlives them, it
stays there until a migration changes.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connections
from django.db.utils import load_backend
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "test_migrated_"
LOCK = 4_201_107


def migrated() -> str:
    """The name of a database with every table and nothing in it but what migrations put there."""
    name = PREFIX + _key()
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            for (old,) in server.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
            ).fetchall():
                server.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            half = PREFIX + "half"
            server.execute(f'CREATE DATABASE "{half}"')
            with connected(half):
                call_command("migrate", verbosity=0, skip_checks=True)
            server.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')
    return name


def address(name: str) -> str:
    """Where another database of the tests' server is."""
    known = connections["default"].get_connection_params()
    parts = {each: known[each] for each in ("user", "password", "host", "port") if known.get(each)}
    return make_conninfo(dbname=name, **parts)


@contextmanager
def connected(name: str) -> Iterator[None]:
    """Everything in here happens in that database."""
    here = connections["default"]
    settings: dict[str, Any] = copy.deepcopy(here.settings_dict) | {"NAME": name}
    there = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, alias="default")
    connections["default"] = there
    try:
        yield
    finally:
        there.close()
        connections["default"] = here


def _key() -> str:
    """Changes with what makes the tables: our migrations, and the packages that bring their own."""
    files = [
        *sorted(ROOT.glob("claims/migrations/*.py")),
        ROOT / "claims/accounts/composite_keys.py",
        ROOT / "requirements.txt",
    ]
    known = hashlib.sha256()
    for file in files:
        known.update(file.read_bytes())
    return known.hexdigest()[:16]
