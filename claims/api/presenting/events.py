"""Events, as the API shows them."""

from __future__ import annotations

from claims.api.presenting.rows import Shown
from claims.history.models import Event


class EventShown(Shown):
    class Meta:
        model = Event
        fields: tuple[str, ...] = (
            "id",
            "at",
            "name",
            "actor_kind",
            "actor_name",
            "subject_type",
            "subject_uid",
            "subject_label",
            "related",
            "data",
            "request_id",
        )
