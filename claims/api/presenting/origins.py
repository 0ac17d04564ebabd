"""Origins of a claim, and what people decided about them, as the API shows them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from claims.api.presenting.rows import Shown, ref
from claims.evidence.models import OriginDecision
from claims.evidence.origins import Document, Origin


class OriginDecisionShown(Shown):
    claim = ref("claim")
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = OriginDecision
        fields: tuple[str, ...] = ("id", "claim", "kind", "words", "note", "by", "at")


class MemberShown(serializers.Serializer[Any]):
    """One source among those of an origin: its id, the passages quoted and proposed from it, and why it is here."""

    id = serializers.CharField()
    title = serializers.CharField()
    publisher = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    kept = serializers.BooleanField()
    why = serializers.CharField(allow_blank=True)
    evidence = serializers.ListField(child=serializers.CharField())
    candidates = serializers.ListField(child=serializers.CharField())


class OriginShown(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    quoted = serializers.BooleanField()
    members = MemberShown(many=True)


class OriginsShown(serializers.Serializer[Any]):
    """The origins of what is known on a claim: copies of one text count once."""

    origins = serializers.IntegerField()
    quoted = serializers.IntegerField()
    sources = serializers.IntegerField()
    results = OriginShown(many=True)
    decisions = OriginDecisionShown(many=True)


def as_shown(origins: list[Origin], decisions: list[OriginDecision]) -> dict[str, Any]:
    """What `OriginsShown` presents."""
    return {
        "origins": len(origins),
        "quoted": sum(1 for each in origins if each.evidence),
        "sources": sum(len(each.members) for each in origins),
        "results": [
            {
                "number": each.n,
                "quoted": bool(each.evidence),
                "members": [_member(one) for one in each.members],
            }
            for each in origins
        ],
        "decisions": decisions,
    }


def _member(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher,
        "url": document.url,
        "kept": document.is_known,
        "why": document.why,
        "evidence": [each.uid for each in document.evidence],
        "candidates": [each.uid for each in document.candidates],
    }
