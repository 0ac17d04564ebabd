"""The claim page: wording and fields, the board of evidence, the kept copy, the verdict, its review and its history."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.accounts.models import Membership
from claims.annotation.models import Claim, ClaimKind
from claims.desk import happenings, source_notes
from claims.desk.conflicts import conflicts
from claims.desk.doors import Trouble, page, show
from claims.desk.edits import COMPARATORS, rows_of
from claims.desk.gathered import gathered, progress
from claims.desk.origin_list import origin_list
from claims.desk.panes import open_matches
from claims.desk.saving import DRAFT_FIELDS
from claims.desk.verdict_panel import verdict_panel
from claims.desk.viewer import viewer
from claims.desk.workbench import claim_of
from claims.evidence import archived_copies
from claims.evidence.dating import THEN
from claims.evidence.models import Stance
from claims.intake.models import Capture
from claims.verdicts.models import CaseState

CLAIM_FIELDS = ("statement", "kind", "claimed_on")
STEPS = ("Claim", "Evidence", "Verdict", "Review", "Published")
_STEP_OF = {
    CaseState.OPEN: 1,
    CaseState.EVIDENCE: 1,
    CaseState.WRITING: 2,
    CaseState.REVIEW: 3,
    CaseState.READY: 3,
    CaseState.PUBLISHED: 4,
    CaseState.DECLINED: 1,
}


@page
def claim(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """One claim at work."""
    return render_claim(request, actor, claim_of(actor, uid), None)


@page
def providers_part(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """Polled while a search runs: the strip; once it has ended, word that the page has news."""
    found = claim_of(actor, uid)
    context = {"claim": found, **progress(actor, claim=found)}
    answer = show(request, "desk/parts/providers.html", context)
    if not context["running"]:
        answer.headers["HX-Trigger"] = "desk:news"
    return answer


@page
def capture_part(request: HttpRequest, actor: Actor, uid: str, capture: str) -> HttpResponse:
    """Polled while a source is being fetched for a claim."""
    found = claim_of(actor, uid)
    attempt = Capture.objects.get_visible(actor, capture)
    context = {
        "claim": found,
        "capture": attempt,
        "archive_offered": archived_copies.is_offered(actor.organisation),
        "looked_back_from": archived_copies.day_of(found),
    }
    answer = show(request, "desk/parts/capture.html", context)
    if attempt.state == "ended":
        answer.headers["HX-Trigger"] = "desk:news"
    return answer


def render_claim(request: HttpRequest, actor: Actor, claim: Claim, trouble: Trouble | None) -> HttpResponse:
    """The whole page, or the same with the trouble an act ran into."""
    known = gathered(actor, claim=claim, known=request.GET.get("known", ""))
    case = getattr(claim, "fact_check", None)
    context = {
        "claim": claim,
        "article": claim.article,
        "case": case,
        "steps": steps(case),
        "appearances": list(
            claim.appearances.select_related("version__article", "claimant").order_by("-version__n", "start")
        ),
        "kinds": ClaimKind.choices,
        "comparators": COMPARATORS,
        "stances": Stance.choices,
        "prediction": getattr(claim, "prediction", None),
        "matches": open_matches(claim.matches),
        "covers": list(claim.covers.filter(removed_at__isnull=True).select_related("article")),
        "reasons": claim.suggestion.reasons if claim.suggestion is not None else [],
        "editing": request.GET.get("edit") == "1" or _refused(trouble, "edit"),
        "adding": request.GET.get("add", ""),
        "panel": request.GET.get("panel", ""),
        "people": [
            (each.user.uid, each.user.name)
            for each in Membership.objects.visible_to(actor)
            .filter(ended_at__isnull=True)
            .select_related("user")
        ],
        "capture": capture_of(actor, request.GET.get("capture", "")),
        "archive_offered": archived_copies.is_offered(actor.organisation),
        "looked_back_from": archived_copies.day_of(claim),
        "events": happenings.about(
            claim, case, getattr(case, "draft", None), getattr(case, "publication", None)
        ),
        "claim_conflicts": conflicts(trouble, "edit", CLAIM_FIELDS),
        "draft_conflicts": conflicts(trouble, "verdict", DRAFT_FIELDS),
        **rows_of(claim, trouble, form="edit"),
        **known,
        "keep": f"known={THEN}" if known["known"] == THEN else "",
        **origin_list(known["origins"]),
        **viewer(request, actor, known["evidence"], known["candidates"]),
        "source_notes": source_notes.shown(actor, getattr(case, "publication", None)),
        **verdict_panel(actor, claim, case, known["evidence"]),
    }
    return show(request, "desk/claim.html", context, section="claims", trouble=trouble)


def steps(case: Any) -> list[dict[str, Any]]:
    """The five steps of a check, each done, now or to come."""
    now = _STEP_OF[CaseState(case.state)] if case is not None else 1
    return [
        {"label": label, "state": "ok" if number < now or now == 4 else "now" if number == now else ""}
        for number, label in enumerate(STEPS)
    ]


def capture_of(actor: Actor, uid: str) -> Capture | None:
    """The attempt to keep a source that the address names."""
    found: Capture | None = Capture.objects.visible_to(actor).filter(uid=uid).first() if uid else None
    return found


def _refused(trouble: Trouble | None, form: str) -> bool:
    return trouble is not None and trouble.form == form
