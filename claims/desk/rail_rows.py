"""The cards of a version from its rows.

A version may have a thousand of them, so cards are made of the few columns they show, in a fixed number of queries;
only the chosen one gets its rows (`load`).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from claims.accounts.acting import Actor
from claims.annotation.models import Appearance, Band, Claim, Suggestion
from claims.desk.rail import Card, SameClaim, Shown
from claims.evidence.models import Evidence
from claims.intake.differences import word_diff
from claims.intake.models import ArticleVersion
from claims.matching.models import Match, Relation
from claims.publishing.models import PublishedVersion

_QUIET_REASONS = ("base", "length", "wording")
SAME_WORDS: dict[str, str] = {
    Relation.SAME: "Same claim",
    Relation.NEAR: "Nearly the same claim",
    Relation.ALTERED: "An altered copy",
    Relation.CONTRADICTS: "Contradicts",
}


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
