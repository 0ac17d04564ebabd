"""When somebody last looked at Today, so that it can say what changed since."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Membership

ONE_VISIT = timedelta(minutes=15)
"""Looks that follow each other this closely are one visit: a reload does not make news old."""


def look(actor: Actor) -> datetime | None:
    """Note that she looks now. Returns when the visit before this one ended; None on the first."""
    membership = actor.membership
    if membership is None:
        return None
    now = timezone.now()
    last = membership.looked_at
    if last is not None and now - last < ONE_VISIT:
        before = membership.looked_before_at
        if now - last > timedelta(seconds=30):
            _note(membership, looked_at=now)
    else:
        before = last
        _note(membership, looked_at=now, looked_before_at=before)
    return before


def _note(membership: Membership, **moments: datetime | None) -> None:
    """No row version is raised: nobody edits this."""
    Membership.objects.filter(pk=membership.pk).update(**moments)
