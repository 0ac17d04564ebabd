"""Published checks, for anybody and from any origin: no key, no session, nothing that is not on a public page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rest_framework import exceptions, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from claims.accounts.hosts import newsroom_for_host
from claims.api.cursors import sealed, unsealed
from claims.api.filters import WORDS, Filter, a_day, given
from claims.api.limiting import share_of_reader
from claims.api.pagination import CursorPages, refused_cursor
from claims.api.presenting.checks import CheckShown
from claims.api.views.describing import operation
from claims.lib.problems import NotFound
from claims.publishing.files import FRESH
from claims.publishing.finding import find
from claims.publishing.models import PublicCheck
from claims.publishing.search_plans import Asked, Place, Plan

FILTERS = {
    "q": Filter("words of the claim, the headline or the conclusion", "", {**WORDS, "maxLength": 2000}),
    "rating": Filter(
        "a rating's key", "", {"type": "string", "pattern": "^[a-z0-9-]{1,30}$"},
        "a rating's key: small letters, digits and hyphens, as mostly-true",
    ),
    "claimant": Filter("who is said to have made the claim"),
    "language": Filter(
        "a BCP 47 code; its region plays no part", "",
        {"type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
        "a BCP 47 code, as en or pt-BR",
    ),
    "since": a_day("first published on this day or later"),
    "until": a_day("first published on this day or earlier"),
}  # fmt: skip
"""A change is everywhere within a minute."""


class FoundPages(CursorPages):
    """Pages of what a search found: forwards only, in the order of the first page."""

    salt = "claims.api.found"

    def page(self, asked: Asked, request: Request) -> list[PublicCheck]:
        self.request = request
        plan, place = self._place()
        found = find(asked, size=self.size(), plan=plan, after=place)
        self.next = self.previous = None
        if found.more and found.last:
            kept = {"p": found.plan.as_data(), "l": asdict(found.last), "f": self.list_print()}
            query = request.query_params.copy()
            query["cursor"] = sealed(kept, salt=self.salt)
            self.next = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        return found.rows

    def _place(self) -> tuple[Plan | None, Place | None]:
        value = self.request.query_params.get("cursor")
        if value is None:
            return None, None
        try:
            kept = unsealed(value, salt=self.salt)
        except ValueError as error:
            raise refused_cursor() from error
        if kept["f"] != self.list_print():
            raise refused_cursor()
        return Plan.from_data(kept["p"]), Place(**kept["l"])


class OpenRows(viewsets.GenericViewSet[Any]):
    """What anybody may read, as often as readers may."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    queryset = PublicCheck.objects.none()
    lookup_field = lookup_url_kwarg = "uid"
    lookup_value_regex = "[a-z0-9]{12}"

    def check_throttles(self, request: Request) -> None:
        share = share_of_reader(request._request)
        request._request.share = share  # type: ignore[attr-defined]
        if share.over:
            raise exceptions.Throttled(wait=share.seconds)


class Checks(OpenRows):
    """The published checks of the newsroom whose address this is."""

    serializer_class = CheckShown
    pagination_class = FoundPages

    @operation(
        "List published checks, newest first; with `q`, the best first",
        gives=CheckShown(many=True),
        filters=FILTERS,
    )
    def list(self, request: Request) -> Response:
        asked = given(request, FILTERS)
        newsroom = newsroom_for_host(request.get_host())
        if newsroom is None:
            raise NotFound("newsroom.none", "There is no newsroom here yet.")
        pages: Any = self.paginator
        rows = pages.page(
            Asked(
                newsroom,
                query=asked.get("q", ""),
                language=asked.get("language", ""),
                only_reviews=False,
                rating=asked.get("rating", ""),
                claimant=asked.get("claimant", ""),
                first=asked.get("since"),
                last=asked.get("until"),
            ),
            request,
        )
        return fresh(pages.get_paginated_response(CheckShown(rows, many=True).data))

    @operation("Show a published check", gives=CheckShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        newsroom = newsroom_for_host(request.get_host())
        rows = PublicCheck.objects.select_related("publication__fact_check__claim", "organisation")
        found = rows.filter(organisation=newsroom, publication__fact_check__claim__uid=uid).first()
        if found is None:
            raise NotFound(detail="There is no such published check here.")
        return fresh(Response(CheckShown(found).data))


def fresh(response: Response) -> Response:
    """Caches may keep it for as long as a change may take to show."""
    response["Cache-Control"] = FRESH
    return response
