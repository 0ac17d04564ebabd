"""The ledger of corrections: how much weight each kind has, and what it changed, before and after.

Significant ones stand on top of the page, move the dates that feeds and mark-up give, and are told of in titles and
embeds. Minor ones are listed under Changes and on the corrections page. All keep the version before at its address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from claims.verdicts.differences import (
    ATTRIBUTION,
    FORECAST,
    TEXTS,
    forecast_facts,
    forecast_of,
    places_of,
    rating_words,
    shown_of,
    shown_place,
    topics_of,
)
from claims.verdicts.models import MINOR, CorrectionKind, VerdictRevision

if TYPE_CHECKING:
    from claims.publishing.shown import Verdict

SIGNIFICANT = tuple(kind for kind in CorrectionKind if kind not in MINOR)
CORRECTION_WORDS = {
    "typo": "Typo",
    "clarification": "Clarification",
    "update": "Update",
    "verdict_change": "Verdict changed",
    "retraction": "Retraction",
}


def severity(kind: str) -> str:
    """`significant`: readers are told first of all. `minor`: it is listed."""
    return "significant" if kind in SIGNIFICANT else "minor"


@dataclass(frozen=True)
class Stated:
    """What one version says, as far as corrections go. `sources` by what tells them apart: the number, and what readers
    are shown of it (title and stance first). `places`, where it was said, by article: what readers are shown."""

    rating: str
    words: Mapping[str, str]
    attribution: Mapping[str, str | None]
    forecast: Mapping[str, Any]
    sources: Mapping[tuple[object, ...], tuple[int, tuple[object, ...]]]
    places: Mapping[str, tuple[str, ...]]
    topics: list[str]


def of_revision(revision: VerdictRevision) -> Stated:
    """What a signed revision says."""
    return Stated(
        rating_words(revision),
        {name: getattr(revision, name) for name in TEXTS},
        _attribution(revision.claimant_name, revision.claimed_on),
        forecast_of(revision),
        {
            (each.snapshot_id, each.start, each.end): (each.number, shown_of(each))
            for each in revision.citations.all()
        },
        places_of(revision),
        topics_of(revision),
    )


def of_verdict(verdict: Verdict) -> Stated:
    """What a published version says."""
    return Stated(
        verdict.label,
        {name: getattr(verdict, name) for name in TEXTS},
        _attribution(verdict.claimant, verdict.claimed_on),
        forecast_facts(verdict.prediction),
        {
            (each.sha256, each.quote): (
                each.number,
                (each.title, each.stance, each.note, each.is_key, each.publisher, each.url, each.date),
            )
            for each in verdict.sources
        },
        {
            each.article: shown_place(
                title=each.title,
                publisher=each.publisher,
                url=each.url,
                date=each.date,
                quote=each.quote,
                claimant=each.claimant,
                said_by=verdict.claimant,
            )
            for each in verdict.places
        },
        list(verdict.topics),
    )


def changes(before: Stated, after: Stated) -> list[dict[str, Any]]:
    """What a correction changed, in plain values: `[{"field", "before", "after"}, …]`.

    `rating` has the labels, `sources` the numbers and titles that came, went or are shown otherwise, `appearances` the
    places where it was said that did, `topics` all of them; `claimant` and `claimed_on` are null where nothing is said;
    of a forecast each fact by its own name.
    """
    lines: list[dict[str, Any]] = []
    if before.rating != after.rating:
        lines.append({"field": "rating", "before": before.rating, "after": after.rating})
    lines += [
        {"field": name, "before": before.words[name], "after": after.words[name]}
        for name in TEXTS
        if before.words[name] != after.words[name]
    ]
    lines += [
        {"field": name, "before": before.attribution[name], "after": after.attribution[name]}
        for name in ATTRIBUTION
        if before.attribution[name] != after.attribution[name]
    ]
    lines += [
        {"field": name, "before": before.forecast.get(name), "after": after.forecast.get(name)}
        for name in FORECAST
        if before.forecast.get(name) != after.forecast.get(name)
    ]
    gone = _sources(before, after)
    come = _sources(after, before)
    if gone or come:
        lines.append({"field": "sources", "before": gone, "after": come})
    left, found = _places(before, after), _places(after, before)
    if left or found:
        lines.append({"field": "appearances", "before": left, "after": found})
    if before.topics != after.topics:
        lines.append({"field": "topics", "before": before.topics, "after": after.topics})
    return lines


def entry(kind: str, note: str, before: Stated, after: Stated) -> dict[str, Any]:
    """One line of the ledger for programs: kind, weight, note and changes."""
    return {"kind": kind, "severity": severity(kind), "note": note, "changes": changes(before, after)}


def _attribution(claimant: str, claimed_on: date | None) -> dict[str, str | None]:
    return {"claimant": claimant or None, "claimed_on": claimed_on.isoformat() if claimed_on else None}


def _places(here: Stated, there: Stated) -> list[dict[str, Any]]:
    """Where it was said here and not there, or is shown otherwise there."""
    return [
        {"title": shown[0], "publisher": shown[1], "quote": shown[4]}
        for article, shown in here.places.items()
        if there.places.get(article) != shown
    ]


def _sources(here: Stated, there: Stated) -> list[dict[str, Any]]:
    """What stands here and not there, or is shown otherwise there."""
    return [
        {"number": number, "title": shown[0], "stance": shown[1]}
        for key, (number, shown) in here.sources.items()
        if key not in there.sources or there.sources[key][1] != shown
    ]
