"""Which lists a published check stands in: all of them, its rating's, its topics', its claimants', its articles'.

A publication changes the lists it comes into, leaves or stays in, and no others; their counts move with it. So making a
check public costs the same after a thousand as after a hundred thousand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F

from claims.accounts.models import Organisation
from claims.publishing.addresses import article_path, slug_for
from claims.publishing.models import ListKind, Publication, PublicList, PublicListEntry
from claims.publishing.shown import Check

KEPT_OPEN_KEY = "kept-open"
RETRACTED_KEY = "retracted"
NAMED = {ListKind.TOPIC: "topics", ListKind.CLAIMANT: "claimants"}
"""Lists whose address is `/<word>/<slug>-<key>/`."""
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Wanted:
    """A list that a check belongs into."""

    kind: str
    key: str
    name: str
    facts: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True)
class Refiled:
    """What filing changed: lists whose pages are to be made again, the stored paths and keys of lists that are empty
    now, and the ids of the checks that it was said to translate before."""

    changed: tuple[PublicList, ...]
    gone: tuple[str, ...]
    gone_pks: tuple[int, ...]
    translated: tuple[str, ...] = ()


def refile(check: Check, publication: Publication, *, at: datetime) -> Refiled:
    """Put a check into the lists its newest version belongs into, out of the others, and keep their counts right.

    Runs in the caller's transaction, under the newsroom's lock.
    """
    organisation = publication.organisation
    wanted = {(each.kind, each.key): each for each in belongs_into(check)}
    standing = {
        (entry.public_list.kind, entry.public_list.key): entry
        for entry in PublicListEntry.objects.in_newsroom(organisation)
        .filter(publication=publication)
        .select_related("public_list")
    }
    answer = answer_of(check)
    changed: list[PublicList] = []
    for place, entry in standing.items():
        if place not in wanted:
            entry.delete()
            _count(entry.public_list, entry.answer, -1)
            changed.append(entry.public_list)
    for place, each in wanted.items():
        known = standing.get(place)
        if known is None:
            row = _list_for(organisation, each, at=check.news_at)
            PublicListEntry.objects.create(
                organisation=organisation,
                public_list=row,
                publication=publication,
                answer=answer,
                news_at=check.news_at,
            )
        else:
            row = known.public_list
            _count(row, known.answer, -1)
            row.name, row.facts = each.name, each.facts
            if (known.answer, known.news_at) != (answer, check.news_at):
                PublicListEntry.objects.filter(pk=known.pk).update(answer=answer, news_at=check.news_at)
        _count(row, answer, 1)
        changed.append(row)
    translated = tuple(key for kind, key in standing if kind == ListKind.TRANSLATION)
    return replace(_settle(changed, at=at), translated=translated)


def belongs_into(check: Check) -> Iterator[Wanted]:
    """The lists of a check as its newest version stands; none once it is withdrawn."""
    if check.is_withdrawn:
        return
    verdict = check.newest
    yield Wanted(ListKind.ALL, "", "Checks")
    yield Wanted(ListKind.RATING, answer_of(check), check.label)
    for name in verdict.topics:
        yield Wanted(ListKind.TOPIC, key_of(name), name)
    for name in claimants_of(check):
        yield Wanted(ListKind.CLAIMANT, key_of(name), name)
    for place in verdict.places:
        facts = {"publisher": place.publisher, "date": place.date, "url": place.url}
        yield Wanted(ListKind.ARTICLE, place.article, place.title[:500], facts)
    if verdict.translates:
        yield Wanted(ListKind.TRANSLATION, verdict.translates, "Translations")


def claimants_of(check: Check) -> list[str]:
    """Everybody who is said to have made the claim, each once."""
    verdict = check.newest
    names = [verdict.claimant, *(place.claimant for place in verdict.places)]
    return list({key_of(name): name for name in reversed(names) if name}.values())[::-1]


def answer_of(check: Check) -> str:
    """The key under which a check is counted."""
    if check.is_retracted:
        return RETRACTED_KEY
    return check.newest.answer.key if check.newest.answer else KEPT_OPEN_KEY


def key_of(name: str) -> str:
    """Twelve letters and digits that stand for a name, the same for every spelling of its case and spaces."""
    number = int.from_bytes(hashlib.sha256(" ".join(name.split()).casefold().encode()).digest()[:10])
    digits = ""
    while len(digits) < 12:
        number, digit = divmod(number, 36)
        digits += BASE36[digit]
    return digits


def path_of(public_list: PublicList) -> str:
    """Where readers find a list."""
    if public_list.kind == ListKind.ARTICLE:
        return article_path(public_list.name, public_list.key)
    if public_list.kind == ListKind.RATING:
        return f"/ratings/{public_list.key}/"
    if public_list.kind in NAMED:
        word = NAMED[ListKind(public_list.kind)]
        return f"/{word}/{slug_for(public_list.name)}-{public_list.key}/"
    return "/checks/"


def topic_path(name: str) -> str:
    return f"/topics/{slug_for(name)}-{key_of(name)}/"


def claimant_path(name: str) -> str:
    return f"/claimants/{slug_for(name)}-{key_of(name)}/"


def stored_path(public_list: PublicList) -> str:
    """The path its page is stored at: without the readable part, so that it never changes."""
    if public_list.kind == ListKind.ARTICLE:
        return f"/articles/{public_list.key}/"
    if public_list.kind in NAMED:
        return f"/{NAMED[ListKind(public_list.kind)]}/{public_list.key}/"
    return path_of(public_list)


def find(organisation: Organisation, kind: str, key: str) -> PublicList | None:
    """The list of this kind with this key, or None where no published check belongs into it."""
    return PublicList.objects.in_newsroom(organisation).filter(kind=kind, key=key).first()


def _list_for(organisation: Organisation, wanted: Wanted, *, at: datetime) -> PublicList:
    row, is_new = PublicList.objects.get_or_create(
        organisation=organisation,
        kind=wanted.kind,
        key=wanted.key,
        defaults={"name": wanted.name, "facts": wanted.facts, "news_at": at, "changed_at": at},
    )
    if not is_new:
        row.name, row.facts = wanted.name, wanted.facts
    return row


def _count(row: PublicList, answer: str, by: int) -> None:
    row.total += by
    left = row.counts.get(answer, 0) + by
    row.counts = (
        {**row.counts, answer: left} if left > 0 else {k: v for k, v in row.counts.items() if k != answer}
    )


def _settle(rows: Iterable[PublicList], *, at: datetime) -> Refiled:
    """Write what was counted; a list that nothing is in any more goes."""
    changed, gone = [], {}
    for row in rows:
        if row.total <= 0:
            gone[row.pk] = stored_path(row)
            row.delete()
            continue
        newest = row.entries.order_by("-news_at", "-publication").values_list("news_at", flat=True).first()
        row.news_at, row.changed_at = newest or row.news_at, max(at, row.changed_at)
        row.save(update_fields=["name", "facts", "total", "counts", "news_at", "changed_at"])
        changed.append(row)
    return Refiled(tuple(changed), tuple(gone.values()), tuple(gone))


def recount(organisation: Organisation, pks: Collection[int]) -> list[str]:
    """Count these lists anew from what stands in them, whatever came before. Returns the stored paths of those that
    nothing stands in: they go. The caller holds the newsroom's lock."""
    rows = PublicListEntry.objects.in_newsroom(organisation).filter(public_list__in=pks)
    counted: dict[int, dict[str, int]] = {}
    for pk, answer, number in rows.values_list("public_list", "answer").annotate(n=Count("pk")):
        counted.setdefault(pk, {})[answer] = number
    gone: list[str] = []
    for row in PublicList.objects.in_newsroom(organisation).filter(pk__in=pks):
        counts = counted.get(row.pk, {})
        if not counts:
            gone.append(stored_path(row))
            row.delete()
        elif row.counts != counts or row.total != sum(counts.values()):
            PublicList.objects.filter(pk=row.pk).update(counts=counts, total=sum(counts.values()))
    return gone


def listed(public_list: PublicList | None) -> Any:
    """The publications in a list, the newest news first; none where there is no such list."""
    if public_list is None:
        return Publication.objects.none()
    return (
        Publication.objects.filter(list_entries__public_list=public_list)
        .select_related("organisation", "fact_check__claim")
        .annotate(news_at=F("list_entries__news_at"))
        .order_by("-list_entries__news_at", "-pk")
    )
