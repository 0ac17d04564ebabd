"""Quotations in a later version of their text: what carries over by itself, and what never does."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.annotation.anchoring import Anchor, anchor
from claims.lib.problems import Problem
from claims.ops.benchmarks._edits import alterations, edit, quotations
from tests.annotation.texts import FERRY

NEWS = (
    "The island council met on Monday. It approved a budget of 42 million euros for the new school. "
    "Mayor Lena Brandt said the roof would last 30 years.\n\n"
    "Work begins in March 2026. The builder, Nordbau, has never missed a deadline. "
    "About 350 children live on the island.\n\n"
    "Parents had asked for a larger hall. The council turned that down because of the cost. "
    "A decision on the sports ground is expected in May."
)
OTHER = "Fishing quotas were cut again this year. The fleet counts nine boats, fewer than ever before.\n\n"


def find(words: str, new: str, *, old: str = NEWS) -> Anchor:
    start = old.index(words)
    return anchor(old, start, start + len(words), new)


def words_of(found: Anchor, new: str) -> str:
    assert found.start is not None and found.end is not None, found
    return new[found.start : found.end]


# What carries over by itself ---------------------------------------------------------------------------------


def test_an_unchanged_text_is_exact() -> None:
    found = find("It approved a budget of 42 million euros", NEWS)
    assert (found.state, found.why, found.same_surroundings) == ("exact", "", True)


def test_words_before_an_edit_further_down_are_exact() -> None:
    new = NEWS.replace("A decision on the sports ground is expected in May.", "The rest was put off.")
    assert find("Mayor Lena Brandt said the roof would last 30 years.", new).state == "exact"


def test_words_under_new_text_are_moved() -> None:
    words = "The builder, Nordbau, has never missed a deadline."
    found = find(words, OTHER + NEWS)
    assert (found.state, words_of(found, OTHER + NEWS)) == ("moved", words)
    assert found.same_surroundings
    assert str(len(OTHER)) in found.why


def test_a_paragraph_that_changed_places_is_moved() -> None:
    first, second, third = NEWS.split("\n\n")
    new = "\n\n".join((third, first, second))
    for words in ("a larger hall", "because of the cost", "the roof would last 30 years", "350 children"):
        found = find(words, new)
        assert (found.state, words_of(found, new)) == ("moved", words)


def test_a_paragraph_that_is_the_quotation_is_known_by_its_words() -> None:
    old = "One thing first.\n\nThe port will close for six weeks in winter.\n\nAnother thing next.\n\nA last one."
    new = "Another thing next.\n\nA last one.\n\nThe port will close for six weeks in winter.\n\nOne thing first."
    assert find("The port will close for six weeks in winter.", new, old=old).carries_over


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "She said “the roof – all of it – is new” on Monday.",
            'She said "the roof - all of it - is new" on Monday.',
        ),
        ("The mayor’s plan costs 42 million euros.", "The mayor's plan costs 42\u00a0million euros."),
        ("The cafe\u0301 lost 3\u2009percent of its guests.", "The caf\u00e9 lost 3 percent of its guests."),
        ("The co\u00adoperative paid in full\u2026 at last.", "The cooperative paid in full... at last."),
        ("The fleet has\nnine boats left.", "The fleet has nine\u200b boats  left."),
        (
            "The e\ufb03cient boat\u2014the last one\u2014sails.",
            "The efficient boat \u2013 the last one \u2013 sails.",
        ),
        ("Rain 🌧️ fell on 9 days.", "Rain 🌧 fell on 9 days."),
    ],
)
def test_typography_is_no_change(old: str, new: str) -> None:
    old, new = (
        f"Before it rained.\n\n{old}\n\nAfter it shone.",
        f"Before it rained.\n\n{new}\n\nAfter it shone.",
    )
    start, end = old.index("\n\n") + 2, old.rindex("\n\n")
    found = anchor(old, start, end, new)
    assert found.carries_over, found
    assert words_of(found, new) == new[new.index("\n\n") + 2 : new.rindex("\n\n")]


def test_offsets_are_code_points_past_emoji_and_marks() -> None:
    old = "🚢 First. The ferry ran 9 times a day in summer. Last."
    new = "👩‍🚀🚢🚢 Cafe\u0301! First. The ferry ran 9 times a day in summer. Last."
    found = find("ran 9 times a day", new, old=old)
    assert (found.state, words_of(found, new)) == ("moved", "ran 9 times a day")


def test_scripts_without_spaces_are_read_too() -> None:
    old = "第一段。今年的预算是四千二百万欧元。最后一段。"
    new = "新的一段。第一段。今年的预算是四千二百万欧元。最后一段。"
    assert words_of(find("预算是四千二百万欧元", new, old=old), new) == "预算是四千二百万欧元"
    assert not find("预算是四千二百万欧元", new.replace("四千", "五千"), old=old).carries_over


# What waits for a person -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "before", "after", "kind"),
    [
        ("a budget of 42 million euros", "42", "48", "number"),
        ("a budget of 42 million euros", "million", "billion", "number"),
        ("a budget of 42 million euros", "euros", "dollars", "unit"),
        ("Mayor Lena Brandt said the roof would last 30 years.", "years", "months", "unit"),
        ("Mayor Lena Brandt said the roof would last 30 years.", "would", "would not", "negation"),
        ("The builder, Nordbau, has never missed a deadline.", "never missed", "missed", "negation"),
        ("The builder, Nordbau, has never missed a deadline.", "Nordbau", "Südbau", "name"),
        ("Work begins in March 2026.", "March", "August", "date"),
        ("Work begins in March 2026.", "2026", "2027", "date"),
        ("Parents had asked for a larger hall.", "larger", "smaller", "other"),
    ],
)
def test_a_changed_word_proposes_the_place_and_names_the_change(
    words: str, before: str, after: str, kind: str
) -> None:
    new = NEWS.replace(words, words.replace(before, after))
    found = find(words, new)
    assert (found.state, words_of(found, new)) == ("drifted", words.replace(before, after))
    assert found.changes[0].kind == kind
    assert after.split()[-1] in found.why or kind == "negation"


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("costs 5 percent", "5", "-5"),
        ("costs 5 percent", "5", "5.5"),
        ("grew 10² times", "10²", "102"),
        ("5′ long", "5′", "5″"),
        ("the US army", "US", "us"),
        ("one in ten", "one in ten", "one-in-ten"),
    ],
)
def test_folding_never_hides_a_changed_figure(words: str, before: str, after: str) -> None:
    old = f"It was said that it {words} since then. So it goes."
    new = old.replace(before, after)
    start = old.index(words)
    assert anchor(old, start, start + len(words), new).state in ("drifted", "orphaned")


def test_the_same_words_in_a_denied_sentence_wait() -> None:
    new = NEWS.replace("It approved a budget", "It denied that it approved a budget")
    found = find("a budget of 42 million euros for the new school", new)
    assert (found.state, found.changes[0].kind) == ("drifted", "negation")


@pytest.mark.parametrize(
    "around",
    [
        "It was wrongly reported that {}.", "Allegedly, {}.", "{}, which is a hoax.", "The clerk doubts that {}.",
        "The mayor believes that {}.", "Nobody knows whether {}.", "If {}, she resigns.", "It is only rarely so: {}.",
    ],
)  # fmt: skip
def test_a_sentence_taken_into_another_waits(around: str) -> None:
    words = "Parents had asked for a larger hall"
    found = find(words, NEWS.replace(f"{words}.", around.format(words)))
    assert found.state == "drifted" and found.changes and found.start is not None


def test_the_same_words_about_somebody_else_wait() -> None:
    new = NEWS.replace("Mayor Lena Brandt", "Mayor Erik Holm")
    found = find("said the roof would last 30 years", new)
    assert (found.state, found.changes[0].kind) == ("drifted", "name")
    assert words_of(found, new) == "said the roof would last 30 years"


def test_words_quoted_in_a_correction_are_not_the_claim() -> None:
    words = "It approved a budget of 42 million euros for the new school."
    note = f"\n\nCorrection: an earlier version said: “{words}” That was wrong."
    new = NEWS.replace(words, "It approved a budget of 48 million euros for the new school.") + note
    found = find(words, new)
    assert (found.state, words_of(found, new)) == ("drifted", words.replace("42", "48"))


def test_words_that_now_stand_in_page_furniture_wait() -> None:
    words = "About 350 children live on the island."
    new = NEWS.replace(f" {words}", "") + f"\n\nRead next: {words} And more."
    first = new.index("Read next")
    start = NEWS.index(words)
    blocks: list[dict[str, object]] = [
        {"start": 0, "end": first, "role": "body"},
        {"start": first, "end": len(new), "role": "furniture"},
    ]
    assert not anchor(NEWS, start, start + len(words), new, blocks=blocks).carries_over


# Gone, twice, nearly the same --------------------------------------------------------------------------------


def test_a_deleted_quotation_is_orphaned() -> None:
    for words in ("About 350 children live on the island.", "a budget of 42 million euros"):
        found = find(words, NEWS.replace(words, ""))
        assert (found.state, found.start, found.end) == ("orphaned", None, None)


def test_a_deleted_quotation_does_not_settle_on_its_near_duplicate() -> None:
    near = " The council approved a budget of 42 million euros for the old school last year."
    old = NEWS + near
    words = "It approved a budget of 42 million euros for the new school."
    found = find(words, old.replace(f"{words} ", ""), old=old)
    assert found.start is None


def test_of_two_copies_each_keeps_its_own() -> None:
    words = "The fare is 3 euros."
    old = f"Adults pay more. {words} Tickets are sold on board.\n\n{NEWS}\n\nChildren ride too. {words} Dogs ride free."
    second = old.index(words, old.index(words) + 1)
    for start in (old.index(words), second):
        found = anchor(old, start, start + len(words), OTHER + old)
        assert (found.state, found.start) == ("moved", start + len(OTHER))
    gone = old.replace(
        f"Adults pay more. {words} Tickets are sold on board.", "Adults pay more. Tickets are sold."
    )
    assert anchor(old, old.index(words), old.index(words) + len(words), gone).start is None
    assert anchor(old, second, second + len(words), gone).carries_over


def test_two_copies_that_nothing_tells_apart_are_ambiguous() -> None:
    old = "Start. The boat is red and fast. End of it."
    new = "Start. The boat is red and fast. End of it. Start. The boat is red and fast. End of it."
    found = find("The boat is red and fast.", new, old=old)
    assert (found.state, found.start) == ("ambiguous", None)
    assert found.places == ((7, 32), (51, 76))


def test_a_new_second_copy_with_the_same_neighbours_is_ambiguous() -> None:
    block = "Ships wait outside. The harbour is closed on Sundays. Pilots stay ashore."
    old = f"{block}"
    new = f"{OTHER}{block}\n\n{OTHER}{block}\n\n{OTHER}"
    found = find("The harbour is closed on Sundays.", new, old=old)
    assert (found.state, found.start) == ("ambiguous", None)
    assert [new[start:end] for start, end in found.places] == ["The harbour is closed on Sundays."] * 2


def test_an_empty_new_text_orphans_everything() -> None:
    for new in ("", "   \n", "🚢"):
        assert find("About 350 children", new).state == "orphaned"


def test_marks_without_words_are_found_or_not_but_never_break() -> None:
    old = "Wow 🎉🎉 indeed. Yes."
    assert find("🎉🎉", "Oh. " + old, old=old).carries_over
    assert find("🎉🎉", "Wow indeed.", old=old).state == "orphaned"
    assert anchor("a  b", 1, 3, "a b").state in ("exact", "orphaned", "drifted")


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (4, 4), (5, 3), (0, len(NEWS) + 1)])
def test_a_span_outside_the_old_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(Problem) as refused:
        anchor(NEWS, start, end, NEWS)
    assert refused.value.code == "span.outside_text"


# On generated edits ------------------------------------------------------------------------------------------

VOCABULARY = OTHER.split() + "maybe soon large quickly stone paper eleven Hamburg".split()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.1, 0.25]))
def test_a_quotation_that_is_there_is_found_where_it_is(seed: int, rate: float) -> None:
    chance = random.Random(seed)
    text = chance.choice((NEWS, FERRY))
    for start, end in quotations(text, count=3, chance=chance):
        edited = edit(text, start, end, rate=rate, chance=chance, vocabulary=VOCABULARY, above=OTHER)
        found = anchor(text, start, end, edited.text)
        if found.start is None or found.end is None or edited.place is None:
            continue
        assert found.start < edited.place[1] and edited.place[0] < found.end
        if found.carries_over:
            assert edited.text[found.start : found.end].split() == text[start:end].split()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.1, 0.25, 0.4]))
def test_a_deleted_quotation_is_never_carried_over(seed: int, rate: float) -> None:
    chance = random.Random(seed)
    text = chance.choice((NEWS, FERRY))
    for start, end in quotations(text, count=3, chance=chance):
        edited = edit(
            text, start, end, rate=rate, chance=chance, vocabulary=VOCABULARY, above=OTHER, delete=True
        )
        assert not anchor(text, start, end, edited.text).carries_over


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_an_altered_figure_unit_name_date_or_negation_is_never_carried_over(seed: int) -> None:
    chance = random.Random(seed)
    text = chance.choice((NEWS, FERRY))
    for start, end in quotations(text, count=3, chance=chance):
        for altered in alterations(text, start, end):
            for new in (altered.text, OTHER + altered.text):
                assert not anchor(text, start, end, new).carries_over


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.data())
def test_any_two_texts_give_an_honest_answer(old: str, new: str, data: st.DataObject) -> None:
    if not old:
        return
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    found = anchor(old, start, end, new)
    if found.start is not None and found.end is not None:
        assert 0 <= found.start < found.end <= len(new)
    else:
        assert not found.carries_over
