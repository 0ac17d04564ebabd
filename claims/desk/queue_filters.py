"""What the queue's address asks for: state, owner, kind, worth, due date, article, words, order, snoozed or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from claims.accounts.acting import Actor
from claims.annotation.models import Band, Claim, ClaimKind, Suggestion
from claims.desk.asking import DUE, AskedFor, due_by, owned_by
from claims.verdicts import workflow
from claims.verdicts.models import CaseState

SUGGESTED = "suggested"
COLUMNS = (
    (SUGGESTED, "Suggested"),
    (CaseState.OPEN, "Open"),
    (CaseState.EVIDENCE, "Evidence"),
    (CaseState.WRITING, "Writing"),
    (CaseState.REVIEW, "Review"),
    (CaseState.READY, "Ready"),
    (CaseState.PUBLISHED, "Published"),
    (CaseState.DECLINED, "Declined"),
)
UNFINISHED = ~Q(stands_in__in=(CaseState.PUBLISHED, CaseState.DECLINED))
WORDS = {str(key): words for key, words in COLUMNS}
SORTS = (
    ("", "Most worth checking first"),
    ("due", "Due soonest first"),
    ("new", "Newest first"),
    ("old", "Oldest first"),
)
WORTH = (
    ("", "Any worthiness"),
    ("high", "High"),
    ("medium", "Medium"),
    ("low", "Low"),
    ("unscored", "By hand"),
)


@dataclass(frozen=True)
class Filters(AskedFor):
    """The part of the address that says what is shown."""

    view: str = ""
    state: str = ""
    owner: str = ""
    kind: str = ""
    worth: str = ""
    due: str = ""
    article: str = ""
    q: str = ""
    snoozed: str = ""
    sort: str = ""

    KNOWN: ClassVar = {
        "view": ("list",),
        "state": WORDS,
        "kind": ClaimKind.values,
        "worth": Band.values,
        "due": dict(DUE),
        "snoozed": ("1",),
        "sort": dict(SORTS),
    }

    @property
    def narrowed(self) -> bool:
        """Whether anything but view, state and order is asked for."""
        return any((self.owner, self.kind, self.worth, self.due, self.article, self.q, self.snoozed))


def claims_found(actor: Actor, asked: Filters) -> QuerySet[Any]:
    """Claims with a case of their own, each with `stands_in`, `worth`, `since` and `due`."""
    found: QuerySet[Any] = (
        Claim.objects.visible_to(actor)
        .active()
        .uncovered()
        .annotate(
            stands_in=Coalesce("fact_check__state", Value(str(CaseState.OPEN))),
            worth=F("suggestion__score"),
            since=F("created_at"),
            due=F("fact_check__due_on"),
        )
    )
    found = found.filter((workflow.asleep if asked.snoozed else workflow.awake)("fact_check__"))
    found = owned_by(found, actor, asked.owner, "fact_check__assignee")
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.worth == Band.UNSCORED:
        found = found.filter(Q(suggestion=None) | Q(suggestion__band=Band.UNSCORED))
    elif asked.worth:
        found = found.filter(suggestion__band=asked.worth)
    if asked.article:
        found = found.filter(article__uid=asked.article)
    if asked.q:
        found = found.filter(statement__icontains=asked.q)
    return due_by(found, asked.due, "due", unfinished=UNFINISHED)


def suggestions_found(actor: Actor, asked: Filters) -> QuerySet[Any]:
    """Undecided suggestions in the newest texts under check; owner and due date are their article's."""
    found: Any = (
        Suggestion.objects.visible_to(actor)
        .undecided()
        .current()
        .filter(version__article__archived_at=None)
        .annotate(
            stands_in=Value(SUGGESTED),
            worth=F("score"),
            since=F("created_at"),
            due=F("version__article__due_on"),
        )
    )
    found = found.filter(band=asked.worth) if asked.worth else found.worth_showing()
    if asked.snoozed:
        found = found.none()
    found = owned_by(found, actor, asked.owner, "version__article__assignee")
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.article:
        found = found.filter(version__article__uid=asked.article)
    if asked.q:
        found = found.filter(statement__icontains=asked.q)
    return due_by(found, asked.due, "due", unfinished=UNFINISHED)


def order_of(asked: Filters) -> list[Any]:
    """How both are ordered; the last two settle ties, so that pages never show a row twice."""
    worth = F("worth").desc(nulls_last=True)
    first = {
        "": [worth, F("since").desc()],
        "due": [F("due").asc(nulls_last=True), worth],
        "new": [F("since").desc()],
        "old": [F("since").asc()],
    }[asked.sort]
    return [*first, F("pk").asc()]
