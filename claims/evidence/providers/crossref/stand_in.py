"""A Crossref with 45 works about lighthouses; the fourth was retracted, the sixth corrected."""

from __future__ import annotations

import re
from typing import Any

from claims.evidence.standing_in import Answer, Asked, Fault, StandIn, web_page

TOTAL = 45
NOTICES = {4: ("retraction", "Retraction"), 6: ("correction", "Correction")}
DATES: dict[int, Any] = {1: [[2018, 7, 31]], 2: [[2018, 7]], 3: [[2018]], 5: [[None]]}
_DOI = re.compile(r"/works/10\.1234(?:/|%2F)light\.(\d+)", re.I)


def _listed(items: list[dict[str, Any]], total: int | None = None) -> Answer:
    message = {
        "total-results": len(items) if total is None else total, "items": items, "items-per-page": 20,
        "facets": {}, "query": {"start-index": 0, "search-terms": None},
    }  # fmt: skip
    return Answer(
        {"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message}
    )


def _invalid(words: str) -> Answer:
    fault = {"type": "parameter-not-allowed", "value": "x", "message": words}
    return Answer({"status": "failed", "message-type": "validation-failure", "message": [fault]}, 400)


class Registry(StandIn):
    provider = "crossref"
    question = "lighthouse heights"
    faults = {
        "none_of_many": Fault(
            lambda _: Answer(
                {"status": "ok", "message-type": "work-list", "message": {"total-results": 9, "items": []}}
            ),
            "unavailable",
        ),
        "lost": Fault(lambda _: Answer("Resource not found.", 404, "text/plain"), "unavailable"),
        "blocked": Fault(lambda _: web_page(403), "blocked"),
        "invalid": Fault(lambda _: _invalid("This parameter is not allowed."), "bad_request"),
        "no_titles": Fault(lambda _: _listed([{"DOI": "10.1234/x", "title": []}]), "malformed"),
        "other_message": Fault(
            lambda _: Answer({"status": "ok", "message-type": "member-list", "message": {}}), "malformed"
        ),
    }

    def __init__(self) -> None:
        self.asked = 0

    def answer(self, asked: Asked) -> Answer:
        if "mailto:" not in asked.headers.get("user-agent", ""):
            return web_page(403)
        self.asked += 1
        found = self._answer(asked)
        # What it allows changes from hour to hour: here every third answer allows less.
        limits = ("4", "2s", "1") if self.asked % 3 == 0 else ("50", "1s", "5")
        names = ("x-rate-limit-limit", "x-rate-limit-interval", "x-concurrency-limit")
        return Answer(found.body, found.status, found.media_type, dict(zip(names, limits, strict=True)))

    def _answer(self, asked: Asked) -> Answer:
        if match := _DOI.fullmatch(asked.path):
            number = int(match[1])
            if 1 <= number <= TOTAL:
                return Answer({"status": "ok", "message-type": "work", "message": _work(number)})
        if asked.path.startswith("/works/"):
            return Answer("Resource not found.", 404, "text/plain")
        if asked.path != "/works":
            return web_page(404)
        rows, first = asked.number("rows", 20), asked.number("offset", 0)
        if not 0 <= rows <= 1000 or not 0 <= first <= 10_000 or "query.title" in asked.query:
            return _invalid(
                "Integer specified as x but must be a positive integer less than or equal to 1000."
            )
        if "filter" in asked.query:
            number = int(asked.query["filter"].rpartition(".")[2])
            return _listed([_notice(number)] if number in NOTICES else [])
        total = TOTAL if "lighthouse" in asked.query.get("query.bibliographic", "").lower() else 0
        numbers = range(first + 1, min(first + rows, total) + 1)
        return _listed([_work(number) for number in numbers], total)


def _work(number: int) -> dict[str, Any]:
    abstract = (
        "<jats:title>Abstract</jats:title><jats:p>The lighthouse of Elmstead is <jats:italic>"
        f"{19 + number}</jats:italic> metres high. It was measured twice.</jats:p>"
    )
    return {
        "DOI": f"10.1234/light.{number}", "URL": f"https://doi.org/10.1234/light.{number}",
        "title": [f"On the <i>height</i> of lighthouse {number}"], "type": "journal-article", "score": 31.2,
        "container-title": [] if number == 7 else ["Journal of Lamps"],
        "issued": None if number == 8 else {"date-parts": DATES.get(number, [[2017, 1]])},
        **({} if number == 9 else {"abstract": abstract}),
    }  # fmt: skip


def _notice(number: int) -> dict[str, Any]:
    kind, label = NOTICES[number]
    day = {"date-parts": [[2020, 5, 3]]}
    about = {"DOI": f"10.1234/light.{number}", "type": kind, "label": label, "updated": day}
    return {
        "DOI": f"10.1234/notice.{number}", "title": [f"{label}: On the height of lighthouse {number}"],
        "container-title": ["Journal of Lamps"], "issued": {"date-parts": [[2020]]}, "update-to": [about],
    }  # fmt: skip


STAND_IN = Registry()
