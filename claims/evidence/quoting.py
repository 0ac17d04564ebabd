"""Evidence: a passage of a kept copy that a person brings to bear on a claim. Its words stand in the copy, always."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.permissions import Permission, require
from claims.annotation.models import Claim
from claims.evidence.locating import locate
from claims.evidence.models import Candidate, CandidateDismissal, Evidence, Stance
from claims.history.models import Event
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.models import Snapshot
from claims.lib.problems import Conflict, NotFound, Problem

LONGEST_NOTE = 5000


def quote(
    claim: Claim,
    *,
    by: Actor,
    snapshot: Snapshot,
    stance: str,
    start: int | None = None,
    end: int | None = None,
    quote: str = "",
    prefix: str = "",
    suffix: str = "",
    note: str = "",
    is_key: bool = False,
    candidate: Candidate | None = None,
    undoes: Event | None = None,
) -> Evidence:
    """Quote a kept copy as evidence on a claim, with a stance a person chose.

    The place is found by `locating.locate` and the words are taken from the copy there. The same place twice is one
    piece of evidence: the one there is comes back, with the stance it has, or Conflict where the stance asked for is
    another. Raises Problem at the field, NotFound for another newsroom's copy.
    """
    require(by, Permission.GATHER_EVIDENCE, claim)
    require(by, Permission.GATHER_EVIDENCE, snapshot)
    if candidate is not None:
        require(by, Permission.GATHER_EVIDENCE, candidate)
    if claim.removed_at is not None:
        raise Conflict("claim.removed", "This claim was taken away.", next_step="Bring it back first.")
    checked_stance(stance)
    note = checked_note(note)
    text = _standing_text(snapshot)
    first, last = locate(text, start=start, end=end, quote=quote, prefix=prefix, suffix=suffix)
    with transaction.atomic():
        Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        there = Evidence.objects.filter(claim=claim, snapshot=snapshot, start=first, end=last).first()
        if there is not None:
            return _the_same(there, stance)
        try:
            with transaction.atomic():
                evidence = Evidence.objects.create(
                    organisation=by.organisation, claim=claim, snapshot=snapshot, start=first, end=last,
                    quote=text[first:last], stance=stance, is_key=is_key, note=note, candidate=candidate,
                    by=by.user, at=timezone.now(),
                )  # fmt: skip
        except IntegrityError as error:
            raise _refusal(error) from error
        if candidate is not None:
            CandidateDismissal.objects.filter(candidate=candidate).delete()
        record(
            EventName.EVIDENCE_ADDED,
            evidence,
            by=by,
            after={"stance": stance, "quote": evidence.quote, "start": first, "end": last, "is_key": is_key},
            note=note,
            related=[each for each in (claim, snapshot, candidate) if each is not None],
            undoes=undoes,
        )
    return evidence


def keep(
    candidate: Candidate,
    *,
    by: Actor,
    stance: str,
    note: str = "",
    is_key: bool = False,
    claim: Claim | None = None,
) -> Evidence:
    """Take a candidate's passage as evidence, with a stance a person chose; the proposed one is never taken by itself.

    Raises Conflict where it has no copy yet or nobody has made a claim of its suggestion, Problem for a stance.
    """
    require(by, Permission.GATHER_EVIDENCE, candidate)
    claim = (
        claim or candidate.claim or Claim.objects.filter(suggestion_id=candidate.suggestion_id or 0).first()
    )
    if claim is None:
        raise Conflict(
            "candidate.no_claim",
            "This was found for a suggestion that nobody has accepted.",
            next_step="Accept the suggestion first.",
        )
    if candidate.snapshot is not None and candidate.start is None:
        raise Conflict(
            "candidate.not_in_copy",
            "The words that were found do not stand in the kept copy like that.",
            next_step="Open the copy, and quote the words that stand there.",
            current=candidate,
        )
    if candidate.snapshot is None or candidate.start is None:
        raise Conflict(
            "candidate.no_copy",
            "There is no kept copy of this page yet, so it can't be quoted.",
            next_step="Keep a copy of the address, then quote it.",
            current=candidate,
        )
    return quote(
        claim,
        by=by,
        snapshot=candidate.snapshot,
        stance=stance,
        start=candidate.start,
        end=candidate.end,
        quote=candidate.passage,
        note=note,
        is_key=is_key,
        candidate=candidate,
    )


def set_stance(
    evidence: Evidence, *, by: Actor, row_version: int | None, stance: str, undoes: Event | None = None
) -> Evidence:
    """Change how a piece of evidence bears on the claim."""
    return edit(evidence, by=by, row_version=row_version, changes={"stance": stance}, undoes=undoes)


def edit(
    evidence: Evidence,
    *,
    by: Actor,
    row_version: int | None,
    changes: Mapping[str, Any],
    undoes: Event | None = None,
) -> Evidence:
    """Change stance, note or is_key; the words and their place never change. Saving what is there changes nothing.

    Raises Problem at the field, Stale where somebody else changed it in the meantime.
    """
    require(by, Permission.GATHER_EVIDENCE, evidence)
    wanted = _checked_changes(changes)
    with transaction.atomic():
        current = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
        fresh = {name: value for name, value in wanted.items() if getattr(current, name) != value}
        if fresh or (row_version is not None and row_version != current.row_version):
            before = save_changes(current, row_version=row_version, changes=fresh)
            record(
                EventName.EVIDENCE_CHANGED, current, by=by, before=before, after=fresh, related=[current.claim],
                undoes=undoes,
            )  # fmt: skip
    evidence.refresh_from_db()
    return evidence


def remove(evidence: Evidence, *, by: Actor, undoes: Event | None = None) -> None:
    """Take a piece of evidence away. Raises Conflict once a verdict revision has cited it: it is part of the record."""
    require(by, Permission.GATHER_EVIDENCE, evidence)
    cited = Conflict(
        "evidence.cited",
        "A verdict cites this, so it stays on record.",
        next_step="Leave it out of the draft, or change its stance.",
        current=evidence,
    )
    with transaction.atomic():
        locked = Evidence.objects.select_for_update(of=("self",)).filter(pk=evidence.pk).first()
        if locked is None:
            raise NotFound("evidence.gone", "This evidence was taken away already.")
        if locked.citations.exists():
            raise cited
        if locked.draft_citations.exists():
            raise Conflict(
                "evidence.in_draft",
                "The draft of the verdict cites this.",
                next_step="Take it out of the draft first.",
                current=locked,
            )
        record(
            EventName.EVIDENCE_REMOVED,
            locked,
            by=by,
            before={
                "snapshot": locked.snapshot, "start": locked.start, "end": locked.end, "quote": locked.quote,
                "stance": locked.stance, "is_key": locked.is_key, "note": locked.note, "candidate": locked.candidate,
            },
            related=[locked.claim, locked.snapshot],
            undoes=undoes,
        )  # fmt: skip
        try:
            locked.delete()
        except ProtectedError as error:
            raise cited from error


def undo_removal(event: Event, *, by: Actor) -> Evidence:
    """Bring back what `remove` took away, by its event. The place and the words are proven again."""
    if event.name != EventName.EVIDENCE_REMOVED or event.organisation_id != by.organisation.pk:
        raise NotFound("undo.nothing", "There is no removal to undo.")
    was = event.before
    related = {each["type"]: each["uid"] for each in event.related}
    claim = Claim.objects.get_visible(by, related["Claim"])
    snapshot = Snapshot.objects.get_visible(by, str(was["snapshot"]))
    candidate = Candidate.objects.visible_to(by).filter(uid=str(was.get("candidate") or "")).first()
    return quote(
        claim, by=by, snapshot=snapshot, stance=was["stance"], start=was["start"], end=was["end"], note=was["note"],
        is_key=was["is_key"], candidate=candidate, undoes=event,
    )  # fmt: skip


def set_aside(
    candidate: Candidate, *, by: Actor, note: str = "", undoes: Event | None = None
) -> CandidateDismissal:
    """Put a candidate away: it stays away when the same passage is found again. Twice is once.

    Raises Conflict for one that is kept as evidence.
    """
    require(by, Permission.GATHER_EVIDENCE, candidate)
    note = checked_note(note)
    with transaction.atomic():
        locked = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
        if locked.evidence.exists():
            raise Conflict(
                "candidate.kept",
                "This passage is kept as evidence.",
                next_step="Take the evidence away first.",
                current=locked,
            )
        dismissal, made = CandidateDismissal.objects.get_or_create(
            candidate=locked,
            defaults={"organisation": by.organisation, "by": by.user, "at": timezone.now(), "note": note},
        )
        if made:
            record(
                EventName.CANDIDATE_SET_ASIDE,
                locked,
                by=by,
                note=note,
                related=_subject(locked),
                undoes=undoes,
            )
    return dismissal


def undo_set_aside(candidate: Candidate, *, by: Actor, undoes: Event | None = None) -> Candidate:
    """Bring a candidate back. Raises NotFound where it was not set aside."""
    require(by, Permission.GATHER_EVIDENCE, candidate)
    with transaction.atomic():
        gone = CandidateDismissal.objects.select_for_update().filter(candidate=candidate).first()
        if gone is None:
            raise NotFound("candidate.not_aside", "This passage is not set aside.")
        gone.delete()
        record(
            EventName.CANDIDATE_BROUGHT_BACK, candidate, by=by, before={"note": gone.note},
            related=_subject(candidate), undoes=undoes,
        )  # fmt: skip
    return Candidate.objects.get(pk=candidate.pk)


def checked_stance(stance: object) -> str:
    """The stance, or a Problem: a person has to choose one."""
    if stance not in Stance.values:
        said = "No stance was chosen." if stance in (None, "") else f"“{stance}” is no stance."
        raise Problem(
            "stance.unknown" if stance not in (None, "") else "stance.missing",
            said,
            pointer="/stance",
            next_step="Choose supports, refutes (on the desk: disputes) or context.",
        )
    return str(stance)


def checked_note(note: str) -> str:
    note = note.strip()
    if len(note) > LONGEST_NOTE or "\x00" in note:
        words = (
            "The note holds a NUL character."
            if "\x00" in note
            else f"The note has more than {LONGEST_NOTE} characters."
        )
        raise Problem("note.unusable", words, pointer="/note", next_step="Shorten or clean it.")
    return note


def _checked_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    unknown = [name for name in changes if name not in ("stance", "note", "is_key")]
    if unknown:
        raise Problem(
            "evidence.fixed",
            f"“{unknown[0]}” of evidence can't be changed.",
            pointer=f"/{unknown[0]}",
            next_step="Quote anew, and take this one away.",
        )
    wanted = dict(changes)
    if "stance" in wanted:
        checked_stance(wanted["stance"])
    if "note" in wanted:
        wanted["note"] = checked_note(str(wanted["note"] or ""))
    if "is_key" in wanted and not isinstance(wanted["is_key"], bool):
        raise Problem("evidence.is_key", "Say true or false.", pointer="/is_key")
    return wanted


def _standing_text(snapshot: Snapshot) -> str:
    text = Snapshot.objects.values_list("text", flat=True).get(pk=snapshot.pk)
    if text is None:
        raise Conflict(
            "copy.removed",
            "This kept copy was taken down; nothing can be quoted from it.",
            next_step="Keep another source.",
            current=snapshot,
        )
    return text


def _the_same(there: Evidence, stance: str) -> Evidence:
    if there.stance != stance:
        raise Conflict(
            "evidence.there",
            f"This passage is quoted already, as {Stance(there.stance).label.lower()}.",
            next_step="Change its stance.",
            current=there,
        )
    return there


def _refusal(error: IntegrityError) -> Problem:
    """What the database said, in words."""
    if "quote_stands" in str(error) or "do not stand in the kept copy" in str(error):
        return Problem("quote.not_in_copy", "These words do not stand in the kept copy.", pointer="/quote")
    return Conflict("evidence.changed", "Something about this was changed just now.", next_step="Try again.")


def _subject(candidate: Candidate) -> list[Any]:
    return [each for each in (candidate.claim, candidate.suggestion) if each is not None]
