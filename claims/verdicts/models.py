"""One newsroom's case on one claim: the draft, the frozen revisions, the sign-off."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claims.accounts.models import Editable, Owned, User
from claims.annotation.models import Claim, ClaimKind, PredictionState
from claims.evidence.models import Evidence, Stance
from claims.intake.models import Snapshot
from claims.lib.words import shorten


class RatingScale(Owned):
    """A versioned scale. One that was used in public is never edited; a renamed rating is a new version."""

    version = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    active_from = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "version"], name="scale_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Rating(Owned):
    """One step of a scale. `number` is 1–5 for ClaimReview, or null off the truth scale; `digit` is its key."""

    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="ratings")
    key = models.SlugField(max_length=30)
    label = models.CharField(max_length=40)
    definition = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    digit = models.PositiveSmallIntegerField()
    ball = models.CharField(max_length=20)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["scale", "key"], name="rating_key_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=1, number__lte=5), name="rating_number"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class CaseState(models.TextChoices):
    """Where a fact-check stands in the desk's work. Whether it is public is read from Publication, never here."""

    OPEN = "open"
    EVIDENCE = "evidence"
    WRITING = "writing"
    REVIEW = "review"
    READY = "ready"
    PUBLISHED = "published"
    DECLINED = "declined"


class CorrectionKind(models.TextChoices):
    TYPO = "typo", "typo"
    CLARIFICATION = "clarification", "clarification"
    UPDATE = "update", "update"
    VERDICT_CHANGE = "verdict_change", "verdict change"
    RETRACTION = "retraction", "retraction"


MINOR = (CorrectionKind.TYPO, CorrectionKind.CLARIFICATION)
"""Kinds that are listed and carry no notice on top of the page."""


class FactCheck(Editable):
    """The newsroom's case on one claim. Claims with `same_as` have none of their own. `reviewer`: whose turn it was
    when it was last sent; anybody else who may sign off can do so too."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="fact_check")
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    assignee = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    snoozed_until = models.DateField(null=True, blank=True)
    """Until that day it is out of the queue and off Today."""
    reviewer = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    review_asked_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.claim)


class Draft(Editable):
    """The only mutable verdict. `author_ids`: everybody who saved a field or a citation since the round began.
    `base_revision`: in a correction the one that is public, else the one last restored. `claimant`, `claimed_on`:
    who said it and when, in a correction; before that they are the claim's own fields (`attribution.py`)."""

    fact_check = models.OneToOneField(FactCheck, on_delete=models.PROTECT, related_name="draft")
    headline = models.CharField(max_length=200, blank=True)
    conclusion = models.CharField(max_length=280, blank=True)
    explanation = models.TextField(blank=True)
    claim_text = models.CharField(max_length=150, blank=True)
    statement = models.TextField(blank=True)
    rating = models.ForeignKey(Rating, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    known_as_of = models.DateTimeField(null=True, blank=True)
    sources_exception = models.CharField(max_length=300, blank=True)
    correction_kind = models.CharField(max_length=16, choices=CorrectionKind.choices, blank=True)
    correction_note = models.TextField(blank=True)
    claimant = models.CharField(max_length=200, blank=True)
    claimed_on = models.DateField(null=True, blank=True)
    author_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    base_revision = models.ForeignKey(
        "claims.VerdictRevision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return self.headline or f"draft for {self.fact_check}"


class DraftCitation(Owned):
    """A piece of evidence the draft cites, under its number."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="citations")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="draft_citations")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "number"], name="draft_citation_number"),
            models.UniqueConstraint(fields=["draft", "evidence"], name="draft_citation_once"),
        ]

    def __str__(self) -> str:
        return f"[{self.number}] {self.evidence}"


class Purpose(models.TextChoices):
    SENT = "sent"
    NAMED = "named"


class VerdictRevision(Owned):
    """A verdict as it stood when it was sent (or named). Frozen. What is approved and published is one of these.
    `origins`: of how many independent origins its sources are; null in those made before they were counted."""

    fact_check = models.ForeignKey(FactCheck, on_delete=models.PROTECT, related_name="revisions")
    n = models.PositiveIntegerField()
    purpose = models.CharField(max_length=5, choices=Purpose.choices)
    name = models.CharField(max_length=100, blank=True)
    claim_kind = models.CharField(max_length=12, choices=ClaimKind.choices)
    statement = models.TextField()
    claimant_name = models.CharField(max_length=200, blank=True)
    claimed_on = models.DateField(null=True, blank=True)
    claim_fields = models.JSONField(default=dict)
    headline = models.CharField(max_length=200, blank=True)
    conclusion = models.CharField(max_length=280, blank=True)
    explanation = models.TextField(blank=True)
    claim_text = models.CharField(max_length=150, blank=True)
    rating = models.ForeignKey(Rating, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rating_label = models.CharField(max_length=40, blank=True)
    known_as_of = models.DateTimeField()
    prediction_outcome = models.CharField(max_length=16, choices=PredictionState.choices, blank=True)
    origins = models.PositiveSmallIntegerField(null=True, blank=True)
    sources_exception = models.CharField(max_length=300, blank=True)
    correction_kind = models.CharField(max_length=16, choices=CorrectionKind.choices, blank=True)
    correction_note = models.TextField(blank=True)
    author_ids = ArrayField(models.BigIntegerField(), default=list)
    author_names = models.JSONField(default=list)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["fact_check", "n"], name="revision_number_once"),
            models.CheckConstraint(
                condition=~Q(claim_kind__in=["prediction", "promise"])
                | ~Q(prediction_outcome="")
                | Q(rating__isnull=True),
                name="revision_open_prediction_unrated",
            ),
            models.CheckConstraint(
                condition=~Q(purpose="sent")
                | Q(rating__isnull=False)
                | Q(correction_kind="retraction")
                | (Q(claim_kind__in=["prediction", "promise"]) & Q(prediction_outcome="")),
                name="revision_sent_is_rated",
            ),
            models.CheckConstraint(
                condition=Q(correction_kind="") | ~Q(correction_note=""), name="revision_correction_note"
            ),
            models.CheckConstraint(
                condition=~Q(purpose="sent")
                | Q(origins__isnull=True)
                | Q(origins__gte=2)
                | ~Q(sources_exception="")
                | Q(correction_kind__in=["retraction", "typo"]),
                name="revision_two_origins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.headline or shorten(self.statement, 60)} (revision {self.n})"


class Citation(Owned):
    """A quotation a revision stands on, copied as it stood. Frozen; its words stand in the kept copy (trigger)."""

    revision = models.ForeignKey(VerdictRevision, on_delete=models.PROTECT, related_name="citations")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="citations")
    number = models.PositiveSmallIntegerField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="citations")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    stance = models.CharField(max_length=10, choices=Stance.choices)
    is_key = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    source_title = models.CharField(max_length=500)
    source_publisher = models.CharField(max_length=200, blank=True)
    source_url = models.CharField(max_length=2000, blank=True)
    source_date = models.CharField(max_length=40, blank=True)
    source_kind = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["revision", "number"], name="citation_number_once"),
            models.UniqueConstraint(fields=["revision", "evidence"], name="citation_evidence_once"),
        ]

    def __str__(self) -> str:
        return f"[{self.number}] {shorten(self.quote, 60)}"


class SignOff(Owned):
    """Somebody else approved exactly this revision. Its authors can't (trigger)."""

    revision = models.OneToOneField(VerdictRevision, on_delete=models.PROTECT, related_name="sign_off")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.by} signed {self.revision}"


class SendBack(Owned):
    """Asked for changes, with a note."""

    revision = models.ForeignKey(VerdictRevision, on_delete=models.PROTECT, related_name="send_backs")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(note=""), name="send_back_note"),
        ]

    def __str__(self) -> str:
        return f"{self.by} sent back {self.revision}"


class CommentOutcome(models.TextChoices):
    RESOLVED = "resolved"
    ACCEPTED = "accepted"


class Comment(Owned):
    """Something said about one field or one quoted passage of a verdict, never public. Its words are frozen
    (trigger); only what became of it changes. `proposed`: words to put in place of `replaces`."""

    fact_check = models.ForeignKey(FactCheck, on_delete=models.PROTECT, related_name="comments")
    field = models.CharField(max_length=20, blank=True)
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.CASCADE, related_name="comments"
    )
    text = models.TextField(blank=True)
    proposed = models.TextField(null=True, blank=True)
    replaces = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=CommentOutcome.choices, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(Q(field="") & Q(evidence__isnull=False))
                | (~Q(field="") & Q(evidence__isnull=True)),
                name="comment_one_place",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(proposed__isnull=False), name="comment_says_something"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="comment_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return shorten(self.text, 60) or "proposed words"
