"""What happened, who did it, when, and what follows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Cast

from claims.history.vocabulary import EventName
from claims.lib.uids import new_uid


class ActorKind(models.TextChoices):
    """Who acts: a person at the desk, a program with a token, or the workbench itself."""

    PERSON = "person"
    TOKEN = "token"
    SYSTEM = "system"


class Event(models.Model):
    """One line of history. Never changed, never deleted (triggers); names people and things as text so that it
    outlives them. Readers that follow the stream read only rows whose `xid` is below `pg_snapshot_xmin`: ids
    commit out of order."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    organisation_id = models.BigIntegerField()
    at = models.DateTimeField()
    name = models.CharField(max_length=60, choices=EventName.choices)
    actor_kind = models.CharField(max_length=10, choices=ActorKind.choices)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    subject_type = models.CharField(max_length=40)
    subject_uid = models.CharField(max_length=12)
    subject_label = models.CharField(max_length=300, blank=True)
    related = models.JSONField(default=list, blank=True)
    data = models.JSONField(default=dict, blank=True)
    undoes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    request_id = models.CharField(max_length=64, blank=True)
    xid = models.BigIntegerField(
        db_default=Cast(
            Cast(models.Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()
        ),
        editable=False,
    )

    class Meta:
        ordering = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation_id", "-id"], name="event_newsroom"),
            models.Index(fields=["subject_type", "subject_uid", "-id"], name="event_subject"),
            # What one person did in the last day, to be undone.
            models.Index(fields=["organisation_id", "actor_id", "-at"], name="event_person_day"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(name__in=EventName.values), name="event_name_registered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_label or self.subject_uid}"

    @property
    def before(self) -> dict[str, Any]:
        return self.data.get("before") or {}

    @property
    def after(self) -> dict[str, Any]:
        return self.data.get("after") or {}

    @property
    def note(self) -> str:
        return str(self.data.get("note") or "")


class JobState(models.TextChoices):
    """due → leased → done; a lease that runs out is due again; `failed` after the last attempt, with the reason."""

    DUE = "due"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Leased(models.Model):
    """A row that is a job: whoever holds `lease_token` may finish it, once. The message in Redis is a doorbell."""

    task = models.CharField(max_length=60)
    queue = models.CharField(max_length=20, default="evidence")
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.DUE)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    taken_first: ClassVar[tuple[Any, ...]] = ("due_at", "pk")
    """In which order the due rows of this table are taken."""
    when_dead: ClassVar[dict[str, Any]] = {}
    """What else is written into a row of this table when its last attempt has failed."""
    when_asked_again: ClassVar[dict[str, Any]] = {}
    """What else is written into a row of this table when it becomes due again after its end."""

    class Meta:
        abstract = True


class Handoff(Leased):
    """One follow-up of one event, written in the event's own transaction: the outbox. The jobs page reads it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="handoffs")
    organisation_id = models.BigIntegerField()
    left_at = models.JSONField(default=dict, blank=True)
    """Where a long job goes on that was interrupted between two of its steps; its handler alone reads it."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "task"], name="handoff_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["queue", "due_at"],
                name="handoff_due",
                condition=models.Q(state__in=["due", "leased"]),
            ),
            models.Index(fields=["organisation_id", "-id"], name="handoff_newsroom"),
        ]

    def __str__(self) -> str:
        return f"{self.task} ({self.state})"


class Slot(models.Model):
    """One turn of one scheduled task: whoever inserts the row runs it, so two schedulers never do it twice."""

    name = models.CharField(max_length=60)
    starts_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name", "starts_at"], name="slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_at:%Y-%m-%d %H:%M}"


class Ripple(models.Model):
    """A row was written that somebody may have on the screen. Triggers write these (`migrations`), so no writer can
    forget; whoever shows things live reads them (`history.ripples`). Nothing lasting: they go after a day."""

    organisation_id = models.BigIntegerField()
    what = models.CharField(max_length=12)
    row_id = models.BigIntegerField()
    xid = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["xid"], name="ripple_xid"),
            models.Index(fields=["at"], name="ripple_at"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.row_id}"
