"""The word diff: exact, readable, and quick enough for a long article."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from claims.intake.differences import word_diff

TEXTS = st.text(st.sampled_from("ab c.\n1é"), max_size=80)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_put_together_again(old, new):
    changes = word_diff(old, new)
    assert "".join(text for kind, text in changes if kind != "insert") == old
    assert "".join(text for kind, text in changes if kind != "delete") == new
    assert all(text for _, text in changes)


def test_the_same_text_has_no_change():
    assert word_diff("One line.\n\nTwo.", "One line.\n\nTwo.") == [("equal", "One line.\n\nTwo.")]
    assert word_diff("", "") == []


def test_whole_words_and_figures_change():
    assert word_diff("It invests $1 billion over five years.", "It invests $1.5 billion over ten years.") == [
        ("equal", "It invests $"),
        ("delete", "1 "),
        ("insert", "1.5 "),
        ("equal", "billion over "),
        ("delete", "five "),
        ("insert", "ten "),
        ("equal", "years."),
    ]


def test_a_new_paragraph_is_one_insertion():
    assert word_diff("One.\n\nThree.", "One.\n\nTwo.\n\nThree.") == [
        ("equal", "One.\n\n"),
        ("insert", "Two.\n\n"),
        ("equal", "Three."),
    ]


def test_a_long_article_takes_no_time():
    old = " ".join(f"word{n % 700}" for n in range(20_000))
    new = " ".join(f"word{n % 700}" if n % 9 else "other" for n in range(20_000))
    started = time.process_time()
    word_diff(old, new)
    assert time.process_time() - started < 5
