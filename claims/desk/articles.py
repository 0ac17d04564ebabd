"""The list of articles, and the three ways to bring one in: an address, a pasted text, a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation.models import Suggestion
from claims.desk.doors import Trouble, act, address, done, page, show
from claims.intake import submitting
from claims.intake.models import Article
from claims.lib.problems import Problem


@page
def articles(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All articles of the newsroom, newest first; `q` searches titles, `show=archived` the others."""
    return listing(request, actor, None, None)


def listing(request: HttpRequest, actor: Actor, thing: object, trouble: Trouble | None) -> HttpResponse:
    """The list with its import forms; after a refusal, with what was typed."""
    shown = request.GET.get("show", "")
    found = counted(actor).filter(archived_at__isnull=shown != "archived")
    if words := request.GET.get("q", "").strip():
        found = found.filter(Q(title__icontains=words) | Q(source__publisher__icontains=words))
    part = Paginator(found.order_by("-created_at"), 40).get_page(request.GET.get("page"))
    undecided = _undecided(actor, [each.pk for each in part])
    for each in part:
        each.undecided = undecided.get(each.pk, 0)
        if not each.version_count:
            each.last_capture = each.source.captures.order_by("-created_at", "-pk").first()
    context = {
        "part": part,
        "words": words,
        "shown": shown,
        "any": Article.objects.visible_to(actor).exists(),
    }
    return show(request, "desk/articles.html", context, section="articles", trouble=trouble)


def counted(actor: Actor) -> QuerySet[Any]:
    """Articles with `version_count` and `claim_count`."""
    articles: QuerySet[Any] = Article.objects.visible_to(actor).select_related("source")
    return articles.annotate(
        version_count=Max("versions__n"),
        claim_count=Count("claims", filter=Q(claims__removed_at__isnull=True), distinct=True),
    )


@act(thing=lambda actor: None, back=listing, form="paste")
def paste(request: HttpRequest, actor: Actor, thing: object) -> HttpResponse:
    """An article from pasted text."""
    article = submitting.submit_text(by=actor, text=request.POST.get("text", ""), **cited(request))
    return done(request, address("workbench", article.uid))


@act(thing=lambda actor: None, back=listing, form="upload")
def upload(request: HttpRequest, actor: Actor, thing: object) -> HttpResponse:
    """An article from a file."""
    name, data = uploaded(request)
    article = submitting.submit_upload(by=actor, name=name, data=data, **cited(request))
    return done(request, address("workbench", article.uid))


@act(thing=lambda actor: None, back=listing, form="address")
def from_address(request: HttpRequest, actor: Actor, thing: object) -> HttpResponse:
    """An article fetched by a job; its page shows how that goes."""
    article = submitting.submit_url(by=actor, url=request.POST.get("url", "").strip())
    return done(request, address("workbench", article.uid))


def cited(request: HttpRequest) -> dict[str, Any]:
    """Title, address, publisher and day of publication, as typed. Raises Problem for a day that is none."""
    return {
        "title": request.POST.get("title", "").strip(),
        "url": request.POST.get("url", "").strip(),
        "publisher": request.POST.get("publisher", "").strip(),
        "published_on": day(request.POST.get("published_on", ""), "published_on"),
    }


def day(typed: str, field: str) -> date | None:
    """A day from a form: empty is None. Raises Problem at the field for anything but a date."""
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise Problem(
            f"{field}.not_a_day", f"“{typed}” is not a day. Write it as 2019-07-22.", pointer=f"/{field}"
        ) from error


def uploaded(request: HttpRequest) -> tuple[str, bytes]:
    """Name and bytes of the file. Raises Problem where there is none."""
    file = request.FILES.get("file")
    if file is None:
        raise Problem(
            "file.missing", "Choose a file first.", pointer="/file", next_step="txt, html, docx and pdf work."
        )
    return file.name or "", file.read()


def _undecided(actor: Actor, articles: list[int]) -> dict[int, int]:
    """How many suggestions of each article's versions nobody has decided, low ones left out."""
    open_ones = (
        Suggestion.objects.visible_to(actor)
        .undecided()
        .worth_showing()
        .filter(version__article__in=articles, version__next__isnull=True)
        .values_list("version__article_id")
        .annotate(n=Count("pk"))
    )
    return dict(open_ones)
