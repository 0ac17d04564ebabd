"""The public list of corrections: every correction, and every check that was withdrawn, newest first; as pages, as a
feed, and for programs.

A withdrawn check's words are gone for law or privacy, so its line names it by its day and its id, gives the reason that
readers were given, and leads to the notice at its address. Its corrections leave the list with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from django.db.models import F, Q, QuerySet, Value

from claims.accounts.models import Organisation
from claims.publishing import policies
from claims.publishing.addresses import base_url, check_path, compare_path
from claims.publishing.dates import day_words
from claims.publishing.feeds import ATOM, OPEN, add, as_xml, iso
from claims.publishing.files import Rendered
from claims.publishing.ledger import CORRECTION_WORDS, severity
from claims.publishing.models import Publication, PublicationState, PublishedVersion
from claims.publishing.pages import page

PAGE, FEED = 100, 50
PATH, FEED_PATH = "/corrections/", "/corrections/feed.xml"
WITHDRAWAL = "withdrawal"
WORDS = {**CORRECTION_WORDS, WITHDRAWAL: "Withdrawn"}
CORRECTED, WITHDRAWN = 1, 0
"""Which of the two a line is, in the order in which two of one moment stand."""


@dataclass(frozen=True)
class Key:
    """Where a line stands in the list."""

    at: datetime
    which: int
    pk: int


@dataclass(frozen=True)
class Line:
    """One correction or withdrawal. `compare` and `version` only of a correction."""

    key: Key
    kind: str
    note: str
    check: str
    title: str
    path: str
    compare: str
    version: int | None
    published_at: datetime

    @property
    def at(self) -> datetime:
        return self.key.at

    @property
    def words(self) -> str:
        return WORDS[self.kind]

    @property
    def severity(self) -> str:
        return "significant" if self.kind == WITHDRAWAL else severity(self.kind)


def lines(organisation: Organisation, *, first: int = 0, most: int, after: Key | None = None) -> list[Line]:
    """So many lines, newest first: from the place `first` on, or after the line that stands at a key."""
    rows = _keys(organisation, after)[first : first + most]
    keys = [Key(at, which, pk) for at, which, pk in rows]
    versions = {
        row.pk: row for row in _corrected(organisation, [key.pk for key in keys if key.which == CORRECTED])
    }
    taken = {
        row.pk: row for row in _withdrawn(organisation, [key.pk for key in keys if key.which == WITHDRAWN])
    }
    return [
        _correction(key, versions[key.pk]) if key.which == CORRECTED else _withdrawal(key, taken[key.pk])
        for key in keys
    ]


def corrections_page(organisation: Organisation, n: int = 1) -> Rendered:
    """One page of the list; the first has the newsroom's own words about corrections."""
    shown = lines(organisation, first=(n - 1) * PAGE, most=PAGE + 1)
    return page(
        PATH,
        "corrections.html",
        newsroom=organisation,
        here="corrections",
        title="Corrections",
        description=f"Everything {organisation.name} has corrected, retracted or withdrawn.",
        noindex=n > 1,
        policy=policies.shown(organisation, "corrections") if n == 1 else "",
        **(policies.complaints(organisation) if n == 1 else {}),
        lines=shown[:PAGE],
        feed=FEED_PATH,
        beyond=n > 1 and not shown,
        older=f"{PATH}?page={n + 1}" if len(shown) > PAGE else "",
        newer=(f"{PATH}?page={n - 1}" if n > 2 else PATH) if n > 1 else "",
    )


def corrections_feed(organisation: Organisation) -> Rendered:
    """The newest lines as an Atom feed: a line is an entry, and stays as it is."""
    base, found = base_url(organisation), lines(organisation, most=FEED)
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": organisation.language})
    add(feed, "title", f"{organisation.name}: corrections")
    add(feed, "id", base + FEED_PATH)
    ElementTree.SubElement(feed, "link", {"rel": "self", "href": base + FEED_PATH})
    ElementTree.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": base + PATH})
    add(feed, "updated", iso(found[0].at if found else organisation.created_at))
    add(ElementTree.SubElement(feed, "author"), "name", organisation.name)
    for line in found:
        entry = ElementTree.SubElement(feed, "entry")
        add(entry, "title", f"{line.words}: {line.title}")
        add(entry, "id", f"{base}/checks/{line.check}/#{line.version or WITHDRAWAL}")
        shown = {"rel": "alternate", "type": "text/html", "href": base + line.path}
        ElementTree.SubElement(entry, "link", shown)
        add(entry, "published", iso(line.at))
        add(entry, "updated", iso(line.at))
        ElementTree.SubElement(entry, "category", {"term": line.kind})
        add(entry, "summary", line.note)
    return Rendered(FEED_PATH, as_xml(feed), "application/atom+xml; charset=utf-8", headers=OPEN)


def _keys(organisation: Organisation, after: Key | None) -> Any:
    versions = (
        PublishedVersion.objects.in_newsroom(organisation)
        .filter(correction__isnull=False)
        .exclude(publication__state=PublicationState.WITHDRAWN)
        .annotate(at=F("published_at"))
    )
    taken = (
        Publication.objects.in_newsroom(organisation)
        .filter(withdrawn_at__isnull=False)
        .annotate(at=F("withdrawn_at"))
    )
    both = (_beyond(versions, CORRECTED, after), _beyond(taken, WITHDRAWN, after))
    corrected, withdrawn = (rows.order_by().values_list("at", "which", "pk") for rows in both)
    return corrected.union(withdrawn, all=True).order_by("-at", "-which", "-pk")


def _beyond(rows: QuerySet[Any], which: int, after: Key | None) -> QuerySet[Any]:
    """Those that stand after a line in the list."""
    rows = rows.annotate(which=Value(which))
    if after is None:
        return rows
    same = (
        Q(at=after.at)
        if which < after.which
        else Q(at=after.at, pk__lt=after.pk)
        if which == after.which
        else Q()
    )
    return rows.filter(Q(at__lt=after.at) | same if same else Q(at__lt=after.at))


def _corrected(organisation: Organisation, pks: list[int]) -> Any:
    rows = PublishedVersion.objects.in_newsroom(organisation).filter(pk__in=pks)
    return rows.select_related("correction", "revision", "publication__fact_check__claim").annotate(
        first_at=F("publication__created_at")
    )


def _withdrawn(organisation: Organisation, pks: list[int]) -> Any:
    return (
        Publication.objects.in_newsroom(organisation)
        .filter(pk__in=pks, versions__n=1)
        .select_related("fact_check__claim", "organisation")
        .annotate(first_at=F("versions__published_at"))
    )


def _correction(key: Key, version: Any) -> Line:
    slug, uid = version.publication.slug, version.publication.fact_check.claim.uid
    return Line(
        key=key,
        kind=version.correction.kind,
        note=version.correction.note,
        check=uid,
        title=version.revision.headline,
        path=check_path(slug, uid),
        compare=compare_path(slug, uid, version.n - 1, version.n),
        version=version.n,
        published_at=version.first_at,
    )


def _withdrawal(key: Key, publication: Any) -> Line:
    uid = publication.fact_check.claim.uid
    day = day_words(publication.first_at, zone=publication.organisation.timezone)
    return Line(
        key=key,
        kind=WITHDRAWAL,
        note=publication.withdrawal_reason,
        check=uid,
        title=f"A check first published on {day}",
        path=f"/checks/{uid}/",  # without its headline's words, which may be what had to go
        compare="",
        version=None,
        published_at=publication.first_at,
    )
