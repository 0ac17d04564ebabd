"""Questions that are asked with a condition: a reader who has something already needs no second copy of it, and one
who can unpack gets it packed."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.utils.http import parse_etags

_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))", re.IGNORECASE)


def takes_gzip(header: str) -> bool:
    """Whether whoever sends this Accept-Encoding can unpack gzip."""
    return bool(_GZIP.search(header))


def is_known(request: HttpRequest, *tags: str) -> bool:
    """Whether whoever asks has something of one of these ETags (If-None-Match): then 304 is the answer. Each tag has
    its quotes; a weak one stands for the same (RFC 9110, 13.1.2)."""
    return is_named(request.headers.get("If-None-Match", ""), *tags)


def is_named(header: str, *tags: str) -> bool:
    """Whether an If-None-Match names one of these ETags."""
    known = {each.removeprefix("W/") for each in parse_etags(header)}
    return "*" in known or not known.isdisjoint(each.removeprefix("W/") for each in tags)
