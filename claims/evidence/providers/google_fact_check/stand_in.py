"""Google's Fact Check Tools with 25 claims about lighthouses."""

from __future__ import annotations

from typing import Any

from claims.evidence.standing_in import Answer, Asked, Fault, StandIn, web_page

TOTAL = 25
KEY = "a-good-key"


def _error(code: int, status: str, message: str) -> Answer:
    return Answer({"error": {"code": code, "message": message, "status": status, "details": []}}, code)


class FactCheckTools(StandIn):
    provider = "google_fact_check"
    settings = {"KEY": KEY}
    question = "The lighthouse of Elmstead is 20 metres high."
    faults = {
        "none_of_many": Fault(lambda _: Answer({"claims": [], "nextPageToken": "CAo"}), "unavailable"),
        "not_enabled": Fault(
            lambda _: _error(
                403, "PERMISSION_DENIED", "Fact Check Tools API has not been used in this project."
            ),
            "auth",
        ),
        "exhausted": Fault(
            lambda _: _error(429, "RESOURCE_EXHAUSTED", "Quota exceeded."), "rate_limited", "bare"
        ),
        "transient": Fault(
            lambda _: _error(503, "UNAVAILABLE", "The service is unavailable."), "unavailable"
        ),
        "no_query": Fault(
            lambda _: _error(400, "INVALID_ARGUMENT", "Request must have a query."), "bad_request"
        ),
        "claims_without_reviews": Fault(lambda _: Answer({"claims": [{"text": "A claim"}]}), "malformed"),
    }

    def answer(self, asked: Asked) -> Answer:
        if asked.path != "/v1alpha1/claims:search":
            return web_page(404)
        if asked.query.get("key") != KEY:
            return _error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.")
        if not asked.query.get("query", "").strip():
            return _error(400, "INVALID_ARGUMENT", "Request must have a query or a site filter.")
        if "lighthouse" not in asked.query["query"]:
            return Answer({})
        first, size = asked.number("offset", 0), asked.number("pageSize", 10)
        numbers = range(first + 1, min(first + size, TOTAL) + 1)
        if not numbers:
            return Answer({})
        answer: dict[str, Any] = {"claims": [self._claim(number) for number in numbers]}
        if first + size < TOTAL:
            answer["nextPageToken"] = f"C{first + size}"
        return Answer(answer)

    def _claim(self, number: int) -> dict[str, Any]:
        review: dict[str, Any] = {
            "publisher": {"name": "Example Checks", "site": "checks.example"}, "textualRating": "Mostly true",
            "url": f"https://checks.example/r/{number}", "title": f"How high is lighthouse {number}?",
            "reviewDate": "2019-07-25T00:00:00Z", "languageCode": "en",
        }  # fmt: skip
        claim: dict[str, Any] = {
            "text": f"The lighthouse of Elmstead is {19 + number} metres high.", "claimant": "A keeper",
            "claimDate": "2019-07-22T00:00:00Z", "claimReview": [review, dict(review)],
        }  # fmt: skip
        if number % 3 == 0:
            for name in ("claimant", "claimDate"):
                del claim[name]
            claim["claimReview"] = [{k: v for k, v in review.items() if k not in ("title", "reviewDate")}]
        return claim


STAND_IN = FactCheckTools()
