"""Asking a service over HTTP, and telling how it went: the one place where answers are sorted into outcomes.

`empty` is never given here: only a provider that has read a whole, well-formed answer may say that nothing was found.
What a service does its own way (errors under 200, block pages, its spelling of "too many") its provider tells in
`trouble_in`.
"""

from __future__ import annotations

import json
import re
import time
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings as installation

from claims.evidence.pace import Pace, end_turn, take_turn
from claims.evidence.providers.base import (
    ANSWERED,
    WORDS,
    Described,
    NotYourTurn,
    Provider,
    Query,
    Reply,
    failed,
)
from claims.intake.models import Outcome
from claims.lib.answers import LONGEST_WAIT
from claims.lib.http import AddressProblem, FetchProblem, Named, Page, fetch, prepare
from claims.lib.urls import cited_address

MOST_BYTES = 5_000_000
LONG_PAUSE = 900.0
"""Who asks for a longer pause than this has no allowance left, whatever it calls it."""
_A_MOMENT = 1e9
_LEASE_SLACK = 5.0
_KEPT_OF_A_FAILURE = 100_000
_FAULTY = ("error", "errors", "fault", "timed_out")
"""What an answer under 200 has at its top where it is none, whatever else stands beside it."""
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that set the direction of whatever follows them, words of others too."""


class Trouble(Exception):
    """A question that was not answered, with its outcome. Becomes the reply of the provider."""

    def __init__(
        self, outcome: str, words: str = "", *, next_step: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(words or WORDS[Outcome(outcome)])
        self.outcome = outcome
        self.words = words
        self.next_step = next_step
        self.retry_after = retry_after


@dataclass
class Asking:
    """The requests one question makes of a service: each waits for its turn, all within the question's time."""

    provider: HttpService
    query: Query
    pages: list[Page] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)
    spent_for: float | None = None

    def left(self) -> float:
        """Seconds left for the question."""
        return self.query.deadline - (time.monotonic() - self.begun)

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Page:
        """One GET below the service's address. Raises Trouble for whatever is no success."""
        return self.visit(self.provider.base_url.rstrip("/") + path, params, headers)

    def visit(
        self,
        url: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        form: Mapping[str, str] | None = None,
        max_bytes: int = MOST_BYTES,
    ) -> Page:
        """One GET of a whole address of the same service, or a POST of a form."""
        if form is not None:
            headers = {**(headers or {}), "content-type": "application/x-www-form-urlencoded"}
        given = {name: value for name, value in (params or {}).items() if value not in (None, "")}
        prepare()
        turn = self._wait_for_turn()
        try:
            page = fetch(
                url,
                named=Named.BY_OPERATOR,
                method="GET" if form is None else "POST",
                params=given,
                headers=headers,
                content=None if form is None else urlencode(form).encode(),
                deadline=max(0.05, self.left()),
                max_bytes=max_bytes,
                raise_for_status=False,
            )
        except FetchProblem as problem:
            raise Trouble(problem.outcome, problem.detail, retry_after=problem.retry_after) from problem
        except AddressProblem as problem:
            raise _no_address(problem) from problem
        finally:
            end_turn(turn)
        self.pages.append(page)
        trouble = self.provider.trouble_in(page) or trouble_of_status(page, self.provider)
        if trouble is not None:
            raise trouble
        self.spent_for = self.provider.spent_for(page) or self.spent_for
        return page

    def _wait_for_turn(self) -> Any:
        while True:
            pace = self.provider.current_pace()
            turn = take_turn(self.provider.line, pace, lease=max(1.0, self.left()) + _LEASE_SLACK)
            if not turn.wait:
                return turn
            is_first = not self.pages
            if is_first and self.query.patience is not None and turn.wait > self.query.patience:
                raise NotYourTurn(turn.wait)
            if turn.wait >= self.left():
                raise Trouble(
                    Outcome.RATE_LIMITED, "Its pace left no turn in the time of the question.",
                    retry_after=turn.wait,
                )  # fmt: skip
            time.sleep(turn.wait)

    def raw(self) -> tuple[bytes, str]:
        """The answers as they came: of one its bytes, of several a list of them with addresses (no keys)."""
        if len(self.pages) == 1:
            return self.pages[0].body, self.pages[0].media_type or "application/octet-stream"
        told = [
            {"address": page.final_url.split("?")[0], "status": page.status, "body": page.text()}
            for page in self.pages
        ]
        return json.dumps(told, ensure_ascii=False).encode() if told else b"", "application/json"


def trouble_of_status(page: Page, provider: HttpService) -> Trouble | None:
    """The outcome of an answer of 400 and above, or of one that is no answer at all; None for a success."""
    status, label = page.status, provider.label
    if 200 <= status < 300:
        if not page.body.strip():
            return Trouble(Outcome.MALFORMED, f"{label} sent an empty answer.")
        if status not in (200, 201, 203):
            return Trouble(Outcome.MALFORMED, f"{label} sent no whole answer ({status}).")
        return None
    if status == 429:
        return too_many(page, provider)
    wait = page.retry_after()
    if status == 401 or (status == 403 and provider.credential):
        return Trouble(Outcome.AUTH, f"{label} did not accept the key ({status}).", next_step=CHECK_KEY)
    if status == 402:
        return Trouble(Outcome.QUOTA_EXHAUSTED, retry_after=wait)
    if status in (403, 407):
        return Trouble(Outcome.BLOCKED, f"{label} refuses to answer this installation ({status}).")
    if status == 451:
        return Trouble(Outcome.FORBIDDEN_CONTENT)
    if status in (404, 408, 410, 425) or status >= 500:
        words = f"{label} has a fault of its own ({status})." if status >= 500 else f"{label} said {status}."
        return Trouble(Outcome.UNAVAILABLE, words, retry_after=wait)
    if status < 400:
        return Trouble(Outcome.UNAVAILABLE, f"{label} sent us on to nowhere ({status}).")
    return Trouble(Outcome.BAD_REQUEST, f"{label} did not understand the question ({status}).")


def too_many(page: Page, provider: HttpService) -> Trouble:
    """What a "too many" means: a pause, or an allowance that is used up. The pause may be given as seconds, as a date,
    or not at all."""
    wait = page.retry_after()
    if wait is not None and wait > LONG_PAUSE:
        return Trouble(Outcome.QUOTA_EXHAUSTED, retry_after=wait)
    assert provider.pace is not None
    return Trouble(Outcome.RATE_LIMITED, retry_after=provider.pace.bare_wait if wait is None else wait)


def json_of(page: Page, kind: type, *, label: str, may_name_faults: bool = False) -> Any:
    """The answer as JSON with this type at the top. Raises Trouble: malformed, also for HTML and half an answer;
    unavailable where a fault is named in it, unless the caller reads that itself."""
    try:
        found = json.loads(page.body)
    except (ValueError, RecursionError):
        looks_like = "a web page" if page.body.lstrip()[:1] == b"<" else "something else"
        raise Trouble(Outcome.MALFORMED, f"{label} sent {looks_like} where JSON was asked for.") from None
    if not isinstance(found, kind):
        raise Trouble(Outcome.MALFORMED, f"{label} sent JSON of an unknown form.")
    if isinstance(found, dict) and not may_name_faults and any(found.get(name) for name in _FAULTY):
        raise Trouble(Outcome.UNAVAILABLE, f"{label} answered, but with a fault of its own.")
    return found


def none_of_many(label: str, many: object = "more") -> Trouble:
    """What an answer is that says there are results, and holds none: not an empty one."""
    return Trouble(Outcome.UNAVAILABLE, f"{label} says that there are {many} results, and sent none of them.")


def part(of: Any, *path: str | int, kind: type | tuple[type, ...], label: str) -> Any:
    """What lies at a path in an answer. Raises Trouble (malformed) where it is missing or of another type: a form
    that drifted must not pass for an empty answer."""
    for step in path:
        try:
            of = of[step]
        except (KeyError, IndexError, TypeError):
            raise Trouble(Outcome.MALFORMED, f"The answer of {label} lacks “{step}”.") from None
    if not isinstance(of, kind):
        raise Trouble(Outcome.MALFORMED, f"The answer of {label} has an unknown form at “{path[-1]}”.")
    return of


def seconds_left(reset: float) -> float:
    """Seconds until a moment that a service names: some count them, some name the moment itself (as Unix time)."""
    left = reset - time.time() if reset > _A_MOMENT else reset
    return min(max(left, 0.0), LONGEST_WAIT)


def words_of(value: Any) -> str:
    """A text field as one line of words; "" for anything else, and without what can't be kept or would turn round what
    stands beside it on a page."""
    if not isinstance(value, str):
        return ""
    kept = "".join(letter for letter in value if not (_UNKEPT.match(letter) or _TURNING.match(letter)))
    return " ".join(kept.split())


def address_of(value: Any) -> str:
    """A web address as it is cited; "" for anything else."""
    found = cited_address(value) if isinstance(value, str) else ""
    return found if len(found) <= 2000 else ""


def _no_address(problem: AddressProblem) -> Trouble:
    if problem.outcome == Outcome.UNAVAILABLE:
        return Trouble(Outcome.UNAVAILABLE, problem.detail)
    return Trouble(
        Outcome.NOT_CONFIGURED,
        f"Its address can't be used: {problem.detail}",
        next_step="An admin has to correct the address, or to allow it with FETCH_ALLOWED_PRIVATE.",
    )


CHECK_KEY = "An admin has to check the key in the settings."


class HttpService(Described):
    """A service outside: where it is, how often it is asked, and what its answers mean when they are none. Its settings
    come from the environment: PROVIDER_<NAME>_<SETTING>."""

    name: ClassVar[str]
    label: ClassVar[str]
    pace: ClassVar[Pace | None] = Pace(calls=1, seconds=1)
    home: ClassVar[str]
    """The service's address, where an operator sets no BASE_URL."""
    service: ClassVar[str] = ""
    """The name of the line, where several providers ask the same service."""

    def current_pace(self) -> Pace:
        """How often it may be asked just now."""
        assert self.pace is not None
        return self.pace

    @property
    def base_url(self) -> str:
        return self.setting("BASE_URL") or self.home

    @property
    def credential(self) -> str:
        """The key it is asked with, "" where there is none."""
        return self.setting("KEY")

    @property
    def line(self) -> str:
        key = sha256(self.credential.encode()).hexdigest()[:8] if self.credential else "open"
        return f"{self.service or self.name}:{key}"

    @property
    def daily(self) -> int:
        value = self.setting("DAILY")
        return int(value) if value.isdigit() else 0

    def setting(self, name: str) -> str:
        """What the operator set, or the default of settings.json."""
        given = installation.PROVIDER_SETTINGS.get(f"PROVIDER_{self.name.upper()}_{name}", "").strip()
        if given:
            return given
        return next((each["default"] for each in self.settings if each["name"] == name), "")

    def trouble_in(self, page: Page) -> Trouble | None:
        """What is wrong with an answer in this service's own way, whatever its status; None for nothing."""
        return None

    def spent_for(self, page: Page) -> float | None:
        """Seconds until there is an allowance again, where an answer's headers say that it was the last one."""
        return None


class HttpProvider(HttpService, Provider):
    """A provider that asks a service outside."""

    needs: ClassVar[tuple[str, ...]] = ()
    """Settings without which it can't be asked."""
    needs_contact: ClassVar[bool] = False
    """Whether the service refuses clients that name nobody to write to (OPERATOR_CONTACT)."""

    def search(self, query: Query) -> Reply:
        missing = [f"PROVIDER_{self.name.upper()}_{name}" for name in self.needs if not self.setting(name)]
        if self.needs_contact and not installation.OPERATOR_CONTACT:
            missing.append("OPERATOR_CONTACT")
        if missing:
            return failed(
                Outcome.NOT_CONFIGURED,
                f"It is not set up: {', '.join(missing)} is missing.",
                next_step="An admin has to set it; see docs/providers.md.",
            )
        asking = Asking(self, query)
        try:
            reply = self.ask(asking)
        except Trouble as trouble:
            reply = failed(
                trouble.outcome, str(trouble), next_step=trouble.next_step, retry_after=trouble.retry_after
            )
        raw, media_type = asking.raw()
        if reply.outcome not in ANSWERED:
            raw = raw[:_KEPT_OF_A_FAILURE]
        spent_for = None if asking.spent_for is None else seconds_left(asking.spent_for)
        return replace(reply, raw=raw, media_type=media_type[:120], spent_for=spent_for)

    @abstractmethod
    def ask(self, asking: Asking) -> Reply:
        """Make the requests and read the answers. Raises Trouble for whatever is no answer."""


def answered(hits: list[Any], *, more: bool = False) -> Reply:
    """The reply of a service whose answer was read whole."""
    return Reply(Outcome.OK, hits=tuple(hits), more=more) if hits else Reply(Outcome.EMPTY)
