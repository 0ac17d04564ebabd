"""What makes thousands of tests bearable: tables are emptied by DELETE, static files are looked for once and kept by
browsers, and files from outside are parsed in the test's own process, except where a test is marked `child`."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

from claims.intake import extraction
from claims.intake.parsing_child import attempt, reader_of
from claims.lib.assets import AssetsMiddleware

_truncate = DatabaseOperations.sql_flush
_serve = StaticFilesHandler.serve
_find_files = AssetsMiddleware.add_files_from_finders
_files: dict[str, Any] = {}
ask_child = extraction.ask_child


def install() -> None:
    """Once, before the first test."""
    DatabaseOperations.sql_flush = _delete  # type: ignore[method-assign]
    flush.emit_post_migrate_signal = lambda *_, **__: None  # type: ignore[attr-defined]
    StaticFilesHandler.serve = _serve_and_keep  # type: ignore[method-assign]
    AssetsMiddleware.add_files_from_finders = _find_files_once  # type: ignore[method-assign]
    extraction.ask_child = read_here


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


def _find_files_once(self: Any) -> None:
    """Each client of a test has middleware of its own, which would look for all static files again."""
    if not _files:
        before = dict(self.files)
        _find_files(self)
        _files.update({url: file for url, file in self.files.items() if url not in before})
    self.files.update(_files)


def read_here(
    kind: str,
    data: bytes,
    *,
    charset: str,
    url: str,
    wanted: dict[str, Any] | None = None,
    seconds: float = 0,
) -> dict[str, Any]:
    """A child process of its own takes a second for each file, most of it to import what parses."""
    return attempt(reader_of(kind, url=url, charset=charset, wanted=wanted), data)
