"""An OpenAlex with 65 works about lighthouses."""

from __future__ import annotations

from typing import Any

from claims.evidence.standing_in import Answer, Asked, Fault, StandIn, web_page

TOTAL = 65
KEY = "a-good-key"


def _error(status: int, words: str, **headers: str) -> Answer:
    return Answer({"error": words, "message": f"{words}."}, status, headers=headers)


class Works(StandIn):
    provider = "openalex"
    settings = {"KEY": KEY}
    question = "lighthouse heights"
    faults = {
        "none_of_many": Fault(lambda _: Answer({"meta": {"count": 9}, "results": []}), "unavailable"),
        "out_of_credits": Fault(
            lambda _: _error(429, "Rate limit exceeded", **{"Retry-After": "50000"}), "quota_exhausted", 50000
        ),
        "too_fast": Fault(lambda _: _error(403, "Forbidden"), "rate_limited", "bare"),
        "bad_filter": Fault(lambda _: _error(400, "Invalid query parameters error."), "bad_request"),
        "no_titles": Fault(lambda _: Answer({"meta": {"count": 1}, "results": [{"id": "x"}]}), "malformed"),
    }

    def answer(self, asked: Asked) -> Answer:
        if asked.path != "/works":
            return web_page(404)
        if asked.query.get("api_key", "") not in ("", KEY):
            return _error(401, "Invalid API key")
        page, size = asked.number("page", 1), asked.number("per_page", 25)
        if not 1 <= size <= 100 or page * size > 10_000 or not asked.query.get("search", "").strip():
            return _error(400, "Invalid query parameters error.")
        total = TOTAL if "lighthouse" in asked.query["search"] else 0
        numbers = range((page - 1) * size + 1, min(page * size, total) + 1)
        meta = {"count": total, "page": page, "per_page": size, "next_cursor": None}
        left = "0" if "last" in asked.query["search"] else "9000"
        headers = {"x-ratelimit-limit": "10000", "x-ratelimit-remaining": left, "x-ratelimit-reset": "3600"}
        return Answer({"meta": meta, "results": [_work(number) for number in numbers]}, headers=headers)


def _work(number: int) -> dict[str, Any]:
    words = (
        f"Background. The lighthouse of Elmstead is {19 + number} metres high. It was measured twice.".split()
    )
    index: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        index.setdefault(word, []).append(place)
    return {
        "id": f"https://openalex.org/W90{number:04}", "doi": f"https://doi.org/10.1234/light.{number}",
        "display_name": f"On the <i>height</i> of lighthouse {number}", "language": "en", "type": "article",
        "publication_date": "2031-01-01" if number == 3 else "2018-07-31", "is_retracted": number == 4,
        "primary_location": None if number % 2 else {
            "landing_page_url": f"https://journal.example/light/{number}",
            "source": {"display_name": "Journal of Lamps"},
        },
        "abstract_inverted_index": None if number == 5 else index,
    }  # fmt: skip


STAND_IN = Works()
