"""The jobs page: what runs, what waits, what failed and why; try again, or stop."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.desk.doors import Trouble, act, address, done, page, show
from claims.desk.event_places import places
from claims.evidence.models import ProviderCall
from claims.evidence.providers import get
from claims.history.jobs import ask_again
from claims.history.models import Handoff, JobState
from claims.intake.models import Capture
from claims.intake.stopping import stop as stop_capture
from claims.lib.problems import Conflict, NotFound

SHOWN = {
    "failed": (JobState.FAILED,),
    "open": (JobState.DUE, JobState.LEASED),
    "done": (JobState.DONE, JobState.CANCELLED),
}
SORTS = {"follow": "Follow-ups", "searches": "Searches for evidence"}
ON_A_PAGE, AT_FIRST = 50, 15


@page
def jobs(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Follow-ups and provider calls of this newsroom."""
    return listing(request, actor, None, None)


def listing(request: HttpRequest, actor: Actor, thing: object, trouble: Trouble | None) -> HttpResponse:
    """The list: `show` is failed, open or done, else all; `of` is one sort of jobs, in pages; `q` searches."""
    what, of = request.GET.get("show", ""), request.GET.get("of", "")
    what, of = what if what in SHOWN else "", of if of in SORTS else ""
    words = request.GET.get("q", "").strip()
    follow_ups: QuerySet[Any] = Handoff.objects.filter(organisation_id=actor.organisation.pk)
    calls: QuerySet[Any] = ProviderCall.objects.visible_to(actor)
    if words:
        follow_ups = follow_ups.filter(
            Q(event__subject_label__icontains=words)
            | Q(task__icontains=words)
            | Q(last_error__icontains=words)
        )
        calls = calls.filter(Q(run__statement__icontains=words) | Q(provider__icontains=words))
    counts = {"follow": _counts(follow_ups), "searches": _counts(calls)}
    if what:
        follow_ups = follow_ups.filter(state__in=SHOWN[what])
        calls = calls.filter(state__in=SHOWN[what])
    part = Paginator(
        (calls if of == "searches" else follow_ups).order_by("-pk"), ON_A_PAGE if of else AT_FIRST
    ).get_page(request.GET.get("page") if of else 1)
    jobs = list(follow_ups.filter(pk__in=[each.pk for each in part]).select_related("event").order_by("-pk"))
    if of != "searches":
        shown_calls = [] if of else list(calls.order_by("-pk").select_related(*_RUN)[:AT_FIRST])
    else:
        jobs = []
        found = calls.filter(pk__in=[each.pk for each in part])
        shown_calls = list(found.select_related(*_RUN).order_by("-pk"))
    for call in shown_calls:
        provider = get(call.provider)
        call.label = provider.label if provider else call.provider
    context = {
        "part": part,
        "jobs": jobs,
        "places": places(actor, [each.event for each in jobs]),
        "calls": shown_calls,
        "what": what,
        "of": of,
        "words": words,
        "keep": request.GET.urlencode() if not request.GET.get("page") else _without_page(request),
        "tabs": [
            (name, label, counts["follow"][name or "all"] + counts["searches"][name or "all"])
            for name, label in (
                ("", "Newest"),
                ("failed", "Failed"),
                ("open", "Running and waiting"),
                ("done", "Done"),
            )
        ],
        "many_jobs": counts["follow"][what or "all"],
        "many_calls": counts["searches"][what or "all"],
        "at_first": AT_FIRST,
    }
    return show(request, "desk/jobs.html", context, section="jobs", trouble=trouble)


_RUN = ("run__claim", "run__suggestion__version__article")


def _counts(rows: QuerySet[Any]) -> dict[str, int]:
    return rows.aggregate(
        **{name: Count("pk", filter=Q(state__in=states)) for name, states in SHOWN.items()},
        all=Count("pk"),
    )


def _without_page(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _job(actor: Actor, pk: int) -> Handoff:
    found = Handoff.objects.filter(organisation_id=actor.organisation.pk, pk=pk).first()
    if found is None:
        raise NotFound("job.none", "There is no such job here.")
    return found


def _back(request: HttpRequest) -> str:
    return address("jobs", **{name: request.GET.get(name, "") for name in ("show", "of", "q", "page")})


@act(thing=_job, back=listing, form=lambda job: f"job-{job.pk}")
def again(request: HttpRequest, actor: Actor, job: Handoff) -> HttpResponse:
    """Try a failed job once more."""
    require(actor, Permission.WRITE_ARTICLES)
    if not ask_again(job):
        raise Conflict("job.not_failed", "This job has not failed: there is nothing to try again.")
    return done(request, _back(request), "Trying again")


@act(thing=_job, back=listing, form=lambda job: f"job-{job.pk}")
def stop(request: HttpRequest, actor: Actor, job: Handoff) -> HttpResponse:
    """Stop a page from being fetched. Other follow-ups are short, and the workbench relies on them."""
    require(actor, Permission.WRITE_ARTICLES)
    if job.task != "intake.fetch":
        raise Conflict(
            "job.not_stoppable",
            "The workbench relies on this job: it can’t be stopped.",
            next_step="Searches for evidence and fetches can.",
        )
    stop_capture(Capture.objects.get_visible(actor, job.event.subject_uid), by=actor)
    return done(request, _back(request), "Stopped")
