"""What was written is read once, whatever the order in which transactions end and wherever a reader was cut off."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from claims.accounts.models import Organisation
from claims.history import ripples
from claims.history.models import Ripple
from claims.history.ripples import Place, catch_up, here, since


@pytest.fixture
def writers(transactional_db: None) -> Iterator[list[psycopg.Connection[Any]]]:
    settings = connection.get_connection_params()
    wanted = {
        key: settings[key] for key in ("dbname", "user", "password", "host", "port") if settings.get(key)
    }
    opened = [psycopg.connect(**wanted) for _ in range(4)]
    yield opened
    for each in opened:
        each.close()


def write(writer: psycopg.Connection[Any], organisation: int, row: int) -> None:
    writer.execute(
        "INSERT INTO claims_ripple (organisation_id, what, row_id, xid, at) "
        "VALUES (%s, 'event', %s, pg_current_xact_id()::text::bigint, clock_timestamp())",
        [organisation, row],
    )


@pytest.mark.parametrize("seed", range(5))
def test_it_reads_every_row_once_however_transactions_end(writers: list[Any], seed: int) -> None:
    chance = random.Random(seed)
    written: set[int] = set()
    waiting: dict[int, set[int]] = {n: set() for n in range(len(writers))}
    read: list[int] = []
    place = here()
    for row in range(1, 161):
        n = chance.randrange(len(writers))
        write(writers[n], 1, row)
        waiting[n].add(row)
        if chance.random() < 0.4:
            done = chance.randrange(len(writers))
            if chance.random() < 0.2:
                writers[done].rollback()
            else:
                writers[done].commit()
                written |= waiting[done]
            waiting[done] = set()
        if chance.random() < 0.3:
            place = _read_with_cuts(place, read, chance)
    for n, writer in enumerate(writers):
        writer.commit()
        written |= waiting[n]
    while place.upto or since(place).ripples:
        place = _read_with_cuts(place, read, chance)
    assert sorted(read) == sorted(written), f"seed {seed}"


def _read_with_cuts(place: Place, read: list[int], chance: random.Random) -> Place:
    """Read what there is; now and then the line breaks in the middle, and the last id is all that is known."""
    for begun, batch in catch_up(Place.parse(str(place)) or place):
        for at, ripple in enumerate(batch.ripples):
            if begun.upto and ripple.pk == begun.ripple and begun.part >= 0:
                continue
            read.append(ripple.row_id)
            if at < len(batch.ripples) - 1 and chance.random() < 0.1:
                return begun.within(batch.place.seen, ripple.pk, 0)
        place = batch.place
    return place


def test_it_is_not_held_up_by_a_transaction_that_goes_on(writers: list[Any]) -> None:
    place = here()
    write(writers[0], 1, 1)
    write(writers[1], 1, 2)
    writers[1].commit()
    first = since(place)
    assert [each.row_id for each in first.ripples] == [2]
    writers[0].commit()
    assert [each.row_id for each in since(first.place).ripples] == [1]


def test_it_tells_a_row_written_twice_once(writers: list[Any]) -> None:
    place = here()
    for row in (7, 8, 7):
        write(writers[0], 1, row)
        writers[0].commit()
    assert [each.row_id for each in since(place).ripples] == [8, 7]


def test_it_leaves_out_other_newsrooms(writers: list[Any]) -> None:
    place = here()
    write(writers[0], 1, 1)
    write(writers[0], 2, 2)
    writers[0].commit()
    assert [each.row_id for each in since(place, organisations=[2]).ripples] == [2]


def test_it_says_when_it_can_not_tell_any_more(writers: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    now = here()
    low, high, _ = now.seen.split(":")
    assert since(Place(now.at, f"{low}:{int(high) + 10_000}:")).lost  # of another database
    assert since(Place(now.at - 100_000, now.seen)).lost  # from before what is kept
    for row in range(4):
        write(writers[0], 1, row)
    writers[0].commit()
    assert since(now, most=3).lost
    assert not since(now, most=4).lost


@pytest.mark.parametrize(
    "text",
    ["", "x", "1~", "1~2:3", "1~2:3:4,", "1~2:3:~4:5:", "1~2:3:4~5:6:~7", "1~2:3:" + "4," * 5000 + "5"],
)
def test_it_takes_nothing_else_for_a_place(text: str) -> None:
    assert Place.parse(text) is None


def test_a_place_reads_as_it_was_written() -> None:
    for place in (Place(1, "2:3:"), Place(1, "2:9:4,5", "3:12:7", 41, 2)):
        assert Place.parse(str(place)) == place


@pytest.mark.django_db
def test_it_forgets_after_a_day(harbor: Organisation) -> None:
    from django.utils import timezone

    Ripple.objects.all().delete()
    for hours in (1, 30):
        Ripple.objects.create(
            organisation_id=harbor.pk, what="event", row_id=hours, xid=1,
            at=timezone.now() - timezone.timedelta(hours=hours),
        )  # fmt: skip
    ripples.forget_ripples()
    assert [each.row_id for each in Ripple.objects.all()] == [1]
