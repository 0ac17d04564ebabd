"""Programs of others that are told what we publish, and every message to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from claims.accounts.models import Editable, Owned, User
from claims.history.jobs import leased
from claims.history.models import JobState, Leased
from claims.publishing.models import Publication


class Told(models.TextChoices):
    """What a webhook may be told of. The value is the message's `type`."""

    PUBLISHED = "check.published", "A check is published"
    CORRECTED = "check.corrected", "A typo, a clarification or an update"
    VERDICT_CHANGED = "check.verdict_changed", "A verdict has changed"
    RETRACTED = "check.retracted", "A check is retracted"
    WITHDRAWN = "check.withdrawn", "A check is withdrawn for law or privacy"


TEST = "webhook.test"


class Off(models.TextChoices):
    """Why nothing is sent to a webhook."""

    PERSON = "person", "switched off"
    GONE = "gone", "its receiver answered 410, gone"


class Webhook(Editable):
    """An address that is told. Its secrets are sealed; the one before stays good until `old_until`."""

    name = models.CharField(max_length=100)
    url = models.CharField(max_length=2000)
    kinds = models.JSONField(default=list)
    secret = models.TextField(editable=False)
    old_secret = models.TextField(blank=True, editable=False)
    old_until = models.DateTimeField(null=True, blank=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    off = models.CharField(max_length=10, choices=Off.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(old_secret="", old_until__isnull=True)
                | (~Q(old_secret="") & Q(old_until__isnull=False)),
                name="webhook_old_secret_has_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_told(self) -> bool:
        return not self.off and self.ended_at is None

    @property
    def kind_words(self) -> str:
        """ "a check is published, a check is retracted" """
        words = [each.label for each in Told if each.value in self.kinds]
        return ", ".join(word[0].lower() + word[1:] for word in words)


@leased
class Delivery(Owned, Leased):
    """One message to one webhook: the same id and body at every try. `tries` says how each went, the newest last:
    {at, status, seconds, words, answer, by}. A job row of its own; a replay makes it due again."""

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    event_uid = models.CharField(max_length=12, blank=True)
    message_id = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    body = models.TextField()
    tries = models.JSONField(default=list, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["webhook", "event_uid"], condition=~Q(event_uid=""), name="delivery_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["queue", "due_at"],
                name="delivery_due",
                condition=Q(state__in=["due", "leased"]),
            ),
            models.Index(fields=["webhook", "-id"], name="delivery_log"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.webhook} ({self.state})"

    @property
    def log(self) -> list[dict[str, Any]]:
        """The tries, the newest first, with their moments; a line with `by` says who had it sent again."""
        return [{**each, "at": datetime.fromisoformat(each["at"])} for each in reversed(self.tries)]

    @property
    def state_words(self) -> str:
        if self.state == JobState.DUE:
            return "trying again" if self.attempts else "waiting"
        words = {
            JobState.LEASED: "being sent", JobState.DONE: "delivered",
            JobState.FAILED: "failed", JobState.CANCELLED: "not sent",
        }  # fmt: skip
        return words[JobState(self.state)]
