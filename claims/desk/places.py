"""Where an act was pressed, and so where to go after it: the workbench, the queue or the claim page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim, Suggestion
from claims.desk.claim_page import render_claim
from claims.desk.doors import Trouble, address
from claims.desk.panes import KEPT
from claims.desk.queue import render_queue
from claims.desk.queue_filters import Filters
from claims.desk.workbench import render_workbench
from claims.evidence.dating import THEN


def at_workbench(request: HttpRequest) -> bool:
    """Whether the form said that it stands in the workbench."""
    return "workbench" in (request.POST.get("place"), request.GET.get("place"))


def at_queue(request: HttpRequest) -> bool:
    """Whether the form said that it stands on a card of the queue."""
    return "queue" in (request.POST.get("place"), request.GET.get("place"))


def at_jobs(request: HttpRequest) -> bool:
    """Whether the form said that it stands on the jobs page."""
    return "jobs" in (request.POST.get("place"), request.GET.get("place"))


def claim_place(request: HttpRequest, actor: Actor, claim: Claim, trouble: Trouble | None) -> HttpResponse:
    """The page on which something was done to a claim, with the trouble it ran into."""
    if at_queue(request):
        return render_queue(request, actor, claim, trouble)
    if at_workbench(request) and claim.article is not None:
        return render_workbench(request, actor, claim.article, trouble, on=claim.uid)
    return render_claim(request, actor, claim, trouble)


def suggestion_place(
    request: HttpRequest, actor: Actor, suggestion: Suggestion, trouble: Trouble | None
) -> HttpResponse:
    """The workbench of the suggestion's article."""
    return render_workbench(request, actor, suggestion.version.article, trouble, on=suggestion.uid)


def after_claim(request: HttpRequest, claim: Claim, *, fragment: str = "", **query: str) -> str:
    """Where to go after something was done to a claim."""
    if at_queue(request):
        return address("queue", **Filters.of(request.GET).asked(), page=request.GET.get("page"))
    if at_jobs(request):
        return address("jobs", **{name: request.GET.get(name, "") for name in ("show", "of", "q", "page")})
    if at_workbench(request) and claim.article is not None:
        return after_card(request, claim.article.uid, claim.uid)
    known = THEN if request.GET.get("known") == THEN else ""
    return address("claim", claim.uid, fragment=fragment, known=known, **query)


def after_card(request: HttpRequest, article: str, on: str, *, panel: str = "") -> str:
    """The workbench with this card chosen, filter and view as they were; `panel`: the drawer's face."""
    kept = {name: request.GET.get(name, "") for name in KEPT}
    if panel:
        kept["panel"] = panel
    return address("workbench", article, on=on, fragment=f"#c-{on}" if kept["view"] else "", **kept)
