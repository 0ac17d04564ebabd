"""What the queue's address asks for: state, owner, kind, worthiness, due date, article, words, order."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Band, Claim, ClaimKind, Suggestion
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
WORDS = {str(key): words for key, words in COLUMNS}
SORTS = (
    ("", "Most worth checking first"),
    ("due", "Due soonest first"),
    ("new", "Newest first"),
    ("old", "Oldest first"),
)
DUE = (
    ("", "Any due date"),
    ("late", "Overdue"),
    ("week", "Due within a week"),
    ("none", "Without a due date"),
)
WORTH = (
    ("", "Any worthiness"),
    ("high", "High"),
    ("medium", "Medium"),
    ("low", "Low"),
    ("unscored", "By hand"),
)


@dataclass(frozen=True)
class Filters:
    """The part of the address that says what is shown; whatever it does not know counts as not asked."""

    view: str = ""
    state: str = ""
    owner: str = ""
    kind: str = ""
    worth: str = ""
    due: str = ""
    article: str = ""
    q: str = ""
    sort: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> Filters:
        given = {each.name: asked.get(each.name, "").strip() for each in fields(cls)}
        known = {
            "view": ("list",),
            "state": WORDS,
            "kind": ClaimKind.values,
            "worth": Band.values,
            "due": dict(DUE),
            "sort": dict(SORTS),
        }
        return cls(
            **{name: value if value in known.get(name, (value,)) else "" for name, value in given.items()}
        )

    def query(self, **other: str) -> str:
        """This address's query, with other values for some of it; without what is empty."""
        return urlencode({name: value for name, value in self.asked(**other).items() if value})

    def asked(self, **other: str) -> dict[str, str]:
        return {each.name: getattr(replace(self, **other), each.name) for each in fields(self)}

    @property
    def narrowed(self) -> bool:
        """Whether anything but view, state and order is asked for."""
        return any((self.owner, self.kind, self.worth, self.due, self.article, self.q))


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
    if asked.owner == "nobody":
        found = found.filter(fact_check__assignee=None)
    elif asked.owner:
        found = found.filter(fact_check__assignee__uid=_owner(actor, asked))
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
    return _due(found, asked)


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
    if asked.owner == "nobody":
        found = found.filter(version__article__assignee=None)
    elif asked.owner:
        found = found.filter(version__article__assignee__uid=_owner(actor, asked))
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.article:
        found = found.filter(version__article__uid=asked.article)
    if asked.q:
        found = found.filter(statement__icontains=asked.q)
    return _due(found, asked)


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


def _owner(actor: Actor, asked: Filters) -> str:
    return actor.user.uid if asked.owner == "me" else asked.owner


def _due(found: QuerySet[Any], asked: Filters) -> QuerySet[Any]:
    """What is finished is never late."""
    today = timezone.localdate()
    unfinished = ~Q(stands_in__in=(CaseState.PUBLISHED, CaseState.DECLINED))
    if asked.due == "late":
        return found.filter(unfinished, due__lt=today)
    if asked.due == "week":
        return found.filter(unfinished, due__lte=today + timedelta(days=7))
    if asked.due == "none":
        return found.filter(due=None)
    return found
