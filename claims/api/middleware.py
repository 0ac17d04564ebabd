"""What holds for every answer of the API, whoever gave it: faults as problem+json, ETags, limits, who may read from
elsewhere. And for programs that ask other addresses and take JSON, not HTML: problem+json there too."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from claims.api.limiting import Share
from claims.api.problems import MEDIA_TYPE, body
from claims.lib.conditional import is_known
from claims.lib.problems import Problem

API = "/api/"
ELSEWHERE = "/v1alpha1/"
"""Speaks Google's errors."""
DESK = "/desk/"
"""Its own scripts show what a run-out sign-in is answered with, so that one can sign in again where one is."""
EXPOSED = "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
PUBLIC_READS = re.compile(r"^/api/v1/(?:checks/.*|corrections/|schema/)?$")
"""What anybody may read, from any origin."""
TAG = re.compile(r'^"[a-z0-9]{12}\.[0-9]+"$')
WORDS = {
    400: ("request.bad", "The request can't be read.", "Correct its address, headers or body, and send it again."),
    403: ("not_allowed", "This is not allowed.", ""),
    404: ("not_found", "There is nothing at this address.", ""),
    405: ("method_not_allowed", "This method is not taken here.", "`Allow` says which are."),
    413: ("request.too_large", "The request is too large.", "Send less at once."),
    500: ("fault", "Something broke on our side.", "Send it again later; an Idempotency-Key makes that harmless."),
}  # fmt: skip


class ApiMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(API):
            return self.elsewhere(request, self.get_response(request))
        public = PUBLIC_READS.match(request.path) is not None
        if request.method == "OPTIONS":
            return preflight(public)
        response = self.get_response(request)
        if response.status_code >= 400:
            response = as_problem(request, response)
        share = getattr(request, "share", None)
        if isinstance(share, Share):
            for name, value in share.headers.items():
                response.headers[name] = value
        if public:
            open_to_all(response)
        else:
            response.headers.setdefault("Cache-Control", "private, no-cache")
            patch_vary_headers(response, ["Authorization", "Cookie"])
        return with_tag(request, response) if isinstance(response, HttpResponse) else response

    def elsewhere(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """A page that says what is wrong is for people; a program that takes no HTML gets it as a problem."""
        if response.status_code < 400 or request.path.startswith(ELSEWHERE):
            return response
        if response.status_code == 401 and request.path.startswith(DESK):
            return response
        if request.accepts("text/html") or not request.accepts("application/json"):
            return response
        return as_problem(request, response)


def as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer as problem+json, with its own words where it has them."""
    if "json" in response.headers.get("Content-Type", ""):
        return response
    status = response.status_code
    code, words, next_step = WORDS.get(status, ("request.refused", HTTPStatus(status).phrase + ".", ""))
    problem = Problem(code, words, status=status, next_step=next_step)
    problem.title = HTTPStatus(status).phrase
    made = HttpResponse(json.dumps(body(problem, request.path)), status=status, content_type=MEDIA_TYPE)
    for name, value in response.headers.items():
        if name.lower() not in (
            "content-type",
            "content-length",
            "content-encoding",
            "etag",
            "content-security-policy",
        ):
            made.headers[name] = value
    return made


def with_tag(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A strong ETag of exactly these bytes; 304 where the caller has them. A row's own tag keeps its version in front,
    so that it serves for If-Match too."""
    if response.status_code not in (200, 201) or response.streaming:
        return response
    digest = hashlib.sha256(response.content).hexdigest()[:20]
    own = response.headers.get("ETag", "")
    if own and not TAG.match(own):
        return response
    if request.method not in ("GET", "HEAD") and not own:
        return response
    tag = f'{own[:-1]}.{digest}"' if own else f'"{digest}"'
    response.headers["ETag"] = tag
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    if not is_known(request, tag):
        return response
    unchanged = HttpResponse(status=304)
    for name, value in response.headers.items():
        if name.lower() not in ("content-type", "content-length", "content-encoding"):
            unchanged.headers[name] = value
    del unchanged.headers["Content-Type"]
    return unchanged


def open_to_all(response: HttpResponseBase) -> None:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED


def preflight(public: bool) -> HttpResponse:
    """Reading what is public is open to every origin; all else is for the same origin, and for programs."""
    response = HttpResponse(status=204)
    if public:
        open_to_all(response)
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "*"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
