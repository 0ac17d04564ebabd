"""Earlier checks of the same."""

from __future__ import annotations

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.bodies import DecisionBody
from claims.api.filters import an_id
from claims.api.presenting.matches import MatchShown
from claims.api.rows import Rows
from claims.api.views.describing import operation
from claims.matching import deciding as match_deciding
from claims.matching.models import Match

MATCH_FILTERS = {"claim": an_id("claim", "claim__uid"), "suggestion": an_id("suggestion", "suggestion__uid")}


class Matches(Rows[Match]):
    """Looks like something checked before; a person decides."""

    model = Match
    present = MatchShown
    related = ("suggestion", "claim", "other_claim", "earlier_check", "decision")
    filters = MATCH_FILTERS

    @operation("List matches", gives=MatchShown(many=True), filters=MATCH_FILTERS)
    def list(self, request: Request) -> Response:
        return super().list(request)

    @operation("Show a match", gives=MatchShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation("Decide how the two stand to each other", body=DecisionBody, gives=MatchShown)
    @action(detail=True, methods=["put"])
    def decision(self, request: Request, uid: str) -> Response:
        match_deciding.decide(self.row(uid), by=self.actor, **self.body(DecisionBody))
        return self.shown(self.row(uid))

    @operation("Undo a decision", gives=MatchShown)
    @decision.mapping.delete
    def undo_decision(self, request: Request, uid: str) -> Response:
        match_deciding.undo_decision(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))
