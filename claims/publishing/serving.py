"""The public door: finds the newsroom by host and hands out stored bytes. Nobody signs in here, nothing is set."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
)
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from claims.accounts.hosts import newsroom_for_host
from claims.accounts.models import Organisation
from claims.publishing import memento, versions
from claims.publishing.addresses import base_url, check_path, compare_path
from claims.publishing.files import FRESH, Rendered
from claims.publishing.filing import NAMED
from claims.publishing.list_pages import articles_page, list_page, names_page
from claims.publishing.listing import Chosen, number
from claims.publishing.models import Publication, PublicationState, PublicFile
from claims.publishing.pages import as_data, compare_page, page
from claims.publishing.reading import read
from claims.publishing.rendering import refresh
from claims.publishing.share import share_path
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
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))", re.IGNORECASE)


@require_safe
def fixed(request: HttpRequest) -> HttpResponse:
    """A page, feed or map that every newsroom has."""
    newsroom = _newsroom(request)
    if newsroom is None:
        return _no_newsroom()
    file = _stored(newsroom, request.path)
    return _missing(request, newsroom) if file is None else _serve(request, file)


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """The list of checks: stored where nothing is asked for, made where a reader filters or turns the page."""
    chosen = Chosen.read(request.GET)
    newsroom = _newsroom(request)
    if newsroom is None or not (chosen.is_filtered or chosen.page > 1):
        return fixed(request)
    return _serve(request, list_page(newsroom, chosen, path="/checks/"))


@require_safe
def check(request: HttpRequest, uid: str, slug: str = "", rest: str = "") -> HttpResponse:
    """A check's page, one version of it, or its data; another slug leads to the one that is right now."""
    newsroom = _newsroom(request)
    if newsroom is None:
        return _no_newsroom()
    file = _stored(newsroom, f"/checks/{uid}/{rest}")
    if file is None or file.publication is None:
        return _missing(request, newsroom)
    if file.status != 410 and (slug or "") != file.publication.slug:
        return _redirect(request, check_path(file.publication.slug, uid) + rest)
    return _serve(request, file)


@require_safe
def compare(request: HttpRequest, uid: str, a: str, b: str, slug: str = "") -> HttpResponse:
    """Before and after: made from frozen versions when somebody looks."""
    newsroom = _newsroom(request)
    if newsroom is None:
        return _no_newsroom()
    publication = _publication(newsroom, uid)
    if publication is None:
        return _missing(request, newsroom)
    if publication.state == PublicationState.WITHDRAWN:
        return check(request, uid, slug)
    if (slug or "") != publication.slug:
        return _redirect(request, compare_path(publication.slug, uid, int(a), int(b)))
    rendered = compare_page(read(publication), int(a), int(b))
    return _missing(request, newsroom) if rendered is None else _serve(request, rendered)


@require_safe
def part(request: HttpRequest, uid: str, name: str, slug: str = "", n: str | None = None) -> HttpResponse:
    """A version's data, how it came about, how to cite it: made from the frozen version when somebody asks."""
    folder = f"v/{n}/" if n else ""
    found = _to_make(request, uid, slug, folder + name)
    if isinstance(found, HttpResponse):
        return found
    rendered = versions.part(read(found), int(n) if n else None, name, as_data=as_data)
    return _missing(request, found.organisation) if rendered is None else _serve(request, rendered)


@require_safe
def timemap(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
    """Every version with its moment (RFC 7089)."""
    found = _to_make(request, uid, slug, "timemap/")
    return found if isinstance(found, HttpResponse) else _serve(request, memento.timemap(read(found)))


@require_safe
def timegate(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
    """The version that stood at the moment of Accept-Datetime (RFC 7089); 400 for what is no moment."""
    publication = _to_make(request, uid, slug, "timegate/")
    if isinstance(publication, HttpResponse):
        return publication
    try:
        moment = memento.asked_moment(request.headers.get("Accept-Datetime"))
    except ValueError:
        return _problem(400, "memento.datetime", "Accept-Datetime must be a moment as in HTTP dates, in GMT.")
    found = read(publication)
    stood = memento.stood_at(found, moment)
    return HttpResponseRedirect(memento.address(found, stood.n), headers=memento.gate_headers(found, stood))


def _to_make(request: HttpRequest, uid: str, slug: str, rest: str) -> Publication | HttpResponse:
    """The published check of which something is to be made; or the answer that is there instead."""
    newsroom = _newsroom(request)
    if newsroom is None:
        return _no_newsroom()
    publication = _publication(newsroom, uid)
    if publication is None:
        return _missing(request, newsroom)
    if publication.state == PublicationState.WITHDRAWN:
        answer: HttpResponse = check(request, uid, slug, "check.json" if rest.endswith(".json") else "")
        return answer
    if (slug or "") != publication.slug:
        return _redirect(request, check_path(publication.slug, uid) + rest)
    return publication


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """The list of articles: its first page stored, the others made when a reader turns to them."""
    newsroom = _newsroom(request)
    n = number(request.GET.get("page", ""))
    if newsroom is None or n == 1:
        return fixed(request)
    return _serve(request, articles_page(newsroom, n))


@require_safe
def names(request: HttpRequest, word: str) -> HttpResponse:
    """All topics or claimants by name."""
    newsroom = _newsroom(request)
    if newsroom is None:
        return _no_newsroom()
    kind = next(kind for kind, each in NAMED.items() if each == word)
    return _serve(request, names_page(newsroom, kind, number(request.GET.get("page", ""))))


@require_safe
def rating(request: HttpRequest, key: str) -> HttpResponse:
    """The checks with one rating."""
    return _kept(request, f"/ratings/{key}/")


@require_safe
def list_feed(request: HttpRequest, word: str, key: str, name: str) -> HttpResponse:
    """A feed of one list."""
    return _kept(request, f"/{word}/{key}/{name}")


@require_safe
def sitemap_part(request: HttpRequest, name: str) -> HttpResponse:
    """A part of the map that the index names."""
    return _kept(request, f"/sitemap/{name}.xml")


@require_safe
def share(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """The picture of a check; the address of an earlier one leads to the one that is right now."""
    newsroom = _newsroom(request)
    if newsroom is None:
        return _no_newsroom()
    path = f"/share/{uid}/{name}.png"
    file = _stored(newsroom, path)
    if file is not None:
        return _serve(request, file)
    publication = _publication(newsroom, uid)
    if publication is None or publication.state == PublicationState.WITHDRAWN:
        return _missing(request, newsroom)
    answer = HttpResponse(
        status=302, headers={"Location": share_path(read(publication)), "Cache-Control": FRESH}
    )
    return answer if answer["Location"] != path else _missing(request, newsroom)


def _kept(request: HttpRequest, path: str) -> HttpResponse:
    newsroom = _newsroom(request)
    if newsroom is None:
        return _no_newsroom()
    file = _stored(newsroom, path)
    return _missing(request, newsroom) if file is None else _serve(request, file)


@require_safe
def named_list(request: HttpRequest, word: str, uid: str, slug: str = "") -> HttpResponse:
    """The page of an article, topic or claimant: its checks. Another slug leads to the one that is right now."""
    newsroom = _newsroom(request)
    if newsroom is None:
        return _no_newsroom()
    file = _stored(newsroom, f"/{word}/{uid}/")
    if file is None:
        return _missing(request, newsroom)
    canonical = file.headers.get("Link", "").partition(">")[0].removeprefix(f"<{file.base_url}")
    if canonical and canonical != request.path:
        return _redirect(request, canonical)
    return _serve(request, file)


def _newsroom(request: HttpRequest) -> Organisation | None:
    return newsroom_for_host(request.get_host())


def _publication(newsroom: Organisation, uid: str) -> Publication | None:
    return (
        Publication.objects.in_newsroom(newsroom)
        .select_related("organisation", "fact_check__claim")
        .filter(fact_check__claim__uid=uid)
        .first()
    )


def _stored(newsroom: Organisation, path: str) -> PublicFile | None:
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


def _serve(request: HttpRequest, file: PublicFile | Rendered) -> HttpResponse:
    zipped = bytes(file.gzip) if isinstance(file, PublicFile) and file.gzip else None
    slot = request.META.get(STORED)
    if slot is not None and isinstance(file, PublicFile):
        slot.etag, slot.plain, slot.zipped = file.etag, bytes(file.body), zipped
    if isinstance(file, Rendered) and len(file.body) > 200:
        zipped = gzip.compress(file.body, 5, mtime=0)
    takes_gzip = zipped is not None and bool(GZIP.search(request.headers.get("Accept-Encoding", "")))
    validators = {f'"{file.etag}"', f'"{file.etag}-gzip"'}
    headers: Mapping[str, str] = {
        "Cache-Control": FRESH,
        "Vary": "Accept-Encoding",
        "ETag": f'"{file.etag}-gzip"' if takes_gzip else f'"{file.etag}"',
        **file.headers,
    }
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if file.status == 200 and ("*" in known or validators & set(known)):
        return HttpResponse(status=304, headers=headers)
    body = zipped if takes_gzip and zipped is not None else bytes(file.body)
    response = HttpResponse(body, status=file.status, content_type=file.media_type, headers=headers)
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _missing(request: HttpRequest, newsroom: Organisation) -> HttpResponse:
    if request.path.endswith((".json", ".xml")):
        return _problem(404, "not_found", "There is nothing at this address.")
    return _serve(
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


def _redirect(request: HttpRequest, path: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    response.headers["Cache-Control"] = FRESH
    return response


def _no_newsroom() -> HttpResponse:
    return HttpResponse(
        "There is no newsroom here yet. Make one with: manage.py create_newsroom\n",
        status=404,
        content_type="text/plain; charset=utf-8",
    )


def _problem(status: int, code: str, detail: str) -> HttpResponse:
    titles = {400: "Bad request", 401: "Not public", 404: "Not found", 501: "Not implemented"}
    return JsonResponse(
        {"type": "about:blank", "title": titles[status], "status": status, "detail": detail, "code": code},
        status=status,
        content_type="application/problem+json",
        headers={"Access-Control-Allow-Origin": "*", "Cache-Control": FRESH},
    )
