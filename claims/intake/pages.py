"""Reading a web page: its main column as blocks, its furniture told apart, what it says about itself, and its
walls.

Runs inside the parser child. Two readers look at each page. trafilatura says which words are the article; our
own walk keeps reading order, headings, captions, quotations, tables, and the furniture that stands between
the paragraphs.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from typing import Any

import lxml.html
import trafilatura
from trafilatura.settings import use_config

from claims.intake.page_facts import description_of, facts_of, wall_of
from claims.intake.page_signs import (
    LITTLE,
    Weights,
    names_of,
    stands_beside_article,
    stands_in_furniture,
    stands_over_article,
    stands_under_picture,
)
from claims.intake.raised_digits import keep_digits_raised
from claims.intake.walking import Block, Element, blocks_of
from claims.lib.problems import Problem

PARSER = {"huge_tree": True, "remove_comments": True, "remove_pis": True, "encoding": "utf-8"}
_IN_HEAD = frozenset(("base", "link", "meta", "noscript", "script", "style", "template", "title"))
_LONG = 300
_PROSE = 80
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
    kept = main_column(
        everything, _article_words(tree, url), title=facts["title"], description=description_of(tree)
    )
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
    tree = _with_body(tree)
    keep_digits_raised(tree)
    return tree


def _with_body(tree: Element) -> Element:
    """The tree with what a page shows in its body. Where a page leaves out its `<body>`, as HTML allows, the parser
    puts elements it doesn't know, like `<main>`, into the head."""
    head = next(iter(tree.findall("head")), None)
    if head is None:
        return tree
    shown = [place for place, child in enumerate(head) if child.tag not in _IN_HEAD]
    if not shown:
        return tree
    body = tree.find("body")
    if body is None:
        body = lxml.etree.SubElement(tree, "body")
    moved = head[shown[0] :]
    if body.text and body.text.strip():
        moved[-1].tail = (moved[-1].tail or "") + body.text
        body.text = None
    for place, child in enumerate(moved):
        body.insert(place, child)
    return tree


def main_column(blocks: list[Block], article: str, *, title: str = "", description: str = "") -> list[Block]:
    """The blocks between the first and the last that belong to the article, each with its role.

    `article` are the article's words, folded, one line a paragraph. Without them every block outside
    furniture counts.
    """
    lines = set(article.split("\n"))
    inside = [_belongs(block, article, lines) for block in blocks]
    if not any(inside):
        inside = [not stands_in_furniture(block, {}) and block.link_density < 0.5 for block in blocks]
    if not any(inside):
        inside = [True] * len(blocks)
    inside = _with_sisters(blocks, inside)
    first = inside.index(True)
    last = len(inside) - 1 - inside[::-1].index(True)
    first = _with_headline(blocks, first, title)
    weights = _weights(blocks, inside)
    column = blocks[first : last + 1]
    in_paragraphs = _writes_paragraphs(blocks, inside)
    begun = False
    for block, belongs in zip(column, inside[first : last + 1], strict=True):
        block.role = _role(block, belongs=belongs, weights=weights)
        if in_paragraphs and begun and block.role == "body" and _stands_bare(block):
            block.role = "caption"
        begun = begun or (block.role == "body" and len(block.text) >= _PROSE)
    _mark_front(column, title=title, description=description)
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


def _with_sisters(blocks: list[Block], inside: list[bool]) -> list[bool]:
    """Running text that stands in the same sort of place as what belongs, belongs: a reader that stops half-way,
    at a box or an advertisement, loses no paragraph after it."""
    weights = _weights(blocks, inside)
    homes = Counter(
        _home(block)
        for block, belongs in zip(blocks, inside, strict=True)
        if belongs and len(block.text) >= _PROSE
    )
    return [
        belongs
        or bool(
            (home := _home(block))
            and homes[home] >= 2
            and len(block.text) >= _PROSE
            and block.link_density < 0.3
            and block.role in {"body", "quotation"}
            and not stands_in_furniture(block, weights)
            and not stands_under_picture(block, weights)
        )
        for block, belongs in zip(blocks, inside, strict=True)
    ]


def _home(block: Block) -> tuple[str, ...]:
    """What sort of place a block stands in: tags and class of its own element and of the two around it; nothing where
    they have no names."""
    if len(block.path) < 4 or not block.path[-2].get("class"):
        return ()
    return tuple(f"{element.tag} {element.get('class') or ''}" for element in block.path[-3:])


def _weights(blocks: list[Block], inside: list[bool]) -> Weights:
    """For each element, and for each name that elements of one sort have, the share of the article's characters that
    stand in it."""
    weights: Weights = {}
    total = sum(len(block.text) for block, belongs in zip(blocks, inside, strict=True) if belongs)
    for block, belongs in zip(blocks, inside, strict=True):
        if belongs:
            share = len(block.text) / max(total, 1)
            named = {(element.tag, name) for element in block.path for name in names_of(element)}
            for key in (*block.path, *named):
                weights[key] = weights.get(key, 0.0) + share
    return weights


def _writes_paragraphs(blocks: list[Block], inside: list[bool]) -> bool:
    """Whether the article stands in paragraph elements throughout, so that a bare box between is something else."""
    running = [
        block for block, belongs in zip(blocks, inside, strict=True) if belongs and len(block.text) >= _PROSE
    ]
    proper = sum(len(block.text) for block in running if not _stands_bare(block))
    return len(running) >= 4 and proper >= 0.85 * sum(len(block.text) for block in running)


def _stands_bare(block: Block) -> bool:
    """Whether the words stand in a box that nothing calls a paragraph: what is told under a film or a picture."""
    return block.path[-1].tag in ("div", "section", "aside") and block.role == "body"


def _role(block: Block, *, belongs: bool, weights: Weights) -> str:
    """The part a block of the column plays, by where it stands."""
    if block.role == "caption":
        return "caption"
    if _is_furniture(block, belongs=belongs, weights=weights):
        return "furniture"
    if (
        block.role == "body"
        and block.under_picture
        and len(block.text) < _LONG / 2
        and not _ended(block.text)
    ):
        return "caption"
    if block.role == "body" and len(block.text) < 2 * _LONG:
        if stands_under_picture(block, weights) and not (belongs and len(block.text) >= _LONG):
            return "caption"
    return block.role


def _is_furniture(block: Block, *, belongs: bool, weights: Weights) -> bool:
    """Whether a block inside the column is page furniture. Where both readers disagree, long running text is
    kept."""
    placed = stands_in_furniture(block, weights)
    if belongs and stands_beside_article(block, weights):
        return True
    if belongs:
        if block.role == "body" and block.link_density > 0.8 and not _ended(block.text):
            return len(block.text) < _LONG
        return placed and (len(block.text) < _LONG or block.link_density > 0.5)
    if block.role in {"heading", "quotation"}:
        return placed
    return placed or block.link_density > 0.7


def _mark_front(column: list[Block], *, title: str, description: str) -> None:
    """Headline and standfirst above the text are headings, however the page marks them; so is a title that is said
    again. What the page gives as its description is a standfirst where it stands apart from the text."""
    weights = _weights(column, [block.role in {"body", "quotation"} for block in column])
    headline = " ".join(title.lower().split())
    summary = " ".join(description.lower().split())
    text_begun = False
    for place, block in enumerate(column):
        if block.role != "body":
            continue
        if headline and block.folded == headline:
            block.role = "heading"
            continue
        if text_begun or len(block.text) >= 2 * _LONG or not _text_follows(column[place + 1 :]):
            continue
        apart = len(block.path) > 1 and weights.get(block.path[-2], 0.0) < LITTLE
        if stands_over_article(block, weights) or (apart and summary and block.folded == summary):
            block.role = "heading"
        else:
            text_begun = len(block.text) >= _PROSE


def _text_follows(blocks: list[Block]) -> bool:
    """Whether at least two paragraphs of running text come after."""
    return sum(block.role in {"body", "quotation"} and len(block.text) >= _PROSE for block in blocks) >= 2


def _ended(text: str) -> bool:
    return text.rstrip("\u201d\u2019\"') \u00a0").endswith((".", "!", "?", ":"))
