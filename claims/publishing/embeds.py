"""The card others put on their pages: the newest, and one for each version, as stored bytes.

A frame brings all it needs along, so that it takes one request: its style and its script stand in it, each allowed by
its own hash and nothing else. It sets no cookie, keeps nothing, and loads nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from claims.accounts.models import Organisation
from claims.lib.directions import written_from
from claims.lib.words import shorten
from claims.publishing.addresses import base_url, embed_path
from claims.publishing.embed_words import Words, words_of
from claims.publishing.files import Rendered
from claims.publishing.models import PublicFile
from claims.publishing.shown import Check
from claims.publishing.tags import ball_name, said_words

ASSETS = Path(__file__).parent / "templates/publishing"
CARD = ("embed.css", "embed-frame.js")
LOOKS = {"theme": ("light", "dark"), "shape": ("line",)}


@cache
def asset(name: str) -> SafeString:
    """A style or script that stands in the frame, without its notes and indents."""
    lines = (line.strip() for line in (ASSETS / name).read_text(encoding="utf-8").splitlines())
    return mark_safe("\n".join(line for line in lines if line and not line.startswith("//")))  # noqa: S308 - ours


@cache
def frame_headers(*assets: str) -> Mapping[str, str]:
    """What a frame may do: the style and the scripts that stand in it, by hash; be framed by anybody."""
    styles = " ".join(_hash(asset(name)) for name in assets if name.endswith(".css"))
    scripts = " ".join(_hash(asset(name)) for name in assets if name.endswith(".js"))
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src {styles}; script-src {scripts}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors *"
        ),
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }


def language_of(check: Check) -> str:
    """The language a check is written in, and its embeds stay in, whatever page they stand on."""
    return check.language


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


def pinned(check: Check, n: int) -> Check | None:
    """The check as its card shows it where a page stays with version `n`; None where there is no such version."""
    at = next((index for index, each in enumerate(check.versions) if each.n == n), None)
    if at is None or check.is_retracted or check.is_withdrawn:
        return None if at is None else check
    return replace(check, versions=check.versions[at:])


def _frame(check: Check, path: str, *, changed_since: bool = False) -> Rendered:
    """The page inside the frame. A withdrawn check says so, with status 410, never an empty box."""
    words = words_of(language_of(check))
    html = render_to_string(
        "publishing/embed.html",
        {
            **furniture(language_of(check), words, CARD),
            "check": check,
            "newsroom": check.newsroom,
            "title": frame_title(check),
            "label": words.label(check),
            "ball": ball_name(check.stamp_class),
            "said": said_words(check),
            "said_language": check.newest.place.language if check.newest.place else "",
            "sources": words.count(len(check.newest.sources)),
            "day": words.day(check.news_at, check.newsroom),
            "fix": badge(check, words),
            "changed_since": words.changed_since.format(n=check.newest.n) if changed_since else "",
        },
    )
    return Rendered(
        path=path,
        body=html.encode(),
        status=410 if check.is_withdrawn else 200,
        headers=dict(frame_headers(*CARD)),
    )


def badge(check: Check, words: Words) -> dict[str, str]:
    """What has been corrected, when, and which verdict stood before; empty where nothing of weight was."""
    notice = check.notice
    if notice is None or check.is_withdrawn:
        return {}
    before = next((each for each in check.versions if each.n < notice.n), None)
    changed = notice.correction_kind == "verdict_change"
    was = before.answer.label if before and before.answer and changed else ""
    return {
        "words": {"verdict_change": words.verdict_changed, "retraction": words.retracted}.get(
            notice.correction_kind, words.updated
        ),
        "day": words.day(notice.at, check.newsroom),
        "iso": notice.at.isoformat(timespec="seconds"),
        "was": words.was.format(before=was) if was else "",
    }


def missing_frame(newsroom: Organisation | None) -> Rendered:
    """What a frame shows whose check is not published here: words, never an empty box."""
    language = newsroom.language if newsroom else "en"
    words = words_of(language)
    html = render_to_string(
        "publishing/embed_missing.html",
        {
            **furniture(language, words, CARD),
            "newsroom": newsroom,
            "home": base_url(newsroom) if newsroom else "",
        },
    )
    return Rendered("/embed/", html.encode(), status=404, headers=dict(frame_headers(*CARD)))


def in_look(file: PublicFile | Rendered, query: Mapping[str, str]) -> PublicFile | Rendered:
    """The frame as its address asks for it: `theme=light|dark`, `shape=line`. Its script does the same where the
    bytes come from elsewhere; this way it needs none."""
    asked = [f'data-{name}="{query[name]}" ' for name in LOOKS if query.get(name) in LOOKS[name]]
    if not asked:
        return file
    body = bytes(file.body).replace(b"<html ", f"<html {''.join(asked)}".encode(), 1)
    return Rendered(file.path, body, file.media_type, file.status, file.headers)


def frame_title(check: Check) -> str:
    """What a screen reader says of the frame."""
    words = words_of(language_of(check))
    if check.is_withdrawn:
        return f"{words.fact_check}: {words.withdrawn.lower()}"
    return f"{words.fact_check}: {words.label(check).lower()}: {shorten(check.newest.headline, 120)}"


def furniture(language: str, words: Words, assets: tuple[str, ...]) -> dict[str, Any]:
    """What every frame's template needs: its language and direction, our words, its styles and scripts."""
    return {
        "language": language,
        "direction": written_from(language),
        "w": words,
        "styles": [asset(name) for name in assets if name.endswith(".css")],
        "scripts": [asset(name) for name in assets if name.endswith(".js")],
    }


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
