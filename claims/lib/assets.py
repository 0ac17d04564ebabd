"""Scripts and styles under an address that names what is in them, `/assets/<digest>/…`, packed where they are text.

A browser keeps such a file for good and asks for it once; the next release has another address. The modules import each
other by relative paths, so the whole tree moves together and nothing in it is rewritten. A page from before a release
that fetches one more module gets the present one, and is told not to keep it.

Public pages are stored with their addresses. Theirs has a digest over the files they can come by alone, so that a
release that changes the desk leaves them as they are.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.templatetags.static import static
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from claims.lib.packing import Packed, is_worth_it

PREFIX = "/assets/"
FOR_GOOD = "public, max-age=31536000, immutable"
_OURS = re.compile(r"(?:claims|vendor)/")
_READERS = re.compile(r"claims/[^/]+$|vendor/fonts/")
_IMPORT = re.compile(r'^(?:import|export)\b[^"\n]*"(\./[^"]+)"', re.MULTILINE)


@cache
def digest() -> str:
    """Twelve hex digits over the names and contents of all files of ours."""
    return _digest(_OURS)


@cache
def readers_digest() -> str:
    """The same over those that public pages and embeds come by."""
    return _digest(_READERS)


def _digest(which: re.Pattern[str]) -> str:
    seen = sha256()
    for name in sorted(name for finder in finders.get_finders() for name, _ in finder.list(None)):
        if which.match(name):
            seen.update(name.encode() + b"\0" + Path(str(finders.find(name))).read_bytes())
    return seen.hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file, for as long as it is as it is; the plain one while somebody works on the files."""
    return static(name) if settings.DEBUG else f"{PREFIX}{digest()}/{name}"


def readers_asset(name: str) -> str:
    """The same for a public page."""
    return static(name) if settings.DEBUG else f"{PREFIX}{readers_digest()}/{name}"


@cache
def with_imports(*names: str) -> tuple[str, ...]:
    """These modules and all they import at once (not those they fetch later), without repeats, importers first."""
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found[name] = None
        folder = name.rpartition("/")[0]
        source = Path(str(finders.find(name))).read_text(encoding="utf-8")
        waiting += [f"{folder}/{each.removeprefix('./')}" for each in _IMPORT.findall(source)]
    return tuple(found)


class AssetsMiddleware(WhiteNoiseMiddleware):
    """Static files, under their plain addresses and under `/assets/<digest>/`."""

    def __call__(self, request: HttpRequest) -> Any:
        if not request.path_info.startswith(PREFIX):
            return super().__call__(request)
        asked_for, _, name = request.path_info.removeprefix(PREFIX).partition("/")
        address = f"{self.static_prefix}{name}"
        found = self.find_file(address) if self.autorefresh else self.files.get(address)
        if found is None:
            return self.get_response(request)
        answer = self.serve(found, request)
        if answer.status_code in (200, 304):
            answer["Cache-Control"] = FOR_GOOD if asked_for in (digest(), readers_digest()) else "no-cache"
        return answer

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile | Packed:
        found = super().get_static_file(path, url, stat_cache)
        return Packed(found) if is_worth_it(path) else found
