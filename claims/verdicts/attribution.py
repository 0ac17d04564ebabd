"""Who is said to have made a claim, and when: the claim's own fields until a verdict on it is public, from then on
those of a correction's draft, which reach the claim when the correction is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from claims.annotation.attributing import known_claimant
from claims.annotation.models import Appearance, Claim
from claims.verdicts.models import Draft


@dataclass(frozen=True)
class Attribution:
    """A name (empty where nobody is named) with the kind of claimant, and the day it was said on."""

    claimant: str
    kind: str
    claimed_on: date | None


def attribution_of(draft: Draft, claim: Claim) -> Attribution:
    """What the next revision says: in a correction the draft's, a known name as the newsroom writes it."""
    if not draft.correction_kind:
        who = claim.claimant
        return Attribution(who.name if who else "", who.kind if who else "", claim.claimed_on)
    name = " ".join(draft.claimant.split())
    known = known_claimant(claim.organisation, name)
    if known is not None:
        return Attribution(known.name, known.kind, draft.claimed_on)
    return Attribution(name, "person" if name else "", draft.claimed_on)


def at_place(appearance: Appearance, claim: Claim, said: Attribution) -> tuple[str, str]:
    """Who is said to have made it at one place, and the kind of claimant. Where a place of the claim's own names the
    claim's claimant, that is whom the revision names."""
    who = appearance.claimant
    if who is None:
        return "", ""
    if appearance.claim_id == claim.pk and who.pk == claim.claimant_id:
        return said.claimant, said.kind
    return who.name, who.kind
