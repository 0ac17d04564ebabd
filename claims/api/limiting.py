"""How often one may ask: so many requests a minute, for each key, person or address.

Counted in the shared cache, in windows of a minute. Every answer says how much is left, after
draft-ietf-httpapi-ratelimit-headers-11; 429 says when to ask again. While the cache is away nothing is counted.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from claims.accounts.acting import Actor
from claims.lib.hashing import sha256_text

WINDOW = 60


@dataclass(frozen=True)
class Share:
    """What is left of a minute: `left` of `most` for `seconds` more; `over` where this request is one too many."""

    most: int
    left: int
    seconds: int
    over: bool

    @property
    def headers(self) -> dict[str, str]:
        if not self.most:
            return {}
        found = {
            "RateLimit-Policy": f'"default";q={self.most};w={WINDOW}',
            "RateLimit": f'"default";r={self.left};t={self.seconds}',
        }
        if self.over:
            found["Retry-After"] = str(self.seconds)
        return found


def share_of_program(actor: Actor) -> Share:
    """Of a key, or of a signed-in person."""
    who = f"key:{actor.token.pk}" if actor.token is not None else f"person:{actor.user.pk}"
    return _count(who, settings.API_REQUESTS_PER_MINUTE)


def share_of_reader(request: HttpRequest) -> Share:
    """Of an address from which public things are read."""
    return _count(f"reader:{address_of(request)}", settings.PUBLIC_REQUESTS_PER_MINUTE)


def address_of(request: HttpRequest) -> str:
    """Who asks; behind a proxy of ours what the proxy saw, never what was sent to it."""
    if settings.BEHIND_PROXY:
        passed = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if passed:
            return passed[:64]
    return str(request.META.get("REMOTE_ADDR", ""))


def _count(who: str, most: int) -> Share:
    moment = time.time()
    seconds = max(1, WINDOW - int(moment % WINDOW))
    if most <= 0:
        return Share(0, 0, seconds, over=False)
    key = f"rate:{sha256_text(who)[:24]}:{int(moment // WINDOW)}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        used = cache.incr(key)
    except ValueError:  # the window has just ended
        used = 1
    return Share(most, max(0, most - used), seconds, over=used > most)
