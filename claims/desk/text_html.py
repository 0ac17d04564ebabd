"""The article's text with its marks as HTML. Written by hand for the same reason as the rail's cards: there may be a
thousand marks. Everything from outside goes through `escape`."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from claims.desk.marking_up import Block, Piece, Place

_TAGS = {
    "furniture": ("p", "skip"),
    "quotation": ("blockquote", "para quoted"),
    "caption": ("p", "caption"),
}


def text_html(blocks: Iterable[Block], *, keep: str, heading: str) -> SafeString:
    """Paragraphs with real mark elements and gutter numbers. `heading` is the element of the text's headings."""
    link = escape(f"?{keep}&on=" if keep else "?on=")
    return mark_safe("\n".join(_block(each, link, heading) for each in blocks))  # noqa: S308 - escaped below


def _block(block: Block, link: str, heading: str) -> str:
    tag, look = (heading, "hd") if block.role == "heading" else _TAGS.get(block.role, ("p", "para"))
    note = ""
    if block.role == "furniture" and block.ends_run:
        note = ' <span class="chip" data-skip>page furniture, skipped</span>'
    words = "".join(_piece(each, link) for each in block.pieces)
    return f'<{tag} class="{look}" dir="auto" id="p-{block.start}" data-start="{block.start}">{words}{note}</{tag}>'


def _piece(piece: Piece, link: str) -> str:
    numbers = "".join(_number(each, link) for each in piece.starting if each.number is not None)
    top = piece.top
    if top is None:
        return numbers + escape(piece.text)
    name = f' id="c-{piece.starting[0].key}"' if piece.starting else ""
    keys = " ".join(each.key for each in sorted(piece.places, key=lambda each: each.end - each.start))
    on = " on" if top.selected else ""
    return f'{numbers}<mark class="{top.look}{on}" data-c="{keys}"{name}>{escape(piece.text)}</mark>'


def _number(place: Place, link: str) -> str:
    on, current = (" on", ' aria-current="true"') if place.selected else ("", "")
    ball = ""
    if place.digit is not None:
        ball = f'<svg aria-hidden="true"><use href="#b{place.digit}"/></svg> '
    spoken = escape(place.spoken[:1].upper() + place.spoken[1:])
    return (
        f'<a class="n {place.look}{on}" data-skip data-n="{place.key}" href="{link}{place.key}"'
        f' aria-label="{spoken}"{current}>{ball}{place.number}</a>'
    )
