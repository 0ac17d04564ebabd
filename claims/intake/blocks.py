"""The blocks of a plain text: which lines are body, which headings, which page furniture."""

from __future__ import annotations

import re
from typing import Any

_FURNITURE = re.compile(
    r"(?:read (?:next|more|also)|related(?: stories| articles)?|more (?:from|on|in)\b.*|sign up\b.*|subscribe\b.*"
    r"|share (?:this|on)\b.*|advertisement|follow us\b.*|about the author|all rights reserved.*|©.*)[.:]?",
    re.IGNORECASE,
)


def plain_blocks(text: str) -> list[dict[str, Any]]:
    """[{start, end, role}] for every line with words, in code points, end exclusive."""
    blocks: list[dict[str, Any]] = []
    for line in re.finditer(r"[^\n]*\S[^\n]*", text):
        words = line.group().strip()
        role = "furniture" if _FURNITURE.fullmatch(words) else "body"
        blocks.append({"start": line.start(), "end": line.end(), "role": role})
    return blocks
