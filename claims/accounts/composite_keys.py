"""Foreign keys between owned tables hold the newsroom too: (organisation_id, x_id) → (organisation_id, id)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import ForeignKey


def owned_pairs(models: list[Any]) -> Iterator[tuple[str, str, str]]:
    """(table, column, referenced table) for every foreign key between two tables that have an `organisation`."""
    for model in models:
        if not has_newsroom(model):
            continue
        for field in model._meta.local_fields:
            if isinstance(field, ForeignKey) and has_newsroom(field.related_model):
                yield model._meta.db_table, field.column, field.related_model._meta.db_table


def has_newsroom(model: Any) -> bool:
    return any(
        field.name == "organisation" and isinstance(field, ForeignKey) for field in model._meta.local_fields
    )


def key_name(table: str, column: str) -> str:
    return f"{table}_{column}_newsroom"[:63]


def add_composite_keys(apps: Any, schema_editor: Any) -> None:
    """Migration step: add every missing pair. Safe to run again after new tables came."""
    models = list(apps.get_app_config("claims").get_models())
    pairs = list(owned_pairs(models))
    with schema_editor.connection.cursor() as cursor:
        for table in sorted({referenced for _, _, referenced in pairs}):
            cursor.execute(
                f'CREATE UNIQUE INDEX IF NOT EXISTS "{table}_newsroom_key" ON "{table}" (organisation_id, id)'
            )
        for table, column, referenced in pairs:
            name = key_name(table, column)
            cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(
                    f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" '
                    f'FOREIGN KEY (organisation_id, "{column}") REFERENCES "{referenced}" (organisation_id, id) '
                    "DEFERRABLE INITIALLY DEFERRED"
                )
