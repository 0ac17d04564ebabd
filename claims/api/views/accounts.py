"""History and keys."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.accounts import tokens
from claims.accounts.models import Token
from claims.accounts.permissions import Permission, has_right
from claims.api.bodies import TokenBody
from claims.api.filters import Filter, a_moment, an_id, one_of
from claims.api.idempotency import once_told
from claims.api.presenting.events import EventShown
from claims.api.presenting.tokens import TokenShown
from claims.api.rows import Rows
from claims.api.views.describing import operation
from claims.history.models import ActorKind, Event
from claims.history.vocabulary import EventName

EVENT_FILTERS = {
    "subject": an_id("thing", "subject_uid"),
    "subject_type": Filter(
        "its type, as Claim", "subject_type", {"type": "string", "pattern": "^[A-Za-z]{1,40}$"}
    ),
    "name": one_of(EventName.values, "name", "what happened, as claim.marked"),
    "actor_kind": one_of(ActorKind.values, "actor_kind", "who acted"),
    "since": a_moment("from this moment on", "at__gte"),
    "until": a_moment("up to and with this moment", "at__lte"),
}


FOR_ADMINS = ("Webhook", "Delivery")
"""What only an admin may look at, and so its history too: the address of a webhook may be a secret in itself."""


class Events(Rows[Event]):
    """What happened, newest first. Append-only. The history of webhooks is an admin's."""

    model = Event
    present = EventShown
    filters = EVENT_FILTERS

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False) or has_right(self.actor, Permission.MANAGE_SETTINGS):
            return rows
        return rows.exclude(subject_type__in=FOR_ADMINS)

    @operation("List events", gives=EventShown(many=True), filters=EVENT_FILTERS)
    def list(self, request: Request) -> Response:
        return super().list(request)

    @operation("Show an event", gives=EventShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)


class TokenMade(TokenShown):
    token = serializers.CharField(read_only=True, help_text="Shown this once.")

    class Meta(TokenShown.Meta):
        fields: tuple[str, ...] = (*TokenShown.Meta.fields, "token")


class Tokens(Rows[Token]):
    """Keys for programs: one's own; an admin sees all."""

    model = Token
    present = TokenShown
    permission = Permission.OWN_TOKENS
    related = ("membership__user",)

    @operation("List keys", gives=TokenShown(many=True))
    def list(self, request: Request) -> Response:
        return super().list(request)

    @operation("Show a key", gives=TokenShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation("Make a key", body=TokenBody, gives=TokenMade, status=201, creates=True)
    @once_told
    def create(self, request: Request) -> Response:
        """The key itself is in this answer and nowhere else: repeated with its Idempotency-Key it is 409."""
        row, plain = tokens.issue(by=self.actor, **self.body(TokenBody))
        return Response({**TokenShown(row).data, "token": plain}, status=201)

    @operation("Revoke a key", status=204)
    def destroy(self, request: Request, uid: str) -> Response:
        tokens.revoke(self.row(uid), by=self.actor)
        return Response(status=204)
