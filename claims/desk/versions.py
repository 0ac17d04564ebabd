"""New texts of an article, and the difference between two of its versions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.desk.articles import uploaded
from claims.desk.doors import act, address, done, page, show
from claims.desk.panes import chosen_version
from claims.desk.workbench import render_workbench
from claims.intake import submitting
from claims.intake.differences import word_diff
from claims.intake.models import Article, ArticleVersion


def _article(actor: Actor, uid: str) -> Article:
    found: Article = Article.objects.get_visible(actor, uid)
    return found


@act(thing=_article, back=render_workbench, form="version-paste")
def new_text(request: HttpRequest, actor: Actor, article: Article) -> HttpResponse:
    """A pasted text becomes the next version, unless it is the same."""
    version, is_new = submitting.add_version_text(article, by=actor, text=request.POST.get("text", ""))
    return _after(request, article, version, is_new)


@act(thing=_article, back=render_workbench, form="version-upload")
def new_file(request: HttpRequest, actor: Actor, article: Article) -> HttpResponse:
    """A file's text becomes the next version, unless it is the same."""
    name, data = uploaded(request)
    version, is_new = submitting.add_version_upload(article, by=actor, name=name, data=data)
    return _after(request, article, version, is_new)


@act(thing=_article, back=render_workbench, form="fetch-again")
def fetch_again(request: HttpRequest, actor: Actor, article: Article) -> HttpResponse:
    """The page's text as it is now, fetched by a job."""
    submitting.fetch_again(article, by=actor)
    return done(request, address("workbench", article.uid), "Fetching the page")


@act(thing=_article, back=render_workbench, form="archive")
def archive(request: HttpRequest, actor: Actor, article: Article) -> HttpResponse:
    """Off the lists."""
    submitting.archive(article, by=actor)
    return done(request, address("articles"), "Archived", undo=address("restore", article.uid))


@act(thing=_article, back=render_workbench, form="archive")
def restore(request: HttpRequest, actor: Actor, article: Article) -> HttpResponse:
    """Under check again."""
    submitting.restore(article, by=actor)
    return done(request, address("workbench", article.uid), "Under check again")


@page
def compare(request: HttpRequest, actor: Actor, uid: str, a: int, b: int) -> HttpResponse:
    """What changed between two versions, word by word."""
    article = _article(actor, uid)
    old, new = chosen_version(article, str(a)), chosen_version(article, str(b))
    context = {
        "article": article,
        "old": old,
        "new": new,
        "changes": word_diff(old.text, new.text) if old and new else [],
        "versions": list(article.versions.order_by("n")),
    }
    return show(request, "desk/compare.html", context, section="articles")


def _after(request: HttpRequest, article: Article, version: ArticleVersion, is_new: bool) -> HttpResponse:
    if not is_new:
        return done(request, address("workbench", article.uid), "The same text as before: nothing was added")
    return done(request, address("workbench", article.uid), f"Version {version.n} added")
