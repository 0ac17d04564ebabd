"""Claims, where they stand, what machines suggest, and what keeps predictions open."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from claims.accounts.models import Editable, Owned, User
from claims.annotation.querysets import AppearanceQuerySet, ClaimQuerySet, SuggestionQuerySet
from claims.intake.models import Article, ArticleVersion
from claims.lib.words import shorten


class ClaimKind(models.TextChoices):
    """What sort of proposition it is. The labels are the words on the screen."""

    STATISTIC = "statistic", "statistic"
    EVENT = "event", "event"
    QUOTE = "quote", "quotation"
    CAUSAL = "causal", "cause"
    PROMISE = "promise", "plan"
    PREDICTION = "prediction", "forecast"
    OPINION = "opinion", "opinion"


KEPT_OPEN = (ClaimKind.PREDICTION, ClaimKind.PROMISE)
"""Kinds that get no truth rating before they have come out."""


class Band(models.TextChoices):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNSCORED = "unscored"


class Claimant(Editable):
    """Who is said to have made a claim."""

    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=12, default="person", choices=[(k, k) for k in ("person", "body", "outlet")]
    )
    aliases = models.JSONField(default=list, blank=True)
    external_ids = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "name"], name="claimant_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Suggestion(Owned):
    """What the machine proposes to check: never a claim until a person says so. Weights of `reasons` add up to
    `score`. Rescoring touches undecided rows only."""

    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="suggestions")
    number = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    statement = models.TextField()
    resolved = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=12, choices=ClaimKind.choices)
    claimant_name = models.CharField(max_length=200, blank=True)
    score = models.FloatField(null=True)
    band = models.CharField(max_length=10, choices=Band.choices)
    reasons = models.JSONField(default=list)
    quantities = models.JSONField(default=list)
    times = models.JSONField(default=list)
    prediction = models.JSONField(null=True, blank=True)
    scorer = models.CharField(max_length=60)

    objects: ClassVar[Any] = SuggestionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "start", "end", "kind"], name="suggestion_place_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="suggestion_span"),
        ]

    def __str__(self) -> str:
        return shorten(self.statement, 80)


class Dismissal(Owned):
    """A person said: not worth checking. Undo deletes the row; the event stays."""

    suggestion = models.OneToOneField(Suggestion, on_delete=models.PROTECT, related_name="dismissal")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"dismissed: {self.suggestion}"


class Claim(Editable):
    """One checkable proposition, standing alone. `frozen_at` is set while a verdict on it is public: from then on
    its wording changes only together with a new `frozen_at`, through a correction (trigger). `topics`, `language`
    (empty: the newsroom's) and `translates` file its check for readers (`filed_under.py`)."""

    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    number = models.PositiveIntegerField()
    statement = models.TextField()
    resolved = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=12, choices=ClaimKind.choices)
    claimant = models.ForeignKey(
        Claimant, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    quantities = models.JSONField(default=list, blank=True)
    times = models.JSONField(default=list, blank=True)
    claimed_on = models.DateField(null=True, blank=True)
    suggestion = models.OneToOneField(
        Suggestion, null=True, blank=True, on_delete=models.PROTECT, related_name="claim"
    )
    same_as = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="covers"
    )
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    topics = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=35, blank=True)
    translates = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="translations"
    )
    priority = models.PositiveSmallIntegerField(default=0)
    is_ambiguous = models.BooleanField(default=False)
    frozen_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ClaimQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(same_as=F("id")), name="claim_not_same_as_itself"),
            models.CheckConstraint(condition=~Q(translates=F("id")), name="claim_translates_another"),
            models.CheckConstraint(condition=~Q(statement=""), name="claim_statement"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["statement"], opclasses=["gin_trgm_ops"], name="claim_statement_trgm"),
            models.Index(fields=["article", "number"], name="claim_number"),
        ]

    def __str__(self) -> str:
        return shorten(self.statement, 120)

    @property
    def is_kept_open(self) -> bool:
        return self.kind in KEPT_OPEN


class AnchorState(models.TextChoices):
    """How surely a claim stands where it is shown. Only exact and moved carry over by themselves."""

    EXACT = "exact"
    MOVED = "moved"
    DRIFTED = "drifted"
    AMBIGUOUS = "ambiguous"
    ORPHANED = "orphaned"


class Appearance(Owned):
    """Where a claim stands in one version. `quote` holds the copy's characters (trigger). Without a place while
    somebody still has to say where (`proposed_start`, `proposed_end` and `why` are the machine's proposal)."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="appearances")
    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="appearances")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField()
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)
    claimant = models.ForeignKey(Claimant, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    anchor = models.CharField(max_length=10, choices=AnchorState.choices, default=AnchorState.EXACT)
    proposed_start = models.PositiveIntegerField(null=True, blank=True)
    proposed_end = models.PositiveIntegerField(null=True, blank=True)
    why = models.JSONField(default=list, blank=True)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_out_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = AppearanceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__isnull=False, end__gt=F("start")),
                name="appearance_span",
            ),
            models.CheckConstraint(
                condition=Q(anchor__in=["exact", "moved"])
                | Q(start__isnull=True)
                | Q(confirmed_by__isnull=False),
                name="appearance_drifted_confirmed",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["version", "start"], name="appearance_place")
        ]

    def __str__(self) -> str:
        return f"{shorten(self.quote, 60)} ({self.anchor})"


class PredictionState(models.TextChoices):
    OPEN = "open"
    DUE = "due"
    RESOLVED_TRUE = "resolved_true"
    RESOLVED_FALSE = "resolved_false"
    RESOLVED_PARTLY = "resolved_partly"
    AMBIGUOUS = "ambiguous"
    ANNULLED = "annulled"
    SUPERSEDED = "superseded"


RESOLVED = (PredictionState.RESOLVED_TRUE, PredictionState.RESOLVED_FALSE, PredictionState.RESOLVED_PARTLY)


class Prediction(Editable):
    """What keeps a forecast or a plan open: subject, measure, threshold, probability, horizon, criteria."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="prediction")
    subject = models.CharField(max_length=300, blank=True)
    measure = models.CharField(max_length=300, blank=True)
    comparator = models.CharField(max_length=2, blank=True)
    threshold = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    probability = models.FloatField(null=True, blank=True)
    horizon_on = models.DateField(null=True, blank=True)
    criteria = models.TextField(blank=True)
    resolution_source = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=16, choices=PredictionState.choices, default=PredictionState.OPEN)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__gte=0, probability__lte=1),
                name="prediction_probability",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject or self.claim} by {self.horizon_on or 'no date'}"


class Checkpoint(Owned):
    """A day on which to look how a prediction or a plan stands."""

    prediction = models.ForeignKey(Prediction, on_delete=models.PROTECT, related_name="checkpoints")
    due_on = models.DateField()
    question = models.CharField(max_length=500)
    finding = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["prediction", "due_on", "question"], name="checkpoint_once"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}: {self.question}"
