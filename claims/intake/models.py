"""Texts that come into the house: sources, the attempts to keep them, the kept copies, and articles under
check."""

from __future__ import annotations

import datetime as dt
import email.utils
from typing import ClassVar

from django.db import models
from django.utils.functional import cached_property

from claims.accounts.models import Editable, Owned, User


class Blob(Owned):
    """Bytes as they came, compressed (zlib), known by the SHA-256 of the uncompressed bytes. Frozen."""

    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="blob_once"),
            models.CheckConstraint(condition=models.Q(size__lte=50_000_000), name="blob_size_cap"),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.size} bytes)"


class SourceKind(models.TextChoices):
    """What sort of document it is, as a reader would call it."""

    PRIMARY = "primary"
    NEWS = "news"
    DATA = "data"
    FACT_CHECK = "fact_check"
    OTHER = "other"


class LiveState(models.TextChoices):
    """What is known of the live page; the kept copy stays, whatever this says."""

    UNKNOWN = "unknown"
    LIVE = "live"
    CHANGED = "changed"
    GONE = "gone"


class Source(Editable):
    """A document as a reader would cite it. `published` is {value: ISO date or part of one, precision,
    kind}."""

    canonical_url = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=500)
    publisher = models.CharField(max_length=200, blank=True)
    authors = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=12, choices=SourceKind.choices, default=SourceKind.OTHER)
    published = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=35, blank=True)
    live_state = models.CharField(max_length=10, choices=LiveState.choices, default=LiveState.UNKNOWN)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "canonical_url"],
                condition=~models.Q(canonical_url=""),
                name="source_address_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def published_on(self) -> str:
        """The published date as far as it is known (`2019-07-22`, `2019-07`, `2019`), or an empty string."""
        return str(self.published.get("value") or "")


class CaptureMethod(models.TextChoices):
    FETCHED = "fetched"
    PASTED = "pasted"
    UPLOADED = "uploaded"
    IMPORTED = "imported"
    ARCHIVED = "archived", "Looked for in an archive"


class CaptureState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    ENDED = "ended"


class Outcome(models.TextChoices):
    """How an attempt to get something from outside ended. `empty` (asked, answered, nothing found) never
    stands for a failure."""

    OK = "ok"
    EMPTY = "empty"
    NOT_CONFIGURED = "not_configured"
    BAD_REQUEST = "bad_request"
    AUTH = "auth"
    FORBIDDEN_CONTENT = "forbidden_content"
    RATE_LIMITED = "rate_limited"
    QUOTA_EXHAUSTED = "quota_exhausted"
    UNAVAILABLE = "unavailable"
    BLOCKED = "blocked"
    MALFORMED = "malformed"
    SKIPPED = "skipped"


class Capture(Owned):
    """One attempt to keep a copy. Failures live here: `problem` is {code, words, next_step}.

    One that looks in an archive takes the capture closest to the day `near`, or the one of the moment `stamp`.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="captures")
    method = models.CharField(max_length=10, choices=CaptureMethod.choices)
    requested_url = models.CharField(max_length=2000, blank=True)
    near = models.DateField(null=True, blank=True)
    stamp = models.CharField(max_length=14, blank=True)
    state = models.CharField(max_length=10, choices=CaptureState.choices, default=CaptureState.QUEUED)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    problem = models.JSONField(default=dict, blank=True)
    snapshot = models.ForeignKey(
        "claims.Snapshot", null=True, blank=True, on_delete=models.PROTECT, related_name="captures"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(models.Q(state="ended") & ~models.Q(outcome=""))
                | (~models.Q(state="ended") & models.Q(outcome="")),
                name="capture_ended_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.requested_url or self.source}"


class Snapshot(Owned):
    """The kept copy. Frozen, but for a takedown, which may null text and blob; the hash stays.

    Offsets anywhere are code points into `text`, end exclusive. `blocks` are [{start, end, role}] in text
    order, role one of body, heading, caption, quotation, furniture.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="snapshots")
    requested_url = models.CharField(max_length=2000, blank=True)
    final_url = models.CharField(max_length=2000, blank=True)
    redirects = models.JSONField(default=list, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    captured_at = models.DateTimeField()
    blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(null=True)
    text_sha256 = models.CharField(max_length=64)
    characters = models.PositiveIntegerField()
    blocks = models.JSONField(default=list)
    extractor = models.CharField(max_length=60)
    removed_at = models.DateTimeField(null=True, blank=True)
    removal_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "text_sha256"], name="snapshot_text"),
        ]

    def __str__(self) -> str:
        return f"{self.source} ({self.captured_at:%Y-%m-%d})"

    @property
    def has_pages(self) -> bool:
        """Whether its pages can be shown as pictures: it was read from a PDF, and the bytes are there."""
        return self.extractor.startswith("pdf/") and self.blob_id is not None

    @cached_property
    def archived_at(self) -> dt.datetime | None:
        """When an archive captured the page this is a copy of; None for a copy of the page itself."""
        said = self.headers.get("memento-datetime")
        if not said or not self.captures.filter(method=CaptureMethod.ARCHIVED).exists():
            return None
        try:
            return email.utils.parsedate_to_datetime(said)
        except ValueError:
            return None


class Article(Editable):
    """A source under check. `next_number` is the number its next suggestion or claim gets; given once."""

    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="article")
    title = models.CharField(max_length=500)
    assignee = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    next_number = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)

    is_new = False
    """No column: whether the verb that returned this article has just made it."""

    def __str__(self) -> str:
        return self.title

    @property
    def latest(self) -> ArticleVersion | None:
        """The newest version, or None while the text is still being fetched."""
        return self.versions.order_by("-n").first()


class ArticleVersion(Owned):
    """One frozen text of an article. New only if its text differs from the latest version's."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="versions")
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["article", "n"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article} v{self.n}"

    @property
    def text(self) -> str:
        return self.snapshot.text or ""


class Segmentation(Owned):
    """Sentence spans of a version, [[start, end]]. Derived; nothing points at it."""

    version = models.OneToOneField(ArticleVersion, on_delete=models.CASCADE, related_name="segmentation")
    segmenter = models.CharField(max_length=60)
    sentences = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.version}: {len(self.sentences)} sentences"


class SourceList(Editable):
    """A list of sources that somebody keeps: the newsroom's own, or others'. `key` is the same at each import, `about`
    where readers of the desk can look it up. `current` is the version that is in use; without one the list is removed:
    it says nothing, and stays with its versions."""

    key = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    about = models.CharField(max_length=2000, blank=True)
    current = models.ForeignKey(
        "claims.SourceListVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "key"], name="source_list_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def newest(self) -> SourceListVersion | None:
        return self.versions.order_by("-n").first()


class SourceListVersion(Owned):
    """One version of a list, as it was imported. Frozen; `label` is what its keepers call it."""

    source_list = models.ForeignKey(SourceList, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    label = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source_list", "n"], name="source_list_version_once"),
            models.UniqueConstraint(fields=["source_list", "label"], name="source_list_label_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source_list} {self.label}"


class SourceListEntry(Owned):
    """What a version says of a host, or of what lies below a path of it, since when. Frozen."""

    version = models.ForeignKey(SourceListVersion, on_delete=models.PROTECT, related_name="entries")
    host = models.CharField(max_length=253)
    path = models.CharField(max_length=500, blank=True)
    label = models.CharField(max_length=100)
    note = models.CharField(max_length=500, blank=True)
    since = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "host", "path"], name="source_list_entry_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "host"], name="source_list_host"),
        ]

    def __str__(self) -> str:
        return f"{self.host}{self.path}: {self.label}"
