"""The row is the job; the message is only a doorbell.

A worker claims the oldest due row of a queue by one conditional update (`FOR UPDATE SKIP LOCKED`), with a new token
and a lease. Whoever still holds the token may finish, and the job's effects are written in the transaction that
takes the lease away: a worker that was killed, or thought dead, can't write twice. A sweeper gives expired leases
back and rings. Losing every message in Redis loses no work.
"""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from claims.history.models import Event, Handoff, JobState, Leased

log = logging.getLogger(__name__)

QUEUES = ("fetch", "evidence", "models", "publish", "deliver")


class LeaseLost(Exception):
    """The lease ran out and somebody else has the job: what was done here is thrown away."""


class RetryLater(Exception):
    """Trying again can help: after `seconds`, or after the usual back-off. `also`: further columns of the row."""

    def __init__(self, reason: str, seconds: float | None = None, **also: Any) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.also = also


class NotYet(Exception):
    """It isn't this job's turn before so many `seconds`. Nothing was tried, so this counts as no attempt."""

    def __init__(self, seconds: float, **also: Any) -> None:
        super().__init__(f"not before {seconds:.1f} seconds")
        self.seconds = seconds
        self.also = also


class GiveUp(Exception):
    """Trying again can't help."""


@dataclass(frozen=True)
class Handler:
    """A named piece of work: `run` does it, `on_dead` writes what is shown when the last attempt has failed."""

    name: str
    run: Callable[[Job], None]
    queue: str
    lease: float
    atomic: bool
    on_dead: Callable[[Job, str], None] | None = None


_handlers: dict[str, Handler] = {}
_leased_models: list[type[Leased]] = [Handoff]


def handler(
    name: str,
    *,
    queue: str,
    lease: float = 60,
    atomic: bool = False,
    on_dead: Callable[[Job, str], None] | None = None,
) -> Callable[[Callable[[Job], None]], Callable[[Job], None]]:
    """Register the function that does the job `name`. `lease` in seconds, twice what it usually takes.

    `atomic=True`: it works in the database only and runs whole inside the finishing transaction.
    Otherwise it does its outside work first and writes inside `with job.finishing():`.
    """

    def register(function: Callable[[Job], None]) -> Callable[[Job], None]:
        if queue not in QUEUES:
            raise ValueError(f"unknown queue {queue!r}")
        _handlers[name] = Handler(name, function, queue, lease, atomic, on_dead)
        return function

    return register


def leased(model: type[Leased]) -> type[Leased]:
    """Register a table whose rows are jobs. Returns it, so it can decorate the class."""
    if model not in _leased_models:
        _leased_models.append(model)
    return model


def handlers() -> dict[str, Handler]:
    return dict(_handlers)


@dataclass
class Job:
    """One attempt at one leased row."""

    row: Any
    handler: Handler
    token: uuid.UUID
    finished: bool = field(default=False)

    @property
    def event(self) -> Event:
        """The event this follows (Handoff rows only)."""
        return self.row.event

    def subject(self) -> Any:
        """The object the event is about. Raises GiveUp where it is gone."""
        model = apps.get_model("claims", self.event.subject_type)
        found = model._default_manager.filter(uid=self.event.subject_uid).first()
        if found is None:
            raise GiveUp(f"{self.event.subject_type} {self.event.subject_uid} is gone")
        return found

    @property
    def organisation(self) -> Any:
        return apps.get_model("claims", "Organisation").objects.get(pk=self.row.organisation_id)

    @property
    def actor(self) -> Any:
        """The workbench itself, in this row's newsroom."""
        from django.utils.module_loading import import_string

        return import_string("claims.accounts.acting.Actor").system(self.organisation)

    def heartbeat(self) -> None:
        """Say that the work goes on. Raises LeaseLost where somebody else has it by now."""
        until = timezone.now() + timedelta(seconds=self.handler.lease)
        if not self._mine().update(lease_until=until):
            raise LeaseLost(str(self.row))

    def progress(self, done: int, total: int, **also: Any) -> None:
        """Show how far it is, and keep the lease. `also`: further columns of the row."""
        until = timezone.now() + timedelta(seconds=self.handler.lease)
        if not self._mine().update(done=done, total=total, lease_until=until, **also):
            raise LeaseLost(str(self.row))

    @contextmanager
    def finishing(self, **also: Any) -> Iterator[None]:
        """The transaction in which this job's effects are written and the row becomes done, both or neither.

        `also` are further columns of the row, written by the same update; they may overrule `state` and `last_error`.
        """
        with transaction.atomic():
            columns: dict[str, Any] = {"state": JobState.DONE, "last_error": "", "ended_at": timezone.now()}
            taken = self._mine().update(**(columns | also), lease_token=None, lease_until=None)
            if not taken:
                raise LeaseLost(str(self.row))
            yield
        self.finished = True

    def _mine(self) -> models.QuerySet[Any]:
        return type(self.row).objects.filter(pk=self.row.pk, state=JobState.LEASED, lease_token=self.token)


def claim(queue: str | None = None, *, at: datetime | None = None) -> Job | None:
    """Take the oldest due row of a queue (of any queue for None), or None where nothing is due."""
    at = at or timezone.now()
    for model in _leased_models:
        token = uuid.uuid4()
        due = model._default_manager.filter(state=JobState.DUE, due_at__lte=at, task__in=list(_handlers))
        if queue is not None:
            due = due.filter(queue=queue)
        with transaction.atomic():
            row = due.select_for_update(skip_locked=True, of=("self",)).order_by(*model.taken_first).first()
            if row is None:
                continue
            found = _handlers[row.task]
            row.state, row.lease_token, row.attempts = JobState.LEASED, token, row.attempts + 1
            row.lease_until = at + timedelta(seconds=found.lease)
            row.started_at = row.started_at or at
            row.save(update_fields=["state", "lease_token", "attempts", "lease_until", "started_at"])
        return Job(row, found, token)
    return None


def work_one(queue: str | None = None, *, reraise: bool = False) -> bool:
    """Do one due job of a queue. False where there was none."""
    job = claim(queue)
    if job is None:
        return False
    run(job, reraise=reraise)
    return True


def run(job: Job, *, reraise: bool = False) -> None:
    """Do a claimed job and settle its row, whatever happens."""
    try:
        if job.handler.atomic:
            with job.finishing():
                job.handler.run(job)
        else:
            job.handler.run(job)
            if not job.finished:
                with job.finishing():
                    pass
    except LeaseLost:
        log.warning("lease lost: %s %s", job.row.task, job.row.pk)
    except RetryLater as later:
        give_back(job, str(later), seconds=later.seconds, **later.also)
    except NotYet as wait:
        put_off(job, wait.seconds, **wait.also)
    except GiveUp as final:
        give_up(job, str(final))
    except Exception as error:
        log.exception("job failed: %s %s", job.row.task, job.row.pk)
        if connection.connection is not None and not connection.is_usable():
            connection.close()
        give_back(job, f"{type(error).__name__}: {error}"[:2000])
        if reraise:
            raise


def put_off(job: Job, seconds: float, **also: Any) -> None:
    """Make the row due again when its turn comes, as if nobody had taken it."""
    columns: dict[str, Any] = {"due_at": timezone.now() + timedelta(seconds=seconds)}
    if job.row.attempts <= 1:
        columns["started_at"] = None
    job._mine().update(
        **(columns | also),
        state=JobState.DUE,
        lease_token=None,
        lease_until=None,
        attempts=max(0, job.row.attempts - 1),
    )


def give_back(job: Job, reason: str, *, seconds: float | None = None, **also: Any) -> None:
    """Make the row due again, later; dead once its attempts are used up."""
    if job.row.attempts >= job.row.max_attempts:
        give_up(job, reason)
        return
    if seconds is None:
        seconds = 2**job.row.attempts * 10 * random.uniform(0.8, 1.2)  # noqa: S311
    job._mine().update(
        state=JobState.DUE,
        lease_token=None,
        lease_until=None,
        last_error=reason,
        due_at=timezone.now() + timedelta(seconds=seconds),
        **also,
    )


def give_up(job: Job, reason: str) -> None:
    """The job is dead: shown with its reason, and can be asked for again by a person."""
    with transaction.atomic():
        taken = job._mine().update(
            state=JobState.FAILED,
            lease_token=None,
            lease_until=None,
            last_error=reason,
            ended_at=timezone.now(),
            **job.row.when_dead,
        )
        if taken and job.handler.on_dead is not None:
            job.handler.on_dead(job, reason)


def sweep(*, at: datetime | None = None) -> int:
    """Give expired leases back, bury what has used up its attempts. Any number of copies may run. Returns how many."""
    at = at or timezone.now()
    swept = 0
    for model in _leased_models:
        expired = model._default_manager.filter(state=JobState.LEASED, lease_until__lt=at)
        with transaction.atomic():
            for row in expired.select_for_update(skip_locked=True, of=("self",))[:500]:
                swept += 1
                found = _handlers.get(row.task)
                if row.attempts >= row.max_attempts and found is not None and row.lease_token:
                    give_up(Job(row, found, row.lease_token), row.last_error or "the worker died each time")
                else:
                    row.state, row.lease_token, row.lease_until = JobState.DUE, None, None
                    row.due_at = timezone.now() + timedelta(seconds=wait_after_death(row.attempts))
                    row.save(update_fields=["state", "lease_token", "lease_until", "due_at"])
    return swept


def wait_after_death(attempts: int) -> float:
    """Seconds until a job whose worker died is due again: none after the first time, then 2, 4, 8 …

    It goes behind what was due before it either way. Otherwise the oldest job would be in hand at every crash of an
    unlucky minute, and be buried for faults that are not its own.
    """
    return 0 if attempts <= 1 else 2.0 ** (attempts - 1)


def due_count(queue: str, *, at: datetime | None = None) -> int:
    """How many jobs of a queue are due now."""
    at = at or timezone.now()
    return sum(
        model._default_manager.filter(state=JobState.DUE, due_at__lte=at, queue=queue).count()
        for model in _leased_models
    )


def newly_due(after: datetime, until: datetime) -> dict[str, int]:
    """How many jobs of each queue became due after one moment, up to another."""
    counts: dict[str, int] = {}
    for model in _leased_models:
        rows = model._default_manager.filter(state=JobState.DUE, due_at__gt=after, due_at__lte=until)
        for queue, count in rows.order_by().values_list("queue").annotate(models.Count("pk")):
            counts[queue] = counts.get(queue, 0) + count
    return counts


def ask_again(row: Leased) -> bool:
    """A person presses Try again on a dead job. False where it isn't dead."""
    return bool(
        type(row)
        ._default_manager.filter(pk=row.pk, state=JobState.FAILED)
        .update(
            state=JobState.DUE,
            due_at=timezone.now(),
            attempts=0,
            ended_at=None,
            last_error="",
            **row.when_asked_again,
        )
    )


def run_due(queues: list[str] | None = None, *, limit: int = 1000, reraise: bool = True) -> int:
    """Do everything that is due, here and now, until nothing is. For tests, the terminal and the first load."""
    done = 0
    while done < limit:
        if queues is None:
            worked = work_one(None, reraise=reraise)
        else:
            worked = any(work_one(queue, reraise=reraise) for queue in queues)
        if not worked:
            break
        done += 1
    return done
