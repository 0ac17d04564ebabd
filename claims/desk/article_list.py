"""Which articles a list shows, in which order, and what it says of each: one query for each question, however many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from claims.accounts.acting import Actor
from claims.annotation.models import Claim, Suggestion
from claims.desk.asking import DUE, AskedFor, due_by, owned_by
from claims.intake.models import Article, ArticleVersion, Capture

ARTICLE_SORTS = (
    ("", "Newest first"),
    ("due", "Due soonest first"),
    ("title", "By title"),
    ("old", "Oldest first"),
)


@dataclass(frozen=True)
class ArticleFilters(AskedFor):
    """What the address asks for."""

    show: str = ""
    owner: str = ""
    due: str = ""
    todo: str = ""
    q: str = ""
    sort: str = ""

    KNOWN: ClassVar = {
        "show": ("archived",),
        "due": dict(DUE),
        "todo": ("1",),
        "sort": dict(ARTICLE_SORTS),
    }

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order is asked for."""
        return any((self.owner, self.due, self.todo, self.q))


def articles_found(actor: Actor, asked: ArticleFilters) -> QuerySet[Any]:
    """The articles the address asks for, ordered, with what `counted` adds."""
    found = counted(actor).filter(archived_at__isnull=asked.show != "archived")
    if asked.q:
        found = found.filter(Q(title__icontains=asked.q) | Q(source__publisher__icontains=asked.q))
    found = owned_by(found, actor, asked.owner, "assignee")
    if asked.todo:
        found = found.filter(Exists(_undecided(actor).filter(version__article=OuterRef("pk"))))
    found = due_by(found, asked.due, "due_on")
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
