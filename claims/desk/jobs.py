"""The jobs page: what runs, what waits, what failed and why, with Try again."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.desk.doors import Trouble, act, address, done, page, show
from claims.evidence.models import ProviderCall
from claims.history.jobs import ask_again
from claims.history.models import Handoff, JobState
from claims.lib.problems import Conflict, NotFound

SHOWN = {
    "failed": (JobState.FAILED,),
    "open": (JobState.DUE, JobState.LEASED),
    "done": (JobState.DONE, JobState.CANCELLED),
}


@page
def jobs(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Follow-ups and provider calls of this newsroom."""
    return listing(request, actor, None, None)


def listing(request: HttpRequest, actor: Actor, thing: object, trouble: Trouble | None) -> HttpResponse:
    """The list; `show` is failed, open or done, else all of the newest."""
    what = request.GET.get("show", "")
    rows = Handoff.objects.filter(organisation_id=actor.organisation.pk).select_related("event")
    calls = ProviderCall.objects.visible_to(actor).select_related("run__claim")
    counts = {name: rows.filter(state__in=states).count() for name, states in SHOWN.items()}
    if what in SHOWN:
        rows, calls = rows.filter(state__in=SHOWN[what]), calls.filter(state__in=SHOWN[what])
    context = {
        "part": Paginator(rows.order_by("-pk"), 50).get_page(request.GET.get("page")),
        "calls": calls.order_by("-pk")[:50],
        "what": what,
        "counts": counts,
        "failed_calls": ProviderCall.objects.visible_to(actor).filter(state=JobState.FAILED).count(),
    }
    return show(request, "desk/jobs.html", context, section="jobs", trouble=trouble)


def _job(actor: Actor, pk: int) -> Handoff:
    found = Handoff.objects.filter(organisation_id=actor.organisation.pk, pk=pk).first()
    if found is None:
        raise NotFound("job.none", "There is no such job here.")
    return found


@act(thing=_job, back=listing, form="job")
def again(request: HttpRequest, actor: Actor, job: Handoff) -> HttpResponse:
    """Try a failed job once more."""
    require(actor, Permission.WRITE_ARTICLES)
    if not ask_again(job):
        raise Conflict("job.not_failed", "This job has not failed: there is nothing to try again.")
    return done(request, address("jobs", show=request.GET.get("show")), "Trying again")
