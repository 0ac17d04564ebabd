"""Suggestions for a version: what the machine would check, as rows that wait for a person."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from claims.accounts.acting import Actor
from claims.annotation.anchoring import anchor
from claims.annotation.describing import published_day
from claims.annotation.models import Appearance, Band, Dismissal, Suggestion
from claims.annotation.numbering import take_numbers
from claims.annotation.proposing import Proposal, propose
from claims.annotation.sentences import sentence_spans
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.models import Article, ArticleVersion, Segmentation

SEGMENTER = "claims.annotation.sentences/1"
SCORER = "checkworthiness/1"
STANDS_THERE = 0.8
"""From this share of shared characters on, a proposal is the claim that stands there already."""


def suggest(version: ArticleVersion) -> list[Suggestion]:
    """Propose what to check in a version, and keep it. Safe to repeat.

    Undecided suggestions are scored anew; what people decided stays as it was. What was dismissed in the version
    before, and stands here unchanged, is dismissed here too. Returns the version's suggestions in text order.
    """
    if version.snapshot.text is None:
        return []
    return keep(version, read(version))


def read(version: ArticleVersion) -> list[Proposal]:
    """The proposals for a version's text: the slow part, without touching the database."""
    return propose(
        version.text,
        blocks=version.snapshot.blocks,
        language=version.article.source.language or "en",
        published_on=published_day(version),
        title=version.article.title,
    )


def keep(version: ArticleVersion, proposals: list[Proposal]) -> list[Suggestion]:
    """Write proposals as suggestions, the sentences beside them, and the event, in one transaction."""
    with transaction.atomic():
        Article.objects.select_for_update(no_key=True).get(pk=version.article_id)
        Segmentation.objects.update_or_create(
            version=version,
            defaults={
                "organisation_id": version.organisation_id,
                "segmenter": SEGMENTER,
                "sentences": [list(span) for span in sentence_spans(version.text)],
            },
        )
        known = {(each.start, each.end, each.kind): each for each in version.suggestions.all()}
        proposed = {(each.start, each.end, each.kind): each for each in proposals}
        rescored = _rescore(version, proposed)
        taken = _places_taken(version)
        fresh = [
            proposal
            for key, proposal in sorted(proposed.items())
            if key not in known and not _stands(proposal, taken)
        ]
        numbers = take_numbers(version.article, len(fresh)) if fresh else []
        made = Suggestion.objects.bulk_create(
            Suggestion(
                organisation_id=version.organisation_id,
                version=version,
                number=number,
                start=proposal.start,
                end=proposal.end,
                kind=proposal.kind,
                quote=version.text[proposal.start : proposal.end],
                **_values(proposal),
            )
            for number, proposal in zip(numbers, fresh, strict=True)
        )
        carried = _carry_dismissals(version, made)
        record(
            EventName.SUGGESTIONS_MADE,
            version,
            by=Actor.system(version.organisation),
            related=[version.article],
            data={"made": len(made), "rescored": rescored, "dismissals_carried": carried},
        )
    return list(version.suggestions.order_by("start", "end", "pk"))


def _values(proposal: Proposal) -> dict[str, Any]:
    return {
        "statement": proposal.statement,
        "resolved": list(getattr(proposal, "resolved", None) or []),
        "claimant_name": (proposal.claimant or "")[:200],
        "score": proposal.score,
        "band": proposal.band,
        "reasons": proposal.reasons,
        "quantities": proposal.quantities,
        "times": proposal.times,
        "prediction": proposal.prediction,
        "scorer": SCORER,
    }


def _rescore(version: ArticleVersion, proposed: dict[tuple[int, int, str], Proposal]) -> int:
    """Write the new reading of undecided suggestions; one that is proposed no more is left without a score."""
    rescored = 0
    list(version.suggestions.order_by("pk").select_for_update())  # whoever is deciding one now goes first
    for suggestion in version.suggestions.undecided().filter(claim=None):
        proposal = proposed.get((suggestion.start, suggestion.end, suggestion.kind))
        values: dict[str, Any] = (
            _values(proposal)
            if proposal is not None
            else {"score": None, "band": Band.UNSCORED, "reasons": [], "scorer": SCORER}
        )
        changed = {name: value for name, value in values.items() if getattr(suggestion, name) != value}
        if changed:
            Suggestion.objects.filter(pk=suggestion.pk).update(**changed)
            rescored += 1
    return rescored


def _places_taken(version: ArticleVersion) -> list[tuple[int, int, str]]:
    """Where claims stand, or are likely to stand once a person has placed them."""
    rows = Appearance.objects.filter(version=version, left_out_at=None, claim__removed_at=None)
    places = rows.values_list("start", "end", "proposed_start", "proposed_end", "claim__kind")
    return [
        (start if start is not None else proposed, end if end is not None else proposed_end, kind)
        for start, end, proposed, proposed_end, kind in places
        if start is not None or proposed is not None
    ]


def _stands(proposal: Proposal, taken: list[tuple[int, int, str]]) -> bool:
    for start, end, kind in taken:
        shared = min(end, proposal.end) - max(start, proposal.start)
        if kind == proposal.kind and shared >= STANDS_THERE * max(end - start, proposal.end - proposal.start):
            return True
    return False


def _carry_dismissals(version: ArticleVersion, made: list[Suggestion]) -> int:
    """Dismiss what a person dismissed in the version before and what stands here in the same surroundings."""
    if version.previous is None or version.previous.snapshot.text is None:
        return 0
    here = {(each.start, each.end, each.kind): each for each in made}
    carried = 0
    for before in version.previous.suggestions.dismissed().select_related("dismissal__by"):
        found = anchor(
            version.previous.text, before.start, before.end, version.text, blocks=version.snapshot.blocks
        )
        if (
            found.start is None
            or found.end is None
            or not (found.state == "exact" or (found.state == "moved" and found.same_surroundings))
        ):
            continue
        suggestion = here.get((found.start, found.end, before.kind))
        if suggestion is None:
            continue
        dismissal = before.dismissal
        Dismissal.objects.create(
            organisation_id=version.organisation_id,
            suggestion=suggestion,
            by=dismissal.by,
            at=dismissal.at,
            note=dismissal.note,
        )
        record(
            EventName.SUGGESTION_DISMISSED,
            suggestion,
            by=Actor.system(version.organisation),
            note=f"Carried over from version {version.previous.n}, where {dismissal.by} dismissed it.",
            related=[before, version],
        )
        carried += 1
    return carried
