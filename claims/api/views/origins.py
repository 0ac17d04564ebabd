"""Origins of a claim's sources, and an editor's decisions about them."""

from __future__ import annotations

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.annotation.models import Claim
from claims.api.bodies import MergeBody, SplitOutBody
from claims.api.filters import an_id
from claims.api.idempotency import once
from claims.api.presenting.origins import OriginDecisionShown, OriginsShown, as_shown
from claims.api.rows import Rows
from claims.api.views.describing import operation
from claims.evidence import deciding
from claims.evidence.models import OriginDecision
from claims.evidence.origins import origins_of

DECISION_FILTERS = {"claim": an_id("claim", "claim__uid")}


class OriginsOfClaim(Rows[Claim]):
    """What a claim's sources count for; mixed into the claims."""

    @operation("Show the origins of a claim's sources", gives=OriginsShown)
    @action(detail=True, methods=["get"])
    def origins(self, request: Request, uid: str) -> Response:
        claim = self.row(uid)
        decisions = list(claim.origin_decisions.select_related("claim", "by"))
        return Response(OriginsShown(as_shown(origins_of(claim=claim), decisions)).data)

    @operation(
        "Split a source out of its origin",
        body=SplitOutBody,
        gives=OriginDecisionShown,
        status=201,
        creates=True,
    )
    @action(detail=True, methods=["post"], url_path="origins/splits")
    @once
    def split_origin(self, request: Request, uid: str) -> Response:
        made = deciding.split(self.row(uid), by=self.actor, **self.body(SplitOutBody))
        return self._decided(made)

    @operation("Merge two origins", body=MergeBody, gives=OriginDecisionShown, status=201, creates=True)
    @action(detail=True, methods=["post"], url_path="origins/merges")
    @once
    def merge_origins(self, request: Request, uid: str) -> Response:
        made = deciding.merge(self.row(uid), by=self.actor, **self.body(MergeBody))
        return self._decided(made)

    def _decided(self, made: OriginDecision) -> Response:
        return self.shown(
            made,
            status=201,
            serializer=OriginDecisionShown,
            headers={"Location": f"/api/v1/origin-decisions/{made.uid}/"},
        )


class OriginDecisions(Rows[OriginDecision]):
    """What editors decided about origins; taking one back lets the proposals hold again."""

    model = OriginDecision
    present = OriginDecisionShown
    related = ("claim", "by")
    filters = DECISION_FILTERS

    @operation("List decisions about origins", gives=OriginDecisionShown(many=True), filters=DECISION_FILTERS)
    def list(self, request: Request) -> Response:
        return super().list(request)

    @operation("Show a decision about origins", gives=OriginDecisionShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation("Take a decision about origins back", status=204)
    def destroy(self, request: Request, uid: str) -> Response:
        deciding.undo(self.row(uid), by=self.actor)
        return Response(status=204)
