"""Every error as RFC 9457 `application/problem+json`, with a JSON pointer for each fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from claims.history.recording import request_id
from claims.lib.problems import FieldError, Problem

MEDIA_TYPE = "application/problem+json"
OVER_QUOTA = "https://iana.org/assignments/http-problem-types#quota-exceeded"

NEXT_STEPS = {
    "parse_error": "Send a JSON object in UTF-8, or multipart/form-data where there is a file.",
    "unsupported_media_type": "Send application/json, or multipart/form-data where there is a file.",
    "method_not_allowed": "The methods that each address takes are listed at /api/v1/.",
    "not_authenticated": "Send `Authorization: Bearer` with a token; people make theirs in Settings.",
    "authentication_failed": "Send a token that has not ended; people make theirs in Settings.",
    "throttled": "Wait as long as Retry-After says, and send it again.",
}
"""What to do about a refusal of the framework's own, by its code."""


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: Problem, DRF's own errors and Django's 404/403; None (a 500) for anything else."""
    found = as_problem(error)
    if found is None:
        return None
    set_rollback()
    request = context.get("request")
    response = Response(
        body(found, request.path if request else ""), status=found.status, content_type=MEDIA_TYPE
    )
    if isinstance(error, exceptions.APIException):
        if header := getattr(error, "auth_header", None):
            response["WWW-Authenticate"] = header
        if wait := getattr(error, "wait", None):
            response["Retry-After"] = str(int(wait) + 1)
    if found.current is not None and hasattr(found.current, "etag"):
        response["ETag"] = found.current.etag
    return response


def as_problem(error: Exception) -> Problem | None:
    if isinstance(error, Problem):
        return error
    if isinstance(error, exceptions.ValidationError):
        errors = list(field_errors(error.detail))
        return Problem(
            "request.invalid",
            "Some of what was sent can't be used.",
            errors=errors,
            next_step="Correct what `errors` points at, and send it again; what each field takes is at /api/v1/.",
        )
    if isinstance(error, Http404 | exceptions.NotFound):
        return Problem("not_found", "There is nothing at this address.", status=404)
    if isinstance(error, PermissionDenied):
        return Problem("not_allowed", "This is not allowed.", status=403)
    if isinstance(error, RequestDataTooBig):
        return Problem(
            "request.too_large", "The request is too large.", status=413, next_step="Send less at once."
        )
    if isinstance(error, exceptions.APIException):
        code = error.get_codes()
        return Problem(
            str(code) if isinstance(code, str) else "request.refused",
            str(error.detail),
            status=error.status_code,
            next_step=NEXT_STEPS.get(str(code), ""),
        )
    return None


def field_errors(detail: Any, pointer: str = "") -> Iterator[FieldError]:
    """DRF's nested error detail as (pointer, words), depth first."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            step = "" if key == "non_field_errors" else "/" + str(key).replace("~", "~0").replace("/", "~1")
            yield from field_errors(value, pointer + step)
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            yield from field_errors(
                value, f"{pointer}/{index}" if isinstance(value, dict | list) else pointer
            )
    else:
        yield FieldError(pointer, str(detail))


def body(problem: Problem, instance: str) -> dict[str, Any]:
    """The problem object: type, title, status, detail, instance, code, next_step, errors[{pointer, detail}]."""
    found: dict[str, Any] = {
        "type": OVER_QUOTA if problem.code == "throttled" else f"urn:claim-workbench:problem:{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
        "code": problem.code,
    }
    if problem.next_step:
        found["next_step"] = problem.next_step
    if problem.errors:
        found["errors"] = [{"pointer": each.pointer, "detail": each.detail} for each in problem.errors]
    if meetings := getattr(problem, "meetings", None):
        found["conflicts"] = [
            {"field": each.field, "base": each.base, "current": each.current, "by": each.by, "at": each.at}
            for each in meetings
        ]
    if request_id.get():
        found["request_id"] = request_id.get()
    return found


def plain_problem(request: HttpRequest, problem: Problem) -> JsonResponse:
    """The same, for answers given outside DRF (an address under /api/ that does not exist)."""
    return JsonResponse(body(problem, request.path), status=problem.status, content_type=MEDIA_TYPE)


@csrf_exempt
def no_such_address(request: HttpRequest, rest: str = "") -> JsonResponse:
    """404 for everything else under /api/v1/."""
    return plain_problem(
        request,
        Problem("not_found", "There is no such address in this API.", status=status.HTTP_404_NOT_FOUND,
                next_step="The list of addresses is at /api/v1/."),
    )  # fmt: skip
