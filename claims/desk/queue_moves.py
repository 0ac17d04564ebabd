"""Moving a card: each way from column to column is one verb; a way there is not says why, and what to do instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.annotation import deciding
from claims.annotation.models import Claim, Suggestion
from claims.desk.doors import act, address, done
from claims.desk.queue import column_keys, render_queue
from claims.desk.queue_filters import SUGGESTED, WORDS, Filters
from claims.desk.suggestions import suggestion
from claims.desk.workbench import claim_of
from claims.lib.problems import Conflict, NotFound, Problem
from claims.publishing import correcting, ordering
from claims.publishing.models import OrderState, PublishOrder
from claims.verdicts import reviewing, workflow, writing
from claims.verdicts.models import CaseState, FactCheck

S = CaseState
Way = Callable[[FactCheck, Actor, str], Any]


def _take_back(case: FactCheck, by: Actor, note: str) -> None:
    reviewing.take_back(case, by=by)


def _order(case: FactCheck, by: Actor, note: str) -> None:
    ordering.order(case, by=by)


def _undo_acceptance(case: FactCheck, by: Actor, note: str) -> None:
    try:
        deciding.undo_acceptance(case.claim, by=by)
    except NotFound as none:
        raise Conflict(none.code, none.detail, next_step="Decline it, with a reason.") from none


WAYS: dict[tuple[str, str], Way] = {
    (S.OPEN, SUGGESTED): _undo_acceptance,
    (S.EVIDENCE, SUGGESTED): _undo_acceptance,
    (S.OPEN, S.EVIDENCE): lambda case, by, note: workflow.gather(case, by=by),
    (S.OPEN, S.WRITING): lambda case, by, note: writing.start_writing(case, by=by),
    (S.EVIDENCE, S.WRITING): lambda case, by, note: writing.start_writing(case, by=by),
    (S.WRITING, S.REVIEW): lambda case, by, note: reviewing.send(case, by=by),
    (S.WRITING, S.PUBLISHED): lambda case, by, note: correcting.give_up(case, by=by),
    (S.REVIEW, S.WRITING): _take_back,
    (S.READY, S.WRITING): _take_back,
    (S.READY, S.PUBLISHED): _order,
    (S.OPEN, S.DECLINED): lambda case, by, note: workflow.decline(case, by=by, note=note),
    (S.EVIDENCE, S.DECLINED): lambda case, by, note: workflow.decline(case, by=by, note=note),
    (S.WRITING, S.DECLINED): lambda case, by, note: workflow.decline(case, by=by, note=note),
    (S.DECLINED, S.OPEN): lambda case, by, note: workflow.reopen(case, by=by),
}

WHY_NOT: dict[tuple[str, str], tuple[str, str]] = {
    (S.REVIEW, S.READY): (
        "An approval is given to words that were read, not to a card.",
        "Open it: what changed is shown there, with the button to approve.",
    ),
    (S.PUBLISHED, S.READY): ("Too late: readers see it.", "Open it, and begin a correction there."),
    (S.READY, S.REVIEW): ("It is approved already.", "To change it, move it to Writing and send it again."),
    (S.PUBLISHED, S.WRITING): (
        "Readers see this: changing it is a correction, with a note that they see too.",
        "Open it, and begin the correction there.",
    ),
    (S.PUBLISHED, S.DECLINED): ("A published check can’t be declined.", "Open it to correct or retract it."),
    (S.WRITING, S.EVIDENCE): (
        "A verdict that was begun stays in Writing; sources can be added all the while.",
        "Open it to add some, or decline it.",
    ),
    (S.EVIDENCE, S.OPEN): ("Evidence is there already.", "Move it on to Writing, or decline it."),
    (S.WRITING, S.READY): ("Nobody has reviewed it yet.", "Move it to Review first."),
    (S.OPEN, S.REVIEW): ("There is no verdict to review yet.", "Move it to Writing first."),
    (S.EVIDENCE, S.REVIEW): ("There is no verdict to review yet.", "Move it to Writing first."),
}


def _kept(request: HttpRequest, **other: str) -> str:
    """Back to the queue as it was."""
    return address("queue", **Filters.of(request.GET).asked(), page=request.GET.get("page"), **other)


def _form(thing: Claim | Suggestion) -> str:
    return f"card-{key_of(thing)}"


def key_of(thing: Claim | Suggestion) -> str:
    """The key of the card of a suggestion or claim."""
    if isinstance(thing, Claim) and thing.suggestion is not None:
        return thing.suggestion.uid
    return thing.uid


@act(thing=claim_of, back=render_queue, form=_form)
def move_claim(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Move a claim to another column."""
    to = _column(request)
    require(actor, Permission.WRITE_VERDICT, claim)
    with transaction.atomic():
        case = workflow.lock(workflow.open_case(claim, by=actor))
        before = str(case.state)
        _go(case, before, to, actor, request.POST.get("note", ""))
    said = _said(request, actor, claim, claim.number, to)
    if (before, to) == (S.READY, S.PUBLISHED) and _waiting(actor, claim) is not None:
        said = f"Claim {claim.number} goes public in a moment"
    return done(request, _kept(request), said)


def _go(case: FactCheck, before: str, to: str, by: Actor, note: str) -> None:
    if before == to == S.READY and _stop(case, by=by):
        return
    if before == to:
        raise Conflict("move.there", f"It is in {WORDS[to]} already.")
    way = WAYS.get((before, to))
    if way is None:
        why, instead = WHY_NOT.get(
            (before, to), (f"There is no way from {WORDS[before]} to {WORDS[to]}.", _ways_from(before))
        )
        raise Conflict("move.no_way", why, next_step=instead)
    way(case, by, note)


def _stop(case: FactCheck, *, by: Actor) -> bool:
    """Taking “publish” back within its seconds."""
    order = PublishOrder.objects.filter(fact_check=case, state=OrderState.WAITING).first()
    if order is not None:
        ordering.stop(order, by=by)
    return order is not None


def _waiting(actor: Actor, claim: Claim) -> PublishOrder | None:
    found: PublishOrder | None = (
        PublishOrder.objects.visible_to(actor)
        .filter(fact_check__claim=claim, state=OrderState.WAITING)
        .first()
    )
    return found


@act(thing=suggestion, back=render_queue, form=_form)
def move_suggestion(request: HttpRequest, actor: Actor, found: Suggestion) -> HttpResponse:
    """Accept a suggestion (to Open), dismiss it (to Declined), or take either back (to Suggested)."""
    to = _column(request)
    require(actor, Permission.MARK_CLAIMS, found)
    claim = Claim.objects.active().filter(suggestion=found).first()
    if claim is not None:
        raise Conflict(
            "suggestion.accepted",
            f"This suggestion is claim {claim.number} now.",
            next_step="Move the claim.",
        )
    if to == S.OPEN:
        claim = deciding.accept(found, by=actor)
        said = _said(request, actor, claim, claim.number, to)
        return done(request, _kept(request), said)
    if to == S.DECLINED:
        deciding.dismiss(found, by=actor, note=request.POST.get("note", ""))
        return done(request, _kept(request), f"Suggestion {found.number} dismissed")
    if to == SUGGESTED:
        deciding.undo_dismissal(found, by=actor)
        return done(request, _kept(request), f"Suggestion {found.number} is undecided again")
    raise Conflict(
        "move.undecided",
        "A suggestion is nobody’s claim yet.",
        next_step="Accept it first: move it to Open.",
    )


def _column(request: HttpRequest) -> str:
    to = request.POST.get("to") or request.GET.get("to", "")
    if to not in WORDS:
        raise Problem(
            "move.nowhere", "Say where to move it.", pointer="/to", next_step=", ".join(WORDS.values())
        )
    return to


def _said(request: HttpRequest, actor: Actor, claim: Claim, number: int, to: str) -> str:
    """“Claim 18 moved to Review, 3 of 5”, counted in the column as it is shown."""
    if to == SUGGESTED:
        return f"Suggestion {number} is undecided again"
    keys = column_keys(actor, Filters.of(request.GET), to)
    if ("claim", claim.pk) not in keys:
        return f"Claim {number} moved to {WORDS[to]}"
    return f"Claim {number} moved to {WORDS[to]}, {keys.index(('claim', claim.pk)) + 1} of {len(keys)}"


def _ways_from(state: str) -> str:
    ways = [WORDS[to] for source, to in WAYS if source == state]
    return (
        f"From {WORDS[state]} it can go to {', '.join(ways)}." if ways else "Open it to see what can be done."
    )
