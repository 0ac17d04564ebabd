"""Has this been checked before? And the search index over all kept copies."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from claims.accounts.models import Owned, User
from claims.annotation.models import Claim, Suggestion
from claims.intake.import_models import FileImport
from claims.intake.models import Snapshot


class Passage(Owned):
    """A few sentences of a kept copy, for searching. Derived; nothing lasting points at it."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    vector = SearchVectorField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["snapshot", "start", "end"], name="passage_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["vector"], name="passage_vector"),
            GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="passage_trgm"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class EarlierCheck(Owned):
    """A check by others, their words verbatim."""

    url = models.CharField(max_length=2000)
    publisher = models.CharField(max_length=200)
    claim_text = models.TextField()
    claimant = models.CharField(max_length=200, blank=True)
    rating_text = models.CharField(max_length=300)
    reviewed_on = models.DateField(null=True, blank=True)
    provider = models.CharField(max_length=40)
    file_import = models.ForeignKey(
        FileImport, null=True, blank=True, on_delete=models.PROTECT, related_name="earlier_checks"
    )
    """The file it came with, where somebody brought it in."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "organisation", "url", models.functions.MD5("claim_text"), name="earlier_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.rating_text}"


class Relation(models.TextChoices):
    """How two claims stand to each other."""

    SAME = "same"
    NEAR = "near"
    ALTERED = "altered"
    CONTRADICTS = "contradicts"
    UNRELATED = "unrelated"


class Match(Owned):
    """The machine thinks this was checked before; a person decides. `why` is a list of short words."""

    suggestion = models.ForeignKey(
        Suggestion, null=True, blank=True, on_delete=models.PROTECT, related_name="matches"
    )
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="matches")
    other_claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="matched_by"
    )
    earlier_check = models.ForeignKey(
        EarlierCheck, null=True, blank=True, on_delete=models.PROTECT, related_name="matches"
    )
    relation = models.CharField(max_length=12, choices=Relation.choices)
    score = models.FloatField()
    why = models.JSONField(default=list)
    matcher = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(other_claim__isnull=False, earlier_check__isnull=True)
                | Q(other_claim__isnull=True, earlier_check__isnull=False),
                name="match_one_other",
            ),
            models.CheckConstraint(
                condition=Q(suggestion__isnull=False) | Q(claim__isnull=False), name="match_has_subject"
            ),
            models.UniqueConstraint(
                fields=["suggestion", "claim", "other_claim", "earlier_check"],
                name="match_pair_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relation}: {self.other}"

    @property
    def other(self) -> Claim | EarlierCheck | None:
        """The claim or the check by others that looks alike."""
        return self.other_claim or self.earlier_check


class MatchDecision(Owned):
    """What a person said of a match. A rejected pair keeps its row and never comes back."""

    match = models.OneToOneField(Match, on_delete=models.PROTECT, related_name="decision")
    relation = models.CharField(max_length=12, choices=Relation.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.relation
