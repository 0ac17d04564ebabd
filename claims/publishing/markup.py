"""A verdict's explanation: a subset of Markdown, cleaned, with `[2]` as a link to source 2."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

CITE = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\](?!\()")
TAGS = set("p em strong a ul ol li blockquote h2 h3 table thead tbody tr th td code pre br hr div s".split())
ATTRIBUTES = {
    "a": {"href", "title", "class"},
    "th": {"scope"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "ol": {"start"},
}
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}


@dataclass(frozen=True)
class Part:
    """A stretch of the explanation, safe HTML, and the sources cited there for the first time."""

    html: str
    first_cited: tuple[int, ...]


def explain(text: str, *, sources: Collection[int] = ()) -> list[Part]:
    """The explanation in stretches, each beginning where a source is cited for the first time.

    Only tags of TAGS survive; raw HTML is shown as text; a number that is no source stays as it was typed.
    """
    parser = _parser()
    env: dict[str, object] = {"sources": frozenset(sources)}
    tokens = parser.parse(text, env)
    parts: list[Part] = []
    seen: set[int] = set()
    for block in _blocks(tokens):
        html = _clean(parser.renderer.render(block, parser.options, env))
        first = tuple(dict.fromkeys(number for number in _cited(block) if number not in seen))
        seen.update(first)
        if parts and not first:
            parts[-1] = Part(parts[-1].html + html, parts[-1].first_cited)
        elif parts and not parts[-1].first_cited:
            parts[-1] = Part(parts[-1].html + html, first)
        else:
            parts.append(Part(html, first))
    return parts


def policy_html(text: str) -> str:
    """A policy's text: the same Markdown subset, without sources."""
    return "".join(part.html for part in explain(text))


def plain_text(text: str) -> str:
    """The explanation without any mark-up, for word counts and feeds."""
    html = "".join(part.html for part in explain(CITE.sub("", text)))
    return nh3.clean(html, tags=set()).strip()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False})
    parser.enable(["table", "strikethrough"]).disable(["image", "html_inline", "html_block"])
    parser.inline.ruler.before("link", "cite", _cite)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    parser.add_render_rule("th_open", lambda *_: '<th scope="col">')
    parser.add_render_rule("td_open", lambda *_: "<td>")
    return parser


def _cite(state: StateInline, silent: bool) -> bool:
    match = CITE.match(state.src, state.pos)
    if match is None:
        return False
    numbers = [int(number) for number in match.group(1).split(",")]
    if not set(numbers) <= state.env.get("sources", frozenset()):
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")  # the number stands right behind the word it belongs to
        for number in numbers:
            token = state.push("html_inline", "", 0)
            token.content = f'<a class="cite" href="#e{number}" title="Source {number}">{number}</a>'
            token.meta = {"cites": number}
    state.pos = match.end()
    return True


def _table_open(*_: object) -> str:
    return '<div class="wide" tabindex="0" role="region" aria-label="Table"><table>'


def _table_close(*_: object) -> str:
    return "</table></div>"


def _blocks(tokens: Sequence[Token]) -> list[list[Token]]:
    """Top-level blocks; headings are shifted below the page's own and stay with what follows them."""
    blocks: list[list[Token]] = []
    depth = 0
    keep = False
    for token in tokens:
        if token.tag in HEADINGS:
            token.tag = HEADINGS[token.tag]
        if depth == 0 and not keep:
            blocks.append([])
        blocks[-1].append(token)
        depth += token.nesting
        if depth == 0:
            keep = token.type == "heading_close"
    return blocks


def _cited(block: Sequence[Token]) -> list[int]:
    return [child.meta["cites"] for token in block for child in token.children or () if "cites" in child.meta]


def _clean(html: str) -> str:
    cleaned = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=None
    )
    return cleaned.replace('<th scope="col"></th>', "<td></td>")  # a corner without words heads no column
