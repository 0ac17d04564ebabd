"""Reading what was written, in the order it can be seen: nothing twice, nothing left out, nothing held up.

Ids and transaction ids are given before a transaction ends, so neither says what a reader has seen already. A reader
keeps PostgreSQL's own account of it, a snapshot, and asks for the rows that it did not show: `Place`. Unlike waiting
for `pg_snapshot_xmin`, this doesn't let one long transaction somewhere hold up everybody's news.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from claims.history.models import Ripple
from claims.history.scheduler import every

KEPT = timedelta(days=1)
"""How long ripples are kept, and so how old a place may be."""
MOST = 2000
"""How many ripples a reader who was away is still told one by one."""

_SNAPSHOT = r"\d{1,19}:\d{1,19}:(?:\d{1,19}(?:,\d{1,19})*)?"
_PLACE = re.compile(rf"(\d{{1,12}})~({_SNAPSHOT})(?:~({_SNAPSHOT})~(\d{{1,19}})\.(\d{{1,6}}))?")
_LONGEST = 8000


@dataclass(frozen=True)
class Place:
    """Where a reader stands: all that `seen` shows is behind her. In the middle of a batch she has also what `upto`
    shows as far as the ripple `ripple`, and of that one the parts up to `part`."""

    at: int
    seen: str
    upto: str = ""
    ripple: int = 0
    part: int = 0

    def __str__(self) -> str:
        if not self.upto:
            return f"{self.at}~{self.seen}"
        return f"{self.at}~{self.seen}~{self.upto}~{self.ripple}.{self.part}"

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """The place a reader names, or None for something that is none."""
        found = _PLACE.fullmatch(text) if len(text) <= _LONGEST else None
        if found is None:
            return None
        at, seen, upto, ripple, part = found.groups()
        return cls(int(at), seen, upto or "", int(ripple or 0), int(part or 0))

    def within(self, upto: str, ripple: int, part: int) -> Place:
        """After one ripple of the batch that ends with the snapshot `upto`."""
        return replace(self, upto=upto, ripple=ripple, part=part)

    @property
    def is_too_old(self) -> bool:
        return self.at < time.time() - KEPT.total_seconds() + 600


@dataclass(frozen=True)
class Batch:
    """What became visible since a place. `place` is where the reader stands after it; `lost` says that some of it
    can't be told any more: whatever she shows must be fetched anew."""

    place: Place
    ripples: list[Ripple]
    lost: bool = False


def here() -> Place:
    """The place of a reader who has seen everything up to now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return Place(int(time.time()), cursor.fetchone()[0])


_SINCE = """
WITH now AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot)
SELECT now.snapshot::text, r.id, r.organisation_id, r.what, r.row_id, r.xid
FROM now LEFT JOIN LATERAL (
    SELECT * FROM claims_ripple
    WHERE xid >= pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint
        AND NOT pg_visible_in_snapshot(xid::text::xid8, %(seen)s::pg_snapshot)
        AND (%(everybody)s OR organisation_id = ANY(%(organisations)s))
        AND (%(upto)s::pg_snapshot IS NULL
            OR (id >= %(ripple)s AND pg_visible_in_snapshot(xid::text::xid8, %(upto)s::pg_snapshot)))
    ORDER BY id LIMIT %(most)s
) r ON true
ORDER BY r.id
"""


def since(place: Place, *, organisations: Iterable[int] | None = None, most: int = MOST) -> Batch:
    """What became visible since `place`, of these newsrooms (of all for None); for a place in the middle of a batch,
    the rest of that batch. A ripple of the same row counts once, with its last writing. Where more came than is told
    one by one, or the place is not of this database or too old, it is lost."""
    values = {
        "seen": place.seen,
        "upto": place.upto or None,
        "ripple": place.ripple,
        "everybody": organisations is None,
        "organisations": list(organisations or ()),
        "most": most + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, values)
        rows = cursor.fetchall()
    now = Place(int(time.time()), rows[0][0])
    if place.is_too_old or _end(place.upto or place.seen) > _end(now.seen) or len(rows) > most:
        return Batch(now, [], lost=True)
    if place.upto:
        now = Place(place.at, place.upto)
    newest: dict[tuple[str, int], Ripple] = {}
    for _, pk, organisation_id, what, row_id, xid in rows:
        if pk is not None:
            newest.pop((what, row_id), None)
            newest[what, row_id] = Ripple(
                pk=pk, organisation_id=organisation_id, what=what, row_id=row_id, xid=xid
            )
    return Batch(now, list(newest.values()))


def catch_up(place: Place, *, organisations: Iterable[int] | None = None) -> Iterator[tuple[Place, Batch]]:
    """All that came since a place, batch by batch, each with the place before it."""
    rest = True
    while rest:
        rest = bool(place.upto)
        batch = since(place, organisations=organisations)
        yield place, batch
        place = batch.place


def _end(snapshot: str) -> int:
    return int(snapshot.split(":")[1])


@every(3600, "history.forget_ripples")
def forget_ripples() -> None:
    """Nobody asks for them any more."""
    Ripple.objects.filter(at__lt=timezone.now() - KEPT).delete()
