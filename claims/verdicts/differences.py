"""What changed between two revisions: words for text, before and after for the rating, a list for sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
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
ATTRIBUTION = {"claimant": "Who said it", "claimed_on": "When it was said"}
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
    return forecast_facts(revision.claim_fields.get("prediction"))


def forecast_facts(kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """Those facts of a forecast or plan that are known."""
    return {name: kept[name] for name in FORECAST if kept and kept.get(name) not in (None, "")}


def places_of(revision: VerdictRevision) -> dict[str, tuple[str, ...]]:
    """Where it was said, by article, as readers are shown it: title, publisher, address, date, words, and who said it
    there where that is somebody else than the claim's claimant."""
    return {
        each["article"]: shown_place(
            title=each["title"],
            publisher=each.get("publisher") or "",
            url=each.get("url") or "",
            date=each.get("published_on") or "",
            quote=each["quote"],
            claimant=each.get("claimant") or "",
            said_by=revision.claimant_name,
        )
        for each in revision.claim_fields.get("appearances") or []
    }


def shown_place(
    *, title: str, publisher: str, url: str, date: str, quote: str, claimant: str, said_by: str
) -> tuple[str, ...]:
    """What readers are shown of a place, to be compared with the same place in another version."""
    seen = url if url.startswith(("http://", "https://")) else ""
    return title, publisher, seen, date, quote, "" if claimant == said_by else claimant


def topics_of(revision: VerdictRevision) -> list[str]:
    """The topics a check is filed under."""
    return list(revision.claim_fields.get("topics") or [])


def difference(old: VerdictRevision | None, new: VerdictRevision) -> dict[str, Any]:
    """`{"fields": [{"field", "label", "parts": [[operation, text], …]}, …], "rating": {"before", "after"} or None,
    "sources": [{"change": added|removed|changed, "number", "title", "publisher", "quote", "stance",
    "stance_before"}, …], "places": [{"change", "title", "publisher", "quote"}, …], "is_same": bool}`.

    Only what changed is listed; operations are equal, insert, delete, and joined give both texts. Without an old
    revision everything is new.
    """
    fields = []
    was, now = _words(old) if old else {}, _words(new)
    for name, label in LABELS.items():
        before, after = was.get(name, ""), now.get(name, "")
        if before != after:
            parts = [list(part) for part in word_diff(before, after)]
            fields.append({"field": name, "label": label, "parts": parts})
    rating = _rating(old, new)
    sources = _sources(old, new)
    places = _places(old, new)
    return {
        "fields": fields,
        "rating": rating,
        "sources": sources,
        "places": places,
        "is_same": not fields and rating is None and not sources and not places,
    }


LABELS = {**TEXTS, **ATTRIBUTION, **FORECAST, "topics": "Topics"}


def _words(revision: VerdictRevision) -> dict[str, str]:
    """Everything that is compared word by word."""
    return {
        **{name: getattr(revision, name) for name in TEXTS},
        "claimant": revision.claimant_name,
        "claimed_on": _day(revision.claimed_on),
        **{name: str(value) for name, value in forecast_of(revision).items()},
        "topics": ", ".join(topics_of(revision)),
    }


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


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


def _places(old: VerdictRevision | None, new: VerdictRevision) -> list[dict[str, Any]]:
    """Where it was said that came, went or is shown otherwise. A first version has no place to compare with."""
    if old is None:
        return []
    before, after = places_of(old), places_of(new)
    changes = [
        _place("added" if article not in before else "changed", shown)
        for article, shown in after.items()
        if before.get(article) != shown
    ]
    return changes + [_place("removed", shown) for article, shown in before.items() if article not in after]


def _place(change: str, shown: tuple[str, ...]) -> dict[str, Any]:
    return {"change": change, "title": shown[0], "publisher": shown[1], "quote": shown[4]}


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
