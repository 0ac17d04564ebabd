"""A Wikibase with 17 laboratories of much the same name."""

from __future__ import annotations

from typing import Any

from claims.evidence.providers.wikipedia.stand_in import _error
from claims.evidence.standing_in import Answer, Asked, Fault, StandIn, web_page

TOTAL = 17
NAMES = {
    "P571": "inception", "P1082": "population", "P112": "founded by", "P585": "point in time", "P35": "head of state",
    "Q1": "Ann Example", "Q2": "inhabitant",
}  # fmt: skip


def _snak(prop: str, value: Any = None, *, kind: str = "value", datatype: str = "string") -> dict[str, Any]:
    snak: dict[str, Any] = {"snaktype": kind, "property": prop, "datatype": datatype}
    return snak | ({"datavalue": {"value": value, "type": "any"}} if kind == "value" else {})


def _time(day: str, precision: int) -> dict[str, Any]:
    return {
        "time": f"+{day}T00:00:00Z",
        "precision": precision,
        "calendarmodel": "http://www.wikidata.org/entity/Q1985727",
    }


def _statement(snak: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"mainsnak": snak, "type": "statement", "rank": "normal", "references": [], **more}


class Wikibase(StandIn):
    provider = "wikidata"
    question = "Example Lab was founded in 2015."
    nothing = "Nobody ever wrote about zzqx."
    faults = {
        "none_of_many": Fault(
            lambda _: Answer({"search": [], "search-continue": 7, "success": 1}), "unavailable"
        ),
        "no_entities": Fault(lambda _: Answer({"search": [{"id": "Q1"}], "entities": {}}), "malformed"),
        "maxlag": Fault(
            lambda _: _error("maxlag", "Waiting for a server.", **{"Retry-After": "5"}), "unavailable", 5
        ),
        "plain_500": Fault(
            lambda _: Answer("java.util.concurrent.TimeoutException", 500, "text/plain"), "unavailable"
        ),
        "old_error": Fault(
            lambda _: Answer({"error": {"code": "param-illegal", "info": "Bad value"}, "success": 0}),
            "bad_request",
        ),
    }

    def answer(self, asked: Asked) -> Answer:
        if "mailto:" not in asked.headers.get("user-agent", ""):
            return web_page(403)
        if asked.path != "/w/api.php":
            return web_page(404)
        if asked.query.get("action") == "wbsearchentities":
            return self._search(asked)
        if asked.query.get("action") == "wbgetentities":
            ids = asked.query.get("ids", "").split("|")
            if len(ids) > 50:
                return Answer({"error": {"code": "toomanyvalues", "info": "Too many values."}})
            return Answer({"entities": {each: self._entity(each) for each in ids}, "success": 1})
        return Answer({"error": {"code": "badvalue", "info": "Unrecognized value."}})

    def _search(self, asked: Asked) -> Answer:
        words, first, size = (
            asked.query.get("search", ""),
            asked.number("continue", 0),
            asked.number("limit", 7),
        )
        if not words.strip():
            return Answer({"error": {"code": "missingparam", "info": "The search parameter must be set."}})
        numbers = range(first + 1, min(first + size, TOTAL) + 1) if words == "Example Lab" else range(0)
        answer: dict[str, Any] = {
            "searchinfo": {"search": words},
            "search": [
                {"id": f"Q90{number:02}", "url": f"//www.wikidata.org/wiki/Q90{number:02}"}
                for number in numbers
            ],
            "success": 1,
        }
        if numbers and first + size < TOTAL:
            answer["search-continue"] = first + size
        return Answer(answer)

    def _entity(self, key: str) -> dict[str, Any]:
        if key in NAMES:
            return {"id": key, "labels": {"en": {"language": "en", "value": NAMES[key]}}}
        if not key.startswith("Q90"):
            return {"id": key, "missing": ""}
        number = int(key[3:])
        reference = {"snaks": {"P854": [_snak("P854", f"https://news.example/lab/{number}")],
                               "P577": [_snak("P577", _time("2016-02-00", 10))]}}  # fmt: skip
        claims = {
            "P571": [_statement(_snak("P571", _time("2015-00-00", 9)), references=[reference])],
            "P1082": [
                _statement(
                    _snak(
                        "P1082", {"amount": f"+{120 + number}", "unit": "http://www.wikidata.org/entity/Q2"}
                    ),
                    qualifiers={"P585": [_snak("P585", _time("2019-04-13", 11))]},
                )
            ],
            "P112": [_statement(_snak("P112", {"id": "Q1", "entity-type": "item"}))],
            "P35": [_statement(_snak("P35", kind="somevalue")), _statement(_snak("P35", kind="novalue"))],
            "P18": [_statement(_snak("P18", "A picture.jpg", datatype="commonsMedia"))],
            "P1": [_statement(_snak("P1", "old"), rank="deprecated")],
        }
        return {
            "id": key,
            "labels": {"en": {"language": "en", "value": f"Example Lab {number}"}},
            "claims": claims,
        }


STAND_IN = Wikibase()
