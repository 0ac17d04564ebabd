"""An Internet Archive: an index of captures, the captures themselves, and a service that makes new ones.

It has 60 captures of every address below `.example`, one a month, but for: `nobody.example` (never captured),
`closed.example` (excluded). What an address says decides what saving it does: `pending` never ends, `fails-<error>`
ends in that error, `refuses-<error>` is not begun, `though` fails and is captured all the same.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha1
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

from claims.evidence.standing_in import COMMON, Answer, Asked, Fault, StandIn, web_page

KEY = "harbour:lamp"
TOTAL = 60
HEADER = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
EXCLUDED = (
    "org.archive.util.io.RuntimeIOException: org.archive.wayback.exception.AdministrativeAccessControlException: "
    "Blocked Site Error\n"
)
_REPLAY = re.compile(r"/web/(?:(\d{1,14})(id_)?/)?(https?:/{1,2}.+)")


def stamps() -> list[str]:
    """One capture on the 14th of every month from 2017 on."""
    return [f"{2017 + n // 12}{n % 12 + 1:02}14021530" for n in range(TOTAL)]


def words_then(stamp: str) -> str:
    """What the page of a capture says."""
    return (
        f"The lighthouse of Elmstead is {20 + int(stamp[3]):d} metres high, wrote the keeper in {stamp[:4]}."
    )


class Archive(StandIn):
    provider = "internet_archive"
    settings = {"SAVE_KEY": KEY, "SAVE_URL": "{address}", "AVAILABILITY_URL": "{address}"}
    question = "https://news.example/lighthouse"
    nothing = "https://nobody.example/zzqx"
    faults = {
        "none_of_many": Fault(lambda _: Answer([HEADER, [], ["example%2Cnews%29%2F+2019"]]), "unavailable"),
        "error_beside_nothing": Fault(COMMON["error_beside_nothing"].answer, "malformed"),
        "excluded": Fault(lambda _: Answer(EXCLUDED, 403, "text/plain"), "forbidden_content"),
        "excluded_under_200": Fault(lambda _: Answer(EXCLUDED, 200, "text/plain"), "forbidden_content"),
        "504": Fault(lambda _: web_page(504), "unavailable"),
        "outage_page": Fault(lambda _: web_page(503, "<h1>Temporarily Offline</h1>"), "unavailable"),
        "no_header": Fault(lambda _: Answer([["example,news)/", "20190414021530"]]), "malformed"),
        "no_times": Fault(lambda _: Answer([HEADER, ["k", "soon", "x", "-", "-", "-", "-"]]), "malformed"),
        "resume_without_key": Fault(
            lambda _: Answer([HEADER, _row("https://a.example/", stamps()[0], 0), [], ["", ""]]), "malformed"
        ),
        "429_date": Fault(lambda _: web_page(429), "rate_limited", "bare"),
    }  # fmt: skip

    def __init__(self) -> None:
        self.saved: dict[str, str] = {}
        self.jobs: dict[str, str] = {}
        self.polled: dict[str, int] = {}

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/cdx/search/cdx":
            return self._index(asked.query)
        if asked.path == "/wayback/available":
            return self._available(asked.query)
        if asked.path == "/save" and asked.method == "POST":
            return self._save(asked)
        if asked.path.startswith("/save/status/"):
            return self._status(asked)
        if match := _REPLAY.fullmatch(asked.path):
            return self._replay(asked, *match.groups())
        return web_page(404)

    # the index

    def _index(self, query: Mapping[str, str]) -> Answer:
        url = query.get("url", "")
        if not url or query.get("output") != "json":
            return Answer("url is required", 400, "text/plain")
        if "closed.example" in url:
            return Answer(EXCLUDED, 403, "text/plain")
        rows = [row for row in self._rows(url) if _wanted(row, query)]
        limit, resume = int(query.get("limit", "150000")), query.get("resumeKey", "")
        if resume:
            first = next((n for n, row in enumerate(rows) if row[1] == resume.rpartition(" ")[2]), len(rows))
            rows = rows[first:]  # the row before comes once more
        chosen = rows[limit:] if limit < 0 else rows[:limit]
        names = [HEADER.index(name) for name in query.get("fl", ",".join(HEADER)).split(",")]
        body: list[Any] = [[row[place] for place in names] for row in chosen]
        if body:
            body = [[HEADER[place] for place in names], *body]
        if query.get("showResumeKey") == "true" and 0 < limit < len(rows):
            body += [[], [quote_plus(f"{chosen[-1][0]} {chosen[-1][1]}")]]
        return Answer(body)

    def _rows(self, url: str) -> list[list[str]]:
        host = urlsplit(url).hostname or ""
        rows = []
        if host.endswith(".example") and host != "nobody.example" and "brand-new" not in url:
            rows = [_row(url, stamp, number) for number, stamp in enumerate(stamps())]
        if url in self.saved:
            rows.append(_row(url, self.saved[url], 1))
        return rows

    def _available(self, query: Mapping[str, str]) -> Answer:
        """Its false negatives: it knows nothing of what it is asked about on the day of its whim."""
        url, wanted = query.get("url", ""), query.get("timestamp", "")
        there = [row for row in self._rows(url) if row[4] == "200"]
        if not there or "quiet" in url:
            return Answer({"url": url, "archived_snapshots": {}})
        closest = min(there, key=lambda row: abs(int(row[1][:8]) - int(wanted or "99999999")))
        shown = {
            "status": "200", "available": True, "timestamp": closest[1],
            "url": f"http://web.archive.org/web/{closest[1]}/{url}",
        }  # fmt: skip
        return Answer({"url": url, "archived_snapshots": {"closest": shown}})

    # the captures

    def _replay(self, asked: Asked, stamp: str | None, raw: str | None, url: str) -> Answer:
        url = re.sub(r"^(https?):/(?=[^/])", r"\1://", url)
        if asked.query:
            url += "?" + urlencode(asked.query)
        if "closed.example" in url:
            return web_page(403, "<h1>This URL has been excluded from the Wayback Machine.</h1>")
        there = [row[1] for row in self._rows(url) if row[4] in ("200", "-")]
        if not there:
            return web_page(404, "<h1>The Wayback Machine has not archived that URL.</h1>")
        wanted = (stamp or "").ljust(14, "0")
        closest = min(there, key=lambda each: abs(_moment(each) - _moment(wanted)))
        here = asked.path[: asked.path.index("/web/")]
        if closest != stamp:
            return web_page(302, "", Location=f"{here}/web/{closest}{raw or ''}/{url}")
        when = datetime.strptime(closest, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        memento = {
            "Memento-Datetime": when.strftime("%a, %d %b %Y %H:%M:%S GMT"),
            "Link": f'<{url}>; rel="original", <https://web.archive.org/web/{url}>; rel="timegate"',
        }
        if "moved" in url:
            on = url.replace("moved", "settled")
            return Answer(
                b"",
                301,
                "text/html",
                {**memento, "Location": f"/internet_archive/web/{closest}{raw or ''}/{on}"},
            )
        if "own-answer" in url:
            return web_page(200, "<h1>Loading</h1>")
        page = (
            "<html lang=en><head><title>The lighthouse</title></head><body><article><h1>The lighthouse</h1>"
            f"<p>{words_then(closest)}</p><p>It has been lit every night since it was built.</p></article></body>"
        )
        return web_page(200, page, **memento)

    # new captures

    def _save(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"LOW {KEY}":
            return Answer({"message": "You need to be logged in to use Save Page Now."}, 401)
        url = parse_qs(asked.body.decode()).get("url", [""])[0]
        if not url.startswith(("http://", "https://")):
            return Answer(
                {"status": "error", "status_ext": "error:bad-request", "message": "No address."}, 400
            )
        if refused := re.search(r"refuses-([a-z-]+)", url):
            return Answer({"status": "error", "status_ext": f"error:{refused[1]}", "message": "Not now."})
        job = f"spn2-{sha1(url.encode()).hexdigest()}"  # noqa: S324
        self.jobs[job], self.polled[job] = url, 0
        if "though" in url:
            self._keep(url)
        return Answer({"url": url, "job_id": job})

    def _status(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"LOW {KEY}":
            return Answer({"message": "You need to be logged in to use Save Page Now."}, 401)
        job = asked.path.rsplit("/", 1)[1]
        if job == "system":
            return Answer({"status": "ok"})
        url = self.jobs.get(job, "pending")
        self.polled[job] = self.polled.get(job, 0) + 1
        if "pending" in url or self.polled[job] < 2:
            return Answer({"status": "pending", "job_id": job, "resources": []})
        failed = re.search(r"fails-([a-z-]+)", url) or re.search(r"though-([a-z-]+)", url)
        if failed:
            words = {"status_ext": f"error:{failed[1]}", "message": "It did not work out."}
            return Answer({"status": "error", "job_id": job, "resources": [], **words})
        return Answer(
            {
                "status": "success", "job_id": job, "original_url": url, "timestamp": self._keep(url),
                "duration_sec": 6.2, "resources": [],
            }
        )  # fmt: skip

    def _keep(self, url: str) -> str:
        self.saved[url] = time.strftime("%Y%m%d%H%M%S", time.gmtime())
        return self.saved[url]


def _moment(stamp: str) -> float:
    digits = stamp[:8].replace("00000000", "19960101").ljust(8, "0")
    year, month, day = int(digits[:4]), max(1, int(digits[4:6])), max(1, int(digits[6:8]))
    return datetime(year, month, day, tzinfo=UTC).timestamp() + int((stamp[8:] or "0").ljust(6, "0")) / 1e6


def _row(url: str, stamp: str, number: int) -> list[str]:
    """A line of the index; every ninth capture repeats an earlier one, every tenth is a 404, every eleventh moved."""
    host = ",".join(reversed((urlsplit(url).hostname or "").split(".")))
    media_type, status, length = "text/html", "200", "15321"
    if number % 9 == 8:
        media_type, status, length = "warc/revisit", "-", "-"
    elif number % 10 == 9:
        status = "404"
    elif number % 11 == 10:
        status = "302"
    digest = sha1(f"{url} {stamp}".encode()).hexdigest().upper()[:32]  # noqa: S324
    return [f"{host}){urlsplit(url).path}", stamp, url, media_type, status, digest, length]


def _wanted(row: list[str], query: Mapping[str, str]) -> bool:
    if "from" in query and row[1] < query["from"].ljust(14, "0"):
        return False
    if "to" in query and row[1] > query["to"].ljust(14, "9"):
        return False
    negated, _, rule = query.get("filter", "").rpartition("statuscode:")
    return not rule or bool(re.fullmatch(rule, row[4])) != negated.startswith("!")


STAND_IN = Archive()
