"""Has this been checked before? Statements of our own claims and of checks by others that are close to one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from rapidfuzz import fuzz

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.annotation.models import Claim, Suggestion
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.matching.comparing import Comparison, compare
from claims.matching.models import EarlierCheck, Match, Relation
from claims.matching.ranking import Ranker
from claims.matching.terms import folded, terms
from claims.matching.wording import content, coverage

MATCHER = "words-1"
LEAST = 0.42
"""Matches below this score are not worth an editor's look."""
SAME, ALTERED = 0.82, 0.6
_POOL = 300
_ASKED_WORDS = 6


@dataclass(frozen=True)
class FoundMatch:
    """Another claim, or a check by others, that looks alike. `score` is 0 to 1; `why` says it in short words."""

    relation: str
    score: float
    why: tuple[str, ...]
    other_claim: Claim | None = None
    earlier_check: EarlierCheck | None = None

    @property
    def statement(self) -> str:
        return self.other_claim.statement if self.other_claim else self.earlier_check.claim_text  # type: ignore[union-attr]

    @property
    def other(self) -> Claim | EarlierCheck:
        return self.other_claim or self.earlier_check  # type: ignore[return-value]


@dataclass(frozen=True)
class OthersCheck:
    """A check by others as it was published, their words verbatim: an earlier verdict, never evidence."""

    url: str
    publisher: str
    claim_text: str
    rating_text: str
    claimant: str = ""
    reviewed_on: date | None = None


def find_matches(
    organisation: Organisation,
    statement: str,
    *,
    exclude: Claim | int | None = None,
    limit: int = 5,
    checked_only: bool = False,
    claimed_on: date | None = None,
) -> list[FoundMatch]:
    """What looks like this statement among the newsroom's claims and the checks by others it keeps, best first.

    Claims covered by another count as that one. `exclude` is a claim (or its key) that is never found, nor what it
    covers. `checked_only` leaves out our own claims without a public verdict.
    """
    if not terms(statement, language=organisation.language):
        return []
    out = exclude.pk if isinstance(exclude, Claim) else exclude
    claims = _claims_like(organisation, statement, exclude=out, checked_only=checked_only)
    checks = _checks_like(organisation, statement)
    options: list[tuple[str, Claim | EarlierCheck]] = [(claim.statement, claim) for claim in claims]
    options += [(check.claim_text, check) for check in checks]
    found: dict[tuple[str, int], FoundMatch] = {}
    for words, other in _shortlist(statement, options, language=organisation.language):
        match = _judged(statement, words, other, claimed_on=claimed_on)
        if match is None:
            continue
        key = (type(match.other).__name__, match.other.pk)
        if match.other_claim is not None and match.other_claim.pk == out:
            continue
        if key not in found or match.score > found[key].score:
            found[key] = match
    ranked = sorted(found.values(), key=lambda match: (-match.score, -match.other.pk))
    return ranked[:limit]


def among(
    checks: Sequence[OthersCheck],
    organisation: Organisation,
    statement: str,
    *,
    claimed_on: date | None,
    provider: str,
) -> list[FoundMatch]:
    """Those of some checks by others that look like a statement, best first. The rows are made by `keep_matches`."""
    found = []
    for each in checks:
        check = EarlierCheck(
            organisation=organisation, url=each.url, publisher=each.publisher[:200], claim_text=each.claim_text,
            claimant=each.claimant[:200], rating_text=each.rating_text[:300], reviewed_on=each.reviewed_on,
            provider=provider,
        )  # fmt: skip
        match = _judged(statement, each.claim_text, check, claimed_on=claimed_on)
        if match is not None:
            found.append(match)
    return sorted(found, key=lambda match: -match.score)


def _kept_check(check: EarlierCheck) -> EarlierCheck:
    """The row of a check by others: the one there is, with what its publisher says today, or a new one."""
    if check.pk is not None:
        return check
    kept, _ = EarlierCheck.objects.update_or_create(
        organisation=check.organisation, url=check.url, claim_text=check.claim_text,
        defaults={
            "publisher": check.publisher, "claimant": check.claimant, "rating_text": check.rating_text,
            "reviewed_on": check.reviewed_on, "provider": check.provider,
        },
    )  # fmt: skip
    return kept


def _claims_like(
    organisation: Organisation, statement: str, *, exclude: int | None, checked_only: bool
) -> list[Claim]:
    rows = Claim.objects.in_newsroom(organisation).filter(removed_at=None)
    if checked_only:
        rows = rows.filter(Q(frozen_at__isnull=False) | Q(same_as__frozen_at__isnull=False))
    if exclude is not None:
        rows = rows.exclude(pk=exclude).exclude(same_as_id=exclude)
    keys = _selected("claims_claim", "statement", organisation, statement)
    return list(rows.filter(pk__in=keys).select_related("same_as"))


def _checks_like(organisation: Organisation, statement: str) -> list[EarlierCheck]:
    keys = _selected("claims_earliercheck", "claim_text", organisation, statement)
    return list(EarlierCheck.objects.in_newsroom(organisation).filter(pk__in=keys))


def _selected(table: str, column: str, organisation: Organisation, statement: str) -> list[int]:
    """Rows that share a telling word or enough trigrams, those most alike first; both by the trigram index."""
    patterns = [f"%{word}%" for word in _telling(statement)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', '0.25', true)")
        cursor.execute(
            f"SELECT id FROM {table} WHERE organisation_id = %s AND ({column} %% %s OR {column} ILIKE ANY (%s)) "
            f"ORDER BY similarity({column}, %s) DESC, id DESC LIMIT %s",
            [organisation.pk, statement, patterns, statement, _POOL],
        )
        return [key for (key,) in cursor.fetchall()]


def _telling(statement: str) -> list[str]:
    """Up to six words worth looking for: names and numbers first, then long words; cut to what inflection leaves."""
    words = re.findall(r"[^\W_]+(?:[.,]\d+)*", statement)
    worth: dict[str, float] = {}
    for place, word in enumerate(words):
        if not terms(word) or len(word) < 3:
            continue
        weight = len(word) + (6 if word[0].isupper() and place else 0) + (4 if word[0].isdigit() else 0)
        stem = word if word[0].isdigit() or len(word) < 6 else word[: max(5, len(word) - 3)]
        worth[stem.replace("%", "").replace("_", "")] = weight
    return sorted(worth, key=lambda word: -worth[word])[:_ASKED_WORDS]


def _shortlist(statement: str, options: Sequence[tuple[str, Any]], *, language: str) -> list[tuple[str, Any]]:
    """The forty most alike by BM25 or by letters, so that only they are compared closely."""
    if len(options) <= 40:
        return list(options)
    ranker = Ranker(
        ({"id": place, "text": words} for place, (words, _) in enumerate(options)), language=language
    )
    chosen = [place for place, _ in ranker.rank(statement, top=30)]
    by_letters = sorted(
        range(len(options)), key=lambda place: -fuzz.token_set_ratio(statement, options[place][0])
    )
    return [options[place] for place in dict.fromkeys([*chosen, *by_letters[:20]])]


def _judged(
    statement: str, words: str, other: Claim | EarlierCheck, *, claimed_on: date | None
) -> FoundMatch | None:
    said_on = other.claimed_on if isinstance(other, Claim) else other.reviewed_on
    relation, score, why = relate(statement, words, claimed_on=claimed_on, other_claimed_on=said_on)
    if score < LEAST or relation == Relation.UNRELATED:
        return None
    if isinstance(other, Claim):
        return FoundMatch(relation, score, tuple(why), other_claim=other.same_as or other)
    return FoundMatch(relation, score, tuple(why), earlier_check=other)


def relate(
    statement: str, other: str, *, claimed_on: date | None = None, other_claimed_on: date | None = None
) -> tuple[str, float, list[str]]:
    """How two statements stand to each other: relation, likeness (0 to 1), and why.

    `same`: the same proposition in much the same words. `altered`: the same but for a figure, a date or a name.
    `contradicts`: one denies the other. `near`: about the same matter.
    """
    if _flat(statement) == _flat(other):
        return Relation.SAME, 1.0, ["the same words"]
    likeness = _likeness(statement, other)
    if likeness < LEAST:
        return Relation.UNRELATED, likeness, [f"{round(likeness * 100)} % alike"]
    seen = compare(statement, other, claimed_on=claimed_on, published_on=other_claimed_on)
    differs = [contrast.words for contrast in (*seen.conflicts, *seen.loose)]
    shared = f"{round(likeness * 100)} % alike"
    if seen.denial and likeness >= ALTERED:
        who = "this claim" if seen.is_ours else "the other"
        return Relation.CONTRADICTS, likeness, [f"{who} denies it: “{seen.denial}”", *differs, shared]
    if seen.opposites and likeness >= ALTERED:
        ours, theirs = seen.opposites[0]
        return Relation.CONTRADICTS, likeness, [f"says “{theirs}”, this says “{ours}”", *differs, shared]
    if (differs or _names_changed(seen)) and likeness >= ALTERED - 0.12:
        names = [f"names {seen.names.others[0]}, not {seen.names.missing[0]}"] if _names_changed(seen) else []
        return Relation.ALTERED, likeness, [*differs, *names, shared]
    agreed = [contrast.words for contrast in seen.agreements]
    figures_missing = seen.numbers_said > len([one for one in seen.contrasts if one.kind == "number"])
    if likeness >= SAME and not figures_missing:
        return Relation.SAME, likeness, [shared, *agreed]
    return Relation.NEAR, likeness, [shared, *agreed]


def _names_changed(seen: Comparison) -> bool:
    return bool(seen.names.missing and seen.names.others)


def _flat(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+|%|\$", folded(text)))


def _likeness(statement: str, other: str) -> float:
    """Words in common both ways (harmonic mean), with the likeness of letters for inflection and typing errors."""
    ours, theirs = content(statement), content(other)
    there, back = coverage(ours, theirs), coverage(theirs, ours)
    words = 2 * there * back / (there + back) if there + back else 0.0
    letters = fuzz.token_sort_ratio(folded(statement), folded(other)) / 100
    return round(0.75 * words + 0.25 * letters, 4)


def match(subject: Claim | Suggestion) -> list[Match]:
    """Look for earlier checks of a claim or a suggestion and keep what was found. Safe to repeat: a pair that was
    decided is left as it is, a pair that is no longer found too."""
    found = find_matches(
        subject.organisation,
        subject.statement,
        exclude=_own_claim(subject),
        limit=5,
        claimed_on=getattr(subject, "claimed_on", None),
    )
    return keep_matches(subject, found, by=Actor.system(subject.organisation))


def _own_claim(subject: Claim | Suggestion) -> int | None:
    if isinstance(subject, Claim):
        return subject.pk
    own = Claim.objects.filter(suggestion=subject).first()
    return own.pk if own else None


def keep_matches(subject: Claim | Suggestion, found: Sequence[FoundMatch], *, by: Actor) -> list[Match]:
    """Write what was found about a subject, each pair once; an undecided pair takes the newer relation and score."""
    suggestion = subject.suggestion if isinstance(subject, Claim) else subject
    claim = subject if isinstance(subject, Claim) else Claim.objects.filter(suggestion=subject).first()
    kept: list[Match] = []
    fresh = 0
    with transaction.atomic():
        type(subject).objects.select_for_update().get(pk=subject.pk)
        if claim is not None and suggestion is not None:
            Match.objects.filter(suggestion=suggestion, claim=None).update(claim=claim)
        own = Q(claim=claim) if claim is not None else Q(pk__in=[])
        own |= Q(suggestion=suggestion) if suggestion is not None else Q(pk__in=[])
        for each in found:
            if each.earlier_check is not None:
                each = replace(each, earlier_check=_kept_check(each.earlier_check))
            row = Match.objects.filter(
                own, other_claim=each.other_claim, earlier_check=each.earlier_check
            ).first()
            if row is None:
                row = Match.objects.create(
                    organisation=subject.organisation, suggestion=suggestion, claim=claim,
                    other_claim=each.other_claim, earlier_check=each.earlier_check, relation=each.relation,
                    score=each.score, why=list(each.why), matcher=MATCHER,
                )  # fmt: skip
                fresh += 1
            elif not hasattr(row, "decision"):
                row.relation, row.score, row.why, row.matcher = (
                    each.relation,
                    each.score,
                    list(each.why),
                    MATCHER,
                )
                row.save(update_fields=["relation", "score", "why", "matcher"])
            kept.append(row)
        if fresh:
            tally = Counter(each.relation for each in found)
            record(EventName.MATCHES_FOUND, subject, by=by, data={"found": dict(tally), "fresh": fresh})
    return kept
