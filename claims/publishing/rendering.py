"""Making the stored bytes: after every publication all public surfaces of the newsroom change in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from claims.accounts.models import Organisation
from claims.publishing import embed_lists, feeds, files, noting, policies, sitemaps
from claims.publishing.corrections_list import corrections_feed, corrections_page
from claims.publishing.files import Rendered
from claims.publishing.filing import NAMED, find, listed, path_of, refile, stored_path
from claims.publishing.list_pages import articles_page, list_page, one_list, ratings_page
from claims.publishing.listing import PAGE, Chosen, Listed
from claims.publishing.models import (
    ListKind,
    Publication,
    PublicFile,
    PublicList,
)
from claims.publishing.pages import check_files, page
from claims.publishing.reading import read, read_many
from claims.publishing.share import share_file
from claims.publishing.shown import Check
from claims.publishing.translations import original, together
from claims.verdicts.scales import active_scale

FEED_LENGTH = 50
LIST_FEED_LENGTH = 20


def render_publication(publication: Publication) -> Check:
    """Write every stored address that this publication changes: its own, its lists' and their feeds, the newsroom's
    first pages. How many they are depends on the check, never on how many are published.

    Runs in the caller's transaction (or one of its own) under the newsroom's lock, so that two publications at once
    both stand in the lists.
    """
    with transaction.atomic():
        organisation = lock_newsroom(publication.organisation_id)
        _as_it_stands(publication, organisation)
        check = read(publication)
        refiled = refile(check, publication, at=timezone.now())
        made = [*check_files(check), *picture(check)]
        files.store(organisation, made, publication=publication)
        noting.note(check, publication)
        remove_old(organisation, publication, made)
        _render_translations(check, publication, refiled.translated)
        remove_lists(organisation, refiled.gone)
        for row in refiled.changed:
            row.organisation = organisation
            files.store(organisation, list_files(row))
        files.store(organisation, first_pages(organisation))
        store_map(organisation, sitemaps.touched(publication, refiled.changed, refiled.gone_pks))
    return check


def render_fixed(organisation: Organisation) -> None:
    """Make the pages with the newsroom's own words again: its policies have changed."""
    with transaction.atomic():
        organisation = lock_newsroom(organisation.pk)
        files.store(organisation, fixed_pages(organisation))
        store_map(organisation, {"pages"})


def refresh(organisation: Organisation, file: PublicFile | None, path: str) -> None:
    """Make again what one address needs, for a reader who came before the rest was made again."""
    with transaction.atomic():
        organisation = lock_newsroom(organisation.pk)
        if file is not None and file.publication is not None:
            _as_it_stands(file.publication, organisation)
            files.store(organisation, check_files(read(file.publication)), publication=file.publication)
        elif path.startswith("/sitemap"):
            store_map(organisation, sitemaps.every_part(organisation))
        elif file is None or not (row := _list_at(organisation, path)):
            files.store(organisation, [*first_pages(organisation), *fixed_pages(organisation)])
        else:
            files.store(organisation, list_files(row))


def _as_it_stands(publication: Publication, organisation: Organisation) -> None:
    """Read again under the lock: it may have been withdrawn while we waited for it."""
    publication.refresh_from_db(fields=["state", "slug", "withdrawal_reason"])
    publication.organisation = organisation


def lock_newsroom(pk: int) -> Organisation:
    """Hold the newsroom's row: whoever renders its lists does so one after the other."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=pk)


def first_pages(organisation: Organisation) -> list[Rendered]:
    """What changes with every publication: the first page of each list of the newsroom, and its feeds."""
    everything = find(organisation, ListKind.ALL, "")
    newest = read_many(listed(everything)[:FEED_LENGTH])
    found = Listed(newest[:PAGE], everything.total if everything else 0)
    return [
        list_page(organisation, Chosen(), path="/", found=found),
        list_page(organisation, Chosen(), path="/checks/", found=found),
        articles_page(organisation),
        ratings_page(organisation),
        *_corrections(organisation),
        embed_lists.check_list(organisation, Chosen()),
        *_feeds(organisation, newest, at=organisation.created_at),
    ]


def fixed_pages(organisation: Organisation) -> list[Rendered]:
    """What changes with the newsroom's settings only."""
    return [how_we_work_page(organisation), *_corrections(organisation), feeds.robots(organisation)]


def _corrections(organisation: Organisation) -> list[Rendered]:
    return [corrections_page(organisation), corrections_feed(organisation)]


def list_files(row: PublicList) -> list[Rendered]:
    """The page of one list, its feeds or what others can embed."""
    if row.kind in (ListKind.ALL, ListKind.TRANSLATION):
        return []
    made = [one_list(row)]
    if row.kind == ListKind.ARTICLE:
        made.append(embed_lists.article_list(row))
    else:
        newest = read_many(listed(row)[:LIST_FEED_LENGTH])
        made += _feeds(row.organisation, newest, at=row.news_at, of=row)
    return made


def _feeds(
    organisation: Organisation, checks: list[Check], *, at: datetime, of: PublicList | None = None
) -> list[Rendered]:
    where = (
        feeds.Where() if of is None else feeds.Where(folder=stored_path(of), page=path_of(of), about=of.name)
    )
    return [
        feeds.atom(organisation, checks, at=at, where=where),
        feeds.rss(organisation, checks, where=where),
        feeds.json_feed(organisation, checks, where=where),
    ]


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
        about=policies.shown(organisation, "about"),
        method=policies.shown(organisation, "method"),
        funding=policies.shown(organisation, "funding"),
        corrections_policy=policies.shown(organisation, "corrections"),
        **policies.complaints(organisation),
        contact_words=policies.policy(organisation, "contact"),
        ratings=ratings,
        balls=[*(f"b{rating.digit}" for rating in ratings), "ko"],
    )


def picture(check: Check) -> list[Rendered]:
    """The picture it is shared with; a withdrawn check has none."""
    return [] if check.is_withdrawn else [share_file(check)]


def remove_old(organisation: Organisation, publication: Publication, made: list[Rendered]) -> None:
    """What was stored of a check and is not any more, such as the picture before a correction."""
    old = PublicFile.objects.filter(publication=publication).exclude(path__in=[each.path for each in made])
    files.remove(organisation, old.values_list("path", flat=True))


def _render_translations(check: Check, publication: Publication, before: Iterable[str]) -> None:
    """The pages of a check's translations name each other; those of what it translated `before` name it no more."""
    others = together(check.newsroom, check.newest.translates or check.uid)
    for key in before:
        others += [*original(check.newsroom, key), *together(check.newsroom, key)]
    for other in {each.pk: each for each in others if each.pk != publication.pk}.values():
        files.store(other.organisation, check_files(read(other)), publication=other)


def store_map(organisation: Organisation, parts: set[str]) -> None:
    made, gone = sitemaps.files(organisation, parts)
    files.store(organisation, made)
    files.remove(organisation, gone)


FEEDS = ("feed.xml", "rss.xml", "feed.json")


def remove_lists(organisation: Organisation, paths: Iterable[str]) -> None:
    files.remove(organisation, [each for path in paths for each in beside(path)])


def beside(path: str) -> list[str]:
    """Every address of a list that is stored at this path."""
    return [path, *(path + name for name in FEEDS), embed_lists.stored_path(path)]


def _list_at(organisation: Organisation, path: str) -> PublicList | None:
    """The list whose page or feed is stored at this path."""
    found = list_behind(path)
    return find(organisation, *found) if found else None


def list_behind(path: str) -> tuple[str, str] | None:
    """Kind and key of the list whose page, feed or frame would be stored at this path, if any."""
    word, _, rest = path.replace("/embed/article/", "/articles/", 1).strip("/").partition("/")
    kinds = {"articles": ListKind.ARTICLE, "ratings": ListKind.RATING}
    kinds |= {word: kind for kind, word in NAMED.items()}
    kind, key = kinds.get(word), rest.partition("/")[0]
    return (kind.value, key) if kind and key else None
