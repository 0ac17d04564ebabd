"""Searches for evidence, what they found, and what a person took as evidence."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.annotation.models import Claim, Suggestion
from claims.api.bodies import EvidenceBody, EvidenceChanges, KeepBody, NoteBody, RunBody
from claims.api.filters import an_id, one_of
from claims.api.idempotency import once
from claims.api.presenting.evidence import CandidateShown, EvidenceShown, RunShown
from claims.api.rows import Rows, expected_version
from claims.api.views.describing import operation
from claims.evidence import gathering, pausing, quoting
from claims.evidence.dating import NOW, THEN, known_then, require_day
from claims.evidence.models import Candidate, Evidence, EvidenceRun, RunState, Stance
from claims.evidence.providers.base import ANSWERED
from claims.intake.models import Snapshot
from claims.lib.problems import NotFound, Problem

SUBJECT = {"claim": an_id("claim", "claim__uid"), "suggestion": an_id("suggestion", "suggestion__uid")}
KNOWN = {
    "known": one_of(
        (NOW, THEN),
        words="`then`: without what surely came out after the claim; undated ones stay. `now`: all",
    )
}
RUN_FILTERS = {**SUBJECT, "state": one_of(RunState.values, "state")}
CANDIDATE_FILTERS = {**SUBJECT, "run": an_id("search", "run__uid"), **KNOWN}
EVIDENCE_FILTERS = {
    "claim": SUBJECT["claim"],
    "snapshot": an_id("kept copy", "snapshot__uid"),
    "stance": one_of(Stance.values, "stance"),
    **KNOWN,
}


def as_known(view: Rows[Any], rows: QuerySet[Any], *, at: tuple[str, ...]) -> QuerySet[Any]:
    """The rows as `known` asks for: `then` needs the claim (or suggestion) whose day it is."""
    if view.given.get("known", NOW) == NOW:
        return rows
    for name, model in (("claim", Claim), ("suggestion", Suggestion)):
        if uid := view.given.get(name):
            return known_then(rows, require_day(view.other(model, uid, f"/{name}")), at=at)
    raise Problem(
        "filter.invalid",
        "“known=then” needs a claim: known when?",
        pointer="/known",
        next_step="Send “claim” (or “suggestion”) with it.",
    )


class Runs(Rows[EvidenceRun]):
    """Searches for evidence; `summary` says what each provider answered."""

    model = EvidenceRun
    present = RunShown
    related = ("claim", "suggestion")
    filters = RUN_FILTERS

    @operation("List searches", gives=RunShown(many=True), filters=RUN_FILTERS)
    def list(self, request: Request) -> Response:
        return super().list(request)

    @operation("Show a search and its progress", gives=RunShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation("Search for evidence", body=RunBody, gives=RunShown, status=202, creates=True)
    @once
    def create(self, request: Request) -> Response:
        sent = self.body(RunBody)
        if ("claim" in sent) == ("suggestion" in sent):
            raise Problem("run.subject", "Name either a claim or a suggestion.", pointer="/claim")
        run = gathering.start_run(
            by=self.actor,
            claim=self.other(Claim, sent["claim"], "/claim") if "claim" in sent else None,
            suggestion=self.other(Suggestion, sent["suggestion"], "/suggestion")
            if "suggestion" in sent
            else None,
            statement=sent.get("statement", ""),
        )
        return self.shown(run, status=202, headers={"Location": f"/api/v1/evidence-runs/{run.uid}/"})

    @operation("Cancel a search", gives=RunShown)
    @action(detail=True, methods=["put"])
    def cancellation(self, request: Request, uid: str) -> Response:
        gathering.cancel(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))

    @operation("Pause a search", gives=RunShown)
    @action(detail=True, methods=["put"])
    def pause(self, request: Request, uid: str) -> Response:
        pausing.pause(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))

    @operation("Let a paused search go on", gives=RunShown)
    @pause.mapping.delete
    def resume(self, request: Request, uid: str) -> Response:
        pausing.resume(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))

    @operation("Ask a provider that failed again", gives=RunShown)
    @action(detail=True, methods=["put"], url_path=r"providers/(?P<provider>[a-z_]{1,40})/retry")
    def retry(self, request: Request, uid: str, provider: str) -> Response:
        calls = self.row(uid).calls.filter(provider=provider).order_by("-pk")
        call = calls.exclude(outcome__in=[*ANSWERED, ""]).first() or calls.first()
        if call is None:
            raise NotFound(detail=f"This search did not ask {provider}.")
        gathering.retry_call(call, by=self.actor)
        return self.shown(self.row(uid))


class Candidates(Rows[Candidate]):
    """Passages the providers propose; nothing is evidence before a person sets a stance."""

    model = Candidate
    present = CandidateShown
    related = ("run", "claim", "suggestion", "snapshot", "dismissal")
    filters = CANDIDATE_FILTERS

    @operation("List candidates", gives=CandidateShown(many=True), filters=CANDIDATE_FILTERS)
    def list(self, request: Request) -> Response:
        rows = self.filtered(self.get_queryset())
        return self.listed(as_known(self, rows, at=("published", "snapshot__source__published")))

    @operation("Show a candidate", gives=CandidateShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation(
        "Take a candidate as evidence, with a stance",
        body=KeepBody,
        gives=EvidenceShown,
        status=201,
        creates=True,
    )
    @action(detail=True, methods=["post"])
    @once
    def evidence(self, request: Request, uid: str) -> Response:
        kept = quoting.keep(self.row(uid), by=self.actor, **self.body(KeepBody))
        return self.shown(kept, status=201, serializer=EvidenceShown)

    @operation("Set a candidate aside", body=NoteBody, gives=CandidateShown)
    @action(detail=True, methods=["put"])
    def dismissal(self, request: Request, uid: str) -> Response:
        quoting.set_aside(self.row(uid), by=self.actor, note=self.body(NoteBody).get("note", ""))
        return self.shown(self.row(uid))

    @operation("Bring a candidate back", gives=CandidateShown)
    @dismissal.mapping.delete
    def undo_dismissal(self, request: Request, uid: str) -> Response:
        quoting.undo_set_aside(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))


class EvidenceRows(Rows[Evidence]):
    """Quotations from kept copies, each with a stance a person chose."""

    model = Evidence
    present = EvidenceShown
    related = ("claim", "snapshot__source", "candidate", "by")
    filters = EVIDENCE_FILTERS

    @operation("List evidence", gives=EvidenceShown(many=True), filters=EVIDENCE_FILTERS)
    def list(self, request: Request) -> Response:
        rows = self.filtered(self.get_queryset())
        return self.listed(as_known(self, rows, at=("snapshot__source__published",)))

    @operation("Show a piece of evidence", gives=EvidenceShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation(
        "Quote a passage of a kept copy", body=EvidenceBody, gives=EvidenceShown, status=201, creates=True
    )
    @once
    def create(self, request: Request) -> Response:
        """The words kept are the copy's own; a quotation that does not stand there is refused (422)."""
        sent = self.body(EvidenceBody)
        claim = self.other(Claim, sent.pop("claim"), "/claim")
        snapshot = self.other(Snapshot, sent.pop("snapshot"), "/snapshot")
        made = quoting.quote(claim, by=self.actor, snapshot=snapshot, **sent)
        return self.shown(made, status=201, headers={"Location": f"/api/v1/evidence/{made.uid}/"})

    @operation("Change stance, note or key mark", body=EvidenceChanges, gives=EvidenceShown, if_match=True)
    def partial_update(self, request: Request, uid: str) -> Response:
        evidence = self.row(uid)
        version = expected_version(request, evidence)
        quoting.edit(evidence, by=self.actor, row_version=version, changes=self.body(EvidenceChanges))
        return self.shown(self.row(uid))

    @operation("Remove evidence that no verdict cites", status=204, if_match=True)
    def destroy(self, request: Request, uid: str) -> Response:
        evidence = self.row(uid)
        version = expected_version(request, evidence)
        if version is not None and version != evidence.row_version:
            raise Problem(
                "row.stale", "This evidence was changed in the meantime.", status=412, current=evidence
            )
        quoting.remove(evidence, by=self.actor)
        return Response(status=204)
