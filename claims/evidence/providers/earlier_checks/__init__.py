"""Earlier checks: what this newsroom has already published about the same statement, and checks by others it keeps."""

from __future__ import annotations

from django.db import DatabaseError, transaction

from claims.evidence.models import Lane
from claims.evidence.providers.base import Provider, Query, Reply, failed
from claims.intake.models import Outcome
from claims.matching.earlier import find_matches


class EarlierChecks(Provider):
    """A check that was made before is shown first, and is no evidence: it answers with matches, not with passages."""

    name = "earlier_checks"
    label = "Earlier checks"
    lane = Lane.EARLIER_CHECKS
    deadline = 15.0

    def search(self, query: Query) -> Reply:
        try:
            with transaction.atomic():
                found = find_matches(
                    query.organisation,
                    query.text,
                    exclude=query.exclude_claim,
                    limit=min(query.limit, 10),
                    checked_only=True,
                )
        except DatabaseError as error:
            return failed(
                Outcome.UNAVAILABLE, f"Earlier checks could not be searched: {type(error).__name__}."
            )
        return Reply(Outcome.OK, matches=tuple(found)) if found else Reply(Outcome.EMPTY)


PROVIDER = EarlierChecks()
