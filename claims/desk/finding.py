"""Find articles, claims and sources by words: for the palette as data, without script as a page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.desk.doors import address, page, show
from claims.intake.models import Article, Source

MOST = 6
LONGEST = 100


@page
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What fits the words in `q`; without words what came in last."""
    words = request.GET.get("q", "").replace("\x00", " ").strip()[:LONGEST]
    groups = found(actor, words)
    if "json" in request.headers.get("Accept", ""):
        answer: HttpResponse = JsonResponse({"q": words, "groups": groups})
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
    return show(request, "desk/find.html", {"words": words, "groups": groups})


def found(actor: Actor, words: str) -> list[dict[str, Any]]:
    """Groups of lines, each with its words, what stands beside it and its address. Empty groups are left out."""
    articles = Article.objects.visible_to(actor).select_related("source")
    claims = Claim.objects.visible_to(actor).active().select_related("article")
    sources = Source.objects.visible_to(actor)
    if words:
        articles = articles.filter(_all(words, "title", "source__publisher", "source__canonical_url"))
        claims = claims.filter(_claims(words))
        sources = sources.filter(_all(words, "title", "publisher", "canonical_url"))
    else:
        articles, sources = articles.filter(archived_at=None), sources.none()
    groups = [
        ("Articles", [_article(each) for each in articles.order_by("-created_at")[:MOST]]),
        ("Claims", [_claim(each) for each in claims.order_by("-created_at")[:MOST]]),
        ("Sources", [_source(each) for each in sources.order_by("-created_at")[:MOST]]),
    ]
    return [{"name": name, "lines": lines} for name, lines in groups if lines]


def _all(words: str, *fields: str) -> Q:
    """Every word stands in one of the fields."""
    wanted = Q()
    for word in words.split():
        one = Q()
        for field in fields:
            one |= Q(**{f"{field}__icontains": word})
        wanted &= one
    return wanted


def _claims(words: str) -> Q:
    """By the claim's words, or by its number."""
    by_words = _all(words, "statement", "claimant__name")
    return by_words | Q(number=int(words)) if words.isascii() and words.isdecimal() else by_words


def _article(article: Article) -> dict[str, str]:
    meta = article.source.publisher or article.source.canonical_url
    return {
        "words": article.title,
        "meta": "archived" if article.archived_at else meta,
        "to": address("workbench", article.uid),
    }


def _claim(claim: Claim) -> dict[str, str]:
    meta = f"claim {claim.number}" + (f" · {claim.article.title[:60]}" if claim.article else "")
    return {"words": claim.statement, "meta": meta, "to": address("claim", claim.uid)}


def _source(source: Source) -> dict[str, str]:
    return {"words": source.title, "meta": source.publisher, "to": address("source", source.uid)}
