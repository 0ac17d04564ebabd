"""What a Wikipedia article leads to: the addresses it cites, those beside the passage first."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from claims.evidence.named_addresses import addresses_in
from claims.evidence.providers.reading import LONGEST_TEXT, without_tags, without_wiki_markup
from claims.lib.urls import short_address

_REFERENCE = re.compile(
    r"<ref(?:\s+name\s*=\s*[\"']?([^\"'<>/]{1,100}?)[\"']?)?\s*(?:/>|>(.{0,3000}?)</ref>)", re.I | re.S
)
_FIELD = r"\|\s*{name}\s*=\s*([^|{{}}\n]{{1,500}})"
_URL, _TITLE = re.compile(_FIELD.format(name="url"), re.I), re.compile(_FIELD.format(name="title"), re.I)
_PUBLISHER = re.compile(_FIELD.format(name="(?:publisher|work|newspaper|website|journal|agency)"), re.I)
_NAMED_LINK = re.compile(r"\[https?://[^\s\[\]]{1,2000} ([^\[\]]{1,300})\]")


@dataclass(frozen=True)
class Link:
    """One address an article cites. `is_beside`: at the passage itself."""

    url: str
    title: str
    publisher: str
    is_beside: bool


def links_of(wikitext: str, passage: str, *, most: int) -> list[Link]:
    """The addresses an article cites, at most so many: those at the passage first, then the others in order."""
    text = wikitext[:LONGEST_TEXT]
    defined = {name.strip(): body for name, body in _REFERENCE.findall(text) if name and body}
    at = next((line for line in text.splitlines() if passage and passage in without_wiki_markup(line)), "")
    beside = _cited_in(at, defined)
    found: dict[str, Link] = {}
    for is_beside, notes in ((True, beside), (False, _cited_in(text, defined))):
        for note in notes:
            for url in _addresses(note):
                title = _words(_TITLE, note) or _words(_NAMED_LINK, note) or short_address(url)
                found.setdefault(url, Link(url, title, _words(_PUBLISHER, note), is_beside))
    return list(found.values())[:most]


def _cited_in(text: str, defined: dict[str, str]) -> list[str]:
    """The notes cited in a text, each as it is written where it is defined."""
    notes = [body or defined.get(name.strip(), "") for name, body in _REFERENCE.findall(text)]
    return [note for note in notes if note]


def _addresses(note: str) -> list[str]:
    """The address of what is cited; not that of an archived copy of it."""
    match = _URL.search(note)
    return addresses_in(match[1] if match else note)[:1]


def _words(pattern: re.Pattern[str], note: str) -> str:
    match = pattern.search(note)
    return without_tags(html.unescape(without_wiki_markup(match[1])))[:300] if match else ""
