"""The kept copy beside the evidence: its text with the quoted passages lit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from claims.accounts.acting import Actor
from claims.desk.marking_up import Place, marked_blocks
from claims.evidence.models import Candidate, Evidence
from claims.intake.models import CaptureMethod, Snapshot


def viewer(
    request: HttpRequest, actor: Actor, evidence: Sequence[Evidence], candidates: Sequence[Candidate]
) -> dict[str, Any]:
    """The copy the address names (`copy`, with `start` and `end` for one passage), else that of the first quotation
    or candidate. Nothing where there is none."""
    wanted = request.GET.get("copy", "")
    if wanted == "none":
        return {"copy": None}
    if wanted:
        snapshot = Snapshot.objects.get_visible(actor, wanted)
    else:
        kept = [*(each.snapshot for each in evidence), *(each.snapshot for each in candidates)]
        first = next((each for each in kept if each is not None), None)
        if first is None:
            return {"copy": None}
        snapshot = first
    return lit(snapshot, evidence, candidates, at=_at(request))


def lit(
    snapshot: Snapshot,
    evidence: Sequence[Evidence] = (),
    candidates: Sequence[Candidate] = (),
    *,
    at: tuple[int, int] | None = None,
) -> dict[str, Any]:
    """One copy as blocks: quoted passages, proposed ones, and the one to look at."""
    quoted = [
        Place(
            each.start,
            each.end,
            each.uid,
            getattr(each, "number", None),
            f"q {each.stance}",
            f"quoted, {each.get_stance_display()}",
        )
        for each in evidence
        if each.snapshot_id == snapshot.pk
    ]
    proposed = [
        Place(each.start, each.end, each.uid, None, "q proposed", "proposed passage")
        for each in candidates
        if each.snapshot_id == snapshot.pk and each.start is not None and each.end is not None
    ]
    places = [*quoted, *proposed]
    if at is not None and not any((place.start, place.end) == at for place in places):
        places.append(Place(at[0], at[1], "here", None, "q", "passage"))
    chosen = next(
        (place for place in places if (place.start, place.end) == at), places[0] if places else None
    )
    if chosen is not None:
        places = [replace(place, selected=place is chosen) for place in places]
        chosen = next(place for place in places if place.selected)
    ordered = sorted(places, key=lambda place: (place.start, place.end))
    number = ordered.index(chosen) if chosen is not None else 0
    return {
        "passage_at": number + 1,
        "before": ordered[number - 1] if ordered else None,
        "after": ordered[(number + 1) % len(ordered)] if ordered else None,
        "newer_copy": _newer(snapshot),
        "copy": snapshot,
        "copy_blocks": marked_blocks(snapshot.text or "", snapshot.blocks, places) if snapshot.text else [],
        "lit": chosen,
        "passages": len(places),
    }


def _newer(snapshot: Snapshot) -> Snapshot | None:
    """A later kept copy of the same page with another text. What an archive captured is no news of the page."""
    later = snapshot.source.snapshots.filter(captured_at__gt=snapshot.captured_at, removed_at__isnull=True)
    later = later.exclude(captures__method=CaptureMethod.ARCHIVED)
    return later.exclude(text_sha256=snapshot.text_sha256).order_by("-captured_at").first()


def _at(request: HttpRequest) -> tuple[int, int] | None:
    start, end = request.GET.get("start", ""), request.GET.get("end", "")
    if start.isdecimal() and end.isdecimal() and int(start) < int(end):
        return int(start), int(end)
    return None
