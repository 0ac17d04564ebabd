"""The claims rail of the workbench: suggestions and claims of one version as cards, in text order or by worth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from claims.accounts.acting import Actor
from claims.annotation.models import KEPT_OPEN, Appearance, Band, Claim, Suggestion
from claims.desk.marking_up import Place
from claims.intake.models import ArticleVersion
from claims.verdicts.models import CaseState

SHOWN = ("all", "todo", "mine", "low")
SORTS = ("text", "worth")
_WORTH = {Band.HIGH: 0, Band.MEDIUM: 1, Band.LOW: 2, Band.UNSCORED: 3}
STATE_WORDS = {
    CaseState.OPEN: "",
    CaseState.EVIDENCE: "",
    CaseState.WRITING: "In writing",
    CaseState.REVIEW: "In review",
    CaseState.READY: "Approved",
    CaseState.PUBLISHED: "Published",
    CaseState.DECLINED: "Declined",
}


@dataclass
class Card:
    """One card: either an undecided or dismissed suggestion, or a claim with where it stands in this version."""

    key: str
    number: int
    start: int
    statement: str
    kind: str
    kind_word: str
    band: str
    score: float | None
    suggestion: Suggestion | None = None
    claim: Claim | None = None
    appearances: list[Appearance] = field(default_factory=list)
    rating: Any = None
    state: str = ""
    mine: bool = False
    selected: bool = False

    @property
    def is_claim(self) -> bool:
        return self.claim is not None

    @property
    def is_dismissed(self) -> bool:
        return self.claim is None and self.suggestion is not None and hasattr(self.suggestion, "dismissal")

    @property
    def is_undecided(self) -> bool:
        return self.claim is None and not self.is_dismissed

    @property
    def is_published(self) -> bool:
        return self.state == CaseState.PUBLISHED

    @property
    def state_words(self) -> str:
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
        if self.claim is not None:
            return "cl done" if self.is_published else "cl"
        return f"sg {self.band}"

    @property
    def spoken(self) -> str:
        if self.claim is not None:
            return f"claim {self.number}"
        return f"suggestion {self.number}, {self.band}"

    def places(self) -> list[Place]:
        """Where to put marks in the text: every appearance of a claim; nothing for what was dismissed."""
        if self.is_dismissed:
            return []
        spans = [(each.start, each.end) for each in self.appearances if each.start is not None]
        if self.suggestion is not None and self.claim is None:
            spans = [(self.suggestion.start, self.suggestion.end)]
        digit = self.rating.digit if self.is_published and self.rating else None
        return [
            Place(start, end, self.key, self.number, self.look, self.spoken, self.selected, digit)
            for start, end in spans
            if start is not None and end is not None
        ]


def cards(actor: Actor, version: ArticleVersion) -> list[Card]:
    """Every card of a version in text order: claims that stand in it and suggestions nobody made a claim of."""
    made = [*_claims(actor, version), *_suggestions(actor, version)]
    return sorted(made, key=lambda card: (card.start, card.number))


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
    """In text order, or most worth checking first."""
    if sort != "worth":
        return some
    return sorted(some, key=lambda card: (-(card.score or 0), _WORTH[Band(card.band)], card.start))


def select(all_cards: list[Card], key: str) -> Card | None:
    """The card the address names, else the undecided one most worth checking, else the first claim."""
    chosen = next((card for card in all_cards if card.key == key), None)
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
    waiting = [card for card in shown(cards(actor, version), "low" if low else "todo") if card.is_undecided]
    later = [card for card in waiting if card.start > after]
    return (later or waiting)[0].key if waiting else ""


def _claims(actor: Actor, version: ArticleVersion) -> list[Card]:
    standing = (
        Appearance.objects.visible_to(actor)
        .filter(version=version, start__isnull=False, claim__removed_at__isnull=True)
        .select_related(
            "claim__claimant",
            "claim__suggestion",
            "claim__same_as__article",
            "claim__fact_check__assignee",
            "claim__fact_check__publication",
        )
        .order_by("start")
    )
    found: dict[int, Card] = {}
    for appearance in standing:
        claim = appearance.claim
        if claim.pk in found:
            found[claim.pk].appearances.append(appearance)
            continue
        case = getattr(claim, "fact_check", None)
        suggestion = claim.suggestion
        found[claim.pk] = Card(
            key=claim.uid,
            number=claim.number,
            start=appearance.start or 0,
            statement=claim.statement,
            kind=claim.kind,
            kind_word=claim.get_kind_display(),
            band=suggestion.band if suggestion else Band.UNSCORED,
            score=suggestion.score if suggestion else None,
            suggestion=suggestion,
            claim=claim,
            appearances=[appearance],
            rating=public_rating(case),
            state=case.state if case else "",
            mine=claim.by_id == actor.user.pk or (case is not None and case.assignee_id == actor.user.pk),
        )
    return list(found.values())


def _suggestions(actor: Actor, version: ArticleVersion) -> list[Card]:
    rows = (
        Suggestion.objects.visible_to(actor)
        .filter(version=version)
        .exclude(claim__removed_at__isnull=True, claim__isnull=False)
        .select_related("dismissal__by")
    )
    return [
        Card(
            key=row.uid,
            number=row.number,
            start=row.start,
            statement=row.statement,
            kind=row.kind,
            kind_word=row.get_kind_display(),
            band=row.band,
            score=row.score,
            suggestion=row,
        )
        for row in rows
    ]


def public_rating(case: Any) -> Any:
    """The rating readers see now: that of the newest published version, or None."""
    publication = getattr(case, "publication", None) if case is not None else None
    if publication is None:
        return None
    newest = publication.versions.select_related("revision__rating").order_by("-n").first()
    return newest.revision.rating if newest else None
