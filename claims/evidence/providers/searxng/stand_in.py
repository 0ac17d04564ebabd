"""A SearXNG with 25 results about lighthouses."""

from __future__ import annotations

from typing import Any

from claims.evidence.standing_in import Answer, Asked, Fault, StandIn, web_page

TOTAL, PER_PAGE = 25, 10


def _results(results: list[dict[str, Any]], down: list[list[str]] | None = None) -> Answer:
    return Answer(
        {
            "query": "…", "results": results, "answers": [], "corrections": [], "infoboxes": [], "suggestions": [],
            "unresponsive_engines": down or [],
        }
    )  # fmt: skip


class Searx(StandIn):
    provider = "searxng"
    question = "Elmstead lighthouse"
    tells_the_end = False
    faults = {
        "none_of_many": Fault(
            lambda _: Answer({"query": "x", "number_of_results": 9, "results": []}), "unavailable"
        ),
        "no_json": Fault(lambda _: web_page(403), "not_configured"),
        "engines_down": Fault(lambda _: _results([], [["duckduckgo", "CAPTCHA"]]), "unavailable"),
        "no_addresses": Fault(lambda _: _results([{"title": "A title"}]), "malformed"),
    }

    def answer(self, asked: Asked) -> Answer:
        if asked.path != "/search" or not asked.query.get("q", "").strip():
            return web_page(400 if asked.path == "/search" else 404)
        if asked.query.get("format") != "json":
            return web_page()
        first = (asked.number("pageno", 1) - 1) * PER_PAGE
        numbers = (
            range(first + 1, min(first + PER_PAGE, TOTAL) + 1)
            if "lighthouse" in asked.query["q"]
            else range(0)
        )
        return _results(
            [self._result(number) for number in numbers], [["mojeek", "timeout"]] if numbers else []
        )

    def _result(self, number: int) -> dict[str, Any]:
        result: dict[str, Any] = {
            "url": f"https://news.example/lighthouse/{number}?utm_source=x",
            "title": f"Lighthouse <b>{number}</b>",
            "content": f"It is {19 + number} metres high &amp; white.",
            "engine": "brave", "engines": ["brave", "mojeek"], "positions": [number, 3], "score": 2.3,
            "category": "general", "publishedDate": "2019-07-22T10:00:00", "template": "default.html",
            "parsed_url": ["https", "news.example", "/", "", "", ""],
        }  # fmt: skip
        if number % 5 == 0:
            result |= {"template": "images.html", "publishedDate": None}
            del result["content"]
        return result


STAND_IN = Searx()
