"""Finding public checks by words: exact words first, then full text, misspelt words by their trigrams.

A list is read page by page: what was decided for the first page (which words select, what each counts, which rows
there were) travels with the `Plan`, so that later pages go on in the same order while checks are published, and no
check comes twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from claims.publishing.models import PublicCheck
from claims.publishing.noting import quoted
from claims.publishing.search_plans import EXACT, LEAST_ALIKE, MOST_ROWS, Asked, Place, Plan, planned


@dataclass(frozen=True)
class Found:
    """One page: its rows, whether more follow, and what the next page needs."""

    rows: list[PublicCheck]
    plan: Plan
    more: bool
    last: Place | None


def find(
    asked: Asked, *, size: int, offset: int = 0, plan: Plan | None = None, after: Place | None = None
) -> Found:
    """One page of at most `size` checks. The next page is asked for with this one's `plan` and `last`."""
    plan = plan or planned(asked)
    keys: list[tuple[int, int]] = []
    if plan.exact and (after is None or after.score == EXACT):
        exact = _newest_first(_exact(asked, plan), plan, after, score=EXACT)
        keys = [(pk, EXACT) for pk in exact[offset : offset + size + 1]]
        offset = 0 if keys or not offset else max(0, offset - exact.count())
        after = None
    if len(keys) <= size:
        keys += _others(asked, plan, after, offset=offset, size=size + 1 - len(keys))
    page = dict(keys[:size])
    rows = _loaded(page)
    last = rows[-1] if rows else None
    return Found(
        rows,
        plan,
        len(keys) > size,
        Place(page[last.pk], round(last.reviewed_at.timestamp() * 1_000_000), last.pk) if last else None,
    )


def _loaded(keys: dict[int, int]) -> list[PublicCheck]:
    rows = (
        PublicCheck.objects.filter(pk__in=keys)
        .select_related("publication__fact_check__claim", "publication__organisation", "organisation")
        .defer("vector", "text", "exact")
    )
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in keys if pk in found]


def how_many(asked: Asked, plan: Plan) -> tuple[int, int]:
    """How many checks a plan finds on all pages together, and how many of them are in exactly these words."""
    exact = _exact(asked, plan).filter(pk__lte=plan.newest).count() if plan.exact else 0
    rows, is_scored = _selection(asked, plan)
    if rows is None:
        return exact, exact
    if not is_scored:
        return exact + rows.filter(pk__lte=plan.newest).count(), exact
    inner, values = _scores(rows, plan)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM ({inner}) AS scored (id, at, score) WHERE score >= %s",
            [*values, plan.least or 1],
        )
        return exact + cursor.fetchone()[0], exact


def _exact(asked: Asked, plan: Plan) -> QuerySet[Any]:
    return asked.rows.filter(exact__contains=[plan.exact])


def _others(
    asked: Asked, plan: Plan, after: Place | None, *, offset: int, size: int
) -> list[tuple[int, int]]:
    """(key, score) of what is not exactly in these words, the best first."""
    rows, is_scored = _selection(asked, plan)
    if rows is None:
        return []
    if is_scored:
        return _by_score(rows, plan, after, offset, size)
    return [(pk, 0) for pk in _newest_first(rows, plan, after, score=0)[offset : offset + size]]


def _selection(asked: Asked, plan: Plan) -> tuple[QuerySet[Any] | None, bool]:
    """What a plan selects of what is not exactly in its words, and whether each row has a `score`; None for nothing."""
    rows = asked.rows
    if plan.exact:
        rows = rows.exclude(exact__contains=[plan.exact])
    if plan.alike:
        alike = RawSQL("(word_similarity(%s, claims_publiccheck.text) * 1000)::int", [plan.alike])  # noqa: S611
        found = _alike(asked, plan.alike)
        return (rows.filter(pk__in=found).annotate(score=alike) if found else None), True
    if plan.select:
        rows = rows.filter(
            RawSQL("claims_publiccheck.vector @@ %s::tsquery", [plan.select], BooleanField())  # noqa: S611
        )
    elif plan.exact:
        return None, False
    if not plan.words:
        return rows, False
    if plan.recent_only:
        recent = _newest_first(rows, plan, None, score=0)[:MOST_ROWS]
        rows = PublicCheck.objects.filter(pk__in=recent)
    return rows.annotate(score=_score(plan)), True


def _score(plan: Plan) -> RawSQL:
    """The weights of the words a check has; a word that stands only in its headline or conclusion counts half."""
    parts: list[str] = []
    values: list[Any] = []
    for word, weight in plan.words:
        parts.append(  # most checks have not the word at all, so that is asked first
            "CASE WHEN NOT claims_publiccheck.vector @@ %s::tsquery THEN 0 "
            "WHEN claims_publiccheck.vector @@ %s::tsquery THEN %s ELSE %s END"
        )
        values += [quoted(word), f"{quoted(word)}:A", weight, weight // 2]
    return RawSQL(f"({' + '.join(parts)})::int", values, IntegerField())  # noqa: S611


def _newest_first(rows: QuerySet[Any], plan: Plan, after: Place | None, *, score: int) -> QuerySet[Any]:
    """The keys of rows that all have one score."""
    rows = rows.filter(pk__lte=plan.newest)
    if after is not None and after.score == score:
        later = "(claims_publiccheck.reviewed_at, claims_publiccheck.id) < (%s, %s)"
        rows = rows.filter(RawSQL(later, [after.moment, after.pk], BooleanField()))  # noqa: S611
    return rows.order_by("-reviewed_at", "-pk").values_list("pk", flat=True)


def _by_score(
    rows: QuerySet[Any], plan: Plan, after: Place | None, offset: int, size: int
) -> list[tuple[int, int]]:
    inner, values = _scores(rows, plan)
    least = plan.least or 1
    since = "AND (score, at, id) < (%s, %s, %s)" if after is not None else ""
    place: list[Any] = [after.score, after.moment, after.pk] if after is not None else []
    with connection.cursor() as cursor:
        # Materialized, so that each score is worked out once.
        cursor.execute(
            f"WITH scored (id, at, score) AS MATERIALIZED ({inner}) SELECT id, score FROM scored "
            f"WHERE score >= %s {since} ORDER BY score DESC, at DESC, id DESC OFFSET %s LIMIT %s",
            [*values, least, *place, offset, size],
        )
        return cursor.fetchall()


def _scores(rows: QuerySet[Any], plan: Plan) -> tuple[str, list[Any]]:
    """Key, moment and score of each row, as SQL and its values."""
    scored = rows.filter(pk__lte=plan.newest).order_by().values_list("pk", "reviewed_at", "score")
    inner, values = scored.query.sql_with_params()
    return inner, list(values)


def _alike(asked: Asked, words: str) -> list[int]:
    """Rows in which something stands that looks like these words."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(LEAST_ALIKE / 1000)]
        )
        cursor.execute(
            "SELECT id FROM claims_publiccheck WHERE organisation_id = %s AND text %%> %s ORDER BY id LIMIT 500",
            [asked.organisation.pk, words],
        )
        return [pk for (pk,) in cursor.fetchall()]
