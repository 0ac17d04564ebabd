"""The answer that tells other people's software how to embed a page of ours (oEmbed 1.0)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

from claims.accounts.models import Organisation
from claims.lib.directions import written_from
from claims.lib.words import for_xml, shorten
from claims.publishing import embed_lists, share
from claims.publishing.addresses import ARTICLE_PATH, CHECK_PATH, base_url, embed_path, version_path
from claims.publishing.embed_words import words_of
from claims.publishing.embeds import frame_title, language_of, pinned
from claims.publishing.filing import NAMED, find, path_of
from claims.publishing.listing import Chosen, some_of
from claims.publishing.models import ListKind
from claims.publishing.shown import Check
from claims.publishing.tags import said_words

WIDEST = 600
SHELF_PATH = re.compile(
    r"^/(?:(?P<word>topics|claimants)/(?:[^/]*-)?(?P<key>[a-z0-9]{12})|ratings/(?P<rating>[a-z0-9-]+))/$"
)
LIST_HEIGHT = 620


@dataclass(frozen=True)
class Page:
    """A page of this newsroom as its address names it: a check (or one version), an article, a list, or the desk's."""

    check: str = ""
    version: int | None = None
    article: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    is_desk: bool = False


def page_of(url: str, newsroom: Organisation, *, asked_host: str) -> Page | None:
    """What this address names, or None for any address that is not this newsroom's."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    if parts.netloc.lower() not in (urlsplit(base_url(newsroom)).netloc.lower(), asked_host.lower()):
        return None
    if check := CHECK_PATH.match(parts.path):
        return Page(check=check["uid"], version=int(check["n"]) if check["n"] else None)
    if article := ARTICLE_PATH.match(parts.path):
        return Page(article=article["uid"])
    if parts.path in ("/", "/checks/", "/checks"):
        return Page(query=dict(parse_qsl(parts.query)))
    if shelf := SHELF_PATH.match(parts.path):
        if shelf["rating"]:
            return Page(query={"rating": shelf["rating"]})
        kind = next(kind for kind, word in NAMED.items() if word == shelf["word"])
        row = find(newsroom, kind, shelf["key"])
        return Page(query={kind.value: row.name}) if row else None
    return Page(is_desk=True) if parts.path.startswith("/desk/") else None


def address_for(newsroom: Organisation, url: str, form: str) -> str:
    """The discovery link: the endpoint with `url` and `format`, and nothing else."""
    return f"{base_url(newsroom)}/oembed?{urlencode({'url': url, 'format': form})}"


def discovery(newsroom: Organisation, url: str) -> dict[str, Any]:
    """Both discovery links, as the pages' template takes them."""
    return {f"oembed_{form}": address_for(newsroom, url, form) for form in ("json", "xml")}


def of_check(
    check: Check, version: int | None = None, *, maxwidth: int | None = None, maxheight: int | None = None
) -> dict[str, Any] | None:
    """The rich answer for a check, at most `maxwidth` × `maxheight` pixels; None for a version that is not there.

    Where the card would not fit, the frame shows the line.
    """
    shown = pinned(check, version) if version else check
    if shown is None:
        return None
    base = base_url(check.newsroom)
    width = min(WIDEST, maxwidth or WIDEST)
    height, shape = card_height(shown, width), ""
    if maxheight and height > maxheight:
        height, shape = line_height(shown, width), "?shape=line"
    rich = _rich(
        check.newsroom,
        title=shown.newest.headline,
        quotation=quotation(shown, version),
        src=f"{base}{embed_path(check.uid, version)}{shape}",
        name=frame_title(shown),
        size=(width, min(height, maxheight or height)),
        whole=not maxheight or height <= maxheight,
    )
    return rich if version else rich | _thumbnail(check, maxwidth, maxheight)


def _thumbnail(check: Check, maxwidth: int | None, maxheight: int | None) -> dict[str, Any]:
    """The picture the check is shared with, where it is not larger than was asked for. It shows the newest version."""
    if (maxwidth or share.WIDTH) < share.WIDTH or (maxheight or share.HEIGHT) < share.HEIGHT:
        return {}
    url = share.share_image(check)["url"]
    return {"thumbnail_url": url, "thumbnail_width": share.WIDTH, "thumbnail_height": share.HEIGHT}


def of_article(
    newsroom: Organisation, uid: str, *, maxwidth: int | None = None, maxheight: int | None = None
) -> dict[str, Any] | None:
    """The list of an article's checks; None where it has none."""
    row = find(newsroom, ListKind.ARTICLE, uid)
    if row is None:
        return None
    found = embed_lists.article_checks(row)
    return _list(newsroom, found, row.name, embed_lists.article_path(uid), path_of(row), maxwidth, maxheight)


def of_list(
    newsroom: Organisation, chosen: Chosen, *, maxwidth: int | None = None, maxheight: int | None = None
) -> dict[str, Any]:
    """The list of the first checks that fit what the page's address asks for."""
    return _list(
        newsroom,
        some_of(newsroom, chosen, embed_lists.MOST),
        f"{newsroom.name}: {words_of(newsroom.language).checks}",
        embed_lists.checks_path(chosen),
        embed_lists.page_path(chosen),
        maxwidth,
        maxheight,
    )


def as_xml(answer: Mapping[str, Any]) -> bytes:
    """The same answer as XML."""
    root = ElementTree.Element("oembed")
    for name, value in answer.items():
        ElementTree.SubElement(root, name).text = for_xml(str(value))
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def quotation(check: Check, version: int | None = None) -> str:
    """What stands in a page where no frame and no script are shown: verdict, claim, finding, link."""
    words = words_of(language_of(check))
    said = f"{words.label(check)}: “{shorten(said_words(check), 200)}” {check.says}"
    url = base_url(check.newsroom) + version_path(check.slug, check.uid, version) if version else check.url
    return (
        f"<blockquote{_written(language_of(check))}><p>{escape(said)}</p> "
        f'<a href="{escape(url)}">{escape(check.newest.headline)} ({escape(check.newsroom.name)})</a></blockquote>'
    )


def list_quotation(newsroom: Organisation, checks: list[Check], heading: str, url: str) -> str:
    """The same for a list: a plain one, each line a verdict and a link."""
    words = words_of(newsroom.language)
    lines = "".join(
        f'<li>{escape(words.label(check))}: <a href="{escape(check.url)}">{escape(check.newest.headline)}</a> </li>'
        for check in checks[:10]
    )
    return (
        f'<blockquote{_written(newsroom.language)}><p><a href="{escape(url)}">{escape(heading)}</a></p> '
        f"{f'<ul>{lines}</ul>' if lines else ''}</blockquote>"
    )


def card_height(check: Check, width: int) -> int:
    """How high the card will be, in pixels, until the frame says it itself: rather a little too high."""
    wide = width >= 520
    room = max(width - (186 if wide else 38), 120)
    lines = _lines(said_words(check), 8.6, room) * 25.6 + _lines(check.says, 7.9, room) * 23.2
    edges = 118 if wide else 188 if width < 420 else 162
    return int(lines + edges + (37 if check.notice else 0) + (60 if width < 260 else 0))


def line_height(check: Check, width: int) -> int:
    """The same for the line; one that was taken back says why, too."""
    wide = width >= 520
    room = max(width - (260 if wide else 40), 120)
    lines = _lines(said_words(check), 7.8, room) * 22.4
    if check.is_retracted or check.is_withdrawn:
        lines += _lines(check.says, 7.9, room) * 23.2 + 8
    return int(lines + (56 if wide else 102) + (28 if check.notice else 0) + (40 if width < 260 else 0))


def _lines(words: str, letter: float, room: int) -> float:
    return -(-len(words) * letter // room)


def list_height(checks: list[Check]) -> int:
    """The same for a list; one that is longer is scrolled inside."""
    return min(LIST_HEIGHT, 150 + 130 * max(len(checks), 1))


def _written(language: str) -> str:
    """The language of a quotation, and the direction where it differs from most pages'."""
    right_to_left = ' dir="rtl"' if written_from(language) == "rtl" else ""
    return f' lang="{escape(language)}"{right_to_left}'


def _list(
    newsroom: Organisation,
    checks: list[Check],
    heading: str,
    path: str,
    leads_to: str,
    maxwidth: int | None,
    maxheight: int | None,
) -> dict[str, Any]:
    base = base_url(newsroom)
    width = min(WIDEST, maxwidth or WIDEST)
    height = list_height(checks)
    return _rich(
        newsroom,
        title=heading,
        quotation=list_quotation(newsroom, checks, heading, base + leads_to),
        src=base + path,
        name=f"{words_of(newsroom.language).fact_check}: {heading}",
        size=(width, min(height, maxheight or height)),
        whole=not maxheight or height <= maxheight,
    )


def _rich(
    newsroom: Organisation,
    *,
    title: str,
    quotation: str,
    src: str,
    name: str,
    size: tuple[int, int],
    whole: bool,
) -> dict[str, Any]:
    """`html` is a quotation (shown without script, and what WordPress waits for) and one frame, nothing else. A frame
    that had to be lower than what it shows can be scrolled."""
    base = base_url(newsroom)
    width, height = size
    html = (
        f'{quotation}<iframe src="{escape(src)}" width="{width}" height="{height}" frameborder="0" '
        f'scrolling="{"no" if whole else "auto"}" title="{escape(name)}"></iframe>'
    )
    return {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "author_name": newsroom.name,
        "author_url": f"{base}/",
        "provider_name": newsroom.name,
        "provider_url": f"{base}/",
        "cache_age": 60,
        "width": width,
        "height": height,
        "html": html,
    }
