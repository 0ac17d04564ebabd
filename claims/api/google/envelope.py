"""How this door answers: Google's JSON, Google's error envelope, open to every origin."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt

from claims.api.google import partial
from claims.api.limiting import share_of_reader
from claims.lib.conditional import is_known
from claims.lib.problems import Problem
from claims.publishing.files import FRESH

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/json; charset=UTF-8"
STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    409: "ABORTED",
    412: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
}
MOST_BODY = 1_000_000
View = Callable[..., Any]


class Refusal(Exception):
    """An error of this interface. `fields` names parameters or fields with what is wrong with each."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        status: str = "",
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status or STATUSES[code]
        self.fields = dict(fields or {})
        self.headers = dict(headers or {})

    @property
    def shape(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "message": self.message, "status": self.status}
        if self.fields:
            error["details"] = [
                {
                    "@type": "type.googleapis.com/google.rpc.BadRequest",
                    "fieldViolations": [
                        {"field": name, "description": words} for name, words in self.fields.items()
                    ],
                }
            ]
        return {"error": error}


def bad(name: str, words: str) -> Refusal:
    """400 for one parameter."""
    return Refusal(400, f"{name}: {words}", fields={name: words})


def door(**methods: View) -> Callable[[HttpRequest], HttpResponse]:
    """One address: a view for each method it takes. A view gives JSON values, or raises a Refusal.

    A long question comes as POST with `X-HTTP-Method-Override: GET` and the parameters in its body.
    """
    names = sorted({name.upper() for name in methods} | ({"HEAD"} if "get" in methods else set()))
    allowed = ", ".join([*names, "OPTIONS"])

    @csrf_exempt
    @wraps(next(iter(methods.values())))
    def answer(request: HttpRequest, **names: str) -> HttpResponse:
        method = request.method.lower() if request.method else "get"
        if method == "options":
            return _preflight(allowed)
        asked: QueryDict = request.GET.copy()
        public = method in ("get", "head")
        share = share_of_reader(request)
        try:
            if share.over:
                raise Refusal(429, f"Too many requests from this address: ask again in {share.seconds} s.")
            override = request.headers.get("X-HTTP-Method-Override", "").lower()
            if method == "post" and override == "get":
                method, asked = "get", _posted(request)
            view = methods.get("get" if method == "head" else method)
            if view is None:
                raise Refusal(405, f"{request.method} is not taken here.", headers={"Allow": allowed})
            selection = _selection(view, asked)
            found = view(request, asked, **names)
            if selection is not None:
                found = _partly(found, selection, strict=not hasattr(view, "answers"))
            response = _given(request, found, asked, public=public)
        except Refusal as refusal:
            response = _refused(refusal, asked)
        except Problem as problem:
            response = _refused(as_refusal(problem), asked)
        except Exception:
            log.exception("an answer to %s failed", request.path)
            response = _refused(Refusal(500, "Something broke on our side. Try again later."), asked)
        for name, value in share.headers.items():
            response.headers[name] = value
        return response

    return answer


def gives(shape: str) -> Callable[[View], View]:
    """Name the shape of what a view answers with, by which `fields` is checked."""

    def mark(view: View) -> View:
        view.answers = shape  # type: ignore[attr-defined]
        return view

    return mark


def _selection(view: View, asked: QueryDict) -> partial.Selection | None:
    """What `fields` takes of the answer; None where it is not given. Refused before anything is done."""
    text = asked.get("fields", "").strip()
    if not text:
        return None
    try:
        selection = partial.read(text)
        if shape := getattr(view, "answers", ""):
            partial.check(selection, shape)
    except partial.Unreadable as error:
        raise _bad_selection(error) from error
    return selection


def _partly(found: Any, selection: partial.Selection, *, strict: bool) -> Any:
    try:
        return partial.taken(found, selection, strict=strict)
    except partial.Unreadable as error:
        raise _bad_selection(error) from error


def _bad_selection(error: partial.Unreadable) -> Refusal:
    place = "" if error.place == "fields" else f" “{error.place}”"
    return Refusal(400, f"fields:{place} {error}", fields={error.place: str(error)})


def as_refusal(problem: Problem) -> Refusal:
    """A verb's refusal in this interface's words."""
    code = problem.status if problem.status in STATUSES else 400
    return Refusal(code, str(problem))


def _given(request: HttpRequest, found: Any, asked: QueryDict, *, public: bool) -> HttpResponse:
    body = _json(found, asked)
    headers = {"Cache-Control": FRESH if public else "no-store"}
    if public:
        headers["ETag"] = etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if is_known(request, etag):
            return _open(HttpResponse(status=304, headers=headers))
    return _open(HttpResponse(body, content_type=MEDIA_TYPE, headers=headers))


def _refused(refusal: Refusal, asked: QueryDict) -> HttpResponse:
    return _open(
        HttpResponse(
            _json(refusal.shape, asked),
            status=refusal.code,
            content_type=MEDIA_TYPE,
            headers={"Cache-Control": "no-store", **refusal.headers},
        )
    )


def _preflight(allowed: str) -> HttpResponse:
    response = HttpResponse(status=204, headers={"Allow": allowed})
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = "*"
    response["Access-Control-Max-Age"] = "86400"
    return _open(response)


def _open(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, RateLimit, RateLimit-Policy, Retry-After"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response


def _json(value: Any, asked: QueryDict) -> bytes:
    plain = asked.get("prettyPrint", "true").lower() in ("false", "0")
    if plain:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _posted(request: HttpRequest) -> QueryDict:
    """The parameters of a question that was too long for an address."""
    try:
        text = body_of(request).decode()
    except UnicodeDecodeError as error:
        raise Refusal(400, "The body is not UTF-8.") from error
    asked = QueryDict(text, mutable=True)
    for name, values in request.GET.lists():
        asked.setlistdefault(name, values)
    return asked


def body_of(request: HttpRequest) -> bytes:
    """What was sent, up to a megabyte."""
    length = request.headers.get("Content-Length", "0")
    if length.isdigit() and int(length) > MOST_BODY:
        raise Refusal(400, f"The body is larger than {MOST_BODY:,} bytes.")
    return request.body
