"""Publishing in the background: carrying out an order that is due, making public files again."""

from __future__ import annotations

from claims.history.jobs import Job, RetryLater, handler
from claims.history.scheduler import every
from claims.intake.models import Capture, Snapshot
from claims.lib.problems import Problem
from claims.publishing import ordering, watching
from claims.publishing.models import PublishOrder
from claims.publishing.rendering import render_newsroom, render_publication


def _show_dead(job: Job, reason: str) -> None:
    """The last attempt failed: the order is stopped, so that an editor sees it and can press again."""
    order = PublishOrder.objects.filter(uid=job.event.subject_uid).first()
    if order is not None:
        ordering.stop_because(order, Problem("publish.failed", f"Publishing failed: {reason}"))


@handler("publishing.carry_out", queue="publish", lease=60, on_dead=_show_dead)
def carry_out(job: Job) -> None:
    """Ten seconds after Publish: publish exactly the signed revision, or stop the order with the reason."""
    order: PublishOrder = job.subject()
    try:
        with job.finishing():
            if order.state != "stopped":
                ordering.carry_out(order)
    except Problem as problem:
        if problem.code == "order.early":  # a clock that was set back, or a row made due by hand
            raise RetryLater(str(problem), seconds=1) from problem
        with job.finishing():
            ordering.stop_because(order, problem)


@handler("publishing.compare_cited", queue="models", lease=60, atomic=True)
def compare_cited(job: Job) -> None:
    """After a copy was kept: do the passages that published checks cite still stand on the page?"""
    snapshot = job.subject()
    if isinstance(snapshot, Snapshot):
        watching.compare(snapshot)


@handler("publishing.note_gone", queue="models", lease=60, atomic=True)
def note_gone(job: Job) -> None:
    """After a page could not be fetched: is one that published checks cite gone?"""
    capture = job.subject()
    if isinstance(capture, Capture):
        watching.gone(capture)


@every(600, "publishing.watch_sources")
def watch_sources() -> None:
    """The pages that published checks cite are looked at again, each once in so many days."""
    watching.look_again()


@handler("publishing.render", queue="publish", lease=60, atomic=True)
def render(job: Job) -> None:
    """Make one publication's files again, and the lists it stands in."""
    render_publication(job.subject())


@handler("publishing.render_newsroom", queue="publish", lease=300, atomic=True)
def render_all(job: Job) -> None:
    """Make a newsroom's public files again: its name, address, policies or ratings have changed."""
    render_newsroom(job.organisation)
