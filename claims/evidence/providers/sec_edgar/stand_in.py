"""An EDGAR with 250 filings of a lighthouse company."""

from __future__ import annotations

from typing import Any

from claims.evidence.standing_in import Answer, Asked, Fault, StandIn, web_page

TOTAL = 250
UNDECLARED = (
    "<html><head><title>Your Request Originates from an Undeclared Automated Tool</title></head></html>"
)
TOO_FAST = "<html><head><title>SEC.gov | Request Rate Threshold Exceeded</title></head></html>"


class Edgar(StandIn):
    provider = "sec_edgar"
    settings = {"ARCHIVES_URL": "{address}"}
    question = "Lighthouse Corp tower height"
    faults = {
        "part_failed": Fault(
            lambda _: Answer({"_shards": {"failed": 2}, "hits": {"total": {"value": 0}, "hits": []}}),
            "unavailable",
        ),
        "timed_out": Fault(
            lambda _: Answer({"timed_out": True, "hits": {"total": {"value": 0}, "hits": []}}), "unavailable"
        ),
        "undeclared_403": Fault(lambda _: web_page(403, UNDECLARED), "blocked"),
        "undeclared_200": Fault(lambda _: web_page(200, UNDECLARED), "blocked"),
        "too_fast_403": Fault(lambda _: web_page(403, TOO_FAST), "rate_limited", 600),
        "too_fast_200": Fault(lambda _: web_page(200, TOO_FAST), "rate_limited", 600),
        "none_of_many": Fault(lambda _: Answer({"hits": {"total": {"value": 9}, "hits": []}}), "unavailable"),
        "no_numbers": Fault(
            lambda _: Answer({"hits": {"total": {"value": 9}, "hits": [{"_id": "x"}]}}), "malformed"
        ),
    }

    def answer(self, asked: Asked) -> Answer:
        if "mailto:" not in asked.headers.get("user-agent", ""):
            return web_page(403, UNDECLARED)
        if asked.path.startswith("/Archives/edgar/data/1/"):
            return self._document(asked)
        if asked.path != "/LATEST/search-index":
            return web_page(404)
        first = asked.number("from", 0)
        total = TOTAL if "lighthouse" in asked.query.get("q", "").lower() else 0
        numbers = range(first + 1, min(first + 100, total) + 1)
        return Answer(
            {
                "hits": {
                    "total": {"value": total, "relation": "eq"},
                    "hits": [_filing(each) for each in numbers],
                },
                "aggregations": {"form_filter": {"buckets": []}},
            }
        )

    def _document(self, asked: Asked) -> Answer:
        if asked.path.endswith("ex3.htm"):
            return web_page(404)
        words = "<p>The lighthouse company reported on its towers.</p><p>The tower at Elmstead is 20 metres high.</p>"
        return web_page(
            200, f"<html><head><title>Exhibit</title></head><body><main>{words}</main></body></html>"
        )


def _filing(number: int) -> dict[str, Any]:
    accession = f"0000000001-19-{number:06}"
    return {
        "_id": f"{accession}:ex{number}.htm", "_score": 11.2,
        "_source": {
            "ciks": ["0000000001"], "display_names": ["Lighthouse Corp  (LHTS, LHT-A)  (CIK 0000000001)"],
            "adsh": accession, "form": "8-K", "file_type": "EX-99.1", "file_description": "PRESS RELEASE",
            "file_date": "2019-07-22", "period_ending": "2019-07-22", "items": ["7.01"], "sics": ["7372"],
        },
    }  # fmt: skip


STAND_IN = Edgar()
