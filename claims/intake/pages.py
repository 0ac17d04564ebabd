"""Reading a web page: its main column as blocks, its furniture told apart, what it says about itself, and its
walls.

Runs inside the parser child. Two readers look at each page. trafilatura says which words are the article; our
own walk keeps reading order, headings, captions, quotations, tables, and the furniture that stands between
the paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import lxml.html
import trafilatura
from trafilatura.settings import use_config

from claims.intake.page_facts import facts_of, wall_of
from claims.intake.walking import Block, Element, blocks_of, names
from claims.lib.problems import Problem

PARSER = {"huge_tree": True, "remove_comments": True, "remove_pis": True, "encoding": "utf-8"}
_FURNITURE_TAGS = names("nav aside footer form menu")
_FURNITURE_PLACES = names("navigation complementary contentinfo search dialog alert banner")
_FURNITURE_NAME = re.compile(
    r"(?:^|[\s_-])(?:related|recirc\w*|read-?(?:next|more)|more-(?:stories|from|on)|newsletter|sign-?up|subscri\w+|promo\w*"
    r"|shar(?:e|ing)|social|author-?(?:bio|box|card|info)|about-the-author|bio|byline|comments?|disqus|cookies?|consent"
    r"|gdpr|breadcrumbs?|tags?|topics?|ads?|advert\w*|sponsor\w*|sidebar|outbrain|taboola|popular|trending|most-read"
    r"|toolbar|nav\w*|menu|footer|paywall|recommend\w*|donat\w+|follow|login|masthead|timestamp|dateline|jump-links?)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_LONG = 300
_SETTINGS = use_config()
_SETTINGS.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")  # no alarm signals: the child has its own limits


def read_page(markup: str, *, url: str = "") -> dict[str, Any]:
    """Text blocks and facts of one page: {blocks: [(text, role)], title, authors, published_on, publisher,
    canonical_url, language, wall, extractor}. Raises Problem where the page holds no text."""
    tree = parse_tree(markup)
    facts = facts_of(tree, url=url)
    everything = blocks_of(tree)
    if not everything:
        raise Problem(
            "page.no_text",
            "The page holds no text that can be read without running its programs.",
            next_step="Open the page in your browser, copy its text and paste it here.",
        )
    kept = main_column(everything, _article_words(tree, url), title=facts["title"])
    if not facts["title"]:
        facts["title"] = next((block.text for block in kept if block.role == "heading"), "")
    words = sum(len(block.text.split()) for block in kept if block.role in {"body", "quotation"})
    shown = " ".join(block.folded for block in everything)
    facts["wall"] = wall_of(shown, words=words, for_free=facts.pop("for_free"))
    return {
        "blocks": [(block.text, block.role) for block in kept],
        "extractor": f"page/1 trafilatura {trafilatura.__version__}",
        **facts,
    }


def parse_tree(markup: str) -> Element:
    """The element tree of some HTML. Raises Problem for a page without any element."""
    try:
        tree = lxml.html.document_fromstring(
            markup.encode("utf-8", errors="replace"), parser=lxml.html.HTMLParser(**PARSER)
        )
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError):
        tree = None
    if tree is None:
        raise Problem(
            "page.no_text",
            "The page is empty.",
            next_step="Open it in your browser, copy its text and paste it here.",
        )
    return tree


def main_column(blocks: list[Block], article: str, *, title: str = "") -> list[Block]:
    """The blocks between the first and the last that belong to the article, furniture among them marked.

    `article` are the article's words, folded, one line a paragraph. Without them every block outside
    furniture counts.
    """
    lines = set(article.split("\n"))
    inside = [_belongs(block, article, lines) for block in blocks]
    if not any(inside):
        inside = [not _stands_in_furniture(block, {}) and block.link_density < 0.5 for block in blocks]
    if not any(inside):
        inside = [True] * len(blocks)
    first = inside.index(True)
    last = len(inside) - 1 - inside[::-1].index(True)
    first = _with_headline(blocks, first, title)
    weights = _weights(blocks, inside)
    column = []
    for block, belongs in zip(blocks[first : last + 1], inside[first : last + 1], strict=True):
        if _is_furniture(block, belongs=belongs, weights=weights):
            block.role = "furniture"
        column.append(block)
    return column


def _article_words(tree: Element, url: str) -> str:
    """What trafilatura takes for the article, one folded line a paragraph; empty where it finds none."""
    try:
        text = trafilatura.extract(
            deepcopy(tree),
            url=url or None,
            output_format="txt",
            include_comments=False,
            include_tables=True,
            include_formatting=False,
            deduplicate=False,
            config=_SETTINGS,
        )
    except (ValueError, TypeError, AttributeError, IndexError, KeyError):
        return ""
    return "\n".join(" ".join(line.lower().split()) for line in (text or "").split("\n") if line.strip())


def _belongs(block: Block, article: str, lines: set[str]) -> bool:
    """Whether a block is part of the article: short ones by a whole line, long ones by standing anywhere in
    it."""
    folded = block.folded
    if len(folded) < 40:
        return folded in lines or f"- {folded}" in lines
    # The other reader may part or join lines at links and breaks, so ends are compared where the whole is not
    # found.
    return folded in lines or folded in article or (folded[:60] in article and folded[-60:] in article)


def _with_headline(blocks: list[Block], first: int, title: str) -> int:
    """Where the column begins: at the page's headline, if that stands shortly before the first paragraph."""
    wanted = " ".join(title.lower().split())
    for index in range(first - 1, max(-1, first - 25), -1):
        block = blocks[index]
        is_top = bool(block.path) and block.path[-1].tag == "h1"
        if is_top or (block.role == "heading" and wanted and block.folded in wanted):
            return index
    return first


def _weights(blocks: list[Block], inside: list[bool]) -> dict[Element, float]:
    """For each element the share of the article's characters that stand in it."""
    weights: dict[Element, float] = {}
    total = sum(len(block.text) for block, belongs in zip(blocks, inside, strict=True) if belongs)
    for block, belongs in zip(blocks, inside, strict=True):
        if belongs:
            for element in block.path:
                weights[element] = weights.get(element, 0.0) + len(block.text) / max(total, 1)
    return weights


def _is_furniture(block: Block, *, belongs: bool, weights: dict[Element, float]) -> bool:
    """Whether a block inside the column is page furniture. Where both readers disagree, long running text is
    kept."""
    if block.role == "caption":
        return False
    placed = _stands_in_furniture(block, weights)
    if belongs:
        return placed and (len(block.text) < _LONG or block.link_density > 0.5)
    if block.role in {"heading", "quotation"}:
        return placed
    return placed or block.link_density > 0.7


def _stands_in_furniture(block: Block, weights: dict[Element, float]) -> bool:
    """Whether an element around the block is furniture by tag, role or name, and holds little of the
    article."""
    return any(
        weights.get(element, 0.0) < 0.3 and any(_signs(element, with_names=index > 1))
        for index, element in enumerate(block.path)
    )


def _signs(element: Element, *, with_names: bool) -> Iterator[bool]:
    yield element.tag in _FURNITURE_TAGS
    yield (element.get("role") or "").lower() in _FURNITURE_PLACES
    if with_names:  # names on html and body describe the page, not a part of it
        yield bool(_FURNITURE_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}"[:400]))
