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
from claims.publishing.filing import recount, refile
from claims.publishing.models import Publication, PublicFile, PublicList
from claims.publishing.pages import check_files
from claims.publishing.reading import read_many
from claims.publishing.rendering import (
    first_pages,
    fixed_pages,
    list_behind,
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
FILES, PARTS = 500, 5
"""So many files are looked at for strays, and so many parts of the map are made, under one lock."""


class GaveWay(Exception):
    """It has stopped between two batches, for something that is to be published now. Where it was, it has told."""


@dataclass
class Remaking:
    """How far it is, where it goes on when it was interrupted, and who hears of it.

    `left_at` is what was told last: the newest check made, the newest list once all checks are, then the newest file
    looked at and the last part of the map, and `of`, a figure for the code and the address they were made with: with
    others all is made from the start. `give_way` is asked
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
    strays = PublicFile.objects.in_newsroom(organisation).filter(publication__isnull=True)
    changed = _batches(organisation, "check", _rows(checks, BATCH), _render_batch, remaking)
    changed += _batches(organisation, "list", _rows(lists, BATCH), _render_lists, remaking)
    changed += _batches(organisation, "file", _rows(strays, FILES), _Strays().remove, remaking)
    changed += _batches(organisation, "map", _parts(organisation), _render_map, remaking)
    with transaction.atomic():
        organisation = lock_newsroom(organisation.pk)
        changed += files.store(organisation, [*first_pages(organisation), *fixed_pages(organisation)])
        store_map(organisation, {"pages"})  # which tells when each of these last changed
        if _made_of(organisation) == of:  # else what was made first has another address, and a job of its own
            all_made(organisation, at=timezone.now())
    return changed


def _made_of(organisation: Organisation) -> int:
    """A figure that changes with the code pages are made by and with the address they are made for."""
    return int(sha256_text(f"{code()} {base_url(organisation)}")[:12], 16)


def _batches(
    organisation: Organisation,
    name: str,
    left: Callable[[int], list[int]],
    make: Callable[[Organisation, list[int]], int],
    remaking: Remaking,
) -> int:
    """Make all that is left after the key where it was left, batch by batch in the order of keys: what comes in
    meanwhile stands at the end."""
    changed = 0
    while keys := left(remaking.left_at.get(name, 0)):
        with transaction.atomic():
            changed += make(lock_newsroom(organisation.pk), keys)
        remaking.left_at[name] = keys[-1]
        remaking.tell(*_progress(organisation, remaking.left_at), dict(remaking.left_at))
        if remaking.give_way():
            raise GaveWay
    return changed


def _rows(rows: Any, most: int) -> Callable[[int], list[int]]:
    return lambda after: list(_left(rows, after)[:most])


def _left(rows: Any, after: int) -> Any:
    return rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)


def _progress(organisation: Organisation, left_at: dict[str, int]) -> tuple[int, int]:
    """What is done, and what there is in all: checks, lists, and the newsroom's own pages."""
    kinds = {"check": Publication.objects, "list": PublicList.objects}
    rows = {name: objects.in_newsroom(organisation) for name, objects in kinds.items()}
    total = sum(each.count() for each in rows.values()) + 1
    return total - 1 - sum(_left(each, left_at.get(name, 0)).count() for name, each in rows.items()), total


def _render_batch(organisation: Organisation, pks: list[int]) -> int:
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
    """Count them anew, drop those that nothing is in, and make the others."""
    remove_lists(organisation, recount(organisation, pks))
    rows = PublicList.objects.filter(pk__in=pks).select_related("organisation").order_by("pk")
    return sum(files.store(organisation, list_files(row)) for row in rows)


class _Strays:
    """Files of no check that stand behind no list either, and are none of the newsroom's own pages."""

    own: frozenset[str] = frozenset()

    def remove(self, organisation: Organisation, pks: list[int]) -> int:
        """Drop those of these files that are such. None of those that stay has changed."""
        if not self.own:
            pages = [*first_pages(organisation), *fixed_pages(organisation)]
            self.own = frozenset({"/sitemap.xml", *(each.path for each in pages)})
        paths = PublicFile.objects.filter(pk__in=pks).values_list("path", flat=True)
        doubtful = {path for path in paths if path not in self.own and not path.startswith("/sitemap/")}
        behind = {path: list_behind(path) for path in doubtful}
        keys = {found[1] for found in behind.values() if found}
        lists = PublicList.objects.in_newsroom(organisation).filter(key__in=keys)
        standing = set(lists.values_list("kind", "key"))
        stray = [path for path, found in behind.items() if found is None or found not in standing]
        files.remove(organisation, stray)
        return 0


PLACES = ("pages", "checks", "lists")
BESIDE = 10**12
"""A part of the map as a number: which kind of part it is, then its own number."""


def _parts(organisation: Organisation) -> Callable[[int], list[int]]:
    """The parts of the map there have to be, and those that were. What is published meanwhile makes its own."""
    found: list[int] = []

    def left(after: int) -> list[int]:
        if not found:
            found.extend(sorted(map(_number_of_part, sitemaps.every_part(organisation))))
        return [number for number in found if number > after][:PARTS]

    return left


def _number_of_part(name: str) -> int:
    kind, _, number = name.partition("-")
    return (PLACES.index(kind) + 1) * BESIDE + int(number or 0)


def _part_of_number(number: int) -> str:
    kind, rest = divmod(number, BESIDE)
    return PLACES[0] if kind == 1 else f"{PLACES[kind - 1]}-{rest}"


def _render_map(organisation: Organisation, numbers: list[int]) -> int:
    store_map(organisation, {_part_of_number(number) for number in numbers})
    return 0
