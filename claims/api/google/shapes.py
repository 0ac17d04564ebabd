"""Found checks in the interface's shapes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from claims.publishing.addresses import base_url, check_path
from claims.publishing.google_shapes import full, page_shape, site_of
from claims.publishing.models import PublicCheck


def claim(row: PublicCheck) -> dict[str, Any]:
    """A claim with our review of it."""
    newsroom = row.organisation
    return full(
        {
            "text": row.claim_text,
            "claimant": row.claimant,
            "claimDate": _moment(row.claimed_on) if row.claimed_on else None,
            "claimReview": [
                {
                    "publisher": {"name": newsroom.name, "site": site_of(newsroom)},
                    "url": address(row),
                    "title": row.headline,
                    "reviewDate": _moment(row.reviewed_at),
                    "textualRating": row.markup["rating"]["textualRating"],
                    "languageCode": row.language,
                }
            ],
        }
    )


def page(row: PublicCheck) -> dict[str, Any]:
    """A check's page with its mark-up."""
    return page_shape(
        uid=row.publication.fact_check.claim.uid,
        url=address(row),
        publish_date=row.reviewed_at.astimezone(UTC).isoformat(timespec="seconds"),
        publisher=row.organisation.name,
        markup=row.markup,
        version=row.n,
    )


def address(row: PublicCheck) -> str:
    """Where readers find the check now."""
    publication = row.publication
    return base_url(row.organisation) + check_path(publication.slug, publication.fact_check.claim.uid)


def _moment(at: datetime | date) -> str:
    """RFC 3339 with a Z."""
    if isinstance(at, datetime):
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{at.isoformat()}T00:00:00Z"
