"""A World Bank with the figures of two countries from 1960 to 2025; the newest year has none yet."""

from __future__ import annotations

from typing import Any

from claims.evidence.standing_in import COMMON, Answer, Asked, Fault, StandIn, web_page

YEARS = range(2025, 1959, -1)
XML = (
    '<?xml version="1.0" encoding="utf-8"?><wb:error xmlns:wb="http://www.worldbank.org">'
    '<wb:message id="105">Service currently unavailable</wb:message></wb:error>'
)


def _message(words: str) -> Answer:
    return Answer([{"message": [{"id": "120", "key": "Invalid value", "value": words}]}])


class Indicators(StandIn):
    provider = "world_bank"
    question = "The population of France is 67 million."
    nothing = "The literacy rate of France is 99 percent."
    faults = {
        "none_of_many": Fault(lambda _: Answer([{"page": 1, "pages": 1, "total": 9}, None]), "unavailable"),
        "error_beside_nothing": Fault(COMMON["error_beside_nothing"].answer, "malformed"),
        "error_under_200": Fault(
            lambda _: _message("The provided parameter value is not valid"), "bad_request"
        ),
        "xml": Fault(lambda _: Answer(XML, media_type="text/xml"), "malformed"),
        "odd_rows": Fault(lambda _: Answer([{"page": 1, "pages": 1}, [{"value": 1}]]), "malformed"),
        "head_alone": Fault(lambda _: Answer([{"page": 1, "pages": 1}]), "malformed"),
    }

    def answer(self, asked: Asked) -> Answer:
        steps = asked.path.strip("/").split("/")
        if len(steps) != 5 or steps[0] != "v2" or steps[1] != "country" or steps[3] != "indicator":
            return web_page(404)
        if asked.query.get("format") != "json":
            return Answer(XML, media_type="text/xml")
        country, indicator = steps[2], steps[4]
        if country not in ("FR", "US"):
            return _message("The provided parameter value is not valid")
        first, _, last = asked.query.get("date", "").partition(":")
        years = [year for year in YEARS if not first or int(first) <= year <= int(last or first)]
        if indicator == "SE.ADT.LITR.ZS":
            years = []
        page, size = asked.number("page", 1), asked.number("per_page", 50)
        shown = years[(page - 1) * size : page * size]
        head = {
            "page": page, "pages": max(1, -(-len(years) // size)), "per_page": str(size), "total": len(years),
            "sourceid": "2", "lastupdated": "2026-07-01",
        }  # fmt: skip
        return Answer([head, [_row(country, indicator, year) for year in shown] or None])


def _row(country: str, indicator: str, year: int) -> dict[str, Any]:
    return {
        "indicator": {"id": indicator, "value": "Population, total" if "POP" in indicator else "GDP (current US$)"},
        "country": {"id": country, "value": {"FR": "France", "US": "United States"}[country]},
        "countryiso3code": "FRA", "date": str(year), "unit": "", "obs_status": "", "decimal": 0,
        "value": None if year == 2025 else 46_000_000 + (year - 1960) * 350_000.5,
    }  # fmt: skip


STAND_IN = Indicators()
