"""Making a claim: the row, its number, its place, and what keeps a forecast or plan open, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.accounts.acting import Actor
from claims.annotation import predictions_kept
from claims.annotation.describing import describe
from claims.annotation.models import KEPT_OPEN, Claim, Suggestion
from claims.annotation.numbering import take_numbers
from claims.annotation.placing import carry_to_later_versions
from claims.annotation.standing import stand
from claims.annotation.wording import checked_changes
from claims.intake.models import ArticleVersion


def make_claim(
    version: ArticleVersion,
    start: int,
    end: int,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    suggestion: Suggestion | None = None,
    split_from: Claim | None = None,
) -> Claim:
    """A new claim at `start:end` of a version, carried over to the versions after it.

    `fields` as in `wording.EDITABLE`; with a suggestion the claim has its number. The caller has checked the
    span and the right, holds the transaction, and records the act.
    """
    wanted = checked_changes(fields, organisation=by.organisation)
    facts = wanted.pop("prediction", None)
    number = suggestion.number if suggestion is not None else take_numbers(version.article, 1)[0]
    claim: Claim = Claim.objects.create(
        organisation=by.organisation,
        article=version.article,
        number=number,
        suggestion=suggestion,
        split_from=split_from,
        by=by.user,
        **wanted,
    )
    stand(claim, version, start=start, end=end)
    if claim.kind in KEPT_OPEN:
        read = _facts_read(claim, version, start, end, suggestion)
        predictions_kept.keep_open(claim, {**read, **(facts or {})})
    carry_to_later_versions(claim, version)
    return claim


def _facts_read(
    claim: Claim, version: ArticleVersion, start: int, end: int, suggestion: Suggestion | None
) -> Mapping[str, Any]:
    if suggestion is not None and suggestion.kind == claim.kind and suggestion.prediction:
        return dict(suggestion.prediction)
    return describe(version, start, end, kind=claim.kind)["prediction"] or {}
