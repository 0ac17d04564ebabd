"""What makes hundreds of served tests bearable: tables are emptied by DELETE, and a browser keeps static files."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

_truncate = DatabaseOperations.sql_flush
_serve = StaticFilesHandler.serve


def install() -> None:
    """Once, before the first test."""
    DatabaseOperations.sql_flush = _delete  # type: ignore[method-assign]
    flush.emit_post_migrate_signal = lambda *_, **__: None  # type: ignore[attr-defined]
    StaticFilesHandler.serve = _serve_and_keep  # type: ignore[method-assign]


def _delete(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
    """TRUNCATE makes new files for each table and index, empty or not: deleting a handful of rows is ten times as
    quick. Triggers, which guard what is append-only, don't fire for a replica; only a superuser may be one."""
    if options.get("reset_sequences") or not _is_superuser():
        return _truncate(self, style, tables, **options)
    deletes = [f"DELETE FROM {self.quote_name(table)}" for table in tables]
    return ["SET LOCAL session_replication_role = replica", *deletes] if tables else []


def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        return bool(cursor.fetchone()[0])


def _serve_and_keep(self: Any, request: Any) -> Any:
    """As behind a real address, where their names change with their content."""
    answer = _serve(self, request)
    answer["Cache-Control"] = "max-age=3600"
    return answer
