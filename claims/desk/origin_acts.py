"""An editor says which sources of a claim are one origin, and takes it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.desk.doors import Trouble, act, address, done
from claims.desk.places import after_claim, claim_place
from claims.desk.workbench import claim_of
from claims.evidence import deciding
from claims.evidence.models import OriginDecision


def _decision(actor: Actor, uid: str) -> OriginDecision:
    found: OriginDecision = OriginDecision.objects.get_visible(actor, uid)
    return found


def _at_decision(
    request: HttpRequest, actor: Actor, decision: OriginDecision, trouble: Trouble | None
) -> HttpResponse:
    return claim_place(request, actor, decision.claim, trouble)


def _back(request: HttpRequest, claim: Claim) -> str:
    return after_claim(request, claim, fragment="#origins")


@act(thing=claim_of, back=claim_place, form="origin-split")
def split(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """One source is no copy of the others, with the reason."""
    made = deciding.split(
        claim, by=actor, member=request.POST.get("member", ""), note=request.POST.get("note", "")
    )
    return done(request, _back(request, claim), "Split out", undo=address("undo_origin", made.uid))


@act(thing=claim_of, back=claim_place, form="origin-merge")
def merge(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Two origins are one, with the reason."""
    member, into = (request.POST.get(name, "") for name in ("member", "into"))
    made = deciding.merge(claim, by=actor, member=member, into=into, note=request.POST.get("note", ""))
    return done(request, _back(request, claim), "Merged", undo=address("undo_origin", made.uid))


@act(thing=_decision, back=_at_decision, form="origin-undo")
def undo(request: HttpRequest, actor: Actor, decision: OriginDecision) -> HttpResponse:
    """As the machine proposes again."""
    claim = decision.claim
    deciding.undo(decision, by=actor)
    return done(request, _back(request, claim), "Decision taken back")
