"""What stands under the permanent address of a version: its page, its data, how it came about, how to cite it.

All of it is made from the frozen version as it stood: byte for byte what the check's own address answered while that
version was the newest. Around it is the newsroom's frame, which may change: elements marked `data-chrome`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from claims.publishing import citing, memento
from claims.publishing.addresses import base_url
from claims.publishing.files import JSON, Rendered
from claims.publishing.method import iso
from claims.publishing.shown import Check, Verdict, as_of

AsData = Callable[[Check], dict[str, Any]]
OPEN = {"Access-Control-Allow-Origin": "*", "Content-Security-Policy": "default-src 'none'"}


def method_data(check: Check, verdict: Verdict) -> dict[str, Any]:
    """The method box in plain values."""
    method = verdict.method
    return {
        "id": check.uid,
        "version": verdict.n,
        "url": memento.address(check, verdict.n),
        "policy": f"{base_url(check.newsroom)}/how-we-work/",
        "decided": {
            "taken_up_at": iso(method.taken_up_at) if method else None,
            "written_by": list(verdict.authors),
            "sent_at": iso(method.sent_at) if method else None,
            "approved_by": verdict.reviewer,
            "approved_at": iso(method.approved_at) if method else None,
            "published_at": iso(verdict.at),
            "known_as_of": iso(verdict.known_as_of),
        },
        "queries": [
            {
                "provider": each.provider,
                "label": each.label,
                "lane": each.lane,
                "query": each.query,
                "asked_at": iso(each.asked_at),
                "answered_at": iso(each.answered_at),
                "outcome": each.outcome or None,
                "found": each.found,
            }
            for each in (method.queries if method else ())
        ],
        "sources": {
            "cited": [
                {
                    "number": each.number,
                    "title": each.title,
                    "publisher": each.publisher,
                    "url": each.url or None,
                }
                for each in verdict.sources
            ],
            "considered": [
                {"title": each.title, "publisher": each.publisher or None, "url": each.url, "why": each.why}
                for each in (method.considered if method else ())
            ],
            "considered_without_address": method.unnamed if method else None,
            "not_looked_at": method.not_looked_at if method else None,
        },
    }


def part(check: Check, n: int | None, name: str, *, as_data: AsData) -> Rendered | None:
    """`check.json`, `method.json`, `cite.txt`, `cite.bib` or `cite.json` of one version, the newest for None. None
    where there is no such version. `as_data` gives the check in plain values."""
    found = next((each for each in check.versions if n in (None, each.n)), None)
    if found is None:
        return None
    then = as_of(check, found.n)
    path = f"/checks/{check.uid}/{f'v/{n}/' if n else ''}{name}"
    if name == "check.json":
        return Rendered(path, json_bytes(as_data(then)), JSON, 200, OPEN)
    if name == "method.json":
        return Rendered(path, json_bytes(method_data(then, then.newest)), JSON, 200, OPEN)
    way = next(each for each in citing.citations(then, then.newest) if each.file == name)
    headers = {**OPEN, "Content-Disposition": f'inline; filename="check-{check.uid}-v{found.n}.{name[5:]}"'}
    return Rendered(path, way.words.encode(), way.media_type, 200, headers)


def json_bytes(value: dict[str, Any]) -> bytes:
    """Data as it is served: readable, with its letters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
