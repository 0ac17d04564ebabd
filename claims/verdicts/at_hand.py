"""What has to be known of drafts before one can say what they lack: asked of the database at once, for one draft or for
a whole list of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, F, Func

from claims.annotation.models import Prediction
from claims.evidence.models import Evidence
from claims.evidence.origins import evidence_on, origins_of_each
from claims.verdicts.independence import CitedOrigin, cited_among
from claims.verdicts.models import Draft, DraftCitation


@dataclass(frozen=True)
class AtHand:
    """Of one draft: what it cites, by number, and from which origins; what became of the words; what it leaves out."""

    citations: list[DraftCitation]
    origins: list[CitedOrigin]
    broken: list[int]
    """The numbers of those citations whose words don't stand in the kept copy."""
    left_out: list[str]
    """The titles of the key sources that are not cited."""
    prediction: Prediction | None


def at_hand(drafts: Iterable[Draft]) -> dict[int, AtHand]:
    """What there is to know of each of these drafts, by its key. How much is asked does not grow with how many."""
    drafts = list(drafts)
    claims = {draft.fact_check.claim_id: draft.fact_check.claim for draft in drafts}
    citations: dict[int, list[DraftCitation]] = defaultdict(list)
    for each in DraftCitation.objects.filter(draft__in=drafts).select_related("evidence").order_by("number"):
        citations[each.draft_id].append(each)
    evidence: dict[int, list[Evidence]] = {pk: [] for pk in claims}
    for row in evidence_on(*claims.values()):
        evidence[row.claim_id].append(row)
    cited = [each.evidence_id for rows in citations.values() for each in rows]
    broken = set(broken_quotations(cited))
    citing = {draft.fact_check.claim_id for draft in drafts if citations[draft.pk]}
    origins = origins_of_each([claims[pk] for pk in citing], evidence=evidence)
    open_ends = [pk for pk, claim in claims.items() if claim.is_kept_open]
    predictions = {each.claim_id: each for each in Prediction.objects.filter(claim__in=open_ends)}
    found = {}
    for draft in drafts:
        claim, rows = draft.fact_check.claim_id, citations[draft.pk]
        numbers = {each.evidence_id: each.number for each in rows}
        found[draft.pk] = AtHand(
            citations=rows,
            origins=cited_among(origins.get(claim, []), numbers),
            broken=[each.number for each in rows if each.evidence_id in broken],
            left_out=[
                each.snapshot.source.title
                for each in evidence[claim]
                if each.is_key and each.pk not in numbers
            ],
            prediction=predictions.get(claim),
        )
    return found


def at_hand_of(draft: Draft) -> AtHand:
    """The same of one draft."""
    return at_hand([draft])[draft.pk]


def broken_quotations(evidence: list[int]) -> list[int]:
    """Ids of those pieces of evidence whose words don't stand in the kept copy (any more), asked of the database."""
    if not evidence:
        return []
    stands = Func(
        F("snapshot_id"),
        F("start"),
        F("end"),
        F("quote"),
        function="claims_quote_in_copy",
        output_field=BooleanField(null=True),
    )
    rows = Evidence.objects.filter(pk__in=evidence).annotate(stands=stands).values_list("pk", "stands")
    return [pk for pk, it_stands in rows if it_stands is not True]
