"""Lines of history in words, for Today and for the history panels."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from claims.accounts.acting import Actor
from claims.history.models import ActorKind, Event
from claims.history.vocabulary import EventName as E

QUIET = (
    E.DRAFT_SAVED,
    E.SUGGESTIONS_MADE,
    E.MATCHES_FOUND,
    E.FACT_CHECK_MOVED,
    E.RUN_STARTED,
    E.FACT_CHECK_OPENED,
)
"""What happens too often, or follows too closely from something else, to be news."""

PHRASES: dict[str, str] = {
    E.NEWSROOM_CREATED: "opened the newsroom",
    E.NEWSROOM_CHANGED: "changed the newsroom’s settings",
    E.PERSON_INVITED: "invited",
    E.INVITATION_REVOKED: "took an invitation back",
    E.MEMBERSHIP_STARTED: "welcomed",
    E.MEMBERSHIP_CHANGED: "changed the role of",
    E.MEMBERSHIP_ENDED: "ended the membership of",
    E.TOKEN_ISSUED: "made a key",
    E.TOKEN_REVOKED: "revoked a key",
    E.ARTICLE_SUBMITTED: "brought in",
    E.ARTICLE_CHANGED: "changed",
    E.ARTICLE_ARCHIVED: "archived",
    E.ARTICLE_RESTORED: "brought back",
    E.VERSION_ADDED: "added a version",
    E.CAPTURE_ASKED: "asked for a copy of",
    E.CAPTURE_FAILED: "could not keep a copy of",
    E.CAPTURE_ARCHIVE_ASKED: "looked in the Archive for",
    E.WITNESS_ASKED: "asked the Archive to capture",
    E.WITNESS_MADE: "had the Archive capture",
    E.WITNESS_FAILED: "could not have the Archive capture",
    E.SOURCE_NOTED: "noticed a change of",
    E.SOURCE_NOTE_SETTLED: "settled a note about",
    E.SOURCE_NOTE_REOPENED: "opened a note again about",
    E.SNAPSHOT_KEPT: "kept a copy of",
    E.SNAPSHOT_TAKEN_DOWN: "took down a kept copy of",
    E.SOURCE_CHANGED: "changed the source",
    E.FILE_IMPORTED: "imported the file",
    E.FILE_IMPORT_UNDONE: "took back the import of",
    E.SOURCE_LIST_IMPORTED: "added a version of the list",
    E.SOURCE_LIST_CHANGED: "changed the list",
    E.SUGGESTIONS_MADE: "suggested what to check in",
    E.SUGGESTION_ACCEPTED: "accepted",
    E.SUGGESTION_DISMISSED: "dismissed",
    E.DISMISSAL_UNDONE: "brought back",
    E.ACCEPTANCE_UNDONE: "undid accepting",
    E.CLAIM_MARKED: "marked",
    E.CLAIM_CHANGED: "edited",
    E.CLAIM_SPLIT: "split",
    E.CLAIM_COVERED: "put under another claim",
    E.CLAIM_UNCOVERED: "took from under another claim",
    E.CLAIM_REMOVED: "removed",
    E.APPEARANCE_ADDED: "added a place",
    E.APPEARANCE_MOVED: "changed the words marked",
    E.APPEARANCE_PLACED: "placed again",
    E.APPEARANCE_LEFT_OUT: "left out of the new version",
    E.APPEARANCE_REMOVED: "took a place away",
    E.APPEARANCE_UNPLACED: "took a placing back",
    E.ANCHORS_CARRIED: "carried the claims over to",
    E.PREDICTION_CHANGED: "changed the forecast",
    E.PREDICTION_RESOLVED: "resolved the forecast",
    E.CHECKPOINT_ADDED: "added a checkpoint",
    E.CHECKPOINT_SETTLED: "settled a checkpoint",
    E.CHECKPOINT_CHANGED: "changed a checkpoint",
    E.CHECKPOINT_REMOVED: "removed a checkpoint",
    E.CLAIM_RESTORED: "brought back",
    E.CLAIM_JOINED: "put together again",
    E.MATCHES_FOUND: "found earlier checks of",
    E.MATCH_DECIDED: "decided on an earlier check",
    E.MATCH_DECISION_UNDONE: "undid a decision on an earlier check",
    E.RUN_STARTED: "started looking for evidence on",
    E.RUN_MERGED: "finished looking for evidence on",
    E.RUN_CANCELLED: "stopped looking for evidence on",
    E.RUN_PAUSED: "paused looking for evidence on",
    E.RUN_RESUMED: "went on looking for evidence on",
    E.CALL_RETRIED: "tried a search again",
    E.EVIDENCE_ADDED: "added evidence",
    E.EVIDENCE_CHANGED: "changed evidence",
    E.EVIDENCE_REMOVED: "removed evidence",
    E.CANDIDATE_SET_ASIDE: "set aside",
    E.CANDIDATE_BROUGHT_BACK: "brought back",
    E.ORIGIN_SPLIT: "split out of its origin",
    E.ORIGIN_MERGED: "said to be of one origin:",
    E.ORIGIN_DECISION_UNDONE: "undid a decision on origins:",
    E.FACT_CHECK_OPENED: "opened the check of",
    E.FACT_CHECK_MOVED: "moved",
    E.FACT_CHECK_ASSIGNED: "assigned",
    E.FACT_CHECK_SNOOZED: "snoozed or woke",
    E.FACT_CHECK_DECLINED: "declined",
    E.FACT_CHECK_REOPENED: "reopened",
    E.DRAFT_STARTED: "began the verdict on",
    E.DRAFT_SAVED: "saved the draft of",
    E.DRAFT_CITED: "cited a source in",
    E.DRAFT_UNCITED: "took a citation out of",
    E.DRAFT_RESTORED: "restored an earlier draft of",
    E.VERDICT_SENT: "sent for review",
    E.VERDICT_NAMED: "named a version of",
    E.VERDICT_TAKEN_BACK: "took back from review",
    E.VERDICT_SENT_BACK: "asked for changes to",
    E.VERDICT_SIGNED_OFF: "approved",
    E.COMMENT_MADE: "commented",
    E.COMMENT_ACCEPTED: "accepted proposed words",
    E.COMMENT_RESOLVED: "resolved a comment",
    E.COMMENT_REOPENED: "reopened a comment",
    E.SCALE_CHANGED: "changed the rating scale",
    E.PUBLICATION_ORDERED: "ordered the publication of",
    E.PUBLICATION_STOPPED: "stopped the publication of",
    E.PUBLICATION_MADE: "published",
    E.PUBLICATION_CORRECTED: "corrected",
    E.PUBLICATION_RETRACTED: "retracted",
    E.PUBLICATION_WITHDRAWN: "withdrew",
    E.PUBLICATION_SEEN_WRONG: "found something wrong with the public page of",
    E.CORRECTION_BEGUN: "began a correction of",
    E.CORRECTION_GIVEN_UP: "gave up a correction of",
    E.WEBHOOK_ADDED: "added the webhook",
    E.WEBHOOK_CHANGED: "changed the webhook",
    E.WEBHOOK_SECRET_CHANGED: "changed the secret of the webhook",
    E.WEBHOOK_SWITCHED_OFF: "switched off the webhook",
    E.WEBHOOK_REMOVED: "removed the webhook",
    E.WEBHOOK_TRIED: "tried out the webhook",
    E.DELIVERY_REPLAYED: "sent again:",
    E.REQUEST_RECEIVED: "received from a reader:",
    E.REQUEST_ASSIGNED: "assigned",
    E.REQUEST_ANSWERED: "answered",
    E.REQUEST_REOPENED: "reopened",
    E.REQUEST_FORGOTTEN: "deleted the sender of",
}


def in_words(event: Event) -> str:
    """What was done, as words between the name of the person and the name of the thing."""
    return PHRASES.get(event.name) or event.name.rpartition(".")[2].replace("_", " ")


def label(event: Event) -> str:
    """The thing's name; an address is read as words; a state or stance beside some names is left out."""
    words = event.subject_label
    if event.subject_type == "Publication" and " " not in words:  # of old, by its address
        words = words.replace("-", " ").capitalize()
    if event.subject_type == "Evidence":
        words = words.partition(": ")[2] or words
    if event.subject_type == "Draft":
        words = words.removeprefix("draft for ")
    return (
        words.rpartition(" (")[0] if words.endswith(")") and event.subject_type == "PublishOrder" else words
    )


def recent(actor: Actor) -> QuerySet[Event]:
    """What happened in the newsroom lately, newest first, without what is too small to be news."""
    return Event.objects.filter(organisation_id=actor.organisation.pk).exclude(name__in=QUIET)


def since(actor: Actor, moment: datetime) -> QuerySet[Event]:
    """What others did in the newsroom since that moment, newest first."""
    here = Event.objects.filter(organisation_id=actor.organisation.pk)
    last_seen = here.filter(at__lte=moment).values("pk")[:1]
    # By key, which the index of the newsroom's events is ordered by; moments follow the keys but for a few seconds.
    news = here.filter(pk__gt=Coalesce(Subquery(last_seen), 0)).exclude(name__in=QUIET)
    return news.exclude(actor_kind=ActorKind.PERSON, actor_id=actor.user.pk)


def about(*things: Any, limit: int = 60) -> QuerySet[Event]:
    """The history of these things together, newest first: events about them, and those that name them as related."""
    here = Q()
    for thing in things:
        if thing is not None:
            kind = type(thing).__name__
            here |= Q(subject_type=kind, subject_uid=thing.uid)
            here |= Q(related__contains=[{"type": kind, "uid": thing.uid}])
    organisation_id = next(thing.organisation_id for thing in things if thing is not None)
    return Event.objects.filter(here, organisation_id=organisation_id).exclude(name=E.DRAFT_SAVED)[:limit]
