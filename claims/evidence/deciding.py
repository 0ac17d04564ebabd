"""An editor says which documents on a claim are of one origin, and which are not."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.annotation.models import Claim
from claims.evidence.models import OriginDecision, OriginKind
from claims.evidence.origins import Document, Origin, origins_of
from claims.history.models import Event
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, NotFound, Problem

LONGEST_REASON = 1000
EVENTS = {OriginKind.SPLIT: EventName.ORIGIN_SPLIT, OriginKind.MERGED: EventName.ORIGIN_MERGED}


def split(claim: Claim, *, by: Actor, member: str, note: str) -> OriginDecision:
    """Say that one document is no copy of the others of its origin. It stays apart whatever is proposed later.

    `member` is the document's id. Raises Problem without a reason or for no document of this claim, Conflict for one
    that stands alone, Refused for people who are no editors.
    """
    require(by, Permission.DECIDE_ORIGINS, claim)
    note = _reason(note)
    with transaction.atomic():
        Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        document, origin = _found(origins_of(claim=claim), member, "/member")
        others = [each for each in origin.members if each is not document]
        if not others:
            raise Conflict(
                "origin.alone",
                f"“{document.title}” is an origin of its own already.",
                next_step="Look at the list again: somebody may have split it out.",
            )
        words = f"“{_short(document)}” from “{_short(others[0])}”" + _more(len(others) - 1)
        return _decide(claim, OriginKind.SPLIT, [document], others, by=by, words=words, note=note)


def merge(claim: Claim, *, by: Actor, member: str, into: str, note: str) -> OriginDecision:
    """Say that the origins of two documents are one. They stay together whatever is proposed later.

    Raises Problem without a reason or for no document of this claim, Conflict where they are one origin already,
    Refused for people who are no editors.
    """
    require(by, Permission.DECIDE_ORIGINS, claim)
    note = _reason(note)
    with transaction.atomic():
        Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        found = origins_of(claim=claim)
        _, one = _found(found, member, "/member")
        _, other = _found(found, into, "/into")
        if one is other:
            raise Conflict(
                "origin.same",
                "These are of one origin already.",
                next_step="Choose a document of another origin.",
            )
        words = f"“{_short(one.lead)}” and “{_short(other.lead)}”" + _more(one.others + other.others)
        return _decide(claim, OriginKind.MERGED, one.members, other.members, by=by, words=words, note=note)


def undo(decision: OriginDecision, *, by: Actor, undoes: Event | None = None) -> None:
    """Take a decision back: what is proposed holds again, and what others decided. Raises NotFound where it is gone."""
    require(by, Permission.DECIDE_ORIGINS, decision)
    with transaction.atomic():
        gone = (
            OriginDecision.objects.select_for_update(of=("self",))
            .select_related("claim")
            .filter(pk=decision.pk)
            .first()
        )
        if gone is None:
            raise NotFound("origin_decision.gone", "This decision was taken back already.")
        before = {
            "kind": gone.kind,
            "one": gone.one,
            "other": gone.other,
            "words": gone.words,
            "note": gone.note,
        }
        record(
            EventName.ORIGIN_DECISION_UNDONE, gone, by=by, before=before, related=[gone.claim], undoes=undoes
        )  # fmt: skip
        gone.delete()


def decide_again(event: Event, *, by: Actor) -> OriginDecision:
    """Bring back the decision that `undo` took away, by its event."""
    uids = [each["uid"] for each in event.related if each["type"] == "Claim"]
    claim = Claim.objects.get_visible(by, uids[0] if uids else "")
    require(by, Permission.DECIDE_ORIGINS, claim)
    was = event.before
    decision = OriginDecision(kind=was["kind"], one=was["one"], other=was["other"], words=was["words"])
    with transaction.atomic():
        return _keep(claim, decision, by=by, note=str(was["note"]))


def _decide(
    claim: Claim,
    kind: OriginKind,
    one: list[Document],
    other: list[Document],
    *,
    by: Actor,
    words: str,
    note: str,
) -> OriginDecision:
    keys = [sorted({key for each in side for key in each.keys}) for side in (one, other)]
    decision = OriginDecision(kind=kind, one=keys[0], other=keys[1], words=words)
    return _keep(claim, decision, by=by, note=note)


def _keep(claim: Claim, decision: OriginDecision, *, by: Actor, note: str) -> OriginDecision:
    decision.organisation, decision.claim = claim.organisation, claim
    decision.by, decision.at, decision.note = by.user, timezone.now(), note
    decision.save(force_insert=True)
    record(
        EVENTS[OriginKind(decision.kind)],
        decision,
        by=by,
        after={"one": decision.one, "other": decision.other},
        note=note,
        related=[claim],
    )
    return decision


def _reason(note: str) -> str:
    note = note.strip()
    if not note or len(note) > LONGEST_REASON or "\x00" in note:
        said = "Say why: colleagues will read it." if not note else "This reason can’t be kept."
        raise Problem(
            "origin.note", said, pointer="/note", next_step=f"Write one sentence, {LONGEST_REASON} characters at most."
        )  # fmt: skip
    return note


def _found(found: list[Origin], name: str, pointer: str) -> tuple[Document, Origin]:
    for origin in found:
        for document in origin.members:
            if document.is_called(name):
                return document, origin
    raise Problem(
        "origin.no_member",
        "There is no such source on this claim.",
        pointer=pointer,
        next_step="Choose one of its sources: they are listed under its origins.",
    )


def _short(document: Document) -> str:
    name = document.publisher or document.title
    return name if len(name) <= 60 else f"{name[:59].rstrip()}…"


def _more(count: int) -> str:
    return f" and {count} more" if count > 0 else ""
