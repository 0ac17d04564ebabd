"""Claims, where they appear, and what keeps a forecast open, as the API shows them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.annotation.models import Appearance, Checkpoint, Claim, Prediction
from claims.api.presenting.rows import Shown, ref


class AppearanceShown(Shown):
    claim = ref("claim")
    version = ref("version")
    target = serializers.SerializerMethodField()

    class Meta:
        model = Appearance
        fields: tuple[str, ...] = (
            "id",
            "claim",
            "version",
            "start",
            "end",
            "quote",
            "prefix",
            "suffix",
            "anchor",
            "proposed_start",
            "proposed_end",
            "why",
            "confirmed_at",
            "left_out_at",
            "target",
        )

    @extend_schema_field(serializers.JSONField())
    def get_target(self, appearance: Appearance) -> dict[str, Any]:
        """The W3C target: the version as source, a TextQuoteSelector, and a TextPositionSelector where placed."""
        selectors: list[dict[str, Any]] = [
            {"type": "TextQuoteSelector", "exact": appearance.quote, "prefix": appearance.prefix,
             "suffix": appearance.suffix}
        ]  # fmt: skip
        if appearance.start is not None:
            selectors.append(
                {"type": "TextPositionSelector", "start": appearance.start, "end": appearance.end}
            )
        return {
            "source": f"urn:claim-workbench:article-version:{appearance.version.uid}",
            "selector": selectors,
        }


class CheckpointShown(Shown):
    class Meta:
        model = Checkpoint
        fields: tuple[str, ...] = ("id", "due_on", "question", "finding", "at")


class PredictionShown(Shown):
    checkpoints = CheckpointShown(many=True, read_only=True)

    class Meta:
        model = Prediction
        fields: tuple[str, ...] = (
            "id",
            "subject",
            "measure",
            "comparator",
            "threshold",
            "unit",
            "probability",
            "horizon_on",
            "criteria",
            "resolution_source",
            "state",
            "row_version",
            "checkpoints",
        )


class ClaimShown(Shown):
    article = ref("article")
    suggestion = ref("suggestion")
    same_as = ref("same_as")
    split_from = ref("split_from")
    translates = ref("translates")
    claimant = serializers.CharField(source="claimant.name", read_only=True, default=None, allow_null=True)
    appearances = serializers.SerializerMethodField()
    prediction = serializers.SerializerMethodField()
    fact_check = serializers.SerializerMethodField()

    class Meta:
        model = Claim
        fields: tuple[str, ...] = (
            "id",
            "article",
            "number",
            "statement",
            "resolved",
            "kind",
            "claimant",
            "quantities",
            "times",
            "claimed_on",
            "suggestion",
            "same_as",
            "split_from",
            "priority",
            "is_ambiguous",
            "topics",
            "language",
            "translates",
            "removed_at",
            "row_version",
            "created_at",
            "appearances",
            "prediction",
            "fact_check",
        )

    @extend_schema_field(AppearanceShown(many=True))
    def get_appearances(self, claim: Claim) -> Any:
        rows = (
            claim.appearances.filter(left_out_at=None)
            .select_related("claim", "version")
            .order_by("-version__n", "start")
        )
        return AppearanceShown(rows, many=True).data

    @extend_schema_field(PredictionShown(allow_null=True))
    def get_prediction(self, claim: Claim) -> Any:
        found = getattr(claim, "prediction", None)
        return PredictionShown(found).data if found else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_fact_check(self, claim: Claim) -> str | None:
        found = getattr(claim, "fact_check", None)
        return found.uid if found else None
