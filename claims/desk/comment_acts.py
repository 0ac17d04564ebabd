"""Comments on a verdict: made, accepted, resolved, opened again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.desk.doors import Trouble, act, address, done
from claims.desk.places import claim_place
from claims.desk.verdict_acts import case_of, to_verdict
from claims.desk.workbench import claim_of
from claims.evidence.models import Evidence
from claims.verdicts import commenting
from claims.verdicts.models import Comment


def _comment(actor: Actor, uid: str) -> Comment:
    found: Comment = Comment.objects.get_visible(actor, uid)
    return found


def _at_comment(request: HttpRequest, actor: Actor, made: Comment, trouble: Trouble | None) -> HttpResponse:
    return claim_place(request, actor, made.fact_check.claim, trouble)


@act(thing=claim_of, back=claim_place, form="comment")
def comment(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Say something about a field or a passage, perhaps with words to put there."""
    about, proposed = request.POST.get("about", ""), request.POST.get("proposed", "").replace("\r\n", "\n")
    kind, _, name = about.partition(":")
    evidence = Evidence.objects.get_visible(actor, name) if kind == "evidence" else None
    made = commenting.comment(
        case_of(claim),
        by=actor,
        text=request.POST.get("text", "").replace("\r\n", "\n"),
        field="" if evidence else about,
        evidence=evidence,
        proposed=proposed or None,
    )
    return done(
        request,
        to_verdict(request, claim, fragment="#comments"),
        "Commented",
        undo=address("resolve_comment", made.uid),
    )


@act(thing=_comment, back=_at_comment, form=lambda made: f"comment-{made.uid}")
def accept(request: HttpRequest, actor: Actor, made: Comment) -> HttpResponse:
    """The proposed words are in the field; who pressed is their author."""
    commenting.accept(made, by=actor)
    return _after(request, made, "The proposed words are in the field")


@act(thing=_comment, back=_at_comment, form=lambda made: f"comment-{made.uid}")
def resolve(request: HttpRequest, actor: Actor, made: Comment) -> HttpResponse:
    """Dealt with."""
    commenting.resolve(made, by=actor)
    return _after(request, made, "Resolved")


@act(thing=_comment, back=_at_comment, form=lambda made: f"comment-{made.uid}")
def reopen(request: HttpRequest, actor: Actor, made: Comment) -> HttpResponse:
    """Open again; accepted words go out of the field."""
    commenting.reopen(made, by=actor)
    return done(request, to_verdict(request, made.fact_check.claim, fragment="#comments"), "Open again")


def _after(request: HttpRequest, made: Comment, said: str) -> HttpResponse:
    place = request.POST.get("place", "")
    to = to_verdict(request, made.fact_check.claim, fragment="#comments")
    return done(request, to, said, undo=address("reopen_comment", made.uid, place=place))
