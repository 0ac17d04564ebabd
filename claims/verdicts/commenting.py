"""Comments on a verdict that is being written or reviewed: on one field or one quoted passage, perhaps with words
to put there. They never reach readers."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.evidence.models import Evidence
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, NotFound, Problem
from claims.verdicts import writing
from claims.verdicts.models import Comment, CommentOutcome, Draft, FactCheck
from claims.verdicts.workflow import lock

TEXT_MOST = 4_000
FIELDS = ("headline", "conclusion", "explanation", "claim_text", "statement", "rating")
WORDED = FIELDS[:-1]
"""Fields for which words can be proposed."""


def comment(
    fact_check: FactCheck,
    *,
    by: Actor,
    text: str,
    field: str = "",
    evidence: Evidence | None = None,
    proposed: str | None = None,
) -> Comment:
    """Say something about one field of the verdict, or about one quoted passage.

    `proposed` are words to put into the field as it stands now. Raises Problem without words or a place, or with
    both places.
    """
    require(by, Permission.WRITE_VERDICT, fact_check)
    text = text.strip()
    if field and field not in FIELDS:
        raise Problem(
            "comment.field", f"A verdict has no field “{field[:40]}” to comment on.", pointer="/about"
        )
    if bool(field) == (evidence is not None):
        raise Problem("comment.place", "Say what it is about: one field or one passage.", pointer="/about")
    if evidence is not None and evidence.claim_id != fact_check.claim_id:
        raise NotFound("evidence.none", "This passage belongs to another claim.")
    if proposed is not None and field not in WORDED:
        raise Problem("comment.proposed", "Words can be proposed for a text field only.", pointer="/proposed")
    if not text and proposed is None:
        raise Problem("comment.empty", "Write the comment, or the words you propose.", pointer="/text")
    for name, words in (("text", text), ("proposed", proposed or "")):
        most = TEXT_MOST if name == "text" else writing.MOST[field] if field in WORDED else TEXT_MOST
        if len(words) > most or "\x00" in words:
            raise Problem(f"comment.{name}", f"At most {most:,} characters, without NUL.", pointer=f"/{name}")
    with transaction.atomic():
        lock(fact_check)
        draft = Draft.objects.filter(fact_check=fact_check).first()
        if draft is None:
            raise Conflict("draft.none", "There is nothing to comment on before somebody writes the verdict.")
        made = Comment.objects.create(
            organisation_id=fact_check.organisation_id,
            fact_check=fact_check,
            field=field,
            evidence=evidence,
            text=text,
            proposed=proposed,
            replaces=getattr(draft, field) if proposed is not None else "",
            by=by.user,
            at=timezone.now(),
        )
        record(
            EventName.COMMENT_MADE,
            made,
            by=by,
            related=[fact_check],
            after={"about": field or "passage", "text": text, "proposed": proposed},
        )
    return made


def accept(made: Comment, *, by: Actor) -> Comment:
    """Put the proposed words into the field. Who accepts them is their author, not who proposed them.

    Raises Conflict where the field has changed since, or the verdict is not in writing.
    """
    require(by, Permission.WRITE_VERDICT, made)
    with transaction.atomic():
        _require_open(_locked(made))
        if made.proposed is None:
            raise Conflict("comment.no_words", "This comment proposes no words.", next_step="Resolve it.")
        draft = Draft.objects.get(fact_check=made.fact_check)
        _put(draft, made.field, made.replaces, made.proposed, by=by)
        _decide(made, by=by, outcome=CommentOutcome.ACCEPTED)
        record(EventName.COMMENT_ACCEPTED, made, by=by, related=[made.fact_check, draft])
    return made


def resolve(made: Comment, *, by: Actor) -> Comment:
    """It has been dealt with."""
    require(by, Permission.WRITE_VERDICT, made)
    with transaction.atomic():
        _require_open(_locked(made))
        _decide(made, by=by, outcome=CommentOutcome.RESOLVED)
        record(EventName.COMMENT_RESOLVED, made, by=by, related=[made.fact_check])
    return made


def reopen(made: Comment, *, by: Actor) -> Comment:
    """Undo resolving or accepting: accepted words go out of the field again, where nobody has changed it since."""
    require(by, Permission.WRITE_VERDICT, made)
    with transaction.atomic():
        _locked(made)
        if not made.outcome:
            raise Conflict("comment.open", "This comment is open.", current=made)
        before = made.outcome
        if made.outcome == CommentOutcome.ACCEPTED:
            draft = Draft.objects.get(fact_check=made.fact_check)
            _put(draft, made.field, made.proposed or "", made.replaces, by=by)
        Comment.objects.filter(pk=made.pk).update(outcome="", decided_by=None, decided_at=None)
        made.refresh_from_db()
        record(
            EventName.COMMENT_REOPENED,
            made,
            by=by,
            related=[made.fact_check],
            before={"outcome": before},
            after={"outcome": ""},
        )
    return made


def _locked(made: Comment) -> Comment:
    lock(made.fact_check)
    made.refresh_from_db(fields=["outcome", "decided_by", "decided_at"])
    return made


def _require_open(made: Comment) -> None:
    if made.outcome:
        raise Conflict(
            "comment.decided", f"This comment is {made.get_outcome_display()} already.", current=made
        )


def _decide(made: Comment, *, by: Actor, outcome: CommentOutcome) -> None:
    moment = timezone.now()
    Comment.objects.filter(pk=made.pk).update(outcome=outcome, decided_by=by.user, decided_at=moment)
    made.outcome, made.decided_by, made.decided_at = outcome, by.user, moment


def _put(draft: Draft, field: str, expected: str, words: str, *, by: Actor) -> None:
    if getattr(draft, field) not in (expected, words):
        raise Conflict(
            "comment.field_changed",
            "The field has changed since.",
            next_step="Put the words in by hand, and resolve the comment.",
            current=draft,
        )
    writing.save(draft, by=by, row_version=None, changes={field: words})
