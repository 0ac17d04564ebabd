"""The Internet Archive's index of captures (CDX): asking it, and reading its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

from claims.evidence.providers.asking import Asking, Trouble, json_of, none_of_many, words_of
from claims.intake.models import Outcome

LABEL = "The Internet Archive"
FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
READABLE = "!statuscode:[345].."
"""Only captures of a page, not of a redirect or an error; one that repeats an earlier one has no status of its own."""
MOST_PAGES = 20
_RESUME = re.compile(r"[^\s]{1,3000}")


@dataclass(frozen=True)
class Archived:
    """One capture: the page stood at this address no later than `at`. A `revisit` repeats an earlier capture."""

    key: str
    timestamp: str
    original: str
    media_type: str
    status: str
    digest: str

    @property
    def at(self) -> datetime:
        return datetime.strptime(self.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)

    @property
    def day(self) -> date:
        return self.at.date()

    def permalink(self, home: str) -> str:
        """Where readers see it."""
        return f"{home.rstrip('/')}/web/{self.timestamp}/{self.original}"


@dataclass(frozen=True)
class Slice:
    """Some captures of an address, and the key with which the index goes on; None at the end."""

    rows: list[Archived]
    resume: str | None


def captures(asking: Asking, address: str, **more: Any) -> Slice:
    """One request to the index. Raises Trouble where it did not answer, also for an address it may not speak of."""
    page = asking.get("/cdx/search/cdx", {"url": address, "output": "json", "fl": ",".join(FIELDS), **more})
    return read(json_of(page, list, label=LABEL))


def walk(asking: Asking, address: str, *, size: int) -> Iterator[Slice]:
    """All captures in order of time, so many at a time; a row that comes again after a pause comes once here."""
    seen: set[tuple[str, str]] = set()
    resume: str | None = ""
    for _ in range(MOST_PAGES):
        found = captures(
            asking, address, limit=size, collapse="digest", filter=READABLE, showResumeKey="true",
            resumeKey=resume,
        )  # fmt: skip
        if found.resume and found.resume == resume:
            raise Trouble(Outcome.MALFORMED, "The index of captures goes on at the same place for ever.")
        fresh = [row for row in found.rows if (row.timestamp, row.digest) not in seen]
        seen.update((row.timestamp, row.digest) for row in fresh)
        resume = found.resume
        yield Slice(fresh, resume)
        if resume is None:
            return


def around(asking: Asking, address: str, day: date, *, each: int) -> list[Archived]:
    """The captures next to a day, at most so many from before its end and as many from after, the closest first."""
    until = captures(
        asking, address, to=day.strftime("%Y%m%d"), limit=-each, collapse="digest", filter=READABLE
    ).rows  # fmt: skip
    since = captures(
        asking, address, limit=each, collapse="digest", filter=READABLE,
        **{"from": (day + timedelta(days=1)).strftime("%Y%m%d")},
    ).rows  # fmt: skip
    return sorted(
        {row.timestamp: row for row in (*until, *since)}.values(),
        key=lambda row: (abs((row.day - day).days), row.timestamp),
    )


def latest(asking: Asking, address: str, *, since: datetime | None = None) -> Archived | None:
    """The newest capture of a page, or the newest since a moment; None where there is none."""
    limits = {"from": since.strftime("%Y%m%d%H%M%S")} if since else {}
    rows = captures(asking, address, limit=-1, filter=READABLE, **limits).rows
    return rows[-1] if rows else None


def read(answer: list[Any]) -> Slice:
    """The rows of an answer, by its header row. Raises Trouble (malformed) where it has another form."""
    if not answer:
        return Slice([], None)
    header = answer[0]
    if not isinstance(header, list) or not {"timestamp", "original"} <= {
        each for each in header if isinstance(each, str)
    }:
        raise Trouble(Outcome.MALFORMED, f"The index of {LABEL[0].lower()}{LABEL[1:]} has an unknown form.")
    rows = answer[1:]
    resume = None
    if len(rows) >= 2 and rows[-2] == []:
        key = rows[-1]
        if not (isinstance(key, list) and len(key) == 1 and _RESUME.fullmatch(str(key[0]))):
            raise Trouble(Outcome.MALFORMED, "The index of captures goes on, but does not say where.")
        resume, rows = unquote_plus(key[0]), rows[:-2]
        if not rows:
            raise none_of_many(LABEL)
    found = [each for each in (_row(header, row) for row in rows) if each is not None]
    if rows and not found:
        raise Trouble(Outcome.MALFORMED, "The index sent captures without an address or a time.")
    return Slice(found, resume)


def _row(header: list[Any], row: Any) -> Archived | None:
    if not isinstance(row, list) or len(row) != len(header):
        return None
    cells = {str(name): words_of(cell) for name, cell in zip(header, row, strict=True)}
    found = Archived(
        cells.get("urlkey", ""), cells["timestamp"], cells["original"], cells.get("mimetype", ""),
        cells.get("statuscode", ""), cells.get("digest", ""),
    )  # fmt: skip
    try:
        _ = found.at
    except ValueError:
        return None
    is_address = found.original.startswith(("http://", "https://")) and len(found.original) < 1900
    return found if is_address and len(found.timestamp) == 14 else None
