"""The edit form of a claim: from what was typed to changes, and back to rows after a refusal."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from claims.annotation.models import Claim
from claims.desk.doors import Trouble
from claims.lib.problems import FieldError, Problem

QUANTITY = ("text", "value", "unit", "comparator")
TIME = ("text", "from", "to")
PREDICTION = (
    "subject",
    "measure",
    "comparator",
    "threshold",
    "unit",
    "probability",
    "horizon_on",
    "criteria",
    "resolution_source",
)
COMPARATORS = (("", ""), ("=", "="), ("<", "<"), ("<=", "≤"), (">", ">"), (">=", "≥"), ("~", "about"))


def claim_changes(typed: QueryDict) -> dict[str, Any]:
    """Only what the form holds. Raises Problem, all faults at once, for figures that are none."""
    faults: list[FieldError] = []
    words = {name: str(value) for name, value in typed.items()}
    changes: dict[str, Any] = {
        name: words[name].strip() for name in ("statement", "kind", "claimant") if name in words
    }
    if "claimed_on" in words:
        changes["claimed_on"] = words["claimed_on"].strip() or None
    for name in ("topics", "language", "translates"):
        if name in words:
            changes[name] = words[name]
    if "has_ambiguous" in typed:
        changes["is_ambiguous"] = bool(typed.get("is_ambiguous"))
    if "quantity.text" in typed:
        changes["quantities"] = _rows(typed, "quantity", QUANTITY, faults)
    if "time.text" in typed:
        changes["times"] = _rows(typed, "time", TIME, faults)
    prediction = {
        name: _prediction_value(name, words[f"prediction.{name}"], faults)
        for name in PREDICTION
        if f"prediction.{name}" in typed
    }
    if prediction:
        changes["prediction"] = prediction
    if faults:
        raise Problem("claim.figures", "Some figures can’t be read.", errors=faults)
    return changes


def rows_of(claim: Claim, trouble: Trouble | None, *, form: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of quantities and times for the form, as typed after a refusal, with one empty row at the end."""
    typed = trouble.values if trouble is not None and trouble.form == form else None
    found = {}
    for name, fields, kept in (("quantity", QUANTITY, claim.quantities), ("time", TIME, claim.times)):
        if typed is not None and f"{name}.text" in typed:
            columns = [typed.getlist(f"{name}.{field}") for field in fields]
            rows = [dict(zip(fields, values, strict=False)) for values in zip(*columns, strict=False)]
        else:
            rows = [{field: _shown(row.get(field)) for field in fields} for row in kept]
        found[f"{name}_rows"] = [row for row in rows if any(row.values())] + [dict.fromkeys(fields, "")]
    return found


def _rows(
    typed: QueryDict, name: str, fields: tuple[str, ...], faults: list[FieldError]
) -> list[dict[str, Any]]:
    columns = [typed.getlist(f"{name}.{field}") for field in fields]
    rows: list[dict[str, Any]] = []
    for number, values in enumerate(zip(*columns, strict=False)):
        row: dict[str, Any] = {field: value.strip() for field, value in zip(fields, values, strict=True)}
        if not row["text"] and not row.get("value") and not row.get("from"):
            continue
        if name == "quantity":
            row["value"] = _number(row["value"], f"/quantities/{number}/value", faults)
            row["comparator"] = row["comparator"] or "="
        else:
            row = {key: value or None for key, value in row.items()}
            row["text"] = row["text"] or ""
        rows.append(row)
    return rows


def _number(typed: str, pointer: str, faults: list[FieldError]) -> float | None:
    try:
        return float(typed.replace(",", "").replace(" ", "").replace("\u00a0", ""))
    except ValueError:
        faults.append(FieldError(pointer, f"“{typed}” is not a number. Write 1000000 or 0.5."))
        return None


def _prediction_value(name: str, typed: str, faults: list[FieldError]) -> Any:
    typed = typed.strip()
    if name == "horizon_on":
        if typed.isdecimal() and len(typed) == 4:
            return f"{typed}-12-31"
        return typed or None
    if name in ("threshold", "probability"):
        if not typed:
            return None
        share = name == "probability" and typed.endswith("%")
        value = _number(typed.rstrip("% "), f"/prediction/{name}", faults)
        return value / 100 if share and value is not None else value
    return typed


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.0f}" if value == int(value) else f"{value:.10g}"
    return str(value)
