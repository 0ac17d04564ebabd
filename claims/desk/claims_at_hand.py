"""The claim an address is about."""

from __future__ import annotations

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.lib.problems import NotFound


def claim_of(actor: Actor, uid: str) -> Claim:
    """A claim that was not taken away."""
    claim: Claim = Claim.objects.get_visible(actor, uid)
    if claim.removed_at is not None:
        raise NotFound("claim.removed", "This claim was taken away.")
    return claim
