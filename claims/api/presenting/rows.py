"""What the API shows of every row. `id` is the uid; other rows appear as their uid.

Offsets are code points, end exclusive.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


def ref(source: str, **rest: Any) -> serializers.CharField:
    """Another row, as its uid (null where there is none)."""
    return serializers.CharField(source=f"{source}.uid", read_only=True, default=None, **rest)


class Shown(serializers.ModelSerializer[Any]):
    """A row with its uid as `id`."""

    id = serializers.CharField(source="uid", read_only=True)
