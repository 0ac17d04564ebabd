"""What makes a repeated POST harmless."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from claims.accounts.models import Owned, User


class IdempotentRequest(Owned):
    """The answer to one POST with an Idempotency-Key, written in the transaction of its effect."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    headers = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "by", "key"], name="idempotent_request_once"),
        ]

    def __str__(self) -> str:
        return self.key
