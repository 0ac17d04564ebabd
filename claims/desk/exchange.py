"""Settings, Import and export: all published checks as files, and files of earlier checks or articles brought in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.desk.articles import uploaded
from claims.desk.doors import Trouble, act, address, done, page, show
from claims.intake.import_models import FileImport, ImportKind
from claims.lib.streaming import in_turn
from claims.matching import importing
from claims.publishing.exporting import FORMS, form_of
from claims.publishing.models import Publication

ON_A_PAGE, LATELY = 50, 20


@page
def exchange(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What can be taken out, and what was brought in lately."""
    return listing(request, actor, None, None)


def listing(request: HttpRequest, actor: Actor, thing: object, trouble: Trouble | None) -> HttpResponse:
    """The page; after a refused file with the words at the field."""
    imports = FileImport.objects.visible_to(actor).select_related("by").defer("rows")
    context = {
        "forms": FORMS.values(),
        "published": Publication.objects.visible_to(actor).exclude(state="withdrawn").count(),
        "imports": imports.order_by("-pk")[:LATELY],
        "kinds": ImportKind.choices,
        "tab": "exchange",
    }
    return show(request, "desk/exchange.html", context, section="settings", trouble=trouble)


@page
def export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A file, made while it is being sent."""
    require(actor, Permission.READ)
    chosen = form_of(request.GET.get("form", "jsonl"))
    return as_file(
        request, chosen.write(actor.organisation), chosen.media_type, chosen.file_name(actor.organisation)
    )


def as_file(request: HttpRequest, pieces: Iterator[bytes], media_type: str, name: str) -> Any:
    """Pieces as an answer that a browser keeps as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(in_turn(request, pieces), content_type=media_type, headers=headers)


@act(thing=lambda actor: None, back=listing, form="import")
def bring(request: HttpRequest, actor: Actor, thing: None) -> HttpResponse:
    """Read a file, and show what would be done with it."""
    name, data = uploaded(request)
    file = importing.preview(by=actor, kind=request.POST.get("kind", ""), name=name, data=data)
    return done(request, address("file_import", file.uid))


def file_of(actor: Actor, uid: str) -> FileImport:
    found: FileImport = FileImport.objects.get_visible(actor, uid)
    return found


@page
def file_import(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """What a file holds, row by row."""
    return preview(request, actor, file_of(actor, uid), None)


def preview(request: HttpRequest, actor: Actor, thing: FileImport, trouble: Trouble | None) -> HttpResponse:
    file = FileImport.objects.select_related("by").get(pk=thing.pk)
    here = importing.known(file) if file.kind == ImportKind.CHECKS else set()
    part = Paginator(file.rows, ON_A_PAGE).get_page(request.GET.get("page"))
    for row in part:
        row["here"] = (row.get("url"), row.get("claim_text")) in here
    context: dict[str, Any] = {
        "file": file,
        "part": part,
        "keep": "",
        "faults": file.faults[: importing.MOST_TOLD],
        "more_faults": max(0, len(file.faults) - importing.MOST_TOLD),
        "here": len(here) if file.state == "previewed" else 0,
        "tab": "exchange",
    }
    return show(request, "desk/file_import.html", context, section="settings", trouble=trouble)


@act(thing=file_of, back=preview, form="import")
def carry_out(request: HttpRequest, actor: Actor, file: FileImport) -> HttpResponse:
    """Take its rows in."""
    leave_out = request.POST.get("leave_faults_out") == "1"
    made = importing.carry_out(file, by=actor, leave_faults_out=leave_out)
    return done(request, address("file_import", file.uid), f"{made.added} added")


@act(thing=file_of, back=preview, form="import")
def undo(request: HttpRequest, actor: Actor, file: FileImport) -> HttpResponse:
    """Take it back."""
    stay = importing.undo(file, by=actor)
    said = f"Taken back, but for {stay} on which something was built" if stay else "Taken back"
    return done(request, address("file_import", file.uid), said)
