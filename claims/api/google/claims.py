"""`claims:search` and `claims:imageSearch`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from claims.accounts.hosts import newsroom_for_host
from claims.accounts.models import Organisation
from claims.api.google import parameters, shapes
from claims.api.google.envelope import Refusal, bad, gives
from claims.publishing.finding import find
from claims.publishing.google_shapes import host_of, site_of
from claims.publishing.search_plans import Asked

BINDING = ("query", "languageCode", "reviewPublisherSiteFilter", "maxAgeDays", "pageSize")
"""A page token holds for these as they were sent; every other parameter may change."""


@gives("FactCheckedClaimSearchResponse")
def search(request: HttpRequest, asked: Mapping[str, str]) -> dict[str, Any]:
    """Checks that fit a question, the best first; with a site alone, all of them, the newest first."""
    query = parameters.text(asked, "query", most=parameters.LONGEST_QUERY)
    site = parameters.text(asked, "reviewPublisherSiteFilter")
    if not query and not site:
        raise bad("query", "is required unless reviewPublisherSiteFilter is given.")
    language = parameters.language(asked)
    days = parameters.whole_number(asked, "maxAgeDays")
    size, offset = parameters.page_size(asked), parameters.whole_number(asked, "offset")
    since = _days_ago(days) if days else None
    newsroom = newsroom_for_host(request.get_host())
    if newsroom is None or (site and host_of(site) != site_of(newsroom)):
        return {}
    given = {name: asked.get(name, "") for name in BINDING}
    plan = place = None
    if value := parameters.text(asked, "pageToken", most=20_000):
        plan, place, held = parameters.opened(value, newsroom, given)
        since, offset = date.fromisoformat(held["s"]) if held.get("s") else None, 0
    found = find(
        Asked(newsroom, query=query, language=language, since=since),
        size=size,
        offset=offset,
        plan=plan,
        after=place,
    )
    return _listed("claims", [shapes.claim(row) for row in found.rows]) | _next(found, newsroom, given, since)


@gives("FactCheckedClaimImageSearchResponse")
def image_search(request: HttpRequest, asked: Mapping[str, str]) -> dict[str, Any]:
    """No address that somebody sends is fetched for this."""
    raise Refusal(
        501, "Searching by image is not offered here. Search by words: /v1alpha1/claims:search?query=…"
    )


def _days_ago(days: int) -> date | None:
    """The first day that is young enough; None for longer than there are days."""
    today = timezone.now().date()
    return today - timedelta(days=days) if days < today.toordinal() else None


def _listed(name: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: items} if items else {}


def _next(found: Any, newsroom: Organisation, given: Mapping[str, str], since: date | None) -> dict[str, str]:
    if not found.more:
        return {}
    return {
        "nextPageToken": parameters.token(
            found, newsroom, given, **({"s": since.isoformat()} if since else {})
        )
    }
