"""Notes about the pages that published checks cite: what no longer stands there, and what stands there now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from claims.accounts.acting import Actor
from claims.intake.differences import Change, word_diff
from claims.intake.models import Snapshot
from claims.publishing import watching
from claims.publishing.models import Publication

LIKE = 60
"""How alike a paragraph must be, of 100, to be shown as what stands there now."""


@dataclass(frozen=True)
class Lost:
    """One cited passage that no longer stands on the page, with the change where something like it does."""

    number: int
    quote: str
    copy: str
    start: int
    end: int
    change: list[Change]


def shown(actor: Actor, publication: Publication | None) -> list[dict[str, Any]]:
    """The open notes of a check, each with its passages."""
    if publication is None:
        return []
    return [
        {"note": note, "passages": [_lost(each, note.snapshot) for each in note.passages]}
        for note in watching.open_notes(actor, publication)
    ]


def _lost(passage: dict[str, Any], fresh: Snapshot | None) -> Lost:
    quote = str(passage["quote"])
    now = _nearest(quote, fresh) if fresh is not None else ""
    return Lost(
        passage["number"], quote, passage["snapshot"], passage["start"], passage["end"],
        word_diff(quote, now) if now else [],
    )  # fmt: skip


def _nearest(quote: str, fresh: Snapshot) -> str:
    """What in the fresh copy is most like a passage; "" where nothing is."""
    text = fresh.text or ""
    pieces = [text[block["start"] : block["end"]] for block in fresh.blocks] or text.split("\n\n")
    found = process.extractOne(quote, pieces, scorer=fuzz.partial_ratio, score_cutoff=LIKE)
    if found is None:
        return ""
    place = fuzz.partial_ratio_alignment(quote, found[0])
    if place is None:
        return str(found[0])
    return str(found[0][place.dest_start : place.dest_end])
