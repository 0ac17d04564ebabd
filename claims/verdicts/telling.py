"""What readers must be told of on top of the page when it changes: who said it, when, and what a forecast or plan says,
with what would settle it. A typo or a clarification carries no notice, so it can't change any of these: the list
before review says so, and so does the database (`revision_told`)."""

from __future__ import annotations

from claims.annotation.models import Prediction
from claims.verdicts.attribution import attribution_of
from claims.verdicts.differences import ATTRIBUTION, FORECAST, forecast_facts, forecast_of
from claims.verdicts.freezing import prediction_fields
from claims.verdicts.models import Draft, VerdictRevision


def told_changes(public: VerdictRevision, draft: Draft, prediction: Prediction | None) -> list[str]:
    """What of that this correction would change, in the words of the form. `prediction`: the claim's, where it is kept
    open until it comes out."""
    claim = draft.fact_check.claim
    labels = []
    if (draft.claimant, draft.claimed_on) != (public.claimant_name, public.claimed_on):
        said = attribution_of(draft, claim)
        if said.claimant != public.claimant_name:
            labels.append(ATTRIBUTION["claimant"])
        if said.claimed_on != public.claimed_on:
            labels.append(ATTRIBUTION["claimed_on"])
    if claim.is_kept_open:
        stood, stands = forecast_of(public), forecast_facts(prediction_fields(prediction))
        labels += [label for name, label in FORECAST.items() if stood.get(name) != stands.get(name)]
    return [label[0].lower() + label[1:] for label in labels]
