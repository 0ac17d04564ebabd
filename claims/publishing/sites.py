"""How a newsroom's stored pages stand: when they changed last, and what all of them were made of."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.db import Error, close_old_connections
from django.db.models import Count, F, Sum

from claims.accounts.models import Organisation
from claims.publishing.addresses import base_url
from claims.publishing.models import PublicSite
from factcheck.public_pages import made_of


@cache
def code() -> str:
    """A digest of the code, templates and styles this process makes pages of."""
    return made_of()


def site_of(organisation: Organisation) -> PublicSite:
    """The newsroom's row, made where it is missing."""
    site, _ = PublicSite.objects.get_or_create(organisation=organisation)
    return site


def moved_on(organisation: Organisation) -> None:
    """Stored files changed: whoever keeps copies of them looks again."""
    if not PublicSite.objects.in_newsroom(organisation).update(generation=F("generation") + 1):
        site_of(organisation)


def generation() -> tuple[int, int] | None:
    """One figure for all stored pages and one for all newsrooms, which change with them; None where the database does
    not answer."""
    close_old_connections()
    try:
        pages = PublicSite.objects.aggregate(n=Sum("generation"))["n"] or 0
        newsrooms = Organisation.objects.aggregate(n=Sum("row_version") + Count("pk"))["n"] or 0
    except Error:
        return None
    return int(pages), int(newsrooms)


def is_current(organisation: Organisation) -> bool:
    """Whether everything stored was made by this code and for this address."""
    site = PublicSite.objects.in_newsroom(organisation).first()
    return site is not None and (site.made_of, site.base_url) == (code(), base_url(organisation))


def all_made(organisation: Organisation, *, at: datetime) -> None:
    """Remember that everything was made again."""
    site_of(organisation)
    PublicSite.objects.in_newsroom(organisation).update(
        made_of=code(), base_url=base_url(organisation), made_at=at, generation=F("generation") + 1
    )
