"""Articles and their versions, as the API shows them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.presenting.rows import Shown, ref
from claims.api.presenting.sources import CaptureShown, SourceShown
from claims.intake.models import Article, ArticleVersion


class VersionListed(Shown):
    article = ref("article")
    snapshot = ref("snapshot")
    text_sha256 = serializers.CharField(source="snapshot.text_sha256", read_only=True)
    characters = serializers.IntegerField(source="snapshot.characters", read_only=True)

    class Meta:
        model = ArticleVersion
        fields: tuple[str, ...] = (
            "id",
            "article",
            "n",
            "snapshot",
            "text_sha256",
            "characters",
            "created_at",
        )


class VersionShown(VersionListed):
    text = serializers.CharField(source="snapshot.text", read_only=True, allow_null=True)
    blocks = serializers.JSONField(source="snapshot.blocks", read_only=True)

    class Meta(VersionListed.Meta):
        fields: tuple[str, ...] = (*VersionListed.Meta.fields, "text", "blocks")


class ArticleShown(Shown):
    source = SourceShown(read_only=True)  # type: ignore[assignment]
    latest = VersionListed(read_only=True, allow_null=True)
    capture = serializers.SerializerMethodField()

    class Meta:
        model = Article
        fields: tuple[str, ...] = (
            "id",
            "title",
            "source",
            "latest",
            "capture",
            "due_on",
            "archived_at",
            "row_version",
            "created_at",
        )

    @extend_schema_field(CaptureShown(allow_null=True))
    def get_capture(self, article: Article) -> Any:
        newest = article.source.captures.order_by("-pk").first()
        return CaptureShown(newest).data if newest else None
