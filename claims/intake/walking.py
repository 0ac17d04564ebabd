"""From an HTML tree to the blocks a reader sees, in reading order: paragraphs, headings, captions,
quotations.

Pure functions over lxml elements; used inside the parser child for web pages and for documents turned into
HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Element = Any  # lxml ships no types


def names(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


_SKIPPED = names(
    "script style noscript template svg math iframe object embed video audio canvas map head title select "
    "button input textarea datalist progress meter link meta dialog"
)
_BLOCK = names(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search "
    "section summary table tbody td tfoot th thead tr ul"
)
_HEADINGS = names("h1 h2 h3 h4 h5 h6")
_SMALL = names("span div small i b em strong p a ul aside")
_BREAK_NAMES = names("br break linebreak line-break")
_UNSEEN = re.compile(
    r"(?:^|\s)(?:tool-?tip\S*|popover\S*|roll-?over-\S*(?:block|content|popup)|sr-only|visually-?hidden|screen-?reader\S*"
    r"|off-?screen|assistive-text|is-hidden)(?:$|\s)",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK = "\x00"  # a kept line end among white space that collapses; no parsed text holds NUL
_CELL_LIMIT = 300


@dataclass
class Block:
    """One paragraph as the page shows it: `linked` characters of it stand inside links, `path` are the block
    elements around it, outermost first; `under_picture` tells that a picture stands right before it."""

    text: str
    role: str = "body"
    linked: int = 0
    path: list[Element] = field(default_factory=list)
    under_picture: bool = False

    @property
    def link_density(self) -> float:
        """The share of the text that is link, 0 to 1."""
        return self.linked / max(len(self.text), 1)

    @property
    def folded(self) -> str:
        """The text for comparison: lower case, single spaces."""
        return " ".join(self.text.lower().split())


def blocks_of(root: Element) -> list[Block]:
    """All visible paragraphs below `root`, in reading order."""
    walk = _Walk()
    walk.enter(root, [])
    walk.flush()
    return walk.blocks


class _Walk:
    """Gathers inline text until a block begins or ends. Recursion is safe: nesting was limited beforehand."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.path: list[Element] = []
        self.linked = 0
        self.links_open = 0
        self.after_break = False
        self.preformatted = False
        self.after_picture = False

    def enter(self, element: Element, path: list[Element]) -> None:
        """Add an element and all below it; `path` are the block elements around it."""
        name = element.tag if isinstance(element.tag, str) else ""
        if not name or name in _SKIPPED or _is_hidden(element):
            return
        if name == "br" or _is_named_break(element):
            self._line_break()
            return
        if name == "img" and not "".join(self.pieces).strip():
            self.after_picture = True
        if name == "tr" and (row := _data_row(element)):
            self._begin([*path, element])
            self._add(row)
            self.flush()
            return
        if is_block := name in _BLOCK:
            path = [*path, element]
            self._begin(path)
        outside, self.preformatted = self.preformatted, self.preformatted or name == "pre"
        self.links_open += name == "a"
        self._add(element.text)
        for child in element:
            self.enter(child, path)
            self.path = path
            self._add(child.tail)
        self.links_open -= name == "a"
        if is_block:
            self.flush()
        self.preformatted = outside

    def flush(self) -> None:
        """End the paragraph being gathered."""
        text = "".join(self.pieces)
        if not self.preformatted:
            text = "\n".join(_SPACE.sub(" ", line).strip(" ") for line in text.split(_BREAK))
        text = text.strip("\n")
        if text.strip() and self.path:
            self.blocks.append(Block(text, _role(self.path), self.linked, self.path, self.after_picture))
            self.after_picture = False
        self.pieces, self.linked, self.after_break = [], 0, False

    def _begin(self, path: list[Element]) -> None:
        self.flush()
        self.path = path

    def _add(self, text: str | None) -> None:
        if not text:
            return
        self.pieces.append(text)
        if words := text.strip():
            self.after_break = False
            self.linked += len(words) if self.links_open else 0

    def _line_break(self) -> None:
        """One break is a line end inside the paragraph; two begin a new paragraph."""
        if self.preformatted:
            self.pieces.append("\n")
        elif self.after_break:
            self.flush()
        else:
            self.pieces.append(_BREAK)
            self.after_break = True


def _role(path: list[Element]) -> str:
    """The role of a paragraph from the elements around it, innermost first."""
    for element in reversed(path):
        if element.tag in _HEADINGS:
            return "heading"
        if element.tag in {"figcaption", "caption"}:
            return "caption"
        if element.tag == "blockquote":
            return "quotation"
    return "body"


def _is_hidden(element: Element) -> bool:
    if element.tag in _SMALL and _UNSEEN.search(element.get("class") or ""):
        return True
    style = (element.get("style") or "").replace(" ", "").lower()
    return "hidden" in element.attrib or "display:none" in style or "visibility:hidden" in style


def _is_named_break(element: Element) -> bool:
    """Whether an empty element is called a line break, as pages put together by programs have it."""
    return (
        element.tag in ("span", "i", "b")
        and not len(element)
        and not (element.text or "").strip()
        and not _BREAK_NAMES.isdisjoint((element.get("class") or "").lower().split())
    )


def _data_row(row: Element) -> str:
    """The cells of a table row as one line, or nothing where the row only lays out the page."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    if not cells or any(True for _ in row.iter("table", "ul", "ol", "h1", "h2", "h3", "blockquote", "pre")):
        return ""
    texts = [_SPACE.sub(" ", "".join(_words(cell))).strip(" ") for cell in cells]
    if any(len(text) > _CELL_LIMIT for text in texts):
        return ""
    return " | ".join(texts) if any(texts) else ""


def _words(element: Element) -> Iterator[str]:
    """The text pieces of a cell, without what is never shown, paragraphs parted by a space."""
    if not isinstance(element.tag, str) or element.tag in _SKIPPED or _is_hidden(element):
        return
    parting = element.tag in _BLOCK or element.tag == "br"
    if parting:
        yield " "
    if element.text:
        yield element.text
    for child in element:
        yield from _words(child)
        if child.tail:
            yield child.tail
    if parting:
        yield " "
