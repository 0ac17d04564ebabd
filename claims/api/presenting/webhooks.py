"""Webhooks and the messages sent to them, as the API shows them. A secret is in one answer and never again."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.presenting.rows import Shown, ref
from claims.publishing.webhook_models import Delivery, Webhook


class WebhookShown(Shown):
    off = serializers.CharField(help_text="Empty where it is on; else `person` or `gone`.")
    both_secrets_until = serializers.DateTimeField(source="old_until", allow_null=True)

    class Meta:
        model = Webhook
        fields: tuple[str, ...] = (
            "id",
            "name",
            "url",
            "kinds",
            "off",
            "both_secrets_until",
            "created_at",
        )


class WebhookMade(WebhookShown):
    secret = serializers.CharField(read_only=True, help_text="Shown this once.")

    class Meta(WebhookShown.Meta):
        fields: tuple[str, ...] = (*WebhookShown.Meta.fields, "secret")


class TryShown(serializers.Serializer[None]):
    """One try, or a line that says who had the message sent again."""

    at = serializers.DateTimeField()
    status = serializers.IntegerField(required=False, allow_null=True)
    seconds = serializers.FloatField(required=False)
    words = serializers.CharField(required=False)
    answer = serializers.CharField(required=False)
    by = serializers.CharField(required=False)


class DeliveryShown(Shown):
    webhook = ref("webhook")
    publication = ref("publication", allow_null=True)
    next_try_at = serializers.SerializerMethodField()
    problem = serializers.CharField(source="last_error")
    tries = TryShown(many=True)

    class Meta:
        model = Delivery
        fields = (
            "id",
            "webhook",
            "publication",
            "message_id",
            "kind",
            "state",
            "problem",
            "next_try_at",
            "tries",
            "body",
            "created_at",
        )

    def get_next_try_at(self, row: Delivery) -> str | None:
        return row.due_at.isoformat() if row.state == "due" else None
