"""What an annotation must be, from the Web Annotation Data Model (W3C Recommendation, 23 February 2017), for the parts
of the model that we write. The W3C's own tests run in `tests/contracts/exchange`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MOTIVATIONS = set(
    "assessing bookmarking classifying commenting describing editing highlighting identifying linking moderating "
    "questioning replying tagging".split()
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SELECTORS = {
    "TextQuoteSelector": {"exact": str},
    "TextPositionSelector": {"start": int, "end": int},
}


def broken(annotation: dict[str, Any], *, with_context: bool = True) -> Iterator[str]:
    """Every must that an annotation breaks, with the section it is from."""
    if with_context and annotation.get("@context") != CONTEXT:
        yield "3.1 the context"
    if not _iri(annotation.get("id")):
        yield "3.1 one id, an IRI"
    if annotation.get("type") != "Annotation":
        yield "3.1 the type"
    if not annotation.get("target"):
        yield "3.1 a target"
    if "body" in annotation and "bodyValue" in annotation:
        yield "3.2.5 body or bodyValue, not both"
    for name in ("created", "modified"):
        if name in annotation and not MOMENT.fullmatch(annotation[name]):
            yield f"3.3.1 {name} is one moment in UTC"
    if annotation.get("motivation") not in MOTIVATIONS:
        yield "3.3.5 a motivation of the model"
    if "rights" in annotation and not _iri(annotation["rights"]):
        yield "3.3.6 rights, an IRI"
    for body in _listed(annotation.get("body", [])):
        yield from _body(body)
    for target in _listed(annotation["target"]):
        yield from _resource(target)


def _body(body: Any) -> Iterator[str]:
    if isinstance(body, dict) and body.get("type") == "TextualBody":
        if not isinstance(body.get("value"), str):
            yield "3.2.4 a textual body has one value, words"
        if "source" in body or "items" in body:
            yield "3.2.4 a textual body has neither source nor items"
        if body.get("purpose", "linking") not in MOTIVATIONS:
            yield "3.3.5 a purpose of the model"
    else:
        yield from _resource(body)


def _resource(resource: Any) -> Iterator[str]:
    if isinstance(resource, str):
        if not _iri(resource):
            yield "3.2 a resource named by an IRI"
        return
    if resource.get("type") != "SpecificResource" or not _iri(resource.get("source")):
        yield "4 a specific resource has one source, an IRI"
    if "value" in resource or "items" in resource:
        yield "4 a specific resource has neither value nor items"
    if resource.get("purpose", "linking") not in MOTIVATIONS:
        yield "3.3.5 a purpose of the model"
    for selector in _listed(resource.get("selector", [])):
        needed = SELECTORS.get(selector.get("type"))
        if needed is None:
            yield "4.2 a selector of the model"
        elif not all(isinstance(selector.get(name), kind) for name, kind in needed.items()):
            yield f"4.2 what a {selector['type']} must have"
        elif selector["type"] == "TextPositionSelector" and not 0 <= selector["start"] < selector["end"]:
            yield "4.2.5 a position from 0, its end behind its start"
    for state in _listed(resource.get("state", [])):
        if state.get("type") != "TimeState" or not MOMENT.fullmatch(str(state.get("sourceDate"))):
            yield "4.3.1 a time state has a moment in UTC"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _iri(value: Any) -> bool:
    return isinstance(value, str) and bool(urlsplit(value).scheme) and not re.search(r"\s", value)
