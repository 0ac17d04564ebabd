"""Words the workbench proposes for a draft: they stay until an author writes her own."""

from __future__ import annotations

from claims.annotation.models import Claim, ClaimKind
from claims.lib.words import shorten
from claims.verdicts.models import Rating
from claims.verdicts.rateability import horizon_words, prediction_of

CLAIM_TEXT_GOOD = 75
CLAIM_TEXT_MOST = 150
HEADLINE_MOST = 200
CONCLUSION_MOST = 280


def claim_text_for(statement: str) -> str:
    """The claim in one line, whole where it fits: a claim cut short says something else."""
    return shorten(statement.strip().rstrip("."), CLAIM_TEXT_MOST)


def headline_for(claim: Claim, statement: str, rating: Rating | None) -> str:
    """A headline to start from: the rating, or until when it is kept open, and the claim."""
    line = statement.strip().rstrip(".")
    if rating is not None:
        return shorten(f"{rating.label}: {line}", HEADLINE_MOST)
    if claim.is_kept_open:
        prediction = prediction_of(claim)
        word = ClaimKind(claim.kind).label
        until = (
            f" until {horizon_words(prediction.horizon_on)}" if prediction and prediction.horizon_on else ""
        )
        return shorten(f"A {word} kept open{until}: {line}", HEADLINE_MOST)
    return ""
