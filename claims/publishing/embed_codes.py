"""What an editor elsewhere copies to show a check, or a list of them, on a page of her own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError

from claims.accounts.models import Organisation
from claims.publishing import embed_lists, oembeds
from claims.publishing.addresses import base_url, embed_path, version_path
from claims.publishing.embed_words import words_of
from claims.publishing.embeds import LOOKS, frame_title, language_of, pinned
from claims.publishing.filing import find, path_of
from claims.publishing.listing import Chosen, some_of
from claims.publishing.models import ListKind
from claims.publishing.shown import Check
from claims.publishing.translations import translations

SHAPES = {"": "Card", "line": "Line", "text": "In the text", "list": "All of the article"}
THEMES = {"": "As the page", "light": "Light", "dark": "Dark"}
CODES = {"element": "Element", "frame": "Frame", "plain": "Plain HTML", "address": "WordPress"}
NOTES = {
    "element": "The element loads one script of 2 KB from us. Without it the quotation and the link stay. No cookies.",
    "frame": "A frame stands anywhere and runs nothing in your page. It tells its height to pages that listen.",
    "plain": "Words and a link, nothing else. They do not change when we change the check.",
    "address": "Put this on a line of its own in WordPress, Ghost, or wherever an address becomes a card.",
}
NARROWEST, WIDEST = 260, 720


@dataclass(frozen=True)
class Look:
    """How it should look, as chosen. What could not be read is as if nothing had been chosen."""

    shape: str = ""
    theme: str = ""
    version: int | None = None
    width: int = 320
    code: str = "element"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Look:
        """From the address of the page."""
        version, width = query.get("version", ""), query.get("width", "")
        return cls(
            shape=query.get("shape", "") if query.get("shape", "") in SHAPES else "",
            theme=query.get("theme", "") if query.get("theme", "") in THEMES else "",
            version=int(version)
            if version.isascii() and version.isdigit() and 0 < len(version) < 7
            else None,
            width=min(max(int(width[:6]), NARROWEST), WIDEST) if width.isascii() and width.isdigit() else 320,
            code=query.get("code", "") if query.get("code", "") in CODES else "element",
        )


@dataclass(frozen=True)
class Embeddable:
    """A check, an article's checks or a list: where it stands, where its frame is, and what it says without either."""

    newsroom: Organisation
    heading: str
    url: str
    frame: str
    title: str
    quotation: str
    height: int
    is_list: bool = False


def of_check(check: Check, look: Look) -> Embeddable:
    """The check as chosen: the newest, a version that is kept to, or the list of its article."""
    if look.shape == "list" and (place := check.newest.place):
        found = of_article(check.newsroom, place.article)
        if found is not None:
            return found
    version = look.version if look.version and pinned(check, look.version) else None
    shown = (pinned(check, version) if version else None) or check
    line = look.shape in ("line", "text")
    height = oembeds.line_height if line else oembeds.card_height
    base = base_url(check.newsroom)
    return Embeddable(
        newsroom=check.newsroom,
        heading=check.newest.headline,
        url=base + version_path(check.slug, check.uid, version) if version else check.url,
        frame=embed_path(check.uid, version),
        title=frame_title(shown),
        quotation=oembeds.quotation(shown, version),
        height=height(shown, 320),
    )


def of_article(newsroom: Organisation, uid: str) -> Embeddable | None:
    """The checks of one article; None where readers find none."""
    row = find(newsroom, ListKind.ARTICLE, uid)
    if row is None:
        return None
    found = embed_lists.article_checks(row)
    return _list(newsroom, found, row.name, embed_lists.article_path(uid), path_of(row))


def of_list(newsroom: Organisation, chosen: Chosen) -> Embeddable:
    """The first checks that fit."""
    found = some_of(newsroom, chosen, embed_lists.MOST)
    heading = f"{newsroom.name}: {words_of(newsroom.language).checks}"
    return _list(newsroom, found, heading, embed_lists.checks_path(chosen), embed_lists.page_path(chosen))


def _list(newsroom: Organisation, checks: list[Check], heading: str, frame: str, path: str) -> Embeddable:
    url = base_url(newsroom) + path
    return Embeddable(
        newsroom=newsroom,
        heading=heading,
        url=url,
        frame=frame,
        title=f"{words_of(newsroom.language).fact_check}: {heading}",
        quotation=oembeds.list_quotation(newsroom, checks, heading, url),
        height=oembeds.list_height(checks),
        is_list=True,
    )


def frame_address(thing: Embeddable, look: Look) -> str:
    """The frame's path with its look."""
    query = urlencode(asked(thing, look))
    return thing.frame + (f"{'&' if '?' in thing.frame else '?'}{query}" if query else "")


def asked(thing: Embeddable, look: Look) -> dict[str, str]:
    """What of its look a frame is asked for: words in a text are a line there."""
    shape = "" if thing.is_list else "line" if look.shape == "text" else look.shape
    return {name: value for name, value in (("shape", shape), ("theme", look.theme)) if value in LOOKS[name]}


def code_of(thing: Embeddable, look: Look) -> str:
    """The code to copy, as chosen."""
    return {"element": _element, "frame": _frame, "plain": _plain, "address": _address}[look.code](
        thing, look
    )


def dialog(
    thing: Embeddable, look: Look, *, check: Check | None, action: str, preview: str = ""
) -> dict[str, Any]:
    """What the page and the dialog need: the choices, the preview, the code. `preview` is where the frame is shown
    where that is not its own address."""
    shapes = {key: name for key, name in SHAPES.items() if key != "list" or (check and check.newest.place)}
    language = language_of(check) if check else thing.newsroom.language
    return {
        "action": action,
        "shapes": list(shapes.items()) if check else [],
        "themes": list(THEMES.items()),
        "versions": [each.n for each in check.versions] if check else [],
        "codes": list(CODES.items()),
        "look": look,
        "look_version": str(look.version or ""),
        "widths": (NARROWEST, WIDEST),
        "preview": preview or frame_address(thing, look),
        "preview_height": thing.height,
        "thing": thing,
        "code": code_of(thing, look),
        "note": NOTES[look.code],
        "caveat": _caveat(thing, look),
        "language": language,
        "language_name": language_name(language),
        "languages": translations(check) if check else [],
    }


def language_name(language: str) -> str:
    """A language by its own name: `Deutsch`, `עברית`; its code where it has none that we know."""
    try:
        return Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language


def _element(thing: Embeddable, look: Look) -> str:
    """The element with a quotation that stays where no script runs."""
    chosen = {"shape": "" if thing.is_list else look.shape, "theme": look.theme}
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in chosen.items() if value)
    inside = "the words you quote" if chosen["shape"] == "text" else f"\n  {thing.quotation}\n"
    return (
        f'<claim-card src="{escape(thing.url)}"{attributes}>{inside}</claim-card>\n'
        f'<script type="module" src="{escape(base_url(thing.newsroom))}/embed.js"></script>'
    )


def _frame(thing: Embeddable, look: Look) -> str:
    """A frame as high as it is expected to be in a narrow column."""
    return (
        f'<iframe src="{escape(base_url(thing.newsroom) + frame_address(thing, look))}" '
        f'title="{escape(thing.title)}" width="100%" height="{thing.height}" loading="lazy" style="border:0">'
        "</iframe>"
    )


def _plain(thing: Embeddable, look: Look) -> str:
    return thing.quotation


def _address(thing: Embeddable, look: Look) -> str:
    return thing.url


def _caveat(thing: Embeddable, look: Look) -> str:
    """What this way of embedding can't do of what was chosen."""
    if look.code == "frame" and look.shape == "text":
        return "A frame can’t stand inside a sentence: it shows the line."
    if look.code == "address" and (look.theme or look.shape in ("line", "text")):
        return "An address always becomes a card in the page’s colours."
    return ""
