"""Reading what services send: markup off, the passage that bears on the claim picked out."""

from __future__ import annotations

import html
import re

from claims.evidence.providers.asking import words_of
from claims.lib.html import check_html
from claims.matching.passages import split
from claims.matching.ranking import Ranker

LONGEST_TEXT = 200_000
_TAG = re.compile(r"<[^<>]{0,2000}>")
_DROPPED = re.compile(
    r"<!--.{0,2000}?-->|<ref[^<>]*/>|<ref[^<>]*>.{0,2000}?</ref>|<(?:math|gallery|table)\b.{0,5000}?</(?:math|gallery|table)>",
    re.S,
)
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}|\{\|[^{}]*\|\}")
_FILE = re.compile(
    r"\[\[(?:File|Image|Datei|Fichier|Archivo|Category|Kategorie):[^\[\]]*(?:\[\[[^\[\]]*\]\][^\[\]]*)*\]\]",
    re.I,
)
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_OUTSIDE = re.compile(r"\[https?://[^\s\[\]]{1,2000} ?([^\[\]]{0,2000})\]")
_UNREAD = ("script", "style", "head", "nav", "template", "noscript")
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|tr|td|th|h[1-6]|table|section|article|main|blockquote|pre)\b[^<>]{0,2000}>", re.I
)
_DEEPEST = 12


def shortened(text: str, *, characters: int, words: int = 0) -> str:
    """A question cut, between words where that can be, to what a service takes."""
    kept = " ".join(text.split()[:words] if words else text.split())
    if len(kept) <= characters:
        return kept
    cut = kept[: characters + 1].rsplit(" ", 1)[0]
    return cut[:characters]


def without_tags(value: object) -> str:
    """A field that may hold HTML, as one line of words."""
    return words_of(html.unescape(_TAG.sub("", value))) if isinstance(value, str) else ""


def text_of_page(data: bytes, *, charset: str = "") -> str:
    """The words of a web page in paragraphs, for finding a passage. Raises Problem for a page that is no such thing.

    Quick and rough: what is quoted is taken from the kept copy, which is read with care.
    """
    check_html(data)
    try:
        page = data.decode(charset or "utf-8", errors="replace")
    except LookupError:
        page = data.decode("utf-8", errors="replace")
    for name in _UNREAD:
        page = _without(page, name)
    text = _TAG.sub("", _BLOCK.sub("\n", page))
    return "\n\n".join(" ".join(line.split()) for line in html.unescape(text).splitlines() if line.strip())


def _without(page: str, name: str) -> str:
    """A page without the elements of one name; one that is never closed stays."""
    low, kept, at = page.lower(), [], 0
    while (start := low.find(f"<{name}", at)) >= 0 and (end := low.find(f"</{name}", start)) >= 0:
        kept.append(page[at:start])
        at = end
    return "".join([*kept, page[at:]])


def without_wiki_markup(wikitext: str) -> str:
    """The running text of a wiki page: no templates, tables, references, files and markup; headings as lines."""
    text = _DROPPED.sub("", wikitext[:LONGEST_TEXT])
    for _ in range(_DEEPEST):
        text, dropped = _TEMPLATE.subn("", text)
        if not dropped:
            break
    text = _LINK.sub(r"\1", _FILE.sub("", text))
    text = _OUTSIDE.sub(r"\1", text)
    text = text.replace("'''", "").replace("''", "")
    lines = [line.strip("*#:;= ") for line in html.unescape(_TAG.sub("", text)).splitlines()]
    return "\n\n".join(" ".join(line.split()) for line in lines if line.strip())


def best_passage(text: str, statement: str, *, language: str = "en") -> str:
    """The passage of a text that shares most with a statement; the first where none shares anything, "" for none."""
    text = "".join(letter for letter in text if letter != "\x00" and not "\ud800" <= letter <= "\udfff")
    spans = split(text[:LONGEST_TEXT])
    if not spans:
        return words_of(text)[:600]
    options = ({"id": place, "text": text[start:end]} for place, (start, end) in enumerate(spans))
    ranked = Ranker(options, language=language).rank(statement, top=1)
    start, end = spans[ranked[0][0] if ranked else 0]
    return text[start:end]
