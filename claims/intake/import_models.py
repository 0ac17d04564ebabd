"""Files of many rows that somebody brings in: looked at first, then taken in whole, and taken back where possible."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from claims.accounts.models import Owned, User


class ImportKind(models.TextChoices):
    """What the rows become."""

    CHECKS = "checks", "Earlier checks by others"
    ARTICLES = "articles", "Articles to check"


class ImportState(models.TextChoices):
    """Looked at, and nothing was done; taken in; taken back."""

    PREVIEWED = "previewed"
    DONE = "done"
    UNDONE = "undone"


class FileImport(Owned):
    """One file as it was read: `rows` that can be taken in, each with its `place` in the file; `faults` of the rows
    that can't, {place, detail}. `added` rows were new."""

    kind = models.CharField(max_length=10, choices=ImportKind.choices)
    form = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.PREVIEWED)
    added = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state="previewed", ended_at__isnull=True)
                | (~Q(state="previewed") & Q(ended_at__isnull=False)),
                name="file_import_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.name
