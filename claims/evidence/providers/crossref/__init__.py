"""Crossref: what is registered of a scholarly work under its DOI, and notices that retract or correct it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.conf import settings as installation
from django.core.cache import cache

from claims.evidence.named_addresses import dois_in
from claims.evidence.pace import Pace
from claims.evidence.providers.asking import (
    Asking,
    HttpProvider,
    Trouble,
    answered,
    json_of,
    none_of_many,
    part,
    words_of,
)
from claims.evidence.providers.base import Found, Reply, claim_in
from claims.evidence.providers.reading import best_passage, shortened, without_tags
from claims.evidence.queries import ADDRESSES, WORDS
from claims.intake.models import Outcome
from claims.lib.http import Page

PER_PAGE = 20
DEEPEST = 10_000
LONGEST_SEARCH = 400
MOST_DOIS = 3
MOST_NOTICES = 5
FIELDS = "DOI,title,container-title,issued,type,abstract,update-to"
RETRACTING = ("retraction", "withdrawal", "removal")
REMEMBERED = 3600
"""Seconds for which the limits that an answer named are kept to, unless a later one names others."""
_KEY = "crossref:limits"


class NotThere(Trouble):
    """No work is registered under this DOI: an answer, where a DOI was asked for."""


class Crossref(HttpProvider):
    """DOIs that a claim names are resolved; otherwise works about the claim are searched for."""

    name = "crossref"
    label = "Crossref"
    home = "https://api.crossref.org"
    needs_contact = True
    takes = (ADDRESSES, WORDS)
    most_queries = 2
    pace = Pace(calls=3, seconds=1, at_once=3, rest=60, bare_wait=10)

    def wants(self, kind: str, text: str) -> bool:
        return kind != ADDRESSES or bool(dois_in(text))

    def current_pace(self) -> Pace:
        """Its answers say how often it may be asked just now: never more often than ours, perhaps less."""
        assert self.pace is not None
        kept = cache.get(_KEY)
        if not kept:
            return self.pace
        interval, at_once = kept
        slower = max(interval, self.pace.interval)
        return replace(self.pace, calls=1, seconds=slower, at_once=max(1, min(at_once, self.pace.at_once)))

    def ask(self, asking: Asking) -> Reply:
        query = asking.query
        dois = dois_in(query.text)[:MOST_DOIS]
        if dois:
            if query.page > 1:
                return Reply(Outcome.EMPTY)
            return answered([hit for doi in dois for hit in self._resolved(asking, doi)])
        if query.kind == ADDRESSES:
            raise Trouble(Outcome.BAD_REQUEST, "The question names no DOI that could be looked up.")
        return self._searched(asking)

    def _searched(self, asking: Asking) -> Reply:
        query = asking.query
        first = (query.page - 1) * PER_PAGE
        if first + PER_PAGE > DEEPEST:
            return Reply(Outcome.EMPTY)
        page = asking.get(
            "/works",
            {
                "query.bibliographic": shortened(query.text, characters=LONGEST_SEARCH), "rows": PER_PAGE,
                "offset": first or None, "select": FIELDS, "mailto": installation.OPERATOR_CONTACT,
            },
        )  # fmt: skip
        listed = _message(page, "work-list")
        total = part(listed, "total-results", kind=int, label=self.label)
        works = part(listed, "items", kind=list, label=self.label)
        if not works and total > first:
            raise none_of_many(self.label, total)
        hits = [hit for hit in (self._hit(work, asking, ()) for work in works) if hit is not None]
        if works and not hits:
            raise Trouble(Outcome.MALFORMED, f"{self.label} sent works without a title or a DOI.")
        return answered(hits[: query.limit], more=first + PER_PAGE < min(total, DEEPEST))

    def _resolved(self, asking: Asking, doi: str) -> list[Found]:
        """The work under a DOI, and the notices about it; nothing where none is registered."""
        contact = {"mailto": installation.OPERATOR_CONTACT}
        try:
            work = _message(asking.get(f"/works/{quote(doi, safe='')}", contact), "work")
        except NotThere:
            return []
        page = asking.get(
            "/works", {"filter": f"updates:{doi}", "rows": MOST_NOTICES, "select": FIELDS, **contact}
        )
        items = part(_message(page, "work-list"), "items", kind=list, label=self.label)
        notices = [each for each in (_notice(item, doi, work) for item in items) if each is not None]
        hit = self._hit(work, asking, tuple(kind for kind, _ in notices))
        if hit is None:
            raise Trouble(Outcome.MALFORMED, f"{self.label} sent a work without a title or a DOI.")
        return [hit, *(found for _, found in notices)]

    def _hit(self, work: Any, asking: Asking, notices: tuple[str, ...]) -> Found | None:
        if not isinstance(work, dict):
            return None
        title, doi = _first(work.get("title")), words_of(work.get("DOI"))
        if not (title and doi.startswith("10.")):
            return None
        told = [*notices, *(words_of(each.get("type")) for each in _records(work.get("updated-by")))]
        said = "retracted" if any(each in RETRACTING for each in told) else "corrected" if told else ""
        abstract = without_tags(re.sub(r"</jats:(?:p|title)>", " ", str(work.get("abstract") or "")))
        passage = best_passage(abstract, claim_in(asking.query), language=asking.query.language) or title
        return Found(
            passage=passage,
            title=f"{title} ({said})" if said else title,
            url=address(doi),
            publisher=_first(work.get("container-title")),
            published=dated(work.get("issued")),
        )

    def trouble_in(self, page: Page) -> Trouble | None:
        _note_limits(page)
        if page.status == 404 and page.media_type == "text/plain" and b"not found" in page.body[:200].lower():
            return NotThere(Outcome.UNAVAILABLE, f"{self.label} has no such work.")
        return None


def _note_limits(page: Page) -> None:
    """Keep to what an answer names as its limits: calls in an interval, and how many at once."""
    calls, interval, at_once = (
        re.match(r"\d{1,6}", page.headers.get(f"x-{name}", ""))
        for name in ("rate-limit-limit", "rate-limit-interval", "concurrency-limit")
    )
    if calls and interval and int(calls[0]):
        most = int(at_once[0]) if at_once else 1_000
        cache.set(_KEY, (int(interval[0]) / int(calls[0]), most), REMEMBERED)


def _message(page: Page, kind: str) -> Any:
    answer = json_of(page, dict, label=Crossref.label)
    if answer.get("message-type") != kind:
        raise Trouble(Outcome.MALFORMED, f"{Crossref.label} sent something else than was asked for.")
    return part(answer, "message", kind=dict, label=Crossref.label)


def _notice(item: Any, doi: str, work: dict[str, Any]) -> tuple[str, Found] | None:
    """A notice about a work as a lead: what sort it is, and where it can be read."""
    if not isinstance(item, dict):
        return None
    own = words_of(item.get("DOI"))
    about = next(
        (each for each in _records(item.get("update-to")) if words_of(each.get("DOI")).lower() == doi), None
    )
    if about is None or not own.startswith("10."):
        return None
    kind = words_of(about.get("type"))
    label = words_of(about.get("label")) or kind.replace("_", " ").capitalize() or "Notice"
    day = dated(about.get("updated")) or dated(item.get("issued"))
    on = f" of {day['value']}" if day else ""
    return kind, Found(
        passage=f"{label}{on} on “{_first(work.get('title')) or doi}”.",
        title=_first(item.get("title")) or label,
        url=address(own),
        publisher=_first(item.get("container-title")),
        published=day,
        is_lead=True,
        why=(f"a notice about {doi}",),
    )


def address(doi: str) -> str:
    """Where a DOI leads."""
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}"[:2000]


def dated(value: Any) -> dict[str, str]:
    """A date of Crossref's, as far as it is known: `[[2018, 7]]`; {} for none, and for `[[null]]`."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    numbers = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    kept: list[int] = []
    for number, most in zip(numbers, (9999, 12, 31), strict=False):
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= most:
            break
        kept.append(number)
    if not kept or kept[0] < 1000:
        return {}
    text = "-".join([f"{kept[0]:04}", *(f"{number:02}" for number in kept[1:])])
    return {"value": text, "precision": ("year", "month", "day")[len(kept) - 1], "kind": "published"}


def _first(value: Any) -> str:
    return without_tags(value[0]) if isinstance(value, list) and value else ""


def _records(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


PROVIDER = Crossref()
