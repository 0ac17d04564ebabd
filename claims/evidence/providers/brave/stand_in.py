"""Brave Search with 45 results about lighthouses."""

from __future__ import annotations

from typing import Any

from claims.evidence.standing_in import Answer, Asked, Fault, StandIn, web_page

TOTAL = 45
KEY = "a-good-token"
MONTH = 900_000


def _error(status: int, code: str, **headers: str) -> Answer:
    meta = {"plan": "Base", "rate_limit": 1, "rate_current": 1, "quota_limit": 2000, "quota_current": 15}
    if code == "QUOTA_LIMITED":
        meta["quota_current"] = 2000
    error = {"id": "0", "status": status, "code": code, "detail": "…", "meta": meta}
    return Answer({"type": "ErrorResponse", "error": error, "time": 1}, status, headers=headers)


class BraveSearch(StandIn):
    provider = "brave"
    settings = {"KEY": KEY}
    question = "Elmstead lighthouse"
    faults = {
        "none_of_many": Fault(
            lambda _: Answer({"query": {"more_results_available": True}, "web": {"results": []}}),
            "unavailable",
        ),
        "rate_limited": Fault(
            lambda _: _error(429, "RATE_LIMITED", **{"X-RateLimit-Reset": f"1, {MONTH}"}),
            "rate_limited",
            "bare",
        ),
        "month_over": Fault(
            lambda _: _error(429, "QUOTA_LIMITED", **{"X-RateLimit-Reset": f"1, {MONTH}"}),
            "quota_exhausted",
            MONTH,
        ),
        "validation": Fault(lambda _: _error(422, "VALIDATION"), "bad_request"),
        "bad_token_as_422": Fault(lambda _: _error(422, "SUBSCRIPTION_TOKEN_INVALID"), "auth"),
        "no_addresses": Fault(
            lambda _: Answer({"query": {}, "web": {"results": [{"title": "A title"}]}}), "malformed"
        ),
    }

    def answer(self, asked: Asked) -> Answer:
        if asked.path != "/res/v1/web/search":
            return web_page(404)
        if asked.headers.get("x-subscription-token") != KEY:
            return _error(401, "UNAUTHORIZED")
        words, page = asked.query.get("q", ""), asked.number("offset", 0)
        if not 1 <= len(words) <= 400 or len(words.split()) > 50 or not 0 <= page <= 9:
            return _error(422, "VALIDATION")
        if not 1 <= asked.number("count", 20) <= 20:
            return _error(422, "VALIDATION")
        size = asked.number("count", 20)
        numbers = (
            range(page * size + 1, min((page + 1) * size, TOTAL) + 1) if "lighthouse" in words else range(0)
        )
        answer: dict[str, Any] = {
            "type": "search",
            "query": {
                "original": words,
                "more_results_available": bool(numbers) and (page + 1) * size < TOTAL,
            },
        }
        if numbers:
            answer["web"] = {
                "type": "search",
                "family_friendly": True,
                "results": [_result(each) for each in numbers],
            }
        left = "0" if "last one" in words else "1985"
        headers = {
            "X-RateLimit-Limit": "1, 2000", "X-RateLimit-Remaining": f"0, {left}", "X-RateLimit-Reset": f"1, {MONTH}",
        }  # fmt: skip
        return Answer(answer, headers=headers)


def _result(number: int) -> dict[str, Any]:
    return {
        "type": "search_result", "title": f"Lighthouse {number}", "url": f"https://news.example/lighthouse/{number}",
        "description": "A page about lighthouses.", "age": "April 13, 2019", "page_age": "2019-04-13T21:00:00",
        "language": "en", "meta_url": {"hostname": "news.example"},
        "extra_snippets": [f"The Elmstead lighthouse is {19 + number} metres high.", "It was painted white."],
    }  # fmt: skip


STAND_IN = BraveSearch()
