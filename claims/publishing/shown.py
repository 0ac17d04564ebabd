"""What readers see of a check, as values: its published versions, with verdict, place and sources."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from claims.accounts.models import Organisation
from claims.publishing.addresses import article_path, base_url, check_path, slug_for
from claims.publishing.ledger import SIGNIFICANT
from claims.publishing.looked import Search
from claims.publishing.method import Method
from claims.publishing.models import PublicationState
from claims.verdicts.independence import REQUIRED
from claims.verdicts.labels import KEPT_OPEN, RETRACTED, WITHDRAWN
from claims.verdicts.models import VerdictRevision

STANCES = {
    "refutes": ("dis", "≠", "Disputes"),
    "context": ("ctx", "~", "Context"),
    "supports": ("sup", "=", "Supports"),
}
NOTICE_KINDS = tuple(str(kind) for kind in SIGNIFICANT)
SOURCE_KINDS = {
    "primary": "primary source",
    "news": "news report",
    "data": "data",
    "fact_check": "fact-check",
    "other": "document",
}


@dataclass(frozen=True)
class Answer:
    """A rating as it stood."""

    key: str
    label: str
    definition: str
    number: int | None
    digit: int
    scale_id: int


@dataclass(frozen=True)
class Quoted:
    """A source with the words quoted from it."""

    number: int
    quote: str
    stance: str
    is_key: bool
    note: str
    title: str
    publisher: str
    url: str
    date: str
    kind: str
    language: str
    kept_at: datetime
    sha256: str
    version_url: str = ""
    version_at: datetime | None = None
    """Where an archive shows the page as it was, and when that was; kept when the verdict was sent."""

    @property
    def stance_class(self) -> str:
        return STANCES[self.stance][0]

    @property
    def stance_sign(self) -> str:
        return STANCES[self.stance][1]

    @property
    def stance_word(self) -> str:
        return STANCES[self.stance][2]

    @property
    def kind_words(self) -> str:
        return SOURCE_KINDS.get(self.kind, "document")

    @property
    def name(self) -> str:
        """What the margin calls it: the publisher, else the title."""
        return self.publisher or self.title


@dataclass(frozen=True)
class Place:
    """Where the claim was made."""

    quote: str
    claimant: str
    claimant_kind: str
    article: str
    title: str
    publisher: str
    url: str
    date: str
    language: str
    kept_at: datetime | None
    sha256: str

    @property
    def path(self) -> str:
        return article_path(self.title, self.article)


@dataclass(frozen=True)
class Verdict:
    """One published version of a check."""

    n: int
    at: datetime
    headline: str
    conclusion: str
    explanation: str
    claim_text: str
    statement: str
    kind: str
    claimant: str
    claimant_kind: str
    claimed_on: date | None
    answer: Answer | None
    known_as_of: datetime
    sources_exception: str
    authors: tuple[str, ...]
    reviewer: str
    sources: tuple[Quoted, ...]
    places: tuple[Place, ...]
    prediction: dict[str, Any] | None
    outcome: str
    correction_kind: str
    correction_note: str
    sources_proposed: int
    claim_proposed: bool
    search: Search | None
    method: Method | None
    revision: VerdictRevision = field(repr=False, compare=False)
    origins: tuple[tuple[int, ...], ...] | None = None
    """The sources by their numbers, together where they are of one origin; None where nobody counted yet."""

    topics: tuple[str, ...] = ()
    language: str = ""
    """The language it is written in, where that is not the newsroom's own."""
    translates: str = ""
    """The id of the check that it translates."""

    @property
    def label(self) -> str:
        """The rating as it stood, or that it was kept open or taken back."""
        if self.correction_kind == "retraction":
            return RETRACTED
        return self.answer.label if self.answer else KEPT_OPEN

    @property
    def lacks_origins(self) -> bool:
        """Whether it stands on fewer than two independent origins: then readers are told why."""
        return len(self.origins) < REQUIRED if self.origins is not None else not self.sources

    @property
    def is_kept_open(self) -> bool:
        return self.kind in ("prediction", "promise") and not self.outcome

    @property
    def place(self) -> Place | None:
        return self.places[0] if self.places else None

    def count(self, stance: str) -> int:
        return sum(1 for source in self.sources if source.stance == stance)


@dataclass(frozen=True)
class Check:
    """A published check: its newest version, and all of them, newest first."""

    uid: str
    slug: str
    state: str
    withdrawal_reason: str
    newsroom: Organisation
    versions: tuple[Verdict, ...]

    @property
    def newest(self) -> Verdict:
        return self.versions[0]

    @property
    def path(self) -> str:
        """Of a withdrawn check without its headline's words, which may be what had to go."""
        return f"/checks/{self.uid}/" if self.is_withdrawn else check_path(self.slug, self.uid)

    @property
    def url(self) -> str:
        return base_url(self.newsroom) + self.path

    @property
    def language(self) -> str:
        """The language the check is written in."""
        return self.newest.language or self.newsroom.language

    @property
    def is_retracted(self) -> bool:
        return self.state == PublicationState.RETRACTED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == PublicationState.WITHDRAWN

    @property
    def published_at(self) -> datetime:
        return self.versions[-1].at

    @property
    def modified_at(self) -> datetime:
        return self.newest.at

    @property
    def notice(self) -> Verdict | None:
        """The newest correction that readers must see first: an update, a changed verdict or a retraction."""
        return next((each for each in self.versions if each.correction_kind in NOTICE_KINDS), None)

    @property
    def news_at(self) -> datetime:
        """The feed's date: first publication, or the newest correction with a notice."""
        return self.notice.at if self.notice else self.published_at

    @property
    def label(self) -> str:
        """The one word or two of the stamp."""
        return WITHDRAWN if self.is_withdrawn else RETRACTED if self.is_retracted else self.newest.label

    @property
    def says(self) -> str:
        """The sentence under the stamp: the conclusion, or why the check is retracted or withdrawn."""
        if self.is_withdrawn:
            return self.withdrawal_reason
        if self.is_retracted and self.notice is not None:
            return self.notice.correction_note
        return self.newest.conclusion

    @property
    def stamp_class(self) -> str:
        """The stamp's style: `r1` to `r6` and `r0` by the rating's digit, `ko` kept open, `rx` retracted."""
        if self.is_retracted or self.is_withdrawn:
            return "rx"
        return f"r{self.newest.answer.digit}" if self.newest.answer else "ko"


def as_of(check: Check, n: int) -> Check:
    """The check as it stood when version `n` was the newest: what readers saw then. A withdrawn one stays withdrawn."""
    versions = tuple(each for each in check.versions if each.n <= n)
    retracted = versions[0].correction_kind == "retraction"
    state = PublicationState.RETRACTED if retracted else PublicationState.PUBLISHED
    return replace(
        check,
        versions=versions,
        slug=slug_for(versions[0].headline),
        state=check.state if check.is_withdrawn else state,
    )
