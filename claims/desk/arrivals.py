"""What came in for a claim while its page is open: the strip of the search and the candidates, without the rest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim, Suggestion
from claims.desk.doors import page, show
from claims.desk.gathered import gathered
from claims.desk.workbench import claim_of

TEMPLATE = "desk/parts/arrived.html"


@page
def for_claim(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """Of a claim."""
    return _arrived(request, actor, claim_of(actor, uid), None)


@page
def for_suggestion(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """Of a suggestion nobody has decided."""
    return _arrived(request, actor, None, Suggestion.objects.get_visible(actor, uid))


def _arrived(
    request: HttpRequest, actor: Actor, claim: Claim | None, suggestion: Suggestion | None
) -> HttpResponse:
    context = {
        "claim": claim,
        "suggestion": suggestion,
        "suggested": claim is None,
        "place": request.GET.get("place", ""),
        "keep": request.GET.get("keep", ""),
        **gathered(actor, claim=claim, suggestion=suggestion),
    }
    return show(request, TEMPLATE, context)
