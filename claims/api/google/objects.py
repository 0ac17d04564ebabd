"""The objects of the interface, field by field, in the discovery document's own words."""

from __future__ import annotations

from typing import Any

PREFIX = "GoogleFactcheckingFactchecktoolsV1alpha1"

TEXT: dict[str, Any] = {"type": "string"}
MOMENT = {"type": "string", "format": "google-datetime"}
NUMBER = {"type": "integer", "format": "int32"}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"{PREFIX}{name}"}


def many(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


SHAPES: dict[str, dict[str, dict[str, Any]]] = {
    "Claim": {"text": TEXT, "claimant": TEXT, "claimDate": MOMENT, "claimReview": many(ref("ClaimReview"))},
    "ClaimReview": {
        "publisher": ref("Publisher"), "url": TEXT, "title": TEXT, "reviewDate": MOMENT, "textualRating": TEXT,
        "languageCode": TEXT,
    },
    "Publisher": {"name": TEXT, "site": TEXT},
    "ClaimAuthor": {"name": TEXT, "jobTitle": TEXT, "imageUrl": TEXT, "sameAs": TEXT},
    "ClaimRating": {
        "textualRating": TEXT, "ratingValue": NUMBER, "worstRating": NUMBER, "bestRating": NUMBER, "imageUrl": TEXT,
        "ratingExplanation": TEXT,
    },
    "ClaimReviewAuthor": {"name": TEXT, "imageUrl": TEXT},
    "ClaimReviewMarkup": {
        "url": TEXT, "claimReviewed": TEXT, "claimDate": TEXT, "claimLocation": TEXT, "claimFirstAppearance": TEXT,
        "claimAppearances": many(TEXT), "claimAuthor": ref("ClaimAuthor"), "rating": ref("ClaimRating"),
    },
    "ClaimReviewMarkupPage": {
        "name": TEXT, "pageUrl": TEXT, "publishDate": TEXT, "claimReviewAuthor": ref("ClaimReviewAuthor"),
        "claimReviewMarkups": many(ref("ClaimReviewMarkup")), "versionId": TEXT,
    },
    "FactCheckedClaimSearchResponse": {"claims": many(ref("Claim")), "nextPageToken": TEXT},
    "FactCheckedClaimImageSearchResponseResult": {"claim": ref("Claim")},
    "FactCheckedClaimImageSearchResponse": {
        "results": many(ref("FactCheckedClaimImageSearchResponseResult")), "nextPageToken": TEXT,
    },
    "ListClaimReviewMarkupPagesResponse": {
        "claimReviewMarkupPages": many(ref("ClaimReviewMarkupPage")), "nextPageToken": TEXT,
    },
}  # fmt: skip
"""Every object, field by field."""
