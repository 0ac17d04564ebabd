"""Save Page Now: asking the Internet Archive to capture a page, and how that goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from claims.evidence.pace import Pace
from claims.evidence.providers.asking import Asking, HttpService, Trouble, json_of, words_of
from claims.evidence.providers.base import Query
from claims.evidence.providers.internet_archive.cdx import LABEL, Archived
from claims.intake.models import Outcome
from claims.lib.http import Page

LATER = frozenset(
    """user-session-limit too-many-requests service-unavailable gateway-timeout read-timeout browsing-timeout
    cannot-fetch celery job-failed proxy-error protocol-error no-browsers-available internal-server-error
    capture-location-error soft-time-limit-exceeded bandwidth-limit-exceeded""".split()
)
TOMORROW = ("too-many-daily-captures", "max-daily-bandwidth")
KEPT_FROM_IT = (
    "blocked",
    "forbidden",
    "unauthorized",
    "not-acceptable",
    "robots",
    "no-access",
    "filesize-limit",
)
_JOB = re.compile(r"[\w.-]{1,100}")
_ERROR = re.compile(r"[a-z0-9-]{1,60}")


class Refused(Trouble):
    """The Archive did not capture the page. `when` it may be asked again: later, tomorrow, or never."""

    def __init__(self, error: str, said: str = "") -> None:
        self.when = "tomorrow" if error.startswith(TOMORROW) else "later" if error in LATER else "never"
        outcome = Outcome.UNAVAILABLE
        if self.when == "tomorrow":
            outcome = Outcome.QUOTA_EXHAUSTED
        elif error.startswith(KEPT_FROM_IT):
            outcome = Outcome.FORBIDDEN_CONTENT
        super().__init__(outcome, f"{LABEL} could not capture the page ({error}). {said}".strip())


class SavePageNow(HttpService):
    """No provider of evidence: a service with an account, asked for one capture at a time."""

    name = "internet_archive"
    label = "The Internet Archive"
    home = "https://web.archive.org"
    service = "internet_archive_save"
    pace: ClassVar[Pace | None] = Pace(calls=6, seconds=60, at_once=6, rest=600, bare_wait=60)

    @property
    def base_url(self) -> str:
        return self.setting("SAVE_URL") or self.home

    @property
    def credential(self) -> str:
        return self.setting("SAVE_KEY")

    @property
    def headers(self) -> dict[str, str]:
        return {"accept": "application/json", "authorization": f"LOW {self.credential}"}

    def trouble_in(self, page: Page) -> Trouble | None:
        """Its refusals may come with any status."""
        if page.status < 400 or b"status_ext" not in page.body[:2000]:
            return None
        refusal = _refusal(json_of(page, dict, label=LABEL))
        return refusal if isinstance(refusal, Refused) else None


class SaveStatus(SavePageNow):
    """How a capture goes: asked more often than captures are."""

    service = "internet_archive_status"
    pace: ClassVar[Pace | None] = Pace(calls=60, seconds=60, burst=5, at_once=6, rest=60, bare_wait=30)


SAVE, STATUS = SavePageNow(), SaveStatus()


def is_set_up() -> bool:
    """Whether an operator has given an account's key."""
    return ":" in SAVE.credential


def begin(url: str, query: Query) -> str:
    """Ask for a capture. Returns the number under which it goes. Raises Refused, or Trouble."""
    page = Asking(SAVE, query).visit(
        f"{SAVE.base_url.rstrip('/')}/save",
        headers=SAVE.headers,
        form={"url": url, "skip_first_archive": "1"},
    )
    answer = json_of(page, dict, label=LABEL)
    job = words_of(answer.get("job_id"))
    if not _JOB.fullmatch(job):
        raise _refusal(answer)
    return job


def status(job: str, query: Query) -> Archived | None:
    """The capture that was made, or None while it goes on. Raises Refused, or Trouble."""
    page = Asking(STATUS, query).visit(
        f"{STATUS.base_url.rstrip('/')}/save/status/{job}", headers=STATUS.headers
    )
    answer = json_of(page, dict, label=LABEL)
    state = words_of(answer.get("status"))
    if state == "pending":
        return None
    if state != "success":
        raise _refusal(answer)
    found = Archived(
        "", words_of(answer.get("timestamp")), words_of(answer.get("original_url")), "", "200", ""
    )
    if not re.fullmatch(r"\d{14}", found.timestamp) or not found.original.startswith(("http://", "https://")):
        raise Trouble(Outcome.MALFORMED, f"{LABEL} says it captured the page, but not where.")
    return found


def moment(row: Archived) -> datetime:
    return datetime.strptime(row.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _refusal(answer: Mapping[str, Any]) -> Trouble:
    error = words_of(answer.get("status_ext")).removeprefix("error:")
    if words_of(answer.get("status")) != "error" or not _ERROR.fullmatch(error):
        return Trouble(Outcome.MALFORMED, f"{LABEL} answered in an unknown form.")
    return Refused(error, words_of(answer.get("message"))[:300])
