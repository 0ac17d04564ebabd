"""The list of articles, and the three ways to bring one in: an address, a pasted text, a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.accounts.membership import colleague, members
from claims.desk import sample_article
from claims.desk.article_list import (
    ARTICLE_SORTS,
    ArticleFilters,
    articles_found,
    last_captures,
    undecided_in,
)
from claims.desk.asking import DUE
from claims.desk.doors import Trouble, act, address, done, page, show, whole
from claims.intake import submitting
from claims.intake.models import Article
from claims.lib.problems import Problem

ON_A_PAGE = 40


@page
def articles(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All articles of the newsroom: `q` searches titles and publishers, `show=archived` the others, `owner`, `due` and
    `todo=1` narrow, `sort` orders."""
    return listing(request, actor, None, None)


def listing(request: HttpRequest, actor: Actor, thing: object, trouble: Trouble | None) -> HttpResponse:
    """The list with its import forms; after a refusal, with what was typed."""
    asked = ArticleFilters.of(request.GET)
    part = Paginator(articles_found(actor, asked), ON_A_PAGE).get_page(request.GET.get("page"))
    keys = [each.pk for each in part]
    undecided, tries = undecided_in(actor, keys), last_captures(actor, part)
    for each in part:
        each.undecided = undecided.get(each.pk, 0)
        each.last_capture = tries.get(each.source_id)
    context = {
        "part": part,
        "asked": asked,
        "keep": asked.query(),
        "live_query": asked.query(show=""),
        "archived_query": asked.query(show="archived"),
        "on": request.GET.get("on", ""),
        "sorts": ARTICLE_SORTS,
        "dues": DUE,
        "people": list(members(actor)),
        "any": Article.objects.visible_to(actor).exists(),
    }
    return show(request, "desk/articles.html", context, section="articles", trouble=trouble)


def _article(actor: Actor, uid: str) -> Article:
    found: Article = Article.objects.get_visible(actor, uid)
    return found


@act(thing=_article, back=listing, form=lambda article: f"assign-{article.uid}")
def assign(request: HttpRequest, actor: Actor, article: Article) -> HttpResponse:
    """Whose article it is, and until when its claims are to be decided."""
    version = whole(request.POST.get("row_version"), "row_version")
    changes = {
        "assignee": colleague(actor, request.POST.get("assignee", "")),
        "due_on": day(request.POST.get("due_on", ""), "due_on"),
    }
    submitting.edit_article(article, by=actor, row_version=version, changes=changes)
    person = changes["assignee"]
    back = f"{address('articles')}?{ArticleFilters.of(request.GET).query()}"
    return done(request, back, f"It is {person}’s now" if person else "It is nobody’s now")


@act(thing=lambda actor: None, back=listing, form="paste")
def paste(request: HttpRequest, actor: Actor, thing: object) -> HttpResponse:
    """An article from pasted text."""
    article = submitting.submit_text(by=actor, text=request.POST.get("text", ""), **cited(request))
    return done(request, address("workbench", article.uid))


@act(thing=lambda actor: None, back=listing, form="paste")
def sample(request: HttpRequest, actor: Actor, thing: object) -> HttpResponse:
    """The practice article, to try everything on."""
    article = submitting.submit_text(
        by=actor, text=sample_article.TEXT, title=sample_article.TITLE, publisher=sample_article.PUBLISHER
    )
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
