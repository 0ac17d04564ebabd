"""Questions that are asked with a condition: a reader who has something already needs no second copy of it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import parse_etags


def is_known(request: HttpRequest, *tags: str) -> bool:
    """Whether whoever asks has something of one of these ETags (If-None-Match): then 304 is the answer. Each tag has
    its quotes; a weak one stands for the same (RFC 9110, 13.1.2)."""
    known = {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}
    return "*" in known or not known.isdisjoint(each.removeprefix("W/") for each in tags)
