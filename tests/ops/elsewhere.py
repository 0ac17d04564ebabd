"""A second database with the same tables and nothing in it, and a way to be there instead of in the first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections, transaction

from tests.migrated import address, connected, migrated

NAME = "elsewhere"


@contextmanager
def second_database() -> Iterator[str]:
    """Its name. As a workbench has it whose newsrooms are still to come."""
    name = f"{connections['default'].settings_dict['NAME']}_{NAME}"[:60]
    template = migrated()
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        with psycopg.connect(address("postgres"), autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def being_in(name: str) -> Iterator[None]:
    """Everything in here happens in that database, and is undone at the end."""
    with connected(name), transaction.atomic():
        yield
        transaction.set_rollback(True)
