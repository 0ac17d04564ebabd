"""The table of inverses: what takes each act back, and why some acts stay. The acts on suggestions, claims and
places have theirs in `annotation/undoing.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date

from claims.accounts.acting import Actor
from claims.accounts.models import Membership, User
from claims.annotation.undoing import INVERSES as OF_CLAIMS
from claims.annotation.undoing import Inverse
from claims.evidence import deciding as deciding_origins
from claims.evidence import quoting
from claims.evidence.models import Candidate, Evidence, OriginDecision
from claims.history.models import Event
from claims.history.recording import plain
from claims.history.vocabulary import EventName as E
from claims.intake import lists, submitting
from claims.intake.import_models import FileImport
from claims.intake.models import Article, Source, SourceList
from claims.lib.problems import Conflict
from claims.matching import deciding, importing
from claims.matching.models import Match
from claims.publishing import correcting, ordering, requesting, watching, webhooks
from claims.publishing.models import CorrectionRequest, PublishOrder, SourceNote
from claims.publishing.webhook_models import Off, Webhook
from claims.verdicts import commenting, reviewing, workflow, writing
from claims.verdicts.models import CaseState, Comment, CommentOutcome, Draft, FactCheck


def subject(event: Event, model: type[Any], by: Actor) -> Any:
    """What the event is about, as it stands. Raises NotFound where it is gone."""
    return model.objects.get_visible(by, event.subject_uid)


def related(event: Event, model: type[Any], by: Actor) -> Any:
    """What else the event concerns, of this kind. Raises Conflict where it is gone."""
    uids = [each["uid"] for each in event.related if each["type"] == model.__name__]
    found = model.objects.visible_to(by).filter(uid__in=uids).first()
    if found is None:
        raise Conflict("undo.gone", "What this was about is gone.")
    return found


def unchanged(event: Event, row: Any) -> None:
    """Pass, or raise Conflict where the fields that the act wrote hold something else by now."""
    held = {name: getattr(row, name) for name in event.after if hasattr(row, name)}
    now = {name: plain(getattr(value, "key", value)) for name, value in held.items()}
    moved = [name.replace("_", " ") for name, value in now.items() if value != event.after[name]]
    if moved:
        raise Conflict(
            "undo.changed_since",
            f"Changed again since: {', '.join(moved)}.",
            next_step="Look at how it stands, and change it by hand.",
            current=row,
        )


def _article_back(event: Event, by: Actor) -> object:
    article = subject(event, Article, by)
    unchanged(event, article)
    changes = dict(event.before)
    if "assignee" in changes:
        changes["assignee"] = _member(changes["assignee"], by)
    if "due_on" in changes:
        changes["due_on"] = parse_date(changes["due_on"] or "")
    return submitting.edit_article(article, by=by, row_version=None, changes=changes)


def _source_back(event: Event, by: Actor) -> object:
    source = subject(event, Source, by)
    unchanged(event, source)
    changes = dict(event.before)
    if "published" in changes:
        changes["published_on"] = (changes.pop("published") or {}).get("value")
    return submitting.edit_source(source, by=by, row_version=None, changes=changes)


def _evidence_back(event: Event, by: Actor) -> object:
    evidence = subject(event, Evidence, by)
    unchanged(event, evidence)
    return quoting.edit(evidence, by=by, row_version=None, changes=event.before)


def _decide_back(event: Event, by: Actor) -> object:
    match, before = subject(event, Match, by), event.before.get("relation")
    if before is None:
        return deciding.undo_decision(match, by=by)
    return deciding.decide(match, by=by, relation=before, note=str(event.before.get("note") or ""))


def _draft_back(event: Event, by: Actor) -> object:
    draft = subject(event, Draft, by)
    unchanged(event, draft)
    return writing.save(draft, by=by, row_version=None, changes=event.before)


def _cite_again(event: Event, by: Actor) -> object:
    number = event.before.get("number")
    return writing.cite(
        subject(event, Draft, by), by=by, evidence=related(event, Evidence, by), number=number
    )


def _assign_back(event: Event, by: Actor) -> object:
    case = subject(event, FactCheck, by)
    unchanged(event, case)
    before = event.before
    return workflow.assign(
        case,
        by=by,
        row_version=None,
        assignee=_member(before.get("assignee"), by),
        due_on=parse_date(before.get("due_on") or ""),
    )


def _snooze_back(event: Event, by: Actor) -> object:
    case = subject(event, FactCheck, by)
    unchanged(event, case)
    until = parse_date(event.before.get("snoozed_until") or "")
    if until is not None and until <= timezone.localdate():
        until = None  # it would be back by now
    return workflow.snooze(case, by=by, row_version=None, until=until)


def _reopen(event: Event, by: Actor) -> object:
    """Reopened, and back to where it stood before it was declined."""
    case = workflow.reopen(subject(event, FactCheck, by), by=by)
    stood = event.before.get("state")
    if stood == CaseState.WRITING:
        writing.start_writing(case, by=by)
    elif stood == CaseState.EVIDENCE:
        workflow.gather(case, by=by)
    return case


def _move_back(event: Event, by: Actor) -> object:
    case, before = subject(event, FactCheck, by), event.before.get("state")
    unchanged(event, case)
    if before == CaseState.WRITING and case.state in (CaseState.OPEN, CaseState.EVIDENCE):
        return writing.start_writing(case, by=by)
    if case.state == CaseState.WRITING and before in (CaseState.OPEN, CaseState.EVIDENCE):
        return writing.put_down(reviewing.draft_of(case), by=by)
    if (case.state, before) == (CaseState.OPEN, CaseState.EVIDENCE):
        return workflow.gather(case, by=by)
    if (case.state, before) == (CaseState.EVIDENCE, CaseState.OPEN):
        return workflow.ungather(case, by=by)
    raise Conflict(
        "undo.impossible",
        f"It can’t go back to “{before}” by itself.",
        next_step="Move it by hand: “Move to…” on its card.",
        current=case,
    )


def _put_down(event: Event, by: Actor) -> object:
    case = writing.put_down(subject(event, Draft, by), by=by)
    if event.before.get("state") == CaseState.OPEN and not case.claim.evidence.exists():
        workflow.ungather(case, by=by)
    return case


def _stop(event: Event, by: Actor) -> object:
    return ordering.stop(subject(event, PublishOrder, by), by=by)


def _member(uid: str | None, by: Actor) -> User | None:
    here = Membership.objects.visible_to(by).filter(user__uid=uid or "", ended_at__isnull=True)
    found = here.select_related("user").first()
    if uid and found is None:
        raise Conflict(
            "undo.gone", "Whom it belonged to has left the newsroom.", next_step="Assign it by hand."
        )
    return found.user if found else None


def _request_assigned_back(event: Event, by: Actor) -> object:
    request = subject(event, CorrectionRequest, by)
    unchanged(event, request)
    return requesting.assign(request, by=by, assignee=_member(event.before.get("assignee"), by))


def _comment_again(event: Event, by: Actor) -> object:
    made = subject(event, Comment, by)
    if event.before.get("outcome") == CommentOutcome.ACCEPTED:
        return commenting.accept(made, by=by)
    return commenting.resolve(made, by=by)


def _list_back(event: Event, by: Actor) -> object:
    return lists.take_back(event, subject(event, SourceList, by), by=by)


def _webhook_back(event: Event, by: Actor) -> object:
    hook = subject(event, Webhook, by)
    unchanged(event, hook)
    changes = dict(event.before)
    if changes.get("off") == Off.GONE:
        changes["off"] = Off.PERSON.value  # off again, and by a person this time
    return webhooks.change(hook, by=by, row_version=None, changes=changes)


INVERSES: Mapping[str, Inverse] = {
    **OF_CLAIMS,
    E.ARTICLE_SUBMITTED: lambda event, by: submitting.archive(subject(event, Article, by), by=by),
    E.ARTICLE_ARCHIVED: lambda event, by: submitting.restore(subject(event, Article, by), by=by),
    E.ARTICLE_RESTORED: lambda event, by: submitting.archive(subject(event, Article, by), by=by),
    E.ARTICLE_CHANGED: _article_back,
    E.SOURCE_CHANGED: _source_back,
    E.MATCH_DECIDED: _decide_back,
    E.MATCH_DECISION_UNDONE: lambda event, by: deciding.decide(
        subject(event, Match, by), by=by, relation=event.before["relation"], note=event.before["note"]
    ),
    E.EVIDENCE_ADDED: lambda event, by: quoting.remove(subject(event, Evidence, by), by=by),
    E.EVIDENCE_CHANGED: _evidence_back,
    E.EVIDENCE_REMOVED: lambda event, by: quoting.undo_removal(event, by=by),
    E.CANDIDATE_SET_ASIDE: lambda event, by: quoting.undo_set_aside(subject(event, Candidate, by), by=by),
    E.CANDIDATE_BROUGHT_BACK: lambda event, by: quoting.set_aside(
        subject(event, Candidate, by), by=by, note=str(event.before.get("note") or "")
    ),
    E.ORIGIN_SPLIT: lambda event, by: deciding_origins.undo(subject(event, OriginDecision, by), by=by),
    E.ORIGIN_MERGED: lambda event, by: deciding_origins.undo(subject(event, OriginDecision, by), by=by),
    E.ORIGIN_DECISION_UNDONE: lambda event, by: deciding_origins.decide_again(event, by=by),
    E.FACT_CHECK_ASSIGNED: _assign_back,
    E.FACT_CHECK_SNOOZED: _snooze_back,
    E.FACT_CHECK_DECLINED: _reopen,
    E.FACT_CHECK_REOPENED: lambda event, by: workflow.decline(
        subject(event, FactCheck, by), by=by, note=str(event.before.get("decline_reason") or "")
    ),
    E.FACT_CHECK_MOVED: _move_back,
    E.DRAFT_STARTED: _put_down,
    E.DRAFT_SAVED: _draft_back,
    E.DRAFT_CITED: lambda event, by: writing.uncite(
        subject(event, Draft, by), by=by, evidence=related(event, Evidence, by)
    ),
    E.DRAFT_UNCITED: _cite_again,
    E.COMMENT_MADE: lambda event, by: commenting.resolve(subject(event, Comment, by), by=by),
    E.COMMENT_ACCEPTED: lambda event, by: commenting.reopen(subject(event, Comment, by), by=by),
    E.COMMENT_RESOLVED: lambda event, by: commenting.reopen(subject(event, Comment, by), by=by),
    E.COMMENT_REOPENED: _comment_again,
    E.VERDICT_SENT: lambda event, by: reviewing.take_back(subject(event, FactCheck, by), by=by),
    E.VERDICT_TAKEN_BACK: lambda event, by: reviewing.send(subject(event, FactCheck, by), by=by),
    E.PUBLICATION_ORDERED: _stop,
    E.SOURCE_NOTE_SETTLED: lambda event, by: watching.reopen(subject(event, SourceNote, by), by=by),
    E.SOURCE_NOTE_REOPENED: lambda event, by: watching.settle(subject(event, SourceNote, by), by=by),
    E.REQUEST_ASSIGNED: _request_assigned_back,
    E.REQUEST_ANSWERED: lambda event, by: requesting.reopen(subject(event, CorrectionRequest, by), by=by),
    E.REQUEST_REOPENED: lambda event, by: requesting.answer(
        subject(event, CorrectionRequest, by),
        by=by,
        outcome=event.before["outcome"],
        answer=event.before["answer"],
    ),
    E.CORRECTION_BEGUN: lambda event, by: correcting.give_up(subject(event, FactCheck, by), by=by),
    E.FILE_IMPORTED: lambda event, by: importing.undo(subject(event, FileImport, by), by=by),
    E.SOURCE_LIST_IMPORTED: _list_back,
    E.SOURCE_LIST_CHANGED: _list_back,
    E.WEBHOOK_ADDED: lambda event, by: webhooks.remove(subject(event, Webhook, by), by=by),
    E.WEBHOOK_CHANGED: _webhook_back,
    E.WEBHOOK_REMOVED: lambda event, by: webhooks.bring_back(subject(event, Webhook, by), by=by),
}

PARTS: Mapping[str, frozenset[str]] = {
    E.FILE_IMPORTED: frozenset({E.ARTICLE_SUBMITTED}),
    E.FILE_IMPORT_UNDONE: frozenset({E.ARTICLE_ARCHIVED}),
    E.CLAIM_SPLIT: frozenset({E.CLAIM_MARKED}),
    E.MATCH_DECIDED: frozenset({E.CLAIM_COVERED, E.CLAIM_UNCOVERED}),
    E.MATCH_DECISION_UNDONE: frozenset({E.CLAIM_COVERED, E.CLAIM_UNCOVERED}),
    E.SUGGESTION_ACCEPTED: frozenset({E.CLAIM_RESTORED}),
    E.FACT_CHECK_REOPENED: frozenset({E.FACT_CHECK_MOVED, E.DRAFT_STARTED}),
    E.CLAIM_JOINED: frozenset({E.CLAIM_REMOVED}),
    E.VERDICT_SENT: frozenset({E.DRAFT_SAVED}),
    E.VERDICT_NAMED: frozenset({E.DRAFT_SAVED}),
    E.COMMENT_ACCEPTED: frozenset({E.DRAFT_SAVED}),
    E.COMMENT_REOPENED: frozenset({E.DRAFT_SAVED}),
}
"""What else one act writes, that its own inverse takes back with it (or leaves, as words sent with a verdict)."""

STAYS: Mapping[str, tuple[str, str]] = {
    E.VERSION_ADDED: (
        "A text that has been read stays.",
        "Look at the version before it, or add the text you want.",
    ),
    E.CLAIM_JOINED: ("The parts are one claim again.", "Split it again."),
    E.DRAFT_RESTORED: (
        "The version took the place of the draft.",
        "Bring the version you want back from History.",
    ),
    E.VERDICT_NAMED: ("A kept version is part of the record.", "Leave it; nobody has to use it."),
    E.VERDICT_SENT_BACK: (
        "Its author has been told what to change.",
        "Tell them that it is settled, or approve what they send next.",
    ),
    E.VERDICT_SIGNED_OFF: (
        "An approval is part of the record.",
        "Ask for changes, or take the verdict back: then it no longer counts.",
    ),
    E.PUBLICATION_STOPPED: ("The order has ended.", "Publish again."),
    E.PUBLICATION_MADE: (
        "It is public: readers may have seen it.",
        "Begin a correction, or retract it; both say so openly.",
    ),
    E.PUBLICATION_CORRECTED: ("The correction is public.", "Correct it again, and say why."),
    E.PUBLICATION_RETRACTED: ("The retraction is public.", "Correct it as a changed verdict."),
    E.PUBLICATION_WITHDRAWN: ("It was taken away for law or privacy.", "Check and publish it anew."),
    E.REQUEST_FORGOTTEN: ("The name and the address are deleted.", "Nothing brings them back."),
    E.CORRECTION_GIVEN_UP: ("The correction was given up.", "Begin a correction again."),
    E.SNAPSHOT_TAKEN_DOWN: ("The copy’s text is gone for law or privacy.", "Keep another copy."),
    E.RUN_CANCELLED: ("The search has stopped.", "Search again."),
    E.MEMBERSHIP_CHANGED: ("A role is changed openly.", "Change it again under Settings, People."),
    E.MEMBERSHIP_ENDED: ("The membership has ended.", "Invite the person again."),
    E.SCALE_CHANGED: ("Verdicts may use the new ratings already.", "Change them again under Settings."),
    E.FILE_IMPORT_UNDONE: ("What the file brought is taken back.", "Import the file again."),
    E.WEBHOOK_SECRET_CHANGED: ("A secret that was shown may be in use.", "Make another one."),
    E.WEBHOOK_TRIED: ("The message is on its way.", "Nothing needs to be done."),
    E.DELIVERY_REPLAYED: ("The message is on its way.", "Nothing needs to be done."),
    E.NEWSROOM_CHANGED: ("Pages were made anew with it.", "Change it again under Settings."),
}
"""Acts that can't be undone: why, and what to do instead. What is in neither table is no act of its own."""
