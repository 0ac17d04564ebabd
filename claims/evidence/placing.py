"""What was found on a page, and the kept copy of that page: once there is a copy, the words are looked for in it, so
that they can be quoted with one key. Words that do not stand there stay what they are: a reason to open the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from claims.evidence.calling import own_sources
from claims.evidence.locating import locate
from claims.evidence.models import Candidate, EvidenceRun
from claims.intake.models import Snapshot
from claims.lib.problems import Problem
from claims.lib.urls import cited_address


def place_in(snapshot: Snapshot) -> int:
    """After a copy was kept: the candidates of its page that have none. Returns how many can be quoted now."""
    if snapshot.text is None:
        return 0
    addresses = {snapshot.source.canonical_url, snapshot.requested_url, snapshot.final_url}
    known = {cited_address(each) or each for each in addresses if each}
    return _place(
        _without_copy(organisation=snapshot.organisation_id, url__in=known), dict.fromkeys(known, snapshot)
    )


def place_of_run(run: EvidenceRun) -> int:
    """After a search: its candidates whose page was kept before."""
    found = list(_without_copy(run=run).exclude(url=""))
    kept = Snapshot.objects.filter(
        organisation=run.organisation_id,
        source__canonical_url__in={each.url for each in found},
        text__isnull=False,
    )
    newest = kept.select_related("source").order_by("captured_at")
    return _place(found, {each.source.canonical_url: each for each in newest})


def _without_copy(**which: Any) -> Any:
    return Candidate.objects.filter(snapshot=None, **which).select_related(
        "run__claim__article", "run__suggestion__version__snapshot"
    )


def _place(candidates: Iterable[Candidate], copies: dict[str, Snapshot]) -> int:
    placed = 0
    for each in candidates:
        copy = copies.get(each.url)
        if copy is None or copy.source_id in own_sources(each.run):
            continue
        start, end = _place_in_text(each, copy.text or "")
        written = Candidate.objects.filter(pk=each.pk, snapshot=None).update(
            snapshot=copy, start=start, end=end
        )
        placed += bool(written and start is not None)
    return placed


def _place_in_text(candidate: Candidate, text: str) -> tuple[int | None, int | None]:
    if candidate.is_lead:  # its words are ours
        return None, None
    try:
        return locate(text, quote=candidate.passage)
    except Problem:
        return None, None
