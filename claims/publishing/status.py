"""Where a fact-check stands towards its readers, for the desk and the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from claims.publishing.addresses import public_url
from claims.publishing.models import OrderState, Publication, PublishOrder
from claims.verdicts.models import FactCheck


@dataclass(frozen=True)
class Status:
    """`state`: unpublished, published, retracted or withdrawn. `order`: the one that waits, stoppable, or None."""

    state: str
    publication: Publication | None
    url: str
    version: int
    published_at: datetime | None
    corrections: int
    order: PublishOrder | None

    @property
    def is_public(self) -> bool:
        return self.state in ("published", "retracted")


def status(fact_check: FactCheck) -> Status:
    """Read fresh, never from the case's own state."""
    order = PublishOrder.objects.filter(fact_check=fact_check, state=OrderState.WAITING).first()
    publication = (
        Publication.objects.filter(fact_check=fact_check)
        .select_related("organisation", "fact_check__claim")
        .first()
    )
    if publication is None:
        return Status("unpublished", None, "", 0, None, 0, order)
    newest = publication.versions.order_by("-n").first()
    return Status(
        state=publication.state,
        publication=publication,
        url=public_url(publication),
        version=newest.n if newest else 0,
        published_at=newest.published_at if newest else None,
        corrections=publication.corrections.count(),
        order=order,
    )
