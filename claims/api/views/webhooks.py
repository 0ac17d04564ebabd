"""Webhooks, their secrets, and the log of what was sent to them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.accounts.permissions import Permission
from claims.api.filters import Filter, an_id, one_of
from claims.api.idempotency import once, once_told
from claims.api.presenting.webhooks import DeliveryShown, WebhookMade, WebhookShown
from claims.api.rows import Rows, Strict, expected_version
from claims.api.views.describing import operation
from claims.history.models import JobState
from claims.publishing import webhooks
from claims.publishing.webhook_models import Delivery, Off, Told, Webhook

DELIVERY_FILTERS = {
    "webhook": an_id("webhook", "webhook__uid"),
    "state": one_of(JobState.values, "state"),
    "kind": Filter("type of the message, as check.published", "kind"),
}


class WebhookBody(Strict):
    """A webhook to add."""

    name = serializers.CharField(max_length=100)
    url = serializers.CharField(max_length=2000)
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=Told.choices), min_length=1)


class WebhookChanges(Strict):
    """What is to change."""

    name = serializers.CharField(max_length=100, required=False)
    url = serializers.CharField(max_length=2000, required=False)
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=Told.choices), min_length=1, required=False
    )
    off = serializers.ChoiceField(
        choices=[(Off.PERSON.value, "off")], required=False, allow_blank=True, help_text="Empty: on."
    )


class Webhooks(Rows[Webhook]):
    """Programs that are told what is published. An admin's."""

    model = Webhook
    present = WebhookShown
    permission = Permission.MANAGE_SETTINGS

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(ended_at=None)

    @operation("List webhooks", gives=WebhookShown(many=True))
    def list(self, request: Request) -> Response:
        return super().list(request)

    @operation("Show a webhook", gives=WebhookShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation("Add a webhook", body=WebhookBody, gives=WebhookMade, status=201, creates=True)
    @once_told
    def create(self, request: Request) -> Response:
        """The secret is in this answer and nowhere else: repeated with its Idempotency-Key it is 409."""
        row, plain = webhooks.add(by=self.actor, **self.body(WebhookBody))
        return self._with_secret(row, plain, status=201)

    @operation(
        "Change a webhook, switch it off or on", body=WebhookChanges, gives=WebhookShown, if_match=True
    )
    def partial_update(self, request: Request, uid: str) -> Response:
        row = self.row(uid)
        changes = self.body(WebhookChanges)
        version = expected_version(request, row)
        return self.shown(webhooks.change(row, by=self.actor, row_version=version, changes=changes))

    @operation("Remove a webhook", status=204)
    def destroy(self, request: Request, uid: str) -> Response:
        webhooks.remove(self.row(uid), by=self.actor)
        return Response(status=204)

    @operation(
        "Make a new secret; the old one holds a day longer", gives=WebhookMade, status=201, creates=True
    )
    @action(detail=True, methods=["post"], url_path="secret")
    @once_told
    def secret(self, request: Request, uid: str) -> Response:
        """The secret is in this answer and nowhere else: repeated with its Idempotency-Key it is 409."""
        row = self.row(uid)
        plain = webhooks.rotate(row, by=self.actor)
        return self._with_secret(self.row(uid), plain, status=201)

    @operation("Stop using the old secret", gives=WebhookShown, also={})
    @action(detail=True, methods=["delete"], url_path="secret/old")
    def old_secret(self, request: Request, uid: str) -> Response:
        webhooks.end_old(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))

    @operation("Send a message to try it out", gives=DeliveryShown, status=201, creates=True)
    @action(detail=True, methods=["post"])
    @once
    def tries(self, request: Request, uid: str) -> Response:
        made = webhooks.try_out(self.row(uid), by=self.actor)
        return self.shown(made, status=201, serializer=DeliveryShown)

    def _with_secret(self, row: Webhook, plain: str, *, status: int) -> Response:
        shown = {**WebhookShown(row).data, "secret": plain}
        return Response(shown, status=status, headers={"ETag": row.etag, "Cache-Control": "no-store"})


class Deliveries(Rows[Delivery]):
    """The log: each message, and how each try went."""

    model = Delivery
    present = DeliveryShown
    permission = Permission.MANAGE_SETTINGS
    related = ("webhook", "publication")
    filters = DELIVERY_FILTERS

    @operation("List messages to webhooks", gives=DeliveryShown(many=True), filters=DELIVERY_FILTERS)
    def list(self, request: Request) -> Response:
        return super().list(request)

    @operation("Show a message to a webhook", gives=DeliveryShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation("Send a message again, under the id it had", gives=DeliveryShown, status=201, creates=True)
    @action(detail=True, methods=["post"])
    @once
    def replays(self, request: Request, uid: str) -> Response:
        webhooks.replay(self.row(uid), by=self.actor)
        return self.shown(self.row(uid), status=201)
