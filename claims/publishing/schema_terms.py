"""A lint of schema.org mark-up: which properties each type we write may have, and what each may hold.

Written by hand from the documentation of schema.org release 30.0, for the terms we use and no others: a property that
is not here is a fault, however good it may be. `tests/contracts/exchange` checks the same with the whole vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

THING = {"@id": "URL", "name": "Text", "url": "URL", "sameAs": "URL", "image": "URL"}
WORK = THING | {
    "author": "Organization Person", "publisher": "Organization", "datePublished": "Day", "dateModified": "Day",
    "dateCreated": "Day", "headline": "Text", "inLanguage": "Language", "text": "Text", "license": "URL",
    "sdLicense": "URL", "sdPublisher": "Organization", "correction": "CorrectionComment",
    "translationOfWork": "ClaimReview", "workTranslation": "ClaimReview", "isBasedOn": "URL",
}  # fmt: skip
TERMS: dict[str, dict[str, str]] = {
    "ClaimReview": WORK
    | {"claimReviewed": "Text", "itemReviewed": "Claim", "reviewRating": "Rating", "reviewBody": "Text"},
    "Claim": WORK | {"appearance": "CreativeWork", "firstAppearance": "CreativeWork"},
    "Rating": THING
    | {
        "alternateName": "Text", "ratingValue": "Whole", "bestRating": "Whole", "worstRating": "Whole",
        "ratingExplanation": "Text",
    },
    "CreativeWork": WORK,
    "CorrectionComment": WORK,
    "Organization": THING
    | dict.fromkeys(
        ("publishingPrinciples", "correctionsPolicy", "ethicsPolicy", "actionableFeedbackPolicy",
         "ownershipFundingInfo", "diversityPolicy", "unnamedSourcesPolicy", "logo"), "URL"
    ),
    "Person": THING | {"jobTitle": "Text"},
    "DataFeed": WORK | {"description": "Text", "dataFeedElement": "DataFeedItem"},
    "DataFeedItem": THING | {"dateCreated": "Day", "dateModified": "Day", "item": "ClaimReview"},
}  # fmt: skip
NEEDED = {
    "ClaimReview": ("url", "claimReviewed", "author", "itemReviewed", "reviewRating", "datePublished",
                    "sdLicense", "sdPublisher"),
    "Rating": ("alternateName",),
    "Organization": ("name",),
    "Person": ("name",),
    "CorrectionComment": ("text", "datePublished"),
    "DataFeedItem": ("url", "dateCreated", "dateModified", "item"),
}  # fmt: skip
"""What readers of the mark-up ask for, beyond what the vocabulary does."""


def faults(value: Any, kinds: str = "ClaimReview DataFeed DataFeedItem", path: str = "") -> Iterator[str]:
    """Everything wrong with a piece of mark-up, each as `path: what is wrong`. Pure."""
    if isinstance(value, list):
        if not value:
            yield f"{path}: an empty list says nothing"
        for n, each in enumerate(value):
            yield from faults(each, kinds, f"{path}/{n}")
    elif isinstance(value, dict):
        yield from _object(value, kinds, path)
    else:
        yield from _value(value, kinds, path)


def _object(value: dict[str, Any], kinds: str, path: str) -> Iterator[str]:
    kind = value.get("@type")
    if kind not in kinds.split() or kind not in TERMS:
        yield f"{path}/@type: {kind!r} where {kinds} is meant"
        return
    for name in value:
        if name == "@context" and path == "":
            if value[name] != "https://schema.org":
                yield f"{path}/@context: {value[name]!r}"
        elif name != "@type" and name not in TERMS[kind]:
            yield f"{path}/{name}: {kind} has no such property here"
        elif name != "@type":
            yield from faults(value[name], TERMS[kind][name], f"{path}/{name}")
    for name in NEEDED.get(kind, ()):
        if name not in value:
            yield f"{path}/{name}: {kind} lacks it"
    if kind == "Rating":
        yield from _scale(value, path)


def _scale(value: dict[str, Any], path: str) -> Iterator[str]:
    """A number stands with both ends of its scale, between them, and the worst is 1 at least; or there is none."""
    three = [value.get(name) for name in ("worstRating", "ratingValue", "bestRating")]
    if three == [None, None, None]:
        return
    if not all(isinstance(each, int) and not isinstance(each, bool) for each in three):
        yield f"{path}: a number needs ratingValue, bestRating and worstRating, all whole"
    elif not 1 <= three[0] <= three[1] <= three[2] or three[0] == three[2]:  # type: ignore[operator]
        yield f"{path}: {three[1]} is not on a scale from {three[0]} (1 or more) to {three[2]}"


def _value(value: Any, kinds: str, path: str) -> Iterator[str]:
    if kinds == "Whole":
        if not isinstance(value, int) or isinstance(value, bool):
            yield f"{path}: {value!r} is not a whole number"
    elif not isinstance(value, str) or not value.strip():
        yield f"{path}: {value!r} is not {kinds}"
    elif kinds == "URL":
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value):
            yield f"{path}: {value!r} is no absolute address"
    elif kinds == "Day":
        if not (DAY.fullmatch(value) or MOMENT.fullmatch(value)):
            yield f"{path}: {value!r} is no date of ISO 8601"
    elif kinds == "Language":
        if not LANGUAGE.fullmatch(value):
            yield f"{path}: {value!r} is no language"
    elif kinds != "Text":
        yield f"{path}: words where {kinds} is meant"
