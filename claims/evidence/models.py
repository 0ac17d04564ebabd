"""Looking for evidence, what was found, and what a person took as evidence."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When

from claims.accounts.models import Editable, Owned, User
from claims.annotation.models import Claim, Suggestion
from claims.history.jobs import leased
from claims.history.models import Leased
from claims.intake.models import Blob, Outcome, Snapshot
from claims.lib.words import shorten


class Stance(models.TextChoices):
    """How a passage bears on a claim. The labels are the words on the screen."""

    SUPPORTS = "supports", "Supports"
    REFUTES = "refutes", "Disputes"
    CONTEXT = "context", "Context"


class RunState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    MERGED = "merged"
    CANCELLED = "cancelled"


class EvidenceRun(Owned):
    """One search for evidence on one statement, over several providers. Merged once, by conditional update."""

    suggestion = models.ForeignKey(
        Suggestion, null=True, blank=True, on_delete=models.PROTECT, related_name="runs"
    )
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="runs")
    statement = models.TextField()
    required = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    deadline_at = models.DateTimeField()
    merged_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(suggestion__isnull=False) | Q(claim__isnull=False), name="run_has_subject"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["deadline_at"], name="run_deadline", condition=Q(state__in=["queued", "running"])
            ),
        ]

    def __str__(self) -> str:
        return shorten(self.statement, 80)


class Lane(models.TextChoices):
    EVIDENCE = "evidence"
    EARLIER_CHECKS = "earlier_checks"


@leased
class ProviderCall(Owned, Leased):
    """One question to one provider: a job row of its own. Ended exactly when it has an outcome.

    `not_before` is set while it waits for its turn in the provider's pace, or for a pause the provider asked for;
    `retries` counts how often it was asked again because it had not answered.
    """

    run = models.ForeignKey(EvidenceRun, on_delete=models.PROTECT, related_name="calls")
    provider = models.CharField(max_length=40)
    lane = models.CharField(max_length=16, choices=Lane.choices, default=Lane.EVIDENCE)
    query = models.TextField()
    query_kind = models.CharField(max_length=30, default="statement")
    not_before = models.DateTimeField(null=True, blank=True)
    retries = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    problem = models.JSONField(default=dict, blank=True)
    found = models.PositiveIntegerField(default=0)
    reply = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    taken_first: ClassVar[tuple[Any, ...]] = (F("not_before").asc(nulls_last=True), "due_at", "pk")
    """Whose turn has come goes before those that have not asked for one: a turn that passes is lost."""
    when_dead: ClassVar[dict[str, Any]] = {"outcome": Outcome.UNAVAILABLE}
    when_asked_again: ClassVar[dict[str, Any]] = {
        "outcome": "", "problem": {}, "found": 0, "not_before": None, "retries": 0,
    }  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "provider", "query_kind"], name="call_once"),
            models.CheckConstraint(
                condition=(Q(state__in=["done", "failed", "cancelled"]) & ~Q(outcome=""))
                | (Q(state__in=["due", "leased"]) & Q(outcome="")),
                name="call_ended_has_outcome",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["queue", "due_at"], name="call_due", condition=Q(state__in=["due", "leased"])
            ),
            models.Index(fields=["provider", "started_at"], name="call_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.outcome or self.state}"


@leased
class OutsideCapture(Owned, Leased):
    """A kept copy's second witness: the Internet Archive is asked to capture the same page. A job row of its own, ended
    exactly when it has an outcome. `job_id` is the Archive's number for it, `permalink` where readers see what it
    captured. Our copy stands without it."""

    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="witness")
    url = models.CharField(max_length=2000)
    job_id = models.CharField(max_length=100, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    problem = models.JSONField(default=dict, blank=True)
    permalink = models.CharField(max_length=2000, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)

    when_dead: ClassVar[dict[str, Any]] = {"outcome": Outcome.UNAVAILABLE}
    when_asked_again: ClassVar[dict[str, Any]] = {
        "outcome": "", "problem": {}, "job_id": "", "asked_at": None, "permalink": "", "captured_at": None,
    }  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(Q(state__in=["done", "failed", "cancelled"]) & ~Q(outcome=""))
                | (Q(state__in=["due", "leased"]) & Q(outcome="")),
                name="outside_capture_ended_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="ok") | (~Q(permalink="") & Q(captured_at__isnull=False)),
                name="outside_capture_made_has_place",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["queue", "due_at"],
                name="outside_capture_due",
                condition=Q(state__in=["due", "leased"]),
            ),
        ]

    def __str__(self) -> str:
        return self.url


class Candidate(Owned):
    """A passage a provider proposes. `passage_sha256` with the address and the subject makes it findable again, so
    that one set aside stays set aside. `score` is the fused rank; `explain` says from which hits. A lead is an address
    to open: its words are ours, and it has no stance."""

    run = models.ForeignKey(EvidenceRun, on_delete=models.PROTECT, related_name="candidates")
    suggestion = models.ForeignKey(
        Suggestion, null=True, blank=True, on_delete=models.PROTECT, related_name="candidates"
    )
    claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="candidates"
    )
    subject_uid = models.CharField(max_length=12)
    url = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=500)
    published = models.JSONField(default=dict, blank=True)
    snapshot = models.ForeignKey(
        Snapshot, null=True, blank=True, on_delete=models.PROTECT, related_name="candidates"
    )
    passage = models.TextField()
    passage_sha256 = models.CharField(max_length=64)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    is_lead = models.BooleanField(default=False)
    stance = models.CharField(max_length=10, choices=Stance.choices, blank=True)
    probabilities = models.JSONField(default=dict, blank=True)
    why = models.JSONField(default=list, blank=True)
    rank = models.PositiveIntegerField(default=0)
    score = models.FloatField(default=0)
    explain = models.JSONField(default=list, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "organisation",
                "subject_uid",
                models.functions.MD5("url"),
                "passage_sha256",
                name="candidate_once",
            ),
            models.CheckConstraint(
                condition=Q(suggestion__isnull=False) | Q(claim__isnull=False), name="candidate_has_subject"
            ),
            models.CheckConstraint(
                condition=Q(is_lead=False) | Q(stance=""), name="candidate_lead_no_stance"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {shorten(self.passage, 60)}"


BY_RANK = (Case(When(rank=0, then=Value(1)), default=Value(0)), "rank", "pk")
"""The order of candidates: by rank; those of a search that has not ended (rank 0) behind, as they came."""


class Hit(Owned):
    """One provider call found one candidate at one position (1 = first)."""

    call = models.ForeignKey(ProviderCall, on_delete=models.PROTECT, related_name="hits")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="hits")
    position = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["call", "candidate"], name="hit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.candidate}"


class CandidateDismissal(Owned):
    """A person set a candidate aside. Undo deletes the row; the event stays."""

    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="dismissal")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"set aside: {self.candidate}"


class Evidence(Editable):
    """A passage of a kept copy brought to bear on a claim by a person. Its words stand in the copy (trigger)."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="evidence")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    stance = models.CharField(max_length=10, choices=Stance.choices)
    is_key = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    candidate = models.ForeignKey(
        Candidate, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["claim", "snapshot", "start", "end"], name="evidence_place_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="evidence_span"),
            models.CheckConstraint(condition=Q(stance__in=Stance.values), name="evidence_stance"),
        ]

    def __str__(self) -> str:
        return f"{self.stance}: {shorten(self.quote, 60)}"


class TextPrint(Owned):
    """A small print of a kept copy's text (`reprints.py`), by which copies of one text are found. Derived."""

    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="text_print")
    method = models.CharField(max_length=40)
    runs = models.PositiveIntegerField()
    signature = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.runs} runs of words"


class OriginKind(models.TextChoices):
    SPLIT = "split", "Split out"
    MERGED = "merged", "Merged"


class OriginDecision(Owned):
    """A person said that documents on a claim are of one origin, or are not. `one` and `other` are the keys by which
    the documents of each side are known (`origins.py`); the newest word about two documents counts. Undo deletes the
    row; the event stays."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="origin_decisions")
    kind = models.CharField(max_length=6, choices=OriginKind.choices)
    one = models.JSONField(default=list)
    other = models.JSONField(default=list)
    words = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(note=""), name="origin_decision_note"),
            models.CheckConstraint(condition=Q(kind__in=OriginKind.values), name="origin_decision_kind"),
        ]

    def __str__(self) -> str:
        return self.words
