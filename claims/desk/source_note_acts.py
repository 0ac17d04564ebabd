"""Saying what came of a note about a cited page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.desk.doors import Trouble, act, address, done
from claims.desk.places import claim_place
from claims.publishing import watching
from claims.publishing.models import SourceNote


def _note(actor: Actor, uid: str) -> SourceNote:
    found: SourceNote = SourceNote.objects.get_visible(actor, uid)
    return found


def _at_note(request: HttpRequest, actor: Actor, note: SourceNote, trouble: Trouble | None) -> HttpResponse:
    return claim_place(request, actor, _claim(note), trouble)


def _claim(note: SourceNote) -> Claim:
    claim: Claim = note.publication.fact_check.claim
    return claim


@act(thing=_note, back=_at_note, form=lambda note: f"source-note-{note.uid}")
def settle(request: HttpRequest, actor: Actor, note: SourceNote) -> HttpResponse:
    """Somebody has looked, and says what came of it."""
    watching.settle(note, by=actor, words=request.POST.get("words", ""))
    return done(request, address("claim", _claim(note).uid), "Dealt with")
