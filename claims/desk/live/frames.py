"""What goes over the line: which topics an event matches, and the text of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from claims.desk.live.telling import Told
from claims.desk.live.topics import public_name
from claims.history.ripples import Batch, Place

RETRY_MS = 2000
TO_THE_NEWSROOM = ("job", "object", "published")
"""What the topics `me` and `newsroom` are told; the rest is for whoever has the article or the claim open."""


def matched(event: Told, topics: Iterable[str], user: int) -> list[str]:
    """Which of these topics the event belongs to, as their asker wrote them."""
    newsroom = f"newsroom@{event.organisation_id}"
    me = f"me@{event.organisation_id}"
    return sorted(
        public_name(topic)
        for topic in topics
        if topic in event.topics
        or (event.kind in TO_THE_NEWSROOM and (topic == newsroom or (topic == me and user in event.people)))
    )


def events_for(
    batch: Batch, told: Iterable[Told], begun: Place, topics: frozenset[str], user: int
) -> list[dict[str, Any]]:
    """The events of a batch for one reader who stood at `begun`: kind, id and data."""
    found = [
        (each, names)
        for each in told
        if not _is_behind(each, begun) and (names := matched(each, topics, user))
    ]
    events = []
    for at, (each, names) in enumerate(found):
        last = at == len(found) - 1
        place = batch.place if last else begun.within(batch.place.seen, each.ripple, each.part)
        data = {**each.data, "key": f"{each.ripple}.{each.part}", "topics": names}
        events.append({"event": each.kind, "id": str(place), "data": data})
    if batch.lost:
        data = {"topics": sorted(public_name(topic) for topic in topics)}
        events.append({"event": "reset", "id": str(batch.place), "data": data})
    return events


def _is_behind(event: Told, place: Place) -> bool:
    """Whether a reader in the middle of a batch has had this part already."""
    return bool(place.upto) and event.ripple == place.ripple and event.part <= place.part


def frame(event: dict[str, Any]) -> str:
    """One event as the line carries it."""
    lines = [f"event: {event['event']}"]
    if event.get("id"):
        lines.append(f"id: {event['id']}")
    lines.append(f"data: {json.dumps(event['data'], ensure_ascii=False, separators=(',', ':'))}")
    return "\n".join(lines) + "\n\n"


def still(place: Place | str) -> str:
    """Says nothing happened up to this place: a comment that keeps the line, and the id to resume from."""
    return f": still here\nid: {place}\n\n"


def opening(place: Place | str) -> str:
    """The first words on a line: how soon to come back, and where one stands."""
    return f"retry: {RETRY_MS}\nid: {place}\n\n"
