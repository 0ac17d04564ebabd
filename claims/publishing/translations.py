"""The translations of a check: separate pages, each with its own mark-up, which name each other."""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from django.db.models import QuerySet

from claims.accounts.models import Organisation
from claims.publishing.addresses import public_url
from claims.publishing.filing import find, listed
from claims.publishing.listing import newest_versions
from claims.publishing.models import ListKind, Publication, PublicationState
from claims.publishing.shown import Check


@dataclass(frozen=True)
class Translation:
    """A check in one language: `is_original` for the one the others translate."""

    language: str
    url: str
    is_original: bool

    @property
    def name(self) -> str:
        """The language's name in itself: `Deutsch`."""
        try:
            locale = Locale.parse(self.language, sep="-")
        except (ValueError, UnknownLocaleError):
            return self.language
        return (locale.get_display_name() or self.language).capitalize()


def translations(check: Check) -> list[Translation]:
    """Every language this check can be read in, its own too; empty where there is only one."""
    key = check.newest.translates or check.uid
    publications = {each.pk: each for each in together(check.newsroom, key)} if check.newsroom.pk else {}
    if len(publications) < 2:
        return []
    newest = newest_versions(check.newsroom).filter(publication__in=publications)
    found: dict[str, Translation] = {}
    for pk, fields in newest.values_list("publication", "revision__claim_fields").order_by("publication"):
        is_original = publications[pk].fact_check.claim.uid == key
        language = fields.get("language") or check.newsroom.language
        if language not in found or is_original:
            found[language] = Translation(language, public_url(publications[pk]), is_original)
    return list(found.values()) if len(found) > 1 else []


def together(organisation: Organisation, key: str) -> list[Publication]:
    """The public check with this id, and those that translate it."""
    row = find(organisation, ListKind.TRANSLATION, key)
    if row is None:
        return []
    return [*original(organisation, key), *listed(row)]


def original(organisation: Organisation, key: str) -> QuerySet[Publication]:
    """The public check with this id, or none."""
    return (
        Publication.objects.in_newsroom(organisation)
        .exclude(state=PublicationState.WITHDRAWN)
        .select_related("organisation", "fact_check__claim")
        .filter(fact_check__claim__uid=key)
    )
