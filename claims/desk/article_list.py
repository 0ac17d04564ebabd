"""Which articles a list shows, in which order, and what it says of each: one query for each question, however many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.http import QueryDict
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Claim, Suggestion
from claims.desk.queue_filters import DUE
from claims.intake.models import Article, ArticleVersion, Capture

ARTICLE_SORTS = (
    ("", "Newest first"),
    ("due", "Due soonest first"),
    ("title", "By title"),
    ("old", "Oldest first"),
)
__all__ = [
    "ARTICLE_SORTS",
    "DUE",
    "ArticleFilters",
    "articles_found",
    "counted",
    "last_captures",
    "undecided_in",
]


@dataclass(frozen=True)
class ArticleFilters:
    """What the address asks for; whatever it does not know counts as not asked."""

    show: str = ""
    owner: str = ""
    due: str = ""
    todo: str = ""
    q: str = ""
    sort: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> ArticleFilters:
        given = {each.name: asked.get(each.name, "").strip() for each in fields(cls)}
        known: dict[str, Any] = {
            "show": ("archived",),
            "due": dict(DUE),
            "todo": ("1",),
            "sort": dict(ARTICLE_SORTS),
        }
        return cls(
            **{name: value if value in known.get(name, (value,)) else "" for name, value in given.items()}
        )

    def query(self, **other: str) -> str:
        """This address's query, with other values for some of it; without what is empty."""
        asked = replace(self, **other)
        return urlencode({each.name: value for each in fields(self) if (value := getattr(asked, each.name))})

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order is asked for."""
        return any((self.owner, self.due, self.todo, self.q))


def articles_found(actor: Actor, asked: ArticleFilters) -> QuerySet[Any]:
    """The articles the address asks for, ordered, with what `counted` adds."""
    found = counted(actor).filter(archived_at__isnull=asked.show != "archived")
    if asked.q:
        found = found.filter(Q(title__icontains=asked.q) | Q(source__publisher__icontains=asked.q))
    if asked.owner == "nobody":
        found = found.filter(assignee=None)
    elif asked.owner:
        found = found.filter(assignee__uid=actor.user.uid if asked.owner == "me" else asked.owner)
    if asked.todo:
        found = found.filter(Exists(_undecided(actor).filter(version__article=OuterRef("pk"))))
    today = timezone.localdate()
    if asked.due == "none":
        found = found.filter(due_on=None)
    elif asked.due:
        found = found.filter(due_on__lt=today if asked.due == "late" else today + timedelta(days=8))
    order: Any = {
        "": ("-created_at", "pk"),
        "due": (F("due_on").asc(nulls_last=True), "-created_at", "pk"),
        "title": (Lower("title"), "pk"),
        "old": ("created_at", "pk"),
    }[asked.sort]
    return found.order_by(*order)


def counted(actor: Actor) -> QuerySet[Any]:
    """Articles with `version_count` (the number of the newest version, or 0) and `claim_count`."""
    newest = ArticleVersion.objects.filter(article=OuterRef("pk")).order_by("-n").values("n")[:1]
    claims = Claim.objects.active().filter(article=OuterRef("pk")).order_by().values("article")
    many = claims.annotate(many=Count("pk")).values("many")
    articles: QuerySet[Any] = Article.objects.visible_to(actor).select_related("source", "assignee")
    return articles.annotate(
        version_count=Coalesce(Subquery(newest), 0),
        claim_count=Coalesce(Subquery(many, output_field=IntegerField()), 0),
    )


def undecided_in(actor: Actor, articles: list[int]) -> dict[int, int]:
    """How many suggestions of each article's newest version nobody has decided, low ones left out."""
    waiting = _undecided(actor).filter(version__article__in=articles).values_list("version__article_id")
    return dict(waiting.annotate(n=Count("pk")))


def last_captures(actor: Actor, articles: Iterable[Any]) -> dict[int, Capture]:
    """The last attempt to get the text of each article that has none yet, by its source."""
    sources = [each.source_id for each in articles if not each.version_count]
    if not sources:
        return {}
    tries = Capture.objects.visible_to(actor).filter(source__in=sources)
    newest = tries.order_by("source_id", "-created_at", "-pk").distinct("source_id")
    return {each.source_id: each for each in newest}


def _undecided(actor: Actor) -> QuerySet[Any]:
    return Suggestion.objects.visible_to(actor).undecided().worth_showing().current()
