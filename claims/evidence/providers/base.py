"""What every provider of evidence is, asks and answers. A provider suggests; people decide.

A provider lives in a folder of its own: `__init__.py` with its class and `PROVIDER`, `description.md` for people,
`settings.json` with what an operator may set, and `replies/` with recorded questions and answers, on which the
contract test runs the same checks over all of them.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from claims.accounts.models import Organisation
from claims.evidence.fusing import USUAL
from claims.evidence.models import Lane
from claims.evidence.pace import Pace
from claims.intake.models import Outcome, Snapshot
from claims.matching.earlier import FoundMatch, OthersCheck

MOST_HITS = 50
LONGEST_PASSAGE = 4000
LONGEST_ADDRESS = 2000

ANSWERED = (Outcome.OK, Outcome.EMPTY)
"""Outcomes of a provider that was asked and did answer."""
TRANSIENT = (Outcome.UNAVAILABLE, Outcome.RATE_LIMITED)
"""Outcomes after which asking the same again may help."""

WORDS: Mapping[str, str] = {
    Outcome.NOT_CONFIGURED: "It is not set up: an admin has to enter its key or address.",
    Outcome.BAD_REQUEST: "It did not understand the question.",
    Outcome.AUTH: "It did not accept the key.",
    Outcome.FORBIDDEN_CONTENT: "It may not show this content.",
    Outcome.RATE_LIMITED: "It asks us to wait: too many questions at once.",
    Outcome.QUOTA_EXHAUSTED: "The allowance of questions is used up.",
    Outcome.UNAVAILABLE: "It could not be reached in time.",
    Outcome.BLOCKED: "It refuses to answer this installation.",
    Outcome.MALFORMED: "Its answer could not be read.",
    Outcome.SKIPPED: "It was not asked.",
}


@dataclass(frozen=True)
class Query:
    """One question. `deadline` is how many seconds the provider may take."""

    organisation: Organisation
    text: str
    kind: str = "statement"
    statement: str = ""
    """What the question is about, where `text` is only words to search for."""
    language: str = "en"
    exclude_sources: frozenset[int] = frozenset()
    """Keys of the sources whose own words can't be evidence: those the claim stands in."""
    exclude_claim: int | None = None
    before: date | None = None
    claimed_on: date | None = None
    """The day the claim was made, where it is known: what was known then."""
    limit: int = 20
    page: int = 1
    deadline: float = 20.0
    patience: float | None = None
    """Seconds to wait for one's turn right here; None: as long as there is time. Beyond it NotYourTurn is raised."""


@dataclass(frozen=True)
class Found:
    """One passage a provider proposes. With a snapshot, `passage == snapshot.text[start:end]` and it can be quoted."""

    passage: str
    title: str
    url: str = ""
    publisher: str = ""
    published: Mapping[str, str] = field(default_factory=dict)
    """{value, precision, kind}, as in Source."""
    snapshot: Snapshot | None = None
    start: int | None = None
    end: int | None = None
    is_lead: bool = False
    """An address to open: the words here say where it leads, they are not the source's. It has no stance."""
    why: tuple[str, ...] = ()
    """What is said of a lead beside its words: how far a capture is from the day of the claim."""


@dataclass(frozen=True)
class Reply:
    """How a question ended. `hits` (best first) in the evidence lane; in the lane of earlier checks `matches` with
    what the newsroom has, and `checks` by others that it may not have yet.

    `problem` is {code, words, next_step} for a failure; `raw` the bytes as they came, kept with the call;
    `retry_after` the seconds a provider asked us to wait; `spent_for` the seconds for which, with this answer, the
    allowance is used up; `more` whether there is another page.
    """

    outcome: str
    hits: tuple[Found, ...] = ()
    matches: tuple[FoundMatch, ...] = ()
    checks: tuple[OthersCheck, ...] = ()
    problem: Mapping[str, str] = field(default_factory=dict)
    raw: bytes = b""
    media_type: str = "application/json"
    retry_after: float | None = None
    spent_for: float | None = None
    more: bool = False

    @property
    def found(self) -> int:
        return len(self.hits) + len(self.matches) + len(self.checks)


def failed(outcome: str, words: str = "", *, next_step: str = "", retry_after: float | None = None) -> Reply:
    """The reply of a provider that did not answer, with words for people."""
    return Reply(
        outcome,
        problem={
            "code": f"provider.{outcome}",
            "words": words or WORDS[Outcome(outcome)],
            "next_step": next_step,
        },
        retry_after=retry_after,
    )


def claim_in(query: Query) -> str:
    """The statement a question is about."""
    return query.statement or query.text


class NotYourTurn(Exception):
    """The pace of the service allows this question in so many seconds, and the query has no patience that long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not before {seconds:.1f} seconds")
        self.seconds = seconds


class Described:
    """What describes itself by the files of its folder."""

    @cached_property
    def folder(self) -> Path:
        return Path(str(import_module(type(self).__module__).__file__)).parent

    @cached_property
    def description(self) -> str:
        """What it is, for the settings page (Markdown)."""
        return (self.folder / "description.md").read_text(encoding="utf-8")

    @cached_property
    def settings(self) -> list[dict[str, Any]]:
        """What an operator may set: [{name, about, default, secret}]."""
        return json.loads((self.folder / "settings.json").read_text(encoding="utf-8"))["settings"]


class Provider(Described, ABC):
    """One place where evidence, or an earlier check, may be found."""

    name: ClassVar[str]
    label: ClassVar[str]
    """The word for it on the screen."""
    lane: ClassVar[str] = Lane.EVIDENCE
    is_required: ClassVar[bool] = True
    """Whether a search is complete only when this one answered."""
    is_metered: ClassVar[bool] = False
    """Each question costs: asked only after a person accepted the claim."""
    weight: ClassVar[float] = USUAL
    """What a place in its answer weighs beside those of others (`fusing.py` has the three weights there are)."""
    takes: ClassVar[tuple[str, ...]] = ("statement",)
    """The kinds of question it answers best (evidence/queries.py), in its order of liking …"""
    most_queries: ClassVar[int] = 1
    """… and how many of them it is asked about one claim."""
    pace: ClassVar[Pace | None] = None
    """How often it may be asked; None where nobody outside is asked."""
    deadline: ClassVar[float] = 20.0

    def suits(self, statement: str) -> bool:
        """Whether it can have anything on such a statement; one it can't is not asked about it."""
        return True

    def wants(self, kind: str, text: str) -> bool:
        """Whether it can be asked this question at all; one it can't is never counted as asked."""
        return True

    @property
    def line(self) -> str:
        """The line in which its questions wait: providers of one service and one credential share it."""
        return self.name

    @property
    def daily(self) -> int:
        """At most so many questions a day, as an operator set it; 0 for no such limit."""
        return 0

    @abstractmethod
    def search(self, query: Query) -> Reply:
        """Ask. Never raises for what can go wrong outside: that is an outcome. `empty` never stands for a failure."""


def checked(reply: Reply) -> Reply:
    """The reply, or a `malformed` one that says how the provider broke the contract."""
    fault = _fault(reply)
    return failed(Outcome.MALFORMED, f"Its answer could not be read: {fault}.") if fault else reply


def _fault(reply: Reply) -> str:
    if not isinstance(reply, Reply) or reply.outcome not in Outcome.values:
        return "it names no known outcome"
    if (reply.outcome == Outcome.OK) != bool(reply.found):
        return (
            "it says ok without a result"
            if reply.outcome == Outcome.OK
            else f"it says {reply.outcome} with results"
        )
    if reply.outcome not in ANSWERED and not reply.problem.get("words"):
        return "it failed without saying why"
    if reply.found > MOST_HITS:
        return f"it has more than {MOST_HITS} results"
    for number, hit in enumerate(reply.hits, start=1):
        fault = _fault_of_hit(hit)
        if fault:
            return f"result {number} {fault}"
    return ""


def _fault_of_hit(hit: Found) -> str:
    if not hit.passage.strip() or not hit.title.strip():
        return "has no words or no title"
    if len(hit.passage) > LONGEST_PASSAGE:
        return "is far too long"
    if not all(map(_can_be_kept, (hit.passage, hit.title, hit.url))):
        return "holds characters that can't be kept"
    if hit.url and (not hit.url.startswith(("http://", "https://")) or len(hit.url) > LONGEST_ADDRESS):
        return "has an address that is none"
    if hit.is_lead and not hit.url:
        return "leads nowhere"
    if (hit.snapshot is None) != (hit.start is None) or (hit.start is None) != (hit.end is None):
        return "has a place without a copy, or a copy without a place"
    if hit.start is not None and hit.end is not None and hit.end - hit.start != len(hit.passage):
        return "has a place that does not fit its words"
    return ""


def _can_be_kept(words: str) -> bool:
    """Whether the database can hold these words: no NUL, no lone surrogate."""
    return "\x00" not in words and not any("\ud800" <= character <= "\udfff" for character in words)
