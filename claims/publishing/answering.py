"""How the public doors answer: the newsroom by its host, a stored file by its path, its bytes as a reader takes them,
and what is said where there is nothing."""

from __future__ import annotations

import gzip
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse

from claims.accounts.hosts import newsroom_for_host
from claims.accounts.models import Organisation
from claims.lib.conditional import is_known, takes_gzip
from claims.publishing.addresses import base_url
from claims.publishing.files import FRESH, Rendered
from claims.publishing.models import Publication, PublicFile
from claims.publishing.pages import page
from claims.publishing.rendering import refresh
from factcheck.quick import STORED

FIXED = (
    "/",
    "/checks/",
    "/articles/",
    "/ratings/",
    "/how-we-work/",
    "/corrections/",
    "/feed.xml",
    "/rss.xml",
    "/feed.json",
    "/sitemap.xml",
    "/robots.txt",
    "/embed/checks/",
)


def newsroom_of(request: HttpRequest) -> Organisation | None:
    """The newsroom whose host was asked for; None before there is any."""
    return newsroom_for_host(request.get_host())


def publication_of(newsroom: Organisation, uid: str) -> Publication | None:
    """The published check with this id, withdrawn or not."""
    return (
        Publication.objects.in_newsroom(newsroom)
        .select_related("organisation", "fact_check__claim")
        .filter(fact_check__claim__uid=uid)
        .first()
    )


def stored(newsroom: Organisation, path: str) -> PublicFile | None:
    """The file at a path; made again first where the newsroom's base address has changed, or nothing was rendered yet
    (all of it follows in a job: `tasks.keep_current`)."""
    file = _find(newsroom, path)
    stale = file is not None and file.base_url != base_url(newsroom)
    if stale or (file is None and path in FIXED):
        refresh(newsroom, file, path)
        file = _find(newsroom, path)
    return file


def _find(newsroom: Organisation, path: str) -> PublicFile | None:
    return PublicFile.objects.in_newsroom(newsroom).select_related("publication").filter(path=path).first()


def serve(request: HttpRequest, file: PublicFile | Rendered) -> HttpResponse:
    """A file's bytes as this reader takes them, or 304 where she has them."""
    zipped = bytes(file.gzip) if isinstance(file, PublicFile) and file.gzip else None
    slot = request.META.get(STORED)
    if slot is not None and isinstance(file, PublicFile):
        slot.etag, slot.plain, slot.zipped = file.etag, bytes(file.body), zipped
    if isinstance(file, Rendered) and len(file.body) > 200:
        zipped = gzip.compress(file.body, 5, mtime=0)
    zips = zipped is not None and takes_gzip(request.headers.get("Accept-Encoding", ""))
    headers: Mapping[str, str] = {
        "Cache-Control": FRESH,
        "Vary": "Accept-Encoding",
        "ETag": f'"{file.etag}-gzip"' if zips else f'"{file.etag}"',
        **file.headers,
    }
    if file.status == 200 and is_known(request, f'"{file.etag}"', f'"{file.etag}-gzip"'):
        return HttpResponse(status=304, headers=headers)
    body = zipped if zips and zipped is not None else bytes(file.body)
    response = HttpResponse(body, status=file.status, content_type=file.media_type, headers=headers)
    if zips:
        response.headers["Content-Encoding"] = "gzip"
    return response


def missing(request: HttpRequest, newsroom: Organisation) -> HttpResponse:
    """404, as a page or for programs."""
    if request.path.endswith((".json", ".xml")):
        return refused(404, "not_found", "There is nothing at this address.")
    return serve(
        request,
        page(
            request.path,
            "missing.html",
            newsroom=newsroom,
            status=404,
            title="Nothing here",
            canonical=f"{base_url(newsroom)}/checks/",
            noindex=True,
        ),
    )


def moved(request: HttpRequest, path: str) -> HttpResponse:
    """301 to the address that is right now, with the same query."""
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    response.headers["Cache-Control"] = FRESH
    return response


def no_newsroom() -> HttpResponse:
    """404 before there is any newsroom."""
    return HttpResponse(
        "There is no newsroom here yet. Make one with: manage.py create_newsroom\n",
        status=404,
        content_type="text/plain; charset=utf-8",
    )


def refused(status: int, code: str, detail: str) -> HttpResponse:
    """problem+json, for programs."""
    titles = {400: "Bad request", 401: "Not public", 404: "Not found", 501: "Not implemented"}
    return JsonResponse(
        {"type": "about:blank", "title": titles[status], "status": status, "detail": detail, "code": code},
        status=status,
        content_type="application/problem+json",
        headers={"Access-Control-Allow-Origin": "*", "Cache-Control": FRESH},
    )
