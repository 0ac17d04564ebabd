"""Where claims stand."""

from __future__ import annotations

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.annotation import placing, spanning
from claims.annotation.models import AnchorState, Appearance, Claim
from claims.api.bodies import AppearanceBody, SpanBody
from claims.api.filters import an_id, one_of
from claims.api.idempotency import once
from claims.api.presenting.claims import AppearanceShown
from claims.api.rows import Rows
from claims.api.views.describing import operation
from claims.intake.models import ArticleVersion

PLACE = {
    "article": an_id("article", "version__article__uid"),
    "version": an_id("article version", "version__uid"),
}
APPEARANCE_FILTERS = {
    **PLACE,
    "claim": an_id("claim", "claim__uid"),
    "anchor": one_of(AnchorState.values, "anchor"),
}


class Appearances(Rows[Appearance]):
    """Where claims stand: W3C selectors into an article version."""

    model = Appearance
    present = AppearanceShown
    related = ("claim", "version")
    filters = APPEARANCE_FILTERS

    @operation("List appearances", gives=AppearanceShown(many=True), filters=APPEARANCE_FILTERS)
    def list(self, request: Request) -> Response:
        return super().list(request)

    @operation("Show an appearance", gives=AppearanceShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation(
        "Add another place to a claim", body=AppearanceBody, gives=AppearanceShown, status=201, creates=True
    )
    @once
    def create(self, request: Request) -> Response:
        sent = self.body(AppearanceBody)
        claim = self.other(Claim, sent["claim"], "/claim")
        version = self.other(ArticleVersion, sent["version"], "/version")
        made = spanning.add_span(claim, by=self.actor, version=version, start=sent["start"], end=sent["end"])
        return self.shown(made, status=201)

    @operation("Widen or narrow the place", body=SpanBody, gives=AppearanceShown)
    @action(detail=True, methods=["put"])
    def span(self, request: Request, uid: str) -> Response:
        return self.shown(spanning.respan(self.row(uid), by=self.actor, **self.body(SpanBody)))

    @operation("Place a claim again in a new version", body=SpanBody, gives=AppearanceShown)
    @action(detail=True, methods=["put"])
    def placement(self, request: Request, uid: str) -> Response:
        placed = placing.place_again(self.row(uid), by=self.actor, **self.body(SpanBody))
        return self.shown(placed if isinstance(placed, Appearance) else self.row(uid))

    @operation("Say that the claim no longer stands in this version", gives=AppearanceShown)
    @placement.mapping.delete
    def leave_out(self, request: Request, uid: str) -> Response:
        placing.leave_out(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))
