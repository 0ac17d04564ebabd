"""schema.org ClaimReview (release 30.0) of a published check. Pure functions: a check in, plain JSON values out.

A claim's ClaimReview is on one page of the site only, the newest version's own; an open forecast or plan, a retracted
or withdrawn check has none. Answers off the way from false to true carry a label and no number.
"""

from __future__ import annotations

from typing import Any

from claims.accounts.working_rules import data_licence
from claims.publishing.addresses import base_url
from claims.publishing.ledger import CORRECTION_WORDS
from claims.publishing.shown import Check, Place, Verdict

BEST, WORST = 5, 1


def claim_review(check: Check) -> dict[str, Any] | None:
    """The mark-up of the check's page, or None where it must have none."""
    verdict = check.newest
    if check.is_retracted or check.is_withdrawn or verdict.answer is None:
        return None
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": verdict.answer.label}
    if verdict.answer.number is not None:
        rating |= {"ratingValue": verdict.answer.number, "bestRating": BEST, "worstRating": WORST}
    rating["ratingExplanation"] = verdict.conclusion
    base = base_url(check.newsroom)
    markup: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": f"{check.url}#review",
        "url": check.url,
        "inLanguage": check.language,
        "headline": verdict.headline,
        "claimReviewed": verdict.claim_text,
        "datePublished": check.published_at.isoformat(timespec="seconds"),
        "dateModified": check.news_at.isoformat(timespec="seconds"),
        "author": {
            "@type": "Organization",
            "name": check.newsroom.name,
            "url": f"{base}/",
            "publishingPrinciples": f"{base}/how-we-work/",
            "correctionsPolicy": f"{base}/corrections/",
        },
        "itemReviewed": _claim(verdict),
        "reviewRating": rating,
        "sdLicense": data_licence(check.newsroom),
        "sdPublisher": {"@type": "Organization", "name": check.newsroom.name, "url": f"{base}/"},
    }
    corrections = _corrections(check)
    if corrections:
        markup["correction"] = corrections
    return markup


def _claim(verdict: Verdict) -> dict[str, Any]:
    claim: dict[str, Any] = {"@type": "Claim", "text": verdict.statement}
    named = [
        (verdict.claimant, verdict.claimant_kind),
        *((p.claimant, p.claimant_kind) for p in verdict.places),
    ]
    kinds: dict[str, str] = {}
    for name, kind in named:
        if name:
            kinds.setdefault(name, kind)
    authors = [
        {"@type": "Person" if kind in ("", "person") else "Organization", "name": name}
        for name, kind in kinds.items()
    ]
    if authors:
        claim["author"] = authors[0] if len(authors) == 1 else authors
    said_on = verdict.claimed_on.isoformat() if verdict.claimed_on else ""
    said_on = said_on or (verdict.place.date if verdict.place else "")
    if said_on:
        claim["datePublished"] = said_on
    if verdict.places:
        claim["appearance"] = [_appearance(place) for place in verdict.places]
    return claim


def _appearance(place: Place) -> dict[str, Any]:
    work: dict[str, Any] = {"@type": "CreativeWork", "name": place.title}
    if place.url:
        work["url"] = place.url
    if place.publisher:
        work["publisher"] = {"@type": "Organization", "name": place.publisher}
    if place.date:
        work["datePublished"] = place.date
    return work


def _corrections(check: Check) -> list[dict[str, Any]]:
    """Every correction, newest first."""
    return [
        {
            "@type": "CorrectionComment",
            "datePublished": version.at.isoformat(timespec="seconds"),
            "text": f"{CORRECTION_WORDS[version.correction_kind]}: {version.correction_note}",
        }
        for version in check.versions
        if version.correction_kind
    ]
