"""What comes back through the outside door: a page, or a refusal with its outcome class."""

from __future__ import annotations

import email.utils
import json as jsonlib
import time
from dataclasses import dataclass, field
from typing import Any

from claims.lib.addresses import PASTE_INSTEAD
from claims.lib.problems import Problem

MAX_HEADER_BYTES = 64_000
LONGEST_WAIT = 30 * 86_400.0
"""Nobody is left alone for longer than this, whatever a header says."""
TRY_LATER = f"Try again in a few minutes. {PASTE_INSTEAD}"


class FetchProblem(Problem):
    """A request that brought nothing usable.

    `outcome` is one of the classes stored with captures and provider calls (`unavailable`, `blocked`,
    `forbidden_content`, `rate_limited`, `malformed`, `bad_request`, `auth`); `http_status` what the site
    answered, if it did; `retry_after` the seconds it asked us to wait; `page` the answer, where there was
    one.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        outcome: str,
        next_step: str = PASTE_INSTEAD,
        http_status: int | None = None,
        retry_after: float | None = None,
        page: Page | None = None,
    ) -> None:
        super().__init__(code, detail, pointer="/url", next_step=next_step)
        self.outcome = outcome
        self.http_status = http_status
        self.retry_after = retry_after
        self.page = page


@dataclass(frozen=True)
class Page:
    """An answer: `body` unpacked, `headers` by lower-case name, `redirects` the addresses passed on the
    way."""

    url: str
    final_url: str
    redirects: list[str]
    status: int
    headers: dict[str, str]
    body: bytes
    media_type: str
    charset: str = ""
    seconds: float = field(default=0.0, compare=False)

    def text(self) -> str:
        """The body as text, by its declared encoding or UTF-8; undecodable bytes become U+FFFD."""
        try:
            return self.body.decode(self.charset or "utf-8", errors="replace")
        except LookupError:
            return self.body.decode("utf-8", errors="replace")

    def json(self) -> Any:
        """The body read as JSON. Raises FetchProblem (`malformed`) where it is something else."""
        try:
            return jsonlib.loads(self.body)
        except (ValueError, RecursionError):
            raise FetchProblem(
                "fetch.not_json",
                "The answer is not the JSON that was asked for.",
                outcome="malformed",
                http_status=self.status,
                page=self,
                next_step=TRY_LATER,
            ) from None

    def retry_after(self) -> float | None:
        """Seconds the site asks us to wait (`Retry-After` as seconds or as a date), or None."""
        return seconds_to_wait(self.headers.get("retry-after", ""))


def outcome_of(status: int) -> str:
    """The outcome class of an HTTP status, for a caller who asked an interface with a key or without."""
    if status < 400:
        return "ok"
    by_status = {401: "auth", 402: "quota_exhausted", 403: "forbidden_content", 451: "forbidden_content"}
    by_status |= {404: "unavailable", 408: "unavailable", 410: "unavailable", 425: "unavailable"}
    by_status |= {407: "blocked", 429: "rate_limited"}
    return by_status.get(status, "unavailable" if status >= 500 else "bad_request")


def status_problem(page: Page, *, host: str) -> FetchProblem:
    """The refusal that belongs to an answer of 400 or above."""
    status = page.status
    if status in {404, 410}:
        code, detail = "page.gone", f"{host} says there is no such page ({status})."
    elif status == 429:
        code, detail = "fetch.rate_limited", f"{host} asks us to slow down (429)."
    elif status >= 500:
        code, detail = "fetch.server_error", f"{host} has a fault of its own ({status})."
    else:
        code, detail = "fetch.refused", f"{host} refused the request ({status})."
    return FetchProblem(
        code,
        detail,
        outcome=outcome_of(status),
        http_status=status,
        retry_after=page.retry_after(),
        page=page,
        next_step=TRY_LATER if status == 429 or status >= 500 else PASTE_INSTEAD,
    )


def content_type(value: str) -> tuple[str, str]:
    """Media type and charset of a Content-Type header, both lower-case, empty where missing."""
    kind, *rest = value.split(",")[0].split(";")
    charset = ""
    for part in rest:
        name, _, setting = part.partition("=")
        if name.strip().lower() == "charset":
            charset = setting.strip().strip("\"'").lower()
    return kind.strip().lower(), charset


def too_large(host: str, limit: int, *, unpacked: bool = False) -> FetchProblem:
    more = "unpacks to more" if unpacked else "is larger"
    return FetchProblem(
        "fetch.too_large",
        f"The answer of {host} {more} than {limit / 1_000_000:g} MB.",
        outcome="malformed",
    )


def headers_too_large(host: str) -> FetchProblem:
    return FetchProblem(
        "fetch.headers_too_large",
        f"{host} sent more than {MAX_HEADER_BYTES // 1000} kB of headers.",
        outcome="malformed",
    )


def seconds_to_wait(value: str) -> float | None:
    """Seconds named by a `Retry-After`, a number or a date, at most `LONGEST_WAIT`; None where it is neither."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST_WAIT)
    try:
        moment = email.utils.parsedate_to_datetime(value).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(0.0, moment - time.time()), LONGEST_WAIT)


def cut_off(host: str) -> FetchProblem:
    """The refusal of an answer that ended too early: never taken for a short page."""
    return FetchProblem(
        "fetch.cut_off",
        f"{host} broke off in the middle of its answer.",
        outcome="unavailable",
        next_step=TRY_LATER,
    )
