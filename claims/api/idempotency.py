"""`Idempotency-Key` on POST: the same key and body have one effect and one answer.

After draft-ietf-httpapi-idempotency-key-header-07: the key is a string of RFC 9651 (bare words are taken too); with
another body it is 422, while the first request still runs 409. A key is kept for a week.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from psycopg import errors
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.models import IdempotentRequest
from claims.lib.hashing import sha256_bytes
from claims.lib.problems import Conflict, Problem

LONGEST = 255
KEPT_HEADERS = ("Location", "ETag")
QUOTED = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"\s*(?:;.*)?')
BARE = re.compile(r"[!#-\[\]-~]+")
Method = Callable[..., Response]


def once(method: Method) -> Method:
    """Wrap a POST method of a viewset. Refusals are not kept: they had no effect and may be tried again."""
    return _once(method, kept=True)


def once_told(method: Method) -> Method:
    """The same where the answer holds a secret, which is told once and not kept: a repeat has no effect either, and is
    409 with what to do where the first answer was lost."""
    return _once(method, kept=False)


def _once(method: Method, *, kept: bool) -> Method:
    @wraps(method)
    def answer(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        if "Idempotency-Key" not in request.headers:
            return method(self, request, *args, **kwargs)
        key = read_key(request.headers["Idempotency-Key"])
        actor: Any = request.auth
        fingerprint = print_of(request)
        known = IdempotentRequest.objects.filter(organisation=actor.organisation, by=actor.user, key=key)
        try:
            with transaction.atomic():
                with transaction.atomic():
                    row = IdempotentRequest.objects.create(
                        organisation=actor.organisation, by=actor.user, key=key, fingerprint=fingerprint
                    )
                response = method(self, request, *args, **kwargs)
                row.status = response.status_code
                row.body = json.loads(JSONRenderer().render(response.data)) if kept else {}
                row.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
                row.save(update_fields=["status", "body", "headers"])
                return response
        except IntegrityError as error:
            earlier = known.first()
            if earlier is None:
                raise
            if earlier.fingerprint != fingerprint:
                raise Problem("idempotency_key.reused", "This Idempotency-Key was used for something else.",
                              next_step="Use a new key for a new request.") from error  # fmt: skip
            if not kept:
                raise told_before() from error
            return Response(
                earlier.body,
                status=earlier.status,
                headers={**earlier.headers, "Idempotent-Replayed": "true"},
            )
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
            raise Conflict("idempotency_key.in_flight", "The first request with this Idempotency-Key is still running.",
                           next_step="Ask again in a few seconds.") from error  # fmt: skip

    answer.honours_key = True  # type: ignore[attr-defined]
    return answer


def told_before() -> Conflict:
    return Conflict(
        "idempotency_key.told_once",
        "The first request with this Idempotency-Key was carried out. The secret was in its answer alone.",
        next_step="Where that answer was lost: remove what it made (the list says what there is), and make another "
        "with another key.",
    )


def read_key(header: str) -> str:
    """The key in the header, with or without quotes. Raises a Problem (400) for anything else."""
    header = header.strip()
    quoted = QUOTED.fullmatch(header)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else header if BARE.fullmatch(header) else ""
    if not 0 < len(key) <= LONGEST:
        raise Problem(
            "idempotency_key.invalid",
            f"An Idempotency-Key is a string of 1 to {LONGEST} printable ASCII characters, in quotes.",
            status=400,
            pointer="/Idempotency-Key",
            next_step="Send a key of your own making, such as a UUID, in quotes.",
        )
    return key


def print_of(request: Request) -> str:
    """A hash of address and body, files included."""
    parts = [request.method or "", request.path]
    if hasattr(request.data, "lists"):  # a form, which may hold a name several times
        items = [(name, each) for name, values in sorted(request.data.lists()) for each in values]
    else:
        items = sorted(request.data.items()) if hasattr(request.data, "items") else [("", request.data)]
    for name, value in items:
        if hasattr(value, "read"):
            parts.append(f"{name}:{sha256_bytes(value.read())}")
            value.seek(0)
        else:
            parts.append(f"{name}:{json.dumps(value, sort_keys=True, default=str)}")
    return sha256_bytes("\n".join(parts).encode("utf-8", "surrogatepass"))
