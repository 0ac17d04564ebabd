"""The search index over all kept copies, and searching it.

A copy is cut into passages of at most three sentences, never across a paragraph and never of page furniture. The
rarest words of a question select rows from PostgreSQL's text index; the best of them are scored again by BM25. A name
the index doesn't know is looked up by its trigrams, so a misspelt name still finds its passages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Func, Value
from django.utils import timezone
from rapidfuzz import fuzz

from claims.accounts.models import Organisation
from claims.annotation.sentences import sentence_spans
from claims.intake.models import Snapshot
from claims.matching.models import Passage
from claims.matching.ranking import Statistics, bm25
from claims.matching.terms import folded, terms

MOST_SENTENCES = 3
MOST_CHARACTERS = 600
TITLE_SHARE = 0.4
"""How much a word of the source's title counts beside one of the passage."""
RAREST = 10
MOST_ROWS = 15_000
RESCORED = 300
TYPO = 84.0
"""Least similarity (0 to 100) at which an unknown word is taken for a misspelling of a word in a passage."""
_MOST_MISSPELT = 3
_CREDITS = re.compile(
    r"(?:Sources?|Photos?|Photograph|Image|Picture|Credit|Read more|Read next)\b[^.\n]{0,30}:"
)
_LONGEST_CREDITS = 250


@dataclass(frozen=True)
class PassageHit:
    """A passage that fits: `text == snapshot.text[start:end]`. The snapshot comes without its text."""

    snapshot: Snapshot
    start: int
    end: int
    text: str
    score: float
    shared: tuple[str, ...] = ()
    """The question's words found here, the telling ones first."""


def split(text: str, blocks: Sequence[dict[str, Any]] = ()) -> list[tuple[int, int]]:
    """The passages of a text as (start, end). `blocks` as in Snapshot; without any the whole text is body."""
    spans: list[tuple[int, int]] = []
    for block in blocks or [{"start": 0, "end": len(text), "role": "body"}]:
        if block.get("role") == "furniture":
            continue
        spans.extend(_of_block(text, int(block["start"]), min(int(block["end"]), len(text))))
    return [(start, end) for start, end in spans if not _is_credits(text, start, end)]


def _is_credits(text: str, start: int, end: int) -> bool:
    """ "Source: …" and the like say where something comes from, and nothing else."""
    return end - start <= _LONGEST_CREDITS and _CREDITS.match(text, start) is not None


def _of_block(text: str, first: int, last: int) -> Iterable[tuple[int, int]]:
    """Sentences put together while they are few and short, and no blank line lies between them."""
    start: int | None = None
    end = sentences = 0
    for left, right in ((first + left, first + right) for left, right in sentence_spans(text[first:last])):
        apart = start is not None and "\n\n" in text[end:left]
        if start is not None and (apart or sentences == MOST_SENTENCES or right - start > MOST_CHARACTERS):
            yield start, end
            start, sentences = None, 0
        if start is None:
            start = left
        end, sentences = right, sentences + 1
    if start is not None:
        yield start, end


def index_snapshot(snapshot: Snapshot) -> int:
    """Write the passages of a kept copy anew; none for one that was taken down. Returns how many there are."""
    with transaction.atomic():
        copy = Snapshot.objects.select_for_update(of=("self",)).select_related("source").get(pk=snapshot.pk)
        Passage.objects.filter(snapshot=copy).delete()
        if copy.text is None:
            return 0
        text = copy.text
        language = copy.source.language or "en"
        title = terms(copy.source.title, language=language)
        rows = []
        for start, end in split(text, copy.blocks):
            words = sorted({*terms(text[start:end], language=language), *title})
            vector = Func(
                Value(words), function="array_to_tsvector", template="%(function)s(%(expressions)s::text[])"
            )
            rows.append(
                Passage(
                    organisation_id=copy.organisation_id, snapshot=copy, start=start, end=end, text=text[start:end],
                    vector=vector,
                )
            )  # fmt: skip
        Passage.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def search(
    organisation: Organisation,
    query: str,
    *,
    limit: int = 20,
    before: date | None = None,
    exclude_sources: Collection[int] = (),
) -> list[PassageHit]:
    """The passages of one newsroom's kept copies that fit a statement best, best first.

    Left out inside the query: copies that were taken down, sources in `exclude_sources` (keys), sources dated in the
    future (an embargo), and, with `before`, sources dated later than that day. Undated sources stay in.
    """
    question = Counter(terms(query, language=organisation.language))
    if not question or limit <= 0:
        return []
    latest = min(before, timezone.now().date()) if before else timezone.now().date()
    scope = [organisation.pk, list(exclude_sources), latest.isoformat()]
    statistics = _statistics(organisation, list(question))
    rarest = _rarest(statistics, question)
    misspelt = _unknown_words(query, statistics, organisation.language)
    rows = _rows_by_words(scope, rarest, statistics) if rarest else []
    if misspelt:
        known = {row.pk for row in rows}
        rows += [row for row in _rows_by_trigrams(scope, misspelt) if row.pk not in known]
    return _scored(rows, question, misspelt, statistics, organisation, limit)


_SCOPE = """
    FROM claims_passage p
    JOIN claims_snapshot c ON c.id = p.snapshot_id
    JOIN claims_source s ON s.id = c.source_id
    WHERE p.organisation_id = %s AND c.removed_at IS NULL AND NOT s.id = ANY (%s::bigint[])
    AND COALESCE(s.published ->> 'value', '') <= %s
"""


def _statistics(organisation: Organisation, words: list[str]) -> Statistics:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT count(*), COALESCE(avg("end" - start), 1) FROM claims_passage WHERE organisation_id = %s',
            [organisation.pk],
        )
        size, characters = cursor.fetchone()
        cursor.execute(
            """
            SELECT word, (SELECT count(*) FROM claims_passage p
                          WHERE p.organisation_id = %s AND p.vector @@ quote_literal(word)::tsquery)
            FROM unnest(%s::text[]) AS word
            """,
            [organisation.pk, words],
        )
        frequencies = dict(cursor.fetchall())
    return Statistics(size=size, mean_length=float(characters) / 9, frequencies=frequencies)


def _rarest(statistics: Statistics, question: Counter[str]) -> list[str]:
    """The rarest words of the question that occur at all, as long as they don't select too many rows."""
    chosen: list[str] = []
    rows = 0
    for word in sorted(question, key=lambda term: statistics.frequencies.get(term, 0)):
        frequency = statistics.frequencies.get(word, 0)
        if not frequency:
            continue
        if chosen and (rows + frequency > MOST_ROWS or len(chosen) == RAREST):
            break
        chosen.append(word)
        rows += frequency
    return chosen


def _rows_by_words(scope: list[Any], words: list[str], statistics: Statistics) -> list[Passage]:
    weighed = " + ".join("CASE WHEN p.vector @@ quote_literal(%s)::tsquery THEN %s ELSE 0 END" for _ in words)
    weights = [value for word in words for value in (word, statistics.idf(word))]
    either = " || ".join("quote_literal(%s)::tsquery" for _ in words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.id {_SCOPE} AND p.vector @@ ({either}) ORDER BY {weighed} DESC, p.id DESC LIMIT %s",
            [*scope, *words, *weights, RESCORED],
        )
        keys = [key for (key,) in cursor.fetchall()]
    return _loaded(keys)


def _rows_by_trigrams(scope: list[Any], words: list[str]) -> list[Passage]:
    either = " OR ".join("p.text %%> %s" for _ in words)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', '0.5', true)")
        cursor.execute(f"SELECT p.id {_SCOPE} AND ({either}) LIMIT %s", [*scope, *words, RESCORED // 3])
        keys = [key for (key,) in cursor.fetchall()]
    return _loaded(keys)


def _loaded(keys: list[int]) -> list[Passage]:
    rows = Passage.objects.select_related("snapshot__source").defer(
        "vector", "snapshot__text", "snapshot__blocks"
    )
    return list(rows.filter(pk__in=keys))


def _unknown_words(query: str, statistics: Statistics, language: str) -> list[str]:
    """Words of the question that stand nowhere in the index and may be misspelt names: capitalised, long enough."""
    found: list[str] = []
    for word in re.findall(r"[^\W\d_]{5,}", query):
        stem = terms(word, language=language)
        if word[0].isupper() and stem and not statistics.frequencies.get(stem[0]) and word not in found:
            found.append(word)
    return found[:_MOST_MISSPELT]


def _scored(
    rows: list[Passage],
    question: Counter[str],
    misspelt: list[str],
    statistics: Statistics,
    organisation: Organisation,
    limit: int,
) -> list[PassageHit]:
    """BM25 of the rows, each text once, the latest copy of it."""
    weights = {word: 1.0 + 0.3 * (count - 1) for word, count in question.items()}
    best: dict[tuple[int, str], tuple[float, Passage, tuple[str, ...]]] = {}
    for row in rows:
        language = row.snapshot.source.language or organisation.language
        words: dict[str, float] = dict(Counter(terms(row.text, language=language)))
        length = sum(words.values())
        for word in terms(row.snapshot.source.title, language=language):
            words[word] = words.get(word, 0.0) + TITLE_SHARE
        shared = sorted((word for word in weights if word in words), key=statistics.idf, reverse=True)
        score = bm25(weights, words, length=length, statistics=statistics)
        for word in misspelt:
            alike, spelt = _nearest(word, row.text)
            if alike >= TYPO:
                score += statistics.idf(word) * alike / 100
                shared.insert(0, spelt)
        if score <= 0:
            continue
        key = (row.snapshot.source_id, row.text)
        if key not in best or (score, row.snapshot_id) > (best[key][0], best[key][1].snapshot_id):
            best[key] = (score, row, tuple(shared))
    ranked = sorted(best.values(), key=lambda item: (-item[0], -item[1].pk))
    return [
        PassageHit(row.snapshot, row.start, row.end, row.text, score, shared)
        for score, row, shared in ranked[:limit]
    ]


def _nearest(word: str, text: str) -> tuple[float, str]:
    """The word of a text most like this one, and how alike they are (0 to 100)."""
    wanted = folded(word)
    best, spelt = 0.0, ""
    for other in set(re.findall(r"[^\W\d_]{4,}", text)):
        if other[0].isupper():
            alike = fuzz.ratio(wanted, folded(other))
            if alike > best:
                best, spelt = alike, other
    return best, spelt
