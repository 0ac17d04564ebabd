"""Every address of the map: its route, the names in it, and what stands for each name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

NAME = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>")


@dataclass(frozen=True)
class Address:
    """One route, as it is written in the map, from the root."""

    route: str
    pattern: URLPattern

    @property
    def names(self) -> list[str]:
        return [a or b for a, b in NAME.findall(self.route)]

    def path(self, values: dict[str, Any]) -> str:
        """The address with a value for each name."""
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), self.route)
        return "/" + path


def addresses(*prefixes: str) -> Iterator[Address]:
    """Every route that begins with one of the prefixes; all of them without any."""
    for address in _below(get_resolver().url_patterns, ""):
        if not prefixes or address.route.startswith(prefixes):
            yield address


def _below(patterns: Any, before: str) -> Iterator[Address]:
    for each in patterns:
        route = before + str(each.pattern).lstrip("^")
        if isinstance(each, URLResolver):
            yield from _below(each.url_patterns, route)
        else:
            yield Address(route.removesuffix("$"), each)
