"""Has this been checked before? A person says how the two claims stand to each other."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation.models import Suggestion
from claims.desk.doors import Trouble, act, address, done
from claims.desk.places import after_card, after_claim, claim_place, suggestion_place
from claims.matching import deciding
from claims.matching.models import Match


def _match(actor: Actor, uid: str) -> Match:
    found: Match = Match.objects.get_visible(actor, uid)
    return found


def _at_match(request: HttpRequest, actor: Actor, match: Match, trouble: Trouble | None) -> HttpResponse:
    if match.claim is not None:
        return claim_place(request, actor, match.claim, trouble)
    return suggestion_place(request, actor, _suggestion(match), trouble)


def _suggestion(match: Match) -> Suggestion:
    assert match.suggestion is not None  # constraint match_has_subject
    return match.suggestion


def _after(request: HttpRequest, match: Match) -> str:
    if match.claim is not None:
        return after_claim(request, match.claim)
    suggestion = _suggestion(match)
    return after_card(request, suggestion.version.article.uid, suggestion.uid)


@act(thing=_match, back=_at_match, form=lambda match: f"match-{match.uid}")
def decide(request: HttpRequest, actor: Actor, match: Match) -> HttpResponse:
    """Same, near, altered, contradicts or unrelated."""
    relation = request.POST.get("relation", "")
    deciding.decide(match, by=actor, relation=relation, note=request.POST.get("note", ""))
    undo = address("undo_match", match.uid, place=request.POST.get("place", ""))
    return done(request, _after(request, match), f"Decided: {relation}", undo=undo)


@act(thing=_match, back=_at_match, form=lambda match: f"match-{match.uid}")
def undo(request: HttpRequest, actor: Actor, match: Match) -> HttpResponse:
    """Undecided again."""
    deciding.undo_decision(match, by=actor)
    return done(request, _after(request, match), "Undecided again")
