"""The mark-up of all checks in one piece, for researchers: a schema.org DataFeed, and the same as JSON Lines.

Read from the stored data of each check (`check.json`), so it says what the pages say. The newest first; the DataFeed
holds the newest 10,000, JSON Lines all of them. Made a part at a time: memory does not grow with the number of checks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Max

from claims.accounts.models import Organisation
from claims.accounts.working_rules import data_licence
from claims.publishing.addresses import base_url
from claims.publishing.models import PublicFile
from claims.publishing.sites import site_of

MOST = 10_000
"""How many items the DataFeed holds: readers take JSON Lines beyond that."""
AT_A_TIME = 200
FEED, LINES = "/claimreview.json", "/claimreview.jsonl"


def etag(organisation: Organisation, path: str) -> str:
    """Changes when anything stored does."""
    said = f"{path} {organisation.row_version} {base_url(organisation)} {site_of(organisation).generation}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def lines(organisation: Organisation) -> Iterator[bytes]:
    """JSON Lines: one DataFeedItem a line, some lines at a time."""
    for items in _items(organisation):
        yield b"".join(_json({"@context": "https://schema.org", **item}) + b"\n" for item in items)


def feed(organisation: Organisation) -> Iterator[bytes]:
    """The DataFeed, in pieces."""
    base = base_url(organisation)
    publisher = {"@type": "Organization", "name": organisation.name, "url": f"{base}/"}
    newest = _stored(organisation).aggregate(newest=Max("rendered_at"))["newest"] or organisation.created_at
    head = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "name": f"{organisation.name}: checks",
        "url": base + FEED,
        "description": f"The ClaimReview of each check by {organisation.name}. All of them: {base}{LINES}",
        "publisher": publisher,
        "license": data_licence(organisation),
        "dateModified": newest.isoformat(timespec="seconds"),
    }
    yield _json(head)[:-1] + b',"dataFeedElement":['
    sent = 0
    for items in _items(organisation):
        items = items[: MOST - sent]
        if items:
            yield (b"," if sent else b"") + b",".join(map(_json, items))
        sent += len(items)
        if sent >= MOST:
            break
    yield b"]}\n"


def item_of(data: dict[str, Any]) -> dict[str, Any] | None:
    """A DataFeedItem of a check's public data, or None where the check carries no mark-up."""
    review = data.get("claim_review")
    if not review:
        return None
    return {
        "@type": "DataFeedItem",
        "url": data["url"],
        "dateCreated": data["published_at"],
        "dateModified": data["modified_at"],
        "item": [{name: value for name, value in review.items() if name != "@context"}],
    }


def _items(organisation: Organisation) -> Iterator[list[dict[str, Any]]]:
    """Items by the age of their publication, the newest first, some at a time."""
    before: int | None = None
    while True:
        rows = _stored(organisation).order_by("-publication_id").values_list("publication_id", "body")
        if before is not None:
            rows = rows.filter(publication_id__lt=before)
        part = list(rows[:AT_A_TIME])
        if not part:
            return
        before = part[-1][0]
        items = [item_of(json.loads(bytes(body))) for _, body in part]
        yield [item for item in items if item is not None]


def _stored(organisation: Organisation) -> Any:
    return PublicFile.objects.in_newsroom(organisation).filter(
        path__startswith="/checks/", path__endswith="/check.json", status=200, publication__isnull=False
    )


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
