"""An editor's own sources: by address, upload or paste; and quoting words of a kept copy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.desk.articles import cited, uploaded
from claims.desk.doors import act, address, done, whole
from claims.desk.places import claim_place
from claims.desk.workbench import claim_of
from claims.evidence import archived_copies, quoting, word_edges
from claims.intake import capturing
from claims.intake.models import Capture, Snapshot
from claims.lib.problems import Problem


@act(thing=claim_of, back=claim_place, form="source-address")
def by_address(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """A page fetched by a job; the claim page shows how that goes and opens the copy."""
    kind = request.POST.get("kind") or "other"
    capture = archived_copies.keep_address(by=actor, url=request.POST.get("url", "").strip(), kind=kind)
    return done(request, address("claim", claim.uid, capture=capture.uid, fragment="#capture"))


@act(thing=claim_of, back=claim_place, form="source-archive")
def from_archive(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """What the Internet Archive captured of a page next to a day; the claim page shows how that goes."""
    near = archived_copies.checked_day(request.POST.get("near", ""))
    kind = request.POST.get("kind") or "other"
    url = request.POST.get("url", "").strip()
    capture = archived_copies.look(by=actor, url=url, near=near, kind=kind)
    return done(request, address("claim", claim.uid, capture=capture.uid, fragment="#capture"))


@act(thing=claim_of, back=claim_place, form="source-upload")
def by_upload(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """A file, kept at once."""
    name, data = uploaded(request)
    kind = request.POST.get("kind") or "other"
    capture = capturing.capture_upload(by=actor, name=name, data=data, kind=kind, **cited(request))
    return _opened(request, claim, capture)


@act(thing=claim_of, back=claim_place, form="source-paste")
def by_paste(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """A pasted text, kept at once."""
    kind = request.POST.get("kind") or "other"
    capture = capturing.capture_text(by=actor, text=request.POST.get("text", ""), kind=kind, **cited(request))
    return _opened(request, claim, capture)


@act(thing=claim_of, back=claim_place, form="quote")
def quote(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    """Words of a kept copy become evidence: by their place, or by the words themselves."""
    snapshot = Snapshot.objects.get_visible(actor, request.POST.get("snapshot", ""))
    evidence = quoting.quote(
        claim,
        by=actor,
        snapshot=snapshot,
        stance=request.POST.get("stance", ""),
        note=request.POST.get("note", "").strip(),
        is_key=bool(request.POST.get("is_key")),
        **_whole_words(_words(request), snapshot),
    )
    undo = address("remove_evidence", evidence.uid)
    to = address("claim", claim.uid, copy=snapshot.uid, start=evidence.start, end=evidence.end)
    return done(request, to, f"Quoted: {evidence.get_stance_display().lower()}", undo=undo)


def _whole_words(found: dict[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    """A selection by hand easily misses a letter, or half of a number: it is grown to the whole of them."""
    if "quote" not in found and snapshot.text:
        found["start"], found["end"] = word_edges.whole(snapshot.text, found["start"], found["end"])
    return found


def _words(request: HttpRequest) -> dict[str, Any]:
    """Where the quoted words stand, or which they are."""
    found: dict[str, Any] = {}
    if request.POST.get("start") and request.POST.get("end"):
        found["start"] = whole(request.POST["start"], "start")
        found["end"] = whole(request.POST["end"], "end")
    words = request.POST.get("quote", "").strip().replace("\r\n", "\n")
    if words:
        found["quote"] = words
    if not found:
        raise Problem(
            "quote.empty",
            "Select words in the kept copy, or paste them.",
            pointer="/quote",
            next_step="Only words that stand in the copy can be quoted.",
        )
    return found


def _opened(request: HttpRequest, claim: Claim, capture: Capture) -> HttpResponse:
    snapshot = capture.snapshot
    copy = snapshot.uid if snapshot is not None else ""
    return done(
        request,
        address("claim", claim.uid, copy=copy, fragment="#viewer"),
        "Copy kept: select the words to quote",
    )
