"""One card or line of the queue: an undecided suggestion or a claim, with what is read of it at a glance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.timesince import timesince

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, has_right
from claims.annotation.models import Claim, Suggestion
from claims.desk.doors import address
from claims.desk.queue_filters import SUGGESTED, WORDS
from claims.evidence.models import Evidence
from claims.publishing.models import OrderState, PublicationState, PublishedVersion, PublishOrder
from claims.verdicts.models import CaseState
from claims.verdicts.workflow import SNOOZES

FINISHED = (CaseState.PUBLISHED, CaseState.DECLINED)
WAYS: dict[str, tuple[tuple[str, Permission], ...]] = {
    SUGGESTED: (("open", Permission.MARK_CLAIMS), ("declined", Permission.MARK_CLAIMS)),
    CaseState.OPEN: (
        ("evidence", Permission.GATHER_EVIDENCE),
        ("writing", Permission.WRITE_VERDICT),
        ("declined", Permission.PUBLISH),
    ),
    CaseState.EVIDENCE: (("writing", Permission.WRITE_VERDICT), ("declined", Permission.PUBLISH)),
    CaseState.WRITING: (("review", Permission.WRITE_VERDICT), ("declined", Permission.PUBLISH)),
    CaseState.REVIEW: (("writing", Permission.WRITE_VERDICT),),
    CaseState.READY: (("writing", Permission.WRITE_VERDICT), ("published", Permission.PUBLISH)),
    CaseState.PUBLISHED: (),
    CaseState.DECLINED: (("open", Permission.PUBLISH),),
}
"""Where a card can be moved from the queue, and the right it takes. What needs more than a move (approving, asking
for changes, correcting) is done on the claim's page."""


@dataclass
class Row:
    """What a card or a line shows."""

    key: str
    """The same for a suggestion and the claim made of it, so that a card keeps the focus through being accepted."""
    number: int
    statement: str
    kind_word: str
    band: str
    state: str
    since: datetime
    href: str
    move_to: str
    ways: list[tuple[str, str]]
    owner: Any = None
    due: date | None = None
    sources: int = 0
    rating: Any = None
    is_public: bool = False
    is_correction: bool = False
    is_going_public: bool = False
    article: Any = None
    claim: Any = None
    case_version: str = ""
    snooze_at: str = ""
    """Where it is put off, or woken; empty for what can't be."""
    snoozed_until: date | None = None

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < timezone.localdate() and self.state not in FINISHED

    @property
    def age(self) -> str:
        """How long ago it came in, to the largest unit."""
        words = timesince(self.since, depth=1)
        return re.sub(r"\bminutes?", "min", re.sub(r"\bhours?", "h", words))

    @property
    def state_word(self) -> str:
        return WORDS[self.state]


def rows(actor: Actor, wanted: Iterable[tuple[str, int]]) -> list[Row]:
    """The rows of these (`claim` or `suggestion`, primary key), in that order, with as many queries for one as for
    hundreds."""
    keys = list(wanted)
    claims = [pk for what, pk in keys if what == "claim"]
    suggestions = [pk for what, pk in keys if what == "suggestion"]
    made = {**_claims(actor, claims), **_suggestions(actor, suggestions)}
    return [made[key] for key in keys if key in made]


def _suggestions(actor: Actor, keys: list[int]) -> dict[tuple[str, int], Row]:
    found = (
        Suggestion.objects.visible_to(actor)
        .filter(pk__in=keys)
        .select_related("version__article__assignee", "version__article__source")
    )
    return {
        ("suggestion", each.pk): Row(
            key=each.uid,
            number=each.number,
            statement=each.statement,
            kind_word=each.get_kind_display(),
            band=each.band,
            state=SUGGESTED,
            since=each.created_at,
            href=address("workbench", each.version.article.uid, on=each.uid, fragment=f"#c-{each.uid}"),
            move_to=address("move_suggestion", each.uid),
            ways=_ways(actor, SUGGESTED),
            owner=each.version.article.assignee,
            due=each.version.article.due_on,
            article=each.version.article,
        )
        for each in found
    }


def _claims(actor: Actor, keys: list[int]) -> dict[tuple[str, int], Row]:
    found = (
        Claim.objects.visible_to(actor)
        .filter(pk__in=keys)
        .select_related(
            "article",
            "suggestion",
            "fact_check__assignee",
            "fact_check__draft__rating",
            "fact_check__publication",
        )
    )
    sources = dict(
        Evidence.objects.visible_to(actor)
        .filter(claim__in=keys)
        .values_list("claim_id")
        .annotate(n=Count("snapshot__source", distinct=True))
    )
    public = public_ratings(keys)
    going = set(
        PublishOrder.objects.visible_to(actor)
        .filter(state=OrderState.WAITING, fact_check__claim__in=keys)
        .values_list("fact_check__claim_id", flat=True)
    )
    return {
        ("claim", each.pk): _claim(
            actor, each, sources.get(each.pk, 0), public.get(each.pk), each.pk in going
        )
        for each in found
    }


def _claim(actor: Actor, claim: Claim, sources: int, public: Any, going: bool) -> Row:
    case = getattr(claim, "fact_check", None)
    draft = getattr(case, "draft", None)
    state = str(case.state) if case else str(CaseState.OPEN)
    return Row(
        key=claim.suggestion.uid if claim.suggestion else claim.uid,
        number=claim.number,
        statement=claim.statement,
        kind_word=claim.get_kind_display(),
        band=claim.suggestion.band if claim.suggestion else "",
        state=state,
        since=claim.created_at,
        href=address("claim", claim.uid, panel="review" if state == CaseState.REVIEW else ""),
        move_to=address("move_claim", claim.uid),
        ways=_ways(actor, state),
        owner=case.assignee if case else None,
        due=case.due_on if case else None,
        sources=sources,
        rating=public or (draft.rating if draft else None),
        is_public=public is not None,
        is_correction=bool(draft and draft.correction_kind) and state not in FINISHED,
        is_going_public=going,
        article=claim.article,
        claim=claim,
        case_version=str(case.row_version) if case else "",
        snooze_at=address("snooze", claim.uid)
        if state in SNOOZES and has_right(actor, Permission.WRITE_VERDICT)
        else "",
        snoozed_until=case.snoozed_until
        if case and case.snoozed_until and case.snoozed_until > timezone.localdate()
        else None,
    )


def public_ratings(claims: list[int]) -> dict[int, Any]:
    """The rating readers see now, by claim: that of the newest version of what is public. Nothing for what was
    retracted or withdrawn, or needs no rating."""
    newest = (
        PublishedVersion.objects.filter(
            publication__fact_check__claim__in=claims, publication__state=PublicationState.PUBLISHED
        )
        .order_by("publication_id", "-n")
        .distinct("publication_id")
        .values_list("pk", flat=True)
    )
    versions = PublishedVersion.objects.filter(pk__in=list(newest)).select_related(
        "revision__rating", "publication__fact_check"
    )
    return {
        each.publication.fact_check.claim_id: each.revision.rating
        for each in versions
        if each.revision.rating
    }


def _ways(actor: Actor, state: str) -> list[tuple[str, str]]:
    return [(to, WORDS[to]) for to, right in WAYS[state] if has_right(actor, right)]
