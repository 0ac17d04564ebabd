"""Publications, their versions and corrections, as the API shows them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.presenting.fact_checks import RevisionShown
from claims.api.presenting.rows import Shown, ref
from claims.publishing.addresses import public_url
from claims.publishing.ledger import changes, of_revision, severity
from claims.publishing.models import Correction, Publication, PublishedVersion


class ChangeShown(serializers.Serializer[Any]):
    """One field that a correction changed: words, or for `sources`, `appearances` and `topics` lists."""

    field = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class CorrectionShown(Shown):
    before = serializers.IntegerField(source="before.n", read_only=True)
    after = serializers.SerializerMethodField()
    severity = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField()

    class Meta:
        model = Correction
        fields: tuple[str, ...] = ("id", "kind", "severity", "note", "made_at", "before", "after", "changes")

    @extend_schema_field(serializers.ChoiceField(choices=["minor", "significant"]))
    def get_severity(self, correction: Correction) -> str:
        return severity(correction.kind)

    @extend_schema_field(ChangeShown(many=True))
    def get_changes(self, correction: Correction) -> list[dict[str, Any]]:
        found = getattr(correction, "after", None)
        if found is None:
            return []
        return changes(of_revision(correction.before.revision), of_revision(found.revision))

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_after(self, correction: Correction) -> int | None:
        found = getattr(correction, "after", None)
        return found.n if found else None


class PublishedVersionShown(Shown):
    revision = RevisionShown(read_only=True)
    correction = CorrectionShown(read_only=True, allow_null=True)

    class Meta:
        model = PublishedVersion
        fields: tuple[str, ...] = ("id", "n", "published_at", "revision", "correction")


class PublicationShown(Shown):
    fact_check = ref("fact_check")
    claim = ref("fact_check.claim")
    url = serializers.SerializerMethodField()
    versions = PublishedVersionShown(many=True, read_only=True)

    class Meta:
        model = Publication
        fields: tuple[str, ...] = (
            "id",
            "fact_check",
            "claim",
            "slug",
            "state",
            "withdrawal_reason",
            "withdrawn_at",
            "url",
            "versions",
            "row_version",
        )

    def get_url(self, publication: Publication) -> str:
        return public_url(publication)
