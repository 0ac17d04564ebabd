"""Lists by cursor: stable while rows are added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.cursors import sealed, unsealed
from claims.lib.hashing import sha256_text
from claims.lib.problems import Problem

OLDER, NEWER = "o", "n"
_SALT = "claims.api.cursor"


def refused_cursor() -> Problem:
    return Problem(
        "cursor.invalid", "This cursor does not belong to this list.", status=400, pointer="/cursor",
        next_step="Start again without a cursor.",
    )  # fmt: skip


class CursorPages(BasePagination):
    """Newest first, 50 a page, at most 200: `{next, previous, results}` and the same as a Link header.

    A cursor says from which row on, in which direction, and of which list: it holds for that list alone.
    """

    page_size = 50
    max_page_size = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        size = self.size()
        direction, pk = self._cursor()
        if direction == NEWER:
            rows = list(queryset.filter(pk__gt=pk).order_by("pk")[: size + 1])
            page, more = rows[:size][::-1], len(rows) > size
            self._set(page, newer=more, older=True)
        else:
            queryset = queryset.filter(pk__lt=pk) if pk else queryset
            rows = list(queryset.order_by("-pk")[: size + 1])
            page, more = rows[:size], len(rows) > size
            self._set(page, newer=bool(pk), older=more)
        return page

    def get_paginated_response(self, data: Any) -> Response:
        response = Response({"next": self.next, "previous": self.previous, "results": data})
        links = [(self.next, "next"), (self.previous, "prev")]
        if header := ", ".join(f'<{link}>; rel="{name}"' for link, name in links if link):
            response["Link"] = header
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "cursor", "in": "query", "required": False, "schema": {"type": "string"},
                "description": "Where to go on: as it stands in `next` and `previous`.",
            },
            {
                "name": "page_size", "in": "query", "required": False,
                "schema": {"type": "integer", "minimum": 1, "default": self.page_size},
                "description": f"How many rows; more than {self.max_page_size} count as {self.max_page_size}.",
            },
        ]  # fmt: skip

    def _set(self, page: Sequence[Any], *, newer: bool, older: bool) -> None:
        """The links. Without rows there is nothing to go on from."""
        self.next = self._link(OLDER, page[-1].pk) if older and page else None
        self.previous = self._link(NEWER, page[0].pk) if newer and page else None

    def _link(self, direction: str, pk: int) -> str:
        query = self.request.query_params.copy()
        query["cursor"] = sealed([direction, pk, self.list_print()], salt=_SALT)
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")

    def _cursor(self) -> tuple[str, int]:
        given = self.request.query_params.get("cursor")
        if given is None:
            return OLDER, 0
        try:
            direction, pk, of = unsealed(given, salt=_SALT)
        except ValueError:
            direction, pk, of = "", 0, ""
        if of != self.list_print():
            raise refused_cursor()
        return direction, pk

    def list_print(self) -> str:
        """Which list this is: its address and filters."""
        query = self.request.query_params
        filters = sorted((name, each) for name, values in query.lists() for each in values)
        kept = [each for each in filters if each[0] not in ("cursor", "page_size")]
        return sha256_text(f"{self.request.path}?{urlencode(kept)}")[:16]

    def size(self) -> int:
        given = self.request.query_params.get("page_size")
        if given is None:
            return self.page_size
        if not (given.isascii() and given.isdigit() and int(given[:10]) > 0):
            raise Problem(
                "filter.invalid", "“page_size” is a number from 1.", status=400, pointer="/page_size",
            )  # fmt: skip
        return min(int(given[:10]), self.max_page_size)
