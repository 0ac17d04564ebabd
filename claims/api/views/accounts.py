"""History and keys."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.accounts import tokens
from claims.accounts.models import Token
from claims.accounts.permissions import Permission
from claims.api.bodies import TokenBody
from claims.api.presenting.events import EventShown
from claims.api.presenting.tokens import TokenShown
from claims.api.rows import Rows
from claims.api.views.describing import operation
from claims.history.models import Event


class Events(Rows[Event]):
    """What happened, newest first. Append-only."""

    model = Event
    present = EventShown

    @operation(
        "List events",
        gives=EventShown(many=True),
        filters={
            "subject": "id of the thing",
            "subject_type": "its type, as Claim",
            "name": "name, as claim.marked",
        },
    )
    def list(self, request: Request) -> Response:
        return self.listed(
            self.filtered(
                self.get_queryset(), subject="subject_uid", subject_type="subject_type", name="name"
            )
        )

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

    @operation("Make a key", body=TokenBody, gives=TokenMade, status=201)
    def create(self, request: Request) -> Response:
        """The key itself is in this answer and nowhere else: an Idempotency-Key is not honoured here."""
        row, plain = tokens.issue(by=self.actor, **self.body(TokenBody))
        return Response({**TokenShown(row).data, "token": plain}, status=201)

    @operation("Revoke a key", status=204)
    def destroy(self, request: Request, uid: str) -> Response:
        tokens.revoke(self.row(uid), by=self.actor)
        return Response(status=204)
