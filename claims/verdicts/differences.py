"""What changed between two revisions: words for text, before and after for the rating, a list for sources."""

from __future__ import annotations

from typing import Any

from claims.intake.differences import word_diff
from claims.verdicts.labels import KEPT_OPEN, NO_RATING, RETRACTED
from claims.verdicts.models import Citation, CorrectionKind, VerdictRevision

TEXTS = {
    "headline": "Headline",
    "statement": "Claim",
    "claim_text": "Claim in one line",
    "conclusion": "Conclusion",
    "explanation": "Explanation",
    "sources_exception": "Why fewer than two origins are cited",
}
FORECAST = {
    "subject": "What is forecast",
    "measure": "What it does",
    "comparator": "Compared how",
    "threshold": "How much",
    "unit": "Unit",
    "probability": "How likely, as claimed",
    "horizon_on": "By when",
    "criteria": "What would settle it",
    "resolution_source": "Where that is seen",
}
"""What a forecast or plan says, and what would settle it."""


def forecast_of(revision: VerdictRevision) -> dict[str, Any]:
    """The forecast or plan as a revision keeps it; empty for any other claim."""
    kept = revision.claim_fields.get("prediction") or {}
    return {name: kept.get(name) for name in FORECAST if kept.get(name) not in (None, "")}


def difference(old: VerdictRevision | None, new: VerdictRevision) -> dict[str, Any]:
    """`{"fields": [{"field", "label", "parts": [[operation, text], …]}, …], "rating": {"before", "after"} or None,
    "sources": [{"change": added|removed|changed, "number", "title", "publisher", "quote", "stance",
    "stance_before"}, …], "is_same": bool}`.

    Only what changed is listed; operations are equal, insert, delete, and joined give both texts. Without an old
    revision everything is new.
    """
    fields = []
    for name, label in TEXTS.items():
        before, after = (getattr(old, name) if old else ""), getattr(new, name)
        if before != after:
            fields.append(
                {"field": name, "label": label, "parts": [list(part) for part in word_diff(before, after)]}
            )
    was, now = forecast_of(old) if old else {}, forecast_of(new)
    for name, label in FORECAST.items():
        before, after = str(was.get(name, "")), str(now.get(name, ""))
        if before != after:
            parts = [list(part) for part in word_diff(before, after)]
            fields.append({"field": name, "label": label, "parts": parts})
    rating = _rating(old, new)
    sources = _sources(old, new)
    return {
        "fields": fields,
        "rating": rating,
        "sources": sources,
        "is_same": not fields and rating is None and not sources,
    }


def rating_words(revision: VerdictRevision) -> str:
    """The rating's label, or that the check is kept open or retracted, or that there is none."""
    if revision.correction_kind == CorrectionKind.RETRACTION:
        return RETRACTED
    if revision.rating_label:
        return revision.rating_label
    return KEPT_OPEN if revision.claim_kind in ("prediction", "promise") else NO_RATING


def _rating(old: VerdictRevision | None, new: VerdictRevision) -> dict[str, Any] | None:
    before = old.rating if old else None
    after = new.rating
    if old is not None and (before and before.key, _is_taken_back(old)) == (
        after and after.key,
        _is_taken_back(new),
    ):
        return None
    return {
        "before": rating_words(old) if old else None,
        "after": rating_words(new),
        "before_key": before.key if before else None,
        "after_key": after.key if after else None,
    }


def _is_taken_back(revision: VerdictRevision) -> bool:
    return revision.correction_kind == CorrectionKind.RETRACTION


def _sources(old: VerdictRevision | None, new: VerdictRevision) -> list[dict[str, Any]]:
    before = {each.evidence_id: each for each in old.citations.all()} if old else {}
    after = {each.evidence_id: each for each in new.citations.all()}
    changes = []
    for pk, citation in after.items():
        if pk not in before:
            changes.append(_source("added", citation))
        elif shown_of(citation) != shown_of(before[pk]):
            changes.append(_source("changed", citation, stance_before=before[pk].stance))
    changes += [_source("removed", citation) for pk, citation in before.items() if pk not in after]
    return changes


def shown_of(citation: Citation) -> tuple[object, ...]:
    """What readers are shown of a source besides its number and its words."""
    return (
        citation.source_title,
        citation.stance,
        citation.note,
        citation.is_key,
        citation.source_publisher,
        citation.source_url,
        citation.source_date,
    )


def _source(change: str, citation: Citation, *, stance_before: str = "") -> dict[str, Any]:
    return {
        "change": change,
        "number": citation.number,
        "title": citation.source_title,
        "publisher": citation.source_publisher,
        "quote": citation.quote,
        "stance": citation.stance,
        "stance_before": stance_before or citation.stance,
    }
