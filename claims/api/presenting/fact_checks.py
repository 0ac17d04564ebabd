"""Fact-checks, drafts, revisions and sign-offs, as the API shows them."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.presenting.rows import Shown, ref
from claims.verdicts.at_hand import AtHand, at_hand_of
from claims.verdicts.models import Citation, Draft, FactCheck, SignOff, VerdictRevision


class CitedOriginShown(serializers.Serializer[Any]):
    """An origin with the numbers of the sources cited from it: copies of one text count once."""

    name = serializers.CharField()
    sources = serializers.ListField(child=serializers.IntegerField())


class DraftShown(Shown):
    rating = serializers.CharField(source="rating.key", read_only=True, default=None, allow_null=True)
    citations = serializers.SerializerMethodField()
    origins = serializers.SerializerMethodField()
    gaps = serializers.SerializerMethodField()

    class Meta:
        model = Draft
        fields: tuple[str, ...] = (
            "id",
            "headline",
            "conclusion",
            "explanation",
            "claim_text",
            "statement",
            "rating",
            "known_as_of",
            "sources_exception",
            "correction_kind",
            "correction_note",
            "claimant",
            "claimed_on",
            "row_version",
            "citations",
            "origins",
            "gaps",
        )

    @extend_schema_field(serializers.JSONField())
    def get_citations(self, draft: Draft) -> list[dict[str, Any]]:
        rows = self._known(draft).citations
        return [{"number": each.number, "evidence": each.evidence.uid} for each in rows]

    @extend_schema_field(CitedOriginShown(many=True))
    def get_origins(self, draft: Draft) -> list[dict[str, Any]]:
        return [each.as_data for each in self._known(draft).origins]

    @extend_schema_field(serializers.JSONField())
    def get_gaps(self, draft: Draft) -> list[dict[str, str]]:
        from claims.verdicts.writing import gaps

        found = gaps(draft, self._known(draft))
        return [{"field": each.field, "detail": each.detail} for each in found]

    def _known(self, draft: Draft) -> AtHand:
        """What whoever lists many has asked of all at once (`known`), else asked here for this one."""
        known: dict[int, AtHand] = cast(Any, self.context).setdefault("known", {})
        if draft.pk not in known:
            known[draft.pk] = at_hand_of(draft)
        return known[draft.pk]


class FactCheckShown(Shown):
    claim = ref("claim")
    assignee = serializers.CharField(source="assignee.name", read_only=True, default=None, allow_null=True)
    draft = serializers.SerializerMethodField()
    publication = serializers.SerializerMethodField()

    class Meta:
        model = FactCheck
        fields: tuple[str, ...] = (
            "id",
            "claim",
            "state",
            "assignee",
            "due_on",
            "snoozed_until",
            "decline_reason",
            "row_version",
            "created_at",
            "draft",
            "publication",
        )

    @extend_schema_field(DraftShown(allow_null=True))
    def get_draft(self, fact_check: FactCheck) -> Any:
        found = getattr(fact_check, "draft", None)
        return DraftShown(found, context=self.context).data if found else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_publication(self, fact_check: FactCheck) -> str | None:
        found = getattr(fact_check, "publication", None)
        return found.uid if found else None


def with_citations(way: str = "") -> Prefetch[Any, Any, Any]:
    """The citations of revisions (of those at the end of a way) as they are shown, without the texts quoted from."""
    rows = Citation.objects.select_related("evidence", "snapshot").defer(
        "snapshot__text", "snapshot__blocks", "snapshot__headers"
    )
    return Prefetch(f"{way}citations", queryset=rows)


class CitationShown(Shown):
    evidence = ref("evidence")
    snapshot = ref("snapshot")

    class Meta:
        model = Citation
        fields: tuple[str, ...] = (
            "number",
            "evidence",
            "snapshot",
            "start",
            "end",
            "quote",
            "stance",
            "is_key",
            "source_title",
            "source_publisher",
            "source_url",
            "source_date",
            "source_kind",
        )


class SignOffShown(Shown):
    revision = ref("revision")
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = SignOff
        fields: tuple[str, ...] = ("id", "revision", "by", "at", "note")


class RevisionShown(Shown):
    fact_check = ref("fact_check")
    made_by = serializers.CharField(source="made_by.name", read_only=True)
    rating = serializers.CharField(source="rating.key", read_only=True, default=None, allow_null=True)
    citations = CitationShown(many=True, read_only=True)
    sign_off = serializers.SerializerMethodField()

    class Meta:
        model = VerdictRevision
        fields: tuple[str, ...] = (
            "id",
            "fact_check",
            "n",
            "purpose",
            "name",
            "claim_kind",
            "statement",
            "claimant_name",
            "claimed_on",
            "claim_fields",
            "headline",
            "conclusion",
            "explanation",
            "claim_text",
            "rating",
            "rating_label",
            "known_as_of",
            "prediction_outcome",
            "origins",
            "sources_exception",
            "correction_kind",
            "correction_note",
            "author_names",
            "made_by",
            "made_at",
            "citations",
            "sign_off",
        )

    @extend_schema_field(SignOffShown(allow_null=True))
    def get_sign_off(self, revision: VerdictRevision) -> Any:
        found = getattr(revision, "sign_off", None)
        return SignOffShown(found).data if found else None
