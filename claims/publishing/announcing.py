"""What webhooks are told: the message that follows an event, and a delivery of it for each webhook that wants it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.utils import timezone

from claims.accounts.models import User
from claims.history.models import Event, JobState
from claims.history.recording import ring_after_commit
from claims.history.vocabulary import EventName
from claims.publishing.addresses import base_url
from claims.publishing.ledger import changes, of_verdict
from claims.publishing.models import Publication, PublicationState
from claims.publishing.reading import read
from claims.publishing.shown import NOTICE_KINDS, Check
from claims.publishing.signing import new_message_id
from claims.publishing.webhook_models import TEST, Delivery, Told, Webhook

TASK, QUEUE = "publishing.deliver", "deliver"
TRIES = 10
MOST_BYTES = 20_000
"""The standard's: a receiver reads the rest at `data.data_url`."""
LONGEST = {"headline": 300, "claim": 300, "conclusion": 1_000, "note": 2_000, "reason": 300}


def announce(publication: Publication, event: Event) -> list[Delivery]:
    """After something was published, corrected, retracted or withdrawn. Safe to repeat: one delivery for each webhook
    and event. Runs in the caller's transaction."""
    kind = kind_of(event)
    if kind == Told.WITHDRAWN:
        forget(publication)
    elif publication.state == PublicationState.WITHDRAWN:
        return []
    hooks = Webhook.objects.in_newsroom(publication.organisation_id).filter(off="", ended_at=None)
    wanted = [hook for hook in hooks if kind in hook.kinds]
    if not wanted:
        return []
    body = as_text(kind, event.at, _data(publication, event))
    return [
        deliver(hook, kind=kind, body=body, publication=publication, event_uid=event.uid) for hook in wanted
    ]


def deliver(
    hook: Webhook, *, kind: str, body: str, publication: Publication | None = None, event_uid: str = ""
) -> Delivery:
    """Write a delivery down, due now."""
    fields: dict[str, Any] = {
        "organisation_id": hook.organisation_id, "publication": publication, "message_id": new_message_id(),
        "kind": kind, "body": body, "task": TASK, "queue": QUEUE, "due_at": timezone.now(), "max_attempts": TRIES,
    }  # fmt: skip
    if event_uid:
        made, _ = Delivery.objects.get_or_create(webhook=hook, event_uid=event_uid, defaults=fields)
    else:
        made = Delivery.objects.create(webhook=hook, **fields)
    ring_after_commit(QUEUE)
    return made


def test_message(hook: Webhook, *, by: User, at: datetime) -> str:
    """A message that says nothing but that it works."""
    words = f"{by} of {hook.organisation} tries out the webhook “{hook.name}”."
    return as_text(TEST, at, {"words": words})


def forget(publication: Publication) -> None:
    """Law or privacy took the check away: its words leave the log, and what waits is not sent."""
    rows = Delivery.objects.filter(publication=publication).exclude(kind=Told.WITHDRAWN)
    rows.filter(state__in=[JobState.DUE, JobState.LEASED]).update(
        state=JobState.CANCELLED,
        last_error="The check was withdrawn.",
        ended_at=timezone.now(),
        lease_token=None,
        lease_until=None,
    )
    rows.update(body="")


def kind_of(event: Event) -> str:
    """Which message follows which event."""
    if event.name == EventName.PUBLICATION_CORRECTED:
        return Told.VERDICT_CHANGED if event.data.get("kind") == "verdict_change" else Told.CORRECTED
    return {
        EventName.PUBLICATION_MADE: Told.PUBLISHED,
        EventName.PUBLICATION_RETRACTED: Told.RETRACTED,
        EventName.PUBLICATION_WITHDRAWN: Told.WITHDRAWN,
    }[EventName(event.name)]


def as_text(kind: str, at: datetime, data: dict[str, Any]) -> str:
    """The very bytes that are signed and sent, below the standard's 20 KB whatever the words are."""
    data = {name: _shortened(value, LONGEST.get(name, 2_000)) for name, value in data.items()}
    limit = max(LONGEST.values())
    while True:
        body = json.dumps(
            {"type": str(kind), "timestamp": at.isoformat(timespec="milliseconds"), "data": data},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        if len(body.encode()) < MOST_BYTES:
            return body
        limit //= 2
        data = {name: _shortened(value, limit) for name, value in data.items()}


def _shortened(value: Any, most: int) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(each, min(most, LONGEST.get(name, most))) for name, each in value.items()}
    if isinstance(value, str) and len(value) > most and not value.startswith(("https://", "http://")):
        return value[: most - 1].rstrip() + "…"
    return value


def _data(publication: Publication, event: Event) -> dict[str, Any]:
    """The version that this event made public, as it stood then; of a withdrawn check nothing but that."""
    check = read(publication)
    data: dict[str, Any] = {"id": check.uid, "url": check.url, "newsroom": check.newsroom.name}
    if event.name == EventName.PUBLICATION_WITHDRAWN:
        return {**data, "state": PublicationState.WITHDRAWN.value, "reason": check.withdrawal_reason}
    return {**data, "data_url": f"{base_url(check.newsroom)}{check.path}check.json", **_version(check, event)}


def _version(check: Check, event: Event) -> dict[str, Any]:
    n = int(event.after.get("version") or check.newest.n)
    verdict = next((each for each in check.versions if each.n == n), check.newest)
    before = next((each for each in check.versions if each.n == verdict.n - 1), None)
    retracted = verdict.correction_kind == "retraction"
    answer = None if retracted else verdict.answer
    return {
        "state": "retracted" if retracted else "published",
        "version": verdict.n,
        "headline": verdict.headline,
        "claim": verdict.claim_text,
        "claimant": verdict.claimant or None,
        "claimed_on": verdict.claimed_on.isoformat() if verdict.claimed_on else None,
        "label": verdict.label,
        "rating": {"key": answer.key, "label": answer.label, "number": answer.number} if answer else None,
        "conclusion": None if retracted else verdict.conclusion,
        "correction": {
            "kind": verdict.correction_kind,
            "note": verdict.correction_note,
            "notice": verdict.correction_kind in NOTICE_KINDS,
            "changed": [each["field"] for each in changes(of_verdict(before), of_verdict(verdict))]
            if before
            else [],
        }
        if verdict.correction_kind
        else None,
        "published_at": check.published_at.isoformat(timespec="seconds"),
        "modified_at": verdict.at.isoformat(timespec="seconds"),
    }
