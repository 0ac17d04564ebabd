"""The pages where somebody elsewhere chooses how a check, an article's checks or a list stand on a page of theirs, and
takes the code along. With script the same form opens as a dialog where “Embed” was pressed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.accounts.models import Organisation
from claims.publishing import embed_codes, serving
from claims.publishing.addresses import base_url, check_path
from claims.publishing.answering import missing, moved, newsroom_of, no_newsroom, publication_of, serve
from claims.publishing.embed_codes import Look
from claims.publishing.files import CHECK_POLICY, Rendered
from claims.publishing.listing import Chosen
from claims.publishing.models import PublicationState
from claims.publishing.pages import page
from claims.publishing.reading import read
from claims.publishing.shown import Check


@require_safe
def check(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
    """For one check."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    publication = publication_of(newsroom, uid)
    if publication is None:
        return missing(request, newsroom)
    if publication.state == PublicationState.WITHDRAWN:
        return serving.check(request, uid, slug)
    if (slug or "") != publication.slug:
        return moved(request, f"{check_path(publication.slug, uid)}embed/")
    found, look = read(publication), Look.read(request.GET)
    return _page(request, newsroom, embed_codes.of_check(found, look), look, check=found)


@require_safe
def article(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
    """For the checks of one article."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    thing = embed_codes.of_article(newsroom, uid)
    if thing is None:
        return missing(request, newsroom)
    return _page(request, newsroom, thing, Look.read(request.GET))


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """For the newest checks that fit what is chosen, as on the page of checks."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    chosen = Chosen.read(request.GET)
    thing = embed_codes.of_list(newsroom, chosen)
    return _page(request, newsroom, thing, Look.read(request.GET), kept=chosen.as_query(1))


def _page(
    request: HttpRequest,
    newsroom: Organisation,
    thing: embed_codes.Embeddable,
    look: Look,
    *,
    check: Check | None = None,
    kept: dict[str, str] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = embed_codes.dialog(thing, look, check=check, action=request.path)
    made: Rendered = page(
        request.path,
        "embedding.html",
        newsroom=newsroom,
        content_policy=CHECK_POLICY,
        title="Embed this check" if check else "Embed these checks",
        canonical=check.url if check else thing.url,
        noindex=True,
        here="checks",
        kept=list((kept or {}).items()),
        home=base_url(newsroom),
        **context,
    )
    return serve(request, made)
