"""Where the thing is that a line of history is about: its page, so that news can be opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from claims.accounts.acting import Actor
from claims.annotation.models import Suggestion
from claims.desk.doors import address
from claims.evidence.models import Evidence
from claims.history.models import Event
from claims.publishing.models import Publication
from claims.verdicts.models import Draft, FactCheck

PAGES = {
    "Article": "workbench",
    "Claim": "claim",
    "Source": "source",
    "Snapshot": "snapshot",
    "Webhook": "webhook",
    "FileImport": "file_import",
    "SourceList": "source_list",
    "CorrectionRequest": "request",
}
"""Things with a page of their own."""
ON_A_CLAIM: dict[str, tuple[Any, str]] = {
    "FactCheck": (FactCheck, "claim__uid"),
    "Draft": (Draft, "fact_check__claim__uid"),
    "Publication": (Publication, "fact_check__claim__uid"),
    "Evidence": (Evidence, "claim__uid"),
}
"""Things that stand on a claim's page, and the way to that claim."""


def places(actor: Actor, events: Iterable[Event]) -> dict[int, str]:
    """The address of each event's thing by the event's key, with one query for each sort of thing; nothing for what
    has no page, or is gone."""
    found: dict[int, str] = {}
    wanted: dict[str, dict[str, list[int]]] = {}
    for event in events:
        if event.subject_type in PAGES:
            found[event.pk] = address(PAGES[event.subject_type], event.subject_uid)
        else:
            wanted.setdefault(event.subject_type, {}).setdefault(event.subject_uid, []).append(event.pk)
    for kind, uids in wanted.items():
        for uid, href in _addresses(actor, kind, list(uids)):
            found.update(dict.fromkeys(uids[uid], href))
    return found


def _addresses(actor: Actor, kind: str, uids: list[str]) -> list[tuple[str, str]]:
    if kind in ON_A_CLAIM:
        model, way = ON_A_CLAIM[kind]
        rows = model.objects.visible_to(actor).filter(uid__in=uids).values_list("uid", way)
        return [(uid, address("claim", claim)) for uid, claim in rows]
    if kind == "Suggestion":
        rows = Suggestion.objects.visible_to(actor).filter(uid__in=uids)
        pairs = rows.values_list("uid", "version__article__uid")
        return [(uid, address("workbench", article, on=uid)) for uid, article in pairs]
    return []
