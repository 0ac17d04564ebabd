"""A row can't point into another newsroom: the catalogue of the database says so for every foreign key."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from claims.accounts.acting import Actor
from claims.accounts.composite_keys import has_newsroom, owned_pairs
from claims.accounts.models import Token

FOREIGN_KEYS = """
SELECT c.conrelid::regclass::text, c.confrelid::regclass::text,
    ARRAY(SELECT attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k(attnum, place)
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum ORDER BY k.place),
    ARRAY(SELECT attname::text FROM unnest(c.confkey) WITH ORDINALITY AS k(attnum, place)
          JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum ORDER BY k.place),
    c.convalidated
FROM pg_constraint c WHERE c.contype = 'f'
"""
TABLES = """
SELECT c.relname, c.relkind = 'r' AND EXISTS (
    SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organisation_id' AND a.attnotnull)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'claims\\_%' AND c.relkind = 'r'
"""
WITHOUT_NEWSROOM = {"claims_user", "claims_organisation", "claims_slot"}
"""People may belong to several newsrooms, and the scheduler's slots to none."""


def ours() -> list[type[models.Model]]:
    return list(apps.get_app_config("claims").get_models(include_auto_created=True))


@pytest.fixture
def keys(db: None) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...], bool]]:
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS)
        return [(a, b, tuple(here), tuple(there), valid) for a, b, here, there, valid in cursor.fetchall()]


def test_every_table_has_a_newsroom_that_is_never_null(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        owned = dict(cursor.fetchall())
    without = {table for table, has_it in owned.items() if not has_it}
    many_to_many = {model._meta.db_table for model in ours() if model._meta.auto_created is not False}
    assert without - many_to_many == WITHOUT_NEWSROOM


def test_every_foreign_key_between_tables_of_newsrooms_holds_the_newsroom_too(keys: Any) -> None:
    owned = {model._meta.db_table for model in ours() if has_newsroom(model)}
    single, composite = set(), set()
    for table, referenced, here, there, valid in keys:
        if table not in owned or referenced not in owned:
            continue
        if len(here) == 1 and there == ("id",):
            single.add((table, here[0], referenced))
        elif here[0] == "organisation_id" and there == ("organisation_id", "id") and valid:
            composite.add((table, here[1], referenced))
    assert len(single) > 40
    assert single - composite == set(), "these foreign keys lack their composite twin"
    assert composite == set(owned_pairs(ours()))


def test_no_table_of_a_newsroom_has_many_to_many_rows_without_one() -> None:
    """A many-to-many table of Django's own making has no `organisation`; a table of ours has."""
    made_by_django = {
        field.name
        for model in ours()
        if has_newsroom(model)
        for field in model._meta.local_many_to_many
        if field.remote_field.through._meta.auto_created  # type: ignore[union-attr]
    }
    assert made_by_django == set()


def test_the_database_refuses_a_row_that_points_into_another_newsroom(ada: Actor, cleo: Actor) -> None:
    with pytest.raises(IntegrityError, match="newsroom"), transaction.atomic():
        Token.objects.create(
            organisation=cleo.organisation,
            membership=ada.membership,
            name="stray",
            prefix="stray",
            hash="0" * 64,
            expires_at="2030-01-01T00:00Z",
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
