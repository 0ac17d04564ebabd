"""What programs follow: Atom, RSS and JSON feeds, robots.txt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from xml.etree import ElementTree

from claims.accounts.models import Organisation
from claims.lib.words import for_xml
from claims.publishing.addresses import base_url
from claims.publishing.dates import day_words
from claims.publishing.files import Rendered
from claims.publishing.ledger import CORRECTION_WORDS
from claims.publishing.markup import explain
from claims.publishing.pages import as_data
from claims.publishing.share import share_image
from claims.publishing.shown import Check
from claims.publishing.tags import said_words
from claims.verdicts.labels import RETRACTED

ATOM = "http://www.w3.org/2005/Atom"
OPEN = {"Access-Control-Allow-Origin": "*"}
PREFIXES = {"update": "Updated", "verdict_change": "Verdict changed", "retraction": RETRACTED}


@dataclass(frozen=True)
class Where:
    """Which list a feed is of: the folder it stands in, the page it goes with, and what that list is about."""

    folder: str = "/"
    page: str = "/checks/"
    about: str = ""

    def title(self, newsroom: Organisation) -> str:
        return f"{newsroom.name}: {self.about or 'checks'}"


EVERYTHING = Where()


def title_of(check: Check) -> str:
    """The headline; after a correction with a notice it says so first."""
    notice = check.notice
    return f"{PREFIXES[notice.correction_kind]}: {check.newest.headline}" if notice else check.newest.headline


def permanent_id(check: Check) -> str:
    """An address that stays the same when the slug changes, and leads to the check."""
    return f"{base_url(check.newsroom)}/checks/{check.uid}/"


def atom(
    newsroom: Organisation, checks: Sequence[Check], *, at: datetime, where: Where = EVERYTHING
) -> Rendered:
    """The Atom feed; `updated` moves with a correction that carries a notice, and not for a typo."""
    base = base_url(newsroom)
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": newsroom.language})
    own = f"{base}{where.folder}feed.xml"
    add(feed, "title", where.title(newsroom))
    add(feed, "id", own)
    ElementTree.SubElement(feed, "link", {"rel": "self", "href": own})
    shown = {"rel": "alternate", "type": "text/html", "href": base + where.page}
    ElementTree.SubElement(feed, "link", shown)
    add(feed, "updated", iso(max((check.news_at for check in checks), default=at)))
    for check in checks:
        entry = ElementTree.SubElement(feed, "entry")
        add(entry, "title", title_of(check))
        add(entry, "id", permanent_id(check))
        ElementTree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": check.url})
        add(entry, "published", iso(check.published_at))
        add(entry, "updated", iso(check.news_at))
        for name in check.newest.authors:
            add(ElementTree.SubElement(entry, "author"), "name", name)
        for term in (check.label, *check.newest.topics):
            ElementTree.SubElement(entry, "category", {"term": for_xml(term)})
        add(entry, "summary", summary(check))
        add(entry, "content", content(check)).set("type", "html")
    return Rendered(
        f"{where.folder}feed.xml", as_xml(feed), "application/atom+xml; charset=utf-8", headers=OPEN
    )


def rss(newsroom: Organisation, checks: Sequence[Check], *, where: Where = EVERYTHING) -> Rendered:
    """The same as RSS 2.0."""
    base = base_url(newsroom)
    root = ElementTree.Element("rss", {"version": "2.0"})
    channel = ElementTree.SubElement(root, "channel")
    for name, words in (
        ("title", where.title(newsroom)),
        ("link", base + where.page),
        ("description", f"Checks and corrections by {newsroom.name}"),
        ("language", newsroom.language),
    ):
        add(channel, name, words)
    for check in checks:
        item = ElementTree.SubElement(channel, "item")
        add(item, "title", title_of(check))
        add(item, "link", check.url)
        add(item, "guid", permanent_id(check)).set("isPermaLink", "true")
        add(item, "pubDate", format_datetime(check.news_at))
        for term in (check.label, *check.newest.topics):
            add(item, "category", term)
        add(item, "description", f"<p>{escape(summary(check))}</p>")
    return Rendered(
        f"{where.folder}rss.xml", as_xml(root), "application/rss+xml; charset=utf-8", headers=OPEN
    )


def json_feed(newsroom: Organisation, checks: Sequence[Check], *, where: Where = EVERYTHING) -> Rendered:
    """JSON Feed 1.1, each item with the check as data under `_check`."""
    base = base_url(newsroom)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": where.title(newsroom),
        "home_page_url": base + where.page,
        "feed_url": f"{base}{where.folder}feed.json",
        "language": newsroom.language,
        "items": [
            {
                "id": permanent_id(check),
                "url": check.url,
                "title": title_of(check),
                "summary": summary(check),
                "content_html": content(check),
                "date_published": iso(check.published_at),
                "date_modified": iso(check.news_at),
                "authors": [{"name": name} for name in check.newest.authors],
                "tags": [check.label, *check.newest.topics],
                "image": share_image(check)["url"],
                "language": check.language,
                "_check": {
                    name: value
                    for name, value in as_data(check).items()
                    if name in ("id", "state", "version", "rating", "label", "claim_review")
                },
            }
            for check in checks
        ],
    }
    body = json.dumps(feed, ensure_ascii=False, indent=1).encode()
    return Rendered(f"{where.folder}feed.json", body, "application/feed+json; charset=utf-8", headers=OPEN)


def robots(newsroom: Organisation) -> Rendered:
    """Public pages may be read by all; the desk is nothing to look for."""
    body = (
        "User-agent: *\nDisallow: /desk/\nDisallow: /accounts/\nDisallow: /admin/\n"
        f"Sitemap: {base_url(newsroom)}/sitemap.xml\nSitemap: {base_url(newsroom)}/sitemap/news.xml\n"
    )
    return Rendered("/robots.txt", body.encode(), "text/plain; charset=utf-8")


def summary(check: Check) -> str:
    """Rating, conclusion and, where there is one, the notice."""
    notice = check.notice
    words = f"{check.label}. {check.newest.conclusion}"
    if check.is_retracted:
        return f"{check.label}. {check.says}"
    return (
        f"{CORRECTION_WORDS[notice.correction_kind]}: {notice.correction_note} {words}" if notice else words
    )


def content(check: Check) -> str:
    """The check as HTML: notice, claim, verdict, explanation."""
    notice = check.notice
    pieces = [f"<blockquote>{escape(said_words(check))}</blockquote>"]
    if said_by := _said_by(check):
        pieces.append(f"<p>{escape(said_by)}</p>")
    if notice:
        words = CORRECTION_WORDS[notice.correction_kind]
        pieces.insert(0, f"<p><strong>{words}:</strong> {escape(notice.correction_note)}</p>")
    if check.is_retracted:
        return "".join(pieces)
    pieces.append(f"<p><strong>{escape(check.label)}.</strong> {escape(check.newest.conclusion)}</p>")
    pieces.append(_explained(check.newest.explanation))
    return "".join(pieces)


def _said_by(check: Check) -> str:
    """Who said it, and on which day, where that is known."""
    verdict = check.newest
    on = day_words(verdict.claimed_on, zone=check.newsroom.timezone) if verdict.claimed_on else ""
    return ", ".join(filter(None, [verdict.claimant, on]))


@lru_cache(maxsize=500)
def _explained(text: str) -> str:
    """One check stands in several feeds."""
    return "".join(part.html for part in explain(text))


def add(parent: ElementTree.Element, name: str, words: str) -> ElementTree.Element:
    """An element with words in it."""
    child = ElementTree.SubElement(parent, name)
    child.text = for_xml(words)
    return child


def as_xml(root: ElementTree.Element) -> bytes:
    """The bytes of a feed."""
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def iso(moment: datetime) -> str:
    """A moment as feeds write it."""
    return moment.isoformat(timespec="microseconds")
