"""A changed text: claims that surely stand there again, and those that a person has to place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from claims.accounts.acting import Actor
from claims.annotation.deciding import accept
from claims.annotation.marking import mark, remove
from claims.annotation.models import Appearance, Claim
from claims.annotation.placing import (
    carry_over,
    leave_out,
    place_again,
    proposed_difference,
    proposed_words,
    take_back_placing,
)
from claims.annotation.suggesting import keep
from claims.history.models import Event
from claims.intake.models import ArticleVersion
from claims.intake.submitting import add_version_text, submit_text
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from tests.annotation.test_suggesting import proposals
from tests.annotation.texts import FERRY, FERRY_LATER, ferry, next_version, span

SAME = "61 percent would pay more for a quieter boat"
CHANGED = "three electric ferries for 42 million euros"
GONE = "The board expects the first ferry by the end of 2027."


@pytest.fixture
def version(ada: Actor) -> ArticleVersion:
    return ferry(ada)


@pytest.fixture
def places(version: ArticleVersion, ada: Actor) -> dict[str, Appearance]:
    """The three claims' places in version 2, by their words in version 1."""
    claims = {words: mark(version, by=ada, **span(version, words)) for words in (SAME, CHANGED, GONE)}
    later = next_version(version, FERRY_LATER)
    carry_over(later)
    return {words: claim.appearances.get(version=later) for words, claim in claims.items()}


def test_the_same_words_stand_by_themselves(places: dict[str, Appearance]) -> None:
    place = places[SAME]
    assert (place.anchor, place.quote, place.confirmed_by) == ("moved", SAME, None)
    assert place.start == FERRY_LATER.index(SAME)
    assert place.previous is not None and place.previous.start == FERRY.index(SAME)


def test_a_changed_number_waits_for_a_person_and_says_so(places: dict[str, Appearance]) -> None:
    place = places[CHANGED]
    assert (place.anchor, place.start) == ("drifted", None)
    assert proposed_words(place) == "three electric ferries for 48 million euros"
    assert place.why == [
        {"kind": "number", "before": "42", "after": "48", "words": "number changed: 42 → 48"}
    ]
    assert ("delete", "42 ") in proposed_difference(place)


def test_gone_words_are_orphaned_and_propose_nothing(places: dict[str, Appearance]) -> None:
    place = places[GONE]
    assert (place.anchor, place.start, place.proposed_start) == ("orphaned", None, None)
    assert place.quote == GONE
    assert proposed_difference(place) == []


def test_it_records_how_many_stand_and_how_many_wait(places: dict[str, Appearance]) -> None:
    event = Event.objects.get(name="anchors.carried")
    assert event.data["counts"] == {"moved": 1, "drifted": 1, "orphaned": 1}
    assert event.actor_kind == "system"
    assert Appearance.objects.to_place().count() == 2


def test_carrying_over_twice_makes_nothing_twice(places: dict[str, Appearance]) -> None:
    later = places[SAME].version
    assert carry_over(later) == []
    assert later.appearances.count() == 3


def test_the_old_places_stay_as_they_were(places: dict[str, Appearance]) -> None:
    old = places[CHANGED].previous
    assert old is not None
    assert (old.quote, old.version.n, old.anchor) == (CHANGED, 1, "exact")


def test_the_database_refuses_a_drifted_place_nobody_confirmed(places: dict[str, Appearance]) -> None:
    place = places[CHANGED]
    with pytest.raises(IntegrityError), transaction.atomic():
        Appearance.objects.filter(pk=place.pk).update(
            start=place.proposed_start, end=place.proposed_end, quote=proposed_words(place)
        )


def test_a_person_places_it_again(places: dict[str, Appearance], ada: Actor) -> None:
    place = places[CHANGED]
    assert place.proposed_start is not None and place.proposed_end is not None
    place_again(place, by=ada, start=place.proposed_start, end=place.proposed_end)
    place_again(place, by=ada, start=place.proposed_start, end=place.proposed_end)
    assert (place.quote, place.anchor) == ("three electric ferries for 48 million euros", "drifted")
    assert (place.confirmed_by, place.confirmed_at is not None) == (ada.user, True)
    assert Event.objects.filter(name="appearance.placed").count() == 1


def test_two_people_do_not_place_it_in_two_places(
    places: dict[str, Appearance], ada: Actor, ben: Actor
) -> None:
    place = places[GONE]
    place_again(place, by=ada, start=0, end=10)
    with pytest.raises(Conflict) as refused:
        place_again(place, by=ben, start=20, end=30)
    assert refused.value.code == "appearance.placed"


def test_placing_needs_a_place_in_the_text(places: dict[str, Appearance], ada: Actor) -> None:
    with pytest.raises(Problem) as refused:
        place_again(places[GONE], by=ada, start=0, end=len(FERRY_LATER) + 1)
    assert refused.value.pointer == "/end"


def test_a_reader_and_a_stranger_place_nothing(
    places: dict[str, Appearance], dev: Actor, cleo: Actor
) -> None:
    for by, refusal in ((dev, Refused), (cleo, NotFound)):
        with pytest.raises(refusal):
            place_again(places[GONE], by=by, start=0, end=10)
        with pytest.raises(refusal):
            leave_out(places[GONE], by=by)


def test_a_claim_that_is_gone_is_left_out_of_this_version_and_the_next(
    places: dict[str, Appearance], ada: Actor
) -> None:
    place = leave_out(places[GONE], by=ada)
    leave_out(place, by=ada)
    assert place.left_out_at is not None
    assert Event.objects.filter(name="appearance.left_out").count() == 1
    third = next_version(place.version, FERRY_LATER + "\n\nMore later.")
    assert {each.claim.pk for each in carry_over(third)} == {
        places[SAME].claim.pk, places[CHANGED].claim.pk,
    }  # fmt: skip


def test_a_placed_claim_is_not_left_out(places: dict[str, Appearance], ada: Actor) -> None:
    with pytest.raises(Conflict):
        leave_out(places[SAME], by=ada)


def test_a_placing_is_taken_back(places: dict[str, Appearance], ada: Actor) -> None:
    place = place_again(places[GONE], by=ada, start=0, end=10)
    take_back_placing(place, by=ada)
    assert (place.start, place.quote, place.confirmed_by) == (None, GONE, None)
    with pytest.raises(Conflict):
        take_back_placing(places[SAME], by=ada)


def test_words_that_come_back_are_found_from_where_they_stood_last(
    places: dict[str, Appearance], version: ArticleVersion
) -> None:
    third = next_version(places[GONE].version, FERRY)
    carry_over(third)
    back = {each.claim.pk: each for each in third.appearances.all()}
    assert {words: back[place.claim.pk].anchor for words, place in places.items()} == {
        SAME: "moved", CHANGED: "exact", GONE: "exact",
    }  # fmt: skip
    assert not Appearance.objects.to_place().exists()


def test_a_claim_taken_back_is_not_carried_over(version: ArticleVersion, ada: Actor) -> None:
    remove(mark(version, by=ada, **span(version, SAME)), by=ada)
    assert carry_over(next_version(version, FERRY_LATER)) == []


def test_a_claim_made_late_in_an_old_version_is_carried_over_at_once(
    version: ArticleVersion, ada: Actor
) -> None:
    later = next_version(version, FERRY_LATER)
    carry_over(later)
    claim = mark(version, by=ada, **span(version, SAME))
    assert claim.appearances.get(version=later).quote == SAME
    (suggestion,) = keep(version, proposals(version, CHANGED))
    assert accept(suggestion, by=ada).appearances.get(version=later).anchor == "drifted"


def test_each_of_several_places_is_carried_over(version: ArticleVersion, ada: Actor) -> None:
    from claims.annotation.spanning import add_span

    claim = mark(version, by=ada, **span(version, SAME))
    add_span(claim, by=ada, version=version, **span(version, "Ridership fell by 12 percent"))
    later = next_version(version, FERRY_LATER)
    carry_over(later)
    assert sorted(each.quote for each in claim.appearances.filter(version=later)) == [
        SAME, "Ridership fell by 12 percent",
    ]  # fmt: skip


def test_it_works_through_the_door_and_the_jobs(ada: Actor, run_due: Callable[..., int]) -> None:
    article = submit_text(by=ada, text=FERRY, title="Ferries")
    run_due(["models"])
    claim = mark(article.latest, by=ada, **span(article.latest, SAME))
    version, is_new = add_version_text(article, by=ada, text=FERRY_LATER)
    run_due(["models"])
    assert is_new
    assert claim.appearances.get(version=version).quote == SAME
    same, is_new = add_version_text(article, by=ada, text=FERRY_LATER)
    assert (same, is_new) == (version, False)
    assert Claim.objects.count() == 1
