"""Writing and reviewing: begin, save, cite, send, take back, approve, ask for changes, name, restore, decline."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format

from claims.accounts.acting import Actor
from claims.accounts.membership import colleague
from claims.annotation.models import Claim
from claims.desk.articles import day
from claims.desk.doors import Trouble, act, address, done, page, show, whole
from claims.desk.places import after_card, after_claim, at_workbench, claim_place
from claims.desk.saving import draft_of, save_typed
from claims.desk.workbench import claim_of
from claims.evidence.models import Evidence
from claims.lib.problems import NotFound
from claims.publishing import ordering
from claims.verdicts import reviewing, workflow, writing
from claims.verdicts.differences import difference
from claims.verdicts.models import FactCheck, VerdictRevision


def case_of(claim: Claim) -> FactCheck:
    """The case on a claim. Raises NotFound while there is none."""
    found = FactCheck.objects.filter(claim=claim).first()
    if found is None:
        raise NotFound("fact_check.none", "There is no check of this claim yet.")
    return found


def to_verdict(request: HttpRequest, claim: Claim, *, fragment: str = "#verdict", **query: Any) -> str:
    """The verdict side of the claim page, or of the workbench's drawer where the form stood there."""
    if at_workbench(request) and claim.article is not None:
        return after_card(request, claim.article.uid, claim.uid, panel="verdict")
    return address("claim", claim.uid, fragment=fragment, **query)


@act(thing=claim_of, back=claim_place, form="start")
def start(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Open the verdict form, with the case where none was opened yet."""
    with transaction.atomic():
        writing.start_writing(workflow.open_case(claim, by=actor), by=actor)
    return done(request, to_verdict(request, claim))


@act(thing=claim_of, back=claim_place, form="verdict")
def save(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Save the fields of the draft: what Enter in one of them does. With a name for this version, keep it as one."""
    save_typed(request, actor, claim)
    return (
        _kept(request, actor, claim)
        if request.POST.get("version_name")
        else done(request, to_verdict(request, claim), "Saved")
    )


@act(thing=claim_of, back=claim_place, form="verdict")
def cite(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Give a piece of evidence the next number."""
    evidence = Evidence.objects.get_visible(actor, request.POST.get("evidence", ""))
    citation = writing.cite(draft_of(claim), by=actor, evidence=evidence)
    return done(request, to_verdict(request, claim), f"Source {citation.number} is cited")


@act(thing=claim_of, back=claim_place, form="verdict")
def uncite(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Take a citation out; the other numbers stay."""
    evidence = Evidence.objects.get_visible(actor, request.POST.get("evidence", ""))
    writing.uncite(draft_of(claim), by=actor, evidence=evidence)
    return done(request, to_verdict(request, claim), "Not cited any more")


@act(thing=claim_of, back=claim_place, form="verdict")
def send(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Save what was typed and send it for review."""
    save_typed(request, actor, claim)
    case = case_of(claim)
    reviewing.send(case, by=actor)
    said = f"Sent to {case.reviewer} for review" if case.reviewer else "Sent for review"
    return done(request, to_verdict(request, claim), said)


@act(thing=claim_of, back=claim_place, form="verdict")
def name(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Keep the draft as it stands under a name."""
    save_typed(request, actor, claim)
    return _kept(request, actor, claim)


def _kept(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    revision = reviewing.name_version(case_of(claim), by=actor, name=request.POST.get("version_name", ""))
    return done(request, to_verdict(request, claim), f"Kept as version {revision.n}")


@act(thing=claim_of, back=claim_place, form="review")
def take_back(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Back to writing before anybody approved, or before it is public."""
    reviewing.take_back(case_of(claim), by=actor)
    return done(request, to_verdict(request, claim), "Taken back: it is in writing again")


@act(thing=claim_of, back=claim_place, form="review")
def send_back(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Ask for changes, saying which."""
    reviewing.send_back(case_of(claim), by=actor, note=request.POST.get("note", ""))
    return done(request, to_verdict(request, claim), "Sent back with your note")


@act(thing=claim_of, back=claim_place, form="review")
def approve(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Sign exactly the revision that was shown; with `publish`, order its publication in the same act."""
    case = case_of(claim)
    revision = VerdictRevision.objects.get_visible(actor, request.POST.get("revision", ""))
    with transaction.atomic():
        reviewing.sign_off(case, by=actor, revision=revision)
        if request.POST.get("publish"):
            ordering.order(case, by=actor)
    said = "Approved: going public" if request.POST.get("publish") else "Approved"
    return done(request, to_verdict(request, claim), said)


def _revision(actor: Actor, uid: str) -> VerdictRevision:
    found: VerdictRevision = VerdictRevision.objects.get_visible(actor, uid)
    return found


def _at_revision(
    request: HttpRequest, actor: Actor, revision: VerdictRevision, trouble: Trouble | None
) -> HttpResponse:
    return claim_place(request, actor, revision.fact_check.claim, trouble)


@act(thing=_revision, back=_at_revision, form="verdict")
def restore(request: HttpRequest, actor: Actor, revision: VerdictRevision) -> HttpResponse:
    """Bring an earlier version back into the draft."""
    reviewing.restore(revision, by=actor)
    return done(
        request, to_verdict(request, revision.fact_check.claim), f"Version {revision.n} is in the draft"
    )


@act(thing=claim_of, back=claim_place, form="assign")
def assign(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Whose case it is, and until when."""
    due_on = day(request.POST.get("due_on", ""), "due_on")
    case = workflow.open_case(claim, by=actor)
    typed = request.POST.get("row_version", "")
    version = whole(typed, "row_version") if typed else None
    person = colleague(actor, request.POST.get("assignee", ""))
    workflow.assign(case, by=actor, row_version=version, assignee=person, due_on=due_on)
    return done(
        request, after_claim(request, claim), f"It is {person}’s now" if person else "It is nobody’s now"
    )


@act(thing=claim_of, back=claim_place, form="snooze")
def snooze(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Out of the queue until a day; until tomorrow where none is given, back at once with `wake`."""
    until = day(request.POST.get("snoozed_until", ""), "snoozed_until")
    if "wake" in request.POST:
        until = None
    elif until is None:
        until = timezone.localdate() + timedelta(days=1)
    case = workflow.open_case(claim, by=actor)
    workflow.snooze(case, by=actor, row_version=None, until=until)
    said = f"Claim {claim.number} is back in the queue"
    if until is not None:
        said = f"Claim {claim.number} snoozed until {date_format(until, 'D j M')}"
    return done(request, after_claim(request, claim), said)


@act(thing=claim_of, back=claim_place, form="decline")
def decline(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Not to be checked, with the reason."""
    workflow.decline(workflow.open_case(claim, by=actor), by=actor, note=request.POST.get("note", ""))
    return done(request, address("claim", claim.uid), "Declined", undo=address("reopen", claim.uid))


@act(thing=claim_of, back=claim_place, form="decline")
def reopen(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """To be checked after all."""
    workflow.reopen(case_of(claim), by=actor)
    return done(request, address("claim", claim.uid), "Open again")


@page
def choose_versions(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """From the two versions chosen in a form to the address of their comparison."""
    claim = claim_of(actor, uid)
    a, b = sorted(whole(request.GET.get(name), name) for name in ("a", "b"))
    return redirect("desk:compare_verdicts", claim.uid, a, b)


@page
def compare(request: HttpRequest, actor: Actor, uid: str, a: int, b: int) -> HttpResponse:
    """The difference between two versions of the verdict."""
    claim = claim_of(actor, uid)
    found = {each.n: each for each in case_of(claim).revisions.all()}
    if a not in found or b not in found:
        raise NotFound("revision.none", "This verdict has no such versions.")
    context = {
        "claim": claim,
        "old": found[a],
        "new": found[b],
        "change": difference(found[a], found[b]),
        "revisions": sorted(found.values(), key=lambda each: each.n),
    }
    return show(request, "desk/compare_verdicts.html", context, section="claims")
