"""W3C selectors: there and back, in code points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.annotation.selectors import (
    TextQuote,
    check_span,
    code_point_offset,
    places_of,
    quote_at,
    resolve,
    selectors_at,
    utf16_offset,
)
from claims.lib.problems import Problem

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("ab .\n\u0301\u200d\U0001f6a2\U0001f468\u4e2d\u05d0"),
        st.characters(exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=60,
)


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


@given(spans())
def test_what_was_selected_is_found_again(case: tuple[str, int, int]) -> None:
    text, start, end = case
    assert resolve(text, list(selectors_at(text, start, end))) == (start, end)


@given(spans())
def test_the_quote_is_among_its_own_places(case: tuple[str, int, int]) -> None:
    text, start, end = case
    quote = quote_at(text, start, end)
    assert len(quote.prefix) <= 32 and len(quote.suffix) <= 32
    assert (start, end) in places_of(text, quote)


@given(TEXTS)
def test_offsets_go_to_utf16_and_back(text: str) -> None:
    for offset in range(len(text) + 1):
        there = utf16_offset(text, offset)
        assert there == len(text[:offset].encode("utf-16-le")) // 2
        assert code_point_offset(text, there) == offset


def test_an_offset_inside_a_surrogate_pair_counts_as_before_it() -> None:
    assert code_point_offset("a\U0001f6a2b", 2) == 1
    assert code_point_offset("a\U0001f6a2b", 99) == 3


def test_a_position_that_disagrees_with_its_quote_is_passed_over() -> None:
    text = "The boat is new. The boat is red."
    selectors = [
        {"type": "TextPositionSelector", "start": 0, "end": 3},
        {"type": "TextQuoteSelector", "exact": "red", "prefix": "is ", "suffix": "."},
    ]
    assert resolve(text, list(selectors)) == (29, 32)


def test_context_tells_two_places_apart_and_without_it_nothing_is_guessed() -> None:
    text = "The boat is new. The boat is red."
    assert resolve(text, [{"type": "TextQuoteSelector", "exact": "boat", "suffix": " is red"}]) == (21, 25)
    assert resolve(text, [{"type": "TextQuoteSelector", "exact": "boat"}]) is None
    assert places_of(text, TextQuote("boat")) == [(4, 8), (21, 25)]
    assert places_of(text, TextQuote("")) == []


@pytest.mark.parametrize(
    ("selector", "pointer"),
    [
        ({"type": "TextQuoteSelector", "exact": ""}, "/exact"),
        ({"type": "TextPositionSelector", "start": "0", "end": 3}, "/start"),
        ({"type": "TextPositionSelector", "start": 0}, "/end"),
    ],
)
def test_a_malformed_selector_is_refused(selector: dict[str, object], pointer: str) -> None:
    with pytest.raises(Problem) as refused:
        resolve("The boat", [selector])
    assert refused.value.pointer == pointer


def test_every_wrong_offset_is_named() -> None:
    with pytest.raises(Problem) as refused:
        check_span("The boat", start=None, end=-1, pointer="/target")
    assert [error.pointer for error in refused.value.errors] == ["/target/start", "/target/end"]
