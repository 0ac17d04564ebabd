"""A newsroom in one file: every row that cannot be made again, as JSON Lines by table in a zip, with hashes.

Rows refer to each other by their numbers in this installation; `restoring.py` gives them new ones. What is left out,
and why, is in `LEFT_OUT`: passwords, keys and secrets never leave, and what is derived is made again.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Q
from django.utils import timezone

from claims.accounts.models import Organisation, User
from claims.lib.problems import Problem
from claims.publishing.models import PublicFile

FORMAT = "claim-workbench newsroom 1"
LEFT_OUT = {
    "IdempotentRequest": "answers to programs, for repeats of the last days",
    "Handoff": "work in hand: what must follow is asked for again",
    "Ripple": "news for open screens",
    "PublicFile": "made again from published versions",
    "PublicCheck": "made again from published versions",
    "PublicSite": "made again from published versions",
    "Passage": "the search index, made again from kept copies",
    "TextPrint": "made again from kept copies",
    "Token": "keys for programs: make new ones",
    "Invitation": "links with a secret: invite again",
    "Webhook": "addresses with secrets: add them again",
    "Delivery": "the log of webhooks",
}
PEOPLE = ("uid", "email", "name", "is_active", "is_system", "joined_at", "key_choices")
NOT_KEPT = {"Event": ("xid",)}
"""Columns that mean something in one database only."""
AT_A_TIME = 500


def archived_models() -> list[type[models.Model]]:
    """The tables of a newsroom that are in its archive, upstream first."""
    found = list(apps.get_app_config("claims").get_models())
    return [each for each in found if is_of_newsroom(each) and each.__name__ not in LEFT_OUT]


def is_of_newsroom(model: type[models.Model]) -> bool:
    return any(field.attname == "organisation_id" for field in model._meta.local_concrete_fields)


def schema() -> str:
    """The newest migration: an archive is read by the same tables that wrote it."""
    leaves = MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes("claims")
    return sorted(name for _, name in leaves)[-1]


def write(organisation: Organisation, path: Path) -> dict[str, int]:
    """Write the archive; returns how many rows of each table. A half-written file never gets the name."""
    half = path.with_name(path.name + ".part")
    counts: dict[str, int] = {}
    hashes: dict[str, str] = {}
    try:
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)  # drafts and readers' addresses are in it
        with (
            transaction.atomic(),
            zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed,
        ):
            _see_one_state()
            organisation = Organisation.objects.get(pk=organisation.pk)
            parts: list[tuple[str, Iterator[dict[str, Any]]]] = [
                ("organisation", iter([row_of(organisation)])),
                ("people", _people(organisation)),
            ]
            parts += [(model.__name__, _rows(model, organisation)) for model in archived_models()]
            parts.append(("pages", _pages(organisation)))
            for name, rows in parts:
                counts[name], hashes[name] = _write_part(packed, name, rows)
            manifest = {
                "format": FORMAT,
                "schema": schema(),
                "newsroom": {
                    "uid": organisation.uid,
                    "slug": organisation.slug,
                    "name": organisation.name,
                },
                "made_at": timezone.now().isoformat(),
                "rows": counts,
                "sha256": hashes,
            }
            packed.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    except OSError as error:
        raise Problem("archive.not_written", f"{path} can’t be written: {error.strerror}.") from None
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    half.replace(path)
    return counts


def row_of(row: models.Model) -> dict[str, Any]:
    """A row as plain JSON values, foreign keys as the numbers they are."""
    dropped = NOT_KEPT.get(type(row).__name__, ())
    return {
        field.attname: plain(field, getattr(row, field.attname))
        for field in row._meta.local_concrete_fields
        if field.attname not in dropped
    }


def plain(field: models.Field[Any, Any], value: Any) -> Any:
    """A column's value as JSON can hold it; `restoring.value_of` reads it again."""
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(value, memoryview | bytes):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    if isinstance(field, ArrayField):
        return list(value)
    return value


def _see_one_state() -> None:
    """All tables as they were at one moment."""
    if connection.in_atomic_block and len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _rows(model: type[models.Model], organisation: Organisation) -> Iterator[dict[str, Any]]:
    rows = model._default_manager.filter(organisation_id=organisation.pk).order_by("pk")
    for row in rows.iterator(chunk_size=AT_A_TIME):
        yield row_of(row)


def _people(organisation: Organisation) -> Iterator[dict[str, Any]]:
    """Everybody a row of the newsroom names, without password and sessions."""
    named: set[int] = set()
    for model in archived_models():
        for field in model._meta.local_concrete_fields:
            if field.is_relation and field.related_model is User:
                rows = model._default_manager.filter(organisation_id=organisation.pk)
                named.update(rows.exclude(**{field.attname: None}).values_list(field.attname, flat=True))
            elif field.attname == "author_ids":
                lists = model._default_manager.filter(organisation_id=organisation.pk)
                named.update(pk for each in lists.values_list("author_ids", flat=True) for pk in each)
    for user in User.objects.filter(Q(pk__in=named) | Q(is_system=True)).order_by("pk"):
        values = {name: getattr(user, name) for name in PEOPLE}
        yield {"id": user.pk, **values, "joined_at": user.joined_at.isoformat()}


def _pages(organisation: Organisation) -> Iterator[dict[str, Any]]:
    """When each public page last changed: what is made again from the same words keeps that time."""
    rows = PublicFile.objects.in_newsroom(organisation).order_by("path")
    for path, etag, at in rows.values_list("path", "etag", "rendered_at").iterator(chunk_size=AT_A_TIME):
        yield {"path": path, "etag": etag, "rendered_at": at.isoformat()}


def _write_part(packed: zipfile.ZipFile, name: str, rows: Iterator[dict[str, Any]]) -> tuple[int, str]:
    count, digest = 0, hashlib.sha256()
    with packed.open(f"{name}.jsonl", "w", force_zip64=True) as raw, io.BufferedWriter(raw) as file:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            file.write(line)
            digest.update(line)
            count += 1
    return count, digest.hexdigest()
