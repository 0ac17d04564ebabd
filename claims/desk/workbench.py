"""The article workbench: the text with its marks, the rail of claims, and the drawer of the chosen one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.annotation.models import Appearance, Claim, ClaimKind
from claims.desk import rail
from claims.desk.doors import Trouble, page, show
from claims.desk.gathered import gathered
from claims.desk.marking_up import marked_blocks
from claims.desk.spans import MOVES
from claims.history.models import Handoff, JobState
from claims.intake.models import Article, ArticleVersion, CaptureState
from claims.lib.problems import NotFound

KEPT = ("v", "show", "sort", "view")
"""What of the address stays while one decides: version, filter, order, view."""


@page
def workbench(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """One article at work."""
    return render_workbench(request, actor, Article.objects.get_visible(actor, uid), None)


def render_workbench(
    request: HttpRequest, actor: Actor, article: Article, trouble: Trouble | None, *, on: str = ""
) -> HttpResponse:
    """The page, or, while there is no text yet, how far its fetching is."""
    version = chosen_version(article, request.GET.get("v", ""))
    if version is None:
        return show(request, "desk/arriving.html", arriving(article), section="articles", trouble=trouble)
    context = {**head(request, article, version), **panes(request, actor, version, on)}
    template = "desk/sentences.html" if request.GET.get("view") == "sentences" else "desk/workbench.html"
    return show(request, template, context, section="articles", trouble=trouble)


@page
def arriving_part(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """Polled while a text is being fetched or read: the state, or word that the page is ready."""
    article = Article.objects.get_visible(actor, uid)
    answer = show(request, "desk/parts/arriving.html", arriving(article))
    version = article.latest
    ready = version is not None and not being_read(version)
    if ready or (version is not None and request.GET.get("for") == "text"):
        answer.headers["HX-Refresh"] = "true"
    return answer


def chosen_version(article: Article, wanted: str) -> ArticleVersion | None:
    """The version the address names, else the newest. Raises NotFound for a number there is none of."""
    versions = article.versions.select_related("snapshot", "article__source")
    if not wanted:
        newest: ArticleVersion | None = versions.order_by("-n").first()
        return newest
    found = versions.filter(n=int(wanted)).first() if wanted.isdecimal() else None
    if found is None:
        raise NotFound("version.none", f"This article has no version {wanted}.")
    return found


def arriving(article: Article) -> dict[str, Any]:
    """The last attempt to get the text, and what else can be done."""
    capture = article.source.captures.order_by("-created_at", "-pk").first()
    failed = capture is not None and capture.state == CaptureState.ENDED and capture.snapshot_id is None
    return {"article": article, "capture": capture, "failed": failed, "version": article.latest}


def being_read(version: ArticleVersion) -> bool:
    """Whether suggestions for this version are still being made."""
    waiting = Handoff.objects.filter(
        event__subject_type="ArticleVersion",
        event__subject_uid=version.uid,
        state__in=(JobState.DUE, JobState.LEASED),
    )
    return waiting.exists()


def head(request: HttpRequest, article: Article, version: ArticleVersion) -> dict[str, Any]:
    """What the bar above the panes shows."""
    kept = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    versions = list(article.versions.order_by("n"))
    capture = article.source.captures.order_by("-created_at", "-pk").first()
    return {
        "article": article,
        "version": version,
        "versions": versions,
        "is_latest": version.n == versions[-1].n,
        "capture": capture,
        "fetching": capture is not None and capture.state != CaptureState.ENDED,
        "fetch_failed": capture is not None
        and capture.state == CaptureState.ENDED
        and capture.snapshot_id is None,
        "reading": being_read(version),
        "to_place": to_place(version).count(),
        "keep": urlencode(kept),
        "keep_but": {
            name: urlencode({k: v for k, v in kept.items() if k != name}) for name in ("show", "sort", "view")
        },
        "words": len(version.text.split()),
        "show_title": not has_own_title(version, article.title),
        "view": request.GET.get("view", ""),
    }


def has_own_title(version: ArticleVersion, title: str) -> bool:
    """Whether the text begins with its title, so that the page need not set one above it."""
    begins = [version.text[block["start"] : block["end"]] for block in version.snapshot.blocks[:6]]
    return any(" ".join(words.split()) == " ".join(title.split()) for words in begins)


def panes(request: HttpRequest, actor: Actor, version: ArticleVersion, on: str = "") -> dict[str, Any]:
    """Text, rail and drawer."""
    everything = rail.cards(actor, version)
    what, sort = request.GET.get("show", "all"), request.GET.get("sort", "text")
    chosen = rail.select(everything, on or request.GET.get("on", ""))
    listed = rail.ordered(rail.shown(everything, what), sort)
    if chosen is not None and chosen not in listed:
        listed = [chosen, *listed]
    marked = [place for card in _in_text(everything, what, chosen) for place in card.places()]
    undecided = chosen.suggestion if chosen is not None and not chosen.is_claim else None
    known = gathered(actor, claim=chosen.claim, suggestion=undecided) if chosen is not None else {}
    return {
        "blocks": marked_blocks(version.text, version.snapshot.blocks, marked),
        "marked": marked,
        "cards": listed,
        "everything": everything,
        "chosen": chosen,
        "what": what if what in rail.SHOWN else "all",
        "sort": sort if sort in rail.SORTS else "text",
        "counts": rail.counts(everything),
        "sentences": sentences(version, everything) if request.GET.get("view") == "sentences" else [],
        "kinds": ClaimKind.choices,
        "moves": MOVES,
        "others": [card for card in everything if card.is_claim and card is not chosen],
        "matches": matches(chosen),
        **known,
    }


def sentences(version: ArticleVersion, everything: list[rail.Card]) -> list[dict[str, Any]]:
    """The sentence list: each sentence with the cards that stand in it. Furniture is left out."""
    furniture = [(b["start"], b["end"]) for b in version.snapshot.blocks if b.get("role") == "furniture"]
    text = version.text
    spans = [(start, end) for start, end in spans_of(version) if text[start:end].strip()]
    return [
        {
            "start": start,
            "end": end,
            "text": text[start:end],
            "cards": [
                card
                for card in everything
                if any(place.start < end and place.end > start for place in card.places())
                or (card.is_dismissed and start <= card.start < end)
            ],
        }
        for start, end in spans
        if not any(start < right and end > left for left, right in furniture)
    ]


def spans_of(version: ArticleVersion) -> list[list[int]]:
    """The sentences of a version as its reading found them; empty while it is being read."""
    segmentation = getattr(version, "segmentation", None)
    return segmentation.sentences if segmentation is not None else []


def to_place(version: ArticleVersion) -> Any:
    """Claims that have no place in this version although somebody should say where they stand."""
    return Appearance.objects.to_place().of_version(version)


def matches(card: rail.Card | None) -> list[Any]:
    """Earlier checks of what the card says, undecided first, those decided as unrelated left out."""
    if card is None:
        return []
    rows = (
        card.claim.matches if card.claim is not None else card.suggestion.matches if card.suggestion else None
    )
    return open_matches(rows) if rows is not None else []


def open_matches(rows: Any) -> list[Any]:
    """Matches with what they point at, the best first."""
    found = rows.select_related(
        "decision__by", "other_claim__article", "other_claim__fact_check__publication", "earlier_check"
    ).order_by("-score")
    return [
        each for each in found if not (hasattr(each, "decision") and each.decision.relation == "unrelated")
    ]


def claim_of(actor: Actor, uid: str) -> Claim:
    """A claim that was not taken away."""
    claim: Claim = Claim.objects.get_visible(actor, uid)
    if claim.removed_at is not None:
        raise NotFound("claim.removed", "This claim was taken away.")
    return claim


def _in_text(everything: list[rail.Card], what: str, chosen: rail.Card | None) -> list[rail.Card]:
    """What is marked in the text: all that the rail's filter could show, and the chosen one."""
    found = [card for card in everything if card.is_claim or what == "low" or card.band != "low"]
    return found if chosen is None or chosen in found else [*found, chosen]
