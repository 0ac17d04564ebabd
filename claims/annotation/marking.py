"""Claims by hand: marked in the text, edited, widened, given further places, split, covered, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.permissions import Permission, require
from claims.annotation import predictions_kept
from claims.annotation.claiming import make_claim
from claims.annotation.describing import describe
from claims.annotation.models import KEPT_OPEN, Appearance, Claim, ClaimKind, Prediction, Suggestion
from claims.annotation.refusals import refusals_explained
from claims.annotation.standing import (
    require_active,
    require_article,
    require_not_in_review,
    require_unpublished,
    stand,
    trimmed_span,
    words_at,
)
from claims.annotation.wording import WORDING, changed, checked_changes
from claims.history.models import Event
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.models import ArticleVersion
from claims.lib.problems import Conflict, Problem


def mark(
    version: ArticleVersion,
    *,
    by: Actor,
    start: int,
    end: int,
    statement: str = "",
    kind: str = "",
    claimant: str = "",
) -> Claim:
    """Make a claim of `version.text[start:end]` (code points, end exclusive; part of a sentence will do).

    Left empty, statement, kind and claimant are read from the words; quantities and times always are. Raises
    Problem at /start or /end for a span that is none of this text, NotFound for another newsroom's version.
    """
    require(by, Permission.MARK_CLAIMS, version)
    first, last = trimmed_span(version, start=start, end=end)
    typed = {name: value for name, value in (("statement", statement), ("kind", kind)) if value.strip()}
    if claimant.strip():
        typed["claimant"] = claimant
    with refusals_explained():
        fields = {**read_fields(version, first, last, kind=kind.strip()), **typed}
        suggestion = _same_suggestion(version, first, last, kind=fields["kind"])
        claim = make_claim(version, first, last, by=by, fields=fields, suggestion=suggestion)
        record(
            EventName.CLAIM_MARKED,
            claim,
            by=by,
            related=[version, version.article],
            after=_place(first, last),
        )
    return claim


def _same_suggestion(version: ArticleVersion, start: int, end: int, *, kind: str) -> Suggestion | None:
    """The undecided suggestion at exactly this place: marking the words by hand accepts it."""
    rows = version.suggestions.undecided().filter(start=start, end=end, kind=kind, claim=None)
    found: Suggestion | None = rows.select_for_update(of=("self",)).first()
    return found


def read_fields(version: ArticleVersion, start: int, end: int, *, kind: str = "") -> dict[str, Any]:
    """The first filling of a claim at these words, as `edit` takes it."""
    described = describe(version, start, end, kind=kind if kind in ClaimKind.values else "")
    if described["prediction"] is None:
        del described["prediction"]
    else:
        described["prediction"] = predictions_kept.readable_facts(described["prediction"])
    return described


def edit(
    claim: Claim,
    *,
    by: Actor,
    row_version: int | None,
    changes: Mapping[str, Any],
    undoes: Event | None = None,
) -> Claim:
    """Change a claim's fields: statement, resolved, kind, claimant (a name), quantities, times, claimed_on,
    is_ambiguous, priority, topics, language, translates (another claim's id), and under `prediction` those of a
    forecast or plan.

    Raises Problem with a pointer for each field that can't be kept, Stale where the claim moved on, Conflict for
    the wording of a claim whose verdict is public and for a kind its rated draft can't have.
    """
    require(by, Permission.MARK_CLAIMS, claim)
    require_active(claim)
    wanted = checked_changes(changes, organisation=by.organisation)
    facts = wanted.pop("prediction", None)
    wanted = changed(claim, wanted)
    if set(wanted) & set(WORDING):
        require_unpublished(claim)
    if facts and wanted.get("kind", claim.kind) not in KEPT_OPEN:
        raise Problem(
            "prediction.not_kept_open",
            "Only a forecast or a plan has these fields.",
            pointer="/prediction",
            next_step="Set the kind to prediction or promise in the same change.",
        )
    if wanted.get("translates") is not None:
        require_original(claim, wanted["translates"])
    with refusals_explained():
        if wanted:
            before = save_changes(claim, row_version=row_version, changes=wanted)
            record(EventName.CLAIM_CHANGED, claim, by=by, before=before, after=wanted, undoes=undoes)
        elif row_version is not None and row_version != claim.row_version:
            save_changes(claim, row_version=row_version, changes={})
        if claim.kind in KEPT_OPEN:
            prediction = predictions_kept.keep_open(claim, _read_again(claim))
            if facts:
                predictions_kept.edit_prediction(prediction, by=by, row_version=None, changes=facts)
    if "prediction" in claim._state.fields_cache:
        del claim._state.fields_cache["prediction"]
    return claim


def require_original(claim: Claim, original: Claim) -> None:
    """A check can't translate itself, nor one of its own translations."""
    if original.pk == claim.pk:
        raise Problem("claim.translates_itself", "A check can’t translate itself.", pointer="/translates")
    if claim.translations.exists():
        raise Problem(
            "claim.is_original",
            "Other checks translate this one, so it can’t be a translation itself.",
            pointer="/translates",
        )


def _read_again(claim: Claim) -> Mapping[str, Any] | None:
    """What the words of a claim say of a forecast, where it has none yet."""
    if Prediction.objects.filter(claim=claim).exists():
        return None
    place = claim.appearances.standing().order_by("-version__n", "start").first()
    if place is None:
        return None
    facts: Mapping[str, Any] | None = describe(place.version, place.start, place.end, kind=claim.kind)[
        "prediction"
    ]
    return facts


# Places ------------------------------------------------------------------------------------------------------


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
        before = _place(locked.start, locked.end)
        if before != _place(first, last):
            Appearance.objects.filter(pk=locked.pk).update(**words_at(locked.version, first, last))
            record(
                EventName.APPEARANCE_MOVED,
                locked,
                by=by,
                before=before,
                after=_place(first, last),
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
            after=_place(first, last),
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
                before=_place(locked.start, locked.end),
                related=[claim, locked.version],
                undoes=undoes,
            )
    appearance.refresh_from_db()
    return appearance


# Splitting and covering --------------------------------------------------------------------------------------


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
        before = {"statement": locked.statement, **_place(place.start, place.end)}
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
            after={**changes, **_place(*first)},
            related=[place, *parts],
        )
        for part, span in zip(parts, rest, strict=True):
            record(EventName.CLAIM_MARKED, part, by=by, related=[version, locked], after=_place(*span))
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


def cover(claim: Claim, *, by: Actor, other: Claim, undoes: Event | None = None) -> Claim:
    """Say that `other` says the same and stands for this claim too: one check covers both.

    Never a chain: `other` must have a case of its own, and `claim` must not stand for others. The same again
    changes nothing. Raises Problem at /other, or Conflict.
    """
    require(by, Permission.MARK_CLAIMS, claim)
    require(by, Permission.MARK_CLAIMS, other)
    require_active(claim)
    if other.removed_at is not None:
        raise Problem("cover.removed", "That claim was taken away.", pointer="/other")
    if other.pk == claim.pk:
        raise Problem("cover.itself", "A claim can't cover itself.", pointer="/other")
    if other.same_as_id is not None:
        raise Problem(
            "cover.chain",
            "That claim is itself covered by another.",
            pointer="/other",
            next_step=f"Choose the one that stands for it: “{other.same_as}”.",
        )
    with refusals_explained():
        rows = Claim.objects.select_for_update().filter(pk__in=sorted((claim.pk, other.pk))).order_by("pk")
        locked = {row.pk: row for row in rows}[claim.pk]
        require_unpublished(locked)
        require_not_in_review(locked)
        if locked.covers.active().exists():
            raise Conflict(
                "claim.covers_others",
                "This claim stands for others, so it can't be covered itself.",
                next_step="Cover it the other way round, or uncover the others first.",
            )
        if locked.same_as_id != other.pk:
            before = save_changes(locked, row_version=None, changes={"same_as": other})
            record(
                EventName.CLAIM_COVERED,
                locked,
                by=by,
                before=before,
                after={"same_as": other},
                related=[other],
                undoes=undoes,
            )
    claim.refresh_from_db()
    return claim


def uncover(claim: Claim, *, by: Actor, undoes: Event | None = None) -> Claim:
    """Let a claim stand for itself again. Not covered: nothing happens."""
    require(by, Permission.MARK_CLAIMS, claim)
    require_active(claim)
    with transaction.atomic():
        locked = Claim.objects.select_for_update(of=("self",)).select_related("same_as").get(pk=claim.pk)
        if locked.same_as is not None:
            other = locked.same_as
            before = save_changes(locked, row_version=None, changes={"same_as": None})
            record(
                EventName.CLAIM_UNCOVERED,
                locked,
                by=by,
                before=before,
                after={"same_as": None},
                related=[other],
                undoes=undoes,
            )
    claim.refresh_from_db()
    return claim


# Taking back -------------------------------------------------------------------------------------------------


def remove(
    claim: Claim, *, by: Actor, undoes: Event | None = None, name: EventName = EventName.CLAIM_REMOVED
) -> Claim:
    """Take a claim back; it leaves every list, its history stays, `restore` brings it back.

    Raises Conflict where a verdict on it is public, or where it stands for others.
    """
    require(by, Permission.MARK_CLAIMS, claim)
    with transaction.atomic():
        locked = Claim.objects.select_for_update().get(pk=claim.pk)
        if locked.removed_at is None:
            require_unpublished(locked)
            require_not_in_review(locked)
            if locked.covers.active().exists():
                raise Conflict(
                    "claim.covers_others",
                    "This claim stands for others.",
                    next_step="Uncover them first.",
                    current=locked,
                )
            changes = {"removed_at": timezone.now()}
            before = save_changes(locked, row_version=None, changes=changes)
            related = [locked.suggestion] if locked.suggestion else []
            record(name, locked, by=by, before=before, after=changes, related=related, undoes=undoes)
    claim.refresh_from_db()
    return claim


def restore(claim: Claim, *, by: Actor, undoes: Event | None = None) -> Claim:
    """Bring a claim back that was taken away. It is there: nothing happens."""
    require(by, Permission.MARK_CLAIMS, claim)
    with transaction.atomic():
        locked = Claim.objects.select_for_update().get(pk=claim.pk)
        if locked.removed_at is not None:
            before = save_changes(locked, row_version=None, changes={"removed_at": None})
            record(
                EventName.CLAIM_RESTORED,
                locked,
                by=by,
                before=before,
                after={"removed_at": None},
                undoes=undoes,
            )
    claim.refresh_from_db()
    return claim


def _place(start: int | None, end: int | None) -> dict[str, int | None]:
    return {"start": start, "end": end}
