"""Everything a newsroom has corrected, retracted or withdrawn, for anybody and from any origin."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from claims.accounts.hosts import newsroom_for_host
from claims.api.cursors import sealed, unsealed
from claims.api.filters import given
from claims.api.pagination import CursorPages, refused_cursor
from claims.api.presenting.corrections import CorrectionListed
from claims.api.views.checks import OpenRows, fresh
from claims.api.views.describing import operation
from claims.lib.problems import NotFound
from claims.publishing.corrections_list import Key, Line, lines


class CorrectionPages(CursorPages):
    """Forwards only: after the line where the page before ended."""

    salt = "claims.api.corrections"

    def page(self, organisation: Any, request: Request) -> list[Line]:
        self.request = request
        size = self.size()
        found = lines(organisation, most=size + 1, after=self._after())
        self.next = self.previous = None
        if len(found) > size:
            last = found[size - 1].key
            query = request.query_params.copy()
            kept = [last.at.isoformat(), last.which, last.pk, self.list_print()]
            query["cursor"] = sealed(kept, salt=self.salt)
            self.next = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        return found[:size]

    def _after(self) -> Key | None:
        value = self.request.query_params.get("cursor")
        if value is None:
            return None
        try:
            at, which, pk, of = unsealed(value, salt=self.salt)
        except ValueError as error:
            raise refused_cursor() from error
        if of != self.list_print():
            raise refused_cursor()
        return Key(datetime.fromisoformat(at), which, pk)


class Corrections(OpenRows):
    """The corrections and withdrawals of the newsroom whose address this is."""

    serializer_class = CorrectionListed
    pagination_class = CorrectionPages

    @operation(
        "List corrections and withdrawals, newest first", gives=CorrectionListed(many=True), filters={}
    )
    def list(self, request: Request) -> Response:
        given(request, {})
        newsroom = newsroom_for_host(request.get_host())
        if newsroom is None:
            raise NotFound("newsroom.none", "There is no newsroom here yet.")
        pages: Any = self.paginator
        rows = pages.page(newsroom, request)
        shown = CorrectionListed(rows, many=True, context={"newsroom": newsroom})
        return fresh(pages.get_paginated_response(shown.data))
