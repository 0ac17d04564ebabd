"""The queue: all claims by state, as a board of columns or as a list; every filter is in the address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Value, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from claims.accounts.acting import Actor
from claims.accounts.membership import members
from claims.accounts.working_rules import column_limits
from claims.annotation.models import ClaimKind
from claims.desk.asking import DUE
from claims.desk.doors import Trouble, address, page, show
from claims.desk.queue_filters import (
    COLUMNS,
    SORTS,
    SUGGESTED,
    WORDS,
    WORTH,
    Filters,
    claims_found,
    order_of,
    suggestions_found,
)
from claims.desk.queue_rows import Row, rows
from claims.intake.models import Article
from claims.verdicts.models import CaseState

SHOWN_IN_A_COLUMN = 12
ON_A_PAGE = 50


@dataclass
class Column:
    """One column of the board: its first cards, how many there are, and whether that is more than agreed."""

    key: str
    words: str
    total: int
    cards: list[Row] = field(default_factory=list)
    limit: int | None = None
    held: int = 0
    """How many the column holds without any filter: what the limit is about."""

    @property
    def more(self) -> int:
        return self.total - len(self.cards)

    @property
    def over(self) -> int:
        return max(0, self.held - self.limit) if self.limit is not None else 0


@page
def queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The queue as the address asks for it."""
    return render_queue(request, actor, None, None)


@page
def claims(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where the list of claims was before there was a queue."""
    asked = request.GET.copy()
    if asked.pop("mine", None) == ["1"]:
        asked["owner"] = "me"
    asked.setdefault("view", "list")
    return redirect(f"{address('queue')}?{asked.urlencode()}")


def render_queue(request: HttpRequest, actor: Actor, thing: object, trouble: Trouble | None) -> HttpResponse:
    """The board or the list; after a refused move or assignment with the words on its card."""
    asked = Filters.of(request.GET)
    shown = _list(request, actor, asked) if asked.view == "list" else _board(actor, asked)
    on = request.GET.get("on", "")
    narrowed = Article.objects.visible_to(actor).filter(uid=asked.article).first() if asked.article else None
    context = {
        **shown,
        "asked": asked,
        "keep": asked.query(),
        "board_query": asked.query(view="", state=""),
        "list_query": asked.query(view="list", state=""),
        "no_state_query": asked.query(state=""),
        "snoozed": claims_found(actor, Filters(snoozed="1")).count(),
        "snoozed_query": asked.query(snoozed="" if asked.snoozed else "1"),
        "all_articles_query": asked.query(article=""),
        "bare_query": Filters(view=asked.view, state=asked.state, sort=asked.sort).query(),
        "state_words": WORDS.get(asked.state, ""),
        "on": on,
        "people": list(members(actor)),
        "kinds": [("", "All kinds"), *ClaimKind.choices],
        "dues": DUE,
        "worths": WORTH,
        "sorts": SORTS,
        "article": narrowed,
    }
    return show(request, "desk/queue.html", context, section="claims", trouble=trouble)


def column_keys(actor: Actor, asked: Filters, state: str) -> list[tuple[str, int]]:
    """Every card of one column, in the order it shows them."""
    if state == SUGGESTED:
        found, what = suggestions_found(actor, asked), "suggestion"
    else:
        found, what = claims_found(actor, asked).filter(stands_in=state), "claim"
    return [(what, pk) for pk in found.order_by(*order_of(asked)).values_list("pk", flat=True)]


def _board(actor: Actor, asked: Filters) -> dict[str, Any]:
    suggested, found = suggestions_found(actor, asked), claims_found(actor, asked)
    totals = _totals(suggested, found)
    limits = column_limits(actor.organisation)
    held = totals
    if limits and asked.narrowed:
        held = _totals(suggestions_found(actor, Filters()), claims_found(actor, Filters()))
    first = found.annotate(
        place=Window(RowNumber(), partition_by=["stands_in"], order_by=order_of(asked))
    ).filter(place__lte=SHOWN_IN_A_COLUMN)
    keys = [("claim", pk) for pk in first.order_by("stands_in", "place").values_list("pk", flat=True)]
    keys += [
        ("suggestion", pk)
        for pk in suggested.order_by(*order_of(asked)).values_list("pk", flat=True)[:SHOWN_IN_A_COLUMN]
    ]
    columns = {
        str(key): Column(str(key), words, totals.get(key, 0), [], limits.get(key), held.get(key, 0))
        for key, words in COLUMNS
        if asked.state in ("", key)
    }
    for row in rows(actor, keys):
        if row.state in columns:
            columns[row.state].cards.append(row)
    return {"columns": list(columns.values()), "total": sum(totals.values())}


def _list(request: HttpRequest, actor: Actor, asked: Filters) -> dict[str, Any]:
    suggested, found = suggestions_found(actor, asked), claims_found(actor, asked)
    totals = _totals(suggested, found)
    if asked.state == SUGGESTED:
        wanted = _keys(suggested, "suggestion")
    elif asked.state:
        wanted = _keys(found.filter(stands_in=asked.state), "claim")
    else:
        unfinished = found.exclude(stands_in=CaseState.DECLINED)
        wanted = _keys(unfinished, "claim").union(_keys(suggested, "suggestion"), all=True)
    part = Paginator(wanted.order_by(*order_of(asked)), ON_A_PAGE).get_page(request.GET.get("page"))
    everything = sum(n for state, n in totals.items() if state != CaseState.DECLINED)
    return {
        "part": part,
        "lines": rows(actor, [(each["what"], each["pk"]) for each in part]),
        "states": [("", "All", everything), *((key, words, totals.get(key, 0)) for key, words in COLUMNS)],
        "total": sum(totals.values()),
    }


def _keys(found: QuerySet[Any], what: str) -> QuerySet[Any]:
    return found.annotate(what=Value(what)).order_by().values("what", "pk", "worth", "since", "due")


def _totals(suggested: QuerySet[Any], found: QuerySet[Any]) -> dict[str, int]:
    counted = dict(found.order_by().values_list("stands_in").annotate(n=Count("pk")))
    return {**counted, SUGGESTED: suggested.count()}
