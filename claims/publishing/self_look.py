"""After publishing: the page as anybody gets it, signed out, through whatever stands before us."""

from __future__ import annotations

from django.conf import settings

from claims.lib.addresses import is_public_by_name
from claims.lib.http import AddressProblem, FetchProblem, Named, Page, fetch
from claims.publishing.addresses import base_url
from claims.publishing.files import HTML, Rendered
from claims.publishing.models import Publication, PublicationState
from claims.publishing.page_lints import page_lints
from claims.publishing.reading import read

TRIES = 3
SECONDS = 10.0


def is_wanted(publication: Publication) -> bool:
    """Whether the page can be asked for at all: not on a machine of one's own, nor of what was withdrawn."""
    return (
        settings.LOOK_AT_PUBLISHED
        and publication.state == PublicationState.PUBLISHED
        and is_public_by_name(base_url(publication.organisation))
    )


def wrong_with(publication: Publication) -> str:
    """What keeps search engines from the page as it is served, in words; empty where nothing does."""
    check = read(publication)
    try:
        page = _visit(check.url, max_redirects=0)
        robots = _visit(f"{base_url(check.newsroom)}/robots.txt")
    except (AddressProblem, FetchProblem) as problem:
        return problem.detail
    if page.status != 200:
        return f"The page answered {page.status} instead of 200."
    served = Rendered(f"/checks/{check.uid}/", page.body, HTML, page.status, page.headers)
    found = page_lints(check, [served], robots=robots.text() if robots.status == 200 else "")
    return " ".join(lint.detail for lint in found)


def _visit(url: str, *, max_redirects: int = 3) -> Page:
    """Under the newsroom's own address, which an admin has set."""
    return fetch(
        url,
        named=Named.BY_ADMINS,
        deadline=SECONDS,
        max_redirects=max_redirects,
        raise_for_status=False,
    )
