"""The public door to what is too large to be stored whole: sent a part at a time, with an ETag all the same."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from claims.lib.conditional import is_known, takes_gzip
from claims.lib.streaming import in_turn
from claims.publishing import data_feed
from claims.publishing.addresses import base_url
from claims.publishing.answering import newsroom_of, no_newsroom
from claims.publishing.files import FRESH
from claims.publishing.models import PublicFile

TYPES = {data_feed.FEED: "application/ld+json", data_feed.LINES: "application/x-ndjson"}


@require_safe
def data(request: HttpRequest) -> HttpResponseBase:
    """The mark-up of all checks: a DataFeed or JSON Lines."""
    newsroom = newsroom_of(request)
    if newsroom is None:
        return no_newsroom()
    newest = PublicFile.objects.in_newsroom(newsroom).order_by("-pk").only("base_url").first()
    if newest is not None and newest.base_url != base_url(newsroom):
        return HttpResponse(
            "The pages are being made for another address. Ask again in a minute.\n",
            status=503,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": "60", "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"},
        )
    zips = takes_gzip(request.headers.get("Accept-Encoding", ""))
    tag = data_feed.etag(newsroom, request.path)
    headers = {
        "Cache-Control": FRESH,
        "Vary": "Accept-Encoding",
        "ETag": f'"{tag}-gzip"' if zips else f'"{tag}"',
        "Access-Control-Allow-Origin": "*",
        "Content-Security-Policy": "default-src 'none'",
    }
    if is_known(request, f'"{tag}"', f'"{tag}-gzip"'):
        return HttpResponse(status=304, headers=headers)
    if zips:
        headers["Content-Encoding"] = "gzip"
    if request.method == "HEAD":
        return HttpResponse(content_type=TYPES[request.path], headers=headers)
    pieces = (data_feed.lines if request.path == data_feed.LINES else data_feed.feed)(newsroom)
    pieces = _zipped(pieces) if zips else pieces
    return StreamingHttpResponse(in_turn(request, pieces), content_type=TYPES[request.path], headers=headers)


def _zipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()
