"""All claims by state, as a list; every filter is in the address."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim, ClaimKind, Suggestion
from claims.desk.doors import page, show
from claims.desk.rail import public_rating
from claims.verdicts.models import CaseState

STATES = (
    ("", "All"),
    (CaseState.OPEN, "Open"),
    (CaseState.EVIDENCE, "Evidence"),
    (CaseState.WRITING, "Writing"),
    (CaseState.REVIEW, "Review"),
    (CaseState.READY, "Ready"),
    (CaseState.PUBLISHED, "Published"),
    (CaseState.DECLINED, "Declined"),
)


@page
def claims(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The queue. `state`, `kind`, `mine=1`, `q` filter; newest change first is `sort=new`, else by worth."""
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    words, mine = request.GET.get("q", "").strip(), request.GET.get("mine") == "1"
    every = Claim.objects.visible_to(actor).filter(removed_at__isnull=True, same_as__isnull=True)
    found = every.filter(statement__icontains=words) if words else every
    if mine:
        found = found.filter(Q(by=actor.user) | Q(fact_check__assignee=actor.user))
    if kind in ClaimKind.values:
        found = found.filter(kind=kind)
    by_state = dict(found.values_list("fact_check__state").annotate(n=Count("pk")))
    by_state[CaseState.OPEN] = by_state.get(CaseState.OPEN, 0) + by_state.pop(None, 0)
    if state in CaseState.values:
        unopened = Q(fact_check__isnull=True) if state == CaseState.OPEN else Q(pk__in=[])
        found = found.filter(Q(fact_check__state=state) | unopened)
    else:
        found = found.exclude(fact_check__state=CaseState.DECLINED)
    found = found.select_related(
        "article",
        "claimant",
        "suggestion",
        "fact_check__assignee",
        "fact_check__draft__rating",
        "fact_check__publication",
    ).annotate(sources=Count("evidence", distinct=True))
    order = ["-created_at"] if request.GET.get("sort") == "new" else ["-suggestion__score", "-created_at"]
    part = Paginator(found.order_by(*order, "pk"), 50).get_page(request.GET.get("page"))
    for each in part:
        each.shown_rating = public_rating(getattr(each, "fact_check", None))
    keep = request.GET.copy()
    keep.pop("page", None)
    context = {
        "part": part,
        "keep": keep.urlencode() + "&" if keep else "",
        "states": [(key, label, _count(by_state, key)) for key, label in STATES],
        "state": state,
        "kind": kind,
        "kinds": [("", "All kinds"), *ClaimKind.choices],
        "words": words,
        "mine": mine,
        "sort": request.GET.get("sort", ""),
        "any": every.exists(),
        "undecided": Suggestion.objects.visible_to(actor)
        .undecided()
        .worth_showing()
        .filter(version__next__isnull=True)
        .count(),
    }
    return show(request, "desk/claims.html", context, section="claims")


def _count(by_state: dict[str, int], key: str) -> int:
    if key:
        return by_state.get(key, 0)
    return sum(n for state, n in by_state.items() if state != CaseState.DECLINED)
