"""What is public: orders, publications, their frozen versions, corrections, and the stored bytes readers get."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from claims.accounts.models import Editable, Owned, User
from claims.intake.models import Snapshot, Source
from claims.lib.words import shorten
from claims.verdicts.models import CorrectionKind, FactCheck, SignOff, VerdictRevision


class OrderState(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    STOPPED = "stopped"


class PublishOrder(Owned):
    """Somebody pressed Publish: due ten seconds later, stoppable until then. Nothing is public before it is done."""

    fact_check = models.ForeignKey(FactCheck, on_delete=models.PROTECT, related_name="orders")
    revision = models.ForeignKey(VerdictRevision, on_delete=models.PROTECT, related_name="orders")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=OrderState.choices, default=OrderState.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["fact_check"], condition=Q(state="waiting"), name="order_one_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact_check} ({self.state})"


class PublicationState(models.TextChoices):
    """Retracted: we were wrong; page and notice stay. Withdrawn: law or privacy; 410 with a short text."""

    PUBLISHED = "published"
    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"


class Publication(Editable):
    """A fact-check readers can see. "Corrected" and "verdict changed" are read from the ledger of versions."""

    fact_check = models.OneToOneField(FactCheck, on_delete=models.PROTECT, related_name="publication")
    slug = models.SlugField(max_length=90)
    state = models.CharField(
        max_length=10, choices=PublicationState.choices, default=PublicationState.PUBLISHED
    )
    withdrawal_reason = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="publication_withdrawn_at",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organisation", "-withdrawn_at"],
                condition=Q(withdrawn_at__isnull=False),
                name="publication_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return str(self.fact_check)


class Correction(Owned):
    """Why a published version was replaced. Frozen; kind and note come from the signed revision."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="corrections")
    before = models.ForeignKey(
        "claims.PublishedVersion", on_delete=models.PROTECT, related_name="corrections_of"
    )
    kind = models.CharField(max_length=16, choices=CorrectionKind.choices)
    note = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(note=""), name="correction_note"),
            models.UniqueConstraint(fields=["before"], name="correction_of_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {shorten(self.note, 60)}"


class PublishedVersion(Owned):
    """One public version of a check: exactly one signed revision. Frozen. `reviewer_name`: who signed it, as the name
    was then; empty in versions from before it was kept."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    revision = models.ForeignKey(VerdictRevision, on_delete=models.PROTECT, related_name="published_versions")
    sign_off = models.ForeignKey(SignOff, on_delete=models.PROTECT, related_name="published_versions")
    correction = models.OneToOneField(
        Correction, null=True, blank=True, on_delete=models.PROTECT, related_name="after"
    )
    published_at = models.DateTimeField()
    reviewer_name = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["publication", "n"], name="published_version_once"),
            models.UniqueConstraint(fields=["revision"], name="published_revision_once"),
            models.CheckConstraint(
                condition=Q(n=1, correction__isnull=True) | Q(n__gt=1, correction__isnull=False),
                name="published_version_correction",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organisation", "-published_at", "-id"],
                condition=Q(correction__isnull=False),
                name="published_version_corrected",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication} v{self.n}"


class SourceNoteKind(models.TextChoices):
    CHANGED = "changed", "Cited words changed"
    GONE = "gone", "Page gone"


class SourceNote(Owned):
    """A page that a published check cites has changed where it is cited, or has gone (`watching.py`). Nothing follows
    from it by itself. `passages` are the citations that no longer stand there, `snapshot` the page as it was found."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="source_notes")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=SourceNoteKind.choices)
    passages = models.JSONField(default=list)
    snapshot = models.ForeignKey(Snapshot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    noticed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_words = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["publication", "source"],
                condition=Q(settled_at__isnull=True),
                name="source_note_one_open",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="source_note_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.source}"


class ListKind(models.TextChoices):
    """What a list of published checks has in common. Translations are listed for each other, not for readers."""

    ALL = "all"
    RATING = "rating"
    TOPIC = "topic"
    CLAIMANT = "claimant"
    ARTICLE = "article"
    TRANSLATION = "translation"


class PublicList(Owned):
    """One list of published checks: all of them, those with one rating, of one topic, claimant or article.

    Made from published revisions (`filing.py`); `counts` by answer and `total` move with each publication, so that a
    page says "3 of 12" without counting.
    """

    kind = models.CharField(max_length=12, choices=ListKind.choices)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=500)
    facts = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    news_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "kind", "key"], name="public_list_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "kind", "-news_at", "-id"], name="public_list_news"),
            models.Index(fields=["organisation", "kind", "name"], name="public_list_name"),
        ]

    def __str__(self) -> str:
        return self.name


class PublicListEntry(Owned):
    """A published check in a list. `answer`: the key of its rating, `kept-open` or `retracted`."""

    public_list = models.ForeignKey(PublicList, on_delete=models.PROTECT, related_name="entries")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="list_entries")
    answer = models.CharField(max_length=40)
    news_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["public_list", "publication"], name="public_list_entry_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["public_list", "-news_at", "-publication"], name="public_list_entry_news"),
        ]

    def __str__(self) -> str:
        return f"{self.publication} in {self.public_list}"


class PublicSite(Owned):
    """How a newsroom's public pages stand: `generation` moves with every change of its stored files, `made_of` and
    `base_url` are those with which all of them were last made."""

    generation = models.PositiveBigIntegerField(default=1)
    made_of = models.CharField(max_length=64, blank=True)
    base_url = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    maps = models.JSONField(default=dict)
    """The parts of the sitemap by name, each with the time its newest page changed."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation"], name="public_site_once"),
        ]

    def __str__(self) -> str:
        return f"the public pages of {self.organisation}"


class RequestOutcome(models.TextChoices):
    """What came of a reader's request, as the reader is told."""

    CORRECTED = "corrected", "We corrected it"
    STANDS = "stands", "It stands as it is"
    NOT_OURS = "not_ours", "This is not about a check of ours"
    NO_REQUEST = "no_request", "This asks for no correction"


class CorrectionRequest(Editable):
    """A reader says that something published is wrong. Its words are frozen (trigger; a name or an address to write to
    may only be forgotten); who sees to it and what came of it are the newsroom's. The secret that leads the reader
    back to it is kept as a hash. `version`: the version that was newest when it was written."""

    number = models.PositiveIntegerField()
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    version = models.PositiveIntegerField(null=True, blank=True)
    about = models.CharField(max_length=500, blank=True)
    words = models.TextField()
    shown_by = models.CharField(max_length=2000, blank=True)
    name = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=254, blank=True)
    received_at = models.DateTimeField()
    due_on = models.DateField()
    secret_hash = models.CharField(max_length=64)
    form_hash = models.CharField(max_length=64)
    assignee = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=RequestOutcome.choices, blank=True)
    answer = models.TextField(blank=True)
    correction = models.ForeignKey(
        Correction, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "number"], name="request_number_once"),
            models.UniqueConstraint(fields=["organisation", "form_hash"], name="request_form_once"),
            models.CheckConstraint(condition=~Q(words=""), name="request_says_something"),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (
                    ~Q(outcome="")
                    & ~Q(answer="")
                    & Q(answered_at__isnull=False)
                    & Q(answered_by__isnull=False)
                ),
                name="request_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="corrected") & Q(correction__isnull=False))
                | (~Q(outcome="corrected") & Q(correction__isnull=True)),
                name="request_corrected_by_correction",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organisation", "due_on"], condition=Q(outcome=""), name="request_open_by_due"
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.number}"


class PublicFile(Owned):
    """Stored bytes of one public address: the read model. Written only from published versions."""

    path = models.CharField(max_length=400)
    status = models.PositiveSmallIntegerField(default=200)
    media_type = models.CharField(max_length=120)
    body = models.BinaryField()
    gzip = models.BinaryField(null=True, blank=True)
    etag = models.CharField(max_length=80)
    headers = models.JSONField(default=dict, blank=True)
    base_url = models.CharField(max_length=300)
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    rendered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "path"], name="public_file_once"),
        ]

    def __str__(self) -> str:
        return self.path


class PublicCheck(Owned):
    """What search knows of one public check: one row for each, of its newest version. Derived (`finding.py`): made from
    what readers see and nothing else, made again with the page, gone when a check is withdrawn."""

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="public_check")
    n = models.PositiveIntegerField()
    has_review = models.BooleanField()
    """Whether its page carries a ClaimReview: rated, and neither retracted nor kept open."""
    state = models.CharField(max_length=10, choices=PublicationState.choices)
    language = models.CharField(max_length=35)
    headline = models.CharField(max_length=200)
    claim_text = models.CharField(max_length=300)
    statement = models.TextField()
    claimant = models.CharField(max_length=200, blank=True)
    rating = models.CharField(max_length=30, blank=True)
    label = models.CharField(max_length=80)
    claimed_on = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    newest_on = models.DateField()
    """The newer of the claim's day and the review's."""
    markup = models.JSONField(default=dict, blank=True)
    """The fields of its ClaimReview in the shape of the Fact Check Tools interface, without addresses of our own."""
    exact = ArrayField(models.CharField(max_length=32), default=list)
    text = models.TextField()
    vector = SearchVectorField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["vector"], name="public_check_vector", fastupdate=False),
            GinIndex(fields=["exact"], name="public_check_exact", fastupdate=False),
            GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="public_check_trgm", fastupdate=False),
            models.Index(fields=["organisation", "-reviewed_at", "-id"], name="public_check_newest"),
        ]

    def __str__(self) -> str:
        return self.headline
