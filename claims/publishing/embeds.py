"""The card others put on their pages, and the answer that tells their software how (oEmbed 1.0)."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from claims.accounts.models import Organisation
from claims.publishing.addresses import CHECK_PATH, base_url, embed_path
from claims.publishing.files import Rendered
from claims.publishing.reading import Check
from claims.publishing.tags import ball_name, said_words
from claims.verdicts.drafting import shorten

WIDEST, NARROWEST = 600, 200


@cache
def style() -> str:
    """The card's own style sheet; the frame brings it along so that it needs two requests in all."""
    return (Path(__file__).parent / "templates/publishing/embed.css").read_text().strip()


@cache
def frame_policy() -> str:
    """What the frame may do: its own style by hash, one script of ours, be framed by anybody."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; script-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors *"
    )


def frames(check: Check) -> list[Rendered]:
    """The newest card, and one for each version as it stood: for pages that stay with the version they saw.

    A check that was taken back says so at every one of these addresses.
    """
    if check.is_withdrawn or check.is_retracted:
        pinned = [_frame(check, embed_path(check.uid, each.n)) for each in check.versions]
    else:
        pinned = [
            _frame(
                replace(check, versions=check.versions[index:]),
                embed_path(check.uid, each.n),
                changed_since=index > 0,
            )
            for index, each in enumerate(check.versions)
        ]
    return [_frame(check, embed_path(check.uid)), *pinned]


def _frame(check: Check, path: str, *, changed_since: bool = False) -> Rendered:
    """The page inside the frame. A withdrawn check says so, with status 410, never an empty box."""
    html = render_to_string(
        "publishing/embed.html",
        {
            "check": check,
            "newsroom": check.newsroom,
            "title": frame_title(check),
            "style": mark_safe(style()),  # noqa: S308 - a file of ours
            "ball": ball_name(check.stamp_class),
            "said": said_words(check),
            "count": len(check.newest.sources),
            "changed_since": changed_since,
        },
    )
    return Rendered(
        path=path,
        body=html.encode(),
        status=410 if check.is_withdrawn else 200,
        headers=_frame_headers(),
    )


def missing_frame(newsroom: Organisation | None) -> Rendered:
    """What a frame shows whose check is not published here: words, never an empty box."""
    html = render_to_string(
        "publishing/embed_missing.html",
        {"newsroom": newsroom, "style": mark_safe(style())},  # noqa: S308 - a file of ours
    )
    return Rendered("/embed/", html.encode(), status=404, headers=_frame_headers())


def uid_of_address(url: str, newsroom: Organisation, *, asked_host: str) -> str | None:
    """The id in the address of one of this newsroom's checks; None for any other address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    if parts.netloc.lower() not in (urlsplit(base_url(newsroom)).netloc.lower(), asked_host.lower()):
        return None
    match = CHECK_PATH.match(parts.path)
    return match.group("uid") if match else None


def frame_title(check: Check) -> str:
    """What a screen reader says of the frame."""
    if check.is_withdrawn:
        return "Fact check: withdrawn"
    return f"Fact check: {check.label.lower()}: {shorten(check.newest.headline, 120)}"


def codes(check: Check) -> list[tuple[str, str, str]]:
    """What an editor elsewhere copies, three ways: (key, name, code)."""
    return [
        ("script", "Script", script_code(check)),
        ("frame", "Frame", frame_code(check)),
        ("plain", "Plain HTML", _quotation(check)),
    ]


def script_code(check: Check) -> str:
    """The element with a quotation that stays where no script runs."""
    return (
        f'<claim-card src="{escape(check.url)}">\n  {_quotation(check)}\n</claim-card>\n'
        f'<script type="module" src="{escape(base_url(check.newsroom))}/embed.js"></script>'
    )


def frame_code(check: Check) -> str:
    """A frame as high as the card is expected to be at its widest."""
    return (
        f'<iframe src="{escape(base_url(check.newsroom))}{embed_path(check.uid)}" title="{escape(frame_title(check))}" '
        f'width="100%" height="{estimated_height(check, NARROWEST + 120)}" loading="lazy" style="border:0"></iframe>'
    )


def oembed_address(check: Check, form: str) -> str:
    """The discovery link: the endpoint with `url` and `format`, and nothing else."""
    return f"{base_url(check.newsroom)}/oembed?{urlencode({'url': check.url, 'format': form})}"


def oembed(check: Check, *, maxwidth: int | None = None, maxheight: int | None = None) -> dict[str, Any]:
    """The rich answer for a check, at most `maxwidth` × `maxheight` pixels.

    `html` is a quotation (shown without script, and what WordPress waits for) and one frame, nothing else.
    """
    base = base_url(check.newsroom)
    width = min(WIDEST, maxwidth or WIDEST)
    height = min(estimated_height(check, width), maxheight or 10_000)
    html = (
        f"{_quotation(check)}"
        f'<iframe src="{escape(base)}{embed_path(check.uid)}" width="{width}" height="{height}" frameborder="0" '
        f'scrolling="no" title="{escape(frame_title(check))}"></iframe>'
    )
    return {
        "type": "rich",
        "version": "1.0",
        "title": check.newest.headline,
        "author_name": check.newsroom.name,
        "author_url": f"{base}/",
        "provider_name": check.newsroom.name,
        "provider_url": f"{base}/",
        "cache_age": 60,
        "width": width,
        "height": height,
        "html": html,
    }


def oembed_xml(answer: dict[str, Any]) -> bytes:
    """The same answer as XML."""
    root = ElementTree.Element("oembed")
    for name, value in answer.items():
        ElementTree.SubElement(root, name).text = str(value)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def estimated_height(check: Check, width: int) -> int:
    """How high the card will be, in pixels, until the frame says it itself."""
    wide = width >= 520
    room = max(width - (186 if wide else 38), 120)
    lines = -(-len(said_words(check)) * 8.6 // room) * 25.6 + -(-len(check.says) * 7.9 // room) * 23.2
    return int(lines + 88 + (0 if wide else 48) + (33 if check.notice else 0) + (26 if width < 420 else 0))


def _frame_headers() -> dict[str, str]:
    return {
        "Content-Security-Policy": frame_policy(),
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }


def _quotation(check: Check) -> str:
    words = f"{check.label}: “{shorten(said_words(check), 200)}” {check.says}"
    return (
        f"<blockquote><p>{escape(words)}</p>"
        f'<a href="{escape(check.url)}">{escape(check.newest.headline)} ({escape(check.newsroom.name)})</a>'
        "</blockquote>"
    )
