"""What search knows of public checks: a row for each, made from what readers see of its newest version and nothing
else, in the transaction that makes its page."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Func, Value

from claims.lib.hashing import sha256_text
from claims.matching.terms import folded, terms
from claims.publishing.claimreview import claim_review
from claims.publishing.google_shapes import markup
from claims.publishing.models import Publication, PublicCheck
from claims.publishing.shown import Check, Verdict

WRITTEN = [
    field.name
    for field in PublicCheck._meta.concrete_fields
    if field.name not in ("id", "uid", "created_at", "publication", "organisation")
]


def note(check: Check, publication: Publication) -> None:
    """Let search know what a check says now, or forget a withdrawn one. In the caller's transaction."""
    if check.is_withdrawn:
        PublicCheck.objects.filter(publication=publication).delete()
    else:
        PublicCheck.objects.bulk_create(
            [row_of(check, publication)],
            update_conflicts=True,
            unique_fields=["publication"],
            update_fields=WRITTEN,
        )


def row_of(check: Check, publication: Publication) -> PublicCheck:
    """What search is to know of a check, not yet written."""
    verdict, language = check.newest, check.language
    review = claim_review(check)
    claimed_on = claim_day(verdict)
    about = f"{verdict.claim_text} {verdict.statement} {verdict.claimant}"
    return PublicCheck(
        organisation=check.newsroom,
        publication=publication,
        n=verdict.n,
        has_review=review is not None,
        state=check.state,
        language=language,
        headline=verdict.headline,
        claim_text=verdict.claim_text,
        statement=verdict.statement,
        claimant=verdict.claimant,
        rating=verdict.answer.key if verdict.answer and not check.is_retracted else "",
        label=check.label,
        claimed_on=claimed_on,
        reviewed_at=check.published_at,
        changed_at=check.modified_at,
        newest_on=max(filter(None, [claimed_on, check.published_at.date()])),
        markup=markup(check) if review is not None else {},
        exact=sorted({words_hash(verdict.claim_text), words_hash(verdict.statement)} - {""}),
        text=flat(f"{about} {verdict.headline}"),
        vector=vector((about, "A"), (f"{verdict.headline} {verdict.conclusion}", "D"), language=language),
    )


def claim_day(verdict: Verdict) -> date | None:
    """The day the claim was made: its own, else the first day of where it stands ("2019-07" is 1 July)."""
    if verdict.claimed_on:
        return verdict.claimed_on
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", verdict.place.date if verdict.place else "")
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def flat(text: str) -> str:
    """The words of a text without capitals, accents and punctuation: two texts in the same words are equal."""
    return " ".join(re.findall(r"[^\W_]+|[%$€£]", folded(text)))


def vector(*parts: tuple[str, str], language: str) -> Func:
    """The words of texts as a search vector, each with the weight (A to D) of the first text it is in."""
    weights: dict[str, str] = {}
    for text, weight in parts:
        for word in terms(text, language=language):
            weights.setdefault(word, weight)
    literal = " ".join(f"{quoted(word)}:1{weight}" for word, weight in weights.items())
    return Func(Value(literal), template="(%(expressions)s)::tsvector")


def quoted(word: str) -> str:
    """A word as PostgreSQL reads it in a text query or vector."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def words_hash(text: str) -> str:
    """The same for two texts in the same words; empty where there are none."""
    words = flat(text)
    return sha256_text(words)[:32] if words else ""
