"""Reading the text layer of a PDF: lines joined to paragraphs, running heads and page numbers left out.

Runs inside the parser child. The text layer is what the file says its pictures of letters mean; it may differ
from what a reader sees, so the original bytes are always kept beside it.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import Any

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from claims.lib.problems import Problem

MAX_PAGES = 1_000
_PASTE = "Open it in your reader, copy its text and paste it here."
_ENDS_SENTENCE = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_PAGE_NUMBER = re.compile(r"(?:page|seite|p\.)?\s*\d{1,4}(?:\s*(?:/|of|von)\s*\d{1,4})?", re.IGNORECASE)


def read_pdf(data: bytes) -> dict[str, Any]:
    """Text blocks and facts of one PDF, shaped as `pages.read_page` shapes them.

    Raises Problem where it is damaged, protected by a password, too long, or holds only pictures of text.
    """
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _password()
        pages = len(reader.pages)
        if pages > MAX_PAGES:
            raise Problem(
                "pdf.too_long",
                f"The PDF has {pages:,} pages; at most {MAX_PAGES:,} are read.",
                pointer="/file",
                next_step="Save the pages you need as a PDF of their own.",
            )
        texts = [page.extract_text() or "" for page in reader.pages]
        properties: Any = reader.metadata or {}
    except DependencyError:
        raise _password() from None
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, OSError):
        raise damaged() from None
    paragraphs = paragraphs_of(texts)
    if sum(len(paragraph) for paragraph in paragraphs) < 3 * max(pages, 1) or not any(
        re.search(r"[^\W\d_]{2}", paragraph) for paragraph in paragraphs
    ):
        raise Problem(
            "pdf.no_text",
            "The PDF holds pictures of pages but no text: it was probably scanned.",
            pointer="/file",
            next_step="Run text recognition (OCR) on it and upload the result, or type or paste the passage you need.",
        )
    return {
        "blocks": [(paragraph, "body") for paragraph in paragraphs],
        "title": _property(properties, "/Title", 500),
        "authors": [name for name in [_property(properties, "/Author", 120)] if name],
        "published_on": "",
        "publisher": "",
        "canonical_url": "",
        "language": "",
        "wall": "",
        "extractor": f"pdf/1 pypdf {pypdf.__version__}",
    }


def paragraphs_of(pages: list[str]) -> list[str]:
    """The paragraphs of the pages' lines: broken words joined, lines that run on every page left out.

    A paragraph ends at an empty line, or at a line that ends a sentence and is clearly shorter than its
    neighbours.
    """
    split = [[line.replace("\x00", "").rstrip() for line in page.splitlines()] for page in pages]
    repeated = _running_lines(split)
    widths = sorted(len(line) for lines in split for line in lines if line.strip())
    full = widths[len(widths) * 3 // 4] if widths else 0
    paragraphs: list[str] = []
    current = ""
    for lines in split:
        for index, line in enumerate(lines):
            at_edge = index < 3 or index >= len(lines) - 3
            if at_edge and (_numberless(line) in repeated or _PAGE_NUMBER.fullmatch(line.strip())):
                continue
            if not line.strip():
                paragraphs, current = [*paragraphs, current] if current else paragraphs, ""
                continue
            current = _joined(current, line.strip())
            if _ENDS_SENTENCE.search(line) and len(line) < full * 0.85:
                paragraphs.append(current)
                current = ""
    return [*paragraphs, current] if current else paragraphs


def damaged() -> Problem:
    """The refusal of a file that is called .pdf and can't be read as one."""
    return Problem(
        "pdf.damaged",
        "The file is not a PDF that can be read, or it is damaged.",
        pointer="/file",
        next_step=_PASTE,
    )


def _password() -> Problem:
    return Problem(
        "pdf.password",
        "The PDF is protected by a password.",
        pointer="/file",
        next_step="Save it without the password, or open it, copy its text and paste it here.",
    )


def _joined(before: str, line: str) -> str:
    """A line added to its paragraph; a word broken at the line's end is put together again."""
    if not before:
        return line
    if re.search(r"[a-zäöüß]-$", before) and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}"


def _running_lines(pages: list[list[str]]) -> set[str]:
    """Lines at the top or foot that stand on at least half of the pages (three or more), numbers aside."""
    if len(pages) < 3:
        return set()
    counts = Counter(
        line
        for lines in pages
        for line in {_numberless(line) for line in [*lines[:3], *lines[-3:]] if line.strip()}
    )
    return {line for line, count in counts.items() if count >= max(3, len(pages) / 2)}


def _numberless(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip().lower())


def _property(properties: Any, name: str, limit: int) -> str:
    value = properties.get(name)
    return " ".join(value.split())[:limit] if isinstance(value, str) else ""
