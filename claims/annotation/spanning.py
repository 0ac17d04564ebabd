"""Places of a claim: widened, narrowed, added, taken away; one claim split into several, and put together again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.permissions import Permission, require
from claims.annotation.claiming import make_claim
from claims.annotation.describing import describe
from claims.annotation.marking import read_fields, remove
from claims.annotation.models import Appearance, Claim
from claims.annotation.refusals import refusals_explained
from claims.annotation.standing import (
    place_of,
    require_active,
    require_article,
    require_unpublished,
    stand,
    trimmed_span,
    words_at,
)
from claims.history.models import Event
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.models import ArticleVersion
from claims.lib.problems import Conflict, Problem


def respan(
    appearance: Appearance, *, by: Actor, start: int, end: int, undoes: Event | None = None
) -> Appearance:
    """Widen or narrow a place. Raises Problem for a span that is none of the text, Conflict for a place that
    still has to be found."""
    require(by, Permission.MARK_CLAIMS, appearance)
    require_active(appearance.claim)
    first, last = trimmed_span(appearance.version, start=start, end=end)
    with refusals_explained():
        locked = Appearance.objects.select_for_update().get(pk=appearance.pk)
        if locked.start is None:
            raise Conflict(
                "appearance.to_place",
                "This claim has no place in this version yet.",
                next_step="Place it again first.",
                current=locked,
            )
        before = place_of(locked.start, locked.end)
        if before != place_of(first, last):
            Appearance.objects.filter(pk=locked.pk).update(**words_at(locked.version, first, last))
            record(
                EventName.APPEARANCE_MOVED,
                locked,
                by=by,
                before=before,
                after=place_of(first, last),
                related=[locked.claim, locked.version],
                undoes=undoes,
            )
    appearance.refresh_from_db()
    return appearance


def add_span(
    claim: Claim, *, by: Actor, version: ArticleVersion, start: int, end: int, undoes: Event | None = None
) -> Appearance:
    """Give a claim one more place in a version of its article. The same place again gives the one there is."""
    require(by, Permission.MARK_CLAIMS, claim)
    require(by, Permission.MARK_CLAIMS, version)
    require_active(claim)
    require_article(claim, version)
    first, last = trimmed_span(version, start=start, end=end)
    with refusals_explained():
        Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
        there = claim.appearances.filter(version=version, start=first, end=last, left_out_at=None).first()
        if there is not None:
            return there
        appearance = stand(claim, version, start=first, end=last)
        record(
            EventName.APPEARANCE_ADDED,
            appearance,
            by=by,
            after=place_of(first, last),
            related=[claim, version],
            undoes=undoes,
        )
    return appearance


def remove_span(appearance: Appearance, *, by: Actor, undoes: Event | None = None) -> Appearance:
    """Take one of several places away. Raises Conflict for the only place a claim has in its version."""
    require(by, Permission.MARK_CLAIMS, appearance)
    with transaction.atomic():
        claim = Claim.objects.select_for_update(no_key=True).get(pk=appearance.claim_id)
        locked = Appearance.objects.select_for_update().get(pk=appearance.pk)
        others = claim.appearances.filter(version=locked.version, start__isnull=False, left_out_at=None)
        if not others.exclude(pk=locked.pk).exists():
            raise Conflict(
                "appearance.only_one",
                "This is the only place where the claim stands in this version.",
                next_step="Take the claim itself back, or say that it no longer stands here.",
                current=locked,
            )
        if locked.left_out_at is None:
            Appearance.objects.filter(pk=locked.pk).update(left_out_at=timezone.now())
            record(
                EventName.APPEARANCE_REMOVED,
                locked,
                by=by,
                before=place_of(locked.start, locked.end),
                related=[claim, locked.version],
                undoes=undoes,
            )
    appearance.refresh_from_db()
    return appearance


def split(claim: Claim, *, by: Actor, spans: Sequence[tuple[int, int]]) -> list[Claim]:
    """Make several claims of one. The claim itself narrows to the first span and keeps its number and evidence;
    each further span becomes a claim of its own.

    Spans are code points of the newest version in which the claim stands. Raises Problem for fewer than two
    different spans, Conflict where a verdict is public.
    """
    require(by, Permission.MARK_CLAIMS, claim)
    require_active(claim)
    require_unpublished(claim)
    place = claim.appearances.standing().order_by("-version__n", "start").first()
    if place is None:
        raise Conflict(
            "claim.no_place",
            "This claim stands nowhere in its article now.",
            next_step="Place it again, then split it.",
        )
    version = place.version
    wanted = [_nth_span(version, at, start, end) for at, (start, end) in enumerate(spans)]
    if len(set(wanted)) < 2:
        raise Problem(
            "split.too_few",
            "A claim is split into at least two different passages.",
            pointer="/spans",
            next_step="Select the words of each part.",
        )
    first, *rest = dict.fromkeys(wanted)
    with refusals_explained():
        locked = Claim.objects.select_for_update().get(pk=claim.pk)
        require_active(locked)
        before = {"statement": locked.statement, **place_of(place.start, place.end)}
        parts = [
            make_claim(
                version, *span, by=by, fields=read_fields(version, *span, kind=claim.kind), split_from=locked
            )
            for span in rest
        ]
        Appearance.objects.filter(pk=place.pk).update(**words_at(version, *first))
        described = describe(version, *first, kind=claim.kind)
        changes = {name: described[name] for name in ("statement", "resolved", "quantities", "times")}
        before |= save_changes(locked, row_version=None, changes=changes)
        record(
            EventName.CLAIM_SPLIT,
            locked,
            by=by,
            before=before,
            after={**changes, **place_of(*first)},
            related=[place, *parts],
        )
        for part, span in zip(parts, rest, strict=True):
            record(EventName.CLAIM_MARKED, part, by=by, related=[version, locked], after=place_of(*span))
    claim.refresh_from_db()
    return [claim, *parts]


def _nth_span(version: ArticleVersion, at: int, start: object, end: object) -> tuple[int, int]:
    try:
        return trimmed_span(version, start=start, end=end)
    except Problem as problem:
        raise Problem(
            problem.code, problem.detail, pointer=f"/spans/{at}{problem.pointer}", next_step=problem.next_step
        ) from problem


def join(claim: Claim, *, by: Actor, undoes: Event) -> Claim:
    """Undo a split: the claim gets its words and place back, its parts are taken back.

    Raises Conflict where one of the parts is covered, covers others, or has a public verdict.
    """
    require(by, Permission.MARK_CLAIMS, claim)
    before = undoes.data["before"]
    uids = [one["uid"] for one in undoes.related]
    with refusals_explained():
        locked = Claim.objects.select_for_update().get(pk=claim.pk)
        require_unpublished(locked)
        for part in Claim.objects.in_newsroom(by.organisation).filter(uid__in=uids, removed_at=None):
            remove(part, by=by)
        place = Appearance.objects.in_newsroom(by.organisation).filter(uid__in=uids).first()
        if place is not None and place.start is not None:
            Appearance.objects.filter(pk=place.pk).update(
                **words_at(place.version, before["start"], before["end"])
            )
        changes = {name: before[name] for name in ("statement", "resolved", "quantities", "times")}
        stood = save_changes(locked, row_version=None, changes=changes)
        record(EventName.CLAIM_JOINED, locked, by=by, before=stood, after=changes, undoes=undoes)
    claim.refresh_from_db()
    return claim
