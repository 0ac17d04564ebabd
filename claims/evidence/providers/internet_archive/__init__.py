"""The Internet Archive: when a page stood at an address, by its captures. What a capture says, its kept copy tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlsplit

from claims.evidence.named_addresses import addresses_in
from claims.evidence.pace import Pace
from claims.evidence.providers.asking import Asking, HttpProvider, Trouble, answered, json_of, part, words_of
from claims.evidence.providers.base import Found, Reply
from claims.evidence.providers.internet_archive.cdx import LABEL, Archived, around, walk
from claims.evidence.queries import ADDRESSES
from claims.intake.models import Outcome
from claims.lib.http import Page
from claims.lib.urls import short_address

PER_PAGE = 20
MOST_ADDRESSES = 3
NEXT_TO_THE_DAY = 5
_EXCLUDED = (b"AdministrativeAccessControlException", b"RobotAccessControlException")


class InternetArchive(HttpProvider):
    """Answers with the captures of the addresses a claim names: each proves that a page was there, not later than that.

    Where the day of the claim is known, with those next to it; otherwise with all of them in order.
    """

    name = "internet_archive"
    label = "Internet Archive"
    home = "https://web.archive.org"
    deadline = 30.0
    takes = (ADDRESSES,)
    pace = Pace(calls=24, seconds=60, at_once=1, rest=60, bare_wait=60)

    def wants(self, kind: str, text: str) -> bool:
        return bool(addresses_in(text))

    def ask(self, asking: Asking) -> Reply:
        query = asking.query
        addresses = addresses_in(query.text)[:MOST_ADDRESSES]
        if not addresses:
            raise Trouble(
                Outcome.BAD_REQUEST, "The question names no address whose captures could be looked up."
            )
        found: list[Found] = []
        more = False
        kept_back: list[Trouble] = []
        for address in addresses:
            try:
                rows, goes_on = self._captures(asking, address)
            except Trouble as trouble:
                if trouble.outcome != Outcome.FORBIDDEN_CONTENT:
                    raise
                kept_back.append(trouble)
                continue
            found += [self._hit(row, address, query.claimed_on) for row in rows]
            more = more or goes_on
        if len(kept_back) == len(addresses):
            raise kept_back[0]
        return answered(found[: max(query.limit, PER_PAGE)], more=more)

    def _captures(self, asking: Asking, address: str) -> tuple[list[Archived], bool]:
        query = asking.query
        try:
            if query.claimed_on is not None:
                if query.page > 1:
                    return [], False
                return around(asking, address, query.claimed_on, each=NEXT_TO_THE_DAY), False
            for number, found in enumerate(walk(asking, address, size=PER_PAGE), start=1):
                if number == query.page:
                    return found.rows, found.resume is not None
            return [], False
        except Trouble as trouble:
            if trouble.outcome != Outcome.UNAVAILABLE or asking.left() < 1 or query.page > 1:
                raise
            return [self._available(asking, address, otherwise=trouble)], False

    def _available(self, asking: Asking, address: str, *, otherwise: Trouble) -> Archived:
        """The one capture that the Archive's quick answer names while its index is away. It names none for many an
        address that has some: so it may help, but it never says that there is nothing. Raises `otherwise` then."""
        base = (self.setting("AVAILABILITY_URL") or "https://archive.org").rstrip("/")
        day = asking.query.claimed_on
        try:
            page = asking.visit(
                f"{base}/wayback/available",
                {"url": address, "timestamp": day.strftime("%Y%m%d") if day else None},
            )
            closest = part(json_of(page, dict, label=LABEL), "archived_snapshots", kind=dict, label=LABEL)[
                "closest"
            ]
            stamp, original = words_of(closest["timestamp"]), words_of(closest["url"]).partition("/http")[2]
            row = Archived(
                "", stamp, f"http{original}" if original else address, "", words_of(closest["status"]), ""
            )
            datetime.strptime(stamp, "%Y%m%d%H%M%S")
        except (Trouble, LookupError, TypeError, ValueError):
            raise otherwise from None
        if row.status[:1] in "345":
            raise otherwise
        return row

    def _hit(self, row: Archived, address: str, claimed_on: date | None) -> Found:
        return Found(
            passage=in_words(row),
            title=f"Archived copy of {short_address(row.original)}"[:500],
            url=row.permalink(self.base_url),
            publisher=urlsplit(row.original).hostname or "",
            published={"value": row.day.isoformat(), "precision": "day", "kind": "captured"},
            is_lead=True,
            why=tuple(_why(row, claimed_on)),
        )

    def trouble_in(self, page: Page) -> Trouble | None:
        if any(words in page.body[:2000] for words in _EXCLUDED):
            return Trouble(
                Outcome.FORBIDDEN_CONTENT, f"{LABEL} keeps its captures of this address to itself."
            )
        return None


def in_words(row: Archived) -> str:
    """What a capture proves, and no more."""
    day = f"{row.at.day} {row.at:%B %Y}, {row.at:%H:%M} UTC"
    if row.media_type == "warc/revisit":
        return f"Captured on {day}, the same as an earlier capture: the page stood at this address no later than then."
    status = f", answering {row.status}" if row.status.isdigit() else ""
    return f"Captured on {day}{status}: the page stood at this address no later than then."


def _why(row: Archived, claimed_on: date | None) -> Iterator[str]:
    yield "not later than this day"
    if claimed_on is not None:
        yield how_far(row.day, claimed_on, of="the claim")


def how_far(day: date, other: date, *, of: str) -> str:
    """The distance between two days in words: `12 days before the claim`."""
    days = (day - other).days
    if days == 0:
        return f"on the day of {of}"
    many = abs(days)
    if many <= 60:
        words = f"{many} day{'s' if many > 1 else ''}"
    elif many <= 730:
        words = f"{round(many / 30.44)} months"
    else:
        words = f"{many / 365.25:.1f} years"
    return f"{words} {'before' if days < 0 else 'after'} {of}"


PROVIDER = InternetArchive()
