"""A second database with the same tables and nothing in it, and a way to be there instead of in the first."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connections, transaction
from django.db.utils import load_backend
from psycopg.conninfo import make_conninfo

from factcheck.backup import run

NAME = "elsewhere"


@contextmanager
def second_database(folder: Path) -> Iterator[str]:
    """Its name. Made from the tables of the first, by PostgreSQL's own programs."""
    first = connections["default"].settings_dict
    name = f"{first['NAME']}_{NAME}"[:60]
    dump = folder / "tables.dump"
    run(
        "pg_dump", "--format=custom", "--schema-only", f"--file={dump}", f"--dbname={_address(first['NAME'])}"
    )
    with psycopg.connect(_address("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    run("pg_restore", "--no-owner", f"--dbname={_address(name)}", str(dump))
    try:
        yield name
    finally:
        with psycopg.connect(_address("postgres"), autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def being_in(name: str) -> Iterator[None]:
    """Everything in here happens in that database, and is undone at the end."""
    here = connections["default"]
    settings = copy.deepcopy(here.settings_dict) | {"NAME": name}
    there = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, alias="default")
    connections["default"] = there
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        there.close()
        connections["default"] = here


def _address(name: str) -> str:
    known = connections["default"].get_connection_params()
    parts = {each: known[each] for each in ("user", "password", "host", "port") if known.get(each)}
    return make_conninfo(dbname=name, **parts)
