"""Deciding about matches: a person says how two claims stand to each other."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.annotation.covering import cover, uncover
from claims.annotation.deciding import accept
from claims.annotation.models import Claim
from claims.history.models import Event
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, NotFound, Problem
from claims.matching.models import Match, MatchDecision, Relation


def decide(
    match: Match, *, by: Actor, relation: str, note: str = "", undoes: Event | None = None
) -> MatchDecision:
    """Say how the two stand to each other; saying it again, or otherwise, replaces what was said before.

    `same` as one of our own claims also puts this claim under that one (`Claim.same_as`, never a chain): a suggestion
    becomes a claim by it. A claim whose own verdict is public stays on its own, both are kept. `unrelated` rejects
    the pair, which never comes back. Raises Problem for an unknown relation, Conflict where the claim stands for
    others itself.
    """
    require(by, Permission.MARK_CLAIMS, match)
    if relation not in Relation.values:
        raise Problem(
            "relation.unknown",
            f"“{relation}” is not one of {', '.join(Relation.values)}.",
            pointer="/relation",
            next_step="Choose one of these.",
        )
    note = note.strip()
    with transaction.atomic():
        locked = Match.objects.select_for_update(of=("self",)).get(pk=match.pk)
        before = MatchDecision.objects.filter(match=locked).first()
        if before is not None and (before.relation, before.note) == (relation, note):
            return before
        if before is not None:
            _take_back(locked, before, by=by)
        if relation == Relation.SAME and locked.other_claim is not None:
            _put_under(locked, by=by)
        decision = MatchDecision.objects.create(
            organisation=locked.organisation,
            match=locked,
            relation=relation,
            by=by.user,
            at=timezone.now(),
            note=note,
        )
        record(
            EventName.MATCH_DECIDED,
            locked,
            by=by,
            before={"relation": before.relation if before else None},
            after={"relation": relation},
            note=note,
            related=[each for each in (locked.claim, locked.suggestion, locked.other) if each],
            undoes=undoes,
        )
    match.refresh_from_db()
    return decision


def undo_decision(match: Match, *, by: Actor, undoes: Event | None = None) -> Match:
    """Take a decision back: the match is undecided again. Raises NotFound where nobody has decided."""
    require(by, Permission.MARK_CLAIMS, match)
    with transaction.atomic():
        locked = Match.objects.select_for_update(of=("self",)).get(pk=match.pk)
        before = MatchDecision.objects.filter(match=locked).first()
        if before is None:
            raise NotFound("decision.none", "Nobody has decided about this match.")
        _take_back(locked, before, by=by)
        record(
            EventName.MATCH_DECISION_UNDONE,
            locked,
            by=by,
            before={"relation": before.relation, "note": before.note},
            after={"relation": None},
            related=[each for each in (locked.claim, locked.suggestion, locked.other) if each],
            undoes=undoes,
        )
    return Match.objects.get(pk=match.pk)


def _put_under(match: Match, *, by: Actor) -> None:
    """The claim of this match under the other one, or under what stands for the other one."""
    claim = match.claim or (accept(match.suggestion, by=by) if match.suggestion else None)
    if claim is None or match.other_claim is None:
        return
    if match.claim_id is None:
        Match.objects.filter(suggestion=match.suggestion, claim=None).update(claim=claim)
        match.claim = claim
    head = match.other_claim.same_as or match.other_claim
    if head.pk == claim.pk:
        raise Conflict(
            "match.already_over",
            "The other claim is already covered by this one.",
            next_step="Nothing more to do: one check covers both.",
        )
    if Claim.objects.filter(pk=claim.pk, frozen_at=None).exists():
        try:
            cover(claim, by=by, other=head)
        except IntegrityError as error:
            raise Conflict("match.changed", "One of the two claims was changed just now.") from error


def _take_back(match: Match, decision: MatchDecision, *, by: Actor) -> None:
    """Delete the decision; the event of it stays. A claim it put under the other one comes out again."""
    decision.delete()
    claim, other = match.claim, match.other_claim
    if decision.relation == Relation.SAME and claim is not None and other is not None:
        head = other.same_as or other
        if claim.same_as_id == head.pk:
            uncover(claim, by=by)
