"""Ripples become what a screen is told: `job`, `suggestion`, `evidence`, `object`, `published`.

What is told is how the row stands now, so that telling it twice, or late, says nothing wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from claims.accounts.models import User
from claims.annotation.models import Suggestion
from claims.desk.live.subjects import PATHS, About, about
from claims.evidence import gathering
from claims.evidence.models import BY_RANK, EvidenceRun, ProviderCall
from claims.history.models import Event, Handoff, Ripple
from claims.history.vocabulary import EventName as E
from claims.intake.models import Capture

BATCH = 200
"""How many suggestions one event carries."""

PUBLISHED = (
    E.PUBLICATION_MADE,
    E.PUBLICATION_CORRECTED,
    E.PUBLICATION_RETRACTED,
    E.PUBLICATION_WITHDRAWN,
)
RUNS = (E.RUN_STARTED, E.RUN_MERGED, E.RUN_CANCELLED, E.RUN_PAUSED, E.RUN_RESUMED)


@dataclass(frozen=True)
class Told:
    """One thing to tell. `part` numbers what one ripple gives; `topics` and `people` say whom it may interest."""

    ripple: int
    part: int
    organisation_id: int
    kind: str
    data: dict[str, Any]
    topics: frozenset[str]
    people: frozenset[int]


def told(ripples: Iterable[Ripple]) -> list[Told]:
    """What these ripples have to say, in their order."""
    listed = list(ripples)
    known = _Known(listed)
    return [each for ripple in listed for each in known.tell(ripple)]


class _Known:
    """The rows behind a batch of ripples, read together."""

    def __init__(self, ripples: list[Ripple]) -> None:
        def keys(what: str) -> list[int]:
            return [each.row_id for each in ripples if each.what == what]

        self.events = Event.objects.in_bulk(keys("event")) if keys("event") else {}
        calls = ProviderCall.objects.select_related("run__claim", "run__suggestion")
        self.calls = calls.in_bulk(keys("call")) if keys("call") else {}
        handoffs = Handoff.objects.select_related("event")
        self.handoffs = handoffs.in_bulk(keys("handoff")) if keys("handoff") else {}
        captures = Capture.objects.select_related("source__article")
        self.captures = captures.in_bulk(keys("capture")) if keys("capture") else {}
        things: set[tuple[str, str]] = set()
        for event in [*self.events.values(), *(each.event for each in self.handoffs.values())]:
            things.add((event.subject_type, event.subject_uid))
            things.update((each["type"], each["uid"]) for each in event.related)
        things.update(("ProviderCall", each.uid) for each in self.calls.values())
        things.update(("Capture", each.uid) for each in self.captures.values())
        self.about = about(things)
        people = {event.actor_id for event in self.events.values() if event.actor_id}
        self.users = User.objects.in_bulk(people) if people else {}

    def tell(self, ripple: Ripple) -> Iterator[Told]:
        rows: dict[str, dict[int, Any]] = {
            "event": self.events,
            "call": self.calls,
            "handoff": self.handoffs,
            "capture": self.captures,
        }
        row = rows.get(ripple.what, {}).get(ripple.row_id)
        if row is None:
            return
        where = self._where(row)
        for part, (kind, data) in enumerate(getattr(self, f"_{ripple.what}")(row)):
            yield Told(
                ripple.pk, part, ripple.organisation_id, kind,
                data, frozenset(where.topics), frozenset(where.people),
            )  # fmt: skip

    def _where(self, row: Any) -> About:
        found = About()
        if isinstance(row, Event | Handoff):
            event = row if isinstance(row, Event) else row.event
            for key in [
                (event.subject_type, event.subject_uid),
                *((each["type"], each["uid"]) for each in event.related),
            ]:
                found.add(self.about.get(key, About()))
            if isinstance(row, Event) and event.actor_id:
                found.people.add(event.actor_id)
        else:
            found.add(self.about.get((type(row).__name__, row.uid), About()))
        return found

    def _event(self, event: Event) -> Iterator[tuple[str, dict[str, Any]]]:
        if event.subject_type not in PATHS:
            return
        if event.name in RUNS:
            yield from self._run(event)
        elif event.name == E.SUGGESTIONS_MADE:
            yield from _suggestions(event)
        else:
            if event.name in PUBLISHED:
                yield "published", _published(event, self.about)
            yield "object", self._object(event)

    def _object(self, event: Event) -> dict[str, Any]:
        by = self.users.get(event.actor_id or 0)
        person = by is not None and event.actor_kind == "person"
        return {
            "type": event.subject_type,
            "id": event.subject_uid,
            "version": event.data.get("row_version"),
            "fields": sorted({*event.before, *event.after}),
            "by": {
                "id": by.uid if by is not None and person else "",
                "name": event.actor_name,
                "initials": by.initials if by is not None and person else "",
            },
            "event": event.name,
            "uid": event.uid,
            "label": event.subject_label[:120],
            "request": event.request_id,
        }

    def _run(self, event: Event) -> Iterator[tuple[str, dict[str, Any]]]:
        run = EvidenceRun.objects.select_related("claim", "suggestion").get(uid=event.subject_uid)
        yield "job", _run_job(run)
        if event.name == E.RUN_MERGED:
            ranked = run.candidates.order_by(*BY_RANK).values_list("uid", flat=True)
            yield "evidence", {**_subject(run), "candidates": list(ranked[:500]), "ranked": True}

    def _call(self, call: ProviderCall) -> Iterator[tuple[str, dict[str, Any]]]:
        run = call.run
        line = gathering.line(call, run)
        done, total = gathering.progress(run)
        yield (
            "job",
            {
                **_subject(run),
                "id": call.uid,
                "kind": "provider_call",
                "run": run.uid,
                "state": line["state"],
                "done": done,
                "total": total,
                "provider": call.provider,
                "label": line["label"],
                "outcome": line["outcome"],
                "found": call.found,
                "seconds": line["seconds"],
                "message": line["words"],
            },
        )
        if call.outcome:
            hits = call.hits.order_by("position").values_list("candidate__uid", "position")
            yield (
                "evidence",
                {
                    **_subject(run),
                    "candidates": [uid for uid, _ in hits],
                    "ranked": False,
                    "call": call.uid,
                    "provider": call.provider,
                    "outcome": line["outcome"],
                },
            )

    def _handoff(self, handoff: Handoff) -> Iterator[tuple[str, dict[str, Any]]]:
        yield (
            "job",
            {
                "id": f"job-{handoff.pk}",
                "kind": handoff.task,
                "state": handoff.state,
                "done": handoff.done,
                "total": handoff.total,
                "provider": "",
                "message": handoff.last_error[:300],
                "type": handoff.event.subject_type,
                "subject": handoff.event.subject_uid,
            },
        )

    def _capture(self, capture: Capture) -> Iterator[tuple[str, dict[str, Any]]]:
        article = getattr(capture.source, "article", None)
        yield (
            "job",
            {
                "id": capture.uid,
                "kind": "capture",
                "state": capture.state,
                "done": int(capture.state == "ended"),
                "total": 1,
                "provider": "",
                "outcome": capture.outcome or None,
                "message": str(capture.problem.get("words") or ""),
                "article": article.uid if article is not None else "",
            },
        )


def _subject(run: EvidenceRun) -> dict[str, str]:
    return {
        "claim": run.claim.uid if run.claim is not None else "",
        "suggestion": run.suggestion.uid if run.suggestion is not None else "",
    }


def _run_job(run: EvidenceRun) -> dict[str, Any]:
    done, total = gathering.progress(run)
    return {
        **_subject(run),
        "id": run.uid,
        "kind": "evidence_run",
        "run": run.uid,
        "state": run.state,
        "done": done,
        "total": total,
        "provider": "",
        "message": run.statement[:200],
    }


def _suggestions(event: Event) -> Iterator[tuple[str, dict[str, Any]]]:
    """What was proposed for a version, in batches; one without any also says so."""
    rows = list(
        Suggestion.objects.filter(version__uid=event.subject_uid)
        .select_related("version__article")
        .order_by("start", "pk")
    )
    for first in range(0, max(len(rows), 1), BATCH):
        yield (
            "suggestion",
            {
                "article": rows[0].version.article.uid if rows else "",
                "version": event.subject_uid,
                "claims": [
                    {
                        "id": each.uid,
                        "number": each.number,
                        "start": each.start,
                        "end": each.end,
                        "band": each.band,
                        "kind": each.kind,
                        "statement": each.statement,
                    }
                    for each in rows[first : first + BATCH]
                ],
                "done": min(first + BATCH, len(rows)),
                "total": len(rows),
            },
        )


def _published(event: Event, known: dict[tuple[str, str], About]) -> dict[str, Any]:
    claims = known.get((event.subject_type, event.subject_uid), About()).claims
    return {
        "id": next(iter(sorted(claims)), ""),
        "publication": event.subject_uid,
        "version": event.after.get("version"),
        "event": event.name,
        "label": event.subject_label[:120],
    }
