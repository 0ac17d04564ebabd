"""The map of public pages: an index of parts, each of them with at most a thousand addresses and the time each of those
pages really changed. A publication touches the parts it stands in and the index, however many parts there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from xml.etree import ElementTree

from django.db.models import Max

from claims.accounts.models import Organisation
from claims.lib.words import for_xml
from claims.publishing.addresses import base_url, check_path
from claims.publishing.files import Rendered
from claims.publishing.filing import path_of
from claims.publishing.listing import newest_versions
from claims.publishing.models import (
    ListKind,
    Publication,
    PublicationState,
    PublicCheck,
    PublicFile,
    PublicList,
    PublicSite,
)
from claims.publishing.sites import site_of

EACH = 1000
"""Rows behind one part: those with the same thousands in their key."""
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS_SCHEMA = "http://www.google.com/schemas/sitemap-news/0.9"
NEWS, NEWS_PATH = timedelta(days=2), "/sitemap/news.xml"
XML = "application/xml; charset=utf-8"
Entry = tuple[str, datetime]


def touched(publication: Publication, lists: Iterable[PublicList], gone: Iterable[int] = ()) -> set[str]:
    """The parts of the map a publication stands in, with its lists, and those where a list stood that is gone."""
    shown = {row.pk // EACH for row in lists if row.kind not in (ListKind.ALL, ListKind.TRANSLATION)}
    shown |= {pk // EACH for pk in gone}
    return {f"checks-{publication.pk // EACH}", "pages", *(f"lists-{n}" for n in shown)}


def every_part(organisation: Organisation) -> set[str]:
    """All parts there have to be, and those of which the index knows."""
    checks = Publication.objects.in_newsroom(organisation).exclude(state=PublicationState.WITHDRAWN)
    lists = PublicList.objects.in_newsroom(organisation).exclude(
        kind__in=[ListKind.ALL, ListKind.TRANSLATION]
    )
    return {
        "pages",
        *site_of(organisation).maps,
        *(f"checks-{pk // EACH}" for pk in checks.values_list("pk", flat=True)),
        *(f"lists-{pk // EACH}" for pk in lists.values_list("pk", flat=True)),
    }


def files(organisation: Organisation, parts: Iterable[str]) -> tuple[list[Rendered], list[str]]:
    """These parts and the index as they are now; and the paths of parts that nothing stands in any more."""
    site = site_of(organisation)
    maps = dict(site.maps)
    made: list[Rendered] = []
    gone: list[str] = []
    for name in sorted(parts):
        entries = entries_of(organisation, name)
        if entries:
            made.append(_part(organisation, name, entries))
            maps[name] = max(at for _, at in entries).isoformat()
        else:
            maps.pop(name, None)
            gone.append(path_of_part(name))
    PublicSite.objects.filter(pk=site.pk).update(maps=maps)
    return [*made, _index(organisation, maps)], gone


def path_of_part(name: str) -> str:
    return f"/sitemap/{name}.xml"


def entries_of(organisation: Organisation, name: str) -> list[Entry]:
    """The (path, changed) pairs of one part."""
    kind, _, number = name.partition("-")
    if kind == "pages":
        return _pages(organisation)
    first = int(number) * EACH
    if kind == "checks":
        rows = (
            newest_versions(organisation)
            .filter(publication__gte=first, publication__lt=first + EACH)
            .order_by("-published_at", "-pk")
            .values_list("publication__slug", "publication__fact_check__claim__uid", "published_at")
        )
        return [(check_path(slug, uid), at) for slug, uid, at in rows]
    lists = PublicList.objects.in_newsroom(organisation).filter(pk__gte=first, pk__lt=first + EACH)
    return [
        (path_of(row), row.changed_at)
        for row in lists.exclude(kind__in=[ListKind.ALL, ListKind.TRANSLATION]).order_by("-changed_at", "-pk")
    ]


def news(organisation: Organisation, *, now: datetime) -> Rendered:
    """The map for news searches: checks first published in the last two days, the newest first. Made when somebody
    asks, since it changes by itself."""
    rows = (
        PublicCheck.objects.in_newsroom(organisation)
        .filter(reviewed_at__gt=now - NEWS, state=PublicationState.PUBLISHED)
        .select_related("publication__fact_check__claim")
        .order_by("-reviewed_at", "-pk")[:EACH]
    )
    root = ElementTree.Element("urlset", {"xmlns": SCHEMA, "xmlns:news": NEWS_SCHEMA})
    for row in rows:
        each = ElementTree.SubElement(root, "url")
        path = check_path(row.publication.slug, row.publication.fact_check.claim.uid)
        ElementTree.SubElement(each, "loc").text = base_url(organisation) + path
        item = ElementTree.SubElement(each, "news:news")
        publisher = ElementTree.SubElement(item, "news:publication")
        ElementTree.SubElement(publisher, "news:name").text = organisation.name
        ElementTree.SubElement(publisher, "news:language").text = row.language.partition("-")[0].lower()
        ElementTree.SubElement(item, "news:publication_date").text = row.reviewed_at.isoformat(
            timespec="seconds"
        )
        ElementTree.SubElement(item, "news:title").text = for_xml(row.headline)
    return Rendered(NEWS_PATH, ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), XML)


def _pages(organisation: Organisation) -> list[Entry]:
    """Stored pages changed when their bytes last did; those of names with the last publication."""
    lists = PublicList.objects.in_newsroom(organisation).filter(kind=ListKind.ALL)
    news = lists.aggregate(at=Max("changed_at"))["at"] or organisation.created_at
    stored = ("/", "/checks/", "/ratings/", "/articles/", "/corrections/", "/how-we-work/")
    kept = PublicFile.objects.in_newsroom(organisation).filter(path__in=stored)
    written = dict(kept.values_list("path", "rendered_at"))
    return [
        *((path, written.get(path, news)) for path in stored),
        *((path, news) for path in ("/topics/", "/claimants/")),
    ]


def _part(organisation: Organisation, name: str, entries: Sequence[Entry]) -> Rendered:
    return _document(path_of_part(name), "urlset", "url", base_url(organisation), entries)


def _index(organisation: Organisation, maps: dict[str, str]) -> Rendered:
    entries = [(path_of_part(name), datetime.fromisoformat(maps[name])) for name in sorted(maps)]
    return _document("/sitemap.xml", "sitemapindex", "sitemap", base_url(organisation), entries)


def _document(path: str, root_name: str, each: str, base: str, entries: Sequence[Entry]) -> Rendered:
    root = ElementTree.Element(root_name, {"xmlns": SCHEMA})
    for address, changed in entries:
        row = ElementTree.SubElement(root, each)
        ElementTree.SubElement(row, "loc").text = base + address
        ElementTree.SubElement(row, "lastmod").text = changed.isoformat(timespec="microseconds")
    return Rendered(path, ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), XML)
