"""What the words at a place say, for a claim that a person marks herself: the first filling of its fields."""

from __future__ import annotations

import datetime as dt
from typing import Any

from claims.annotation.features import sentence_features
from claims.annotation.kinds import kind_of
from claims.annotation.models import KEPT_OPEN, Suggestion
from claims.annotation.names import find_names
from claims.annotation.predictions import prediction_of
from claims.annotation.quantities import find_quantities
from claims.annotation.standing import readable
from claims.annotation.times import find_times
from claims.intake.models import ArticleVersion

NEARLY_SAME = 0.6
"""From this share of shared characters on, a suggestion is about the marked words."""


def describe(version: ArticleVersion, start: int, end: int, *, kind: str = "") -> dict[str, Any]:
    """Statement, resolved, kind, claimant (a name), quantities, times and prediction (or None) of a passage.

    Taken from the suggestion about these words where there is one, else read from the words themselves; with
    `kind` the answer is for a claim of that kind. Nothing here is a decision: the person edits it.
    """
    quote = readable(version)[start:end]
    near = _suggestion_about(version, start, end)
    published_on = published_day(version)
    quantities = find_quantities(quote)
    times = find_times(quote, published_on=published_on)
    statement = " ".join(quote.split())
    if near is not None:
        read = near.kind
    else:
        read = kind_of(
            quote,
            features=sentence_features(quote, quantities=quantities, times=times, names=find_names(quote)),
            quantities=quantities,
            times=times,
            quoted=0.0,
            claimant="",
            today=published_on.isoformat() if published_on else "",
        )
    wanted = kind or read
    same = near is not None and (near.start, near.end) == (start, end)
    prediction = None
    if wanted in KEPT_OPEN:
        prediction = (near.prediction if near is not None and near.kind == wanted else None) or prediction_of(
            quote,
            kind=wanted,
            quantities=quantities,
            times=times,
            counted_from=published_on,
            statement=statement,
        )
    return {
        "statement": near.statement if same and near is not None else statement,
        "resolved": near.resolved if same and near is not None else [],
        "kind": wanted,
        "claimant": near.claimant_name if near is not None else "",
        "quantities": quantities,
        "times": times,
        "prediction": prediction,
    }


def _suggestion_about(version: ArticleVersion, start: int, end: int) -> Suggestion | None:
    """The suggestion whose place is nearly this one."""
    best, most = None, NEARLY_SAME
    for suggestion in version.suggestions.filter(start__lt=end, end__gt=start).order_by("pk"):
        shared = min(suggestion.end, end) - max(suggestion.start, start)
        share = shared / (max(suggestion.end, end) - min(suggestion.start, start))
        if share > most:
            best, most = suggestion, share
    return best


def published_day(version: ArticleVersion) -> dt.date | None:
    """The day the article came out, where it is known to the day."""
    try:
        return dt.date.fromisoformat(version.article.source.published_on)
    except ValueError:
        return None
