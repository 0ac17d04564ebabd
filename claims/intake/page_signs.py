"""What the elements around a paragraph say about it: furniture, caption or standfirst.

Tags, roles and the names that pages give their parts. Runs inside the parser child.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.intake.walking import Block, Element, names

Weights = dict[Element, float]
"""Shares of the article's characters: by element, and by tag and name for all elements that have them."""

_FURNITURE_TAGS = names("nav aside footer form menu")
_FURNITURE_PLACES = names("navigation complementary contentinfo search dialog alert banner")
_FURNITURE_NAME = re.compile(
    r"(?:^|[\s_-])(?:related|recirc\w*|read-?(?:next|more)|more-(?:stories|from|on|to)|see-?also|newsletters?|sign-?up"
    r"|subscri\w+|promos?|promotion\w*|promobox|shar(?:e|ing)\w*|socials?|author-?(?:bio|box|card|info|note|details)"
    r"|about-the-author|bio|biography|bylines?|contributors?|comments?|comment-?(?:list|thread|section)|disqus|livefyre"
    r"|cookies?|consent|gdpr|breadcrumbs?|tags?|tag-?(?:list|cloud)|topics?|topic-?list|keywords|ads?|advert\w*|sponsor\w*"
    r"|sidebar|outbrain|taboola|popular|trending|most-(?:read|popular|viewed)|toolbar|nav\w*|menu|footer|paywall"
    r"|recommend\w*|donat\w+|appeal|membership|follow|login|masthead|timestamp|dateline|jump-?links?|up-?next"
    r"|next-?(?:up|story|article)|you-?may-?(?:also-?)?like|also-?(?:on|read)|teasers?|copyright|disclaimers?"
    r"|corrections?-?policy|reprints?|player-overlay)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ALWAYS_NAME = re.compile(
    r"(?:^|[\s_-])(?:bio|biography|author-?(?:bio|biography|box|card|about)|about-(?:the-)?author|newsletters?"
    r"|comment-?(?:list|thread|section)|related-?(?:articles|stories|posts|content|links)|recirc\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Names of parts that are never the article, however long their paragraphs are."""

_CAPTION_NAME = re.compile(
    r"(?:^|[\s_-])(?:(?:[a-z]+-)?captions?|cutlines?|photo-?credits?|image-?credits?|credits?|slide-?shows?|gallery\w*"
    r"|inline-?gallery|lightbox|carousel|photos?|pictures?|images?|(?:photo|image|img|picture)-?(?:desc\w*|info|meta|text"
    r"|details|box|wrap\w*|ct|block|holder|container)|thumb\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_STANDFIRST_NAME = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|deks?|decks?|sub-?titles?|sub-?head(?:er|ing|line)?s?|strap-?lines?|taglines?|kickers?"
    r"|heading-des\w*|(?:article|post|story|entry|page)-?(?:summary|excerpt|desc(?:ription)?|sub|abstract)|excerpts?|blurbs?|(?:article|post|story|entry|page)-?head(?:er)?"
    r"|key-?points|highlights|tl-?dr)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
LITTLE = 0.3
"""An element that holds less of the article than this is a part of the page, not the article's own column."""


def stands_in_furniture(block: Block, weights: Weights) -> bool:
    """Whether an element around the block is furniture by tag, role or name, and holds little of the article."""
    return any(
        weights.get(element, 0.0) < LITTLE and any(_signs(element, weights, with_names=index > 1))
        for index, element in enumerate(block.path)
    )


def stands_beside_article(block: Block, weights: Weights) -> bool:
    """Whether an element around the block is named as what is never the article: an author's box, comments."""
    return any(
        weights.get(element, 0.0) < LITTLE and _is_named(element, _ALWAYS_NAME, weights, LITTLE)
        for element in block.path[2:]
    )


def stands_under_picture(block: Block, weights: Weights) -> bool:
    """Whether the block belongs to a picture by the elements around it."""
    return _within(block, weights, 0.15, frozenset(("figure",)), _CAPTION_NAME)


def stands_over_article(block: Block, weights: Weights) -> bool:
    """Whether the block is the lines between headline and text (standfirst) by the elements around it."""
    return _within(block, weights, 0.15, frozenset(("header", "hgroup")), _STANDFIRST_NAME)


def _within(
    block: Block, weights: Weights, most: float, tags: frozenset[str], named: re.Pattern[str]
) -> bool:
    return any(
        weights.get(element, 0.0) < most
        and (element.tag in tags or _is_named(element, named, weights, LITTLE))
        for element in block.path[2:]
    )


def _signs(element: Element, weights: Weights, *, with_names: bool) -> Iterator[bool]:
    yield element.tag in _FURNITURE_TAGS
    yield (element.get("role") or "").lower() in _FURNITURE_PLACES
    if with_names:  # names on html and body describe the page, not a part of it
        yield _is_named(element, _FURNITURE_NAME, weights, LITTLE)


def _is_named(element: Element, named: re.Pattern[str], weights: Weights, most: float) -> bool:
    """Whether a name of the element says so; one that much of the article's own text shares says nothing."""
    return any(
        named.search(name) and weights.get((element.tag, name), 0.0) < most for name in names_of(element)
    )


def names_of(element: Element) -> list[str]:
    """Classes and id of an element, "articleDek" as "article-Dek"."""
    return _CAMEL.sub("-", f"{element.get('class') or ''} {element.get('id') or ''}"[:400]).split()
