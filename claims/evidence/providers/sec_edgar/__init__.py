"""SEC EDGAR: what companies have filed with the United States' Securities and Exchange Commission since 2001."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from claims.annotation.names import find_names
from claims.evidence.fusing import PRIMARY
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
from claims.evidence.providers.reading import best_passage, shortened, text_of_page
from claims.intake.models import Outcome
from claims.lib.http import Page
from claims.lib.problems import Problem

PER_PAGE = 100
DEEPEST = 10_000
READ = 3
"""So many of the best filings are opened for the passage."""
MOST_SHOWN = 20
LONGEST_SEARCH = 300
BLOCKED_FOR = 600.0
ARCHIVES = "https://www.sec.gov"
_DECORATION = re.compile(r"\s*\((?:CIK \d+|[A-Z0-9.,\s-]+)\)")
_FILE = re.compile(r"[\w.-]{1,100}")


class SecEdgar(HttpProvider):
    """Filings that hold the words: the passage is the filing's own where it could be opened."""

    name = "sec_edgar"
    label = "SEC EDGAR"
    weight = PRIMARY
    home = "https://efts.sec.gov"
    service = "sec"
    needs_contact = True
    deadline = 15.0
    takes = ("words",)
    pace = Pace(calls=8, seconds=1, at_once=2, rest=600, bare_wait=BLOCKED_FOR)

    def suits(self, statement: str) -> bool:
        """Whether a company may be named."""
        return any(name.kind != "person" for name in find_names(statement))

    def ask(self, asking: Asking) -> Reply:
        query = asking.query
        first = (query.page - 1) * PER_PAGE
        if first >= DEEPEST:
            return Reply(Outcome.EMPTY)
        page = asking.get(
            "/LATEST/search-index",
            {"q": shortened(query.text, characters=LONGEST_SEARCH), "from": first or None},
        )
        answer = json_of(page, dict, label=self.label)
        total = part(answer, "hits", "total", "value", kind=int, label=self.label)
        filings = part(answer, "hits", "hits", kind=list, label=self.label)
        if not filings and total > first:
            raise none_of_many(self.label, total)
        if not filings and _failed_parts(answer):
            raise Trouble(Outcome.UNAVAILABLE, f"{self.label} could not look through all of its filings.")
        hits = [hit for hit in (self._hit(each) for each in filings) if hit is not None]
        if filings and not hits:
            raise Trouble(Outcome.MALFORMED, f"{self.label} sent filings without a number or a company.")
        hits = hits[: min(MOST_SHOWN, query.limit)]
        if query.page == 1:
            hits = [self._opened(asking, hit) for hit in hits[:READ]] + hits[READ:]
        return answered(hits, more=first + PER_PAGE < min(total, DEEPEST))

    def _hit(self, filing: Any) -> Found | None:
        try:
            source = filing["_source"]
            number, _, file = words_of(filing["_id"]).partition(":")
            company = _DECORATION.sub("", words_of(source["display_names"][0])).strip()
            cik = int(source["ciks"][0])
        except (LookupError, TypeError, ValueError):
            return None
        if not (company and re.fullmatch(r"[\d-]{10,25}", number) and _FILE.fullmatch(file)):
            return None
        form, kind = words_of(source.get("form")), words_of(source.get("file_description"))
        day = words_of(source.get("file_date"))
        items = ", ".join(words_of(each) for each in source.get("items") or [])
        about = ", ".join(
            filter(None, (f"Form {form}", kind, f"items {items}" if items else "", f"filed {day}"))
        )
        return Found(
            passage=f"{company}: {about}.",
            title=f"{form} {company}",
            url=f"{ARCHIVES}/Archives/edgar/data/{cik}/{number.replace('-', '')}/{file}",
            publisher=company,
            published={"value": day, "precision": "day", "kind": "filed"} if day else {},
        )

    def _opened(self, asking: Asking, hit: Found) -> Found:
        """The hit with the passage of the filing itself; as it is where the filing can't be read."""
        base = (self.setting("ARCHIVES_URL") or ARCHIVES).rstrip("/")
        try:
            page = asking.visit(hit.url.replace(ARCHIVES, base, 1))
            text = text_of_page(page.body, charset=page.charset) if "html" in page.media_type else ""
        except Problem:
            return hit
        except Trouble as trouble:
            if trouble.outcome in (Outcome.BLOCKED, Outcome.RATE_LIMITED):
                raise
            return hit
        passage = best_passage(text, claim_in(asking.query)) if text else ""
        return replace(hit, passage=passage) if passage else hit

    def trouble_in(self, page: Page) -> Trouble | None:
        """Its block pages come under 403 and under 200."""
        if b"Undeclared Automated Tool" in page.body[:20_000]:
            return Trouble(
                Outcome.BLOCKED,
                f"{self.label} takes this installation for a tool that doesn't say who it is.",
                next_step="An admin has to set OPERATOR_CONTACT to a real address.",
            )
        if b"Request Rate Threshold Exceeded" in page.body[:20_000]:
            return Trouble(Outcome.RATE_LIMITED, retry_after=BLOCKED_FOR)
        return None


def _failed_parts(answer: dict[str, Any]) -> bool:
    shards = answer.get("_shards")
    return isinstance(shards, dict) and bool(shards.get("failed"))


PROVIDER = SecEdgar()
