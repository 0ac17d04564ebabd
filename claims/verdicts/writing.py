"""Writing a verdict: the draft, field by field, and the evidence it cites."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.permissions import Permission, require
from claims.evidence.models import Evidence
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, NotFound, Problem
from claims.verdicts.drafting import (
    CLAIM_TEXT_MOST,
    CONCLUSION_MOST,
    HEADLINE_MOST,
    claim_text_for,
    headline_for,
)
from claims.verdicts.gaps import Gap, gaps, hints
from claims.verdicts.merging import Met, meetings
from claims.verdicts.models import (
    CaseState,
    CorrectionKind,
    Draft,
    DraftCitation,
    FactCheck,
    Rating,
)
from claims.verdicts.rateability import may_rate, require_rateable
from claims.verdicts.scales import rating_by_key
from claims.verdicts.workflow import check_move, lock, move

__all__ = ["Gap", "cite", "gaps", "hints", "may_rate", "save", "start_writing", "uncite"]

MOST = {
    "headline": HEADLINE_MOST,
    "conclusion": CONCLUSION_MOST,
    "claim_text": CLAIM_TEXT_MOST,
    "explanation": 50_000,
    "statement": 2_000,
    "sources_exception": 300,
    "correction_note": 2_000,
    "claimant": 200,
}
FIELDS = (*MOST, "rating", "known_as_of", "correction_kind", "claimed_on")


def start_writing(fact_check: FactCheck, *, by: Actor) -> Draft:
    """Open the verdict form: the case is in writing and has a draft that cites the evidence there is.

    Asked again while the case is in writing, returns the draft as it stands. Raises Conflict in review, in public
    (begin a correction instead) and for a declined case.
    """
    require(by, Permission.WRITE_VERDICT, fact_check)
    with transaction.atomic():
        lock(fact_check)
        existing = Draft.objects.filter(fact_check=fact_check).first()
        if fact_check.state == CaseState.WRITING and existing is not None:
            return existing
        if fact_check.state == CaseState.PUBLISHED:
            raise Conflict(
                "fact_check.public",
                "This check is public: it changes only through a correction.",
                next_step="Begin a correction, and say of which kind.",
                current=fact_check,
            )
        check_move(fact_check, "write")
        before = fact_check.state
        move(fact_check, "write")
        draft = existing or _new_draft(fact_check)
        cite_all(draft, by=by)
        record(
            EventName.DRAFT_STARTED,
            draft,
            by=by,
            related=[fact_check],
            before={"state": before},
            after={"state": fact_check.state},
        )
    return draft


def put_down(draft: Draft, *, by: Actor) -> FactCheck:
    """Take the beginning of a verdict back, as long as nobody has written a word of it or chosen a rating.

    Raises Conflict where somebody has, and for a correction (give that up instead).
    """
    require(by, Permission.WRITE_VERDICT, draft)
    with transaction.atomic():
        fact_check = lock(draft.fact_check)
        check_move(fact_check, "put_down")
        draft.refresh_from_db()
        written = [draft.conclusion, draft.explanation, draft.rating, draft.correction_kind]
        if any(written):
            raise Conflict(
                "draft.written",
                "Somebody has written in this draft since.",
                next_step="Leave it as it is, or decline the claim with a reason.",
                current=fact_check,
            )
        move(fact_check, "put_down")
        record(
            EventName.FACT_CHECK_MOVED,
            fact_check,
            by=by,
            before={"state": CaseState.WRITING},
            after={"state": fact_check.state},
        )
    return fact_check


def save(
    draft: Draft,
    *,
    by: Actor,
    row_version: int | None,
    changes: Mapping[str, Any],
    seen: Mapping[str, int] | None = None,
) -> Draft:
    """Write the changed fields of a draft; whoever saves one is an author of what is sent.

    `row_version` is the version these changes are based on (None: whatever stands now), `seen` a version of its own
    for single fields. Other fields that changed since then are left as others wrote them.
    `changes`: headline, conclusion, explanation, claim_text, statement, sources_exception, correction_note (text);
    rating (its key or digit, or None); known_as_of (a moment, or None); in a correction only correction_kind, and who
    said it and when: claimant (a name, or empty), claimed_on (a day, or None).
    Raises Problem with the field's pointer, Met where somebody else saved the same field in the meantime, Conflict
    outside writing.
    """
    require(by, Permission.WRITE_VERDICT, draft)
    with transaction.atomic():
        fact_check = lock(draft.fact_check)
        _require_writing(fact_check)
        wanted = {name: _read(draft, name, value) for name, value in changes.items()}
        draft.refresh_from_db()
        if row_version is not None:
            since = {name: (seen or {}).get(name, row_version) for name in wanted}
            if met := meetings(draft, wanted, by=by, seen=since):
                raise Met(draft, met)
        _draft_headline(draft, wanted)
        changed = {name: value for name, value in wanted.items() if getattr(draft, name) != value}
        if not changed:
            return draft
        before = save_changes(
            draft, row_version=None, changes={**changed, "author_ids": _with_author(draft, by)}
        )
        before.pop("author_ids", None)
        record(
            EventName.DRAFT_SAVED,
            draft,
            by=by,
            related=[fact_check],
            before={name: _told(value) for name, value in before.items()},
            after={name: _told(value) for name, value in changed.items()},
        )
    return draft


def cite(draft: Draft, *, by: Actor, evidence: Evidence, number: int | None = None) -> DraftCitation:
    """Cite a piece of evidence under the next number, or under `number` where that is free. Asked again, returns
    the citation there is."""
    require(by, Permission.WRITE_VERDICT, draft)
    require(by, Permission.READ, evidence)
    with transaction.atomic():
        fact_check = lock(draft.fact_check)
        _require_writing(fact_check)
        if evidence.claim_id != fact_check.claim_id:
            raise Problem(
                "citation.other_claim",
                "This evidence belongs to another claim.",
                pointer="/evidence",
                next_step="Quote the passage for this claim, then cite it.",
            )
        existing = draft.citations.filter(evidence=evidence).first()
        if existing is not None:
            return existing
        citation = _cite(draft, evidence, number)
        _touch(draft, by)
        record(
            EventName.DRAFT_CITED,
            draft,
            by=by,
            related=[fact_check, evidence],
            after={"number": citation.number, "quote": evidence.quote[:200]},
        )
    return citation


def uncite(draft: Draft, *, by: Actor, evidence: Evidence) -> None:
    """Take a citation out; the others keep their numbers, so that the text still cites what it cited."""
    require(by, Permission.WRITE_VERDICT, draft)
    with transaction.atomic():
        fact_check = lock(draft.fact_check)
        _require_writing(fact_check)
        citation = draft.citations.filter(evidence=evidence).first()
        if citation is None:
            raise NotFound("citation.none", "The draft does not cite this evidence.")
        number = citation.number
        citation.delete()
        _touch(draft, by)
        record(
            EventName.DRAFT_UNCITED,
            draft,
            by=by,
            related=[fact_check, evidence],
            before={"number": number, "quote": evidence.quote[:200]},
        )


def cite_all(draft: Draft, *, by: Actor) -> list[DraftCitation]:
    """Cite every piece of evidence on the claim that is not cited yet, key sources first, then in the order they
    were added. The caller holds the case's lock."""
    cited = draft.citations.values_list("evidence_id", flat=True)
    waiting = draft.fact_check.claim.evidence.exclude(pk__in=cited).order_by("-is_key", "at", "pk")
    made = [_cite(draft, evidence) for evidence in waiting]
    if made:
        _touch(draft, by)
    return made


def _new_draft(fact_check: FactCheck) -> Draft:
    claim = fact_check.claim
    return Draft.objects.create(
        organisation_id=fact_check.organisation_id,
        fact_check=fact_check,
        claim_text=claim_text_for(claim.statement),
        headline=headline_for(claim, claim.statement, None),
    )


def _cite(draft: Draft, evidence: Evidence, number: int | None = None) -> DraftCitation:
    if number is None or draft.citations.filter(number=number).exists():
        number = (draft.citations.aggregate(last=Max("number"))["last"] or 0) + 1
    return DraftCitation.objects.create(
        organisation_id=draft.organisation_id, draft=draft, evidence=evidence, number=number
    )


def _require_writing(fact_check: FactCheck) -> None:
    if fact_check.state != CaseState.WRITING:
        raise Conflict(
            "draft.not_in_writing",
            f"This check is in “{fact_check.state}”: its draft can’t be changed now.",
            next_step="Take it back first."
            if fact_check.state in (CaseState.REVIEW, CaseState.READY)
            else "Start writing, or begin a correction, first.",
            current=fact_check,
        )


def _with_author(draft: Draft, by: Actor) -> list[int]:
    return draft.author_ids if by.user.pk in draft.author_ids else [*draft.author_ids, by.user.pk]


def _touch(draft: Draft, by: Actor) -> None:
    draft.refresh_from_db(fields=["row_version", "author_ids"])
    save_changes(draft, row_version=None, changes={"author_ids": _with_author(draft, by)})


def _read(draft: Draft, name: str, value: Any) -> Any:
    if name not in FIELDS:
        raise Problem(
            "draft.field_unknown",
            f"A draft has no field “{name[:40]}”.",
            pointer=f"/{name[:40]}",
            next_step="Fields: " + ", ".join(FIELDS) + ".",
        )
    if name in ("claimant", "claimed_on") and not draft.correction_kind:
        raise Problem(
            "correction.not_begun",
            "This draft is no correction: who said it and when are fields of the claim.",
            pointer=f"/{name}",
            next_step="Change them on the claim.",
        )
    if name == "rating":
        return _rating(draft, value)
    if name == "known_as_of":
        return _moment(value)
    if name == "correction_kind":
        return _correction_kind(draft, value)
    if name == "claimed_on":
        return _said_on(value)
    return _words(name, value)


def _rating(draft: Draft, value: Any) -> Rating | None:
    if value in (None, ""):
        return None
    rating = value if isinstance(value, Rating) else rating_by_key(draft.organisation, str(value))
    if rating.organisation_id != draft.organisation_id:
        raise Problem("rating.unknown", "This rating is not one of this newsroom.", pointer="/rating")
    require_rateable(draft.fact_check.claim)
    return rating


def _moment(value: Any) -> datetime | None:
    if value in (None, ""):
        return None
    try:
        moment = value if isinstance(value, datetime) else parse_datetime(str(value))
    except ValueError:
        moment = None
    if moment is None:
        raise Problem(
            "known_as_of.unreadable",
            "“Known as of” must be a date and time.",
            pointer="/known_as_of",
            next_step="Write it like 2026-11-21T16:20:00Z.",
        )
    if timezone.is_naive(moment):
        moment = moment.replace(tzinfo=UTC)
    if moment > timezone.now():
        raise Problem("known_as_of.future", "“Known as of” can’t lie in the future.", pointer="/known_as_of")
    return moment


def _said_on(value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        day = value if isinstance(value, date) else parse_date(str(value))
    except ValueError:
        day = None
    if day is None:
        raise Problem(
            "claimed_on.unreadable",
            "The day it was said must be a date.",
            pointer="/claimed_on",
            next_step="Write it like 2026-11-21.",
        )
    if day > timezone.localdate() + timedelta(days=1):  # it is tomorrow already elsewhere
        raise Problem("claimed_on.future", "That day is still to come.", pointer="/claimed_on")
    return day


def _correction_kind(draft: Draft, value: Any) -> str:
    if not draft.correction_kind:
        if value in (None, ""):
            return ""
        raise Problem(
            "correction.not_begun",
            "This draft is no correction: it was never public.",
            pointer="/correction_kind",
        )
    if value not in CorrectionKind.values:
        raise Problem(
            "correction.kind",
            f"“{str(value)[:40]}” is not a kind of correction.",
            pointer="/correction_kind",
            next_step="Choose one of: " + ", ".join(CorrectionKind.values) + ".",
        )
    return str(value)


def _words(name: str, value: Any) -> str:
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise Problem("draft.not_text", f"“{name}” must be text.", pointer=f"/{name}")
    if "\x00" in value or any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        raise Problem(
            "text.unstorable",
            "The text has characters that can’t be stored (NUL or half an emoji).",
            pointer=f"/{name}",
            next_step="Take them out and save again.",
        )
    value = value.replace("\r\n", "\n")
    if len(value) > MOST[name]:
        raise Problem(
            f"{name}.too_long",
            f"{len(value):,} characters; at most {MOST[name]:,}.",
            pointer=f"/{name}",
            next_step="Shorten it.",
        )
    return value


def _draft_headline(draft: Draft, wanted: dict[str, Any]) -> None:
    """A new rating brings a new drafted headline, as long as nobody has written one of her own."""
    if "rating" not in wanted or "headline" in wanted:
        return
    claim = draft.fact_check.claim
    statement = draft.statement or claim.statement
    drafted = headline_for(claim, statement, draft.rating)
    if not draft.headline.strip() or draft.headline == drafted:
        wanted["headline"] = headline_for(claim, statement, wanted["rating"])


def _told(value: Any) -> Any:
    return value.key if isinstance(value, Rating) else value
