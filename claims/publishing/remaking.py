"""Making everything of a newsroom again, in batches that let whatever else is to be published go first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.accounts.models import Organisation
from claims.lib.hashing import sha256_text
from claims.publishing import files, noting, sitemaps
from claims.publishing.addresses import base_url
from claims.publishing.filing import recount, refile, stored_path
from claims.publishing.models import ListKind, Publication, PublicFile, PublicList
from claims.publishing.pages import check_files
from claims.publishing.reading import read_many
from claims.publishing.rendering import (
    beside,
    first_pages,
    fixed_pages,
    list_files,
    lock_newsroom,
    picture,
    remove_lists,
    remove_old,
    store_map,
)
from claims.publishing.sites import all_made, code

BATCH = 10
"""Checks, or lists, made under one lock: whoever corrects a check waits for no more than these."""


class GaveWay(Exception):
    """It has stopped between two batches, for something that is to be published now. Where it was, it has told."""


@dataclass
class Remaking:
    """How far it is, where it goes on when it was interrupted, and who hears of it.

    `left_at` is what was told last: the newest check made, the newest list once all checks are, and `of`, a figure for
    the code and the address they were made with: with others all is made from the start. `give_way` is asked
    after each batch. `tell` gets what is done, what there is in all, and the new `left_at`.
    """

    left_at: dict[str, int]
    give_way: Callable[[], bool] = lambda: False
    tell: Callable[[int, int, dict[str, int]], Any] = lambda done, total, left_at: None


def render_newsroom(organisation: Organisation, remaking: Remaking | None = None) -> int:
    """Make everything of a newsroom again, and drop what nothing public stands behind. Returns how many files changed
    (since it was interrupted). Raises GaveWay where it is to let others go first.

    It goes in batches, each with the newsroom's lock and a transaction of its own, so that a correction never waits for
    all of it.
    """
    remaking = remaking or Remaking({})
    of = _made_of(organisation)
    if remaking.left_at.get("of") != of:
        remaking.left_at.clear()
    remaking.left_at["of"] = of
    checks = Publication.objects.in_newsroom(organisation)
    lists = PublicList.objects.in_newsroom(organisation)
    changed = _batches(organisation, checks, "check", _render_batch, remaking)
    if "list" not in remaking.left_at:
        with transaction.atomic():
            recount(lock_newsroom(organisation.pk))
    changed += _batches(organisation, lists, "list", _render_lists, remaking)
    with transaction.atomic():
        organisation = lock_newsroom(organisation.pk)
        changed += files.store(organisation, [*first_pages(organisation), *fixed_pages(organisation)])
        store_map(organisation, sitemaps.every_part(organisation))
        _remove_strays(organisation)
        if _made_of(organisation) == of:  # else what was made first has another address, and a job of its own
            all_made(organisation, at=timezone.now())
    return changed


def _made_of(organisation: Organisation) -> int:
    """A figure that changes with the code pages are made by and with the address they are made for."""
    return int(sha256_text(f"{code()} {base_url(organisation)}")[:12], 16)


def _batches(
    organisation: Organisation,
    rows: Any,
    name: str,
    make: Callable[[Organisation, list[int]], int],
    remaking: Remaking,
) -> int:
    """Make all rows that are left, in the order of their keys: what comes in meanwhile stands at the end."""
    changed = 0
    while left := list(_left(rows, remaking.left_at.get(name, 0))[:BATCH]):
        with transaction.atomic():
            changed += make(organisation, left)
        remaking.left_at[name] = left[-1]
        remaking.tell(*_progress(organisation, remaking.left_at), dict(remaking.left_at))
        if remaking.give_way():
            raise GaveWay
    return changed


def _left(rows: Any, after: int) -> Any:
    return rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)


def _progress(organisation: Organisation, left_at: dict[str, int]) -> tuple[int, int]:
    """What is done, and what there is in all: checks, lists, and the newsroom's own pages."""
    kinds = {"check": Publication.objects, "list": PublicList.objects}
    rows = {name: objects.in_newsroom(organisation) for name, objects in kinds.items()}
    total = sum(each.count() for each in rows.values()) + 1
    return total - 1 - sum(_left(each, left_at.get(name, 0)).count() for name, each in rows.items()), total


def _render_batch(organisation: Organisation, pks: list[int]) -> int:
    organisation = lock_newsroom(organisation.pk)
    rows = Publication.objects.filter(pk__in=pks).select_related("fact_check__claim").order_by("pk")
    changed = 0
    for publication in rows:
        publication.organisation = organisation
    for publication, check in zip(rows, read_many(rows), strict=True):
        refiled = refile(check, publication, at=check.modified_at)
        remove_lists(organisation, refiled.gone)
        made = [*check_files(check), *picture(check)]
        changed += files.store(organisation, made, publication=publication)
        noting.note(check, publication)
        remove_old(organisation, publication, made)
    return changed


def _render_lists(organisation: Organisation, pks: list[int]) -> int:
    lock_newsroom(organisation.pk)
    rows = PublicList.objects.filter(pk__in=pks).select_related("organisation").order_by("pk")
    return sum(files.store(organisation, list_files(row)) for row in rows)


def _remove_strays(organisation: Organisation) -> None:
    """Files of no check that stand behind no list either."""
    standing = (
        PublicFile.objects.in_newsroom(organisation)
        .filter(publication__isnull=True)
        .values_list("path", flat=True)
    )
    lists = PublicList.objects.in_newsroom(organisation).exclude(
        kind__in=[ListKind.ALL, ListKind.TRANSLATION]
    )
    wanted = {each for path in map(stored_path, lists) for each in beside(path)}
    wanted |= {each.path for each in [*first_pages(organisation), *fixed_pages(organisation)]}
    wanted |= {"/sitemap.xml", *map(sitemaps.path_of_part, sitemaps.every_part(organisation))}
    files.remove(organisation, set(standing) - wanted)
