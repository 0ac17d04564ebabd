"""A MediaWiki that knows 25 articles about lighthouses."""

from __future__ import annotations

from claims.evidence.standing_in import Answer, Asked, Fault, StandIn, web_page

TOTAL = 25
THEN = "2019-01-01"


def _error(code: str, text: str, **headers: str) -> Answer:
    return Answer({"errors": [{"code": code, "text": text, "module": "main"}]}, headers=headers)


class MediaWiki(StandIn):
    provider = "wikipedia"
    question = "Elmstead lighthouse"
    faults = {
        "none_of_many": Fault(
            lambda _: Answer({"batchcomplete": True, "continue": {"gsroffset": 10}}), "unavailable"
        ),
        "no_words": Fault(lambda _: Answer({"query": {"pages": [{"title": "A", "index": 1}]}}), "malformed"),
        "maxlag": Fault(
            lambda _: _error("maxlag", "Waiting for a server: 6 seconds lagged.", **{"Retry-After": "5"}),
            "unavailable",
            5,
        ),
        "old_error": Fault(
            lambda _: Answer({"error": {"code": "internal_api_error_X", "info": "Caught exception"}}),
            "unavailable",
        ),
        "bad_parameter": Fault(lambda _: _error("badinteger", "Invalid value"), "bad_request"),
        "ratelimited": Fault(
            lambda _: _error("ratelimited", "You've exceeded your rate limit."), "rate_limited", 30
        ),
        "no_contact": Fault(lambda _: web_page(403), "blocked"),
    }

    def answer(self, asked: Asked) -> Answer:
        if "mailto:" not in asked.headers.get("user-agent", ""):
            return web_page(403)
        if asked.path != "/w/api.php" or asked.query.get("formatversion") != "2":
            return web_page(404)
        if asked.query.get("generator") == "search":
            return self._search(asked)
        if asked.query.get("prop") == "revisions":
            return self._as_of(asked)
        return _error("missingparam", "Nothing to do.")

    def _search(self, asked: Asked) -> Answer:
        if not asked.query.get("gsrsearch", "").strip():
            return _error("missingparam", "The gsrsearch parameter must be set.")
        if len(asked.query["gsrsearch"]) > 300:
            return _error(
                "cirrussearch-query-too-long", "Search request is longer than the maximum allowed length."
            )
        if "lighthouse" not in asked.query["gsrsearch"].lower():
            return Answer({"batchcomplete": True})
        first, size = asked.number("gsroffset", 0), asked.number("gsrlimit", 10)
        numbers = range(first + 1, min(first + size, TOTAL) + 1)
        pages = [self._page(number) for number in numbers]
        pages.reverse()  # the API orders pages by id, not by rank
        if not pages:
            return Answer({"batchcomplete": True})
        answer = {"batchcomplete": True, "query": {"pages": pages}}
        if first + size < TOTAL:
            answer["continue"] = {"gsroffset": first + size, "continue": "gsroffset||"}
        return Answer(answer)

    def _page(self, number: int) -> dict[str, object]:
        return {
            "pageid": 5000 - number, "ns": 0, "title": f"Lighthouse {number}", "index": number,
            "extract": f"Lighthouse {number} stands near Elmstead. It is {20 + number} metres high today.",
            "fullurl": f"https://en.wikipedia.org/wiki/Lighthouse_{number}",
            "revisions": [{"revid": 900000 + number, "timestamp": "2026-03-02T10:11:12Z"}],
        }  # fmt: skip

    def _as_of(self, asked: Asked) -> Answer:
        title, until = asked.query.get("titles", ""), asked.query.get("rvstart", "")
        page: dict[str, object] = {"pageid": 1, "ns": 0, "title": title}
        if until >= THEN:
            words = (
                f"{{{{Infobox lighthouse|height={{{{convert|20|m}}}}}}}}\n'''{title}''' stood near [[Elmstead|the town "
                "of Elmstead]].<ref name=\"survey\" /> It was 20 metres high then.<ref>{{cite web |title=The ''tower'' "
                "|url=https://news.example/tower?utm_source=w |archive-url=https://web.archive.example/web/2018/x "
                "|work=Harbor News}}</ref>\n\n== History ==\n* Built in 1870.<ref name=survey>"
                "[http://survey.example/1870 The survey of 1870]</ref><ref>A note, http://10.0.0.7/x</ref>"
                "<ref>{{cite web|url=https://news.example/keeper}}</ref>"
            )
            page["revisions"] = [
                {
                    "revid": 700001, "timestamp": f"{THEN}T08:00:00Z", "sha1": "0" * 40,
                    "slots": {"main": {"contentmodel": "wikitext", "content": words}},
                }
            ]  # fmt: skip
        return Answer({"batchcomplete": True, "query": {"pages": [page]}})


STAND_IN = MediaWiki()
