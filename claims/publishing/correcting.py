"""Corrections in the open: what is public changes only through one, with a kind, a note and a sign-off of its own."""

from __future__ import annotations

from django.db import transaction

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, Problem
from claims.publishing.models import (
    Publication,
    PublicationState,
    PublishedVersion,
)
from claims.publishing.ordering import stop_waiting
from claims.verdicts.models import CorrectionKind, Draft, FactCheck
from claims.verdicts.reviewing import draft_of, fill
from claims.verdicts.workflow import check_move, lock, move


def begin(fact_check: FactCheck, *, by: Actor, kind: str, note: str) -> Draft:
    """Open a draft of what is public, to be corrected; readers see no change until it is signed and published.

    `kind`: typo, clarification, update, verdict_change or retraction. `note` is what readers will be told; its writer
    is the draft's first author. Raises Problem for another kind or an empty note, Conflict where nothing is public.
    """
    require(by, Permission.WRITE_VERDICT, fact_check)
    if kind not in CorrectionKind.values:
        raise Problem(
            "correction.kind",
            f"“{str(kind)[:40]}” is not a kind of correction.",
            pointer="/kind",
            next_step="Choose one of: " + ", ".join(CorrectionKind.values) + ".",
        )
    if not note.strip():
        raise Problem(
            "correction.note", "Say what was wrong and what changes: readers will see it.", pointer="/note"
        )
    if len(note.strip()) > 2000:
        raise Problem("correction.note_long", f"{len(note):,} characters; at most 2,000.", pointer="/note")
    with transaction.atomic():
        lock(fact_check)
        publication = _public(fact_check)
        check_move(fact_check, "correct")
        if kind != CorrectionKind.VERDICT_CHANGE and publication.state == PublicationState.RETRACTED:
            raise Conflict(
                "correction.retracted",
                "This check is retracted. It comes back only as a changed verdict.",
                next_step="Choose “verdict change”, and say why it stands again.",
            )
        move(fact_check, "correct")
        draft = draft_of(fact_check)
        fill(
            draft,
            newest_version(publication).revision,
            author_ids=[by.user.pk],
            correction_kind=kind,
            correction_note=note.strip(),
        )
        record(
            EventName.CORRECTION_BEGUN,
            fact_check,
            by=by,
            related=[publication, draft],
            after={"kind": kind, "state": fact_check.state},
            note=note.strip(),
        )
    return draft


def give_up(fact_check: FactCheck, *, by: Actor) -> FactCheck:
    """End a correction without publishing it: the draft says again what is public; a waiting order is stopped."""
    require(by, Permission.WRITE_VERDICT, fact_check)
    with transaction.atomic():
        lock(fact_check)
        publication = _public(fact_check)
        check_move(fact_check, "give_up")
        before = fact_check.state
        stop_waiting(fact_check, by=by, note="The correction was given up.")
        move(fact_check, "give_up")
        draft = draft_of(fact_check)
        words = fill(
            draft,
            newest_version(publication).revision,
            author_ids=[],
            correction_kind="",
            correction_note="",
        )
        record(
            EventName.CORRECTION_GIVEN_UP,
            fact_check,
            by=by,
            related=[publication],
            before={
                "state": before,
                **{
                    name: getattr(value, "key", value)
                    for name, value in words.items()
                    if name != "author_ids"
                },
            },
            after={"state": fact_check.state},
        )
    return fact_check


def newest_version(publication: Publication) -> PublishedVersion:
    """What readers see now."""
    return publication.versions.select_related("revision__rating").order_by("-n")[0]


def _public(fact_check: FactCheck) -> Publication:
    publication = Publication.objects.filter(fact_check=fact_check).first()
    if publication is None:
        raise Conflict(
            "correction.not_public",
            "Nothing of this check is public: there is nothing to correct.",
            next_step="Edit the draft.",
        )
    if publication.state == PublicationState.WITHDRAWN:
        raise Conflict("publication.withdrawn", "This check was withdrawn: it can’t be corrected.")
    return publication
