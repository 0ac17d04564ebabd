"""Reading a file of many rows, CSV, JSON or JSON Lines, into plain values: every fault is told with its place, none
stops the others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from claims.lib.problems import Problem

MOST_BYTES = 10_000_000
MOST_ROWS = 5_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Placed = tuple[str, Any]
"""A place in the file ("line 3", "item 3") and what stands there; a str instead of a dict is what is wrong with it."""


def rows_of(data: bytes, *, name: str) -> list[Placed]:
    """The rows of a file: dicts, or words of what is wrong. Raises Problem for a file that can't be read at all."""
    text = decoded(data)
    if name.lower().endswith((".csv", ".tsv", ".txt")):
        found = list(_csv(text, "\t" if name.lower().endswith(".tsv") else ","))
    elif name.lower().endswith((".jsonl", ".ndjson")):
        found = list(_json_lines(text))
    else:
        found = _json(text)
    if not found:
        raise unreadable("The file has no rows.")
    if len(found) > MOST_ROWS:
        raise unreadable(
            f"The file has {len(found):,} rows; {MOST_ROWS:,} are taken at once. Cut it in parts."
        )
    return found


def decoded(data: bytes) -> str:
    if not data:
        raise unreadable("The file is empty.")
    if len(data) > MOST_BYTES:
        raise unreadable(
            f"The file has {len(data):,} bytes; {MOST_BYTES:,} are taken at once. Cut it in parts."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unreadable(
            f"The file is not UTF-8: byte {error.start:,} can’t be read. Save it as UTF-8."
        ) from None


def unreadable(words: str) -> Problem:
    return Problem("import.unreadable", words, pointer="/file", next_step="Nothing was imported.")


def _csv(text: str, delimiter: str) -> Iterator[Placed]:
    first = text.split("\n", 1)[0]
    if delimiter == "," and first.count(";") > first.count(","):
        delimiter = ";"  # what spreadsheets write where a comma parts decimals
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
    columns = [(column or "").strip().lower() for column in reader.fieldnames or []]
    reader.fieldnames = columns
    if doubled := sorted({column for column in columns if column and columns.count(column) > 1}):
        raise unreadable(f"The column “{doubled[0]}” is there twice.")
    rows = iter(reader)
    while True:
        line = reader.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise unreadable(f"Line {line}: {error}.") from None
        if row is None:
            return
        if None in row or None in row.values():
            yield f"line {line}", f"It has not as many fields as the first line ({len(columns)})."
        elif any(value.strip() for value in row.values()):
            yield f"line {line}", {name: _plain(value) for name, value in row.items() if name}


def _plain(value: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from taking words for a formula."""
    return value[1:] if value[:1] == "'" and value[1:2] in FORMULA else value


def _json_lines(text: str) -> Iterator[Placed]:
    for n, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                found = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield f"line {n}", f"It is no JSON: {error}."
            else:
                yield f"line {n}", found if isinstance(found, dict) else "It is no JSON object."


def _json(text: str) -> list[Placed]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise unreadable(f"The file is no JSON: {error}.") from None
    items = listed(found)
    return [
        (f"item {n}", each if isinstance(each, dict) else "It is no JSON object.")
        for n, each in enumerate(items, start=1)
    ]


def listed(found: Any) -> list[Any]:
    """The rows in a JSON value: a list, or the list that known wrappers hold, or the one object that it is."""
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        raise unreadable("The file holds neither a list nor an object.")
    for name in ("dataFeedElement", "claimReviewMarkupPages", "claims", "@graph", "results", "rows"):
        if isinstance(found.get(name), list):
            return found[name]
    return [found]
