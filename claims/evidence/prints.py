"""Prints of kept copies: made when a copy is kept, read wherever copies are compared."""

from __future__ import annotations

from collections.abc import Iterable

from claims.evidence.models import TextPrint
from claims.evidence.reprints import METHOD, Print, print_of
from claims.intake.models import Snapshot


def prints_of(snapshots: Iterable[int]) -> dict[int, Print]:
    """The print of each of these copies. One that has none yet is made on the spot and not stored: reading writes
    nothing. A copy whose text was taken down keeps the print it had; without one it is left out."""
    keys = set(snapshots)
    found = {
        row.snapshot_id: Print(row.runs, bytes(row.signature))
        for row in TextPrint.objects.filter(snapshot_id__in=keys, method=METHOD)
    }
    for copy in Snapshot.objects.filter(pk__in=keys - set(found), text__isnull=False).only("text", "blocks"):
        found[copy.pk] = print_of(copy.text or "", copy.blocks)
    return found


def keep_print(snapshot: Snapshot) -> None:
    """Make and store the print of one copy, anew where it was made by another method."""
    if snapshot.text is None:
        return
    made = print_of(snapshot.text, snapshot.blocks)
    TextPrint.objects.update_or_create(
        snapshot=snapshot,
        defaults={
            "organisation_id": snapshot.organisation_id,
            "method": METHOD,
            "runs": made.runs,
            "signature": made.signature,
        },
    )


def without_print(limit: int = 200) -> list[int]:
    """Keys of copies that have no print of today's method: kept before there were any, or their job was lost."""
    rows = Snapshot.objects.filter(text__isnull=False).exclude(text_print__method=METHOD)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
