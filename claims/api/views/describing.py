"""How operations are described in the schema: bodies, answers, and the problems every one can give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from claims.api.problems import MEDIA_TYPE
from claims.api.rows import IDEMPOTENCY_KEY, IF_MATCH

Problem = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "detail": serializers.CharField(),
        "instance": serializers.CharField(),
        "code": serializers.CharField(),
        "next_step": serializers.CharField(required=False),
        "request_id": serializers.CharField(required=False),
        "errors": serializers.ListField(
            child=inline_serializer(
                "ProblemField", {"pointer": serializers.CharField(), "detail": serializers.CharField()}
            ),
            required=False,
        ),
    },
)

WORDS = {
    400: "What was sent can't be read.",
    401: "No token, or one that does not hold.",
    403: "A right is missing.",
    404: "There is no such thing here.",
    409: "Not possible in its present state.",
    412: "It was changed in the meantime.",
    422: "Something in it can't be used; `errors` says where.",
    428: "If-Match is missing.",
}


def operation(
    summary: str,
    *,
    body: Any = None,
    gives: Any = None,
    status: int = 200,
    also: dict[int, Any] | None = None,
    filters: dict[str, str] | None = None,
    if_match: bool = False,
    creates: bool = False,
) -> Callable[[Any], Any]:
    """Describe one operation: what it takes, what it gives, and the problem object for every refusal."""
    refusals = [401, 403, 404]
    if body is not None or creates:
        refusals += [400, 409, 422]
    if if_match:
        refusals += [409, 412, 428, 422]
    answers: dict[Any, Any] = {
        status: gives if gives is not None else OpenApiResponse(description="Done."),
        **(also or {}),
        **{(code, MEDIA_TYPE): OpenApiResponse(Problem, WORDS[code]) for code in sorted(set(refusals))},
    }
    parameters: list[Any] = [
        OpenApiParameter(name, str, OpenApiParameter.QUERY, description=words)
        for name, words in (filters or {}).items()
    ]
    if if_match:
        parameters.append(IF_MATCH)
    if creates:
        parameters.append(IDEMPOTENCY_KEY)
    return extend_schema(summary=summary, request=body, responses=answers, parameters=parameters)
