"""Rows as the API shows them. `id` is the uid; other rows appear as their uid.

Offsets are code points, end exclusive.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.accounts.models import Token
from claims.annotation.models import Appearance, Checkpoint, Claim, Prediction, Suggestion
from claims.evidence.models import Candidate, Evidence, EvidenceRun
from claims.history.models import Event
from claims.intake.models import Article, ArticleVersion, Capture, Snapshot, Source
from claims.matching.models import Match
from claims.publishing.models import Correction, Publication, PublishedVersion
from claims.verdicts.models import Citation, Draft, FactCheck, SignOff, VerdictRevision


def ref(source: str, **rest: Any) -> serializers.CharField:
    """Another row, as its uid (null where there is none)."""
    return serializers.CharField(source=f"{source}.uid", read_only=True, default=None, **rest)


class Shown(serializers.ModelSerializer[Any]):
    """A row with its uid as `id`."""

    id = serializers.CharField(source="uid", read_only=True)


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


class SnapshotListed(Shown):
    source = ref("source")  # type: ignore[assignment]

    class Meta:
        model = Snapshot
        fields: tuple[str, ...] = (
            "id",
            "source",
            "requested_url",
            "final_url",
            "http_status",
            "captured_at",
            "text_sha256",
            "characters",
            "extractor",
            "removed_at",
            "removal_reason",
        )


class SnapshotShown(SnapshotListed):
    class Meta(SnapshotListed.Meta):
        fields: tuple[str, ...] = (*SnapshotListed.Meta.fields, "redirects", "text", "blocks")


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
            "state",
            "outcome",
            "problem",
            "snapshot",
            "created_at",
            "ended_at",
        )


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


class SuggestionShown(Shown):
    version = ref("version")
    article = ref("version.article")
    claim = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()

    class Meta:
        model = Suggestion
        fields: tuple[str, ...] = (
            "id",
            "article",
            "version",
            "number",
            "start",
            "end",
            "quote",
            "statement",
            "resolved",
            "kind",
            "claimant_name",
            "score",
            "band",
            "reasons",
            "quantities",
            "times",
            "prediction",
            "scorer",
            "state",
            "claim",
        )

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_claim(self, suggestion: Suggestion) -> str | None:
        claim = getattr(suggestion, "claim", None)
        return claim.uid if claim and claim.removed_at is None else None

    @extend_schema_field(serializers.ChoiceField(choices=["undecided", "accepted", "dismissed"]))
    def get_state(self, suggestion: Suggestion) -> str:
        if hasattr(suggestion, "dismissal"):
            return "dismissed"
        return "accepted" if self.get_claim(suggestion) else "undecided"


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
    claimant = serializers.CharField(source="claimant.name", read_only=True, default=None)
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


class MatchShown(Shown):
    suggestion = ref("suggestion")
    claim = ref("claim")
    other_claim = ref("other_claim")
    earlier_check = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()

    class Meta:
        model = Match
        fields: tuple[str, ...] = (
            "id",
            "suggestion",
            "claim",
            "other_claim",
            "earlier_check",
            "relation",
            "score",
            "why",
            "matcher",
            "decision",
        )

    @extend_schema_field(serializers.JSONField(allow_null=True))
    def get_earlier_check(self, match: Match) -> dict[str, Any] | None:
        check = match.earlier_check
        if check is None:
            return None
        return {"url": check.url, "publisher": check.publisher, "claim_text": check.claim_text,
                "rating_text": check.rating_text, "reviewed_on": check.reviewed_on}  # fmt: skip

    @extend_schema_field(serializers.JSONField(allow_null=True))
    def get_decision(self, match: Match) -> dict[str, Any] | None:
        decision = getattr(match, "decision", None)
        if decision is None:
            return None
        return {
            "relation": decision.relation,
            "by": str(decision.by),
            "at": decision.at,
            "note": decision.note,
        }


class ProviderLine(serializers.Serializer[Any]):
    name = serializers.CharField()
    lane = serializers.CharField()
    state = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    problem = serializers.JSONField()
    seconds = serializers.FloatField(allow_null=True)
    found = serializers.IntegerField()


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


class CandidateShown(Shown):
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
            "snapshot",
            "passage",
            "start",
            "end",
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


class EvidenceShown(Shown):
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


class DraftShown(Shown):
    rating = serializers.CharField(source="rating.key", read_only=True, default=None)
    citations = serializers.SerializerMethodField()
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
            "row_version",
            "citations",
            "gaps",
        )

    @extend_schema_field(serializers.JSONField())
    def get_citations(self, draft: Draft) -> list[dict[str, Any]]:
        return [{"number": each.number, "evidence": each.evidence.uid}
                for each in draft.citations.select_related("evidence")]  # fmt: skip

    @extend_schema_field(serializers.JSONField())
    def get_gaps(self, draft: Draft) -> list[dict[str, str]]:
        from claims.verdicts.writing import gaps

        return [{"field": each.field, "detail": each.detail} for each in gaps(draft)]


class FactCheckShown(Shown):
    claim = ref("claim")
    assignee = serializers.CharField(source="assignee.name", read_only=True, default=None)
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
            "decline_reason",
            "row_version",
            "created_at",
            "draft",
            "publication",
        )

    @extend_schema_field(DraftShown(allow_null=True))
    def get_draft(self, fact_check: FactCheck) -> Any:
        found = getattr(fact_check, "draft", None)
        return DraftShown(found).data if found else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_publication(self, fact_check: FactCheck) -> str | None:
        found = getattr(fact_check, "publication", None)
        return found.uid if found else None


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
    rating = serializers.CharField(source="rating.key", read_only=True, default=None)
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


class CorrectionShown(Shown):
    before = serializers.IntegerField(source="before.n", read_only=True)
    after = serializers.SerializerMethodField()

    class Meta:
        model = Correction
        fields: tuple[str, ...] = ("id", "kind", "note", "made_at", "before", "after")

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
            "url",
            "versions",
            "row_version",
        )

    def get_url(self, publication: Publication) -> str:
        from claims.publishing.addresses import public_url

        return public_url(publication)


class EventShown(Shown):
    class Meta:
        model = Event
        fields: tuple[str, ...] = (
            "id",
            "at",
            "name",
            "actor_kind",
            "actor_name",
            "subject_type",
            "subject_uid",
            "subject_label",
            "related",
            "data",
            "request_id",
        )


class TokenShown(Shown):
    owner = serializers.CharField(source="membership.user.name", read_only=True)

    class Meta:
        model = Token
        fields: tuple[str, ...] = (
            "id",
            "name",
            "prefix",
            "owner",
            "scopes",
            "expires_at",
            "revoked_at",
            "last_used_at",
            "created_at",
        )
