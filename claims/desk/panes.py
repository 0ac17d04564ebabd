"""What the panes of the workbench show: the bar above them, the text, the rail, the drawer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, has_right
from claims.annotation.models import Appearance, ClaimKind, Suggestion
from claims.desk import happenings, rail, rail_rows
from claims.desk.conflicts import conflicts
from claims.desk.doors import Trouble
from claims.desk.edits import COMPARATORS, rows_of
from claims.desk.gathered import gathered
from claims.desk.marking_up import Block, Place, marked_blocks
from claims.desk.rail_html import CardPrinter
from claims.desk.saving import DRAFT_FIELDS
from claims.desk.spans import MOVES
from claims.desk.text_html import text_html
from claims.desk.verdict_panel import verdict_panel
from claims.history.models import Handoff, JobState
from claims.intake.models import Article, ArticleVersion, CaptureState
from claims.lib.problems import NotFound

KEPT = ("v", "show", "sort", "view")
"""What of the address stays while one decides: version, filter, order, view."""
CLAIM_FIELDS = ("statement", "kind", "claimed_on")
ORDERS = (("text", "In text order"), ("worth", "By worth"), ("state", "By state"))
"""How the rail can be ordered, with the words for it."""


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
    stays = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
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
        "keep": kept(request),
        "keep_but": {
            name: urlencode({k: v for k, v in stays.items() if k != name})
            for name in ("show", "sort", "view")
        },
        "words": len(version.text.split()),
        "show_title": not has_own_title(version, article.title),
        "view": request.GET.get("view", ""),
        "orders": ORDERS,
    }


def next_article(actor: Actor, version: ArticleVersion) -> Article | None:
    """Another article on which somebody still has to decide, the newest first."""
    waiting = Suggestion.objects.visible_to(actor).undecided().worth_showing().current()
    waiting = waiting.exclude(version__article=version.article).filter(version__article__archived_at=None)
    first = waiting.select_related("version__article").order_by("-version__pk").first()
    return first.version.article if first is not None else None


def has_own_title(version: ArticleVersion, title: str) -> bool:
    """Whether the text begins with its title, so that the page need not set one above it."""
    begins = [version.text[block["start"] : block["end"]] for block in version.snapshot.blocks[:6]]
    return any(" ".join(words.split()) == " ".join(title.split()) for words in begins)


def panes(
    request: HttpRequest,
    actor: Actor,
    version: ArticleVersion,
    on: str = "",
    trouble: Trouble | None = None,
) -> dict[str, Any]:
    """Text, rail and drawer."""
    everything = rail_rows.cards(actor, version)
    what, sort = request.GET.get("show", "all"), request.GET.get("sort", "text")
    chosen = rail.select(everything, on or request.GET.get("on", ""))
    listed = rail.ordered(rail.shown(everything, what), sort)
    if chosen is not None and chosen not in listed:
        listed = [chosen, *listed]
    as_list = request.GET.get("view") == "sentences"
    marked = [place for card in in_text(everything, what, chosen) for place in card.places()]
    printer = printer_of(request, actor)
    return {
        "text_html": "" if as_list else printed(request, version, marked_in(version, marked)),
        "cards": listed,
        "cards_html": "" if as_list else printer.batches(listed),
        "claim_acts_html": printer.claim_acts(),
        "everything": everything,
        "spans": [] if as_list else own_sentences(version),
        "what": what if what in rail.SHOWN else "all",
        "sort": sort if sort in rail.SORTS else "text",
        "counts": (counts := rail.counts(everything)),
        "next_article": next_article(actor, version) if not counts["todo"] else None,
        "sentences": sentences(version, everything) if as_list else [],
        "chosen": chosen,
        **({} if as_list else drawer(request, actor, version, _held(request, everything) or chosen, trouble)),
    }


def _held(request: HttpRequest, everything: list[rail.Card]) -> rail.Card | None:
    """Whose drawer is open where it is not the chosen card's: the claim just accepted."""
    key = request.GET.get("held", "")
    return next((card for card in everything if key and key in (card.key, card.was)), None)


def drawer(
    request: HttpRequest,
    actor: Actor,
    version: ArticleVersion,
    chosen: rail.Card | None,
    trouble: Trouble | None = None,
) -> dict[str, Any]:
    """What is known about the chosen card: its evidence, or, on the other face, its verdict."""
    rail_rows.load(actor, version, chosen)
    undecided = chosen.suggestion if chosen is not None and not chosen.is_claim else None
    known = gathered(actor, claim=chosen.claim, suggestion=undecided) if chosen is not None else {}
    context = {
        "chosen": chosen,
        "kinds": ClaimKind.choices,
        "moves": MOVES,
        "matches": matches(chosen),
        "face": "evidence",
        "editing": request.GET.get("edit") == "1",
        **known,
    }
    claim = chosen.claim if chosen is not None else None
    if claim is not None:
        context |= {
            "comparators": COMPARATORS,
            "claim_conflicts": conflicts(trouble, "edit", CLAIM_FIELDS),
            **rows_of(claim, trouble, form="edit"),
        }
    if claim is not None and face(request, trouble) == "verdict":
        case = getattr(claim, "fact_check", None)
        context |= {
            "face": "verdict",
            "case": case,
            "draft_conflicts": conflicts(trouble, "verdict", DRAFT_FIELDS),
            "events": happenings.about(
                claim, case, getattr(case, "draft", None), getattr(case, "publication", None)
            ),
            **verdict_panel(actor, claim, case, known["evidence"]),
        }
    return context


def face(request: HttpRequest, trouble: Trouble | None = None) -> str:
    """Which face of the drawer is wanted: `evidence` or `verdict`. A refused verdict is shown where it was written."""
    if trouble is not None and trouble.form in (
        "verdict",
        "review",
        "start",
        "decline",
        "publish",
        "correct",
    ):
        return "verdict"
    wanted = request.GET.get("panel") or request.headers.get("X-Face", "")
    return "verdict" if wanted == "verdict" else "evidence"


def printer_of(request: HttpRequest, actor: Actor) -> CardPrinter:
    """What prints cards for this request's filter and this person's rights."""
    return CardPrinter(keep=kept(request), may_mark=has_right(actor, Permission.MARK_CLAIMS))


def kept(request: HttpRequest) -> str:
    """The part of the address that stays while one decides."""
    return urlencode({name: request.GET[name] for name in KEPT if request.GET.get(name)})


def marked_in(version: ArticleVersion, marked: list[Place]) -> list[Block]:
    """The text as blocks with these places marked."""
    return marked_blocks(version.text, version.snapshot.blocks, marked)


def printed(request: HttpRequest, version: ArticleVersion, blocks: list[Block]) -> str:
    """Blocks as HTML, headings one level below a title that the text does not have itself."""
    titled = has_own_title(version, version.article.title)
    return text_html(blocks, keep=kept(request), heading="h2" if titled else "h3")


def sentences(version: ArticleVersion, everything: list[rail.Card]) -> list[dict[str, Any]]:
    """The sentence list: each sentence with the cards that stand in it."""
    text = version.text
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
        for start, end in own_sentences(version)
    ]


def own_sentences(version: ArticleVersion) -> list[tuple[int, int]]:
    """The sentences of the article itself, without those of the page's furniture."""
    furniture = [(b["start"], b["end"]) for b in version.snapshot.blocks if b.get("role") == "furniture"]
    text = version.text
    return [
        (start, end)
        for start, end in spans_of(version)
        if text[start:end].strip() and not any(start < right and end > left for left, right in furniture)
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


def in_text(everything: list[rail.Card], what: str, chosen: rail.Card | None) -> list[rail.Card]:
    """What is marked in the text: all that the rail's filter could show, and the chosen one."""
    found = [card for card in everything if card.is_claim or what == "low" or card.band != "low"]
    return found if chosen is None or chosen in found else [*found, chosen]
