"""Lists of sources, as the API shows them."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.presenting.rows import Shown
from claims.intake.models import SourceList, SourceListVersion


class SourceListShown(Shown):
    in_use = serializers.IntegerField(
        source="current.n", default=None, allow_null=True, read_only=True,
        help_text="The number of the version that counts; null for a list that was removed.",
    )  # fmt: skip

    class Meta:
        model = SourceList
        fields = ("id", "key", "name", "about", "in_use", "row_version", "created_at")


class SourceListVersionListed(serializers.ModelSerializer[SourceListVersion]):
    entries_count = serializers.IntegerField(source="many")

    class Meta:
        model = SourceListVersion
        fields: tuple[str, ...] = ("n", "label", "imported_at", "entries_count")


class EntryShown(serializers.Serializer[None]):
    """What a version says of a host, or of what lies below a path of it."""

    source = serializers.SerializerMethodField()  # type: ignore[assignment]
    label = serializers.CharField()  # type: ignore[assignment]
    note = serializers.CharField(allow_blank=True)
    since = serializers.CharField()

    def get_source(self, row: object) -> str:
        return f"{row.host}{row.path}"  # type: ignore[attr-defined]


class SourceListVersionShown(SourceListVersionListed):
    entries = EntryShown(many=True, source="entries.all")

    class Meta(SourceListVersionListed.Meta):
        fields = (*SourceListVersionListed.Meta.fields, "entries")
