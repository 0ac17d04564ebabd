"""Claims made and changed by hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.covering import cover, uncover
from claims.annotation.marking import edit, mark, remove, restore
from claims.annotation.models import Appearance, Claim
from claims.annotation.spanning import add_span, remove_span, respan, split
from claims.history.models import Event
from claims.intake.models import ArticleVersion
from claims.lib.problems import Conflict, NotFound, Problem, Refused, Stale
from tests.annotation.texts import FERRY, ferry, span


@pytest.fixture
def version(ada: Actor) -> ArticleVersion:
    return ferry(ada)


@pytest.fixture
def claim(version: ArticleVersion, ada: Actor) -> Claim:
    return mark(version, by=ada, **span(version, "Ridership fell by 12 percent in 2023"))


def test_it_marks_part_of_a_sentence_with_the_copys_words_around_it(claim: Claim) -> None:
    place = claim.appearances.get()
    assert (place.quote, place.prefix[-2:], place.suffix[:10]) == (
        "Ridership fell by 12 percent in 2023",
        "\n\n",
        ", the port",
    )
    assert len(place.prefix) == len(place.suffix) == 32
    assert (place.anchor, claim.kind, claim.number) == ("exact", "statistic", 1)


def test_it_reads_quantities_and_times_from_the_words(claim: Claim) -> None:
    assert [(each["value"], each["unit"]) for each in claim.quantities] == [(12.0, "percent")]
    assert claim.times[0]["from"] == "2023-01-01"


def test_it_records_who_marked_what(claim: Claim, ada: Actor) -> None:
    event = Event.objects.get(name="claim.marked")
    assert (event.subject_uid, event.actor_id) == (claim.uid, ada.user.pk)
    assert event.data["after"] == {"start": 88, "end": 124}


def test_it_counts_code_points_past_emoji_and_combining_marks(ada: Actor) -> None:
    version = ferry(ada, "🚢🚢 Cafe\u0301 owners lost 3 percent.")
    claim = mark(version, by=ada, **span(version, "owners lost 3 percent"))
    assert claim.appearances.get().quote == "owners lost 3 percent"


def test_it_leaves_white_space_at_the_edges_out(version: ArticleVersion, ada: Actor) -> None:
    place = span(version, " Most passengers are commuters ")
    assert mark(version, by=ada, **place).appearances.get().quote == "Most passengers are commuters"


@pytest.mark.parametrize(
    ("start", "end", "code", "pointer"),
    [
        (0, len(FERRY) + 1, "span.outside_text", "/end"),
        (len(FERRY) + 5, len(FERRY) + 9, "span.outside_text", "/start"),
        (20, 20, "span.empty", "/end"),
        (20, 10, "span.empty", "/end"),
        (FERRY.index("\n\n"), FERRY.index("\n\n") + 2, "span.blank", "/start"),
        (-3, 5, "span.not_a_number", "/start"),
        (0, "7", "span.not_a_number", "/end"),
        (True, 7, "span.not_a_number", "/start"),
    ],
)
def test_it_refuses_offsets_that_are_none_of_the_text(
    version: ArticleVersion, ada: Actor, start: Any, end: Any, code: str, pointer: str
) -> None:
    with pytest.raises(Problem) as refused:
        mark(version, by=ada, start=start, end=end)
    assert (refused.value.code, refused.value.status, refused.value.pointer) == (code, 422, pointer)
    assert not Claim.objects.exists()


def test_it_does_not_know_another_newsrooms_version(version: ArticleVersion, cleo: Actor) -> None:
    with pytest.raises(NotFound):
        mark(version, by=cleo, start=0, end=10)


def test_it_refuses_a_reader(version: ArticleVersion, dev: Actor) -> None:
    with pytest.raises(Refused):
        mark(version, by=dev, start=0, end=10)


def test_two_claims_may_overlap(version: ArticleVersion, ada: Actor) -> None:
    words = "A survey of 400 passengers found that 61 percent would pay more"
    outer = mark(version, by=ada, **span(version, words))
    inner = mark(version, by=ada, **span(version, "61 percent would pay more"))
    assert (outer.number, inner.number) == (1, 2)


def test_a_marked_plan_is_kept_open_with_checkpoints(version: ArticleVersion, ada: Actor) -> None:
    words = "Tom Reed, promised that fares would not rise before 2030"
    claim = mark(version, by=ada, kind="promise", claimant="Tom Reed", **span(version, words))
    assert (claim.prediction.state, claim.claimant.name) == ("open", "Tom Reed")
    assert claim.prediction.horizon_on.year in (2029, 2030)
    assert claim.prediction.checkpoints.exists()


def test_the_database_refuses_words_that_do_not_stand_there(claim: Claim) -> None:
    place = claim.appearances.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appearance.objects.filter(pk=place.pk).update(quote="Ridership fell by 21 percent in 2023")


# Editing -----------------------------------------------------------------------------------------------------


def test_an_edit_keeps_before_and_after(claim: Claim, ada: Actor) -> None:
    edit(claim, by=ada, row_version=1, changes={"kind": "event", "claimant": "Port Authority"})
    event = Event.objects.get(name="claim.changed")
    assert event.data["before"]["kind"] == "statistic"
    assert event.data["after"]["claimant"] == Claim.objects.get().claimant.uid
    assert claim.row_version == 2


def test_an_edit_that_changes_nothing_leaves_no_trace(claim: Claim, ada: Actor) -> None:
    edit(claim, by=ada, row_version=1, changes={"statement": claim.statement})
    assert not Event.objects.filter(name="claim.changed").exists()
    assert claim.row_version == 1


def test_it_names_the_very_field_that_is_wrong(claim: Claim, ada: Actor) -> None:
    changes = {
        "quantities": [{"value": "many", "comparator": "≈", "unit": "percent", "text": "12 percent"}],
        "times": [{"from": "2023-02-30"}, {"from": "2024-01-01", "to": "2023-01-01"}],
        "kind": "rumour",
        "statement": "  ",
        "priority": 10,
        "is_ambiguous": "yes",
        "claimed_on": "yesterday",
        "colour": "red",
    }
    with pytest.raises(Problem) as refused:
        edit(claim, by=ada, row_version=1, changes=changes)
    assert {error.pointer for error in refused.value.errors} == {
        "/quantities/0/value", "/quantities/0/comparator", "/times/0/from", "/times/1/to", "/kind", "/statement",
        "/priority", "/is_ambiguous", "/claimed_on", "/colour",
    }  # fmt: skip


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, None])
def test_it_refuses_a_value_that_is_no_number(claim: Claim, ada: Actor, value: Any) -> None:
    with pytest.raises(Problem) as refused:
        edit(claim, by=ada, row_version=1, changes={"quantities": [{"value": value}]})
    assert refused.value.pointer == "/quantities/0/value"


def test_a_stale_edit_shows_how_it_stands(claim: Claim, ada: Actor, ben: Actor) -> None:
    edit(Claim.objects.get(pk=claim.pk), by=ben, row_version=1, changes={"priority": 3})
    with pytest.raises(Stale) as refused:
        edit(claim, by=ada, row_version=1, changes={"priority": 5})
    assert refused.value.current.priority == 3


def test_a_claim_made_a_forecast_gets_its_open_end(claim: Claim, ada: Actor) -> None:
    facts = {"probability": 0.5, "horizon_on": "2099-12-31", "subject": "AGI"}
    edit(claim, by=ada, row_version=1, changes={"kind": "prediction", "prediction": facts})
    assert (claim.prediction.probability, claim.prediction.horizon_on.year) == (0.5, 2099)


def test_it_refuses_a_probability_above_one(claim: Claim, ada: Actor) -> None:
    with pytest.raises(Problem) as refused:
        edit(claim, by=ada, row_version=1, changes={"kind": "prediction", "prediction": {"probability": 50}})
    assert refused.value.pointer == "/prediction/probability"
    assert Claim.objects.get().kind == "statistic"


def test_only_a_forecast_or_plan_has_a_probability(claim: Claim, ada: Actor) -> None:
    with pytest.raises(Problem) as refused:
        edit(claim, by=ada, row_version=1, changes={"prediction": {"probability": 0.5}})
    assert refused.value.code == "prediction.not_kept_open"


def test_the_wording_of_a_published_claim_is_fixed(claim: Claim, ada: Actor) -> None:
    Claim.objects.filter(pk=claim.pk).update(frozen_at=timezone.now())
    claim.refresh_from_db()
    with pytest.raises(Conflict) as refused:
        edit(claim, by=ada, row_version=None, changes={"statement": "Ridership fell by 21 percent."})
    assert refused.value.code == "claim.published"
    edit(claim, by=ada, row_version=None, changes={"priority": 2})
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(statement="Another one.")


# Places ------------------------------------------------------------------------------------------------------


def test_a_place_is_widened_and_narrowed(claim: Claim, version: ArticleVersion, ada: Actor) -> None:
    place = claim.appearances.get()
    respan(place, by=ada, **span(version, "Ridership fell by 12 percent in 2023, the port authority said."))
    assert place.quote.endswith("said.")
    respan(place, by=ada, **span(version, "fell by 12 percent"))
    assert (place.quote, place.prefix[-10:]) == ("fell by 12 percent", "Ridership ")
    assert Event.objects.filter(name="appearance.moved").count() == 2


def test_a_claim_has_several_places(claim: Claim, version: ArticleVersion, ada: Actor) -> None:
    where = span(version, "Most passengers are commuters")
    second = add_span(claim, by=ada, version=version, **where)
    assert add_span(claim, by=ada, version=version, **where) == second
    assert claim.appearances.count() == 2
    remove_span(second, by=ada)
    assert claim.appearances.standing().count() == 1


def test_the_only_place_stays(claim: Claim, ada: Actor) -> None:
    with pytest.raises(Conflict) as refused:
        remove_span(claim.appearances.get(), by=ada)
    assert refused.value.code == "appearance.only_one"


def test_a_place_belongs_to_the_claims_own_article(claim: Claim, ada: Actor) -> None:
    other = ferry(ada, "Another text altogether.")
    with pytest.raises(Problem) as refused:
        add_span(claim, by=ada, version=other, start=0, end=7)
    assert (refused.value.code, refused.value.pointer) == ("version.other_article", "/version")


def test_a_stranger_finds_no_place(claim: Claim, cleo: Actor) -> None:
    with pytest.raises(NotFound):
        respan(claim.appearances.get(), by=cleo, start=0, end=5)


# Splitting, covering, taking back ------------------------------------------------------------------------------


def spans_of(version: ArticleVersion, *passages: str) -> list[tuple[int, int]]:
    return [(where["start"], where["end"]) for where in (span(version, words) for words in passages)]


def test_a_split_claim_keeps_its_number_and_gets_parts(version: ArticleVersion, ada: Actor) -> None:
    words = "Ridership fell by 12 percent in 2023, the port authority said. Most passengers are commuters"
    claim = mark(version, by=ada, **span(version, words))
    first, second = split(
        claim,
        by=ada,
        spans=spans_of(version, "Ridership fell by 12 percent in 2023", "Most passengers are commuters"),
    )
    assert (first.pk, first.number, second.number, second.split_from) == (claim.pk, 1, 2, first)
    assert first.statement == "Ridership fell by 12 percent in 2023"
    assert second.appearances.get().quote == "Most passengers are commuters"
    assert Event.objects.filter(name="claim.split").count() == 1


@pytest.mark.parametrize("passages", [(), ("fell by 12 percent",), ("fell by 12 percent",) * 2])
def test_it_takes_two_passages_to_split(
    claim: Claim, version: ArticleVersion, ada: Actor, passages: tuple[str, ...]
) -> None:
    with pytest.raises(Problem) as refused:
        split(claim, by=ada, spans=spans_of(version, *passages))
    assert (refused.value.code, refused.value.pointer) == ("split.too_few", "/spans")


def test_a_wrong_part_is_named_by_its_place_in_the_list(claim: Claim, ada: Actor) -> None:
    with pytest.raises(Problem) as refused:
        split(claim, by=ada, spans=[(0, 5), (9, 9)])
    assert refused.value.pointer == "/spans/1/end"
    assert Claim.objects.count() == 1


def test_a_covered_claim_points_at_the_one_that_stands_for_it(
    claim: Claim, version: ArticleVersion, ada: Actor
) -> None:
    other = mark(version, by=ada, **span(version, "Ridership fell"))
    cover(other, by=ada, other=claim)
    cover(other, by=ada, other=claim)
    assert other.same_as == claim
    assert Event.objects.filter(name="claim.covered").count() == 1
    uncover(other, by=ada)
    assert other.same_as is None


def test_covering_never_makes_a_chain(claim: Claim, version: ArticleVersion, ada: Actor) -> None:
    second = mark(version, by=ada, **span(version, "Ridership fell"))
    third = mark(version, by=ada, **span(version, "fell by 12 percent"))
    cover(second, by=ada, other=claim)
    with pytest.raises(Problem) as refused:
        cover(third, by=ada, other=second)
    assert (refused.value.code, refused.value.pointer) == ("cover.chain", "/other")
    with pytest.raises(Conflict):
        cover(claim, by=ada, other=third)
    with pytest.raises(Problem):
        cover(claim, by=ada, other=claim)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=third.pk).update(same_as=second)


def test_a_claim_is_not_covered_by_another_newsrooms(claim: Claim, cleo: Actor, ada: Actor) -> None:
    theirs = mark(ferry(cleo), by=cleo, start=0, end=11)
    with pytest.raises(NotFound):
        cover(claim, by=ada, other=theirs)


def test_a_claim_is_taken_back_and_brought_back(claim: Claim, ada: Actor) -> None:
    remove(claim, by=ada)
    assert not Claim.objects.active().exists()
    with pytest.raises(NotFound):
        edit(claim, by=ada, row_version=None, changes={"priority": 1})
    restore(claim, by=ada)
    assert Claim.objects.active().get().number == 1


def test_a_published_claim_is_not_taken_back(claim: Claim, ada: Actor) -> None:
    Claim.objects.filter(pk=claim.pk).update(frozen_at=timezone.now())
    with pytest.raises(Conflict) as refused:
        remove(claim, by=ada)
    assert refused.value.code == "claim.published"
