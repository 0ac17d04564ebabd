"""The claims rail of the workbench: suggestions and claims of one version as cards, in text order, by worth or state.

A version may have a thousand of them, so cards are made of the few columns they show, in a fixed number of queries;
only the chosen one gets its rows (`load`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from claims.accounts.acting import Actor
from claims.annotation.models import KEPT_OPEN, Appearance, Band, Claim, ClaimKind, Suggestion
from claims.desk.marking_up import Place
from claims.evidence.models import Evidence
from claims.intake.differences import word_diff
from claims.intake.models import ArticleVersion
from claims.matching.models import Match, Relation
from claims.publishing.models import PublishedVersion
from claims.verdicts.models import CaseState

SHOWN = ("all", "todo", "mine", "low")
SORTS = ("text", "worth", "state")
_WORTH = {Band.HIGH: 0, Band.MEDIUM: 1, Band.LOW: 2, Band.UNSCORED: 3}
_STATES = list(CaseState)
_KINDS = dict(ClaimKind.choices)
_QUIET_REASONS = ("base", "length", "wording")
SAME_WORDS: dict[str, str] = {
    Relation.SAME: "Same claim",
    Relation.NEAR: "Nearly the same claim",
    Relation.ALTERED: "An altered copy",
    Relation.CONTRADICTS: "Contradicts",
}
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


def cards(actor: Actor, version: ArticleVersion) -> list[Card]:
    """Every card of a version in text order: claims that stand in it and suggestions nobody made a claim of."""
    made = [*_claims(actor, version), *_suggestions(actor, version)]
    _put_same(actor, version, made)
    return sorted(made, key=lambda card: (card.start, card.number))


def load(actor: Actor, version: ArticleVersion, card: Card | None) -> None:
    """Give the chosen card the rows its drawer shows."""
    if card is None:
        return
    if card.is_claim:
        claims: Any = Claim.objects.visible_to(actor).select_related(
            "claimant", "suggestion", "same_as__article", "fact_check__publication", "prediction"
        )
        claim: Claim = claims.get(uid=card.key)
        card.claim, card.suggestion = claim, claim.suggestion
        standing: Any = claim.appearances.filter(version=version, start__isnull=False)
        card.appearances = list(standing.order_by("start"))
    else:
        card.suggestion = Suggestion.objects.visible_to(actor).get(uid=card.key)


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


def _claims(actor: Actor, version: ArticleVersion) -> list[Card]:
    standing = (
        Appearance.objects.visible_to(actor)
        .filter(version=version, start__isnull=False, claim__removed_at__isnull=True)
        .order_by("start", "pk")
        .values_list(
            "start",
            "end",
            "claim_id",
            "claim__uid",
            "claim__number",
            "claim__statement",
            "claim__kind",
            "claim__is_ambiguous",
            "claim__frozen_at",
            "claim__by_id",
            "claim__same_as__number",
            "claim__suggestion__uid",
            "claim__suggestion__band",
            "claim__suggestion__score",
            "claim__fact_check__state",
            "claim__fact_check__assignee_id",
            "claim__fact_check__assignee__name",
            "claim__fact_check__reviewer_id",
            "claim__fact_check__reviewer__name",
        )
    )
    found: dict[int, Card] = {}
    me = actor.user.pk
    for start, end, pk, *row, reviewer, reviewer_name in standing:
        if pk in found:
            found[pk].spans.append((start, end))
            continue
        uid, number, statement, kind, ambiguous, frozen, by, same, was, band, score, state, assignee, name = (
            row
        )
        found[pk] = Card(
            key=uid,
            number=number,
            start=start,
            statement=statement,
            kind=kind,
            band=band or Band.UNSCORED,
            score=score,
            is_claim=True,
            spans=[(start, end)],
            was=was or "",
            state=state or "",
            worker=name if assignee not in (None, me) else "",
            reviewer=("you" if reviewer == me else reviewer_name) if reviewer is not None else "",
            covered_by=same,
            is_ambiguous=ambiguous,
            is_frozen=frozen is not None,
            mine=me in (by, assignee),
        )
    _count_sources(actor, version, found)
    _put_ratings(version, found)
    return list(found.values())


def _count_sources(actor: Actor, version: ArticleVersion, found: dict[int, Card]) -> None:
    rows = Evidence.objects.visible_to(actor).filter(claim__appearances__version=version)
    for pk, sources in rows.values_list("claim_id").annotate(n=Count("snapshot__source", distinct=True)):
        if pk in found:
            found[pk].sources = sources


def _put_ratings(version: ArticleVersion, found: dict[int, Card]) -> None:
    """The rating of the newest published version of each claim."""
    rows = (
        PublishedVersion.objects.filter(publication__fact_check__claim__appearances__version=version)
        .order_by("n")
        .values_list(
            "publication__fact_check__claim_id", "revision__rating__digit", "revision__rating__label"
        )
    )
    for pk, digit, label in rows:
        if pk in found and digit is not None:
            found[pk].rating = Shown(digit, label)


def _put_same(actor: Actor, version: ArticleVersion, made: list[Card]) -> None:
    """The best match of each card with a claim of another article, where nobody called it unrelated."""
    by_key = {key: card for card in made for key in (card.key, card.was) if key}
    here = Q(claim__appearances__version=version) | Q(suggestion__version=version)
    rows = (
        Match.objects.visible_to(actor)
        .filter(here, other_claim__isnull=False, other_claim__removed_at=None)
        .exclude(decision__relation=Relation.UNRELATED)
        .exclude(other_claim__article=version.article)
        .order_by("score")
        .distinct()
        .values_list(
            "claim__uid",
            "suggestion__uid",
            "relation",
            "decision__relation",
            "other_claim__statement",
            "other_claim__article__title",
        )
    )
    for claim, suggestion, relation, decided, statement, title in rows:
        card = by_key.get(claim or "") or by_key.get(suggestion or "")
        if card is None or (decided or relation) not in SAME_WORDS:
            continue
        card.same = SameClaim(
            words=SAME_WORDS[decided or relation],
            where=title or "",
            statement=statement,
            asked=decided is None,
            differs=(decided or relation) != Relation.SAME,
            change=list(word_diff(statement, card.statement)),
        )


def _suggestions(actor: Actor, version: ArticleVersion) -> list[Card]:
    rows = (
        Suggestion.objects.visible_to(actor)
        .filter(version=version)
        .exclude(claim__removed_at__isnull=True, claim__isnull=False)
        .values_list(
            "uid",
            "number",
            "start",
            "end",
            "statement",
            "kind",
            "band",
            "score",
            "reasons",
            "dismissal__by_id",
            "dismissal__by__name",
            "dismissal__note",
        )
    )
    return [
        Card(
            key=uid,
            number=number,
            start=start,
            statement=statement,
            kind=kind,
            band=band,
            score=score,
            is_claim=False,
            spans=[(start, end)],
            reason=reason_words(reasons),
            dismissed_by=_by_whom(actor, by, name, note),
        )
        for uid, number, start, end, statement, kind, band, score, reasons, by, name, note in rows
    ]


def reason_words(reasons: Any) -> str:
    """The two reasons that weigh most for it, in a few words; an empty string where none does."""
    for_it = [each for each in reasons or [] if each.get("weight", 0) > 0]
    for_it = [each for each in for_it if each.get("name") not in _QUIET_REASONS]
    for_it.sort(key=lambda each: -each["weight"])
    return ", ".join(str(each["name"]) for each in for_it[:2])


def _by_whom(actor: Actor, by: int | None, name: str | None, note: str | None) -> str:
    if by is None:
        return ""
    return f": {note}" if note else " by you" if by == actor.user.pk else f" by {name}"


def public_rating(case: Any) -> Any:
    """The rating readers see now: that of the newest published version, or None."""
    publication = getattr(case, "publication", None) if case is not None else None
    if publication is None:
        return None
    newest = publication.versions.select_related("revision__rating").order_by("-n").first()
    return newest.revision.rating if newest else None
