"""Sources, kept copies and their fetching, as the API shows them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.presenting.rows import Shown, ref
from claims.evidence.models import OutsideCapture
from claims.intake.models import Capture, Snapshot, Source


class SourceShown(Shown):
    class Meta:
        model = Source
        fields: tuple[str, ...] = (
            "id",
            "canonical_url",
            "title",
            "publisher",
            "authors",
            "kind",
            "published",
            "language",
            "live_state",
            "row_version",
            "created_at",
        )


class ListedShown(serializers.Serializer[Any]):
    """What a list of sources says of where a source stands: in its words, of which version, since when."""

    list = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    version = serializers.CharField()
    since = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    about = serializers.CharField(allow_blank=True)


class WitnessShown(serializers.ModelSerializer[OutsideCapture]):
    """The Internet Archive's own capture of a page of which we keep a copy."""

    class Meta:
        model = OutsideCapture
        fields: tuple[str, ...] = ("state", "outcome", "problem", "permalink", "captured_at")


class SnapshotListed(Shown):
    source = ref("source")  # type: ignore[assignment]
    archived_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Snapshot
        fields: tuple[str, ...] = (
            "id",
            "source",
            "requested_url",
            "final_url",
            "http_status",
            "captured_at",
            "archived_at",
            "text_sha256",
            "characters",
            "extractor",
            "removed_at",
            "removal_reason",
        )


class SnapshotShown(SnapshotListed):
    witness = serializers.SerializerMethodField()

    class Meta(SnapshotListed.Meta):
        fields: tuple[str, ...] = (*SnapshotListed.Meta.fields, "redirects", "text", "blocks", "witness")

    @extend_schema_field(WitnessShown(allow_null=True))
    def get_witness(self, snapshot: Snapshot) -> Any:
        found = OutsideCapture.objects.filter(snapshot=snapshot).first()
        return WitnessShown(found).data if found else None


class CaptureShown(Shown):
    source = ref("source")  # type: ignore[assignment]
    snapshot = ref("snapshot")

    class Meta:
        model = Capture
        fields: tuple[str, ...] = (
            "id",
            "source",
            "method",
            "requested_url",
            "near",
            "state",
            "outcome",
            "problem",
            "snapshot",
            "created_at",
            "ended_at",
        )
