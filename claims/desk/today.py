"""Today: my turn first, then what waits for others, what runs, and what changed since I last looked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, has_right
from claims.accounts.visits import look
from claims.annotation.models import Appearance, Checkpoint
from claims.desk import happenings
from claims.desk.article_list import counted, undecided_in
from claims.desk.doors import page, show
from claims.desk.event_places import places
from claims.evidence.models import EvidenceRun, RunState
from claims.intake.models import Article, Capture, CaptureState
from claims.publishing.models import CorrectionRequest
from claims.publishing.requesting import open_requests
from claims.publishing.watching import open_notes
from claims.verdicts.models import CaseState, Comment, FactCheck, Purpose, VerdictRevision
from claims.verdicts.workflow import awake

SHOWN = 20
IN_ORDER = (
    "reviews",
    "comments",
    "ready",
    "requests",
    "notes",
    "drafts",
    "placing",
    "checkpoints",
    "articles",
    "mine",
)
"""What is my turn, in the order of the page: the first one has the focus, so that Enter opens it."""
NEWS = 20


@page
def today(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for this person, and what goes on."""
    since = look(actor)
    cases = (
        FactCheck.objects.visible_to(actor)
        .select_related("claim", "draft")
        .filter(claim__removed_at__isnull=True)
    )
    writing = cases.filter(Q(draft__author_ids__contains=[actor.user.pk]) | Q(assignee=actor.user))
    context = {
        "reviews": reviews(actor)[:SHOWN],
        "comments": comments(actor),
        "ready": _soonest(cases.filter(state=CaseState.READY))
        if has_right(actor, Permission.PUBLISH)
        else [],
        "notes": list(open_notes(actor)[:SHOWN]) if has_right(actor, Permission.WRITE_VERDICT) else [],
        "requests": my_requests(actor),
        "drafts": _soonest(writing.filter(awake(), state=CaseState.WRITING)),
        "mine": _soonest(
            cases.filter(awake(), state__in=(CaseState.OPEN, CaseState.EVIDENCE), assignee=actor.user)
        ),
        "waiting": _soonest(
            cases.filter(state=CaseState.REVIEW, draft__author_ids__contains=[actor.user.pk])
        ),
        "articles": my_articles(actor),
        "placing": Appearance.objects.visible_to(actor)
        .to_place()
        .select_related("version__article", "claim")[:SHOWN],
        "checkpoints": due_checkpoints(actor),
        **running(actor),
        **changes(request, actor, since),
        "today": timezone.localdate(),
        "any": Article.objects.visible_to(actor).exists(),
    }
    context["first"] = next((each for each in IN_ORDER if context[each]), "")
    return show(request, "desk/today.html", context, section="today")


@page
def running_part(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list of what runs, for polling."""
    return show(request, "desk/parts/running.html", running(actor))


def changes(request: HttpRequest, actor: Actor, since: Any) -> dict[str, Any]:
    """What others did since the visit before this one; all of the newest with `changes=all`, or on the first visit."""
    everything = request.GET.get("changes") == "all" or since is None
    news = happenings.recent(actor) if everything else happenings.since(actor, since)
    shown = list(news[: NEWS + 1])
    return {
        "since": None if everything else since,
        "events": shown[:NEWS],
        "more_events": len(shown) > NEWS,
        "places": places(actor, shown[:NEWS]),
    }


def my_requests(actor: Actor) -> list[CorrectionRequest]:
    """Readers' requests that are this person's or nobody's yet, the one due soonest first."""
    if not has_right(actor, Permission.WRITE_VERDICT):
        return []
    return list(open_requests(actor).filter(Q(assignee=actor.user) | Q(assignee=None))[:SHOWN])


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
    return sorted(due, key=lambda each: each.due_on)[:SHOWN]


def reviews(actor: Actor) -> QuerySet[VerdictRevision]:
    """Sent verdicts that this person may sign off: not her own; those that are her turn first, then the one
    that waited longest."""
    sent: Any = VerdictRevision.objects.visible_to(actor)
    if not has_right(actor, Permission.SIGN_OFF):
        return sent.none()
    newest = (
        sent.filter(fact_check__state=CaseState.REVIEW, purpose=Purpose.SENT)
        .order_by("fact_check_id", "-n")
        .distinct("fact_check_id")
        .values("pk")
    )
    return (
        sent.filter(pk__in=newest)
        .exclude(made_by=actor.user)
        .exclude(author_ids__contains=[actor.user.pk])
        .select_related("fact_check__claim", "made_by", "rating")
        .annotate(others=Case(When(fact_check__reviewer=actor.user, then=Value(0)), default=Value(1)))
        .order_by("others", "made_at", "pk")
    )


def comments(actor: Actor) -> list[Comment]:
    """What others have said about verdicts that are this person's, and nobody has dealt with yet, oldest first."""
    mine = Q(fact_check__assignee=actor.user) | Q(fact_check__draft__author_ids__contains=[actor.user.pk])
    waiting = Comment.objects.visible_to(actor).filter(mine, outcome="").exclude(by=actor.user)
    return list(waiting.select_related("fact_check__claim", "by").order_by("at", "pk")[:SHOWN])


def my_articles(actor: Actor) -> list[Any]:
    """Articles that are this person's and have something left to decide, the one due soonest first."""
    mine = counted(actor).filter(assignee=actor.user, archived_at__isnull=True)
    found = list(mine.order_by(F("due_on").asc(nulls_last=True), "-created_at")[:SHOWN])
    undecided = undecided_in(actor, [each.pk for each in found])
    for each in found:
        each.undecided = undecided.get(each.pk, 0)
    return [each for each in found if each.undecided or not each.version_count or each.due_on]


def running(actor: Actor) -> dict[str, list[Any]]:
    """Searches and fetches that have not ended."""
    runs = EvidenceRun.objects.visible_to(actor).filter(state__in=(RunState.QUEUED, RunState.RUNNING))
    captures = Capture.objects.visible_to(actor).exclude(state=CaptureState.ENDED)
    return {
        "runs": list(
            runs.select_related("claim", "suggestion__version__article").order_by("-created_at")[:10]
        ),
        "captures": list(captures.select_related("source__article").order_by("-created_at")[:10]),
    }


def _soonest(cases: QuerySet[FactCheck]) -> list[FactCheck]:
    return list(cases.order_by(F("due_on").asc(nulls_last=True), "created_at", "pk")[:SHOWN])
