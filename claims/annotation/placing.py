"""Claims in a new version of their article: carried over where that is sure, placed again by a person where not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.annotation.anchoring import Anchor, anchor
from claims.annotation.models import Appearance, Claim
from claims.annotation.refusals import refusals_explained
from claims.annotation.standing import require_active, stand, trimmed_span, words_at
from claims.history.models import Event
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.differences import Change, word_diff
from claims.intake.models import Article, ArticleVersion
from claims.lib.problems import Conflict


def carry_over(version: ArticleVersion) -> list[Appearance]:
    """Give every claim of the version before its place in this one. Safe to repeat: what is there stays.

    *Exact* and *moved* claims stand at once; the others wait on the "place again" list with the proposed place
    and what changed. Returns the new appearances.
    """
    if version.previous is None or version.snapshot.text is None:
        return []
    with refusals_explained():
        Article.objects.select_for_update(no_key=True).get(pk=version.article_id)
        made = [_carry(before, version) for before in _left_to_carry(version.previous, version)]
        if made:
            counts = Counter(str(appearance.anchor) for appearance in made)
            record(
                EventName.ANCHORS_CARRIED,
                version,
                by=Actor.system(version.organisation),
                data={"counts": dict(counts)},
                related=[version.article],
            )
    return made


def carry_to_later_versions(claim: Claim, version: ArticleVersion) -> None:
    """Carry a claim made in an older version over to those after it, in the caller's transaction."""
    following = version.article.versions.filter(n__gt=version.n).order_by("n")
    for later in following.select_related("snapshot", "previous"):
        if later.previous is None or later.snapshot.text is None:
            return
        for before in _left_to_carry(later.previous, later, of=claim):
            _carry(before, later)


def _left_to_carry(
    previous: ArticleVersion, version: ArticleVersion, *, of: Claim | None = None
) -> Iterable[Appearance]:
    carried = Appearance.objects.filter(version=version, previous=OuterRef("pk"))
    rows = previous.appearances.filter(~Exists(carried), left_out_at=None, claim__removed_at=None)
    if of is not None:
        rows = rows.filter(claim=of)
    return rows.select_related("claim", "version__snapshot", "previous").order_by("start", "pk")


def _carry(before: Appearance, version: ArticleVersion) -> Appearance:
    """The next appearance of one claim, standing or still to be placed."""
    last = _last_place(before)
    found = (
        anchor(last.version.text, last.start, last.end, version.text, blocks=version.snapshot.blocks)
        if last is not None and last.start is not None and last.end is not None and last.version.snapshot.text
        else Anchor("orphaned", why="The version in which it stood last is no longer kept.")
    )
    if found.carries_over and found.start is not None and found.end is not None:
        made = stand(
            before.claim, version, start=found.start, end=found.end, anchor=found.state, previous=before
        )
        return _with_claimant(made, before)
    made = Appearance.objects.create(
        organisation_id=before.organisation_id,
        claim=before.claim,
        version=version,
        quote=before.quote,
        prefix=before.prefix,
        suffix=before.suffix,
        anchor=found.state,
        proposed_start=found.start,
        proposed_end=found.end,
        why=reasons(found),
        previous=before,
    )
    return _with_claimant(made, before)


def _with_claimant(made: Appearance, before: Appearance) -> Appearance:
    if made.claimant_id != before.claimant_id:
        Appearance.objects.filter(pk=made.pk).update(claimant_id=before.claimant_id)
        made.claimant_id = before.claimant_id
    return made


def _last_place(appearance: Appearance | None) -> Appearance | None:
    """The newest appearance on the way back that has a place."""
    while appearance is not None and appearance.start is None:
        appearance = appearance.previous
    return appearance


def reasons(found: Anchor) -> list[dict[str, Any]]:
    """Why a place needs a person, as stored: {kind, words} and, for a change, what was and what is."""
    changes = [
        {"kind": change.kind, "before": change.before, "after": change.after, "words": str(change)}
        for change in found.changes
    ]
    if changes:
        return changes
    places = [{"start": start, "end": end} for start, end in found.places]
    return [{"kind": found.state, "words": found.why, **({"places": places} if places else {})}]


def proposed_words(appearance: Appearance) -> str:
    """The words at the proposed place, or an empty string."""
    if appearance.proposed_start is None or appearance.proposed_end is None:
        return ""
    return appearance.version.text[appearance.proposed_start : appearance.proposed_end]


def proposed_difference(appearance: Appearance) -> list[Change]:
    """The quotation as it stood against the words at the proposed place; empty where none is proposed."""
    words = proposed_words(appearance)
    return word_diff(appearance.quote, words) if words else []


def place_again(
    appearance: Appearance, *, by: Actor, start: int, end: int, undoes: Event | None = None
) -> Appearance:
    """Say where a claim stands in this version. Its anchor state stays as it was found; who confirmed it is kept.

    The same place again changes nothing. Raises Problem for a span that is none of the text, Conflict where
    somebody else has placed it elsewhere.
    """
    require(by, Permission.MARK_CLAIMS, appearance)
    require_active(appearance.claim)
    first, last = trimmed_span(appearance.version, start=start, end=end)
    with refusals_explained():
        locked = _lock(appearance)
        if locked.start is not None and (locked.start, locked.end) != (first, last):
            raise Conflict(
                "appearance.placed",
                f"This claim stands at {locked.start} to {locked.end} by now.",
                next_step="Widen or narrow that place, or take the placing back first.",
                current=locked,
            )
        if locked.start is None:
            Appearance.objects.filter(pk=locked.pk).update(
                **words_at(locked.version, first, last),
                confirmed_by=by.user,
                confirmed_at=timezone.now(),
                left_out_at=None,
            )
            record(
                EventName.APPEARANCE_PLACED,
                locked,
                by=by,
                before={"quote": locked.quote, "left_out_at": locked.left_out_at},
                after={"start": first, "end": last},
                related=[locked.claim, locked.version],
                undoes=undoes,
            )
    appearance.refresh_from_db()
    return appearance


def leave_out(appearance: Appearance, *, by: Actor, undoes: Event | None = None) -> Appearance:
    """Say that a claim no longer stands in this version. The claim and its older places stay.

    Raises Conflict for a claim that has its place: take that away first.
    """
    require(by, Permission.MARK_CLAIMS, appearance)
    require_active(appearance.claim)
    with refusals_explained():
        locked = _lock(appearance)
        if locked.start is not None:
            raise Conflict(
                "appearance.placed",
                "This claim has a place in this version.",
                next_step="Take the placing back first.",
                current=locked,
            )
        if locked.left_out_at is None:
            at = timezone.now()
            Appearance.objects.filter(pk=locked.pk).update(left_out_at=at)
            record(
                EventName.APPEARANCE_LEFT_OUT,
                locked,
                by=by,
                after={"left_out_at": at},
                related=[locked.claim, locked.version],
                undoes=undoes,
            )
    appearance.refresh_from_db()
    return appearance


def take_back_placing(appearance: Appearance, *, by: Actor, undoes: Event | None = None) -> Appearance:
    """Undo `place_again` or `leave_out`: the claim waits to be placed again.

    Raises Conflict for a claim that stood in this version without anybody's doing.
    """
    require(by, Permission.MARK_CLAIMS, appearance)
    with refusals_explained():
        locked = _lock(appearance)
        if locked.start is None and locked.left_out_at is None:
            return appearance
        if locked.start is not None and (locked.confirmed_by is None or locked.previous is None):
            raise Conflict(
                "appearance.carried",
                "Nobody placed this claim by hand here, so there is nothing to take back.",
                current=locked,
            )
        before = {"start": locked.start, "end": locked.end, "left_out_at": locked.left_out_at}
        columns: dict[str, Any] = {
            "start": None, "end": None, "confirmed_by": None, "confirmed_at": None, "left_out_at": None,
        }  # fmt: skip
        if locked.previous is not None:
            columns |= {name: getattr(locked.previous, name) for name in ("quote", "prefix", "suffix")}
        Appearance.objects.filter(pk=locked.pk).update(**columns)
        record(
            EventName.APPEARANCE_UNPLACED,
            locked,
            by=by,
            before=before,
            related=[locked.claim, locked.version],
            undoes=undoes,
        )
    appearance.refresh_from_db()
    return appearance


def _lock(appearance: Appearance) -> Appearance:
    found: Appearance = (
        Appearance.objects.select_for_update(of=("self",))
        .select_related("claim", "version__snapshot", "previous")
        .get(pk=appearance.pk)
    )
    return found
