"""`record`: the one way to write history, and with it what follows."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from claims.history.models import Event, Handoff
from claims.history.vocabulary import EventName

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
"""Set by the request middleware, so that events of one request can be found together."""


taking_back: contextvars.ContextVar[tuple[Event, str] | None] = contextvars.ContextVar(
    "taking_back", default=None
)
"""The event that is being undone or redone, and which of the two: every line written meanwhile says so."""


class Acting(Protocol):
    """What history needs to know about somebody who acts (accounts.acting.Actor gives it)."""

    @property
    def actor_kind(self) -> str: ...
    @property
    def actor_id(self) -> int | None: ...
    @property
    def actor_name(self) -> str: ...


class FollowUp(Protocol):
    """One row of the pipeline's table: the task, its queue, and how long after the event it is due."""

    @property
    def task(self) -> str: ...
    @property
    def queue(self) -> str: ...
    @property
    def delay_seconds(self) -> float: ...


_follow_ups: Mapping[str, Iterable[FollowUp]] = {}
_ring: Callable[[str], None] = lambda queue: None  # noqa: E731


def use_pipeline(table: Mapping[str, Iterable[FollowUp]], ring: Callable[[str], None]) -> None:
    """Hand over the table of `pipeline.py` and the doorbell. Called once, when the app is ready."""
    global _follow_ups, _ring
    _follow_ups = table
    _ring = ring


def record(
    name: str,
    subject: models.Model,
    *,
    by: Acting,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
    related: Iterable[models.Model] = (),
    undoes: Event | None = None,
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    due_at: datetime | None = None,
) -> Event:
    """Write one event, and a Handoff for every task that follows it, in the caller's transaction.

    `before` and `after` hold the changed fields only. `due_at` overrides when the follow-ups are due.
    Workers are told after the commit; losing that message costs a second, never a job.
    """
    at = at or timezone.now()
    body: dict[str, Any] = {key: plain(value) for key, value in (data or {}).items()}
    if before is not None:
        body["before"] = plain(before)
    if after is not None:
        body["after"] = plain(after)
    if note:
        body["note"] = note
    if back := taking_back.get():
        undoes, body["back"] = undoes or back[0], back[1]
    if hasattr(subject, "row_version"):
        body["row_version"] = subject.row_version
    organisation_id = getattr(subject, "organisation_id", None) or subject.pk
    with transaction.atomic():
        event = Event.objects.create(
            organisation_id=organisation_id,
            at=at,
            name=EventName(name),
            actor_kind=by.actor_kind,
            actor_id=by.actor_id,
            actor_name=by.actor_name[:200],
            subject_type=type(subject).__name__,
            subject_uid=getattr(subject, "uid", ""),
            subject_label=str(subject)[:300],
            related=[{"type": type(each).__name__, "uid": getattr(each, "uid", "")} for each in related],
            data=body,
            undoes=undoes,
            request_id=request_id.get(),
        )
        for follow_up in _follow_ups.get(name, ()):
            due = due_at or at + timedelta(seconds=follow_up.delay_seconds)
            Handoff.objects.create(
                event=event,
                organisation_id=organisation_id,
                task=follow_up.task,
                queue=follow_up.queue,
                due_at=due,
            )
            if due <= at:
                ring_after_commit(follow_up.queue)
    return event


def ring_after_commit(queue: str) -> None:
    """Tell a worker of this queue, once the rows are there to be seen. A failing doorbell never fails the act."""
    transaction.on_commit(lambda: _ring(queue), robust=True)


def plain(value: Any) -> Any:
    """A value as JSON can hold it: rows as their uid, moments and days as ISO 8601."""
    if isinstance(value, models.Model):
        return getattr(value, "uid", None) or value.pk
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(each) for each in value]
    return value
