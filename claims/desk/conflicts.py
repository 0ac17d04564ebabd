"""Two people changed the same thing: theirs, mine, and the words that differ, for each field of the form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from claims.desk.doors import Trouble
from claims.intake.differences import word_diff
from claims.lib.problems import Stale


def conflicts(trouble: Trouble | None, form: str, fields: Iterable[str]) -> dict[str, dict[str, Any]]:
    """For a stale form, by field name: how it stands now, by whom, and how that differs from what was typed (to
    delete: only mine, to insert: only theirs). Empty otherwise."""
    if trouble is None or trouble.form != form or not isinstance(trouble.problem, Stale):
        return {}
    met = {each.field: each.by for each in getattr(trouble.problem, "meetings", ())}
    found = {}
    for name in fields:
        mine = trouble.typed(name)
        if mine is None or (met and name not in met):
            continue
        theirs = words_of(getattr(trouble.problem.current, name, ""))
        if theirs.strip() != mine.replace("\r\n", "\n").strip():
            found[name] = {"theirs": theirs, "by": met.get(name, ""), "parts": word_diff(mine, theirs)}
    return found


def words_of(value: Any) -> str:
    """A field's value as the form shows it: a rating by its key, a day in ISO 8601."""
    if value is None:
        return ""
    if hasattr(value, "key"):
        return str(value.key)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
