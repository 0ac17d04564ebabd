"""Who is said to have made a claim, as a row that all their claims share."""

from __future__ import annotations

from claims.accounts.models import Organisation
from claims.annotation.models import Appearance, Claim, Claimant
from claims.lib.problems import Problem

LONGEST = 200


def claimant_named(
    organisation: Organisation, name: object, *, pointer: str = "/claimant"
) -> Claimant | None:
    """The newsroom's claimant of this name or alias, whatever the capitals; made where there is none.

    An empty name is nobody: None. Raises Problem for what is no name.
    """
    if name is None:
        return None
    if not isinstance(name, str) or "\x00" in name:
        raise Problem("claimant.invalid", "A claimant is a name.", pointer=pointer)
    wanted = " ".join(name.split())
    if not wanted:
        return None
    if len(wanted) > LONGEST:
        raise Problem(
            "claimant.too_long",
            f"A claimant's name has at most {LONGEST} characters; this one has {len(wanted)}.",
            pointer=pointer,
            next_step="Name the person or body only; the rest belongs in the statement.",
        )
    found = known_claimant(organisation, wanted)
    if found is not None:
        return found
    made, _ = Claimant.objects.get_or_create(organisation=organisation, name=wanted)
    return made


def known_claimant(organisation: Organisation, name: str) -> Claimant | None:
    """The newsroom's claimant of this name or alias, whatever the capitals; None where there is none yet."""
    wanted = " ".join(name.split())
    if not wanted:
        return None
    known = Claimant.objects.in_newsroom(organisation)
    return (
        known.filter(name=wanted).first()
        or known.filter(name__iexact=wanted).first()
        or known.filter(aliases__contains=[wanted]).first()
    )


def carry_to_places(claim: Claim, *, was: Claimant | None) -> None:
    """After a claim got another claimant: its places that named the one before name this one. A place where
    somebody else is said to have made it keeps that name. The caller holds the transaction."""
    if was is not None and was.pk != claim.claimant_id:
        Appearance.objects.filter(claim=claim, claimant=was).update(claimant=claim.claimant)
