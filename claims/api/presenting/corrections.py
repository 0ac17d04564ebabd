"""The public list of corrections and withdrawals, as anybody may read it."""

from __future__ import annotations

from rest_framework import serializers

from claims.publishing.addresses import base_url
from claims.publishing.corrections_list import WORDS, Line


class CorrectionListed(serializers.Serializer[Line]):
    """One line of the list. A withdrawn check keeps its address and gives the reason; its words are gone."""

    check_id = serializers.CharField(source="check")
    url = serializers.SerializerMethodField(help_text="the check; of a withdrawn one its notice (410)")
    kind = serializers.ChoiceField(list(WORDS))
    severity = serializers.ChoiceField(["minor", "significant"])
    note = serializers.CharField(help_text="what was wrong and what changed, or why it was withdrawn")
    at = serializers.DateTimeField()
    title = serializers.CharField()
    version = serializers.IntegerField(allow_null=True, help_text="the version it made; null of a withdrawal")
    compare_url = serializers.SerializerMethodField(help_text="before and after; null of a withdrawal")
    published_at = serializers.DateTimeField(help_text="when the check was first published")

    def get_url(self, line: Line) -> str:
        return base_url(self.context["newsroom"]) + line.path

    def get_compare_url(self, line: Line) -> str | None:
        return base_url(self.context["newsroom"]) + line.compare if line.compare else None
