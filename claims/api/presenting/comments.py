"""Comments on verdicts, and notes about cited pages, as the API shows them."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.presenting.rows import Shown, ref
from claims.publishing.models import SourceNote
from claims.verdicts.models import Comment


class CommentShown(Shown):
    """`field` or `evidence` is what it is about; `outcome` is empty while it is open."""

    fact_check = ref("fact_check")
    evidence = ref("evidence")
    by = serializers.CharField(source="by.name", read_only=True)
    decided_by = serializers.CharField(
        source="decided_by.name", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = Comment
        fields: tuple[str, ...] = (
            "id",
            "fact_check",
            "field",
            "evidence",
            "text",
            "proposed",
            "replaces",
            "by",
            "at",
            "outcome",
            "decided_by",
            "decided_at",
        )


class PassageShown(serializers.Serializer[object]):
    """A citation that no longer stands on its page."""

    number = serializers.IntegerField()
    quote = serializers.CharField()
    snapshot = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class SourceNoteShown(Shown):
    """`snapshot` is the page as it was found; null where it has gone."""

    publication = ref("publication")
    claim = ref("publication.fact_check.claim")
    source = ref("source")  # type: ignore[assignment]
    snapshot = ref("snapshot")
    passages = PassageShown(many=True, read_only=True)
    settled_by = serializers.CharField(
        source="settled_by.name", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = SourceNote
        fields: tuple[str, ...] = (
            "id",
            "publication",
            "claim",
            "source",
            "kind",
            "passages",
            "snapshot",
            "noticed_at",
            "settled_at",
            "settled_by",
            "settled_words",
        )
