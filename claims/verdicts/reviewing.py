"""Two keys: one person sends a frozen revision, another approves it, or asks for changes."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.models import User
from claims.accounts.permissions import Permission, require
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, FieldError, NotFound, Problem, Refused
from claims.verdicts.freezing import freeze
from claims.verdicts.gaps import gaps
from claims.verdicts.independence import lack_in
from claims.verdicts.models import (
    CaseState,
    Draft,
    DraftCitation,
    FactCheck,
    Purpose,
    SendBack,
    SignOff,
    VerdictRevision,
)
from claims.verdicts.rateability import may_rate
from claims.verdicts.turns import next_reviewer, possible_reviewers
from claims.verdicts.workflow import check_move, lock, move


def send(fact_check: FactCheck, *, by: Actor) -> VerdictRevision:
    """Send the draft for review: a frozen revision with its quotations, checked again against the kept copies. It
    goes to the next reviewer in turn.

    Raises Problem `verdict.gaps` listing everything that is missing, Conflict outside writing.
    """
    require(by, Permission.WRITE_VERDICT, fact_check)
    with transaction.atomic():
        lock(fact_check)
        check_move(fact_check, "send")
        draft = draft_of(fact_check)
        missing = gaps(draft)
        if missing:
            raise Problem(
                "verdict.gaps",
                "This can’t go to review yet: " + " ".join(gap.detail for gap in missing),
                errors=[FieldError(f"/{gap.field}", gap.detail) for gap in missing],
                next_step="Fill in what is missing, then send.",
            )
        revision = freeze(draft, purpose=Purpose.SENT, made_by=by.user, at=timezone.now())
        move(fact_check, "send")
        reviewer = next_reviewer(fact_check.organisation_id, authors=authors_of(revision))
        FactCheck.objects.filter(pk=fact_check.pk).update(reviewer=reviewer, review_asked_at=revision.made_at)
        fact_check.reviewer, fact_check.review_asked_at = reviewer, revision.made_at
        record(
            EventName.VERDICT_SENT,
            fact_check,
            by=by,
            related=[revision],
            before={"state": CaseState.WRITING},
            after={
                "state": fact_check.state,
                "revision": revision.n,
                "reviewer": reviewer.name if reviewer else None,
            },
        )
    return revision


def take_back(fact_check: FactCheck, *, by: Actor) -> Draft:
    """Return a sent verdict to writing; an approval given to it no longer counts."""
    require(by, Permission.WRITE_VERDICT, fact_check)
    with transaction.atomic():
        lock(fact_check)
        before = fact_check.state
        move(fact_check, "take_back")
        record(
            EventName.VERDICT_TAKEN_BACK,
            fact_check,
            by=by,
            before={"state": before},
            after={"state": fact_check.state},
        )
    return draft_of(fact_check)


def send_back(fact_check: FactCheck, *, by: Actor, note: str) -> SendBack:
    """Ask for changes, saying which. Raises Problem without a note."""
    require(by, Permission.SIGN_OFF, fact_check)
    if not note.strip():
        raise Problem("send_back.note", "Say what should change.", pointer="/note")
    with transaction.atomic():
        lock(fact_check)
        check_move(fact_check, "send_back")
        revision = newest_sent(fact_check)
        if revision is None:
            raise Conflict("verdict.not_sent", "Nothing has been sent yet.")
        before = fact_check.state
        move(fact_check, "send_back")
        made = SendBack.objects.create(
            organisation=by.organisation, revision=revision, by=by.user, at=timezone.now(), note=note.strip()
        )
        record(
            EventName.VERDICT_SENT_BACK,
            fact_check,
            by=by,
            related=[revision],
            before={"state": before},
            after={"state": fact_check.state},
            note=made.note,
        )
    return made


def sign_off(fact_check: FactCheck, *, by: Actor, revision: VerdictRevision, note: str = "") -> SignOff:
    """Approve exactly this revision.

    Raises Refused for its authors and for people without the right, Conflict for a revision that is not the newest
    sent one, for one that stands on fewer than two origins without saying so to readers, and for the second of two
    editors who press together.
    """
    require(by, Permission.READ, fact_check)
    if revision.fact_check_id != fact_check.pk:
        raise NotFound("revision.none", "This check has no such revision.")
    refuse_author(revision, by=by)
    require(by, Permission.SIGN_OFF, fact_check)
    with transaction.atomic():
        lock(fact_check)
        newest = newest_sent(fact_check)
        if newest is None or newest.pk != revision.pk:
            raise Conflict(
                "sign_off.not_newest",
                "A newer version of this verdict has been sent.",
                next_step="Read the newest one, then approve it.",
                current=newest,
            )
        check_move(fact_check, "sign_off")
        _require_origins(revision)
        move(fact_check, "sign_off")
        made = SignOff.objects.create(
            organisation=by.organisation, revision=revision, by=by.user, at=timezone.now(), note=note.strip()
        )
        record(
            EventName.VERDICT_SIGNED_OFF,
            fact_check,
            by=by,
            related=[revision],
            before={"state": CaseState.REVIEW},
            after={"state": fact_check.state, "revision": revision.n},
            note=made.note,
        )
    return made


def _require_origins(revision: VerdictRevision) -> None:
    """Pass, or raise Conflict `sign_off.origins`: what was counted when it was sent may have been decided otherwise."""
    if missing := lack_in(revision):
        raise Conflict(
            "sign_off.origins",
            f"It can’t be approved as it is. {missing}",
            pointer="/revision",
            next_step="Ask for changes: another source, or a written exception that readers see.",
        )


def refuse_author(revision: VerdictRevision, *, by: Actor) -> None:
    """Pass, or raise Refused `sign_off.own_verdict` where this person wrote (part of) the revision."""
    if by.user.pk in authors_of(revision):
        others = ", ".join(str(user) for user in reviewers_of(revision)[:3]) or "another editor"
        raise Refused(
            "sign_off.own_verdict",
            "You wrote this verdict, or part of it: somebody else must approve it.",
            next_step=f"Ask {others}.",
        )


def authors_of(revision: VerdictRevision) -> list[int]:
    """Who can't approve it: whoever sent it or wrote in it."""
    return [revision.made_by_id, *revision.author_ids]


def reviewers_of(revision: VerdictRevision) -> list[User]:
    """Who can approve it, the next in turn first."""
    return possible_reviewers(revision.organisation_id, authors=authors_of(revision))


def name_version(fact_check: FactCheck, *, by: Actor, name: str = "") -> VerdictRevision:
    """Keep the draft as it stands now under a name, to compare with or come back to."""
    require(by, Permission.WRITE_VERDICT, fact_check)
    with transaction.atomic():
        lock(fact_check)
        draft = draft_of(fact_check)
        if fact_check.state != CaseState.WRITING:
            raise Conflict("draft.not_in_writing", "Only a draft in writing can be kept under a name.")
        if draft.correction_kind and not draft.correction_note.strip():
            raise Problem(
                "correction.note", "Say first what was wrong and what changes.", pointer="/correction_note"
            )
        revision = freeze(draft, purpose=Purpose.NAMED, made_by=by.user, at=timezone.now(), name=name.strip())
        record(EventName.VERDICT_NAMED, fact_check, by=by, related=[revision], after={"name": revision.name})
    return revision


def restore(revision: VerdictRevision, *, by: Actor) -> Draft:
    """Put an earlier revision's words, rating and citations into the draft; its authors become authors of it.

    The case must be in writing. A rating that may not be given any more is left out; the kind and note of a
    correction stay those of the correction being written.
    """
    fact_check = revision.fact_check
    require(by, Permission.WRITE_VERDICT, fact_check)
    with transaction.atomic():
        lock(fact_check)
        if fact_check.state != CaseState.WRITING:
            raise Conflict(
                "draft.not_in_writing",
                "Only while the verdict is in writing can an earlier version be brought back.",
                next_step="Take it back, or begin a correction, first.",
                current=fact_check,
            )
        draft = draft_of(fact_check)
        author_ids = _merged(draft.author_ids, revision.author_ids, [by.user.pk])
        base = draft.base_revision if draft.correction_kind else revision
        before = fill(draft, revision, author_ids=author_ids, base_revision=base)
        record(
            EventName.DRAFT_RESTORED,
            draft,
            by=by,
            related=[fact_check, revision],
            before={name: getattr(value, "key", value) for name, value in before.items()},
            after={"revision": revision.n},
        )
    return draft


def fill(
    draft: Draft, revision: VerdictRevision, *, author_ids: list[int], **more: object
) -> dict[str, object]:
    """Copy a revision into the draft. Returns the fields as they stood. The caller holds the case's lock."""
    draft.refresh_from_db()
    allowed, _ = may_rate(draft.fact_check.claim)
    claim = draft.fact_check.claim
    is_correction = bool(more.get("correction_kind", draft.correction_kind))
    before = save_changes(
        draft,
        row_version=None,
        changes={
            "headline": revision.headline,
            "conclusion": revision.conclusion,
            "explanation": revision.explanation,
            "claim_text": revision.claim_text,
            "statement": "" if revision.statement == claim.statement else revision.statement,
            "claimant": revision.claimant_name if is_correction else "",
            "claimed_on": revision.claimed_on if is_correction else None,
            "rating": revision.rating if allowed else None,
            "known_as_of": None,
            "sources_exception": revision.sources_exception,
            "author_ids": author_ids,
            "base_revision": revision,
            **more,
        },
    )
    draft.citations.all().delete()
    DraftCitation.objects.bulk_create(
        DraftCitation(
            organisation_id=draft.organisation_id,
            draft=draft,
            evidence_id=citation.evidence_id,
            number=citation.number,
        )
        for citation in revision.citations.all()
    )
    return before


def draft_of(fact_check: FactCheck) -> Draft:
    """The case's draft, read fresh. Raises NotFound before somebody starts writing."""
    draft = Draft.objects.select_related("fact_check__claim", "rating").filter(fact_check=fact_check).first()
    if draft is None:
        raise NotFound("draft.none", "Nobody has started to write this verdict.")
    draft.fact_check = fact_check
    return draft


def newest_sent(fact_check: FactCheck) -> VerdictRevision | None:
    """The revision that is, or was last, in review."""
    return fact_check.revisions.filter(purpose=Purpose.SENT).order_by("-n").first()


def _merged(*lists: list[int]) -> list[int]:
    return list(dict.fromkeys(pk for each in lists for pk in each))
