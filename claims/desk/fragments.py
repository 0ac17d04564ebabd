"""Answers to the workbench's script: not a page but the parts of it that an act changed.

A request says with the header `X-Part: bench` that it wants parts, with `X-Cards` which cards it believes to have
changed (a suggestion's key also stands for the claim made of it), with `X-Text` which paragraphs, and with `X-Drawer`
whose drawer it shows. The same views answer with whole pages to everybody else.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.desk import rail, rail_rows
from claims.desk.doors import Trouble, show
from claims.desk.panes import drawer, head, in_text, kept, marked_in, printed, printer_of
from claims.intake.models import Article, ArticleVersion


def answer_in_parts(
    request: HttpRequest,
    actor: Actor,
    article: Article,
    version: ArticleVersion,
    trouble: Trouble | None,
    on: str,
) -> HttpResponse:
    """The changed cards with their paragraphs and the counts, where cards were named; the drawer, where wanted."""
    everything = rail_rows.cards(actor, version)
    on = on or request.GET.get("on", "")
    named = _named(request, "X-Cards")
    deciding = named is not None or trouble is not None
    context: dict[str, Any] = {
        "article": article,
        "version": version,
        "keep": kept(request),
        "on": on,
        "deciding": deciding,
    }
    if deciding:
        context |= _changed(request, actor, article, version, everything, {*(named or ()), on} - {""})
    wanted = request.headers.get("X-Drawer", "")
    shown = next((card for card in everything if wanted and wanted in (card.key, card.was)), None)
    if shown is not None:
        context |= drawer(request, actor, version, shown, trouble)
    context["drawer"] = shown
    answer = show(request, "desk/parts/answer.html", context, trouble=trouble)
    answer.headers["Vary"] = "X-Part"
    return answer


def _changed(
    request: HttpRequest,
    actor: Actor,
    article: Article,
    version: ArticleVersion,
    everything: list[rail.Card],
    named: set[str],
) -> dict[str, Any]:
    what, sort = request.GET.get("show", "all"), request.GET.get("sort", "text")
    changed = [card for card in everything if card.key in named or card.was in named]
    known = {key for card in changed for key in (card.key, card.was)}
    marked = [place for card in in_text(everything, what, None) for place in card.places()]
    for card in changed:
        card.selected = True  # so that it brings its buttons; the script knows which one is chosen
    starts = {int(each) for each in _named(request, "X-Text") or () if each.isdecimal()}
    spans = [span for card in changed for span in card.spans]
    blocks = [
        block
        for block in marked_in(version, marked)
        if block.start in starts or any(start < block.end and end > block.start for start, end in spans)
    ]
    return {
        **head(request, article, version),
        "cards_html": printer_of(request, actor).cards(changed),
        "text_html": printed(request, version, blocks),
        "gone": " ".join(sorted(named - known)),
        "everything": everything,
        "what": what if what in rail.SHOWN else "all",
        "sort": sort if sort in rail.SORTS else "text",
        "counts": rail.counts(everything),
    }


def _named(request: HttpRequest, header: str) -> list[str] | None:
    if header not in request.headers:
        return None
    return [each for each in request.headers[header].split(",") if each]
