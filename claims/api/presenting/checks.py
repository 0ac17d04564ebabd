"""Published checks as anybody may read them."""

from __future__ import annotations

from rest_framework import serializers

from claims.publishing.addresses import base_url, check_path
from claims.publishing.models import PublicationState, PublicCheck


class CheckShown(serializers.Serializer[PublicCheck]):
    """The newest version of a check, in short; all of it is at `data`."""

    id = serializers.CharField(source="publication.fact_check.claim.uid", help_text="as in its address")
    url = serializers.SerializerMethodField()
    data_url = serializers.SerializerMethodField(help_text="the whole check as data")
    state = serializers.ChoiceField([PublicationState.PUBLISHED.value, PublicationState.RETRACTED.value])
    version = serializers.IntegerField(source="n")
    language = serializers.CharField()
    headline = serializers.CharField()
    claim = serializers.CharField(source="statement")
    claim_short = serializers.CharField(source="claim_text")
    claimant = serializers.SerializerMethodField()
    claimed_on = serializers.DateField(allow_null=True)
    rating = serializers.SerializerMethodField(help_text="the rating's key; null without one")
    label = serializers.CharField(help_text="the words on the stamp")  # type: ignore[assignment]
    has_claim_review = serializers.BooleanField(source="has_review")
    published_at = serializers.DateTimeField(source="reviewed_at")
    modified_at = serializers.DateTimeField(source="changed_at")

    def get_url(self, row: PublicCheck) -> str:
        publication = row.publication
        path = check_path(publication.slug, publication.fact_check.claim.uid)
        return f"{base_url(row.organisation)}{path}"

    def get_data_url(self, row: PublicCheck) -> str:
        return f"{self.get_url(row)}check.json"

    def get_claimant(self, row: PublicCheck) -> str | None:
        return row.claimant or None

    def get_rating(self, row: PublicCheck) -> str | None:
        return row.rating or None
