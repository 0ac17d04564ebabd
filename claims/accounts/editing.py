"""Writing what people edit: only where the row is still the one they saw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from claims.accounts.models import Editable, Organisation
from claims.lib.problems import Stale


def save_changes(
    row: Editable | Organisation, *, row_version: int | None, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Write the changed fields and raise `row_version` by one; returns how those fields stood before.

    With `row_version` None the row's own is taken (the caller has just read and locked it).
    Raises Stale, with the row as it stands, where somebody else wrote in the meantime.
    """
    model = type(row)
    before = {name: getattr(row, name) for name in changes}
    expected = row.row_version if row_version is None else row_version
    written = model._default_manager.filter(pk=row.pk, row_version=expected).update(
        **changes, row_version=F("row_version") + 1
    )
    if not written:
        row.refresh_from_db()
        raise Stale(
            "row.stale",
            f"This {model._meta.verbose_name} was changed in the meantime.",
            next_step="Look at how it stands now, and save again.",
            current=row,
        )
    for name, value in changes.items():
        setattr(row, name, value)
    row.row_version = expected + 1
    return before
