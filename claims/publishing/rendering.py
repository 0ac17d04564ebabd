"""Making the stored bytes: after every publication all public surfaces of the newsroom change in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.utils.safestring import mark_safe

from claims.accounts.models import Organisation
from claims.publishing import feeds, files, policies
from claims.publishing.addresses import article_path, base_url, compare_path
from claims.publishing.claimreview import CORRECTION_WORDS
from claims.publishing.files import Rendered
from claims.publishing.listing import (
    KEPT_OPEN_KEY,
    PAGE,
    RETRACTED_KEY,
    Chosen,
    claimants,
    newest_versions,
    page_of,
    public,
    with_article,
)
from claims.publishing.markup import policy_html
from claims.publishing.models import Publication, PublicationState, PublicFile, PublishedVersion
from claims.publishing.pages import check_files, page
from claims.publishing.reading import Check, read, read_many
from claims.publishing.tags import ball_name
from claims.verdicts.scales import active_scale

FEED_LENGTH = 50


def render_publication(publication: Publication) -> Check:
    """Write every stored address that this publication changes: its own, its articles', the newsroom's lists and feeds.

    Runs in the caller's transaction (or one of its own) under the newsroom's lock, so that two publications at once
    both stand in the lists.
    """
    with transaction.atomic():
        organisation = lock_newsroom(publication.organisation_id)
        publication.organisation = organisation
        check = read(publication)
        files.store(organisation, check_files(check), publication=publication)
        _store_articles(organisation, {place.article for each in check.versions for place in each.places})
        files.store(organisation, newsroom_files(organisation))
    return check


def render_newsroom(organisation: Organisation) -> int:
    """Make everything of a newsroom again, and drop what nothing public stands behind. Returns how many changed."""
    with transaction.atomic():
        organisation = lock_newsroom(organisation.pk)
        kept: set[str] = set()
        changed = 0
        for publication in Publication.objects.in_newsroom(organisation).select_related(
            "fact_check__claim", "organisation"
        ):
            publication.organisation = organisation
            rendered = check_files(read(publication))
            kept.update(each.path for each in rendered)
            changed += files.store(organisation, rendered, publication=publication)
        articles = [uid for uid, *_ in _articles(organisation)]
        rendered = [_article_page(organisation, uid) for uid in articles]
        rendered += newsroom_files(organisation)
        kept.update(each.path for each in rendered)
        changed += files.store(organisation, rendered)
        standing = PublicFile.objects.in_newsroom(organisation).values_list("path", flat=True)
        files.remove(organisation, set(standing) - kept)
    return changed


def lock_newsroom(pk: int) -> Organisation:
    """Hold the newsroom's row: whoever renders its lists does so one after the other."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=pk)


def newsroom_files(organisation: Organisation) -> list[Rendered]:
    """What a newsroom shows besides its checks and articles."""
    newest = read_many(public(organisation)[:FEED_LENGTH])
    found = (newest[:PAGE], public(organisation).count())
    created = organisation.created_at
    return [
        list_page(organisation, Chosen(), path="/", found=found),
        list_page(organisation, Chosen(), path="/checks/", found=found),
        articles_page(organisation),
        how_we_work_page(organisation),
        corrections_page(organisation),
        feeds.atom(organisation, newest, at=created),
        feeds.rss(organisation, newest),
        feeds.json_feed(organisation, newest),
        feeds.sitemap(organisation, _sitemap_entries(organisation)),
        feeds.robots(organisation),
    ]


def list_page(
    organisation: Organisation,
    chosen: Chosen,
    *,
    path: str,
    found: tuple[list[Check], int] | None = None,
) -> Rendered:
    """A page of the list of checks, as chosen; `found` where the checks and their number are known already."""
    checks, total = found or page_of(organisation, chosen)
    ratings = [(rating.key, rating.label) for rating in active_scale(organisation).ratings.all()]
    more = total > chosen.page * PAGE
    return page(
        path,
        "list.html",
        newsroom=organisation,
        here="checks" if path != "/" else "",
        title="Checks",
        heading=organisation.name if path == "/" else "Checks",
        description=f"Checks and corrections by {organisation.name}.",
        noindex=chosen.is_filtered,
        checks=checks,
        total=total,
        chosen={
            "q": chosen.q,
            "rating": chosen.rating,
            "claimant": chosen.claimant,
            "from": chosen.since.isoformat() if chosen.since else "",
            "to": chosen.until.isoformat() if chosen.until else "",
        },
        filtered=chosen.is_filtered,
        ratings=[*ratings, (KEPT_OPEN_KEY, "Kept open"), (RETRACTED_KEY, "Retracted")],
        claimants=claimants(organisation),
        balls=sorted({ball_name(check.stamp_class) for check in checks}),
        older=f"/checks/?{urlencode(chosen.as_query(chosen.page + 1))}" if more else "",
        newer=f"/checks/?{urlencode(chosen.as_query(chosen.page - 1))}" if chosen.page > 1 else "",
    )


def how_we_work_page(organisation: Organisation) -> Rendered:
    """Method, ratings, corrections, contact, feeds."""
    ratings = list(active_scale(organisation).ratings.all())
    return page(
        "/how-we-work/",
        "how.html",
        newsroom=organisation,
        here="how",
        title="How we work",
        description=f"How {organisation.name} checks claims, rates them and corrects itself.",
        about=_policy(organisation, "about"),
        method=_policy(organisation, "method"),
        funding=_policy(organisation, "funding"),
        corrections_policy=_policy(organisation, "corrections"),
        contact_words=policies.policy(organisation, "contact"),
        ratings=ratings,
        balls=[*(f"b{rating.digit}" for rating in ratings), "ko"],
    )


def corrections_page(organisation: Organisation) -> Rendered:
    """Every correction, newest first."""
    versions = (
        PublishedVersion.objects.in_newsroom(organisation)
        .filter(correction__isnull=False)
        .exclude(publication__state=PublicationState.WITHDRAWN)
        .select_related("correction", "revision", "publication__fact_check__claim")
        .order_by("-published_at", "-pk")
    )
    lines: list[dict[str, Any]] = []
    for version in versions[:500]:
        slug, uid = version.publication.slug, version.publication.fact_check.claim.uid
        correction = version.correction
        assert correction is not None  # noqa: S101 - filtered above
        lines.append(
            {
                "words": CORRECTION_WORDS[correction.kind],
                "at": version.published_at,
                "note": correction.note,
                "headline": version.revision.headline,
                "path": f"/checks/{slug}-{uid}/",
                "compare": compare_path(slug, uid, version.n - 1, version.n),
            }
        )
    return page(
        "/corrections/",
        "corrections.html",
        newsroom=organisation,
        here="corrections",
        title="Corrections",
        description=f"Everything {organisation.name} has corrected.",
        policy=_policy(organisation, "corrections"),
        lines=lines,
    )


def articles_page(organisation: Organisation) -> Rendered:
    """The articles with at least one published check."""
    articles = [
        {
            "path": article_path(title, uid),
            "title": title,
            "publisher": publisher,
            "date": date,
            "count": count,
        }
        for uid, title, publisher, date, count in _articles(organisation)
    ]
    return page(
        "/articles/",
        "articles.html",
        newsroom=organisation,
        here="articles",
        title="Articles we checked",
        articles=articles,
    )


def _article_page(organisation: Organisation, uid: str) -> Rendered:
    found = read_many(with_article(organisation, uid))
    lines = [(check, next(place for place in check.newest.places if place.article == uid)) for check in found]
    newest = lines[0][1]
    canonical = base_url(organisation) + newest.path
    made = page(
        f"/articles/{uid}/",
        "article.html",
        newsroom=organisation,
        here="articles",
        title=newest.title,
        canonical=canonical,
        article=newest,
        lines=[{"check": check, "place": place} for check, place in lines],
        balls=sorted({ball_name(check.stamp_class) for check, _ in lines}),
    )
    return replace(made, headers={**made.headers, "Link": f'<{canonical}>; rel="canonical"'})


def _store_articles(organisation: Organisation, uids: Iterable[str]) -> None:
    for uid in uids:
        if with_article(organisation, uid).exists():
            files.store(organisation, [_article_page(organisation, uid)])
        else:
            files.remove(organisation, [f"/articles/{uid}/"])


def _articles(organisation: Organisation) -> list[tuple[str, str, str, str, int]]:
    """(uid, title, publisher, date, how many checks) of each article with a published check, newest news first."""
    found: dict[str, list[Any]] = {}
    rows = newest_versions(organisation).order_by("-published_at", "-pk")
    for fields in rows.values_list("revision__claim_fields", flat=True):
        for place in fields.get("appearances", []):
            line = found.setdefault(
                place["article"],
                [place["title"], place.get("publisher") or "", place.get("published_on") or "", 0],
            )
            line[3] += 1
    return [(uid, *line) for uid, line in found.items()]


def _sitemap_entries(organisation: Organisation) -> list[tuple[str, datetime | None]]:
    rows = (
        newest_versions(organisation)
        .order_by("-published_at", "-pk")
        .values_list("publication__slug", "publication__fact_check__claim__uid", "published_at")
    )
    checks: list[tuple[str, datetime | None]] = [(f"/checks/{slug}-{uid}/", at) for slug, uid, at in rows]
    newest = checks[0][1] if checks else None
    pages: list[tuple[str, datetime | None]] = [
        ("/", newest),
        ("/checks/", newest),
        ("/articles/", newest),
        ("/corrections/", None),
        ("/how-we-work/", None),
    ]
    articles = [(article_path(title, uid), None) for uid, title, *_ in _articles(organisation)]
    return pages + checks + articles


def _policy(organisation: Organisation, name: str) -> str:
    return mark_safe(policy_html(policies.policy(organisation, name)))  # noqa: S308 - cleaned
