"""Lists by cursor: stable while rows are added."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotFound as DrfNotFound
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from claims.lib.problems import Problem


class CursorPages(CursorPagination):
    """Newest first, 50 a page, at most 200: `{next, previous, results}` and the same as a Link header."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-pk"

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        try:
            return super().paginate_queryset(queryset, request, view)
        except DrfNotFound as error:
            raise Problem("cursor.invalid", "This cursor does not belong to this list.", status=400, pointer="/cursor",
                          next_step="Start again without a cursor.") from error  # fmt: skip

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        links = [(self.get_next_link(), "next"), (self.get_previous_link(), "prev")]
        if header := ", ".join(f'<{link}>; rel="{name}"' for link, name in links if link):
            response["Link"] = header
        return response
