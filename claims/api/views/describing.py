"""How operations are described in the schema: bodies, answers, filters; the refusals every one can give are added for
all of them alike (`claims.api.schema`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema

from claims.api.filters import Filter, told
from claims.api.rows import IDEMPOTENCY_KEY, IF_MATCH, MAY_MATCH


def operation(
    summary: str,
    *,
    body: Any = None,
    gives: Any = None,
    status: int = 200,
    also: dict[Any, Any] | None = None,
    filters: Mapping[str, Filter] | None = None,
    if_match: bool = False,
    may_match: bool = False,
    creates: bool = False,
) -> Callable[[Any], Any]:
    """Describe one operation: what it takes and what it gives. `if_match`: it asks for the row's version and compares
    it itself; `may_match`: it takes one; `creates`: it honours Idempotency-Key."""
    answers: dict[Any, Any] = {
        status: gives if gives is not None else OpenApiResponse(description="Done."),
        **(also or {}),
    }
    parameters: list[Any] = told(filters or {})
    if if_match or may_match:
        parameters.append(IF_MATCH if if_match else MAY_MATCH)
    if creates:
        parameters.append(IDEMPOTENCY_KEY)
    described = extend_schema(summary=summary, request=body, responses=answers, parameters=parameters)

    def mark(method: Any) -> Any:
        if creates != getattr(method, "honours_key", False):
            raise TypeError(f"“{summary}” says of Idempotency-Key what it does not do.")
        method.own_if_match = if_match
        return described(method)

    return mark
