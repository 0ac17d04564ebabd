"""What a person did in the last day, act by act, and taking it back: undo, redo, and asking first where others
have built on it."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Membership
from claims.annotation.models import Claim
from claims.history.models import ActorKind, Event
from claims.history.recording import taking_back
from claims.history.vocabulary import EventName as E
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from claims.publishing.undoing import INVERSES, PARTS, STAYS

DAY = timedelta(hours=24)
PAUSE = timedelta(seconds=60)
MOST = 600
QUIET = frozenset({E.DRAFT_SAVED, E.RUN_STARTED, E.RUN_MERGED, E.MATCHES_FOUND, E.FACT_CHECK_OPENED})
FIELDS = frozenset(
    {
        E.CLAIM_CHANGED, E.DRAFT_SAVED, E.EVIDENCE_CHANGED, E.SOURCE_CHANGED, E.ARTICLE_CHANGED,
        E.FACT_CHECK_ASSIGNED, E.FACT_CHECK_SNOOZED, E.APPEARANCE_MOVED, E.PREDICTION_CHANGED, E.WEBHOOK_CHANGED,
        E.SOURCE_LIST_CHANGED,
    }
)  # fmt: skip
"""Acts that wrote fields: they are taken back only where those fields still hold what was written."""


class BuiltOn(Conflict):
    """Others have gone on from here: `events` says who and what. Asking again with `anyway` undoes it."""

    def __init__(self, events: list[Event]) -> None:
        names = " and ".join(dict.fromkeys(event.actor_name for event in events))
        super().__init__(
            "undo.built_on", f"{names} went on from this.", next_step="Undo it anyway, or leave it."
        )
        self.events = events


@dataclass
class Act:
    """One act: the lines of history it wrote (oldest first), and whether it stands or was undone."""

    events: list[Event]
    undone: bool = False
    back: str = ""
    merged: Event | None = field(default=None, repr=False)

    @property
    def lead(self) -> Event:
        """The line that names the act; its uid stands for it."""
        names = {event.name for event in self.events}
        parts = {part for name in names for part in PARTS.get(name, ())}
        own = [event for event in self.events if event.name not in parts]
        able = [event for event in own if event.name in INVERSES]
        return (able or own or self.events)[-1]

    @property
    def stays(self) -> tuple[str, str] | None:
        """Why it can't be undone and what to do instead; None where it can be."""
        return None if self.lead.name in INVERSES else STAYS[self.lead.name]

    @property
    def is_undo(self) -> bool:
        return self.back == "undo"

    @property
    def at(self) -> datetime:
        return self.lead.at

    def inverse_order(self) -> list[Event]:
        """The lines to take back, the last one first, without those that go with another."""
        parts = {part for event in self.events for part in PARTS.get(event.name, ())}
        able = [event for event in self.events if event.name in INVERSES and event.name not in parts]
        return able[::-1]


def acts(by: Actor, *, since: timedelta = DAY) -> list[Act]:
    """What this person did in this newsroom, newest first."""
    lines = Event.objects.filter(
        organisation_id=by.organisation.pk,
        actor_kind=ActorKind.PERSON,
        actor_id=by.user.pk,
        at__gt=timezone.now() - since,
        name__in=[*INVERSES, *STAYS],
    ).order_by("-pk")[:MOST]
    found: list[Act] = []
    for event in reversed(lines):
        if event.name == E.VERSION_ADDED and not event.request_id:
            continue  # a job brought the text that was asked for before
        back = str(event.data.get("back") or "")
        last = found[-1] if found else None
        if last is not None and _same_request(last, event, back):
            last.events.append(event)
        elif last is not None and _same_typing(last, event, back):
            last.merged = _merged(last.merged or last.events[0], event)
            last.events = [event]
        else:
            found.append(Act([event], back=back))
    leads = [act.lead.pk for act in found]
    undone = set(Event.objects.filter(undoes__in=leads).values_list("undoes_id", flat=True))
    for act in found:
        act.undone = act.lead.pk in undone
    return found[::-1]


def recent(by: Actor, *, limit: int = 50) -> list[Act]:
    """The list for the page: acts of the day, one that was done again as that, and not the undoing of them."""
    known = acts(by)
    undid: dict[int | None, int | None] = {act.lead.pk: act.lead.undoes_id for act in known if act.is_undo}
    again = {undid.get(act.lead.undoes_id) for act in known if act.back == "redo"}
    return [act for act in known if not act.is_undo and act.lead.pk not in again][:limit]


def act_of_request(by: Actor, request_id: str) -> Act | None:
    """What was done in this request, where it is an act that can be undone."""
    newest = Event.objects.filter(organisation_id=by.organisation.pk).order_by("-pk")[:60]
    mine = [
        event
        for event in newest
        if request_id
        and event.request_id == request_id
        and event.actor_id == by.user.pk
        and (event.name in INVERSES or event.name in STAYS)
    ]
    act = Act(mine[::-1], back=str(mine[0].data.get("back") or "")) if mine else None
    return act if act is not None and act.stays is None else None


def undo(by: Actor, *, event: str = "", anyway: bool = False) -> Act:
    """Take back the last act of this person that stands, or the one that this line of history names.

    Raises Conflict where there is nothing, where it can't be taken back (saying what to do instead) or something
    has changed since; BuiltOn where others went on from it, unless `anyway`; Refused for another person's act and
    for a right that was lost.
    """
    with transaction.atomic():
        _one_at_a_time(by)
        known = acts(by)
        act = _named(by, known, event) if event else _last(known)
        if act.undone:
            raise Conflict("undo.done", "This was undone already.", next_step="Nothing is left to do.")
        if act.stays is not None:
            why, instead = act.stays
            raise Conflict("undo.stays", why, next_step=instead)
        if not anyway and (others := built_on(act, by)):
            raise BuiltOn(others)
        _take_back(act, by, "undo")
    return act


def redo(by: Actor) -> Act:
    """Do again what this person undid last, as long as she did nothing else since. Raises Conflict where there is
    nothing."""
    with transaction.atomic():
        _one_at_a_time(by)
        for act in acts(by):
            if act.is_undo and not act.undone:
                if act.stays is not None:
                    raise Conflict("undo.stays", act.stays[0], next_step=act.stays[1])
                _take_back(act, by, "redo")
                return act
            if not act.is_undo and not act.back:
                break
    raise Conflict(
        "redo.nothing",
        "There is nothing to do again.",
        next_step="Only what you undid last can be done again.",
    )


def built_on(act: Act, by: Actor) -> list[Event]:
    """What others did since to the things this act was about, newest first. Fields are not asked about: those are
    compared."""
    if act.lead.name in FIELDS:
        return []
    things = {(event.subject_type, event.subject_uid) for event in act.events}
    for event in act.events:
        things |= {(each["type"], each["uid"]) for each in event.related if each["type"] in _OWN}
    things |= _of_claims({uid for kind, uid in things if kind == "Claim"}, by)
    since = (
        Event.objects.filter(organisation_id=by.organisation.pk, pk__gt=act.lead.pk)
        .exclude(actor_id=by.user.pk)
        .exclude(actor_kind=ActorKind.SYSTEM)
        .exclude(name__in=QUIET - {E.DRAFT_SAVED})
        .order_by("-pk")[:MOST]
    )
    return [
        event
        for event in since
        if (event.subject_type, event.subject_uid) in things
        or any((each["type"], each["uid"]) in things for each in event.related)
    ][:5]


_OWN = ("Claim", "Appearance", "Prediction", "FactCheck", "Draft")
"""Kinds of related things that the act itself made or changed; an article or a source is wider than the act."""


def _of_claims(uids: set[str], by: Actor) -> set[tuple[str, str]]:
    rows = Claim.objects.visible_to(by).filter(uid__in=uids)
    cases = rows.values_list("fact_check__uid", "fact_check__draft__uid")
    return {
        (kind, uid) for pair in cases for kind, uid in zip(("FactCheck", "Draft"), pair, strict=True) if uid
    }


def _one_at_a_time(by: Actor) -> None:
    """Two presses at once are one after the other."""
    Membership.objects.select_for_update(no_key=True).filter(
        user=by.user, organisation=by.organisation
    ).first()


def _last(known: Iterable[Act]) -> Act:
    for act in known:
        if not act.is_undo and not act.undone:
            return act
    raise Conflict(
        "undo.nothing",
        "You did nothing in the last day that could be undone.",
        next_step="Recent actions lists what you did.",
    )


def _named(by: Actor, known: Iterable[Act], uid: str) -> Act:
    for act in known:
        if uid in {event.uid for event in act.events}:
            return act
    event = Event.objects.filter(organisation_id=by.organisation.pk, uid=uid).first()
    if event is None:
        raise NotFound("undo.none", "There is no such act here.")
    if event.actor_id != by.user.pk or event.actor_kind != ActorKind.PERSON:
        raise Refused(
            "undo.not_yours",
            f"{event.actor_name} did this, so only {event.actor_name} can undo it.",
            next_step="Change it by hand, or ask.",
        )
    if event.at <= timezone.now() - DAY:
        raise Conflict(
            "undo.too_late", "This is more than a day ago.", next_step="Change it by hand; its history stays."
        )
    raise Conflict("undo.impossible", "This is nothing that could be undone.", next_step="Change it by hand.")


def _take_back(act: Act, by: Actor, kind: str) -> None:
    for event in act.inverse_order():
        token = taking_back.set((event, kind))
        try:
            INVERSES[event.name](act.merged if act.merged is not None else event, by)
        except Problem as problem:
            raise _who_changed_it(problem, event, by) from problem
        finally:
            taking_back.reset(token)


def _who_changed_it(problem: Problem, event: Event, by: Actor) -> Problem:
    """The same refusal, naming who wrote those fields since."""
    if problem.code != "undo.changed_since":
        return problem
    later = Event.objects.filter(
        organisation_id=by.organisation.pk,
        subject_type=event.subject_type,
        subject_uid=event.subject_uid,
        pk__gt=event.pk,
    ).order_by("-pk")
    names = [each.actor_name for each in later if set(each.after) & set(event.after)]
    who = "You have" if names and names[0] == str(by.user) else f"{names[0]} has" if names else "Somebody has"
    changed = problem.detail.removeprefix("Changed again since: ").rstrip(".")
    return Conflict(
        problem.code, f"{who} changed this since: {changed}.", next_step=problem.next_step, current=problem.current
    )  # fmt: skip


def _same_request(act: Act, event: Event, back: str) -> bool:
    return bool(event.request_id) and act.events[-1].request_id == event.request_id and act.back == back


def _same_typing(act: Act, event: Event, back: str) -> bool:
    """Saves that follow each other while one types the same field are one act."""
    last = act.events[-1]
    return (
        not back
        and not act.back
        and len(act.events) == 1
        and event.name == last.name == E.DRAFT_SAVED
        and event.subject_uid == last.subject_uid
        and set(event.after) == set(last.after)
        and event.at - last.at < PAUSE
    )


def _merged(first: Event, last: Event) -> Event:
    whole = copy.copy(last)
    data: dict[str, Any] = {**last.data, "before": first.before}
    whole.data = data
    return whole
