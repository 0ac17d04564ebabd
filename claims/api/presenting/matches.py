"""Earlier checks of the same, as the API shows them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.presenting.rows import Shown, ref
from claims.matching.models import Match


class MatchShown(Shown):
    suggestion = ref("suggestion")
    claim = ref("claim")
    other_claim = ref("other_claim")
    earlier_check = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()

    class Meta:
        model = Match
        fields: tuple[str, ...] = (
            "id",
            "suggestion",
            "claim",
            "other_claim",
            "earlier_check",
            "relation",
            "score",
            "why",
            "matcher",
            "decision",
        )

    @extend_schema_field(serializers.JSONField(allow_null=True))
    def get_earlier_check(self, match: Match) -> dict[str, Any] | None:
        check = match.earlier_check
        if check is None:
            return None
        return {"url": check.url, "publisher": check.publisher, "claim_text": check.claim_text,
                "rating_text": check.rating_text, "reviewed_on": check.reviewed_on}  # fmt: skip

    @extend_schema_field(serializers.JSONField(allow_null=True))
    def get_decision(self, match: Match) -> dict[str, Any] | None:
        decision = getattr(match, "decision", None)
        if decision is None:
            return None
        return {
            "relation": decision.relation,
            "by": str(decision.by),
            "at": decision.at,
            "note": decision.note,
        }
