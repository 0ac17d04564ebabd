"""Rules about a check's pages as they would be served: what search engines and aggregators throw a page out for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.robotparser import RobotFileParser

import nh3

from claims.publishing import policies
from claims.publishing.files import HTML, Rendered
from claims.publishing.schema_terms import faults
from claims.publishing.shown import Check

DATA_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
DROPPED = re.compile(r"<(script|style|svg|title|details)\b.*?</\1>", re.DOTALL)
READERS = ("Googlebot", "Bingbot", "*")


@dataclass(frozen=True)
class Lint:
    """One broken rule: a stable code, and words that name the next step."""

    code: str
    detail: str


def page_lints(check: Check, files: list[Rendered], *, robots: str = "") -> list[Lint]:
    """What is wrong with the pages of a check; `robots` is what the newsroom's robots.txt says."""
    main = next((file for file in files if file.path == f"/checks/{check.uid}/"), None)
    if main is None or main.status != 200:
        return [Lint("page.not_served", "The page would not be served.")]
    html = main.body.decode()
    visible = visible_words(html)
    found = [
        *_markup_lints(check, html, visible),
        *_reader_lints(check, html, visible),
        *_robot_lints(check, main, html, robots),
    ]
    others = [file for file in files if file is not main and file.media_type == HTML]
    if any(reviews_in(file.body.decode()) for file in others):
        found.append(Lint("markup.twice", "The mark-up stands on a second page."))
    return found


def reviews_in(html: str) -> list[dict[str, Any]]:
    """The ClaimReviews of a page, wherever they stand in its data blocks."""
    return [found for block in DATA_BLOCK.findall(html) for found in _reviews(json.loads(block))]


def visible_words(html: str) -> str:
    """What a reader without script sees, folded, on one line."""
    return " ".join(unescape(nh3.clean(DROPPED.sub(" ", html), tags=set())).split()).casefold()


def _reviews(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("@type") == "ClaimReview":
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _reviews(each)


def _markup_lints(check: Check, html: str, visible: str) -> Iterator[Lint]:
    reviews = reviews_in(html)
    expected = 0 if check.is_retracted or check.newest.answer is None else 1
    if len(reviews) != expected:
        yield Lint("markup.count", f"The page has {len(reviews)} ClaimReviews instead of {expected}.")
    for review in reviews:
        for words in (
            review.get("claimReviewed", ""),
            review.get("reviewRating", {}).get("alternateName", ""),
        ):
            if " ".join(words.split()).casefold() not in visible:
                yield Lint("markup.differs", f"“{words}” is in the mark-up and not on the page.")
        if review.get("url") != check.url:
            yield Lint("markup.address", "The mark-up names another address than the page’s own.")
        for fault in faults(review):
            yield Lint("markup.terms", f"The mark-up is not schema.org’s: {fault}.")


def _reader_lints(check: Check, html: str, visible: str) -> Iterator[Lint]:
    if not check.is_retracted and " ".join(check.newest.conclusion.split()).casefold() not in visible:
        yield Lint("summary.hidden", "The conclusion is not visible on the page.")
    contact = policies.contact_address(check.newsroom)
    if 'href="/corrections/"' not in html or not contact or f'href="{contact}"' not in unescape(html):
        yield Lint(
            "page.no_corrections", "The page does not lead to the corrections and to where mistakes are told."
        )
    if 'href="/how-we-work/' not in html:
        yield Lint("page.no_method", "The page does not lead to how we work.")
    if 'href="/checks/"' not in html:
        yield Lint("page.no_list", "The page does not lead to the other checks.")


def _robot_lints(check: Check, main: Rendered, html: str, robots: str) -> Iterator[Lint]:
    meta = re.search(r'<meta name="robots" content="[^"]*(noindex|nosnippet|none)', html)
    header = {name.lower(): value for name, value in main.headers.items()}.get("x-robots-tag", "")
    if meta or "noindex" in header or "none" in header:
        yield Lint("page.noindex", "The page asks search engines to leave it out.")
    rules = RobotFileParser()
    rules.parse(robots.splitlines())
    if not all(rules.can_fetch(reader, check.path) for reader in READERS):
        yield Lint("page.robots", "robots.txt keeps search engines from the page.")
