"""What the schema says of every operation alike: the problem object and its statuses, limits, tags, path parameters."""

from __future__ import annotations

from typing import Any

from claims.api.filters import ID_PATTERN
from claims.api.problems import MEDIA_TYPE

TEXT: dict[str, Any] = {"type": "string"}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457: what was wrong, where, and what to do next.",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "instance": TEXT,
        "code": {"type": "string", "description": "A stable word that programs may test."},
        "next_step": TEXT,
        "request_id": TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "RFC 6901, into what was sent."},
                    "detail": TEXT,
                },
            },
        },
        "conflicts": {
            "type": "array",
            "description": "Fields that somebody else changed too.",
            "items": {
                "type": "object",
                "required": ["field", "base", "current", "by", "at"],
                "properties": {
                    "field": TEXT, "base": {}, "current": {}, "by": TEXT, "at": {"type": ["string", "null"]},
                },
            },
        },
    },
}  # fmt: skip

WORDS = {
    400: "What was sent can't be read.",
    401: "No token, or one that does not hold.",
    403: "A right is missing.",
    404: "There is no such thing here.",
    406: "JSON is spoken here, and the request takes none.",
    409: "Not possible in its present state.",
    410: "It was taken down; the words say why.",
    412: "It was changed in the meantime.",
    413: "The request is too large.",
    415: "The body is neither JSON nor a form.",
    422: "Something in it can't be used; `errors` says where.",
    428: "If-Match is missing or empty.",
    429: "Too many requests; `Retry-After` says when to ask again.",
}
EVERY = (400, 404, 406, 429)
ASKED = (401, 403)
WRITES = (409, 412, 413, 422)
OPEN = ("/api/v1/checks/", "/api/v1/corrections/")
"""Without a key."""
METHODS = ("get", "put", "post", "patch", "delete")

IN_PATH: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("uid", "evidence", "checkpoint"), {"type": "string", "pattern": ID_PATTERN}),
    **dict.fromkeys(("n", "a", "b"), {"type": "string", "pattern": "^[0-9]{1,6}$"}),
    "provider": {"type": "string", "pattern": "^[a-z_]{1,40}$"},
}
LIMITS = {
    "RateLimit": {"description": "What is left of this minute.", "schema": TEXT},
    "RateLimit-Policy": {"description": "How many requests a minute.", "schema": TEXT},
}


def with_refusals(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Post-processing: every operation with every status it can answer, and no null that fits two schemas at once."""
    _say_anything(result["components"])
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for path, operations in result["paths"].items():
        for method in METHODS:
            if method in operations:
                _complete(operations[method], method, is_open=path.startswith(OPEN))
    return result


def _say_anything(schema: Any) -> None:
    """Any JSON value or null is any JSON value: as a choice of one of the two, null would be both and so neither."""
    for each in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        _say_anything(each)
    if isinstance(schema, dict) and schema.get("oneOf") == [{}, {"type": "null"}]:
        del schema["oneOf"]


def _complete(operation: dict[str, Any], method: str, *, is_open: bool) -> None:
    parameters = operation.get("parameters", [])
    for each in parameters:
        if each["in"] == "path" and each["name"] in IN_PATH:
            each["schema"] = dict(IN_PATH[each["name"]])
    for status, answer in operation["responses"].items():
        if str(status).startswith("2"):
            _with_headers(answer, method, is_list=any(each["name"] == "cursor" for each in parameters))
    statuses = [*EVERY, *(() if is_open else ASKED), *(WRITES if method != "get" else ())]
    if "requestBody" in operation:
        statuses.append(415)
    if any(each["name"] == "known" for each in parameters):
        statuses.append(422)  # it needs another parameter beside it
    if any(each["name"] == "If-Match" for each in parameters):
        statuses.append(428)
    if is_open:
        operation["security"] = [{}]
    for status in sorted(statuses):
        operation["responses"].setdefault(str(status), _problem(status))
    operation["responses"] = {
        key: operation["responses"][key] for key in sorted(operation["responses"], key=str)
    }


def _with_headers(answer: dict[str, Any], method: str, *, is_list: bool) -> None:
    headers = answer.setdefault("headers", {})
    headers.update(LIMITS)
    if method == "get":
        headers["ETag"] = {"description": "Send it as If-None-Match for 304.", "schema": TEXT}
    if is_list and method == "get":
        headers["Link"] = {"description": "`next` and `prev`, as in the body.", "schema": TEXT}


def _problem(status: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": WORDS[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 429:
        found["headers"] = {
            **LIMITS,
            "Retry-After": {"required": True, "description": "Seconds.", "schema": {"type": "integer"}},
        }
    if status == 401:
        found["headers"] = {"WWW-Authenticate": {"required": True, "schema": TEXT}}
    return found
