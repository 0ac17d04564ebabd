"""What a search for public checks asks for, and the plan by which rows are selected and scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from math import log
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import BooleanField, Max, Q, QuerySet
from django.db.models.expressions import RawSQL
from rapidfuzz import fuzz

from claims.accounts.models import Organisation
from claims.matching.terms import folded, terms
from claims.publishing.dates import day_begins, day_ends
from claims.publishing.models import Publication, PublicCheck
from claims.publishing.noting import flat, quoted, words_hash

EXACT = 1_000_000_000
"""The score of a check whose claim is in exactly the words asked for."""
MOST_WORDS = 24
FEW_WORDS = 4
"""Up to so many words, all of them must be there where any check has them all."""
COMMON = 2_000
"""A word of more checks than this doesn't tell them apart."""
MANY, MANY_SECONDS = 200, 600
"""So many checks have a word whose count is kept, and for so long."""
MOST_ROWS = 6_000
LEAST_SHARE = 0.4
LEAST_ALIKE = 600
TYPO = 80.0


@dataclass(frozen=True)
class Asked:
    """What was asked for. `query` empty: everything, newest first."""

    organisation: Organisation
    query: str = ""
    language: str = ""
    since: date | None = None
    """Only checks of claims or with reviews from this day on, whichever is newer."""
    only_reviews: bool = True
    """Only checks whose page carries a ClaimReview."""
    rating: str = ""
    claimant: str = ""
    first: date | None = None
    last: date | None = None
    """The first and the last day of first publication, as the newsroom's clocks tell them."""
    within: QuerySet[Publication] | None = None
    """Only these publications."""

    @property
    def rows(self) -> QuerySet[Any]:
        rows = PublicCheck.objects.in_newsroom(self.organisation)
        if self.only_reviews:
            rows = rows.filter(has_review=True)
        if self.language:
            primary = self.language.replace("_", "-").split("-")[0]
            rows = rows.filter(Q(language__iexact=primary) | Q(language__istartswith=f"{primary}-"))
        if self.since:
            rows = rows.filter(newest_on__gte=self.since)
        if self.rating:
            rows = rows.filter(rating=self.rating)
        if self.claimant:
            rows = rows.filter(claimant__iexact=self.claimant)
        if self.first:
            rows = rows.filter(reviewed_at__gte=day_begins(self.first, zone=self.organisation.timezone))
        if self.last:
            rows = rows.filter(reviewed_at__lt=day_ends(self.last, zone=self.organisation.timezone))
        if self.within is not None:
            rows = rows.filter(publication__in=self.within.order_by().values("pk"))
        return rows


@dataclass(frozen=True)
class Plan:
    """How the rows are selected and scored; the same for every page of one list."""

    newest: int
    """The newest row there was."""
    exact: str = ""
    select: str = ""
    """A text query, or empty where rows are selected otherwise."""
    words: tuple[tuple[str, int], ...] = ()
    """What each word counts; without any, the newest check comes first."""
    least: int = 0
    recent_only: bool = False
    alike: str = ""
    is_loose: bool = False
    """No check has every word that was asked for: these come nearest."""

    def as_data(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Plan:
        words = tuple((word, weight) for word, weight in data.get("words", ()))
        return cls(**{"newest": 0, **data, "words": words})


@dataclass(frozen=True)
class Place:
    """Where a row stands in its list: its score, when it was first published (microseconds), its key."""

    score: int
    at: int
    pk: int

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.at // 1_000_000, UTC).replace(microsecond=self.at % 1_000_000)


def planned(asked: Asked) -> Plan:
    """Which words select, and what each counts."""
    newest = PublicCheck.objects.in_newsroom(asked.organisation).aggregate(newest=Max("pk"))["newest"] or 0
    if not asked.query.strip():
        return Plan(newest)
    exact = words_hash(asked.query)
    counts = _counted(asked)
    known = [word for word, count in counts.items() if count]
    if not known:
        return Plan(newest, exact, alike=flat(asked.query)[:200], least=LEAST_ALIKE, is_loose=True)
    size = max(2 * COMMON, *counts.values())
    weights = tuple((word, _weight(counts[word], size)) for word in known)
    rare = [word for word in known if counts[word] < COMMON]
    if len(known) <= FEW_WORDS or not rare:
        every = " & ".join(quoted(word) for word in known)
        plan = Plan(
            newest, exact, select=every, words=weights if rare else (), is_loose=len(known) < len(counts)
        )
        if len(known) == 1 or _selected(asked, every):
            return plan
    chosen = _rarest(rare, counts) if rare else sorted(known, key=len, reverse=True)[:3]
    return Plan(
        newest,
        exact,
        select=" | ".join(quoted(word) for word in chosen),
        words=weights,
        least=round(sum(weight for _, weight in weights) * LEAST_SHARE),
        recent_only=not rare,
        is_loose=len(known) <= FEW_WORDS or len(known) < len(counts),
    )


def _counted(asked: Asked) -> dict[str, int]:
    """The words asked for, spelt as checks spell them, and in how many checks each is, counted up to `COMMON`."""
    language = asked.language or asked.organisation.language
    words = list(dict.fromkeys(terms(asked.query, language=language)))[:MOST_WORDS]
    counts = _counts(asked.organisation, words)
    spelt = _spelt_right(asked, [word for word in words if not counts[word]], language)
    if spelt:
        words = list(dict.fromkeys(spelt.get(word, word) for word in words))
        counts |= _counts(asked.organisation, list(spelt.values()))
    return {word: counts[word] for word in words}


def _counts(organisation: Organisation, words: list[str]) -> dict[str, int]:
    """How many checks have each word. What has many is counted once in ten minutes: counting it is what takes long, and
    a few more change next to nothing. A word of few or none is always counted, so that a new check is found at once."""
    kept = {f"word-count:{COMMON}:{organisation.pk}:{word}": word for word in words}
    common = {kept[key]: count for key, count in cache.get_many(kept).items()}
    asked = [word for word in words if word not in common]
    if not asked:
        return common
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT word, (SELECT count(*) FROM (
                SELECT 1 FROM claims_publiccheck p
                WHERE p.organisation_id = %s AND p.vector @@ quote_literal(word)::tsquery LIMIT %s) AS few)
            FROM unnest(%s::text[]) AS word
            """,
            [organisation.pk, COMMON, asked],
        )
        counts = dict(cursor.fetchall())
    if found := {key: counts[word] for key, word in kept.items() if counts.get(word, 0) >= MANY}:
        cache.set_many(found, MANY_SECONDS)
    return counts | common


def _weight(count: int, size: int) -> int:
    """The rarer the more: the inverse document frequency of BM25, in thousandths."""
    return max(100, round(1000 * log(1 + (size - count + 0.5) / (count + 0.5))))


def _rarest(rare: Sequence[str], counts: dict[str, int]) -> list[str]:
    """The rarest words, as long as they don't select too many rows."""
    chosen: list[str] = []
    rows = 0
    for word in sorted(rare, key=lambda each: counts[each]):
        if chosen and rows + counts[word] > MOST_ROWS:
            break
        chosen.append(word)
        rows += counts[word]
    return chosen


def _spelt_right(asked: Asked, unknown: list[str], language: str) -> dict[str, str]:
    """For words that no check has, the most alike word that one has, where a slip may be all that lies between."""
    found: dict[str, str] = {}
    for word in [each for each in unknown if len(each) >= 4 and not each.isdigit()][:3]:
        best = TYPO
        for text in _texts_like(asked.organisation, folded(word)):
            for other in set(text.split()):
                stem = (terms(other, language=language) or [""])[0]
                alike = fuzz.ratio(word, stem)
                if alike > best:
                    best, found[word] = alike, stem
    return found


def _texts_like(organisation: Organisation, word: str) -> list[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', '0.5', true)")
        cursor.execute(
            "SELECT text FROM claims_publiccheck WHERE organisation_id = %s AND text %%> %s LIMIT 200",
            [organisation.pk, word],
        )
        return [text for (text,) in cursor.fetchall()]


def _selected(asked: Asked, select: str) -> bool:
    matches = RawSQL("claims_publiccheck.vector @@ %s::tsquery", [select], BooleanField())  # noqa: S611
    return asked.rows.filter(matches).exists()
