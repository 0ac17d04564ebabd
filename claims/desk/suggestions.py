"""Deciding on suggestions: accept (perhaps changed), dismiss, undo, accept all that rank high."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation import deciding
from claims.annotation.models import Suggestion
from claims.desk import rail
from claims.desk.doors import act, address, done
from claims.desk.panes import chosen_version
from claims.desk.places import after_card, suggestion_place
from claims.desk.workbench import render_workbench
from claims.intake.models import Article


def suggestion(actor: Actor, uid: str) -> Suggestion:
    """One suggestion of this newsroom."""
    found: Suggestion = Suggestion.objects.get_visible(actor, uid)
    return found


@act(thing=suggestion, back=suggestion_place, form="accept")
def accept(request: HttpRequest, actor: Actor, found: Suggestion) -> HttpResponse:
    """The suggestion becomes a claim, in the machine's words or in those typed."""
    claim = deciding.accept(found, by=actor, changes=_changes(request) or None)
    undo = address("remove_claim", claim.uid, place="workbench")
    return done(
        request,
        after_card(request, found.version.article.uid, claim.uid),
        f"Claim {claim.number} accepted",
        undo=undo,
    )


@act(thing=suggestion, back=suggestion_place, form="dismiss")
def dismiss(request: HttpRequest, actor: Actor, found: Suggestion) -> HttpResponse:
    """Not worth checking; the next undecided one is chosen."""
    deciding.dismiss(found, by=actor, note=request.POST.get("note", ""))
    following = rail.next_undecided(actor, found.version, found.start, low=request.GET.get("show") == "low")
    undo = address("undo_dismissal", found.uid)
    return done(
        request,
        after_card(request, found.version.article.uid, following),
        f"{found.number} dismissed",
        undo=undo,
    )


@act(thing=suggestion, back=suggestion_place, form="undo")
def undo_dismissal(request: HttpRequest, actor: Actor, found: Suggestion) -> HttpResponse:
    """Back among the undecided."""
    deciding.undo_dismissal(found, by=actor)
    return done(
        request,
        after_card(request, found.version.article.uid, found.uid),
        f"{found.number} is undecided again",
    )


@act(
    thing=lambda actor, uid: Article.objects.get_visible(actor, uid),
    back=render_workbench,
    form="accept-high",
)
def accept_high(request: HttpRequest, actor: Actor, article: Article) -> HttpResponse:
    """Everything that ranks high becomes a claim."""
    version = chosen_version(article, request.GET.get("v", ""))
    made = deciding.accept_all_high(version, by=actor) if version is not None else []
    on = made[0].uid if made else ""
    return done(
        request,
        after_card(request, article.uid, on),
        f"{len(made)} accepted" if made else "Nothing undecided ranks high",
    )


def _changes(request: HttpRequest) -> dict[str, Any]:
    """What the edit form changed; empty for the plain button."""
    return {
        name: request.POST[name].strip() for name in ("statement", "kind", "claimant") if name in request.POST
    }
