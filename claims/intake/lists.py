"""Lists of sources that somebody keeps: a newsroom's own, or others' such as lists of perennial sources.

A list says something about a host (and perhaps a part of it) in its own words. It is shown as a plain note with version
and since when; it gives no score, and nothing is left out because of it. Versions are kept: an import adds one, and one
of them, or none, is in use.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.permissions import Permission, require
from claims.history.models import Event
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.list_files import Entry, place_of
from claims.intake.models import SourceList, SourceListEntry, SourceListVersion
from claims.lib.hashing import sha256_text
from claims.lib.problems import Conflict, Problem

LIMITS = {"name": 100, "version": 40, "list": 40, "about": 2000}


@dataclass(frozen=True)
class Listed:
    """A note on a source: on which list it stands, as what, in which version and since when."""

    list: str
    label: str
    version: str
    since: str
    note: str
    about: str


def add(
    *, by: Actor, name: str, version: str, entries: Iterable[Entry], about: str = ""
) -> SourceListVersion:
    """A new list with its first version. Raises Conflict where the newsroom has a list of this name."""
    require(by, Permission.MANAGE_SETTINGS)
    name = _checked("name", name)
    _not_taken(by, name)
    base = slugify(name)[:30] or "list"
    taken = set(SourceList.objects.visible_to(by).filter(key__startswith=base).values_list("key", flat=True))
    keys = (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3)))
    key = next(key for key in keys if key not in taken)
    return import_version(by=by, key=key, name=name, version=version, entries=entries, about=about)


def import_version(
    *, by: Actor, key: str, name: str, version: str, entries: Iterable[Entry], about: str = ""
) -> SourceListVersion:
    """Add a version to a list, made where there is none, and take it into use. The same entries under the same version
    again change nothing.

    An entry that says what the version before said keeps since when. Raises Conflict where the version is there with
    other entries, Problem for a name or version that can't be kept.
    """
    if not by.is_system:  # an operator, by the command
        require(by, Permission.MANAGE_SETTINGS)
    key, name, version = _checked("list", key), _checked("name", name), _checked("version", version)
    about = _checked_about(about)
    rows = list(entries)
    digest = sha256_text(json.dumps(sorted([e.host, e.path, e.label, e.note, e.since] for e in rows)))
    with transaction.atomic():
        SourceList.objects.get_or_create(
            organisation=by.organisation, key=key, defaults={"name": name, "about": about}
        )
        kept = _locked(SourceList.objects.get(organisation=by.organisation, key=key))
        there = kept.versions.filter(label=version).first()
        if there is not None:
            if there.sha256 == digest:
                return there
            raise Conflict(
                "source_list.version",
                f"Version {version} of “{kept.name}” is there with other entries.",
                pointer="/version",
                next_step="Give the new file a version of its own.",
                current=there,
            )
        newest = kept.newest
        made = SourceListVersion.objects.create(
            organisation=by.organisation,
            source_list=kept,
            n=newest.n + 1 if newest else 1,
            label=version,
            sha256=digest,
            imported_at=timezone.now(),
        )
        before = {(e.host, e.path): e for e in newest.entries.all()} if newest else {}
        SourceListEntry.objects.bulk_create(
            SourceListEntry(
                organisation=by.organisation, version=made, host=each.host, path=each.path, label=each.label,
                note=each.note, since=each.since or _since(before, each) or version,
            )
            for each in rows
        )  # fmt: skip
        used = kept.current
        save_changes(
            kept, row_version=None, changes={"name": name, "about": about or kept.about, "current": made}
        )
        record(
            EventName.SOURCE_LIST_IMPORTED,
            kept,
            by=by,
            after={"version": version, "entries": len(rows), **_difference(before, rows)},
            before={"version": used.label if used else None},
        )
    return made


def use(kept: SourceList, version: SourceListVersion | None, *, by: Actor) -> SourceList:
    """Let this version of a list speak, an older one again or the newest; None: the list says nothing any more, and
    stays with all its versions. Already so: nothing happens."""
    require(by, Permission.MANAGE_SETTINGS, kept)
    with transaction.atomic():
        kept = _locked(kept)
        if kept.current_id == (version.pk if version else None):
            return kept
        before = kept.current
        save_changes(kept, row_version=None, changes={"current": version})
        record(
            EventName.SOURCE_LIST_CHANGED,
            kept,
            by=by,
            before={"version": before.label if before else None},
            after={"version": version.label if version else None},
        )
    return kept


def describe(kept: SourceList, *, by: Actor, row_version: int | None, name: str, about: str) -> SourceList:
    """What a list is called, and where it can be read about. Raises Stale where somebody else changed it."""
    require(by, Permission.MANAGE_SETTINGS, kept)
    with transaction.atomic():
        kept = _locked(kept)
        changes = {"name": _checked("name", name), "about": _checked_about(about)}
        changed = {field: value for field, value in changes.items() if getattr(kept, field) != value}
        if "name" in changed:
            _not_taken(by, changed["name"], but=kept)
        if changed:
            before = save_changes(kept, row_version=row_version, changes=changed)
            record(EventName.SOURCE_LIST_CHANGED, kept, by=by, before=before, after=changed)
    return kept


def take_back(event: Event, kept: SourceList, *, by: Actor) -> SourceList:
    """The inverse of an import or of a change, as long as it still stands. An imported version stays with the list."""
    now = {"version": kept.current.label if kept.current else None, "name": kept.name, "about": kept.about}
    if any(now[field] != event.after[field] for field in now if field in event.after):
        raise Conflict(
            "undo.changed_since",
            f"“{kept.name}” was changed again since.",
            next_step="Look at its versions, and choose the one that counts.",
            current=kept,
        )
    if "version" not in event.before:
        return describe(kept, by=by, row_version=None, **{**_described(kept), **event.before})
    label = event.before["version"]
    return use(kept, kept.versions.get(label=label) if label is not None else None, by=by)


def notes_on(organisation_id: int, addresses: Iterable[str]) -> dict[str, list[Listed]]:
    """For each address what the newsroom's lists say of it, in the version that is in use: each list's most exact
    entry."""
    wanted = {address: place_of(address) for address in addresses if address}
    hosts = {suffix for place in wanted.values() if place for suffix in _suffixes(place[0])}
    if not hosts:
        return {}
    found: dict[str, list[SourceListEntry]] = {}
    rows = SourceListEntry.objects.filter(
        organisation_id=organisation_id, host__in=hosts, version__in=versions_in_use(organisation_id)
    )
    for row in rows.select_related("version__source_list").order_by("version__source_list__name", "pk"):
        found.setdefault(row.host, []).append(row)
    return {address: _notes(place, found) for address, place in wanted.items() if place}


def versions_in_use(organisation_id: int) -> list[int]:
    """The key of the version that is in use, of each of a newsroom's lists that says anything."""
    rows = SourceList.objects.filter(organisation_id=organisation_id, current__isnull=False)
    return list(rows.values_list("current_id", flat=True))


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


def _since(before: Mapping[tuple[str, str], SourceListEntry], entry: Entry) -> str:
    stood = before.get((entry.host, entry.path))
    return stood.since if stood is not None and stood.label == entry.label else ""


def _difference(before: Mapping[tuple[str, str], SourceListEntry], rows: list[Entry]) -> dict[str, int]:
    """How many entries came, went, or say something else than in the version before."""
    now = {(each.host, each.path): (each.label, each.note) for each in rows}
    both = now.keys() & before.keys()
    return {
        "came": len(now.keys() - before.keys()),
        "went": len(before.keys() - now.keys()),
        "changed": sum(1 for key in both if now[key] != (before[key].label, before[key].note)),
    }


def _locked(kept: SourceList) -> SourceList:
    found: SourceList = (
        SourceList.objects.select_for_update(of=("self",)).select_related("current").get(pk=kept.pk)
    )
    return found


def _described(kept: SourceList) -> dict[str, str]:
    return {"name": kept.name, "about": kept.about}


def _not_taken(by: Actor, name: str, *, but: SourceList | None = None) -> None:
    others = SourceList.objects.visible_to(by).filter(name__iexact=name)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.exists():
        raise Conflict(
            "source_list.name_taken",
            f"There is a list “{name}” already.",
            pointer="/name",
            next_step="Add a version to that one, or give this one another name.",
        )


def _checked(field: str, words: str) -> str:
    words, most = words.strip(), LIMITS[field]
    if not words or len(words) > most or not words.isprintable():
        raise Problem(
            f"source_list.{field}",
            f"“{words[:40]}” can’t be the {field}: 1 to {most} characters.",
            pointer=f"/{field}",
        )
    return words


def _checked_about(address: str) -> str:
    address = address.strip()
    try:
        parts = urlsplit(address)
        is_page = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_page = False
    if address and (
        not is_page or len(address) > LIMITS["about"] or not address.isprintable() or " " in address
    ):
        raise Problem(
            "source_list.about",
            f"“{address[:60]}” is no address of a page.",
            pointer="/about",
            next_step="Leave it empty, or give an address that begins with https://.",
        )
    return address
