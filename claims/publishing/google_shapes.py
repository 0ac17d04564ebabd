"""A check's ClaimReview in the shape of the Fact Check Tools interface (v1alpha1). Pure functions: plain JSON values
out, camelCase, what is empty left out. The addresses of our own pages are put in where they are told
(`page_of`)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from claims.accounts.models import Organisation
from claims.publishing.addresses import base_url
from claims.publishing.claimreview import claim_review
from claims.publishing.shown import Check

Shape = dict[str, Any]


def full(shape: Shape) -> Shape:
    """Without what is empty; a zero is something."""
    return {name: value for name, value in shape.items() if value not in (None, "", [], {})}


def markup(check: Check) -> Shape:
    """One element of `claimReviewMarkups`, without `url`; empty where the page carries no ClaimReview."""
    review = claim_review(check)
    if review is None:
        return {}
    item, rating = review["itemReviewed"], review["reviewRating"]
    authors = item.get("author", [])
    author = authors[0] if isinstance(authors, list) and authors else authors or {}
    appearances = [each["url"] for each in item.get("appearance", []) if each.get("url")]
    return full(
        {
            "claimReviewed": review["claimReviewed"],
            "claimDate": item.get("datePublished"),
            "claimFirstAppearance": _address(item.get("firstAppearance")),
            "claimAppearances": appearances,
            "claimAuthor": full(
                {
                    "name": author.get("name"),
                    "jobTitle": author.get("jobTitle"),
                    "imageUrl": author.get("image"),
                    "sameAs": author.get("sameAs"),
                }
            ),
            "rating": full(
                {
                    "textualRating": rating["alternateName"],
                    "ratingValue": rating.get("ratingValue"),
                    "bestRating": rating.get("bestRating"),
                    "worstRating": rating.get("worstRating"),
                    "imageUrl": rating.get("image"),
                    "ratingExplanation": rating.get("ratingExplanation"),
                }
            ),
        }
    )


def page_of(check: Check) -> Shape | None:
    """A check's page with its mark-up (`ClaimReviewMarkupPage`), or None where it carries none."""
    fields = markup(check)
    if not fields:
        return None
    return page_shape(
        uid=check.uid,
        url=check.url,
        publish_date=check.published_at.isoformat(timespec="seconds"),
        publisher=check.newsroom.name,
        markup=fields,
        version=check.newest.n,
    )


def page_shape(
    *, uid: str, url: str, publish_date: str, publisher: str, markup: Shape, version: int
) -> Shape:
    return {
        "name": f"pages/{uid}",
        "pageUrl": url,
        "publishDate": publish_date,
        "claimReviewAuthor": {"name": publisher},
        "claimReviewMarkups": [{"url": url, **markup}],
        "versionId": str(version),
    }


def site_of(newsroom: Organisation) -> str:
    """The newsroom's site as the interface names sites: the host of its pages, without `www.`."""
    return host_of(base_url(newsroom))


def host_of(address: str) -> str:
    """`https://www.Harbor.example:8000/checks/` and `harbor.example` are both `harbor.example`."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.")


def _address(work: Any) -> str:
    return str(work.get("url") or "") if isinstance(work, dict) else str(work or "")
