"""What a published check says about words elsewhere, as W3C Web Annotations (Recommendation of 23 February 2017).

Two sorts: the claim where it was made (motivation *assessing*: the body is our verdict), and each passage cited as
evidence (*linking*: the body is the check it was cited in). A target names the page, the words with 32 characters on
either side, the offsets in our kept copy (Unicode code points, nothing normalised) and when that copy was kept.
Pure: a check and its texts in, plain JSON values out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from claims.accounts.working_rules import data_licence
from claims.annotation.selectors import selectors_at
from claims.publishing.addresses import base_url
from claims.publishing.shown import Check, Place, Quoted

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
STANCE_WORDS = {"supports": "Supports", "refutes": "Disputes", "context": "Gives context to"}
Texts = Mapping[str, str]
"""Texts of kept copies by their hash."""
Spans = Mapping[tuple[str, str], tuple[int, int]]
"""Where words stand in a kept copy: by the copy's hash and the words."""


def annotations_of(check: Check, texts: Texts, spans: Spans) -> Iterator[dict[str, Any]]:
    """Every annotation of a check's newest version; none of what is retracted or withdrawn. Where a text or a place in
    it is missing, the words alone are the selector."""
    if check.is_retracted or check.is_withdrawn:
        return
    for n, place in enumerate(check.newest.places, start=1):
        if place.url:
            yield _about_place(check, place, n, texts, spans)
    for source in check.newest.sources:
        if source.url:
            yield _about_source(check, source, texts, spans)


def collection(check_url: str, label: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    """Annotations as one collection with one page in it."""
    return {
        "@context": CONTEXT,
        "id": check_url,
        "type": "AnnotationCollection",
        "label": label,
        "total": len(items),
        "first": {
            "id": f"{check_url}#first",
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": [{name: value for name, value in item.items() if name != "@context"} for item in items],
        },
    }


def _about_place(check: Check, place: Place, n: int, texts: Texts, spans: Spans) -> dict[str, Any]:
    verdict = f"{check.label}. {check.newest.conclusion}"
    return {
        **_head(check, f"place-{n}", "assessing"),
        "body": [
            {
                "type": "TextualBody",
                "value": verdict,
                "format": "text/plain",
                "language": check.language,
                "purpose": "assessing",
            },
            {"type": "SpecificResource", "source": check.url, "purpose": "linking"},
        ],
        "target": _target(place, texts, spans),
    }


def _about_source(check: Check, source: Quoted, texts: Texts, spans: Spans) -> dict[str, Any]:
    words = f"{STANCE_WORDS[source.stance]} “{check.newest.claim_text}”."
    return {
        **_head(check, f"source-{source.number}", "linking"),
        "body": [
            {
                "type": "TextualBody",
                "value": words,
                "format": "text/plain",
                "language": check.language,
                "purpose": "describing",
            },
            {"type": "SpecificResource", "source": f"{check.url}#e{source.number}", "purpose": "linking"},
        ],
        "target": _target(source, texts, spans),
    }


def _head(check: Check, name: str, motivation: str) -> dict[str, Any]:
    base = base_url(check.newsroom)
    return {
        "@context": CONTEXT,
        "id": f"{check.url}#{name}",
        "type": "Annotation",
        "motivation": motivation,
        "creator": {"id": f"{base}/", "type": "Organization", "name": check.newsroom.name},
        "created": _moment(check.published_at),
        "modified": _moment(check.modified_at),
        "rights": data_licence(check.newsroom),
    }


def _target(said: Place | Quoted, texts: Texts, spans: Spans) -> dict[str, Any]:
    text, (start, end) = texts.get(said.sha256, ""), spans.get((said.sha256, said.quote), (0, 0))
    selector: Any = {"type": "TextQuoteSelector", "exact": said.quote}
    if said.quote and text[start:end] == said.quote:
        selector = selectors_at(text, start, end)
    target: dict[str, Any] = {"type": "SpecificResource", "source": said.url, "selector": selector}
    if said.kept_at is not None:
        target["state"] = {"type": "TimeState", "sourceDate": _moment(said.kept_at)}
    return target


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
