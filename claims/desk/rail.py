"""The claims rail of the workbench: suggestions and claims of one version as cards, in text order, by worth or state.
`rail_rows` makes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from claims.accounts.acting import Actor
from claims.annotation.models import KEPT_OPEN, Appearance, Band, Claim, ClaimKind, Suggestion
from claims.desk.marking_up import Place
from claims.intake.models import ArticleVersion
from claims.verdicts.models import CaseState

SHOWN = ("all", "todo", "mine", "low")
SORTS = ("text", "worth", "state")
_WORTH = {Band.HIGH: 0, Band.MEDIUM: 1, Band.LOW: 2, Band.UNSCORED: 3}
_STATES = list(CaseState)
_KINDS = dict(ClaimKind.choices)
STATE_WORDS = {
    CaseState.OPEN: "",
    CaseState.EVIDENCE: "",
    CaseState.WRITING: "In writing",
    CaseState.REVIEW: "In review",
    CaseState.READY: "Approved",
    CaseState.PUBLISHED: "Published",
    CaseState.DECLINED: "Declined",
}


@dataclass(frozen=True)
class Shown:
    """The rating readers see, as a card shows it."""

    digit: int
    label: str


@dataclass(frozen=True)
class SameClaim:
    """Another article's claim that says the same, or may: `asked` while nobody has decided."""

    words: str
    where: str
    statement: str
    asked: bool
    differs: bool
    change: list[tuple[str, str]]


@dataclass
class Card:
    """One card: a suggestion, undecided or dismissed, or a claim with where it stands in this version.

    `was` is the suggestion a claim came from. `claim`, `suggestion` and `appearances` are there once loaded.
    """

    key: str
    number: int
    start: int
    statement: str
    kind: str
    band: str
    score: float | None
    is_claim: bool
    spans: list[tuple[int, int]] = field(default_factory=list)
    was: str = ""
    dismissed_by: str = ""
    reason: str = ""
    rating: Shown | None = None
    state: str = ""
    worker: str = ""
    reviewer: str = ""
    sources: int = 0
    covered_by: int | None = None
    is_ambiguous: bool = False
    is_frozen: bool = False
    mine: bool = False
    same: SameClaim | None = None
    selected: bool = False
    claim: Claim | None = None
    suggestion: Suggestion | None = None
    appearances: list[Appearance] = field(default_factory=list)

    @property
    def kind_word(self) -> str:
        return str(_KINDS.get(self.kind, self.kind))

    @property
    def is_dismissed(self) -> bool:
        return bool(self.dismissed_by)

    @property
    def is_undecided(self) -> bool:
        return not self.is_claim and not self.is_dismissed

    @property
    def is_published(self) -> bool:
        return self.state == CaseState.PUBLISHED

    @property
    def state_words(self) -> str:
        """How far it is, and who has it in hand."""
        if self.state == CaseState.WRITING and self.worker:
            return f"{self.worker} is working on it"
        if self.state == CaseState.REVIEW and self.reviewer:
            return f"{STATE_WORDS[CaseState.REVIEW]} · {self.reviewer}"
        return STATE_WORDS.get(CaseState(self.state), "") if self.state else ""

    @property
    def prediction(self) -> Any:
        """What keeps it open, as kept for the claim or as the machine read it; None for other kinds."""
        if self.kind not in KEPT_OPEN:
            return None
        if self.claim is not None:
            return getattr(self.claim, "prediction", None)
        return self.suggestion.prediction if self.suggestion is not None else None

    @property
    def look(self) -> str:
        if self.is_claim:
            return "cl done" if self.is_published else "cl"
        return f"sg {self.band}"

    @property
    def spoken(self) -> str:
        """What a screen reader hears at its mark: “claim 11, high, suggested”."""
        worth = f", {self.band}" if self.band != Band.UNSCORED else ""
        return f"claim {self.number}{worth}" + ("" if self.is_claim else ", suggested")

    def places(self) -> list[Place]:
        """Where to put marks in the text: every appearance of a claim; nothing for what was dismissed."""
        if self.is_dismissed:
            return []
        digit = self.rating.digit if self.is_published and self.rating else None
        return [
            Place(start, end, self.key, self.number, self.look, self.spoken, self.selected, digit)
            for start, end in self.spans
        ]


def shown(all_cards: list[Card], what: str) -> list[Card]:
    """The cards of one filter. `all` leaves the low suggestions out, as the text does."""
    if what == "low":
        return [card for card in all_cards if card.band == Band.LOW and not card.is_claim]
    worth = [card for card in all_cards if card.is_claim or card.band != Band.LOW]
    if what == "todo":
        return [card for card in worth if card.is_undecided]
    if what == "mine":
        return [card for card in worth if card.mine]
    return worth


def ordered(some: list[Card], sort: str) -> list[Card]:
    """In text order, most worth checking first, or undecided first and then by how far the check is."""
    if sort == "worth":
        return sorted(some, key=lambda card: (-(card.score or 0), _WORTH[Band(card.band)], card.start))
    if sort == "state":
        return sorted(some, key=lambda card: (_progress(card), card.start))
    return some


def select(all_cards: list[Card], key: str) -> Card | None:
    """The card the address names (a claim also by its suggestion), else the undecided one most worth checking, else
    the first claim."""
    chosen = next((card for card in all_cards if key and key in (card.key, card.was)), None)
    if chosen is None:
        undecided = shown(all_cards, "todo")
        chosen = min(undecided, key=lambda card: -(card.score or 0), default=None)
    if chosen is None:
        chosen = next((card for card in all_cards if card.is_claim), None)
    if chosen is not None:
        chosen.selected = True
    return chosen


def counts(all_cards: list[Card]) -> dict[str, int]:
    """How many cards each filter has, and how many are decided."""
    found = {name: len(shown(all_cards, name)) for name in SHOWN}
    return {**found, "decided": found["all"] - found["todo"]}


def next_undecided(actor: Actor, version: ArticleVersion, after: int, *, low: bool = False) -> str:
    """The key of the undecided card that comes next in the text, or first in it, or an empty string."""
    band = Band.LOW if low else None
    waiting: Any = (
        Suggestion.objects.visible_to(actor).filter(version=version).undecided().order_by("start", "number")
    )
    waiting = waiting.filter(band=band) if band else waiting.exclude(band=Band.LOW)
    following = waiting.filter(start__gt=after).first() or waiting.first()
    return following.uid if following is not None else ""


def _progress(card: Card) -> int:
    if card.is_undecided:
        return -1
    if card.is_dismissed:
        return len(_STATES)
    return _STATES.index(CaseState(card.state)) if card.state else 0
