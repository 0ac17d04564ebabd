"""A draft saves itself while one types: what the page sends and what it is told, as JSON.

Only changed fields come in, each with the version it is based on (`base.<field>`); the answer has the fields as they
stand, so that what others wrote shows, and what is missing before review.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.desk.claims_at_hand import claim_of
from claims.desk.conflicts import words_of
from claims.desk.doors import page, whole
from claims.desk.gate import gate
from claims.lib.problems import Conflict, NotFound, Problem
from claims.verdicts import writing
from claims.verdicts.merging import Met, changed_since
from claims.verdicts.models import CaseState, Draft

DRAFT_FIELDS = (
    "rating",
    "headline",
    "conclusion",
    "explanation",
    "claim_text",
    "statement",
    "sources_exception",
    "correction_note",
    "correction_kind",
    "claimant",
    "claimed_on",
)
"""The fields of a draft that the form shows."""


def draft_of(claim: Claim) -> Draft:
    """The draft on a claim. Raises NotFound while there is none."""
    found = Draft.objects.filter(fact_check__claim=claim).select_related("fact_check", "rating").first()
    if found is None:
        raise NotFound("draft.none", "There is no draft of this verdict yet.")
    return found


def save_typed(request: HttpRequest, actor: Actor, claim: Claim) -> Draft:
    """Save what the form holds and differs from the draft; a form without fields saves nothing.

    After a conflict the form brings what it was based on: a field the person left alone keeps what the other wrote.
    """
    draft = draft_of(claim)
    typed = typed_fields(request.POST)
    if not typed:
        return draft
    version = whole(request.POST.get("row_version"), "row_version")
    seen = {
        name: whole(str(request.POST[f"base.{name}"]), f"base.{name}")
        for name in typed
        if f"base.{name}" in request.POST
    }
    changes = {name: value for name, value in typed.items() if value != words_of(getattr(draft, name))}
    if not changes:
        return draft
    if "rating" in changes and "headline" in typed and typed["headline"] == draft.headline:
        changes.pop("headline", None)
    return writing.save(
        draft, by=actor, row_version=version, changes=_left_alone(draft, changes, version, seen), seen=seen
    )


def typed_fields(typed: QueryDict) -> dict[str, str]:
    """The draft's fields among what was sent."""
    return {name: str(typed[name]).replace("\r\n", "\n") for name in DRAFT_FIELDS if name in typed}


def now(draft: Draft, actor: Actor, *, since: int | None = None) -> dict[str, Any]:
    """The draft as the page keeps it: its version, its fields, and who changed which since a version."""
    changes = changed_since(draft, since) if since is not None and since < draft.row_version else {}
    return {
        "id": draft.uid,
        "me": actor.user.uid,
        "version": draft.row_version,
        "state": draft.fact_check.state,
        "fields": {name: words_of(getattr(draft, name)) for name in DRAFT_FIELDS},
        "changed": {
            name: {"by": change.others(actor), "at": change.at, "mine": not change.others(actor)}
            for name, change in (changes or {}).items()
            if name in DRAFT_FIELDS
        },
    }


@page
def autosave(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """GET: the draft as it stands. POST: the same after saving what was typed.

    412 with `conflicts` where somebody else changed the same fields, 422 with `faults` by field, 409 where this
    person or state can't save: then nothing of the request was saved.
    """
    claim = claim_of(actor, uid)
    status, told = 200, {}
    if request.method == "POST":
        try:
            _require_same_person(request, actor)
            save_typed(request, actor, claim)
        except NotFound:
            raise
        except Problem as problem:
            status, told = problem.status, _told(problem)
    draft = draft_of(claim)
    since = request.POST.get("row_version") or request.GET.get("since", "")
    context = {"claim": claim, "draft": draft, "gate": gate(draft)}
    answer = {
        **now(draft, actor, since=int(since) if since.isdecimal() else None),
        **told,
        "gate": render_to_string("desk/parts/gate.html", context, request=request)
        if draft.fact_check.state == CaseState.WRITING
        else "",
    }
    return JsonResponse(answer, status=status, headers={"Cache-Control": "private, no-store"})


def _left_alone(draft: Draft, changes: dict[str, str], version: int, seen: dict[str, int]) -> dict[str, str]:
    """Without the fields that only look changed because somebody else changed them since: a plain form sends all."""
    if version >= draft.row_version:
        return changes
    since = changed_since(draft, version) or {}
    return {
        name: value
        for name, value in changes.items()
        if name in seen or name not in since or words_of(since[name].base) != value
    }


def _require_same_person(request: HttpRequest, actor: Actor) -> None:
    if request.POST.get("me", actor.user.uid) != actor.user.uid:
        raise Conflict(
            "session.other_person",
            f"You are signed in as {actor.user} now; these words were typed by somebody else.",
            next_step="Sign in as the person who typed them, or copy them.",
        )


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "detail": str(problem),
        "faults": {
            error.pointer.strip("/"): error.detail for error in problem.errors if not isinstance(problem, Met)
        },
        "conflicts": {
            each.field: {
                "base": words_of(each.base),
                "theirs": words_of(each.current),
                "by": each.by,
                "at": each.at,
            }
            for each in getattr(problem, "meetings", ())
        },
    }
