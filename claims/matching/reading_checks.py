"""Earlier checks by others out of the forms in which they come: plain columns, our own export, schema.org's ClaimReview
and DataFeed, and both shapes of Google's fact-check interface. Pure: rows in, checks and faults out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from claims.intake.reading_rows import Placed
from claims.matching.earlier import OthersCheck

NAMES = {
    "url": ("url", "link", "address", "review_url"),
    "publisher": ("publisher", "site", "source", "organisation", "organization"),
    "claim_text": ("claim", "claim_text", "claimreviewed", "statement"),
    "rating_text": ("label", "rating", "verdict", "rating_text", "textualrating"),
    "claimant": ("claimant", "speaker", "claim_author", "author"),
    "reviewed_on": ("reviewed_on", "date", "review_date", "published_on", "published_at"),
}
"""Under which columns each thing is looked for, the best first."""
LIMITS = {"url": 2000, "publisher": 200, "claim_text": 5000, "rating_text": 300, "claimant": 200}
WORDS = {"url": "address", "claim_text": "claim", "rating_text": "rating"}
DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:$|[T ])")


class Fault(ValueError):
    """What is wrong with one row."""


def checks_in(rows: list[Placed]) -> Iterator[tuple[str, OthersCheck | str]]:
    """Each check of each row with its place; words instead of a check where something is wrong."""
    for place, row in rows:
        if isinstance(row, str):
            yield place, row
            continue
        try:
            found = list(_checks_of(row))
        except Fault as fault:
            yield place, str(fault)
            continue
        if not found:
            yield place, "It holds no fact-check."
        for n, each in enumerate(found, start=1):
            yield (f"{place}, review {n}" if len(found) > 1 else place), each


def form_of(rows: list[Placed], *, name: str) -> str:
    """Which form it is, by its first row that can be read."""
    first = next((row for _, row in rows if isinstance(row, dict)), {})
    if name.lower().endswith((".csv", ".tsv", ".txt")):
        return "csv"
    if _type(first) in ("ClaimReview", "DataFeedItem"):
        return "claimreview"
    if "claimReviewMarkups" in first or "claimReview" in first:
        return "google"
    return "jsonl"


def _checks_of(row: dict[str, Any]) -> Iterator[OthersCheck]:
    if _type(row) == "DataFeedItem" or ("item" in row and "claimReviewed" not in row):
        items = row.get("item")
        for item in items if isinstance(items, list) else [items]:
            if not isinstance(item, dict):
                raise Fault("It has no ClaimReview in “item”.")
            yield _claim_review(item)
    elif _type(row) == "ClaimReview":
        yield _claim_review(row)
    elif "claimReviewMarkups" in row:
        yield from _page(row)
    elif isinstance(row.get("claimReview"), list):
        yield from _search_result(row)
    elif isinstance(row.get("claim_review"), dict):
        yield _claim_review(row["claim_review"])
    elif isinstance(row.get("claim"), dict) and "version" in row:
        raise Fault(
            "It is a check without a rating (kept open or retracted): there is no verdict to bring in."
        )
    else:
        yield _plain(row)


def _claim_review(review: dict[str, Any]) -> OthersCheck:
    rating, item = _dict(review.get("reviewRating")), _dict(review.get("itemReviewed"))
    author = _first(review.get("author"))
    return _made(
        url=review.get("url"),
        publisher=author.get("name"),
        claim_text=review.get("claimReviewed"),
        rating_text=rating.get("alternateName") or rating.get("name") or rating.get("ratingValue"),
        claimant=_first(item.get("author")).get("name"),
        reviewed_on=review.get("datePublished"),
    )


def _page(page: dict[str, Any]) -> Iterator[OthersCheck]:
    markups = page["claimReviewMarkups"]
    if not isinstance(markups, list) or not markups:
        raise Fault("It has no “claimReviewMarkups”.")
    for markup in map(_dict, markups):
        yield _made(
            url=markup.get("url") or page.get("pageUrl"),
            publisher=_dict(page.get("claimReviewAuthor")).get("name"),
            claim_text=markup.get("claimReviewed"),
            rating_text=_dict(markup.get("rating")).get("textualRating"),
            claimant=_dict(markup.get("claimAuthor")).get("name"),
            reviewed_on=page.get("publishDate"),
        )


def _search_result(claim: dict[str, Any]) -> Iterator[OthersCheck]:
    for review in map(_dict, claim["claimReview"]):
        publisher = _dict(review.get("publisher"))
        yield _made(
            url=review.get("url"),
            publisher=publisher.get("name") or publisher.get("site"),
            claim_text=claim.get("text"),
            rating_text=review.get("textualRating"),
            claimant=claim.get("claimant"),
            reviewed_on=review.get("reviewDate"),
        )


def _plain(row: dict[str, Any]) -> OthersCheck:
    known = {str(name).strip().lower(): value for name, value in row.items()}
    found = {
        field: next((known[name] for name in names if known.get(name) not in (None, "")), None)
        for field, names in NAMES.items()
    }
    return _made(**found)


def _made(**found: Any) -> OthersCheck:
    """A check of these values. Raises Fault for the first that can't be kept."""
    texts: dict[str, str] = {}
    for field, limit in LIMITS.items():
        value = found.get(field)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            raise Fault(f"Its {WORDS.get(field, field)} is no text.")
        text = " ".join((value or "").replace("\x00", "").split())
        if field in WORDS and not text:
            raise Fault(f"It has no {WORDS[field]}.")
        if len(text) > limit:
            raise Fault(
                f"Its {WORDS.get(field, field)} has {len(text):,} characters; there is room for {limit:,}."
            )
        if re.search("[\ud800-\udfff]", text):
            raise Fault(f"Its {WORDS.get(field, field)} holds half of a character.")
        texts[field] = text
    try:
        host = urlsplit(texts["url"]).hostname if texts["url"].startswith(("http://", "https://")) else None
    except ValueError:
        host = None
    if not host:
        raise Fault(f"“{texts['url'][:80]}” is no web address.")
    texts["publisher"] = texts["publisher"] or host.removeprefix("www.")
    return OthersCheck(**texts, reviewed_on=_day(found.get("reviewed_on")))


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    day = DAY.match(str(value).strip())
    try:
        return date.fromisoformat(day[1] if day else "")
    except ValueError:
        raise Fault(f"“{str(value)[:40]}” is no day. Write it as 2019-07-22.") from None


def _type(row: Any) -> str:
    kind = row.get("@type") if isinstance(row, dict) else ""
    return str(kind[0] if isinstance(kind, list) and kind else kind or "").rpartition("/")[2]


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _first(value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        value = value[0] if value else {}
    return {"name": value} if isinstance(value, str) else _dict(value)
