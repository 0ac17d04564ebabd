"""Settings, Lists of sources: what lists say of whom, in which version; versions brought in, chosen, and the list taken
out of use."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, allows, require
from claims.desk.doors import Trouble, act, address, done, page, show, whole
from claims.history.models import Event
from claims.history.vocabulary import EventName
from claims.intake import lists as verbs
from claims.intake.list_files import COLUMNS, SINCE, Entry, place_of, read_entries, text_of
from claims.intake.models import SourceList, SourceListEntry, SourceListVersion
from claims.lib.problems import NotFound, Problem

ON_A_PAGE = 100
MOST_SHOWN_AGAIN = 300_000
"""So many characters of a refused file are put back into the form, to be mended there."""


@dataclass
class Line:
    """One version on the page of its list: who brought it in, and how it differs from the one before."""

    version: SourceListVersion
    entries: int
    brought: Event | None
    in_use: bool

    @property
    def difference(self) -> str:
        after = self.brought.after if self.brought is not None and self.version.n > 1 else {}
        words = {"came": "new", "went": "gone", "changed": "changed"}
        return ", ".join(f"{after[name]} {word}" for name, word in words.items() if after.get(name))


@page
def lists(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every list, and what they say of the address in `q`."""
    return listing(request, actor, None, None)


def listing(request: HttpRequest, actor: Actor, thing: object, trouble: Trouble | None) -> HttpResponse:
    """The page; after a refused list with everything typed, and the file's own words to be mended."""
    asked = request.GET.get("q", "").strip()[:2000]
    every = SourceList.objects.visible_to(actor).select_related("current")
    entries = SourceListEntry.objects.filter(version=OuterRef("current_id"))
    versions = SourceListVersion.objects.filter(source_list=OuterRef("pk"))
    counted = every.annotate(many=_count(entries, "version"), versions_many=_count(versions, "source_list"))
    context = {
        "lists": counted.order_by("name", "pk"),
        "asked": asked,
        "is_address": place_of(asked) is not None if asked else True,
        "listed": verbs.notes_on(actor.organisation.pk, [asked]).get(asked, []),
        "may_change": allows(actor, Permission.MANAGE_SETTINGS),
        "columns": COLUMNS,
        "tab": "lists",
    }
    return show(request, "desk/source_lists.html", context, section="settings", trouble=trouble)


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    many = rows.order_by().values(by).annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(many, output_field=IntegerField()), 0)


def list_of(actor: Actor, uid: str) -> SourceList:
    found: SourceList = SourceList.objects.get_visible(actor, uid)
    return found


@page
def source_list(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """One list: its entries in the version `n` (else the one in use), and all its versions."""
    return one(request, actor, list_of(actor, uid), None)


def one(request: HttpRequest, actor: Actor, thing: SourceList, trouble: Trouble | None) -> HttpResponse:
    """The page of one list."""
    found = SourceList.objects.select_related("current").get(pk=thing.pk)
    chosen = version_of(found, request.GET.get("n", "")) or found.current or found.newest
    entries = SourceListEntry.objects.filter(version=chosen).order_by("host", "path")
    words = request.GET.get("q", "").strip()
    if words:
        host = (place_of(words) or (words, ""))[0]
        entries = entries.filter(
            Q(host__icontains=host) | Q(label__icontains=words) | Q(note__icontains=words)
        )
    kept = {"n": request.GET.get("n", ""), "q": words}
    context: dict[str, Any] = {
        "list": found,
        "chosen": chosen,
        "words": words,
        "lines": lines(found),
        "part": Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page")),
        "keep": urlencode({name: value for name, value in kept.items() if value}),
        "may_change": allows(actor, Permission.MANAGE_SETTINGS),
        "columns": COLUMNS,
        "tab": "lists",
    }
    return show(request, "desk/source_list.html", context, section="settings", trouble=trouble)


def lines(found: SourceList) -> list[Line]:
    """The versions of a list, newest first, each with the line of history that tells of it."""
    told = Event.objects.filter(
        organisation_id=found.organisation_id,
        subject_type="SourceList",
        subject_uid=found.uid,
        name=EventName.SOURCE_LIST_IMPORTED,
    )
    brought = {str(event.after.get("version")): event for event in told}
    return [
        Line(version, version.many, brought.get(version.label), version.pk == found.current_id)
        for version in found.versions.annotate(many=Count("entries")).order_by("-n")
    ]


def version_of(found: SourceList, typed: str) -> SourceListVersion | None:
    """The version of this number; None where none was asked for. Raises NotFound where there is none."""
    if not typed:
        return None
    version = found.versions.filter(n=int(typed)).first() if typed.isdecimal() and len(typed) < 9 else None
    if version is None:
        raise NotFound(
            "source_list.no_version", "This list has no such version.", next_step="Choose another."
        )
    return version


@act(thing=lambda actor: None, back=listing, form="list")
def add(request: HttpRequest, actor: Actor, thing: None) -> HttpResponse:
    """A new list with its first version."""
    require(actor, Permission.MANAGE_SETTINGS)
    made = verbs.add(
        by=actor, entries=given(request), **described(request), version=typed(request, "version")
    )
    return done(request, address("source_list", made.source_list.uid), f"“{made.source_list}” is in use")


@act(thing=list_of, back=one, form="version")
def add_version(request: HttpRequest, actor: Actor, found: SourceList) -> HttpResponse:
    """A new version of a list, which counts from now on."""
    require(actor, Permission.MANAGE_SETTINGS)
    before = found.versions.count()
    made = verbs.import_version(
        by=actor, key=found.key, name=found.name, version=typed(request, "version"), entries=given(request)
    )
    is_new = found.versions.count() > before
    said = f"Version {made.label} is in use" if is_new else f"Version {made.label} was here: nothing changed"
    return done(request, address("source_list", found.uid), said)


@act(thing=list_of, back=one, form="use")
def use(request: HttpRequest, actor: Actor, found: SourceList) -> HttpResponse:
    """Another of its versions, or, without a number, none: then the list says nothing any more."""
    version = version_of(found, request.POST.get("n", ""))
    verbs.use(found, version, by=actor)
    said = f"Version {version.label} is in use" if version else f"“{found}” says nothing any more"
    return done(request, address("source_list", found.uid), said)


@act(thing=list_of, back=one, form="about")
def edit(request: HttpRequest, actor: Actor, found: SourceList) -> HttpResponse:
    """What it is called, and where it can be read about."""
    version = whole(request.POST.get("row_version"), "row_version")
    verbs.describe(found, by=actor, row_version=version, **described(request))
    return done(request, address("source_list", found.uid), "Saved")


@page
def as_json(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """A version as a file that can be imported again."""
    found = list_of(actor, uid)
    chosen = version_of(found, request.GET.get("n", "")) or found.current or found.newest
    rows = chosen.entries.order_by("host", "path") if chosen else []
    entries = [
        {"source": f"{e.host}{e.path}", "label": e.label, "note": e.note, "since": _day(e.since)}
        for e in rows
    ]
    held = {
        "list": found.name,
        "version": chosen.label if chosen else "",
        "about": found.about,
        "entries": entries,
    }
    answer = HttpResponse(json.dumps(held, ensure_ascii=False, indent=1), content_type="application/json")
    name = f"{found.key}-{chosen.n if chosen else 0}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def given(request: HttpRequest) -> list[Entry]:
    """The entries of the file, or of what stands in the field. A file's words are put into the field, so that they are
    there to be mended should they be refused. Raises Problem naming every fault."""
    file, words = request.FILES.get("file"), typed(request, "entries")
    name = ""
    if file is not None:
        name, words = file.name or "", text_of(file.read())
        kept = request.POST.copy()
        kept["entries"] = words if len(words) <= MOST_SHOWN_AGAIN else ""
        request.POST = kept  # type: ignore[assignment]
    if not words.strip():
        raise Problem(
            "source_list.missing",
            "There are no entries.",
            pointer="/file",
            next_step="Choose a file, or write the entries into the field.",
        )
    return read_entries(words, name=name)


def described(request: HttpRequest) -> dict[str, Any]:
    return {"name": typed(request, "name"), "about": typed(request, "about")}


def typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")


def _day(since: str) -> str:
    """Since when, where that is a day; the label of a version, which stands for it otherwise, is left out."""
    return since if SINCE.fullmatch(since) else ""
