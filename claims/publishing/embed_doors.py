"""The doors of embeds: frames of checks and lists, the element's script, and oEmbed. Nobody signs in here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from claims.annotation.models import Claim
from claims.publishing import embed_lists, embeds, oembeds
from claims.publishing.answering import newsroom_of, publication_of, refused, serve, stored
from claims.publishing.files import Rendered
from claims.publishing.listing import Chosen
from claims.publishing.models import PublicationState
from claims.publishing.reading import read

OPEN = {"Access-Control-Allow-Origin": "*", "Content-Security-Policy": "default-src 'none'"}


@require_safe
def embed(request: HttpRequest, uid: str, n: str | None = None) -> HttpResponse:
    """A card in its frame, the newest or that of one version, or an article's list; what is not there says so."""
    newsroom = newsroom_of(request)
    file = stored(newsroom, request.path) if newsroom else None
    return serve(request, embeds.in_look(file or embeds.missing_frame(newsroom), request.GET))


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """A list of checks in its frame: stored where nothing is asked for, made where it is narrowed."""
    chosen = Chosen.read(request.GET)
    newsroom = newsroom_of(request)
    if newsroom is None:
        return serve(request, embeds.missing_frame(None))
    file = None if chosen.is_filtered else stored(newsroom, request.path)
    return serve(request, embeds.in_look(file or embed_lists.check_list(newsroom, chosen), request.GET))


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """`embed.js`: the element `<claim-card>`."""
    return serve(request, _script())


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """oEmbed 1.0: 404 for what nobody here knows, 401 for what is not public, 501 for another format, 400 for a
    request that can't be read."""
    newsroom = newsroom_of(request)
    form = request.GET.get("format", "json")
    if form not in ("json", "xml"):
        return refused(501, "oembed.format", f"“{form[:20]}” is not spoken here: json and xml are.")
    url = request.GET.get("url", "")
    if not url:
        return refused(400, "oembed.url", "Say which page: url=… is missing.")
    sizes: dict[str, int | None] = {}
    for name in ("maxwidth", "maxheight"):
        given = request.GET.get(name, "")
        if given and not (given.isascii() and given.isdigit() and int(given[:6]) > 0):
            return refused(400, f"oembed.{name}", f"{name} must be a number of pixels.")
        sizes[name] = int(given[:6]) if given else None
    page = oembeds.page_of(url, newsroom, asked_host=request.get_host()) if newsroom else None
    if newsroom is None or page is None:
        return refused(404, "oembed.not_here", "There is no published check at that address.")
    if page.is_desk:
        return refused(401, "oembed.private", "That page is the newsroom's own: nobody else can see it.")
    answer = None
    if page.check:
        publication = publication_of(newsroom, page.check)
        if publication is None and Claim.objects.in_newsroom(newsroom).filter(uid=page.check).exists():
            return refused(401, "oembed.private", "That check is not published.")
        if publication is not None and publication.state != PublicationState.WITHDRAWN:
            answer = oembeds.of_check(read(publication), page.version, **sizes)
    elif page.article:
        answer = oembeds.of_article(newsroom, page.article, **sizes)
    else:
        answer = oembeds.of_list(newsroom, Chosen.read(page.query), **sizes)
    if answer is None:
        return refused(404, "oembed.not_here", "There is no published check at that address.")
    if form == "xml":
        body, media_type = oembeds.as_xml(answer), "text/xml; charset=utf-8"
    else:
        body, media_type = JsonResponse(answer).content, "application/json"
    return serve(request, Rendered("/oembed", body, media_type, 200, OPEN))


@cache
def _script() -> Rendered:
    path = Path(__file__).resolve().parent.parent / "static/claims/embed.js"
    return Rendered(
        "/embed.js",
        path.read_bytes(),
        "text/javascript; charset=utf-8",
        200,
        {
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": "public, max-age=3600",
        },
    )
