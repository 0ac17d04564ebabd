"""The newsroom's own archive: its articles and its kept copies."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction

from claims.evidence.providers.base import Found, Provider, Query, Reply, failed
from claims.intake.models import Outcome
from claims.matching.passages import PassageHit, search

PER_SOURCE = 3
"""At most so many passages of one source, so that one long report doesn't crowd out the others."""


class OwnArchive(Provider):
    """Searches in the database; whose copies, embargoes and takedowns are settled inside the query."""

    name = "own_archive"
    label = "Own archive"
    deadline = 15.0

    def search(self, query: Query) -> Reply:
        try:
            with transaction.atomic():
                self._limit_time(query.deadline)
                hits = search(
                    query.organisation,
                    query.text,
                    limit=query.limit * 2,
                    before=query.before,
                    exclude_sources=query.exclude_sources,
                )
        except DatabaseError as error:
            return failed(Outcome.UNAVAILABLE, f"The archive could not be searched: {type(error).__name__}.")
        chosen = self._spread(hits)[: query.limit]
        if not chosen:
            return Reply(Outcome.EMPTY)
        return Reply(Outcome.OK, hits=tuple(map(self._found, chosen)))

    def _limit_time(self, seconds: float) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true)", [str(max(1, int(seconds * 1000)))]
            )

    def _spread(self, hits: list[PassageHit]) -> list[PassageHit]:
        seen: dict[int, int] = {}
        chosen = []
        for hit in hits:
            source = hit.snapshot.source_id
            seen[source] = seen.get(source, 0) + 1
            if seen[source] <= PER_SOURCE:
                chosen.append(hit)
        return chosen

    def _found(self, hit: PassageHit) -> Found:
        source = hit.snapshot.source
        return Found(
            passage=hit.text,
            title=source.title,
            url=source.canonical_url or hit.snapshot.final_url,
            publisher=source.publisher,
            published=source.published,
            snapshot=hit.snapshot,
            start=hit.start,
            end=hit.end,
        )


PROVIDER = OwnArchive()
