"""The library: every source we keep copies of, and one source with its copies and where it was used."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.desk.articles import cited, uploaded
from claims.desk.doors import Trouble, act, address, done, page, show, whole
from claims.desk.viewer import lit
from claims.evidence import archived_copies, witnessing
from claims.evidence.models import Evidence, OutsideCapture
from claims.intake import capturing, submitting, warc
from claims.intake.lists import notes_on
from claims.intake.models import Capture, CaptureState, LiveState, Snapshot, Source, SourceKind
from claims.lib.problems import NotFound


@page
def sources(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list; `q` searches titles, publishers and addresses, `kind` and `live` narrow, `sort` orders."""
    return listing(request, actor, None, None)


SORTS = (
    ("", "Newest first"),
    ("used", "Most quoted first"),
    ("title", "By title"),
    ("published", "By date published"),
)


def listing(request: HttpRequest, actor: Actor, thing: object, trouble: Trouble | None) -> HttpResponse:
    """The list with its forms; after a refusal, with what was typed."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "kind", "live", "sort")}
    every = Source.objects.visible_to(actor)
    found = every.annotate(
        copies=_count(Snapshot.objects.filter(source=OuterRef("pk")), "source"),
        used=_count(Evidence.objects.filter(snapshot__source=OuterRef("pk")), "snapshot__source"),
    )
    if words := asked["q"]:
        found = found.filter(
            Q(title__icontains=words) | Q(publisher__icontains=words) | Q(canonical_url__icontains=words)
        )
    if asked["kind"] in SourceKind.values:
        found = found.filter(kind=asked["kind"])
    if asked["live"] in LiveState.values:
        found = found.filter(live_state=asked["live"])
    order: Any = {
        "used": ("-used", "-created_at", "pk"),
        "title": (Lower("title"), "pk"),
        "published": (F("published__value").desc(nulls_last=True), "pk"),
    }.get(asked["sort"], ("-created_at", "pk"))
    part = Paginator(found.order_by(*order), 50).get_page(request.GET.get("page"))
    on_page: list[Any] = list(part)
    notes = notes_on(actor.organisation.pk, [each.canonical_url for each in on_page])
    for each in on_page:
        each.listed = notes.get(each.canonical_url, [])
    context = {
        "part": part,
        "asked": asked,
        "keep": urlencode({name: value for name, value in asked.items() if value}),
        "narrowed": asked["q"] or asked["kind"] or asked["live"],
        "kinds": [("", "All kinds"), *SourceKind.choices],
        "lives": [("", "Any live page"), ("gone", "Live page gone"), ("changed", "Changed since")],
        "sorts": SORTS,
        "source_kinds": SourceKind.choices,
        "any": every.exists(),
    }
    return show(request, "desk/sources.html", context, section="sources", trouble=trouble)


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    many = rows.order_by().values(by).annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(many, output_field=IntegerField()), 0)


@page
def source(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """One source; with `p`, the kept copy that passage stands in, with the passage lit."""
    return one(request, actor, Source.objects.get_visible(actor, uid), None)


def one(request: HttpRequest, actor: Actor, found: Source, trouble: Trouble | None) -> HttpResponse:
    """One source: how it is cited, its copies, its attempts, and the claims it was quoted for."""
    captures = list(found.captures.select_related("by").order_by("-created_at")[:20])
    context = {
        "source": found,
        "listed": notes_on(actor.organisation.pk, [found.canonical_url]).get(found.canonical_url, []),
        "snapshots": found.snapshots.order_by("-captured_at").defer("text", "blocks")[:50],
        "captures": captures,
        "fetching": any(each.state != CaptureState.ENDED for each in captures),
        "quoted": Evidence.objects.visible_to(actor)
        .filter(snapshot__source=found)
        .select_related("claim")
        .order_by("-at")[:50],
        "source_kinds": SourceKind.choices,
        "article": getattr(found, "article", None),
        "archive_offered": bool(found.canonical_url) and archived_copies.is_offered(actor.organisation),
        **passage(request, actor, found),
    }
    return show(request, "desk/source.html", context, section="sources", trouble=trouble)


def passage(request: HttpRequest, actor: Actor, found: Source) -> dict[str, Any]:
    """The copy with the passage that the address names. Raises NotFound for one that is not of this source."""
    wanted = request.GET.get("p", "")
    if not wanted:
        return {"copy": None}
    quoted = Evidence.objects.visible_to(actor).filter(snapshot__source=found)
    chosen = quoted.filter(uid=wanted).select_related("snapshot__source", "claim").first()
    if chosen is None:
        raise NotFound(
            "passage.none", "There is no such passage in this source.", next_step="It may have been removed."
        )
    here = list(quoted.filter(snapshot=chosen.snapshot))
    return {**lit(chosen.snapshot, here, at=(chosen.start, chosen.end)), "chosen": chosen}


@page
def snapshot(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """One kept copy on a page of its own, with every passage anybody quoted from it."""
    return one_copy(request, actor, _snapshot(actor, uid), None)


def _snapshot(actor: Actor, uid: str) -> Snapshot:
    found: Snapshot = Snapshot.objects.get_visible(actor, uid)
    return found


@page
def as_warc(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """A kept copy as a file for archives. One that was taken down answers 410 with the reason."""
    found = _snapshot(actor, uid)
    answer = HttpResponse(warc.warc_of(found), content_type=warc.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{warc.file_name(found)}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def one_copy(request: HttpRequest, actor: Actor, found: Snapshot, trouble: Trouble | None) -> HttpResponse:
    """The page of a kept copy."""
    evidence = Evidence.objects.visible_to(actor).filter(snapshot=found).select_related("claim")
    start, end = request.GET.get("start", ""), request.GET.get("end", "")
    is_place = start.isdecimal() and end.isdecimal() and int(start) < int(end) <= found.characters
    at = (int(start), int(end)) if is_place else None
    context = {
        **lit(found, list(evidence), at=at),
        "source": found.source,
        "quoted": evidence,
        "witness": OutsideCapture.objects.filter(snapshot=found).first(),
        "may_be_witnessed": witnessing.is_wanted(found),
    }
    return show(request, "desk/snapshot.html", context, section="sources", trouble=trouble)


@act(thing=_snapshot, back=one_copy, form="witness")
def ask_witness(request: HttpRequest, actor: Actor, found: Snapshot) -> HttpResponse:
    """Have the Internet Archive capture the page too, or try once more."""
    witnessing.ask(found, by=actor)
    return done(request, address("snapshot", found.uid), "The Internet Archive is asked to capture it")


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


@act(thing=_source, back=one, form="archive")
def from_archive(request: HttpRequest, actor: Actor, found: Source) -> HttpResponse:
    """What the Internet Archive captured of it next to a day."""
    near = archived_copies.checked_day(request.POST.get("near", ""))
    archived_copies.look(
        by=actor, url=request.POST.get("url") or found.canonical_url, near=near, kind=found.kind
    )
    article = getattr(found, "article", None)
    if article is not None and article.latest is None:
        return done(request, address("workbench", article.uid), "Looking in the Internet Archive")
    return done(request, address("source", found.uid), "Looking in the Internet Archive")


@act(thing=lambda actor: None, back=listing, form="source-address")
def add_address(request: HttpRequest, actor: Actor, thing: object) -> HttpResponse:
    """Keep a copy of a page."""
    kind = request.POST.get("kind") or "other"
    capture = archived_copies.keep_address(by=actor, url=request.POST.get("url", "").strip(), kind=kind)
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
