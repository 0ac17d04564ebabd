"""A look at HTML before any parser sees it: size, number of tags, nesting, attributes.

Parsers and sanitisers are quadratic in nesting and heavy in tags: 200 kB of nested `<div>` can cost seconds.
This pass is linear in the input and keeps at most `MAX_DEPTH` names in memory.
"""

from __future__ import annotations

import re

from claims.lib.problems import Problem

MAX_BYTES = 10_000_000
MAX_TAGS = 200_000
MAX_DEPTH = 512
MAX_ATTRIBUTES = 1_000

_NEXT_STEP = "Copy the text of the page and paste it instead."
_VOID = frozenset(
    b"area base br col embed hr img input link meta param source track wbr basefont bgsound frame keygen".split()
)
# Tags that a following tag ends by itself: leaving them open is ordinary HTML, not nesting.
_ENDS_BY_ITSELF = frozenset(
    b"p li dt dd tr td th thead tbody tfoot option optgroup colgroup rp rt html body head".split()
)
_RAW_TEXT = frozenset(b"script style textarea title xmp iframe noembed noframes plaintext".split())
_OPENING = re.compile(rb"<(?:(!--)|([!?])|(/?)([a-zA-Z][^\s/>\x00]*))")
_STOP = re.compile(rb"[>\"']")
_ATTRIBUTE = re.compile(rb"[\s/]+[^\s/>=]")


def check_html(data: bytes) -> None:
    """Raise Problem if `data` has more bytes, tags, nesting or attributes per tag than a page of text
    needs."""
    if len(data) > MAX_BYTES:
        raise Problem(
            "html.too_large",
            f"The page has {len(data) / 1_000_000:.1f} MB of HTML; at most {MAX_BYTES // 1_000_000} MB are read.",
            next_step=_NEXT_STEP,
        )
    tags = 0
    open_tags: list[bytes] = []
    position = 0
    exhausted: set[bytes] = set()  # quote marks that don't occur any more: never searched for twice
    while match := _OPENING.search(data, position):
        position = match.end()
        comment, declaration, closing, name = match.groups()
        if comment:
            end = data.find(b"-->", position)
            position = end + 3 if end >= 0 else len(data)
            continue
        if declaration:
            end = data.find(b">", position)
            position = end + 1 if end >= 0 else len(data)
            continue
        name = name.lower()
        position, attributes, self_closing = _rest_of_tag(data, position, exhausted)
        if closing:
            if name in open_tags:
                while open_tags.pop() != name:
                    pass
            continue
        tags += 1
        if tags > MAX_TAGS:
            raise Problem(
                "html.too_many_tags", f"The page has more than {MAX_TAGS:,} tags.", next_step=_NEXT_STEP
            )
        if attributes > MAX_ATTRIBUTES:
            raise Problem(
                "html.too_many_attributes",
                f"A tag of the page has more than {MAX_ATTRIBUTES:,} attributes.",
                next_step=_NEXT_STEP,
            )
        if name in _RAW_TEXT:
            raw_end = re.compile(rb"</" + re.escape(name) + rb"[\s/>]", re.IGNORECASE).search(data, position)
            position = raw_end.start() if raw_end else len(data)
        elif name not in _VOID and name not in _ENDS_BY_ITSELF and not self_closing:
            open_tags.append(name)
            if len(open_tags) > MAX_DEPTH:
                raise Problem(
                    "html.too_deep",
                    f"The tags of the page are nested more than {MAX_DEPTH} deep.",
                    next_step=_NEXT_STEP,
                )


def _rest_of_tag(data: bytes, position: int, exhausted: set[bytes]) -> tuple[int, int, bool]:
    """Where a tag ends (behind its `>`), how many attributes it has, whether it closes itself."""
    attributes = 0
    begin = position
    while True:
        stop = _STOP.search(data, begin)
        if stop is None:
            return len(data), attributes + sum(1 for _ in _ATTRIBUTE.finditer(data, begin)), False
        attributes += sum(1 for _ in _ATTRIBUTE.finditer(data, begin, stop.start()))
        mark = stop.group()
        if mark == b">":
            return stop.end(), attributes, data[stop.start() - 1 : stop.start()] == b"/"
        end = -1
        if mark not in exhausted:
            end = data.find(mark, stop.end())
            if end < 0:
                exhausted.add(mark)
        begin = end + 1 if end >= 0 else stop.end()
