"""What a page tells about its own author at the end of an article: recognised by the name that signed it.

"Ann Lee has covered ferries for 20 years" is a fact for the article's subject and furniture for its author; only who
signed tells which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

LAST = 6
"""Paragraphs at the end among which the author's box stands."""

_LONGEST = 120
_NAME = r"[A-Z][\w.’'-]+(?: (?:[a-z]{2,3} )?[A-Z][\w.’'-]+){1,3}"
_SIGNED = re.compile(
    rf"^(?:(?:Words|Story|Text|Written|Reported|Posted) )?(?:By|BY|by):? ({_NAME})(?:(?:,| and| &) ({_NAME}))?"
)
_NO_PERSON = re.compile(
    r"\b(?:press|news|reuters|agenc(?:y|ies)|staff|desk|team|bureau|editors?|correspondents?|reporters?|service|wire|media|"
    r"times|post|journal|magazine|online|contributors?|guest|admin)\b",
    re.IGNORECASE,
)
_TRADE = (
    r"(?:journalist|reporter|writer|editor|columnist|correspondent|author|blogger|broadcaster|contributor|novelist|"
    r"professor|lecturer|researcher|fellow|director|commentator|critic|analyst)"
)
_WORK = re.compile(rf"\b{_TRADE}\b", re.IGNORECASE)
_SUBJECT = re.compile(r"^(?:He|She|They|His|Her|Their|You can|Follow|Contact|E-?mail)\b")


def signers(lines: Sequence[str]) -> list[str]:
    """The people whose names stand after "By" in these lines."""
    found = [name for line in lines if (match := _SIGNED.match(line)) for name in match.groups() if name]
    return [name for name in found if not _NO_PERSON.search(name)]


def mark_author_box(
    text: str, blocks: list[dict[str, Any]], names: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The blocks, with what they say about their author below the article marked as furniture; `names` are authors
    that the page gives besides those in its bylines."""
    bylines = [
        _words(text, block) for block in blocks if block["role"] == "furniture" and _length(block) < 200
    ]
    people = [
        name for name in [*names, *signers(bylines)] if len(name.split()) >= 2 and not _NO_PERSON.search(name)
    ]
    running = [
        place for place, block in enumerate(blocks) if block["role"] in ("body", "quotation", "heading")
    ]
    if not people or len(running) < 4:
        return blocks
    inside = False
    for place in running[-min(LAST, len(running) // 2) :]:
        words = _words(text, blocks[place])
        about = len(words.split()) <= _LONGEST and any(_is_about(words, name) for name in people)
        inside = about or (inside and bool(_SUBJECT.match(words)))
        if inside:
            blocks[place]["role"] = "furniture"
    return blocks


def _is_about(words: str, name: str) -> bool:
    """Whether a paragraph has the author as its subject, in the third person."""
    first, last = re.escape(name.split()[0]), re.escape(name.split()[-1])
    if words.strip() == name:
        return True
    if re.match(rf"(?:About )?{first}\b.{{0,40}}\b{last}\b(?!['’]s? \w+ (?:said|told))", words):
        return True
    return bool(
        _WORK.search(words)
        and re.search(rf"\b(?:{first}|{last}) (?:is|has|was|covers|writes|works|lives|joined)\b", words)
    )


def _words(text: str, block: Mapping[str, Any]) -> str:
    return text[block["start"] : block["end"]]


def _length(block: Mapping[str, Any]) -> int:
    return int(block["end"]) - int(block["start"])
