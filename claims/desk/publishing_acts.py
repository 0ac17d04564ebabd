"""Publish with ten seconds to stop it, correct what is public, give a correction up, withdraw."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.desk.doors import act, done, page, show
from claims.desk.places import claim_place
from claims.desk.verdict_acts import case_of, to_verdict
from claims.desk.verdict_panel import waiting_order
from claims.desk.workbench import claim_of
from claims.lib.problems import Conflict
from claims.publishing import correcting, ordering
from claims.publishing.models import OrderState, PublishOrder


@act(thing=claim_of, back=claim_place, form="publish")
def publish(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Order it; nothing is public before the time to stop it has run out."""
    ordering.order(case_of(claim), by=actor)
    return done(request, to_verdict(request, claim))


@act(thing=claim_of, back=claim_place, form="publish")
def stop(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Stop what was ordered; the approved verdict stays as it is."""
    order = (
        PublishOrder.objects.visible_to(actor)
        .filter(fact_check__claim=claim, state=OrderState.WAITING)
        .first()
    )
    if order is None:
        raise Conflict(
            "publication.too_late",
            "There is nothing to stop any more.",
            next_step="If it is public by now, begin a correction.",
        )
    ordering.stop(order, by=actor)
    return done(request, to_verdict(request, claim), "Stopped: nothing was published")


@page
def order_part(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """Polled while an order waits: the seconds left; once it is carried out, word that the page has news."""
    claim = claim_of(actor, uid)
    order = waiting_order(case_of(claim))
    answer = show(request, "desk/parts/order.html", {"claim": claim, "order": order})
    if order is None:
        answer.headers["HX-Trigger"] = "desk:news"
    return answer


@act(thing=claim_of, back=claim_place, form="correct")
def correct(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Begin a correction; what is public stays until somebody has signed the corrected verdict."""
    kind, note = request.POST.get("kind", ""), request.POST.get("note", "")
    correcting.begin(case_of(claim), by=actor, kind=kind, note=note)
    return done(request, to_verdict(request, claim), "Correction begun")


@act(thing=claim_of, back=claim_place, form="correct")
def give_up(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Leave the published verdict as it is."""
    correcting.give_up(case_of(claim), by=actor)
    return done(request, to_verdict(request, claim), "Correction given up: what is public stays as it is")


@act(thing=claim_of, back=claim_place, form="withdraw")
def withdraw(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """For law or privacy only: readers see that it was withdrawn, and why."""
    publication = getattr(case_of(claim), "publication", None)
    if publication is None:
        raise Conflict("publication.none", "This check is not public.")
    ordering.withdraw(publication, by=actor, reason=request.POST.get("reason", ""))
    return done(request, to_verdict(request, claim), "Withdrawn")
