"""Finding the words of a quotation in a copy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.annotation.folding import fold
from claims.evidence.locating import locate
from claims.lib.problems import Problem

TEXT = "He said: “It’s  five years – not more”.\nShe said 🙂: it's five years. It's five years."


def refused(**asked: object) -> Problem:
    with pytest.raises(Problem) as caught:
        locate(TEXT, **asked)  # type: ignore[arg-type]
    return caught.value


def test_it_finds_words_letter_for_letter() -> None:
    assert locate(TEXT, quote="not more") == (TEXT.index("not more"), TEXT.index("not more") + 8)


def test_it_finds_words_past_typography_and_gives_the_copys_place() -> None:
    start, end = locate(TEXT, quote="It's five years - not more")
    assert TEXT[start:end] == "It’s  five years – not more"


def test_offsets_count_and_count_code_points() -> None:
    at = TEXT.index("it's five")
    assert locate(TEXT, start=at, end=at + 4) == (at, at + 4)
    assert locate(TEXT, start=at, end=at + 4, quote="it’s") == (at, at + 4)


def test_offsets_that_disagree_with_the_words_are_refused() -> None:
    problem = refused(start=0, end=7, quote="She said")
    assert (problem.code, problem.pointer) == ("quote.not_at_offsets", "/quote")


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (0, 10_000, "span.outside_text"),
        (5, 5, "span.empty"),
        (-1, 4, "span.not_a_number"),
        (None, 4, "span.not_a_number"),
        ("0", 4, "span.not_a_number"),
    ],
)
def test_offsets_outside_the_text_are_refused_at_their_field(start: object, end: object, code: str) -> None:
    problem = refused(start=start, end=end)
    assert problem.code == code and problem.pointer in ("/start", "/end")


def test_words_that_are_not_there_are_refused_with_how_the_copy_goes_on() -> None:
    problem = refused(quote="It's five years - not less than that")
    assert (problem.code, problem.pointer) == ("quote.not_in_copy", "/quote")
    assert "not more" in problem.next_step


def test_words_in_two_places_ask_for_what_stands_around_them() -> None:
    problem = refused(quote="five years")
    assert problem.code == "quote.ambiguous" and "prefix" in problem.next_step
    start, _ = locate(TEXT, quote="five years", prefix="🙂: it's")
    assert TEXT[start - 5 : start + 4] == "it's five"
    start, _ = locate(TEXT, quote="five years", prefix=". It's")
    assert TEXT[start - 5 : start + 4] == "It's five" and start > TEXT.index("She")


def test_a_prefix_that_fits_no_place_leaves_nothing() -> None:
    with pytest.raises(Problem, match="nowhere with"):
        locate("a b a b", quote="b", prefix="zzz")


@pytest.mark.parametrize("quote", ["", "   ", "\u00ad"])
def test_nothing_is_no_quotation(quote: str) -> None:
    assert refused(quote=quote).pointer == "/quote"


def test_half_a_book_is_refused() -> None:
    with pytest.raises(Problem, match="is the most"):
        locate("word " * 2000, start=0, end=9000)


@given(st.text(min_size=1, max_size=200), st.data())
def test_what_is_found_holds_the_copys_own_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    try:
        first, last = locate(text, quote=text[start:end])
    except Problem as problem:
        visible = text[start:end].strip("\u00ad\u200b\u2060\ufeff\ufe0e\ufe0f").strip()
        assert problem.code in ("quote.ambiguous", "quote.cuts_word") or not visible
    else:
        assert fold(text[first:last]).text.strip() == fold(text[start:end]).text.strip()
