"""What was found becomes candidates, and what all providers found becomes one order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.models import Claim, Suggestion
from claims.evidence.fusing import USUAL, Copied, Place, fuse
from claims.evidence.models import Candidate, EvidenceRun, Hit, ProviderCall, RunState
from claims.evidence.origins import WHOLE_TEXTS, origins_of
from claims.evidence.providers import get
from claims.evidence.providers.base import Found
from claims.evidence.stance import Judgement, judge
from claims.history.models import JobState
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.intake.models import Outcome
from claims.lib.hashing import sha256_text
from claims.lib.urls import site_of

OPEN = (RunState.QUEUED, RunState.RUNNING)
UNENDED = (*OPEN, RunState.PAUSED)
"""Runs that take results: whoever was asked before a pause may answer during it."""


def subject_uid(run: EvidenceRun) -> str:
    """By whom candidates are told apart: the suggestion's uid where there is one, otherwise the claim's. So a claim
    made of a suggestion keeps the suggestion's candidates, and what was set aside stays set aside."""
    subject = run.suggestion or (run.claim.suggestion if run.claim else None) or run.claim
    assert subject is not None
    return subject.uid


def judged(run: EvidenceRun, hits: Sequence[Found]) -> list[tuple[Found, Judgement]]:
    """Each hit with how it seems to bear on the run's statement. Slow-ish: outside any transaction."""
    said = said_on(run)
    return [
        (
            hit,
            Judgement("", {}, list(hit.why))
            if hit.is_lead
            else judge(run.statement, hit.passage, published_on=_day(hit), claimed_on=said, title=hit.title),
        )
        for hit in hits
    ]


def said_on(run: EvidenceRun) -> date | None:
    """The day the run's statement was made: as the claim has it, else the day of the article it stands in."""
    return (run.claim.claimed_on if run.claim else None) or _article_date(run.claim or run.suggestion)


def _day(hit: Found) -> date | None:
    return whole_day(str(hit.published.get("value") or ""))


def whole_day(value: str) -> date | None:
    """An ISO date, or None for anything less."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _article_date(subject: Claim | Suggestion | None) -> date | None:
    """The day the article is dated in which the statement stands."""
    if isinstance(subject, Suggestion):
        return whole_day(subject.version.snapshot.source.published_on)
    if isinstance(subject, Claim) and subject.article is not None:
        return whole_day(subject.article.source.published_on)
    return None


def keep_hits(run: EvidenceRun, call: ProviderCall, found: Sequence[tuple[Found, Judgement]]) -> int:
    """Write a call's results: a candidate for each passage (the one there is, where it was found before) and its hit.

    Inside the transaction that ends the call, with the run locked. Returns how many candidates.
    """
    uid = subject_uid(run)
    rows: dict[tuple[str, str], Candidate] = {}
    order: list[tuple[str, str]] = []
    for hit, judgement in found:
        key = (hit.url, passage_sha256(hit))
        if key in rows:
            continue
        order.append(key)
        rows[key] = Candidate(
            organisation=run.organisation, run=run, suggestion=run.suggestion, claim=run.claim, subject_uid=uid,
            url=hit.url, title=hit.title[:500], published=dict(hit.published), snapshot=hit.snapshot,
            passage=hit.passage, passage_sha256=key[1], start=hit.start, end=hit.end, is_lead=hit.is_lead,
            stance=judgement.stance, probabilities=judgement.probabilities, why=judgement.why,
        )  # fmt: skip
    Candidate.objects.bulk_create(rows.values(), ignore_conflicts=True)
    there = {
        (row.url, row.passage_sha256): row
        for row in Candidate.objects.filter(
            organisation=run.organisation, subject_uid=uid, passage_sha256__in=[key[1] for key in order]
        )
    }
    for key in order:
        _refresh(there[key], rows[key])
    Hit.objects.bulk_create(
        [
            Hit(organisation=run.organisation, call=call, candidate=there[key], position=position)
            for position, key in enumerate(order, start=1)
        ],
        ignore_conflicts=True,
    )
    return len(order)


def _refresh(row: Candidate, fresh: Candidate) -> None:
    """A candidate found before takes what is new: the newest run, a copy where it had none, the proposal of today."""
    changes: dict[str, Any] = {
        "run": fresh.run, "claim": fresh.claim or row.claim, "stance": fresh.stance,
        "probabilities": fresh.probabilities, "why": fresh.why,
    }  # fmt: skip
    if row.snapshot_id is None or row.snapshot is None or row.snapshot.removed_at is not None:
        changes |= {"snapshot": fresh.snapshot, "start": fresh.start, "end": fresh.end}
    Candidate.objects.filter(pk=row.pk).update(**changes)


def passage_sha256(hit: Found) -> str:
    """The passage's hash; one without an address also counts its source, or two pasted copies would be one."""
    if hit.url or hit.snapshot is None:
        return sha256_text(hit.passage)
    return sha256_text(f"{hit.snapshot.source_id}\n{hit.passage}")


def merge_if_ended(run: EvidenceRun) -> bool:
    """Merge a run of which every call has ended: exactly once, by conditional update. The run is locked by the caller.

    Candidates get their place by reciprocal rank fusion over the calls that found them, and an explanation from which
    places it came. Returns whether it merged now.
    """
    if run.calls.filter(state__in=(JobState.DUE, JobState.LEASED)).exists():
        return False
    taken = EvidenceRun.objects.filter(pk=run.pk, state__in=UNENDED).update(
        state=RunState.MERGED, merged_at=timezone.now()
    )
    if not taken:
        return False
    run.refresh_from_db()
    ranked = _fuse(run)
    record(
        EventName.RUN_MERGED,
        run,
        by=Actor.system(run.organisation),
        after={"state": RunState.MERGED},
        related=[each for each in (run.claim, run.suggestion) if each],
        data={"candidates": ranked, "outcomes": _outcomes(run)},
    )
    return True


def _outcomes(run: EvidenceRun) -> dict[str, str]:
    """How each provider fared: the first failure among its answers, else whether anything was found."""
    found: dict[str, str] = {}
    order: dict[str, int] = {Outcome.EMPTY: 0, Outcome.OK: 1}
    for call in run.calls.order_by("pk"):
        known = found.get(call.provider)
        if known is None or order.get(call.outcome, 2) > order.get(known, 2):
            found[call.provider] = call.outcome
    return found


def _fuse(run: EvidenceRun) -> int:
    """Give the run's candidates their ranks; what older searches found follows behind. Returns how many there are."""
    hits = Hit.objects.filter(call__run=run).select_related("call").order_by("call_id", "position")
    places = [
        Place(each.candidate_id, each.call.provider, each.position, each.call.query_kind) for each in hits
    ]
    rows = Candidate.objects.filter(pk__in={each.key for each in places}).select_related("snapshot__source")
    candidates = {row.pk: row for row in rows.defer(*WHOLE_TEXTS)}
    ranked = fuse(
        places,
        weights={each.provider: weight_of(each.provider) for each in places},
        site=lambda key: site_of(_address(candidates[key])),
        copies=_copies(run),
    )
    for rank, each in enumerate(ranked, start=1):
        row = candidates[each.key]
        row.rank, row.score, row.explain = rank, each.score, each.explain
    Candidate.objects.bulk_update(candidates.values(), ["rank", "score", "explain"])
    older = Candidate.objects.filter(organisation=run.organisation, subject_uid=subject_uid(run))
    older = older.exclude(pk__in=candidates)
    for rank, row in enumerate(older.order_by("rank", "pk"), start=len(ranked) + 1):
        Candidate.objects.filter(pk=row.pk).exclude(rank=rank).update(rank=rank)
    return len(ranked)


def weight_of(provider: str) -> float:
    """What a place at this provider weighs; the usual for one that is not installed any more."""
    known = get(provider)
    return known.weight if known else USUAL


def _address(candidate: Candidate) -> str:
    return candidate.url or (candidate.snapshot.source.canonical_url if candidate.snapshot else "")


def _copies(run: EvidenceRun) -> dict[int, Copied]:
    """The candidates whose text several sources print."""
    return {
        row.pk: Copied(
            origin=origin.n,
            source=document.id,
            called=origin.lead.publisher or origin.lead.title,
            is_quoted=bool(origin.evidence) and not document.evidence,
        )
        for origin in origins_of(claim=run.claim, suggestion=run.suggestion)
        if origin.others
        for document in origin.members
        for row in document.candidates
    }
