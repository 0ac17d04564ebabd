"""Proposed claims, as the API shows them."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.annotation.models import Suggestion
from claims.api.presenting.rows import Shown, ref


class SuggestionShown(Shown):
    version = ref("version")
    article = ref("version.article")
    claim = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()

    class Meta:
        model = Suggestion
        fields: tuple[str, ...] = (
            "id",
            "article",
            "version",
            "number",
            "start",
            "end",
            "quote",
            "statement",
            "resolved",
            "kind",
            "claimant_name",
            "score",
            "band",
            "reasons",
            "quantities",
            "times",
            "prediction",
            "scorer",
            "state",
            "claim",
        )

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_claim(self, suggestion: Suggestion) -> str | None:
        claim = getattr(suggestion, "claim", None)
        return claim.uid if claim and claim.removed_at is None else None

    @extend_schema_field(serializers.ChoiceField(choices=["undecided", "accepted", "dismissed"]))
    def get_state(self, suggestion: Suggestion) -> str:
        if hasattr(suggestion, "dismissal"):
            return "dismissed"
        return "accepted" if self.get_claim(suggestion) else "undecided"
