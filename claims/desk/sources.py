"""The library: every source we keep copies of, and one source with its copies and where it was used."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.desk.articles import cited, uploaded
from claims.desk.doors import Trouble, act, address, done, page, show, whole
from claims.desk.viewer import lit
from claims.evidence.models import Evidence
from claims.intake import capturing, submitting
from claims.intake.models import Capture, CaptureState, Snapshot, Source, SourceKind


@page
def sources(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list; `q` searches titles, publishers and addresses, `kind` filters."""
    return listing(request, actor, None, None)


def listing(request: HttpRequest, actor: Actor, thing: object, trouble: Trouble | None) -> HttpResponse:
    """The list with its forms; after a refusal, with what was typed."""
    words, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    every = Source.objects.visible_to(actor)
    found = every
    if words:
        found = found.filter(
            Q(title__icontains=words) | Q(publisher__icontains=words) | Q(canonical_url__icontains=words)
        )
    if kind in SourceKind.values:
        found = found.filter(kind=kind)
    found = found.annotate(
        copies=Count("snapshots", distinct=True),
        used=Count("snapshots__evidence", distinct=True),
        kept_at=Max("snapshots__captured_at"),
    )
    context = {
        "part": Paginator(found.order_by("-created_at"), 50).get_page(request.GET.get("page")),
        "words": words,
        "kind": kind,
        "kinds": [("", "All kinds"), *SourceKind.choices],
        "source_kinds": SourceKind.choices,
        "any": every.exists(),
    }
    return show(request, "desk/sources.html", context, section="sources", trouble=trouble)


@page
def source(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """One source."""
    return one(request, actor, Source.objects.get_visible(actor, uid), None)


def one(request: HttpRequest, actor: Actor, found: Source, trouble: Trouble | None) -> HttpResponse:
    """One source: how it is cited, its copies, its attempts, and the claims it was quoted for."""
    captures = list(found.captures.select_related("by").order_by("-created_at")[:20])
    context = {
        "source": found,
        "snapshots": found.snapshots.order_by("-captured_at"),
        "captures": captures,
        "fetching": any(each.state != CaptureState.ENDED for each in captures),
        "quoted": Evidence.objects.visible_to(actor)
        .filter(snapshot__source=found)
        .select_related("claim", "snapshot")
        .order_by("-at")[:50],
        "source_kinds": SourceKind.choices,
        "article": getattr(found, "article", None),
    }
    return show(request, "desk/source.html", context, section="sources", trouble=trouble)


@page
def snapshot(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """One kept copy on a page of its own, with every passage anybody quoted from it."""
    found: Snapshot = Snapshot.objects.get_visible(actor, uid)
    evidence = Evidence.objects.visible_to(actor).filter(snapshot=found).select_related("claim")
    start, end = request.GET.get("start", ""), request.GET.get("end", "")
    at = (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None
    context = {**lit(found, list(evidence), at=at), "source": found.source, "quoted": evidence}
    return show(request, "desk/snapshot.html", context, section="sources")


def _source(actor: Actor, uid: str) -> Source:
    found: Source = Source.objects.get_visible(actor, uid)
    return found


@act(thing=_source, back=one, form="source")
def edit(request: HttpRequest, actor: Actor, found: Source) -> HttpResponse:
    """Correct how it is cited."""
    version = whole(request.POST.get("row_version"), "row_version")
    changes = {
        name: request.POST[name].strip()
        for name in ("title", "publisher", "kind", "published_on")
        if name in request.POST
    }
    submitting.edit_source(found, by=actor, row_version=version, changes=changes)
    return done(request, address("source", found.uid), "Saved")


@act(thing=_source, back=one, form="copy")
def copy_again(request: HttpRequest, actor: Actor, found: Source) -> HttpResponse:
    """A fresh copy of the page as it is now."""
    capturing.capture_url(by=actor, url=found.canonical_url, kind=found.kind)
    return done(request, address("source", found.uid), "Fetching the page")


@act(thing=lambda actor: None, back=listing, form="source-address")
def add_address(request: HttpRequest, actor: Actor, thing: object) -> HttpResponse:
    """Keep a copy of a page."""
    kind = request.POST.get("kind") or "other"
    capture = capturing.capture_url(by=actor, url=request.POST.get("url", "").strip(), kind=kind)
    return _after(request, capture)


@act(thing=lambda actor: None, back=listing, form="source-upload")
def add_upload(request: HttpRequest, actor: Actor, thing: object) -> HttpResponse:
    """Keep a file."""
    name, data = uploaded(request)
    kind = request.POST.get("kind") or "other"
    return _after(
        request, capturing.capture_upload(by=actor, name=name, data=data, kind=kind, **cited(request))
    )


@act(thing=lambda actor: None, back=listing, form="source-paste")
def add_paste(request: HttpRequest, actor: Actor, thing: object) -> HttpResponse:
    """Keep a pasted text."""
    kind = request.POST.get("kind") or "other"
    text = request.POST.get("text", "")
    return _after(request, capturing.capture_text(by=actor, text=text, kind=kind, **cited(request)))


def _after(request: HttpRequest, capture: Capture) -> HttpResponse:
    said = "Copy kept" if capture.snapshot_id else "Fetching the page"
    return done(request, address("source", capture.source.uid), said)
