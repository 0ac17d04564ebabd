"""What a web page says about itself: title, authors, day, publisher, address, language, and whether it is
walled.

Runs inside the parser child. Each fact is what the page claims; an editor may correct it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import trafilatura
from htmldate import find_date

from claims.intake.walking import Element

_ARTICLE_TYPES = ("article", "report", "posting", "review", "webpage")
_WALL_WORDS = re.compile(
    r"subscribe (?:now )?to (?:continue|keep) reading|subscribe to (?:read|continue|unlock)|to continue reading,? "
    r"|continue reading your article with|already (?:a subscriber|have an account|subscribed)\??,? (?:log|sign) ?in"
    r"|(?:log|sign) ?in (?:or (?:register|subscribe|create an account) )?to (?:continue|read|view)"
    r"|create (?:a|your) free account to|register (?:for free )?to (?:continue|read)|this (?:content|article|story) is "
    r"(?:only |exclusively )?(?:for|available to) (?:\w+ )?(?:subscribers|members)|you(?:'|’)?ve (?:reached|read) your "
    r"(?:limit|last|monthly)|reached your (?:limit|maximum) of|free articles? (?:left|remaining)"
    r"|unlock this (?:article|story)|become a (?:member|subscriber) to"
)
_GATE_WORDS = re.compile(
    r"verify (?:that )?you are (?:a )?human|are you a robot|checking your browser|enable javascript and cookies to "
    r"continue|please enable (?:javascript|cookies)|complete the security check|unusual traffic from your"
    r"|access (?:to this page )?(?:has been )?denied"
)
_CONSENT_WORDS = re.compile(
    r"before you continue|we and our (?:\d+ )?partners|accept (?:all )?cookies|your privacy choices"
    r"|manage (?:your )?consent"
)
HARDLY_ANY_WORDS = 25
TEASER_WORDS = 600


def facts_of(tree: Element, *, url: str = "") -> dict[str, Any]:
    """{title, authors, published_on (ISO day or ""), publisher, canonical_url, language, for_free (bool or
    None)}."""
    described = list(_linked_data(tree))
    metadata = _metadata(tree, url)
    authors = [name.strip() for name in (getattr(metadata, "author", "") or "").split(";") if name.strip()]
    address = canonical_address(tree, url=url)
    host = re.sub(r"^(?:www|m|amp)\.", "", urlsplit(address).hostname or "")
    return {
        "title": _one_line(_headline(tree, described) or getattr(metadata, "title", "") or "", 500),
        "authors": [_one_line(name, 120) for name in authors[:20]],
        "published_on": _day(tree, described, url),
        "publisher": _one_line(_publisher(tree, described) or host, 200),
        "canonical_url": address,
        "language": _language(tree),
        "for_free": _for_free(described),
    }


def description_of(tree: Element) -> str:
    """What the page says it is about, in a sentence or two."""
    return _meta(tree, "og:description") or _meta(tree, "description")


def canonical_address(tree: Element, *, url: str = "") -> str:
    """The address a page gives as its own, if it is one of the same site; else the address it came from.

    A page can't take the name of another site's document: copies are filed under this address.
    """
    for element in tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            try:
                found = urlsplit(urljoin(url, (element.get("href") or "").strip()))
                here = urlsplit(url)
                port_fits = not url or found.port == here.port
            except ValueError:
                continue
            if found.scheme not in {"http", "https"} or not found.hostname or "@" in found.netloc:
                continue
            if not url or (port_fits and _same_site(found.hostname, here.hostname or "")):
                return found._replace(fragment="").geturl()[:2000]
    return url


def wall_of(shown: str, *, words: int, for_free: bool | None) -> str:
    """Why a page looks like a wall instead of the article, in words for the editor, or an empty string.

    `shown` is all visible text, folded; `words` the number of words of the article found; `for_free` what the
    page's own data says. A page that gives its full text is no wall, whatever it also asks for.
    """
    if words < TEASER_WORDS / 3 and _GATE_WORDS.search(shown[:5000]) and words < 120:
        return "The site asks to prove that a person is reading."
    if words < TEASER_WORDS and for_free is False and (words < TEASER_WORDS / 2 or _WALL_WORDS.search(shown)):
        return "The page says that its text is not free to read; only the beginning is there."
    if words < TEASER_WORDS / 2 and _WALL_WORDS.search(shown):
        return "The page asks to subscribe or sign in; only the beginning is there."
    if words < 60 and _CONSENT_WORDS.search(shown):
        return "The page shows a question about cookies instead of its text."
    if words < HARDLY_ANY_WORDS:
        return f"There is hardly any text on the page ({words} words)."
    return ""


def _same_site(one: str, other: str) -> bool:
    """Whether two host names belong to one site: equal, or one below the other, prefixes for devices
    aside."""
    a, b = (re.sub(r"^(?:www|m|amp|mobile)\.", "", name.lower()) for name in (one, other))
    return a == b or a.endswith("." + b) or b.endswith("." + a)


def _linked_data(tree: Element) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD, flat; what does not parse is left out."""
    waiting: list[Any] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "") and script.text and len(script.text) < 1_000_000:
            try:
                waiting.append(json.loads(script.text))
            except (ValueError, RecursionError):
                continue
    for _ in range(5000):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting.extend(item[:500])
        elif isinstance(item, dict):
            yield item
            waiting.extend(value for key, value in item.items() if key in {"@graph", "mainEntity", "hasPart"})


def _articles(described: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in described:
        kind = item.get("@type")
        names = kind if isinstance(kind, list) else [kind]
        if any(isinstance(name, str) and name.lower().endswith(_ARTICLE_TYPES) for name in names):
            yield item


def _for_free(described: list[dict[str, Any]]) -> bool | None:
    values = [str(item["isAccessibleForFree"]).lower() for item in described if "isAccessibleForFree" in item]
    return None if not values else not any(value in {"false", "0", "no"} for value in values)


def _headline(tree: Element, described: list[dict[str, Any]]) -> str:
    for item in _articles(described):
        if isinstance(item.get("headline"), str) and item["headline"].strip():
            return str(item["headline"])
    return _meta(tree, "og:title")


def _publisher(tree: Element, described: list[dict[str, Any]]) -> str:
    for item in _articles(described):
        publisher = item.get("publisher")
        publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str) and name.strip():
            return name
    return _meta(tree, "og:site_name")


def _day(tree: Element, described: list[dict[str, Any]], url: str) -> str:
    """The day of first publication: stated outright, else as htmldate finds it in the page's head and
    text."""
    stated = [str(item.get("datePublished") or "") for item in _articles(described)]
    stated += [_meta(tree, "article:published_time")]
    for value in stated:
        if match := re.match(r"\s*((?:19|20)\d\d-\d\d-\d\d)", value):
            return match[1]
    try:
        return find_date(tree, url=url or None, original_date=True, extensive_search=False) or ""
    except (ValueError, TypeError, AttributeError, OverflowError):
        return ""


def _meta(tree: Element, name: str) -> str:
    for element in tree.iter("meta"):
        if (element.get("property") or element.get("name") or "").lower() == name:
            return (element.get("content") or "").strip()
    return ""


def _language(tree: Element) -> str:
    html = tree if tree.tag == "html" else tree.getroottree().getroot()
    stated = (html.get("lang") or html.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()
    match = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", stated)
    return match[0].lower() if match else ""


def _metadata(tree: Element, url: str) -> Any:
    try:
        return trafilatura.extract_metadata(tree, default_url=url or None, extensive=False)
    except (ValueError, TypeError, AttributeError, IndexError, KeyError):
        return None


def _one_line(text: str, limit: int) -> str:
    return " ".join(text.split())[:limit]
