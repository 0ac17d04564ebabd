"""What the verdict side of the claim page shows: the form, the review with its difference, publishing, corrections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, has_right
from claims.annotation.models import Claim
from claims.desk.gate import gate, goes_to
from claims.desk.saving import now
from claims.evidence.models import Evidence
from claims.intake.differences import word_diff
from claims.publishing.models import OrderState
from claims.publishing.requesting import open_requests
from claims.verdicts.differences import difference
from claims.verdicts.models import (
    CaseState,
    Comment,
    CorrectionKind,
    DraftCitation,
    FactCheck,
    Purpose,
    VerdictRevision,
)
from claims.verdicts.reviewing import authors_of, reviewers_of
from claims.verdicts.scales import active_scale
from claims.verdicts.writing import may_rate

COMMENTED = {
    "rating": "Rating",
    "headline": "Headline",
    "conclusion": "Conclusion",
    "explanation": "Explanation",
    "claim_text": "Claim in one line",
    "statement": "Claim as readers see it",
}


def verdict_panel(
    actor: Actor, claim: Claim, case: FactCheck | None, evidence: Sequence[Evidence]
) -> dict[str, Any]:
    """Everything for the panel; most of it only where the case has got that far."""
    rateable, why_not = may_rate(claim)
    draft = getattr(case, "draft", None) if case is not None else None
    writing = case is not None and case.state == CaseState.WRITING
    revisions = list(case.revisions.select_related("made_by", "rating", "sign_off__by")) if case else []
    revisions.sort(key=lambda each: -each.n)
    sent = next((each for each in revisions if each.purpose == Purpose.SENT), None)
    publication = getattr(case, "publication", None) if case is not None else None
    return {
        "rateable": rateable,
        "why_not": why_not,
        "ratings": list(active_scale(actor.organisation).ratings.all()),
        "draft": draft,
        "draft_now": now(draft, actor) if draft is not None and writing else None,
        "cited": list(draft.citations.select_related("evidence__snapshot__source")) if draft else [],
        "uncited": _uncited(draft, evidence),
        "gate": gate(draft) if draft is not None and writing else None,
        "next_reviewer": goes_to(draft, actor.user) if draft is not None and writing else None,
        "comments": _comments(case),
        "commentable": COMMENTED,
        "revisions": revisions,
        "sent": sent,
        "is_author": sent is not None and actor.user.pk in authors_of(sent),
        "reviewers": reviewers_of(sent)[:3] if sent is not None else [],
        "may_sign": has_right(actor, Permission.SIGN_OFF),
        "change": difference(base_of(revisions, sent), sent) if sent is not None else None,
        "change_base": base_of(revisions, sent),
        "sent_back": sent.send_backs.select_related("by").order_by("-at").first() if sent else None,
        "order": waiting_order(case),
        "publication": publication,
        "published": list(
            publication.versions.select_related("revision__rating", "correction").order_by("-n")
        )
        if publication
        else [],
        "requests": list(open_requests(actor, publication)) if publication else [],
        "correction_kinds": CorrectionKind.choices,
        "now": timezone.now(),
    }


def base_of(revisions: Sequence[VerdictRevision], sent: VerdictRevision | None) -> VerdictRevision | None:
    """What a reviewer compares with: the version last approved, else the one sent before, else nothing."""
    if sent is None:
        return None
    older = [each for each in revisions if each.n < sent.n and each.purpose == Purpose.SENT]
    signed = [each for each in older if hasattr(each, "sign_off")]
    return next(iter(signed or older), None)


def waiting_order(case: FactCheck | None) -> Any:
    """The order to publish that has not been carried out yet, with the seconds left to stop it."""
    order: Any = case.orders.filter(state=OrderState.WAITING).first() if case is not None else None
    if order is not None:
        order.seconds_left = max(0, round((order.due_at - timezone.now()).total_seconds()))
    return order


def _uncited(draft: Any, evidence: Sequence[Evidence]) -> list[Evidence]:
    if draft is None:
        return []
    cited = set(draft.citations.values_list("evidence_id", flat=True))
    return [each for each in evidence if each.pk not in cited]


def _comments(case: FactCheck | None) -> list[Comment]:
    """The comments on this verdict, open ones first, with what they are about and the words that would change."""
    if case is None:
        return []
    rows = case.comments.select_related("by", "decided_by", "evidence__snapshot__source")
    found = sorted(rows, key=lambda each: (bool(each.outcome), each.at))
    numbers = dict(DraftCitation.objects.filter(draft__fact_check=case).values_list("evidence_id", "number"))
    for each in found:
        each.number = numbers.get(each.evidence_id or 0)  # type: ignore[attr-defined]
        each.label = COMMENTED.get(each.field, "")  # type: ignore[attr-defined]
        each.parts = word_diff(each.replaces, each.proposed) if each.proposed is not None else []  # type: ignore[attr-defined]
    return found
