"""Today: my turn first, then my drafts, what runs, what changed."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, has_right
from claims.annotation.models import Appearance, Checkpoint
from claims.desk import happenings
from claims.desk.doors import page, show
from claims.evidence.models import EvidenceRun, RunState
from claims.intake.models import Capture, CaptureState
from claims.verdicts.models import CaseState, FactCheck, Purpose, VerdictRevision


@page
def today(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for this person, and what goes on."""
    cases = FactCheck.objects.visible_to(actor).select_related("claim", "claim__article", "draft")
    context = {
        "reviews": reviews(actor),
        "ready": cases.filter(state=CaseState.READY)[:20] if has_right(actor, Permission.PUBLISH) else [],
        "drafts": cases.filter(state=CaseState.WRITING, draft__author_ids__contains=[actor.user.pk])[:20],
        "mine": cases.filter(state__in=(CaseState.OPEN, CaseState.EVIDENCE), claim__by=actor.user)
        .filter(claim__removed_at__isnull=True)
        .order_by("-created_at")[:20],
        "waiting": cases.filter(state=CaseState.REVIEW, draft__author_ids__contains=[actor.user.pk])[:20],
        "placing": Appearance.objects.visible_to(actor)
        .to_place()
        .select_related("version__article", "claim")[:20],
        "checkpoints": due_checkpoints(actor),
        **running(actor),
        "events": happenings.recent(actor),
        "today": timezone.localdate(),
    }
    return show(request, "desk/today.html", context, section="today")


@page
def running_part(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list of what runs, for polling."""
    return show(request, "desk/parts/running.html", running(actor))


def due_checkpoints(actor: Actor) -> list[Checkpoint]:
    """Of every forecast and plan the newest checkpoint that is due, or nearly so, and not settled."""
    due = (
        Checkpoint.objects.visible_to(actor)
        .filter(at__isnull=True, due_on__lte=timezone.localdate() + timedelta(days=7))
        .filter(prediction__claim__removed_at__isnull=True)
        .select_related("prediction__claim")
        .order_by("prediction_id", "-due_on", "-pk")
        .distinct("prediction_id")
    )
    return sorted(due, key=lambda each: each.due_on)[:20]


def reviews(actor: Actor) -> list[VerdictRevision]:
    """Sent verdicts that this person may sign off: not her own; those that are her turn first, then the one
    that waited longest."""
    if not has_right(actor, Permission.SIGN_OFF):
        return []
    sent = (
        VerdictRevision.objects.visible_to(actor)
        .filter(fact_check__state=CaseState.REVIEW, purpose=Purpose.SENT)
        .select_related("fact_check__claim", "made_by", "rating")
        .order_by("fact_check_id", "-n")
        .distinct("fact_check_id")
    )
    others = [each for each in sent if actor.user.pk not in [*each.author_ids, each.made_by_id]]
    return sorted(others, key=lambda each: (each.fact_check.reviewer_id != actor.user.pk, each.made_at))


def running(actor: Actor) -> dict[str, list[object]]:
    """Searches and fetches that have not ended."""
    runs = EvidenceRun.objects.visible_to(actor).filter(state__in=(RunState.QUEUED, RunState.RUNNING))
    captures = Capture.objects.visible_to(actor).exclude(state=CaptureState.ENDED)
    return {
        "runs": list(
            runs.select_related("claim", "suggestion__version__article").order_by("-created_at")[:10]
        ),
        "captures": list(captures.select_related("source__article").order_by("-created_at")[:10]),
    }
