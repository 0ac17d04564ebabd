"""Place again: claims of an earlier version that could not be carried over by themselves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation import placing
from claims.annotation.models import Appearance
from claims.desk.doors import Trouble, act, address, done, page, show, whole
from claims.desk.panes import to_place
from claims.intake.differences import word_diff
from claims.intake.models import Article, ArticleVersion
from claims.lib.problems import Problem

AROUND = 160
"""Characters shown before and after a proposed place."""


@page
def place_again(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """The list for the newest version of one article."""
    return listing(request, actor, Article.objects.get_visible(actor, uid), None)


def listing(request: HttpRequest, actor: Actor, article: Article, trouble: Trouble | None) -> HttpResponse:
    """Each claim with its old words, the place the machine proposes and the difference."""
    version = article.latest
    waiting = (
        to_place(version).select_related("claim", "previous__version").order_by("claim__number")
        if version
        else []
    )
    context = {
        "article": article,
        "version": version,
        "waiting": [proposal(version, each) for each in waiting] if version else [],
    }
    return show(request, "desk/place_again.html", context, section="articles", trouble=trouble)


def proposal(version: ArticleVersion, appearance: Appearance) -> dict[str, Any]:
    """What is shown for one claim: the proposed words in their surroundings, and how they differ from the old."""
    start, end = appearance.proposed_start, appearance.proposed_end
    text = version.text
    if start is None or end is None:
        return {"appearance": appearance, "form": f"place-{appearance.uid}", "proposed": ""}
    return {
        "appearance": appearance,
        "form": f"place-{appearance.uid}",
        "proposed": text[start:end],
        "before": text[max(0, start - AROUND) : start],
        "after": text[end : end + AROUND],
        "changes": word_diff(appearance.quote, text[start:end]),
    }


def _appearance(actor: Actor, uid: str) -> Appearance:
    found: Appearance = Appearance.objects.get_visible(actor, uid)
    return found


def _at_list(
    request: HttpRequest, actor: Actor, appearance: Appearance, trouble: Trouble | None
) -> HttpResponse:
    return listing(request, actor, appearance.version.article, trouble)


@act(thing=_appearance, back=_at_list, form=lambda appearance: f"place-{appearance.uid}")
def place(request: HttpRequest, actor: Actor, appearance: Appearance) -> HttpResponse:
    """At the proposed place, or where the typed words stand."""
    if words := request.POST.get("words", "").strip():
        start, end = found_once(appearance.version.text, words)
    else:
        start, end = whole(request.POST.get("start"), "start"), whole(request.POST.get("end"), "end")
    placing.place_again(appearance, by=actor, start=start, end=end)
    return done(request, address("place_again", appearance.version.article.uid), "Placed")


@act(thing=_appearance, back=_at_list, form=lambda appearance: f"place-{appearance.uid}")
def leave_out(request: HttpRequest, actor: Actor, appearance: Appearance) -> HttpResponse:
    """The new version does not say it any more."""
    placing.leave_out(appearance, by=actor)
    return done(request, address("place_again", appearance.version.article.uid), "Left out of this version")


def found_once(text: str, words: str) -> tuple[int, int]:
    """Where the words stand in the text. Raises Problem at /words where they don't, or more than once."""
    start = text.find(words)
    if start < 0:
        raise Problem(
            "words.not_found",
            "These words do not stand in the text.",
            pointer="/words",
            next_step="Copy them from the text as they are.",
        )
    if text.find(words, start + 1) >= 0:
        raise Problem(
            "words.twice",
            "These words stand in the text more than once.",
            pointer="/words",
            next_step="Add the words before or after them.",
        )
    return start, start + len(words)
