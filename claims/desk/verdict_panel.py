"""What the verdict side of the claim page shows: the form, the review with its difference, publishing, corrections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, has_right
from claims.annotation.models import Claim
from claims.desk.saving import now
from claims.evidence.models import Evidence
from claims.publishing.models import OrderState
from claims.verdicts.differences import difference
from claims.verdicts.models import CaseState, CorrectionKind, FactCheck, Purpose, VerdictRevision
from claims.verdicts.scales import active_scale
from claims.verdicts.writing import gaps, hints, may_rate


def verdict_panel(
    actor: Actor, claim: Claim, case: FactCheck | None, evidence: Sequence[Evidence]
) -> dict[str, Any]:
    """Everything for the panel; most of it only where the case has got that far."""
    rateable, why_not = may_rate(claim)
    draft = getattr(case, "draft", None) if case is not None else None
    revisions = list(case.revisions.select_related("made_by", "rating", "sign_off__by")) if case else []
    revisions.sort(key=lambda each: -each.n)
    sent = next((each for each in revisions if each.purpose == Purpose.SENT), None)
    publication = getattr(case, "publication", None) if case is not None else None
    return {
        "rateable": rateable,
        "why_not": why_not,
        "ratings": list(active_scale(actor.organisation).ratings.all()),
        "draft": draft,
        "draft_now": now(draft, actor) if case and draft and case.state == CaseState.WRITING else None,
        "cited": list(draft.citations.select_related("evidence__snapshot__source")) if draft else [],
        "uncited": _uncited(draft, evidence),
        "gaps": gaps(draft) if draft is not None else [],
        "hints": hints(draft) if draft is not None else [],
        "revisions": revisions,
        "sent": sent,
        "is_author": sent is not None and actor.user.pk in (sent.made_by_id, *sent.author_ids),
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
