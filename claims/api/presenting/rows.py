"""What the API shows of every row. `id` is the uid; other rows appear as their uid.

Offsets are code points, end exclusive.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class Ref(serializers.CharField):
    """Another row, as its uid; null where the way to it may end."""

    def __init__(self, way: str, **rest: Any) -> None:
        super().__init__(source=f"{way}.uid", read_only=True, default=None, **rest)

    def bind(self, field_name: str, parent: Any) -> None:
        super().bind(field_name, parent)
        model: Any = parent.Meta.model
        for name in self.source_attrs[:-1]:
            step = model._meta.get_field(name)
            self.allow_null = self.allow_null or step.auto_created or step.null
            model = step.related_model


def ref(way: str, **rest: Any) -> Ref:
    """Another row, as its uid (null where there is none)."""
    return Ref(way, **rest)


class Shown(serializers.ModelSerializer[Any]):
    """A row with its uid as `id`."""

    id = serializers.CharField(source="uid", read_only=True)
