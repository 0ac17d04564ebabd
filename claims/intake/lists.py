"""Lists of sources that somebody keeps: a newsroom's own, or others' such as lists of perennial sources.

A list says something about a host (and perhaps a part of it) in its own words. It is shown as a plain note with version
and since when; it gives no score, and nothing is left out because of it. Versions are kept: an import adds one.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.models import SourceList, SourceListEntry, SourceListVersion
from claims.lib.hashing import sha256_text
from claims.lib.problems import Conflict, FieldError, Problem

COLUMNS = ("source", "label", "note", "since")
MOST_ENTRIES = 50_000
MOST_FAULTS = 20
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_TOO_MANY = "…"
_SINCE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True)
class Entry:
    """What a list says of one host, or of what lies below a path of it."""

    host: str
    path: str
    label: str
    note: str = ""
    since: str = ""


@dataclass(frozen=True)
class Listed:
    """A note on a source: on which list it stands, as what, in which version and since when."""

    list: str
    label: str
    version: str
    since: str
    note: str
    about: str


def read_entries(text: str, *, name: str) -> list[Entry]:
    """The entries of a CSV or JSON file. Raises Problem with every fault and its line (or place)."""
    rows = _json_rows(text) if name.lower().endswith(".json") else _csv_rows(text)
    entries: list[Entry] = []
    faults: list[FieldError] = []
    seen: dict[tuple[str, str], str] = {}
    for place, row in rows:
        try:
            entry = _entry(row)
            key = (entry.host, entry.path)
            if key in seen:
                raise ValueError(f"“{entry.host}{entry.path}” stands already in {seen[key]}")
            seen[key] = place
            entries.append(entry)
        except ValueError as fault:
            faults.append(FieldError(place, f"{place}: {fault}."))
    if not entries and not faults:
        faults.append(FieldError("file", "The file has no entries."))
    if len(entries) > MOST_ENTRIES:
        faults.append(FieldError("file", f"The file has more than {MOST_ENTRIES} entries."))
    if faults:
        more = f" And {len(faults) - MOST_FAULTS} more." if len(faults) > MOST_FAULTS else ""
        raise Problem(
            "source_list.unreadable",
            " ".join(each.detail for each in faults[:MOST_FAULTS]) + more,
            errors=faults[:MOST_FAULTS],
            next_step="Nothing was imported. Mend these and import the file again.",
        )
    return entries


def import_version(
    *, by: Actor, key: str, name: str, version: str, entries: Iterable[Entry], about: str = ""
) -> SourceListVersion:
    """Add a version to a list, made where there is none. The same entries under the same version again change nothing.

    An entry that says what the version before said keeps since when. Raises Conflict where the version is there with
    other entries, Problem for a name or version that can't be kept.
    """
    if not by.is_system:  # an operator, by the command
        require(by, Permission.MANAGE_SETTINGS)
    for field, words, most in (("list", key, 40), ("name", name, 100), ("version", version, 40)):
        if not words.strip() or len(words) > most or not words.isprintable():
            raise Problem(
                f"source_list.{field}",
                f"“{words[:40]}” can’t be the {field}: 1 to {most} characters.",
                pointer=f"/{field}",
            )
    rows = list(entries)
    digest = sha256_text(json.dumps(sorted([e.host, e.path, e.label, e.note, e.since] for e in rows)))
    with transaction.atomic():
        kept, _ = SourceList.objects.select_for_update().get_or_create(
            organisation=by.organisation, key=key, defaults={"name": name, "about": about}
        )
        there = kept.versions.filter(label=version).first()
        if there is not None:
            if there.sha256 == digest:
                return there
            raise Conflict(
                "source_list.version",
                f"Version {version} of “{kept.name}” is there with other entries.",
                next_step="Give the new file a version of its own.",
                current=there,
            )
        SourceList.objects.filter(pk=kept.pk).update(name=name, about=about or kept.about)
        kept.name, kept.about = name, about or kept.about
        before = kept.newest
        made = SourceListVersion.objects.create(
            organisation=by.organisation,
            source_list=kept,
            n=before.n + 1 if before else 1,
            label=version,
            sha256=digest,
            imported_at=timezone.now(),
        )
        stood = {(e.host, e.path, e.label): e.since for e in before.entries.all()} if before else {}
        SourceListEntry.objects.bulk_create(
            SourceListEntry(
                organisation=by.organisation, version=made, host=each.host, path=each.path, label=each.label,
                note=each.note, since=each.since or stood.get((each.host, each.path, each.label)) or version,
            )
            for each in rows
        )  # fmt: skip
        record(
            EventName.SOURCE_LIST_IMPORTED,
            kept,
            by=by,
            after={"version": version, "entries": len(rows)},
            before={"version": before.label if before else None},
        )
    return made


def notes_on(organisation_id: int, addresses: Iterable[str]) -> dict[str, list[Listed]]:
    """For each address what the newest versions of the newsroom's lists say of it: each list's most exact entry."""
    wanted = {address: _place(address) for address in addresses if address}
    hosts = {suffix for place in wanted.values() if place for suffix in _suffixes(place[0])}
    if not hosts:
        return {}
    found: dict[str, list[SourceListEntry]] = {}
    rows = SourceListEntry.objects.filter(
        organisation_id=organisation_id, host__in=hosts, version__in=newest_versions(organisation_id)
    )
    for row in rows.select_related("version__source_list").order_by("version__source_list__name", "pk"):
        found.setdefault(row.host, []).append(row)
    return {address: _notes(place, found) for address, place in wanted.items() if place}


def newest_versions(organisation_id: int) -> list[int]:
    """The key of the newest version of each of a newsroom's lists."""
    rows = SourceListVersion.objects.filter(organisation_id=organisation_id)
    return list(rows.order_by("source_list", "-n").distinct("source_list").values_list("pk", flat=True))


def _notes(place: tuple[str, str], found: Mapping[str, list[SourceListEntry]]) -> list[Listed]:
    host, path = place
    best: dict[int, SourceListEntry] = {}
    for suffix in _suffixes(host):  # from the whole host outwards
        for row in found.get(suffix, ()):
            if not _below(path, row.path):
                continue
            known = best.get(row.version_id)
            if known is None or (known.host == row.host and len(row.path) > len(known.path)):
                best[row.version_id] = row
    return [
        Listed(
            list=row.version.source_list.name, label=row.label, version=row.version.label, since=row.since,
            note=row.note, about=row.version.source_list.about,
        )
        for row in best.values()
    ]  # fmt: skip


def _below(path: str, listed: str) -> bool:
    return not listed or path == listed or path.startswith(f"{listed}/")


def _suffixes(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[at:]) for at in range(len(labels) - 1)]


def _place(address: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return None
    return (host.removeprefix("www."), parts.path.rstrip("/")) if host else None


def _entry(row: Mapping[str, Any]) -> Entry:
    if _TOO_MANY in row:
        raise ValueError("it has more cells than there are columns")
    if unknown := [name for name in row if name not in COLUMNS]:
        raise ValueError(f"“{str(unknown[0])[:40]}” is no column: they are {', '.join(COLUMNS)}")
    words = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    place = _place(words["source"])
    if place is None or not _HOST.fullmatch(place[0]):
        raise ValueError(
            f"“{words['source'][:60]}” is no host or address (as example.org or example.org/blog)"
        )
    if not words["label"] or len(words["label"]) > 100:
        raise ValueError("the label has 1 to 100 characters")
    if len(words["note"]) > 500:
        raise ValueError("the note has more than 500 characters")
    if words["since"] and not _SINCE.fullmatch(words["since"]):
        raise ValueError(f"“{words['since'][:20]}” is no date (as 2019, 2019-07 or 2019-07-22)")
    if not "".join(words.values()).isprintable() or len(place[1]) > 500:
        raise ValueError("it holds characters that can’t be kept, or is too long")
    return Entry(*place, words["label"], words["note"], words["since"])


def _csv_rows(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True, restkey=_TOO_MANY)
    try:
        names = [name.strip().lower() for name in reader.fieldnames or []]
        if missing := [name for name in ("source", "label") if name not in names]:
            raise Problem(
                "source_list.columns",
                f"line 1: there is no column “{missing[0]}”.",
                errors=[FieldError("line 1", f"line 1: there is no column “{missing[0]}”.")],
                next_step=f"The first line names the columns: {', '.join(COLUMNS)}.",
            )
        reader.fieldnames = names
        for row in reader:
            if any(row.values()):
                yield f"line {reader.line_num}", row
    except csv.Error as fault:
        raise Problem(
            "source_list.csv",
            f"line {reader.line_num}: this is no CSV: {fault}.",
            errors=[
                FieldError(f"line {reader.line_num}", f"line {reader.line_num}: this is no CSV: {fault}.")
            ],
            next_step="Quotation marks inside a cell are doubled.",
        ) from fault


def _json_rows(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        held = json.loads(text)
    except json.JSONDecodeError as fault:
        raise Problem(
            "source_list.json",
            f"line {fault.lineno}: this is no JSON: {fault.msg}.",
            errors=[
                FieldError(f"line {fault.lineno}", f"line {fault.lineno}: this is no JSON: {fault.msg}.")
            ],
        ) from fault
    rows = held.get("entries") if isinstance(held, dict) else held
    if not isinstance(rows, list):
        raise Problem(
            "source_list.json",
            "The file holds no list of entries.",
            next_step="Write a list of objects, or an object with “entries”.",
        )
    for number, row in enumerate(rows, start=1):
        yield f"entry {number}", row if isinstance(row, dict) else {str(row)[:40]: ""}
