"""The web addresses and DOIs that a claim names: in its words, in its paragraph, in the sources quoted for it.

Only what the whole web can open: an address inside the house is told to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from claims.annotation.models import Claim, Suggestion
from claims.intake.models import ArticleVersion
from claims.lib.addresses import is_public_by_name
from claims.lib.urls import cited_address

MOST = 3
"""So many addresses a question names at most: each takes a turn or two of those who are asked."""
_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»‹›|\\^`{}]{3,1900}", re.I)
_DOI = re.compile(r"(?<![\w.])10\.\d{4,9}/[^\s<>\"“”«»|\\^`{}]{1,200}")
_AFTER = ".,;:!?'’)]"


def addresses_in(text: str) -> list[str]:
    """Every public web address in a text, as it would be cited, in order."""
    written = (_trimmed(match.group()) for match in _ADDRESS.finditer(text))
    found = (cited_address(each) for each in written if is_public_by_name(each))
    return list(dict.fromkeys(each for each in found if each))


def dois_in(text: str) -> list[str]:
    """Every DOI in a text, bare or as an address, in lower case, in order."""
    return list(dict.fromkeys(_trimmed(match.group()).lower() for match in _DOI.finditer(text)))


def named_by(subject: Claim | Suggestion, statement: str) -> list[str]:
    """What a claim or suggestion names: first in its statement, then in its paragraph, then the sources quoted for
    it, then the article it stands in. Addresses, and DOIs that are no address."""
    found: dict[str, None] = {}
    for text in (statement, *_paragraphs(subject), *_sources(subject)):
        addresses = addresses_in(text)
        bare = [doi for doi in dois_in(text) if not any(doi in each.lower() for each in addresses)]
        found.update(dict.fromkeys([*addresses, *bare]))
    return list(found)[:MOST]


def _trimmed(address: str) -> str:
    """Without the marks that only end the sentence; a bracket that was opened inside stays."""
    while address and address[-1] in _AFTER:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _paragraphs(subject: Claim | Suggestion) -> Iterable[str]:
    if isinstance(subject, Suggestion):
        return [_around(subject.version, subject.start)]
    places = subject.appearances.filter(start__isnull=False).select_related("version__snapshot")
    return [_around(place.version, place.start or 0) for place in places.order_by("-version__n", "start")[:3]]


def _around(version: ArticleVersion, place: int) -> str:
    blocks = version.snapshot.blocks
    block = next((each for each in blocks if each["start"] <= place < each["end"]), None)
    return version.text[block["start"] : block["end"]] if block else ""


def _sources(subject: Claim | Suggestion) -> Iterable[str]:
    if isinstance(subject, Suggestion):
        return [subject.version.snapshot.source.canonical_url]
    quoted = subject.evidence.order_by("-is_key", "pk").values_list(
        "snapshot__source__canonical_url", flat=True
    )
    own = [subject.article.source.canonical_url] if subject.article is not None else []
    return [*quoted[:MOST], *own]
