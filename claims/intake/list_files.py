"""Reading the file of a list of sources, CSV or JSON: whole or not at all, every fault with its place."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from claims.lib.problems import FieldError, Problem

COLUMNS = ("source", "label", "note", "since")
MOST_BYTES = 10_000_000
MOST_ENTRIES = 50_000
MOST_FAULTS = 20
MEND = "Nothing was imported. Mend these and import the file again."
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_TOO_MANY = "…"
SINCE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True)
class Entry:
    """What a list says of one host, or of what lies below a path of it."""

    host: str
    path: str
    label: str
    note: str = ""
    since: str = ""


def text_of(data: bytes) -> str:
    """The words of an uploaded file. Raises Problem at the file where it has none, too many, or is no UTF-8."""
    if not data.strip():
        raise _no_file("The file is empty.", "Choose the file that has the entries.")
    if len(data) > MOST_BYTES:
        raise _no_file(f"The file has more than {MOST_BYTES // 1_000_000} MB.", "Cut it in two lists.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _no_file(f"The file is no UTF-8 (line {line}).", "Save it again as UTF-8.") from None


def read_entries(text: str, *, name: str = "") -> list[Entry]:
    """The entries of a CSV or JSON file: by its name, or else by how it begins. Raises Problem with every fault and its
    line (or place)."""
    is_json = name.lower().endswith(".json") or (not name and text.lstrip()[:1] in ("[", "{"))
    entries: list[Entry] = []
    faults: list[FieldError] = []
    seen: dict[tuple[str, str], str] = {}
    for place, row in _json_rows(text) if is_json else _csv_rows(text):
        try:
            entry = _entry(row)
            key = (entry.host, entry.path)
            if key in seen:
                raise ValueError(f"“{entry.host}{entry.path}” stands already in {seen[key]}")
            seen[key] = place
            entries.append(entry)
        except ValueError as fault:
            faults.append(FieldError(_pointer(place), f"{place}: {fault}."))
    if not entries and not faults:
        faults.append(FieldError("file", "The file has no entries."))
    if len(entries) > MOST_ENTRIES:
        faults.append(FieldError("file", f"The file has more than {MOST_ENTRIES} entries."))
    if faults:
        told = faults[:MOST_FAULTS]
        if len(faults) > MOST_FAULTS:
            told.append(FieldError("file", f"And {len(faults) - MOST_FAULTS} more."))
        several = f"{len(faults)} things in the file can’t be read."
        raise Problem(
            "source_list.unreadable",
            faults[0].detail if len(faults) == 1 else several,
            errors=told,
            next_step=MEND,
        )
    return entries


def place_of(address: str) -> tuple[str, str] | None:
    """Host and path of an address as lists name them: without scheme, `www.` and a last slash; None for no address."""
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return None
    return (host.removeprefix("www."), parts.path.rstrip("/")) if host else None


def _no_file(words: str, next_step: str) -> Problem:
    return Problem("source_list.file", words, pointer="/file", next_step=f"Nothing was imported. {next_step}")


def _entry(row: Mapping[str, Any]) -> Entry:
    if _TOO_MANY in row:
        raise ValueError("it has more cells than there are columns")
    if unknown := [name for name in row if name not in COLUMNS]:
        raise ValueError(f"“{str(unknown[0])[:40]}” is no column: they are {', '.join(COLUMNS)}")
    words = {name: _words(row.get(name), name) for name in COLUMNS}
    place = place_of(words["source"])
    if place is None or not _HOST.fullmatch(place[0]):
        raise ValueError(
            f"“{words['source'][:60]}” is no host or address (as example.org or example.org/blog)"
        )
    if re.search(r"[?#]", words["source"]):
        raise ValueError(f"“{words['source'][:60]}” has a ? or #: a list names hosts, and paths below them")
    if not words["label"] or len(words["label"]) > 100:
        raise ValueError("the label has 1 to 100 characters")
    if len(words["note"]) > 500:
        raise ValueError("the note has more than 500 characters")
    if words["since"] and not SINCE.fullmatch(words["since"]):
        raise ValueError(f"“{words['since'][:20]}” is no date (as 2019, 2019-07 or 2019-07-22)")
    if not "".join(words.values()).isprintable() or len(place[1]) > 500:
        raise ValueError("it holds characters that can’t be kept, or is too long")
    return Entry(*place, words["label"], words["note"], words["since"])


def _pointer(place: str) -> str:
    """Where it is in what was sent: "entry 3" of JSON is `/entries/2`."""
    kind, _, number = place.partition(" ")
    return f"/entries/{int(number) - 1}" if kind == "entry" else place


def _words(value: Any, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"“{name}” holds no text")
    return str(value).strip()


def _csv_rows(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True, restkey=_TOO_MANY)
    try:
        names = [name.strip().lower() for name in reader.fieldnames or []]
        if missing := [name for name in ("source", "label") if name not in names]:
            raise _columns(f"there is no column “{missing[0]}”")
        if twice := [name for name in names if names.count(name) > 1]:
            raise _columns(f"the column “{twice[0][:40]}” is there twice")
        reader.fieldnames = names
        for row in reader:
            if any(row.values()):
                yield f"line {reader.line_num}", row
    except csv.Error as fault:
        words = f"line {reader.line_num}: this is no CSV: {fault}."
        raise Problem(
            "source_list.csv",
            words,
            errors=[FieldError(f"line {reader.line_num}", words)],
            next_step="Nothing was imported. Quotation marks inside a cell are doubled.",
        ) from fault


def _columns(fault: str) -> Problem:
    return Problem(
        "source_list.columns",
        f"line 1: {fault}.",
        errors=[FieldError("line 1", f"line 1: {fault}.")],
        next_step=f"Nothing was imported. The first line names the columns: {', '.join(COLUMNS)}; commas part them.",
    )


def _json_rows(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError) as fault:
        place, why = "file", "it is nested too deep, or holds a number that is too long"
        if isinstance(fault, json.JSONDecodeError):
            place, why = f"line {fault.lineno}", fault.msg
        words = f"{place}: this is no JSON: {why}."
        raise Problem(
            "source_list.json", words, errors=[FieldError(place, words)], next_step="Nothing was imported."
        ) from fault
    rows = held.get("entries") if isinstance(held, dict) else held
    if not isinstance(rows, list):
        raise Problem(
            "source_list.json",
            "The file holds no list of entries.",
            next_step="Nothing was imported. Write a list of objects, or an object with “entries”.",
        )
    for number, row in enumerate(rows, start=1):
        yield f"entry {number}", row if isinstance(row, dict) else {str(row)[:40]: ""}
