"""Whether a claim can be rated now, and if not why, in plain words."""

from __future__ import annotations

from datetime import date

from claims.annotation.models import RESOLVED, Claim, ClaimKind, Prediction
from claims.lib.problems import Problem


def may_rate(claim: Claim) -> tuple[bool, str]:
    """(True, "") or (False, why not). Forecasts and plans that have not come out, and ambiguous claims, stay
    unrated; the database refuses a rating for them too."""
    return may_rate_with(claim, prediction_of(claim) if claim.is_kept_open else None)


def may_rate_with(claim: Claim, prediction: Prediction | None) -> tuple[bool, str]:
    """The same, where the open end of the claim is known already."""
    if claim.is_ambiguous:
        return False, "This claim is marked as ambiguous. Say what is meant before it is rated."
    if claim.is_kept_open:
        if prediction is None or prediction.state not in RESOLVED:
            word = ClaimKind(claim.kind).label
            until = (
                f" for {horizon_words(prediction.horizon_on)}" if prediction and prediction.horizon_on else ""
            )
            return False, f"This is a {word}{until}. It is kept open and rated when it has come out."
    return True, ""


def require_rateable(claim: Claim) -> None:
    """Pass, or raise Problem `rating.kept_open` at /rating."""
    allowed, why = may_rate(claim)
    if not allowed:
        raise Problem(
            "rating.kept_open",
            why,
            pointer="/rating",
            next_step="Leave the rating empty: the check can be sent and published as kept open."
            if claim.is_kept_open and not claim.is_ambiguous
            else "Edit the claim, and take the mark “ambiguous” away.",
        )


def prediction_of(claim: Claim) -> Prediction | None:
    """The open end of a forecast or plan, read fresh, or None."""
    return Prediction.objects.filter(claim_id=claim.pk).first()


def outcome_of(claim: Claim) -> str:
    """How a forecast or plan has come out (`resolved_true` …), or an empty string while it is open."""
    return come_out(prediction_of(claim)) if claim.is_kept_open else ""


def come_out(prediction: Prediction | None) -> str:
    """The same, where the open end is known already."""
    return prediction.state if prediction is not None and prediction.state in RESOLVED else ""


def horizon_words(day: date) -> str:
    """The day as people say it: the bare year where it means a whole year."""
    if (day.month, day.day) in ((12, 31), (1, 1)):
        return str(day.year)
    return f"{day.day} {day:%B %Y}"
