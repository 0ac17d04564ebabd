"""Searching the kept copies."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.intake.models import Snapshot
from claims.matching.models import Passage
from claims.matching.passages import index_snapshot, search, split
from tests import kept

TEXT = (
    "OpenAI announced on 20 February 2018 that Elon Musk would leave its board. He went on giving advice. "
    "The reason was Tesla. Nothing else was said. 🙂 Éric was there.\n\nRead next: ten things about rockets"
)


def test_it_cuts_at_paragraphs_and_after_three_sentences_and_covers_exact_words() -> None:
    passages = [TEXT[start:end] for start, end in split(TEXT)]
    assert passages[0].startswith("OpenAI announced") and passages[0].endswith("The reason was Tesla.")
    assert passages[1].startswith("Nothing else")
    assert all(len(passage) <= 600 for passage in passages)


def test_it_leaves_page_furniture_out() -> None:
    cut = TEXT.index("\n\n")
    blocks = [
        {"start": 0, "end": cut, "role": "body"},
        {"start": cut + 2, "end": len(TEXT), "role": "furniture"},
    ]
    assert not any("rockets" in TEXT[start:end] for start, end in split(TEXT, blocks))


def test_a_long_sentence_alone_is_one_passage_and_an_empty_text_has_none() -> None:
    assert split("") == []
    long = "word " * 200 + "end."
    assert split(long) == [(0, len(long))]


def test_indexing_twice_changes_nothing(ada: Actor) -> None:
    copy = kept.copy(ada, TEXT)
    before = list(Passage.objects.values_list("start", "end", "text").order_by("start"))
    index_snapshot(copy)
    assert list(Passage.objects.values_list("start", "end", "text").order_by("start")) == before


def test_it_finds_the_passage_and_gives_its_place_in_the_copy(ada: Actor) -> None:
    kept.copy(ada, "The weather was fine in Rome. Nobody minded the rain of the day before.")
    copy = kept.copy(ada, TEXT, title="When Musk left")
    hit = search(ada.organisation, "Musk left the board of OpenAI in February 2019")[0]
    assert hit.snapshot == copy
    assert TEXT[hit.start : hit.end] == hit.text
    assert "board" in hit.shared


def test_a_misspelt_name_still_finds_its_passages(ada: Actor) -> None:
    kept.copy(ada, "Sundar Pichai spoke at the meeting. It rained.")
    copy = kept.copy(ada, "The laboratory is led by Brockman and two others.")
    hits = search(ada.organisation, "Greg Brokman")
    assert [hit.snapshot for hit in hits] == [copy]


def test_the_title_tells_what_a_passage_is_about(ada: Actor) -> None:
    copy = kept.copy(
        ada, "The company raised its revenue by 14 percent.", title="Microsoft's results of 2019"
    )
    kept.copy(ada, "The company raised its revenue by 14 percent, too.", title="Results of a bakery")
    assert search(ada.organisation, "Microsoft raised its revenue by 14 percent")[0].snapshot == copy


def test_another_newsrooms_copies_are_never_found(ada: Actor, cleo: Actor) -> None:
    kept.copy(cleo, TEXT)
    assert search(ada.organisation, "Elon Musk board") == []


def test_copies_taken_down_excluded_sources_and_embargoes_are_left_out_inside_the_query(ada: Actor) -> None:
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
    gone = kept.copy(ada, TEXT, title="gone")
    own = kept.copy(ada, TEXT, title="own")
    kept.copy(ada, TEXT, title="embargo", published=tomorrow)
    shown = kept.copy(ada, TEXT, title="shown", published="2018-02-21")
    Snapshot.objects.filter(pk=gone.pk).update(
        text=None, blob=None, removed_at=timezone.now(), removal_reason="law"
    )
    hits = search(ada.organisation, "Elon Musk board", exclude_sources=[own.source_id])
    assert {hit.snapshot for hit in hits} == {shown}
    assert (
        search(ada.organisation, "Musk board", before=date(2017, 1, 1), exclude_sources=[own.source_id]) == []
    )


def test_a_copy_taken_down_loses_its_passages_when_indexed_again(ada: Actor) -> None:
    copy = kept.copy(ada, TEXT)
    Snapshot.objects.filter(pk=copy.pk).update(
        text=None, blob=None, removed_at=timezone.now(), removal_reason="law"
    )
    assert index_snapshot(copy) == 0
    assert not Passage.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "the of and", "'); DROP TABLE claims_passage; --", "a\\b ' \" & | ! <-> :*"]
)
def test_any_question_is_answered(ada: Actor, query: str) -> None:
    kept.copy(ada, TEXT)
    assert isinstance(search(ada.organisation, query), list)


def test_the_same_words_kept_twice_of_one_source_are_found_once(ada: Actor) -> None:
    first = kept.copy(ada, TEXT)
    second = kept.copy(ada, TEXT + " More.", source=first.source)
    hits = [hit for hit in search(ada.organisation, "Elon Musk board OpenAI") if "Musk" in hit.text]
    assert [hit.snapshot for hit in hits] == [second]
