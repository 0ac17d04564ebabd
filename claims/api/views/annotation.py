"""Suggestions and claims."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.accounts.permissions import visible
from claims.annotation import covering, deciding, marking, predictions_kept, spanning
from claims.annotation.models import Band, Claim, ClaimKind, Suggestion
from claims.api.bodies import (
    CheckpointBody,
    ClaimChanges,
    FindingBody,
    MarkBody,
    NoteBody,
    OtherClaimBody,
    ResolutionBody,
    SplitBody,
)
from claims.api.filters import Filter, a_flag, an_id, one_of
from claims.api.idempotency import once
from claims.api.presenting.claims import CheckpointShown, ClaimShown, PredictionShown
from claims.api.presenting.evidence import SearchShown
from claims.api.presenting.suggestions import SuggestionShown
from claims.api.rows import Rows, expected_version
from claims.api.views.appearances import PLACE
from claims.api.views.describing import operation
from claims.api.views.origins import OriginsOfClaim
from claims.evidence import search_record
from claims.intake.models import ArticleVersion
from claims.lib.problems import NotFound
from claims.verdicts.models import CaseState

SUGGESTION_FILTERS = {
    **PLACE,
    "band": one_of(Band.values, "band"),
    "kind": one_of(ClaimKind.values, "kind"),
    "state": one_of(("undecided", "accepted", "dismissed")),
}
CLAIM_FILTERS = {
    "article": an_id("article", "article__uid"),
    "kind": one_of(ClaimKind.values, "kind"),
    "state": one_of(CaseState.values, "fact_check__state", "state of its fact-check"),
    "claimant": Filter("who is said to have made it", "claimant__name__iexact"),
    "is_ambiguous": a_flag("whether it needs a person to say what is meant", "is_ambiguous"),
}


class Suggestions(Rows[Suggestion]):
    """What the machine proposes to check; a person decides."""

    model = Suggestion
    present = SuggestionShown
    related = ("version__article", "claim", "dismissal")
    filters = SUGGESTION_FILTERS

    @operation("List suggestions", gives=SuggestionShown(many=True), filters=SUGGESTION_FILTERS)
    def list(self, request: Request) -> Response:
        rows = self.filtered(self.get_queryset())
        return self.listed(in_state(rows, self.given.get("state")))

    @operation("Show a suggestion", gives=SuggestionShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation("Accept a suggestion: it becomes a claim", body=ClaimChanges, gives=ClaimShown)
    @action(detail=True, methods=["put"])
    def acceptance(self, request: Request, uid: str) -> Response:
        return self.shown(
            deciding.accept(self.row(uid), by=self.actor, changes=self.body(ClaimChanges) or None),
            serializer=ClaimShown,
        )

    @operation("Undo an acceptance", gives=SuggestionShown)
    @acceptance.mapping.delete
    def undo_acceptance(self, request: Request, uid: str) -> Response:
        claim = getattr(self.row(uid), "claim", None)
        if claim is None:
            raise NotFound("acceptance.none", "This suggestion is not accepted.")
        deciding.undo_acceptance(claim, by=self.actor)
        return self.shown(self.row(uid))

    @operation("Dismiss a suggestion", body=NoteBody, gives=SuggestionShown)
    @action(detail=True, methods=["put"])
    def dismissal(self, request: Request, uid: str) -> Response:
        deciding.dismiss(self.row(uid), by=self.actor, note=self.body(NoteBody).get("note", ""))
        return self.shown(self.row(uid))

    @operation("Undo a dismissal", gives=SuggestionShown)
    @dismissal.mapping.delete
    def undo_dismissal(self, request: Request, uid: str) -> Response:
        deciding.undo_dismissal(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))


def in_state(rows: QuerySet[Any], state: str | None) -> QuerySet[Any]:
    accepted = Q(claim__isnull=False, claim__removed_at=None)
    conditions = {
        None: Q(),
        "undecided": Q(dismissal=None) & ~accepted,
        "accepted": accepted,
        "dismissed": Q(dismissal__isnull=False),
    }
    return rows.filter(conditions[state])


class Claims(OriginsOfClaim):
    """Checkable propositions, each standing alone."""

    model = Claim
    present = ClaimShown
    related = (
        "article",
        "suggestion",
        "same_as",
        "split_from",
        "translates",
        "claimant",
        "prediction",
        "fact_check",
    )
    filters = CLAIM_FILTERS

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(removed_at=None)

    @operation("List claims", gives=ClaimShown(many=True), filters=CLAIM_FILTERS)
    def list(self, request: Request) -> Response:
        return super().list(request)

    @operation("Show a claim", gives=ClaimShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation(
        "Mark a claim in an article version", body=MarkBody, gives=ClaimShown, status=201, creates=True
    )
    @once
    def create(self, request: Request) -> Response:
        sent = self.body(MarkBody)
        version = self.other(ArticleVersion, sent.pop("version"), "/version")
        claim = marking.mark(version, by=self.actor, **sent)
        return self.shown(claim, status=201, headers={"Location": f"/api/v1/claims/{claim.uid}/"})

    @operation("Show where was looked for evidence, and where that was not possible", gives=SearchShown)
    @action(detail=True, methods=["get"])
    def search(self, request: Request, uid: str) -> Response:
        runs = search_record.searches(self.row(uid))
        found = search_record.standing(runs) or {"state": None, "places": [], "failed": []}
        return Response(
            {
                "state": found["state"],
                "complete": found.get("complete", False),
                "may_say_nothing_found": found.get("may_say_nothing_found", False),
                "places": found["places"],
                "failed": [place["name"] for place in found["failed"]],
                "runs": [run.uid for run in runs],
            }
        )

    @operation("Edit a claim's fields", body=ClaimChanges, gives=ClaimShown, if_match=True)
    def partial_update(self, request: Request, uid: str) -> Response:
        claim = self.row(uid)
        version = expected_version(request, claim)
        return self.shown(
            marking.edit(claim, by=self.actor, row_version=version, changes=self.body(ClaimChanges))
        )

    @operation("Remove a claim; it can be brought back", status=204, may_match=True)
    def destroy(self, request: Request, uid: str) -> Response:
        marking.remove(self.row(uid), by=self.actor)
        return Response(status=204)

    @operation("Bring a removed claim back", gives=ClaimShown)
    @action(detail=True, methods=["put"])
    def restoration(self, request: Request, uid: str) -> Response:
        removed = visible(self.actor, self.permission, Claim).filter(uid=uid).first()
        if removed is None:
            raise NotFound()
        marking.restore(removed, by=self.actor)
        return self.shown(self.row(uid))

    @operation(
        "Split a claim into parts", body=SplitBody, gives=ClaimShown(many=True), status=201, creates=True
    )
    @action(detail=True, methods=["post"], pagination_class=None)
    @once
    def parts(self, request: Request, uid: str) -> Response:
        spans = [(each["start"], each["end"]) for each in self.body(SplitBody)["spans"]]
        parts = spanning.split(self.row(uid), by=self.actor, spans=spans)
        return Response(ClaimShown(parts, many=True).data, status=201)

    @operation("Say that another claim covers this one", body=OtherClaimBody, gives=ClaimShown)
    @action(detail=True, methods=["put"])
    def cover(self, request: Request, uid: str) -> Response:
        other = self.other(Claim, self.body(OtherClaimBody)["other"], "/other")
        covering.cover(self.row(uid), by=self.actor, other=other)
        return self.shown(self.row(uid))

    @operation("Say that no other claim covers it", gives=ClaimShown)
    @cover.mapping.delete
    def uncover(self, request: Request, uid: str) -> Response:
        covering.uncover(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))

    @operation(
        "Add a checkpoint to a forecast or plan",
        body=CheckpointBody,
        gives=CheckpointShown,
        status=201,
        creates=True,
    )
    @action(detail=True, methods=["post"])
    @once
    def checkpoints(self, request: Request, uid: str) -> Response:
        found = predictions_kept.add_checkpoint(
            prediction_of(self.row(uid)), by=self.actor, **self.body(CheckpointBody)
        )
        return Response(CheckpointShown(found).data, status=201)

    @operation("Settle a checkpoint", body=FindingBody, gives=PredictionShown)
    @action(detail=True, methods=["put"], url_path=r"checkpoints/(?P<checkpoint>[a-z0-9]{12})/finding")
    def finding(self, request: Request, uid: str, checkpoint: str) -> Response:
        prediction = prediction_of(self.row(uid))
        found = prediction.checkpoints.filter(uid=checkpoint).first()
        if found is None:
            raise NotFound(detail="This claim has no such checkpoint.")
        predictions_kept.settle_checkpoint(found, by=self.actor, finding=self.body(FindingBody)["finding"])
        return Response(PredictionShown(prediction_of(self.row(uid))).data)

    @operation("Say how a forecast or plan came out", body=ResolutionBody, gives=PredictionShown)
    @action(detail=True, methods=["put"])
    def resolution(self, request: Request, uid: str) -> Response:
        sent = self.body(ResolutionBody)
        predictions_kept.resolve(
            prediction_of(self.row(uid)), by=self.actor, state=sent["state"], note=sent.get("note", "")
        )
        return Response(PredictionShown(prediction_of(self.row(uid))).data)

    @operation("Keep it open again", gives=PredictionShown)
    @resolution.mapping.delete
    def reopen(self, request: Request, uid: str) -> Response:
        predictions_kept.reopen(prediction_of(self.row(uid)), by=self.actor)
        return Response(PredictionShown(prediction_of(self.row(uid))).data)


def prediction_of(claim: Claim) -> Any:
    found = getattr(claim, "prediction", None)
    if found is None:
        raise NotFound("prediction.none", "This claim is neither a forecast nor a plan.")
    return found
