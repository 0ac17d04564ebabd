"""Brave Search: the web, at a price for each question."""

from __future__ import annotations

import json
from typing import Any

from claims.evidence.fusing import AT_LARGE
from claims.evidence.pace import Pace
from claims.evidence.providers.asking import (
    CHECK_KEY,
    Asking,
    HttpProvider,
    Trouble,
    address_of,
    answered,
    json_of,
    none_of_many,
    part,
    words_of,
)
from claims.evidence.providers.base import Found, Reply, claim_in
from claims.evidence.providers.reading import best_passage, shortened, without_tags
from claims.intake.models import Outcome
from claims.lib.http import Page

PER_PAGE = 20
MOST_PAGES = 10
LANGUAGES = {"ja": "jp", "pt": "pt-pt", "zh": "zh-hans", "no": "nb"}
"""Where Brave's own codes differ from the language's."""


class Brave(HttpProvider):
    """`page_age` is when Brave saw a page, not when it was published."""

    name = "brave"
    label = "Brave Search"
    weight = AT_LARGE
    home = "https://api.search.brave.com"
    needs = ("KEY",)
    is_metered = True
    deadline = 10.0
    takes = ("words", "quotation", "contradiction", "figures")
    most_queries = 2
    pace = Pace(calls=1, seconds=1, at_once=1, rest=60, bare_wait=10)

    def ask(self, asking: Asking) -> Reply:
        query = asking.query
        if query.page > MOST_PAGES:
            return Reply(Outcome.EMPTY)
        language = query.language[:2].lower()
        page = asking.get(
            "/res/v1/web/search",
            {
                "q": shortened(query.text, characters=400, words=50), "count": PER_PAGE, "offset": query.page - 1,
                "search_lang": LANGUAGES.get(language, language), "text_decorations": "false",
                "result_filter": "web", "extra_snippets": "true", "safesearch": "off",
            },
            {"X-Subscription-Token": self.credential, "Accept": "application/json"},
        )  # fmt: skip
        answer = json_of(page, dict, label=self.label)
        part(answer, "query", kind=dict, label=self.label)
        if "web" not in answer and answer.get("type") != "search":
            raise Trouble(
                Outcome.MALFORMED, f"{self.label} sent something else than the results of a search."
            )
        results = part(answer, "web", "results", kind=list, label=self.label) if "web" in answer else []
        if not results and answer["query"].get("more_results_available"):
            raise none_of_many(self.label)
        hits = [hit for hit in (self._hit(each, asking) for each in results) if hit is not None]
        if results and not hits:
            raise Trouble(Outcome.MALFORMED, f"{self.label} sent results without addresses or words.")
        return answered(hits[: query.limit], more=bool(answer["query"].get("more_results_available")))

    def _hit(self, result: Any, asking: Asking) -> Found | None:
        if not isinstance(result, dict):
            return None
        url, title = address_of(result.get("url")), without_tags(result.get("title"))
        if not (url and title):
            return None
        words = [
            without_tags(each) for each in (result.get("description"), *(result.get("extra_snippets") or []))
        ]
        passage = best_passage("\n\n".join(filter(None, words)), claim_in(asking.query)) or title
        day = words_of(result.get("page_age"))[:10]
        published = {"value": day, "precision": "day", "kind": "crawled"} if day else {}
        return Found(passage=passage, title=title, url=url, published=published)

    def trouble_in(self, page: Page) -> Trouble | None:
        if page.status not in (401, 403, 422, 429):
            return None
        try:
            error = json.loads(page.body)["error"]
            code, meta = words_of(error["code"]), error.get("meta") or {}
        except (ValueError, LookupError, TypeError):
            return None
        if "TOKEN" in code or page.status in (401, 403):
            return Trouble(
                Outcome.AUTH, f"{self.label} did not accept the key ({page.status}).", next_step=CHECK_KEY
            )
        if page.status == 429 and _number(meta.get("quota_current")) >= _number(meta.get("quota_limit")) > 0:
            return Trouble(Outcome.QUOTA_EXHAUSTED, retry_after=_month(page, "reset"))
        return None

    def spent_for(self, page: Page) -> float | None:
        """The second of each pair counts the month."""
        return _month(page, "reset") if _month(page, "remaining") == 0 else None


def _month(page: Page, what: str) -> float | None:
    pair = page.headers.get(f"x-ratelimit-{what}", "").split(",")
    return float(pair[1]) if len(pair) == 2 and pair[1].strip().isdigit() else None


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


PROVIDER = Brave()
