"""Who is said to have made a claim, as a row that all their claims share."""

from __future__ import annotations

from claims.accounts.models import Organisation
from claims.annotation.models import Claimant
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
    known = Claimant.objects.in_newsroom(organisation)
    found = known.filter(name__iexact=wanted).first() or known.filter(aliases__contains=[wanted]).first()
    if found is not None:
        return found
    made, _ = Claimant.objects.get_or_create(organisation=organisation, name=wanted)
    return made
