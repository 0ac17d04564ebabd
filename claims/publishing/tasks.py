"""Publishing in the background: carrying out an order that is due, making public files again."""

from __future__ import annotations

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.history.jobs import Job, NotYet, RetryLater, due_count, handler
from claims.history.models import Handoff, JobState
from claims.history.recording import record
from claims.history.scheduler import every
from claims.history.vocabulary import EventName
from claims.intake.models import Capture, Snapshot
from claims.lib.problems import Problem
from claims.publishing import announcing, delivering, delivery_log, ordering, self_look, watching
from claims.publishing.models import Publication, PublishOrder
from claims.publishing.policies import ON_EVERY_PAGE
from claims.publishing.remaking import GaveWay, Remaking, render_newsroom
from claims.publishing.rendering import render_fixed, render_publication
from claims.publishing.sites import is_current


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


@handler("publishing.announce", queue="deliver", lease=60, atomic=True)
def announce(job: Job) -> None:
    """After something became public, changed or was taken away: a message for each webhook that wants it."""
    publication = job.subject()
    if isinstance(publication, Publication):
        announcing.announce(publication, job.event)


@handler("publishing.look_at_page", queue="fetch", lease=60)
def look_at_page(job: Job) -> None:
    """After publishing: is the page there for everybody, signed out, as it was made?"""
    publication = job.subject()
    if not isinstance(publication, Publication) or not self_look.is_wanted(publication):
        return
    wrong = self_look.wrong_with(publication)
    if wrong and job.row.attempts < self_look.TRIES:
        raise RetryLater(wrong, 60 * job.row.attempts)
    with job.finishing():
        if wrong:
            record(EventName.PUBLICATION_SEEN_WRONG, publication, by=job.actor, note=wrong[:1000])


@handler(announcing.TASK, queue=announcing.QUEUE, lease=60, on_dead=delivering.keep_tries)
def deliver(job: Job) -> None:
    """One try to send one message to one webhook."""
    delivering.send(job)


@every(3600, "publishing.forget_messages")
def forget_messages() -> None:
    """The log of webhooks is kept for so many days."""
    delivery_log.forget_old(at=timezone.now())


@handler("publishing.render", queue="publish", lease=60, atomic=True)
def render(job: Job) -> None:
    """Make one publication's files again, and the lists it stands in."""
    render_publication(job.subject())


@handler("publishing.render_newsroom", queue="publish", lease=300)
def render_all(job: Job) -> None:
    """Make a newsroom's public files again: its name, address or ratings have changed, or what pages are made of. Where
    only its own words have, the pages that hold them are enough."""
    change = job.event if job.event.name == EventName.NEWSROOM_CHANGED else None
    own_words = change is not None and set(change.after) == {"policies"}
    if change is not None and own_words:
        before, after = change.before.get("policies") or {}, change.after["policies"]
        if all(before.get(key) == after.get(key) for key in ON_EVERY_PAGE):
            render_fixed(job.organisation)
            return
    remaking = Remaking(
        job.row.left_at,
        give_way=lambda: due_count("publish") > 0,
        tell=lambda done, total, left_at: job.progress(done, total, left_at=left_at),
    )
    try:
        render_newsroom(job.organisation, remaking)
    except GaveWay:
        raise NotYet(0) from None  # behind what is due now, such as a correction


@every(60, "publishing.keep_current")
def keep_current() -> None:
    """After an upgrade that changes how pages look, or with another base address: make everything again, in a job."""
    for organisation in Organisation.objects.order_by("pk"):
        if is_current(organisation) or _is_being_made(organisation):
            continue
        record(
            EventName.NEWSROOM_CHANGED,
            organisation,
            by=Actor.system(organisation),
            after={"public_pages": "made again"},
            note="What public pages are made of, or their address, has changed.",
        )


def _is_being_made(organisation: Organisation) -> bool:
    return Handoff.objects.filter(
        organisation_id=organisation.pk,
        task="publishing.render_newsroom",
        state__in=[JobState.DUE, JobState.LEASED],
    ).exists()
