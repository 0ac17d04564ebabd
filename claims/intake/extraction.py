"""From a file's bytes to its canonical text, its blocks and what it says about itself."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claims.intake.authors import mark_author_box
from claims.intake.blocks import plain_blocks
from claims.intake.decoding import (
    MAX_COPY_CHARACTERS,
    canonical,
    check_characters,
    check_length,
    decode,
)
from claims.intake.languages import language_of
from claims.lib.html import check_html
from claims.lib.problems import Problem

log = logging.getLogger(__name__)

MAX_FILE_BYTES = 10_000_000
WALL_SECONDS = 30.0
SENTENCE_WORDS = 12
PARAGRAPH_BREAK = "\n\n"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READABLE_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/markdown",
    "application/pdf",
    DOCX,
)
_KINDS = {"html": "text/html", "docx": DOCX, "pdf": "application/pdf", "txt": "text/plain"}
_ENDINGS = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".docx": "docx", ".pdf": "pdf",
    ".txt": "txt", ".text": "txt", ".md": "txt", ".markdown": "txt",
}  # fmt: skip
_OTHER_FILES = {
    b"\xd0\xcf\x11\xe0": "an old or password-protected Office file",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a recording or picture",
    b"ID3": "a recording",
    b"\x1f\x8b": "a packed file",
    b"7z\xbc\xaf": "a packed file",
    b"Rar!": "a packed file",
    b"\x7fELF": "a program",
    b"MZ": "a program",
}
_OTHER_KIND = "Upload .txt, .html, .docx or .pdf, or copy the text and paste it here."
_BASE = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Extracted:
    """What a file says. `blocks` are [{start, end, role}] over `text`, in code points, end exclusive, in
    order; `wall` tells why a fetched page is only the front of an article, or is empty."""

    text: str
    blocks: list[dict[str, Any]]
    title: str = ""
    authors: list[str] = field(default_factory=list)
    published_on: dt.date | None = None
    publisher: str = ""
    canonical_url: str = ""
    language: str = ""
    extractor: str = "text/1"
    media_type: str = "text/plain"
    wall: str = ""


def extract(
    data: bytes,
    *,
    media_type: str = "",
    name: str = "",
    charset: str = "",
    url: str = "",
    limit: int = MAX_COPY_CHARACTERS,
) -> Extracted:
    """Read a txt, html, docx or pdf file. `url` is where it came from, if from anywhere.

    The file's own first bytes decide what it is, then `media_type`, then the ending of `name`. HTML, docx and
    PDF are parsed in a child process with little memory, time and no network. Raises Problem for whatever
    can't be read, with the next step; nothing is kept by then.
    """
    kind = kind_of(data, media_type=media_type, name=name)
    if kind == "txt":
        text = canonical(decode(data, charset=charset), pointer="/file", limit=limit)
        return from_text(text, language=language_of(text))
    if kind == "html":
        check_html(data)
    found = _found(ask_child(kind, data, charset=charset, url=url))
    return _put_together(found, media_type=_KINDS[kind], limit=limit)


def from_text(text: str, *, language: str = "") -> Extracted:
    """A plain text, already canonical, with its furniture recognised."""
    return Extracted(text=text, blocks=list(plain_blocks(text)), language=language)


def kind_of(data: bytes, *, media_type: str = "", name: str = "") -> str:
    """`html`, `docx`, `pdf` or `txt`. Raises Problem for an empty, too large or unreadable kind of file."""
    if not data:
        raise Problem("file.empty", "The file is empty (0 bytes).", pointer="/file", next_step=_OTHER_KIND)
    if len(data) > MAX_FILE_BYTES:
        raise Problem(
            "file.too_large",
            f"The file has {len(data) / 1_000_000:.1f} MB; at most {MAX_FILE_BYTES // 1_000_000} MB are read.",
            pointer="/file",
            next_step="Upload the part you want to check, or copy its text and paste it here.",
        )
    media_type = media_type.split(";")[0].strip().lower()
    ending = _ENDINGS.get(Path(name).suffix.lower(), "")
    expected = next((kind for kind, known in _KINDS.items() if known == media_type), "") or ending
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\f")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    for mark, what in _OTHER_FILES.items():
        if data.startswith(mark):
            raise Problem("file.kind", f"This is {what}, not a text.", pointer="/file", next_step=_OTHER_KIND)
    if expected == "docx":
        raise Problem(
            "docx.not_one",
            "The file is called a Word document (.docx) and isn't one.",
            pointer="/file",
            next_step=_OTHER_KIND,
        )
    if expected == "pdf":
        raise Problem(
            "pdf.damaged",
            "The file is called a PDF and isn't one, or it is damaged.",
            pointer="/file",
            next_step=_OTHER_KIND,
        )
    if (
        expected == "html"
        or media_type == "application/xhtml+xml"
        or start[:5].lower() in {b"<html", b"<!doc"}
    ):
        return "html"
    if media_type and media_type not in READABLE_TYPES and media_type != "application/octet-stream":
        if not media_type.startswith("text/"):
            raise Problem(
                "file.kind", f"“{media_type}” is not read here.", pointer="/file", next_step=_OTHER_KIND
            )
    return "txt"


def _found(answer: dict[str, Any]) -> dict[str, Any]:
    """What the child read. Raises Problem: the child's own, or that the file was too much for it."""
    if problem := answer.get("problem"):
        code, detail = str(problem["code"]), str(problem["detail"])
        raise Problem(code, detail, pointer=str(problem["pointer"]), next_step=str(problem["next_step"]))
    if why := answer.get("unreadable"):
        log.warning("a parser failed: %s", why)
        raise Problem(
            "file.damaged",
            "The file could not be read: it is damaged, or of a kind that is not known here.",
            pointer="/file",
            next_step="Open it where you can read it, copy the text you need and paste it here.",
        )
    if "read" not in answer:
        raise _too_heavy()
    return dict(answer["read"])


def read_in_child(kind: str, data: bytes, *, wanted: dict[str, Any], seconds: float) -> dict[str, Any]:
    """What the parser child makes of a file, other than its text, within so many seconds. Raises Problem."""
    return _found(ask_child(kind, data, charset="", url="", wanted=wanted, seconds=seconds))


def ask_child(
    kind: str,
    data: bytes,
    *,
    charset: str,
    url: str,
    wanted: dict[str, Any] | None = None,
    seconds: float | None = None,
) -> dict[str, Any]:
    """The answer of a fresh parser child: {read} or {problem}; empty where it ran too long, was stopped or died."""
    seconds = WALL_SECONDS if seconds is None else seconds
    with (
        tempfile.TemporaryFile() as sent,
        tempfile.TemporaryFile() as answered,
        tempfile.TemporaryFile() as said,
    ):
        order = {"kind": kind, "url": url, "charset": charset, "wanted": wanted or {}, "seconds": seconds}
        sent.write(json.dumps(order).encode() + b"\n" + data)
        sent.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-m", "claims.intake.parsing_child"],
            stdin=sent,
            stdout=answered,
            stderr=said,
            cwd=_BASE,
            env=_bare_environment(),
            start_new_session=True,
            close_fds=True,
        )
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            log.warning("parser child stopped after %s seconds: %s", seconds, kind)
            return {}
        finally:
            _end_group(child)
        answered.seek(0)
        try:
            return dict(json.loads(answered.read()))
        except ValueError:
            said.seek(0)
            last_words = said.read()[-500:].decode("utf-8", "replace")
            log.warning("parser child ended with %s: %s: %s", child.returncode, kind, last_words)
            return {}


def _bare_environment() -> dict[str, str]:
    """No secrets for the child; one thread for its numbers, whose stacks would eat the memory limit."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TZ") if name in os.environ}
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    return {**kept, **threads, "PYTHONPATH": str(_BASE), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        child.kill()
    child.wait()


def _put_together(found: dict[str, Any], *, media_type: str, limit: int) -> Extracted:
    """Canonical text (paragraphs joined by one blank line) and blocks; furniture also by the words alone."""
    blocks: list[dict[str, Any]] = []
    pieces: list[str] = []
    position = 0
    for piece, role in found["blocks"]:
        blocks.append({"start": position, "end": position + len(piece), "role": role})
        pieces.append(piece)
        position += len(piece) + len(PARAGRAPH_BREAK)
    text = PARAGRAPH_BREAK.join(pieces)
    check_characters(text, pointer="/file")
    check_length(text, pointer="/file", limit=limit)
    if media_type == "text/html" and "\ufffd" in text:
        raise Problem(
            "text.encoding",
            f"Character {text.index(chr(0xFFFD)):,} of the page's text can't be read in the encoding it names.",
            pointer="/file",
            next_step="Open the page in your browser, copy its text and paste it here.",
        )
    return Extracted(
        text=text,
        blocks=mark_author_box(
            text,
            _with_plain_roles(text, blocks, all_roles=media_type == "application/pdf"),
            [str(name) for name in found["authors"]],
        ),
        title=str(found["title"]),
        authors=[str(name) for name in found["authors"]],
        published_on=_as_day(str(found["published_on"])),
        publisher=str(found["publisher"]),
        canonical_url=str(found["canonical_url"]),
        language=str(found["language"]) or language_of(text),
        extractor=str(found["extractor"])[:60],
        media_type=media_type,
        wall=str(found["wall"]),
    )


def _with_plain_roles(text: str, blocks: list[dict[str, Any]], *, all_roles: bool) -> list[dict[str, Any]]:
    """The blocks, with body paragraphs turned into furniture where their words alone show it.

    With `all_roles` headings and captions too: a PDF has no other signs of them.
    """
    plain = list(plain_blocks(text))
    furniture = [(block["start"], block["end"]) for block in plain if block["role"] == "furniture"]
    by_place = {(block["start"], block["end"]): block["role"] for block in plain}
    marked = []
    for block in blocks:
        role = block["role"]
        covered = any(start <= block["start"] and block["end"] <= end for start, end in furniture)
        if covered and role in {"body", "heading"}:
            words = text[block["start"] : block["end"]]
            if all_roles or role == "heading" or not _is_sentence(words) or _is_furniture_alone(words):
                role = "furniture"
        elif role == "body" and by_place.get((block["start"], block["end"])) == "caption":
            role = "caption"
        elif all_roles and role == "body":
            role = by_place.get((block["start"], block["end"]), role)
        marked.append({**block, "role": role})
    return marked


def _is_sentence(words: str) -> bool:
    """Whether a block is running text by its length and end."""
    return len(words.split()) >= SENTENCE_WORDS and words.rstrip("”\"’')").endswith((".", "!", "?"))


def _is_furniture_alone(words: str) -> bool:
    """Whether words are furniture wherever they stand. What merely follows a list of other pages in a text without
    mark-up may be one more title; the page itself said that it is a paragraph."""
    return any(block["role"] == "furniture" for block in plain_blocks(words))


def _as_day(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _too_heavy() -> Problem:
    return Problem(
        "file.too_heavy",
        "Reading the file took too much time or memory, so it was stopped.",
        pointer="/file",
        next_step="Open it where you can read it, copy the text you need and paste it here.",
    )
