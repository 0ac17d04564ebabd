"""What the API does in the background: forgetting old keys."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from claims.api.models import IdempotentRequest
from claims.history.scheduler import every

KEYS_ARE_KEPT = timedelta(days=7)


@every(3600, "api.forget_keys")
def forget_keys() -> None:
    """Idempotency keys that are older than a week."""
    IdempotentRequest.objects.filter(created_at__lt=timezone.now() - KEYS_ARE_KEPT).delete()
