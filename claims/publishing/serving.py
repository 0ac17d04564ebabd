"""The public door: finds the newsroom by host and hands out stored bytes. Nobody signs in here, nothing is set."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.publishing import memento, sitemaps, versions
from claims.publishing.addresses import check_path, compare_path
from claims.publishing.answering import (
    missing,
    moved,
    newsroom_of,
    no_newsroom,
    publication_of,
    refused,
    serve,
    stored,
)
from claims.publishing.corrections_list import corrections_page
from claims.publishing.files import FRESH, find
from claims.publishing.filing import NAMED
from claims.publishing.list_pages import articles_page, list_page, names_page
from claims.publishing.listing import Chosen, number
from claims.publishing.models import Publication, PublicationState
from claims.publishing.pages import as_data, compare_page
from claims.publishing.reading import read
from claims.publishing.share import share_path


@require_safe
def fixed(request: HttpRequest) -> HttpResponse:
    """A page, feed or map that every newsroom has."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    file = stored(newsroom, request.path)
    return missing(request, newsroom) if file is None else serve(request, file)


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """The list of checks: stored where nothing is asked for, made where a reader filters or turns the page."""
    chosen = Chosen.read(request.GET)
    newsroom = newsroom_of(request)
    if newsroom is None or not (chosen.is_filtered or chosen.page > 1):
        return fixed(request)
    return serve(request, list_page(newsroom, chosen, path="/checks/"))


@require_safe
def check(request: HttpRequest, uid: str, slug: str = "", rest: str = "") -> HttpResponse:
    """A check's page, one version of it, or its data; another slug leads to the one that is right now."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    file = stored(newsroom, f"/checks/{uid}/{rest}")
    if file is None or file.publication is None:
        return missing(request, newsroom)
    if file.status != 410 and (slug or "") != file.publication.slug:
        return moved(request, check_path(file.publication.slug, uid) + rest)
    return serve(request, file)


@require_safe
def compare(request: HttpRequest, uid: str, a: str, b: str, slug: str = "") -> HttpResponse:
    """Before and after: made from frozen versions when somebody looks."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    publication = publication_of(newsroom, uid)
    if publication is None:
        return missing(request, newsroom)
    if publication.state == PublicationState.WITHDRAWN:
        return check(request, uid, slug)
    if (slug or "") != publication.slug:
        return moved(request, compare_path(publication.slug, uid, int(a), int(b)))
    rendered = compare_page(read(publication), int(a), int(b))
    return missing(request, newsroom) if rendered is None else serve(request, rendered)


@require_safe
def part(request: HttpRequest, uid: str, name: str, slug: str = "", n: str | None = None) -> HttpResponse:
    """A version's data, how it came about, how to cite it: made from the frozen version when somebody asks."""
    folder = f"v/{n}/" if n else ""
    found = _to_make(request, uid, slug, folder + name)
    if isinstance(found, HttpResponse):
        return found
    rendered = versions.part(read(found), int(n) if n else None, name, as_data=as_data)
    return missing(request, found.organisation) if rendered is None else serve(request, rendered)


@require_safe
def timemap(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
    """Every version with its moment (RFC 7089)."""
    found = _to_make(request, uid, slug, "timemap/")
    return found if isinstance(found, HttpResponse) else serve(request, memento.timemap(read(found)))


@require_safe
def timegate(request: HttpRequest, uid: str, slug: str = "") -> HttpResponse:
    """The version that stood at the moment of Accept-Datetime (RFC 7089); 400 for what is no moment."""
    publication = _to_make(request, uid, slug, "timegate/")
    if isinstance(publication, HttpResponse):
        return publication
    try:
        moment = memento.asked_moment(request.headers.get("Accept-Datetime"))
    except ValueError:
        return refused(400, "memento.datetime", "Accept-Datetime must be a moment as in HTTP dates, in GMT.")
    found = read(publication)
    stood = memento.stood_at(found, moment)
    return HttpResponseRedirect(memento.address(found, stood.n), headers=memento.gate_headers(found, stood))


def _to_make(request: HttpRequest, uid: str, slug: str, rest: str) -> Publication | HttpResponse:
    """The published check of which something is to be made; or the answer that is there instead."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    publication = publication_of(newsroom, uid)
    if publication is None:
        return missing(request, newsroom)
    if publication.state == PublicationState.WITHDRAWN:
        answer: HttpResponse = check(request, uid, slug, "check.json" if rest.endswith(".json") else "")
        return answer
    if (slug or "") != publication.slug:
        return moved(request, check_path(publication.slug, uid) + rest)
    return publication


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """The list of articles: its first page stored, the others made when a reader turns to them."""
    newsroom = newsroom_of(request)
    n = number(request.GET.get("page", ""))
    if newsroom is None or n == 1:
        return fixed(request)
    return serve(request, articles_page(newsroom, n))


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """The list of corrections: its first page stored, the others made when a reader turns to them."""
    newsroom = newsroom_of(request)
    n = number(request.GET.get("page", ""))
    if newsroom is None or n == 1:
        return fixed(request)
    return serve(request, corrections_page(newsroom, n))


@require_safe
def names(request: HttpRequest, word: str) -> HttpResponse:
    """All topics or claimants by name."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    kind = next(kind for kind, each in NAMED.items() if each == word)
    return serve(request, names_page(newsroom, kind, number(request.GET.get("page", ""))))


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
def news_map(request: HttpRequest) -> HttpResponse:
    """What was published in the last two days, for news searches."""
    newsroom = newsroom_of(request)
    return no_newsroom() if newsroom is None else serve(request, sitemaps.news(newsroom, now=timezone.now()))


@require_safe
def share(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """The picture of a check; the address of an earlier one leads to the one that is right now. No address is drawn
    in it: with another base address it stays as it is."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    path = f"/share/{uid}/{name}.png"
    file = find(newsroom, path)
    if file is not None:
        return serve(request, file)
    publication = publication_of(newsroom, uid)
    if publication is None or publication.state == PublicationState.WITHDRAWN:
        return missing(request, newsroom)
    answer = HttpResponse(
        status=302, headers={"Location": share_path(read(publication)), "Cache-Control": FRESH}
    )
    return answer if answer["Location"] != path else missing(request, newsroom)


def _kept(request: HttpRequest, path: str) -> HttpResponse:
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    file = stored(newsroom, path)
    return missing(request, newsroom) if file is None else serve(request, file)


@require_safe
def named_list(request: HttpRequest, word: str, uid: str, slug: str = "") -> HttpResponse:
    """The page of an article, topic or claimant: its checks. Another slug leads to the one that is right now."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    file = stored(newsroom, f"/{word}/{uid}/")
    if file is None:
        return missing(request, newsroom)
    canonical = file.headers.get("Link", "").partition(">")[0].removeprefix(f"<{file.base_url}")
    if canonical and canonical != request.path:
        return moved(request, canonical)
    return serve(request, file)
