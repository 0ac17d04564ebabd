"""SearXNG: the web through a search server of one's own, which asks many engines."""

from __future__ import annotations

from typing import Any

from claims.evidence.fusing import AT_LARGE
from claims.evidence.pace import Pace
from claims.evidence.providers.asking import (
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
from claims.evidence.providers.base import Found, Reply
from claims.evidence.providers.reading import without_tags
from claims.intake.models import Outcome
from claims.lib.http import Page


class SearXNG(HttpProvider):
    """Engines that failed are named under 200 only: with nothing found and an engine down, nobody knows."""

    name = "searxng"
    label = "SearXNG"
    weight = AT_LARGE
    home = ""
    needs = ("BASE_URL",)
    deadline = 15.0
    takes = ("words", "quotation", "figures", "contradiction", "dates")
    most_queries = 3
    pace = Pace(calls=4, seconds=1, burst=4, at_once=4, rest=60, bare_wait=10)

    def ask(self, asking: Asking) -> Reply:
        query = asking.query
        page = asking.get(
            "/search",
            {
                "q": query.text, "format": "json", "categories": "general,news", "language": query.language[:2],
                "pageno": query.page, "safesearch": 0,
            },
        )  # fmt: skip
        answer = json_of(page, dict, label=self.label)
        part(answer, "query", kind=str, label=self.label)
        results = part(answer, "results", kind=list, label=self.label)
        if not results and answer.get("unresponsive_engines"):
            down = ", ".join(_down(answer["unresponsive_engines"])) or "one of its engines"
            raise Trouble(Outcome.UNAVAILABLE, f"{self.label} found nothing, but {down} did not answer it.")
        told = answer.get("number_of_results")
        if not results and isinstance(told, int) and told > 0 and query.page == 1:
            raise none_of_many(self.label, told)
        hits = [hit for hit in map(_hit, results) if hit is not None]
        if results and not hits:
            raise Trouble(Outcome.MALFORMED, f"{self.label} sent results without addresses or words.")
        return answered(hits[: query.limit], more=bool(results))

    def trouble_in(self, page: Page) -> Trouble | None:
        if page.status != 403:
            return None
        return Trouble(
            Outcome.NOT_CONFIGURED,
            f"{self.label} does not give its answers as JSON.",
            next_step="Its admin has to add “json” to search.formats in its settings.yml.",
        )


def _down(engines: Any) -> list[str]:
    """The names of the engines that did not answer, as far as they can be read."""
    listed = engines if isinstance(engines, list) else []
    return [name for each in listed if isinstance(each, list) and each and (name := words_of(each[0]))]


def _hit(result: Any) -> Found | None:
    if not isinstance(result, dict):
        return None
    url, title = address_of(result.get("url")), without_tags(result.get("title"))
    words = without_tags(result.get("content")) or title
    if not (url and title):
        return None
    day = words_of(result.get("publishedDate"))[:10]
    published = {"value": day, "precision": "day", "kind": "crawled"} if day else {}
    return Found(passage=words[:2000], title=title, url=url, published=published)


PROVIDER = SearXNG()
