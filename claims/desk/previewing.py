"""The public page as it would be, made from the draft and forgotten again."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.desk.doors import page
from claims.desk.saving import draft_of
from claims.desk.workbench import claim_of
from claims.publishing.pages import check_page
from claims.publishing.reading import preview as as_public
from claims.verdicts.freezing import freeze
from claims.verdicts.models import CaseState, Purpose, VerdictRevision
from claims.verdicts.reviewing import newest_sent


@page
def preview(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """What readers would see: the draft while it is written, what was sent while it is reviewed."""
    draft = draft_of(claim_of(actor, uid))
    require(actor, Permission.READ, draft)
    case = draft.fact_check
    with transaction.atomic():
        sent = newest_sent(case) if case.state in (CaseState.REVIEW, CaseState.READY) else None
        revision: VerdictRevision = sent or freeze(
            draft, purpose=Purpose.NAMED, made_by=actor.user, at=timezone.now()
        )
        made = check_page(as_public(case, revision), path=f"/checks/{case.claim.uid}/")
        transaction.set_rollback(True)
    answer = HttpResponse(made.body, content_type="text/html; charset=utf-8")
    policy = made.headers["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
