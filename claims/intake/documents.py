"""Reading a Word document (.docx): paragraphs, headings, lists and tables, in order. Runs inside the parser
child."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import lxml.etree
import mammoth

from claims.intake.pages import parse_tree
from claims.intake.walking import blocks_of
from claims.lib.html import check_html
from claims.lib.problems import Problem

MAX_ENTRIES = 1_000
MAX_UNPACKED = 200_000_000
MAX_RATIO = 100
_RATIO_FREE = 1_000_000  # below this size a high ratio harms nobody
_NEXT_STEP = "Open it where it was written, copy its text and paste it, or save it as .docx again."
_NAMES = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "creator": "{http://purl.org/dc/elements/1.1/}creator",
}


def read_document(data: bytes) -> dict[str, Any]:
    """Text blocks and facts of one .docx, shaped as `pages.read_page` shapes them.

    Raises Problem where it is no Word document, would unpack to too much, or holds no text.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(archive)
            names = set(archive.namelist())
            if "word/document.xml" not in names:
                raise not_a_document()
            if any(_declares_types(archive, name) for name in names if name.endswith((".xml", ".rels"))):
                raise not_a_document()
            properties = archive.read("docProps/core.xml") if "docProps/core.xml" in names else b""
            converted = mammoth.convert_to_html(
                io.BytesIO(data), convert_image=mammoth.images.img_element(lambda image: {"src": ""})
            ).value
    except Problem:
        raise
    except (zipfile.BadZipFile, KeyError, EOFError, ValueError, OSError, NotImplementedError, RuntimeError):
        raise not_a_document() from None
    except Exception as error:  # the XML readers below mammoth raise classes of their own
        if type(error).__module__.startswith(("xml.", "lxml.", "mammoth.", "defusedxml.", "zlib")):
            raise not_a_document() from None
        raise
    check_html(converted.encode())
    blocks = blocks_of(parse_tree(f"<body>{converted}</body>")) if converted.strip() else []
    if not blocks:
        raise Problem(
            "docx.no_text", "The document holds no text, only pictures or nothing.", next_step=_NEXT_STEP
        )
    title, author = _properties(properties)
    return {
        "blocks": [(block.text, block.role) for block in blocks],
        "title": title or next((block.text for block in blocks[:3] if block.role == "heading"), ""),
        "authors": [author] if author else [],
        "published_on": "",
        "publisher": "",
        "canonical_url": "",
        "language": "",
        "wall": "",
        "extractor": "docx/1 mammoth",
    }


def check_archive(archive: zipfile.ZipFile) -> None:
    """Raise Problem for a zip file that would unpack to too much, before anything is unpacked."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise _bomb(f"holds {len(entries):,} files; at most {MAX_ENTRIES:,} are read")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise _bomb(f"would unpack to more than {MAX_UNPACKED // 1_000_000} MB")
    if unpacked > _RATIO_FREE and unpacked > packed * MAX_RATIO:
        raise _bomb(f"would unpack to more than {MAX_RATIO} times its size")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Problem(
            "docx.password",
            "The document is protected by a password.",
            next_step="Save it without the password, or open it, copy its text and paste it here.",
        )


def _declares_types(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a part declares types or entities, which the format forbids: only bombs do."""
    data = archive.read(name)
    return b"<!DOCTYPE" in data or b"<!ENTITY" in data


def not_a_document() -> Problem:
    """The refusal of a file that is called .docx and isn't one."""
    return Problem(
        "docx.not_one",
        "The file is not a Word document (.docx), or it is damaged.",
        pointer="/file",
        next_step=_NEXT_STEP,
    )


def _bomb(why: str) -> Problem:
    return Problem("docx.too_heavy", f"The file {why}.", pointer="/file", next_step=_NEXT_STEP)


def _properties(data: bytes) -> tuple[str, str]:
    """Title and author out of the document's own properties."""
    if not data:
        return "", ""
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = lxml.etree.fromstring(data, parser=parser)
    except lxml.etree.XMLSyntaxError:
        return "", ""
    found = {name: " ".join((root.findtext(tag) or "").split()) for name, tag in _NAMES.items()}
    return found["title"][:500], found["creator"][:120]
