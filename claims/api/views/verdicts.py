"""Fact-checks, their drafts, revisions, sign-off and publication; publications and their corrections."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.accounts.models import User
from claims.api.bodies import (
    CaseChanges,
    CorrectionBody,
    DraftChanges,
    RestorationBody,
    SendBackBody,
    SignOffBody,
    VersionNameBody,
    WithdrawalBody,
)
from claims.api.filters import a_day, an_id, one_of
from claims.api.idempotency import once
from claims.api.presenting.fact_checks import (
    DraftShown,
    FactCheckShown,
    RevisionShown,
    SignOffShown,
    with_citations,
)
from claims.api.presenting.publications import CorrectionShown, PublicationShown
from claims.api.rows import Rows, expected_version
from claims.api.views.comments import CommentsOfCase
from claims.api.views.describing import operation
from claims.evidence.models import Evidence
from claims.lib.problems import NotFound, Problem
from claims.publishing import correcting, ordering
from claims.publishing.models import Publication, PublicationState, PublishedVersion
from claims.verdicts import reviewing, workflow, writing
from claims.verdicts.at_hand import at_hand
from claims.verdicts.differences import difference
from claims.verdicts.models import CaseState, FactCheck, VerdictRevision

CASE_FILTERS = {
    "state": one_of(CaseState.values, "state"),
    "claim": an_id("claim", "claim__uid"),
    "assignee": an_id("person", "assignee__uid"),
    "due_before": a_day("due on this day or before", "due_on__lte"),
}
PUBLICATION_FILTERS = {
    "state": one_of(PublicationState.values, "state"),
    "claim": an_id("claim", "fact_check__claim__uid"),
}


class OrderShown(serializers.Serializer[Any]):
    """A publication that was ordered: stoppable until `due_at`."""

    state = serializers.CharField()
    due_at = serializers.DateTimeField()
    revision = serializers.CharField(source="revision.uid")


class FactChecks(CommentsOfCase):
    """The newsroom's cases, one for each claim."""

    model = FactCheck
    present = FactCheckShown
    related = ("claim", "assignee", "draft__rating", "draft__base_revision__rating", "publication")
    filters = CASE_FILTERS

    @operation("List fact-checks", gives=FactCheckShown(many=True), filters=CASE_FILTERS)
    def list(self, request: Request) -> Response:
        """What drafts lack is asked for all of them at once."""
        rows = self.filtered(self.get_queryset()).prefetch_related("draft__base_revision__citations")
        page = self.paginate_queryset(rows)
        known = at_hand([case.draft for case in page or [] if getattr(case, "draft", None)])
        return self.get_paginated_response(FactCheckShown(page, many=True, context={"known": known}).data)

    @operation("Show a fact-check with its draft", gives=FactCheckShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation(
        "Say whose case it is and until when",
        body=CaseChanges,
        gives=FactCheckShown,
        if_match=True,
    )
    def partial_update(self, request: Request, uid: str) -> Response:
        case = self.row(uid)
        version = expected_version(request, case)
        sent = self.body(CaseChanges)
        if isinstance(sent.get("assignee"), str):
            sent["assignee"] = self._person(sent["assignee"])
        snoozed = {name: sent.pop(name) for name in ("snoozed_until",) if name in sent}
        with transaction.atomic():
            if snoozed:
                case = workflow.snooze(
                    case, by=self.actor, row_version=version, until=snoozed["snoozed_until"]
                )
                version = case.row_version
            if sent or not snoozed:
                kept = {"assignee": case.assignee, "due_on": case.due_on}
                workflow.assign(case, by=self.actor, row_version=version, **(kept | sent))
        return self.shown(self.row(uid))

    @operation("Start writing the verdict", gives=DraftShown, status=201, creates=True)
    @action(detail=True, methods=["post"])
    @once
    def draft(self, request: Request, uid: str) -> Response:
        return self.shown(
            writing.start_writing(self.row(uid), by=self.actor), status=201, serializer=DraftShown
        )

    @operation("Show the draft", gives=DraftShown)
    @draft.mapping.get
    def show_draft(self, request: Request, uid: str) -> Response:
        return self.shown(self.draft_of(uid), serializer=DraftShown)

    @operation("Save fields of the draft", body=DraftChanges, gives=DraftShown, if_match=True)
    @draft.mapping.patch
    def save_draft(self, request: Request, uid: str) -> Response:
        draft = self.draft_of(uid)
        version = expected_version(request, draft)
        saved = writing.save(draft, by=self.actor, row_version=version, changes=self.body(DraftChanges))
        return self.shown(saved, serializer=DraftShown)

    @operation("Cite a piece of evidence", gives=DraftShown)
    @action(detail=True, methods=["put"], url_path=r"draft/citations/(?P<evidence>[a-z0-9]{12})")
    def citation(self, request: Request, uid: str, evidence: str) -> Response:
        writing.cite(self.draft_of(uid), by=self.actor, evidence=self.other(Evidence, evidence, "/evidence"))
        return self.shown(self.draft_of(uid), serializer=DraftShown)

    @operation("Take a citation out", gives=DraftShown)
    @citation.mapping.delete
    def uncite(self, request: Request, uid: str, evidence: str) -> Response:
        writing.uncite(
            self.draft_of(uid), by=self.actor, evidence=self.other(Evidence, evidence, "/evidence")
        )
        return self.shown(self.draft_of(uid), serializer=DraftShown)

    @operation("List the frozen revisions", gives=RevisionShown(many=True))
    @action(detail=True, methods=["get"])
    def revisions(self, request: Request, uid: str) -> Response:
        return self.listed(
            self.row(uid)
            .revisions.select_related("rating", "made_by", "sign_off__by")
            .prefetch_related(with_citations()),
            RevisionShown,
        )

    @operation(
        "Send the verdict to review: freezes a revision", gives=RevisionShown, status=201, creates=True
    )
    @revisions.mapping.post
    @once
    def send(self, request: Request, uid: str) -> Response:
        return Response(RevisionShown(reviewing.send(self.row(uid), by=self.actor)).data, status=201)

    @operation(
        "Keep the draft as it stands under a name", body=VersionNameBody, gives=RevisionShown, status=201,
        creates=True,
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="named-revisions")
    @once
    def name_version(self, request: Request, uid: str) -> Response:
        name = self.body(VersionNameBody).get("name", "")
        made = reviewing.name_version(self.row(uid), by=self.actor, name=name)
        return Response(RevisionShown(made).data, status=201)

    @operation("Put an earlier revision into the draft", body=RestorationBody, gives=DraftShown)
    @action(detail=True, methods=["put"], url_path="draft/restoration")
    def restoration(self, request: Request, uid: str) -> Response:
        case = self.row(uid)
        wanted = self.body(RestorationBody)["revision"]
        revision = case.revisions.filter(uid=wanted).first()
        if revision is None:
            raise Problem("reference.unknown", f"This fact-check has no revision {wanted}.", status=404,
                          pointer="/revision")  # fmt: skip
        reviewing.restore(revision, by=self.actor)
        return self.shown(self.draft_of(uid), serializer=DraftShown)

    @operation("Show a revision", gives=RevisionShown)
    @action(detail=True, methods=["get"], url_path=r"revisions/(?P<n>[0-9]{1,6})")
    def revision(self, request: Request, uid: str, n: str) -> Response:
        return Response(RevisionShown(self.revision_of(uid, n)).data)

    @operation("Compare two revisions", gives=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["get"], url_path=r"revisions/(?P<a>[0-9]{1,6})\.\.(?P<b>[0-9]{1,6})")
    def compare(self, request: Request, uid: str, a: str, b: str) -> Response:
        return Response(difference(self.revision_of(uid, a), self.revision_of(uid, b)))

    @operation("Take the verdict back from review", gives=FactCheckShown)
    @action(detail=True, methods=["delete"])
    def review(self, request: Request, uid: str) -> Response:
        reviewing.take_back(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))

    @operation("Send the verdict back with a note", body=SendBackBody, gives=FactCheckShown, creates=True)
    @action(detail=True, methods=["post"], url_path="send-backs")
    @once
    def send_back(self, request: Request, uid: str) -> Response:
        reviewing.send_back(self.row(uid), by=self.actor, note=self.body(SendBackBody)["note"])
        return self.shown(self.row(uid))

    @operation("Sign off one revision: never one's own", body=SignOffBody, gives=SignOffShown)
    @action(detail=True, methods=["put"], url_path="sign-off")
    def sign_off(self, request: Request, uid: str) -> Response:
        sent = self.body(SignOffBody)
        revision = self.other(VerdictRevision, sent["revision"], "/revision")
        signed = reviewing.sign_off(self.row(uid), by=self.actor, revision=revision)
        return Response(SignOffShown(signed).data)

    @operation("Order publication of the signed revision", gives=OrderShown, status=202)
    @action(detail=True, methods=["put"])
    def publication(self, request: Request, uid: str) -> Response:
        return Response(OrderShown(ordering.order(self.row(uid), by=self.actor)).data, status=202)

    @operation("Stop a publication that is still waiting", gives=FactCheckShown)
    @publication.mapping.delete
    def stop(self, request: Request, uid: str) -> Response:
        waiting = self.row(uid).orders.filter(state="waiting").first()
        if waiting is None:
            raise NotFound("order.none", "No publication of this check is waiting.")
        ordering.stop(waiting, by=self.actor)
        return self.shown(self.row(uid))

    @operation("Decline the claim, with a reason", body=SendBackBody, gives=FactCheckShown)
    @action(detail=True, methods=["put"])
    def declination(self, request: Request, uid: str) -> Response:
        workflow.decline(self.row(uid), by=self.actor, note=self.body(SendBackBody)["note"])
        return self.shown(self.row(uid))

    @operation("Reopen a declined claim", gives=FactCheckShown)
    @declination.mapping.delete
    def reopen(self, request: Request, uid: str) -> Response:
        workflow.reopen(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))

    def _person(self, uid: str) -> User:
        people = User.objects.filter(
            uid=uid, memberships__organisation=self.actor.organisation, memberships__ended_at=None
        )
        found = people.first()
        if found is None:
            raise Problem("reference.unknown", f"Nobody {uid} works in this newsroom.", status=404,
                          pointer="/assignee")  # fmt: skip
        return found

    def draft_of(self, uid: str) -> Any:
        found = getattr(self.row(uid), "draft", None)
        if found is None:
            raise NotFound("draft.none", "Nobody has started writing this verdict.")
        return found

    def revision_of(self, uid: str, n: str) -> VerdictRevision:
        found = self.row(uid).revisions.filter(n=int(n)).first()
        if found is None:
            raise NotFound(detail=f"This fact-check has no revision {n}.")
        return found


class Publications(Rows[Publication]):
    """What readers can see."""

    model = Publication
    present = PublicationShown
    related = ("fact_check__claim", "organisation")
    filters = PUBLICATION_FILTERS

    def get_queryset(self) -> QuerySet[Any]:
        versions = (
            PublishedVersion.objects.select_related(
                "revision__rating",
                "revision__made_by",
                "revision__fact_check",
                "revision__sign_off__by",
                "correction__before__revision__rating",
            )
            .prefetch_related(with_citations("revision__"), "correction__before__revision__citations")
            .order_by("n")
        )
        return super().get_queryset().prefetch_related(Prefetch("versions", queryset=versions))

    @operation("List publications", gives=PublicationShown(many=True), filters=PUBLICATION_FILTERS)
    def list(self, request: Request) -> Response:
        return super().list(request)

    @operation("Show a publication and its versions", gives=PublicationShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation("List the corrections", gives=CorrectionShown(many=True))
    @action(detail=True, methods=["get"])
    def corrections(self, request: Request, uid: str) -> Response:
        return self.listed(
            self.row(uid)
            .corrections.select_related("before__revision__rating", "after__revision__rating")
            .prefetch_related("before__revision__citations", "after__revision__citations"),
            CorrectionShown,
        )

    @operation(
        "Begin a correction: opens a draft; what is public stays",
        body=CorrectionBody,
        gives=DraftShown,
        status=201,
        creates=True,
    )
    @corrections.mapping.post
    @once
    def correct(self, request: Request, uid: str) -> Response:
        draft = correcting.begin(self.row(uid).fact_check, by=self.actor, **self.body(CorrectionBody))
        return self.shown(draft, status=201, serializer=DraftShown)

    @operation("Give the correction up", gives=PublicationShown)
    @corrections.mapping.delete
    def give_up(self, request: Request, uid: str) -> Response:
        correcting.give_up(self.row(uid).fact_check, by=self.actor)
        return self.shown(self.row(uid))

    @operation("Withdraw for law or privacy", body=WithdrawalBody, gives=PublicationShown)
    @action(detail=True, methods=["put"])
    def withdrawal(self, request: Request, uid: str) -> Response:
        ordering.withdraw(self.row(uid), by=self.actor, reason=self.body(WithdrawalBody)["reason"])
        return self.shown(self.row(uid))
