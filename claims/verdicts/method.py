"""How a verdict came about, as a revision keeps it for readers: what was asked where and when, which sources were
considered and not used, and how many nobody looked at.

Nothing of what people say among themselves goes in: no comment, no reason for setting something aside, no name but
those of the verdict's own authors and reviewer, which stand elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from claims.annotation.models import Claim
from claims.evidence import search_record
from claims.evidence.models import Candidate, Evidence, ProviderCall
from claims.evidence.providers import get

QUERIES_MOST, SOURCES_MOST = 200, 100
SET_ASIDE, NOT_CITED = "set_aside", "not_cited"


def method_of(claim: Claim, *, cited: Iterable[int]) -> dict[str, Any]:
    """The record, in plain values. `cited`: keys of the evidence that the verdict cites."""
    used = set(cited)
    calls = (
        ProviderCall.objects.filter(run__in=[run.pk for run in search_record.searches(claim)])
        .defer("reply")
        .order_by("run_id", "pk")
    )
    evidence = list(
        Evidence.objects.filter(claim=claim)
        .select_related("snapshot__source")
        .defer("snapshot__text", "snapshot__blocks")
        .order_by("pk")
    )
    candidates = Candidate.objects.filter(search_record.about(claim))
    kept = [each.candidate_id for each in evidence if each.candidate_id]
    considered = _considered(evidence, used, list(candidates.filter(dismissal__isnull=False).order_by("pk")))
    return {
        "taken_up_at": _iso(claim.created_at),
        "queries": [_query(call) for call in calls[:QUERIES_MOST]],
        "considered": [each for each in considered if each["url"]][:SOURCES_MOST],
        "unnamed": sum(1 for each in considered if not each["url"]),
        "not_looked_at": candidates.filter(dismissal__isnull=True).exclude(pk__in=kept).count(),
    }


def _query(call: ProviderCall) -> dict[str, Any]:
    provider = get(call.provider)
    return {
        "provider": call.provider,
        "label": provider.label if provider else call.provider,
        "lane": call.lane,
        "query": call.query,
        "asked_at": _iso(call.started_at or call.created_at),
        "answered_at": _iso(call.ended_at),
        "outcome": call.outcome or None,
        "found": call.found,
    }


def _considered(evidence: list[Evidence], used: set[int], aside: list[Candidate]) -> list[dict[str, Any]]:
    """Sources somebody looked at that the verdict does not cite, each once; none that it does cite elsewhere."""
    cited = {_key(each) for each in evidence if each.pk in used}
    found: dict[str, dict[str, Any]] = {}
    for each in evidence:
        if each.pk not in used:
            source = each.snapshot.source
            line = {
                "title": source.title,
                "publisher": source.publisher,
                "url": _address(each),
                "why": NOT_CITED,
            }
            found.setdefault(_key(each), line)
    for candidate in aside:
        url = candidate.url if candidate.url.startswith(("http://", "https://")) else ""
        line = {"title": candidate.title, "publisher": "", "url": url, "why": SET_ASIDE}
        found.setdefault(url or candidate.title, line)
    return [line for key, line in found.items() if key not in cited]


def _address(evidence: Evidence) -> str:
    """Where readers find it; empty for what was uploaded or pasted, which is counted and not named."""
    url = str(evidence.snapshot.source.canonical_url or evidence.snapshot.final_url)
    return url if url.startswith(("http://", "https://")) else ""


def _key(evidence: Evidence) -> str:
    return _address(evidence) or str(evidence.snapshot.source.title)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
