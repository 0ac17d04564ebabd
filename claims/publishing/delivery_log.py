"""The log of messages to webhooks, which is kept for so many days (`WEBHOOK_LOG_DAYS`)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max

from claims.history.models import JobState
from claims.publishing.webhook_models import Delivery

AT_ONCE = 10_000
"""So many are dropped in one turn; what is left goes in the next."""
ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


def forget_old(*, at: datetime) -> int:
    """Drop what ended longer ago than that, but never the newest message of a webhook: its page says how that went.
    With 0 days everything is kept. Returns how many were dropped."""
    if not settings.WEBHOOK_LOG_DAYS:
        return 0
    newest = Delivery.objects.values("webhook").annotate(newest=Max("pk")).values("newest")
    old = Delivery.objects.filter(
        state__in=ENDED, ended_at__lt=at - timedelta(days=settings.WEBHOOK_LOG_DAYS)
    ).exclude(pk__in=newest)
    dropped, _ = Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()
    return dropped
