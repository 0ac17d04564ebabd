"""Deciding on evidence: keep a candidate with a stance, set it aside, change, remove, search again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.desk.doors import Trouble, act, address, done, whole
from claims.desk.places import after_claim, claim_place
from claims.desk.workbench import claim_of
from claims.evidence import gathering, pausing, quoting
from claims.evidence.models import Candidate, Evidence, EvidenceRun, ProviderCall
from claims.history.models import Event
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict


def _candidate(actor: Actor, uid: str) -> Candidate:
    found: Candidate = Candidate.objects.get_visible(actor, uid)
    return found


def _evidence(actor: Actor, uid: str) -> Evidence:
    found: Evidence = Evidence.objects.get_visible(actor, uid)
    return found


def _run(actor: Actor, uid: str) -> EvidenceRun:
    found: EvidenceRun = EvidenceRun.objects.get_visible(actor, uid)
    return found


def _call(actor: Actor, uid: str) -> ProviderCall:
    found: ProviderCall = ProviderCall.objects.get_visible(actor, uid)
    return found


def claim_behind(thing: Any) -> Claim:
    """The claim that a candidate, a run or a call is about. Raises Conflict while it is only a suggestion."""
    found = thing.claim or getattr(thing.suggestion, "claim", None)
    if found is None or found.removed_at is not None:
        raise Conflict(
            "suggestion.undecided",
            "This is only a suggestion so far.",
            next_step="Accept it as a claim first; what was found stays.",
        )
    claim: Claim = found
    return claim


def _at_candidate(
    request: HttpRequest, actor: Actor, candidate: Candidate, trouble: Trouble | None
) -> HttpResponse:
    return claim_place(request, actor, claim_behind(candidate), trouble)


def _at_evidence(
    request: HttpRequest, actor: Actor, evidence: Evidence, trouble: Trouble | None
) -> HttpResponse:
    return claim_place(request, actor, evidence.claim, trouble)


def _at_run(request: HttpRequest, actor: Actor, run: EvidenceRun, trouble: Trouble | None) -> HttpResponse:
    return claim_place(request, actor, claim_behind(run), trouble)


def _at_call(request: HttpRequest, actor: Actor, call: ProviderCall, trouble: Trouble | None) -> HttpResponse:
    return claim_place(request, actor, claim_behind(call.run), trouble)


@act(thing=_candidate, back=_at_candidate, form=lambda candidate: f"candidate-{candidate.uid}")
def keep(request: HttpRequest, actor: Actor, candidate: Candidate) -> HttpResponse:
    """The proposed passage becomes evidence with the stance a person gave it."""
    claim = claim_behind(candidate)
    evidence = quoting.keep(
        candidate, by=actor, stance=request.POST.get("stance", ""), note=request.POST.get("note", "")
    )
    undo = address("remove_evidence", evidence.uid, place=request.POST.get("place", ""))
    return done(
        request, after_claim(request, claim), f"Kept: {evidence.get_stance_display().lower()}", undo=undo
    )


@act(thing=_candidate, back=_at_candidate, form=lambda candidate: f"candidate-{candidate.uid}")
def set_aside(request: HttpRequest, actor: Actor, candidate: Candidate) -> HttpResponse:
    """Not of use here; it does not come back by itself."""
    quoting.set_aside(candidate, by=actor, note=request.POST.get("note", ""))
    undo = address("bring_back", candidate.uid, place=request.POST.get("place", ""))
    return done(request, after_claim(request, claim_behind(candidate)), "Set aside", undo=undo)


@act(thing=_candidate, back=_at_candidate, form=lambda candidate: f"candidate-{candidate.uid}")
def bring_back(request: HttpRequest, actor: Actor, candidate: Candidate) -> HttpResponse:
    """Among the candidates again."""
    quoting.undo_set_aside(candidate, by=actor)
    return done(request, after_claim(request, claim_behind(candidate)), "Brought back")


@act(thing=_evidence, back=_at_evidence, form=lambda evidence: f"evidence-{evidence.uid}")
def stance(request: HttpRequest, actor: Actor, evidence: Evidence) -> HttpResponse:
    """Another column of the board."""
    version = whole(request.POST.get("row_version"), "row_version")
    quoting.set_stance(evidence, by=actor, row_version=version, stance=request.POST.get("stance", ""))
    return done(request, after_claim(request, evidence.claim), f"Moved to {evidence.get_stance_display()}")


@act(thing=_evidence, back=_at_evidence, form=lambda evidence: f"evidence-{evidence.uid}")
def edit(request: HttpRequest, actor: Actor, evidence: Evidence) -> HttpResponse:
    """The note, or whether it is a key source."""
    version = whole(request.POST.get("row_version"), "row_version")
    changes: dict[str, Any] = {}
    if "note" in request.POST:
        changes["note"] = request.POST["note"].strip()
    if "is_key" in request.POST:
        changes["is_key"] = request.POST["is_key"] == "1"
    quoting.edit(evidence, by=actor, row_version=version, changes=changes)
    return done(request, after_claim(request, evidence.claim), "Saved")


@act(thing=_evidence, back=_at_evidence, form=lambda evidence: f"evidence-{evidence.uid}")
def remove(request: HttpRequest, actor: Actor, evidence: Evidence) -> HttpResponse:
    """Off the board, where no sent verdict stands on it."""
    claim, place = evidence.claim, request.POST.get("place", "")
    undo = address("undo_removal", claim.uid, evidence=evidence.uid, place=place)
    quoting.remove(evidence, by=actor)
    return done(request, after_claim(request, claim), "Removed from the board", undo=undo)


@act(thing=claim_of, back=claim_place, form="undo-removal")
def undo_removal(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """What was taken off the board is on it again; its words are proven again."""
    removals = Event.objects.filter(organisation_id=actor.organisation.pk, name=EventName.EVIDENCE_REMOVED)
    event = removals.filter(subject_uid=request.GET.get("evidence", "")).first()
    if event is None:
        raise Conflict("undo.nothing", "There is nothing to bring back.")
    quoting.undo_removal(event, by=actor)
    return done(request, after_claim(request, claim), "Back on the board")


@act(thing=claim_of, back=claim_place, form="search")
def search(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Ask every provider again, perhaps in other words."""
    gathering.start_run(by=actor, claim=claim, statement=request.POST.get("statement", "").strip())
    return done(request, after_claim(request, claim), "Looking for evidence")


@act(thing=_run, back=_at_run, form="search")
def cancel(request: HttpRequest, actor: Actor, run: EvidenceRun) -> HttpResponse:
    """Stop looking; what was found stays."""
    gathering.cancel(run, by=actor)
    return done(request, after_claim(request, claim_behind(run)), "Stopped looking")


@act(thing=_run, back=_at_run, form="search")
def pause(request: HttpRequest, actor: Actor, run: EvidenceRun) -> HttpResponse:
    """Nobody else is asked until it goes on."""
    claim = claim_behind(run)
    pausing.pause(run, by=actor)
    undo = address("resume_run", run.uid, place=request.POST.get("place", ""))
    return done(request, after_claim(request, claim), "The search is paused", undo=undo)


@act(thing=_run, back=_at_run, form="search")
def resume(request: HttpRequest, actor: Actor, run: EvidenceRun) -> HttpResponse:
    """The rest of the providers are asked."""
    claim = claim_behind(run)
    pausing.resume(run, by=actor)
    return done(request, after_claim(request, claim), "The search goes on")


@act(thing=_call, back=_at_call, form="search")
def retry(request: HttpRequest, actor: Actor, call: ProviderCall) -> HttpResponse:
    """Ask one provider that failed once more."""
    gathering.retry_call(call, by=actor)
    return done(request, after_claim(request, claim_behind(call.run)), "Trying again")
