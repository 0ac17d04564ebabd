"""API tokens, as the API shows them."""

from __future__ import annotations

from rest_framework import serializers

from claims.accounts.models import Token
from claims.api.presenting.rows import Shown


class TokenShown(Shown):
    owner = serializers.CharField(source="membership.user.name", read_only=True)

    class Meta:
        model = Token
        fields: tuple[str, ...] = (
            "id",
            "name",
            "prefix",
            "owner",
            "scopes",
            "expires_at",
            "revoked_at",
            "last_used_at",
            "created_at",
        )
