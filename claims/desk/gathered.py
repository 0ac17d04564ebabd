"""What is known for and against a claim, as both the workbench's drawer and the claim page show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from claims.accounts.acting import Actor
from claims.annotation.models import Claim, Suggestion
from claims.evidence import search_record
from claims.evidence.dating import NOW, THEN, UNDATED, UNSURE, day_of, tell
from claims.evidence.merging import OPEN
from claims.evidence.models import BY_RANK, Candidate, Evidence, EvidenceRun, Stance
from claims.evidence.origins import WHOLE_TEXTS, origins_of
from claims.intake.lists import notes_on
from claims.verdicts.models import DraftCitation

COLUMNS = ((Stance.REFUTES, "≠"), (Stance.CONTEXT, "~"), (Stance.SUPPORTS, "="))
"""The columns of the board in reading order, with their signs."""


def gathered(
    actor: Actor,
    *,
    claim: Claim | None = None,
    suggestion: Suggestion | None = None,
    known: str = NOW,
) -> dict[str, Any]:
    """Evidence by stance with citation numbers, undecided and set-aside candidates, and how the search went.

    `known`: with `then`, columns and candidates leave out what surely came out after the claim, and `later` counts it;
    without a day of the claim that is everything.
    """
    evidence = list(_evidence(actor, claim)) if claim is not None else []
    numbers = _numbers(claim) if claim is not None else {}
    for place, each in enumerate(evidence, start=1):
        # Before there is a draft: the numbers it would give.
        each.number = numbers.get(each.pk) if numbers else place
    every = list(_candidates(actor, claim, suggestion))
    origins = origins_of(claim=claim, suggestion=suggestion, evidence=evidence, candidates=every)
    found = [each for each in every if not _is_quoted(each, evidence)]
    subject = claim or suggestion
    said_on = day_of(subject) if subject is not None else None
    tell(evidence, said_on)
    tell(every, said_on)
    _note_lists(actor, [*evidence, *every])
    then = known == THEN and said_on is not None
    in_view = [each for each in evidence if each.dated.is_known_then or not then]
    undecided = [each for each in found if not hasattr(each, "dismissal")]
    waiting = [each for each in undecided if each.dated.is_known_then or not then]
    return {
        "columns": [
            {
                "stance": stance.value,
                "label": stance.label,
                "sign": sign,
                "evidence": [e for e in in_view if e.stance == stance],
            }
            for stance, sign in COLUMNS
        ],
        "evidence": evidence,
        "candidates": waiting,
        "said_on": said_on,
        "known": THEN if then else NOW,
        "later": sum(not each.dated.is_known_then for each in (*evidence, *undecided)),
        "undated": sum(each.dated.side in (UNDATED, UNSURE) for each in (*evidence, *undecided)),
        "origins": origins,
        "set_aside": [each for each in found if hasattr(each, "dismissal")],
        **progress(actor, claim=claim, suggestion=suggestion),
    }


def progress(
    actor: Actor, *, claim: Claim | None = None, suggestion: Suggestion | None = None
) -> dict[str, Any]:
    """How searching on this claim (or on a suggestion) stands, over all its searches; `run` is the newest, `running`
    while something is still asked."""
    rows = EvidenceRun.objects.visible_to(actor).filter(search_record.about(claim, suggestion))
    runs = list(rows.order_by("-created_at", "-pk"))
    summary = search_record.standing(runs)
    return {
        "run": runs[0] if runs else None,
        "summary": summary,
        "searched": ", ".join(_label(each["label"]) for each in summary["answered"]) if summary else "",
        "not_reached": _not_reached(summary["failed"]) if summary else "",
        "read_count": sum(each["found"] for each in summary["places"]) if summary else 0,
        "running": summary is not None and summary["state"] in OPEN,
    }


def _not_reached(places: Sequence[dict[str, Any]]) -> str:
    """Of several questions one that failed does not hide the answers to the others."""
    names = []
    for each in places:
        some = f" ({each['asked'] - each['answered']} of {each['asked']} questions)"
        names.append(_label(each["label"]) + (some if each["state"] == search_record.PARTLY else ""))
    return ", ".join(names)


def _note_lists(actor: Actor, rows: Sequence[Any]) -> None:
    """Tell each of these what lists of sources say of where it comes from."""
    at = {id(each): _address(each) for each in rows}
    notes = notes_on(actor.organisation.pk, at.values())
    for each in rows:
        each.listed = notes.get(at[id(each)], [])


def _address(row: Candidate | Evidence) -> str:
    kept = row.snapshot.source.canonical_url or row.snapshot.final_url if row.snapshot is not None else ""
    return kept or getattr(row, "url", "")


def passages_in(evidence: Sequence[Evidence], snapshot_id: int) -> list[Evidence]:
    """The pieces of evidence that stand in one kept copy, in its order."""
    return sorted((each for each in evidence if each.snapshot_id == snapshot_id), key=lambda each: each.start)


def _is_quoted(candidate: Candidate, evidence: Sequence[Evidence]) -> bool:
    """Whether somebody has taken this passage, or words of it, as evidence already."""
    if candidate.start is None or candidate.end is None:
        return any(each.candidate_id == candidate.pk for each in evidence)
    return any(
        each.candidate_id == candidate.pk
        or (
            each.snapshot_id == candidate.snapshot_id
            and each.start < candidate.end
            and each.end > candidate.start
        )
        for each in evidence
    )


def _evidence(actor: Actor, claim: Claim) -> QuerySet[Any]:
    rows: QuerySet[Any] = Evidence.objects.visible_to(actor).filter(claim=claim)
    rows = rows.select_related("snapshot__source__article", "by", "candidate").defer(*WHOLE_TEXTS)
    return rows.order_by("-is_key", "at", "pk")


def _candidates(actor: Actor, claim: Claim | None, suggestion: Suggestion | None) -> QuerySet[Any]:
    rows: QuerySet[Any] = Candidate.objects.visible_to(actor).filter(search_record.about(claim, suggestion))
    rows = rows.select_related("snapshot__source", "dismissal").defer(*WHOLE_TEXTS)
    return rows.order_by("is_lead", *BY_RANK)


def _numbers(claim: Claim) -> dict[int, int]:
    """The numbers under which the draft cites the evidence."""
    rows = DraftCitation.objects.filter(draft__fact_check__claim=claim)
    return dict(rows.values_list("evidence_id", "number"))


def _label(words: str) -> str:
    """A provider's name within a sentence: names keep their capital letters, our own words don't."""
    return words if words[1:] != words[1:].lower() or " " not in words else words[:1].lower() + words[1:]
