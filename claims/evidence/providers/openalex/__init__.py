"""OpenAlex: scholarly works, with their abstracts."""

from __future__ import annotations

from typing import Any

from claims.evidence.fusing import PRIMARY
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
from claims.evidence.providers.base import Found, Reply, claim_in
from claims.evidence.providers.reading import best_passage, shortened, without_tags
from claims.intake.models import Outcome
from claims.lib.http import Page

PER_PAGE = 25
DEEPEST = 10_000
LONGEST_SEARCH = 500
FIELDS = (
    "id,doi,display_name,publication_date,language,type,is_retracted,primary_location,abstract_inverted_index"
)


class OpenAlex(HttpProvider):
    """A search costs ten of the day's credits; the answer to the last one says when there are more."""

    name = "openalex"
    label = "OpenAlex"
    weight = PRIMARY
    home = "https://api.openalex.org"
    deadline = 10.0
    takes = ("words",)
    pace = Pace(calls=10, seconds=1, at_once=2, rest=60, bare_wait=10)

    def ask(self, asking: Asking) -> Reply:
        query = asking.query
        if query.page * PER_PAGE > DEEPEST:
            return Reply(Outcome.EMPTY)
        page = asking.get(
            "/works",
            {
                "search": shortened(query.text, characters=LONGEST_SEARCH), "page": query.page, "per_page": PER_PAGE,
                "select": FIELDS, "api_key": self.credential,
            },
        )  # fmt: skip
        answer = json_of(page, dict, label=self.label)
        count = part(answer, "meta", "count", kind=int, label=self.label)
        works = part(answer, "results", kind=list, label=self.label)
        if not works and count > (query.page - 1) * PER_PAGE:
            raise none_of_many(self.label, count)
        hits = [hit for hit in (self._hit(work, asking) for work in works) if hit is not None]
        if works and not hits:
            raise Trouble(Outcome.MALFORMED, f"{self.label} sent works without a title or an address.")
        return answered(hits[: query.limit], more=query.page * PER_PAGE < min(count, DEEPEST))

    def _hit(self, work: Any, asking: Asking) -> Found | None:
        if not isinstance(work, dict):
            return None
        place = work.get("primary_location") or {}
        title = without_tags(work.get("display_name"))
        url = (
            address_of(place.get("landing_page_url"))
            or address_of(work.get("doi"))
            or address_of(work.get("id"))
        )
        if not (title and url):
            return None
        abstract = abstract_of(work.get("abstract_inverted_index"))
        passage = best_passage(abstract, claim_in(asking.query), language=asking.query.language) or title
        day = words_of(work.get("publication_date"))
        return Found(
            passage=passage,
            title=f"{title} (retracted)" if work.get("is_retracted") else title,
            url=url,
            publisher=words_of((place.get("source") or {}).get("display_name")),
            published={"value": day, "precision": "day", "kind": "published"} if day else {},
        )

    def trouble_in(self, page: Page) -> Trouble | None:
        if page.status != 403:
            return None
        assert self.pace is not None
        return Trouble(Outcome.RATE_LIMITED, retry_after=page.retry_after() or self.pace.bare_wait)

    def spent_for(self, page: Page) -> float | None:
        left, reset = (page.headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "reset"))
        return float(reset) if left.strip() == "0" and reset.strip().isdigit() else None


def abstract_of(index: Any) -> str:
    """An abstract from its words with their places; "" where there is none."""
    if not isinstance(index, dict):
        return ""
    places = [(place, word) for word, found in index.items() if isinstance(found, list) for place in found]
    return words_of(" ".join(word for _, word in sorted(places, key=lambda pair: pair[0])))


PROVIDER = OpenAlex()
