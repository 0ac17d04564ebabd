"""Webhooks: adding, changing, a new secret, trying out, replaying, removing. By Standard Webhooks 1.0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.permissions import Permission, require
from claims.history.models import JobState
from claims.history.recording import record, ring_after_commit
from claims.history.vocabulary import EventName
from claims.lib.addresses import AddressProblem, parse
from claims.lib.http import Named, installation_policy
from claims.lib.problems import Conflict, Problem
from claims.lib.sealing import seal, unseal
from claims.lib.words import one_line
from claims.publishing.announcing import QUEUE, TRIES, deliver, test_message
from claims.publishing.signing import new_secret
from claims.publishing.webhook_models import TEST, Delivery, Off, Told, Webhook

PURPOSE = "webhook secrets"
BOTH_HOLD = timedelta(hours=24)
"""How long the secret before a new one is signed with too."""
MOST = 20
CHANGEABLE = ("name", "url", "kinds", "off")


def add(*, by: Actor, name: str, url: str, kinds: Iterable[str]) -> tuple[Webhook, str]:
    """Make a webhook; returns the row and its secret, which is shown this once and kept sealed.

    Raises Refused without the right, Problem at /name, /url or /kinds.
    """
    require(by, Permission.MANAGE_SETTINGS)
    fields = {"name": _name(name), "url": _address(url), "kinds": _kinds(kinds)}
    plain = new_secret()
    with transaction.atomic():
        if standing(by).count() >= MOST:
            raise Conflict(
                "webhook.too_many", f"There are {MOST} webhooks already.", next_step="Remove one first."
            )
        made = Webhook.objects.create(
            organisation=by.organisation, by=by.user, secret=seal(plain, purpose=PURPOSE), **fields
        )
        record(EventName.WEBHOOK_ADDED, made, by=by, after=fields)
    return made, plain


def standing(by: Actor) -> QuerySet[Webhook]:
    """The newsroom's webhooks, newest first, without those that were removed."""
    rows: QuerySet[Webhook] = Webhook.objects.visible_to(by).filter(ended_at=None)
    return rows.order_by("-pk")


def change(hook: Webhook, *, by: Actor, row_version: int | None, changes: Mapping[str, Any]) -> Webhook:
    """Change its name, address, what it is told, or switch it off ("person") or on ("").

    What waits is not sent to a webhook that is off. Raises Stale, Problem at the field, Conflict for a removed one.
    """
    require(by, Permission.MANAGE_SETTINGS, hook)
    readers = {"name": _name, "url": _address, "kinds": _kinds, "off": _off}
    with transaction.atomic():
        hook = _locked(hook)
        checked = {name: readers[name](changes[name]) for name in CHANGEABLE if name in changes}
        checked = {name: value for name, value in checked.items() if getattr(hook, name) != value}
        if not checked and (row_version is None or row_version == hook.row_version):
            return hook
        before = save_changes(hook, row_version=row_version, changes=checked)
        if checked.get("off"):
            cancel_waiting(hook, "The webhook was switched off.")
        record(EventName.WEBHOOK_CHANGED, hook, by=by, before=before, after=checked)
    return hook


def rotate(hook: Webhook, *, by: Actor) -> str:
    """A new secret, shown this once. Messages are signed with both until a day has passed or `end_old` is pressed."""
    require(by, Permission.MANAGE_SETTINGS, hook)
    plain = new_secret()
    with transaction.atomic():
        hook = _locked(hook)
        until = timezone.now() + BOTH_HOLD
        save_changes(
            hook,
            row_version=None,
            changes={
                "old_secret": hook.secret,
                "old_until": until,
                "secret": seal(plain, purpose=PURPOSE),
            },
        )
        record(EventName.WEBHOOK_SECRET_CHANGED, hook, by=by, after={"old_until": until})
    return plain


def end_old(hook: Webhook, *, by: Actor) -> Webhook:
    """Sign with the new secret only, from now on."""
    require(by, Permission.MANAGE_SETTINGS, hook)
    with transaction.atomic():
        hook = _locked(hook)
        if hook.old_until is None:
            raise Conflict("webhook.one_secret", "There is no older secret that still holds.")
        before = {"old_until": hook.old_until}
        save_changes(hook, row_version=None, changes={"old_secret": "", "old_until": None})
        record(EventName.WEBHOOK_SECRET_CHANGED, hook, by=by, before=before, after={"old_until": None})
    return hook


def secrets_of(hook: Webhook, *, at: datetime) -> list[str]:
    """The secrets to sign with, the newest first. Raises `sealing.Unreadable`."""
    sealed = [hook.secret]
    if hook.old_until is not None and hook.old_until > at:
        sealed.append(hook.old_secret)
    return [unseal(each, purpose=PURPOSE) for each in sealed]


def try_out(hook: Webhook, *, by: Actor) -> Delivery:
    """Send a message that says nothing but that it works. Raises Conflict where the webhook is off."""
    require(by, Permission.MANAGE_SETTINGS, hook)
    with transaction.atomic():
        hook = _locked(hook)
        _must_be_told(hook)
        at = timezone.now()
        made = deliver(hook, kind=TEST, body=test_message(hook, by=by.user, at=at))
        record(EventName.WEBHOOK_TRIED, hook, by=by, after={"message": made.message_id}, at=at)
    return made


def replay(delivery: Delivery, *, by: Actor) -> Delivery:
    """Send a message again, with the id it had: a receiver that has had it can tell.

    Raises Conflict where it is still under way, the webhook is off, or the check was withdrawn since.
    """
    require(by, Permission.MANAGE_SETTINGS, delivery)
    with transaction.atomic():
        row = Delivery.objects.select_for_update(of=("self",)).select_related("webhook").get(pk=delivery.pk)
        _must_be_told(row.webhook)
        if row.state in (JobState.DUE, JobState.LEASED):
            raise Conflict("delivery.under_way", "This message is still under way.")
        if not row.body:
            raise Conflict(
                "delivery.withdrawn",
                "The check was withdrawn: what it said is not sent any more.",
                next_step="The message about the withdrawal can be sent again.",
            )
        row.tries = [
            *row.tries,
            {"at": timezone.now().isoformat(timespec="milliseconds"), "by": str(by.user)},
        ]
        row.state, row.due_at, row.attempts = JobState.DUE, timezone.now(), 0
        row.max_attempts, row.ended_at, row.last_error = TRIES, None, ""
        row.save(
            update_fields=["tries", "state", "due_at", "attempts", "max_attempts", "ended_at", "last_error"]
        )
        record(EventName.DELIVERY_REPLAYED, row, by=by, related=[row.webhook])
        ring_after_commit(QUEUE)
    return row


def remove(hook: Webhook, *, by: Actor) -> Webhook:
    """Tell it nothing more, and take it off the list. Its log stays."""
    require(by, Permission.MANAGE_SETTINGS, hook)
    with transaction.atomic():
        hook = _locked(hook)
        save_changes(hook, row_version=None, changes={"ended_at": timezone.now()})
        cancel_waiting(hook, "The webhook was removed.")
        record(EventName.WEBHOOK_REMOVED, hook, by=by, before={"name": hook.name, "url": hook.url})
    return hook


def bring_back(hook: Webhook, *, by: Actor) -> Webhook:
    """Undo a removal; what was not sent meanwhile stays unsent."""
    require(by, Permission.MANAGE_SETTINGS, hook)
    with transaction.atomic():
        hook = Webhook.objects.select_for_update().get(pk=hook.pk)
        if hook.ended_at is None:
            raise Conflict("webhook.standing", "This webhook was not removed.")
        save_changes(hook, row_version=None, changes={"ended_at": None})
        after = {"name": hook.name, "url": hook.url, "kinds": hook.kinds}
        record(EventName.WEBHOOK_ADDED, hook, by=by, after=after)
    return hook


def cancel_waiting(hook: Webhook, reason: str) -> None:
    """What is due is not sent; a replay can send it later."""
    hook.deliveries.filter(state=JobState.DUE).update(
        state=JobState.CANCELLED, last_error=reason, ended_at=timezone.now()
    )


def _locked(hook: Webhook) -> Webhook:
    row = Webhook.objects.select_for_update().select_related("organisation").get(pk=hook.pk)
    if row.ended_at is not None:
        raise Conflict("webhook.removed", "This webhook was removed.", next_step="Add it again.")
    return row


def _must_be_told(hook: Webhook) -> None:
    if hook.ended_at is not None:
        raise Conflict("webhook.removed", "This webhook was removed.", next_step="Add it again.")
    if hook.off:
        raise Conflict(
            "webhook.off",
            f"This webhook is off: {hook.get_off_display()}.",
            next_step="Switch it on first.",
        )


def _name(value: object) -> str:
    return one_line(value, field="The name", pointer="/name", limit=100)


def _address(value: object) -> str:
    text = one_line(value, field="The address", pointer="/url", limit=2000)
    policy = installation_policy(Named.BY_ADMINS)
    try:
        url = parse(text, policy=policy)
    except AddressProblem as problem:
        raise AddressProblem(
            problem.code,
            problem.detail,
            next_step="Give an address on the open web that begins with https://.",
        ) from None
    if url.scheme != "https" and not policy.allows(url):
        raise Problem(
            "webhook.not_https",
            "Messages are sent to https addresses only.",
            pointer="/url",
            next_step="Give the address with https://.",
        )
    return str(url)


def _kinds(value: object) -> list[str]:
    given = set(value) if isinstance(value, list | tuple | set) else {value}
    unknown = sorted(str(each)[:40] for each in given - set(Told.values))
    if unknown or not given:
        detail = f"There is no “{unknown[0]}”." if unknown else "Choose at least one thing to be told of."
        raise Problem(
            "webhook.kinds",
            detail,
            pointer="/kinds",
            next_step="Known are " + ", ".join(Told.values) + ".",
        )
    return [each for each in Told.values if each in given]


def _off(value: object) -> str:
    if value not in ("", Off.PERSON.value):
        raise Problem("webhook.off", "It is on (“”) or off (“person”).", pointer="/off")
    return str(value)
