"""Runs, candidates and evidence, as the API shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.presenting.rows import Shown, ref
from claims.api.presenting.sources import SourceShown
from claims.evidence.dating import AFTER, BEFORE, UNDATED, UNSURE, day_of, tell
from claims.evidence.models import Candidate, Evidence, EvidenceRun


class LookedShown(serializers.Serializer[Any]):
    """One provider in its newest search: `could_not_look` and `partly` never stand for `found_nothing`."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    lane = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    state = serializers.ChoiceField(["found", "found_nothing", "could_not_look", "partly", "looking"])
    outcome = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True, help_text="why it could not look, for the desk")
    why = serializers.CharField(allow_blank=True, help_text="the same for readers")
    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    found = serializers.IntegerField()
    at = serializers.CharField(allow_null=True)


class SearchShown(serializers.Serializer[Any]):
    """How searching for evidence on a claim stands, over all its searches."""

    state = serializers.CharField(allow_null=True, help_text="null: nobody has looked yet")
    complete = serializers.BooleanField()
    may_say_nothing_found = serializers.BooleanField()
    places = LookedShown(many=True)
    failed = serializers.ListField(
        child=serializers.CharField(), help_text="names of those that could not look"
    )
    runs = serializers.ListField(child=serializers.CharField(), help_text="ids of the searches, newest first")


class RunShown(Shown):
    claim = ref("claim")
    suggestion = ref("suggestion")
    summary = serializers.SerializerMethodField()

    class Meta:
        model = EvidenceRun
        fields: tuple[str, ...] = (
            "id",
            "claim",
            "suggestion",
            "statement",
            "required",
            "state",
            "deadline_at",
            "merged_at",
            "created_at",
            "summary",
        )

    @extend_schema_field(serializers.JSONField())
    def get_summary(self, run: EvidenceRun) -> dict[str, Any]:
        from claims.evidence.gathering import summary

        return summary(run)


class DatedShown(serializers.Serializer[Any]):
    """When it came out, or was there by, and on which side of the claim that lies."""

    value = serializers.CharField(allow_blank=True)
    precision = serializers.CharField(allow_blank=True)
    kind = serializers.CharField(allow_blank=True)
    side = serializers.ChoiceField(choices=[BEFORE, AFTER, UNSURE, UNDATED])
    words = serializers.CharField(allow_blank=True)


class WithDate(Shown):
    """Rows that came out on some day, beside the day of the claim they are about."""

    dated = serializers.SerializerMethodField()

    @extend_schema_field(DatedShown)
    def get_dated(self, row: Candidate | Evidence) -> Any:
        days: dict[Any, date | None] = self.__dict__.setdefault("_days", {})
        subject = row.claim or getattr(row, "suggestion", None)
        if subject is not None and subject not in days:
            days[subject] = day_of(subject)
        tell([row], days.get(subject))
        return DatedShown(row.dated).data  # type: ignore[union-attr]


class CandidateShown(WithDate):
    run = ref("run")
    claim = ref("claim")
    suggestion = ref("suggestion")
    snapshot = ref("snapshot")
    set_aside = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()

    class Meta:
        model = Candidate
        fields: tuple[str, ...] = (
            "id",
            "run",
            "claim",
            "suggestion",
            "url",
            "title",
            "published",
            "dated",
            "snapshot",
            "passage",
            "start",
            "end",
            "is_lead",
            "stance",
            "probabilities",
            "why",
            "rank",
            "score",
            "explain",
            "set_aside",
            "evidence",
        )

    def get_set_aside(self, candidate: Candidate) -> bool:
        return hasattr(candidate, "dismissal")

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_evidence(self, candidate: Candidate) -> str | None:
        found = candidate.evidence.first()
        return found.uid if found else None


class EvidenceShown(WithDate):
    claim = ref("claim")
    snapshot = ref("snapshot")
    source = SourceShown(source="snapshot.source", read_only=True)  # type: ignore[assignment]
    candidate = ref("candidate")
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = Evidence
        fields: tuple[str, ...] = (
            "id",
            "claim",
            "snapshot",
            "source",
            "dated",
            "start",
            "end",
            "quote",
            "stance",
            "is_key",
            "note",
            "candidate",
            "by",
            "at",
            "row_version",
        )
