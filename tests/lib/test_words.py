"""Words cut short are cut between words, and say that something is missing."""

from __future__ import annotations

from claims.lib.words import shorten


def test_it_leaves_alone_what_fits() -> None:
    assert shorten("Half of the trees\nare oaks.", 30) == "Half of the trees are oaks."


def test_it_cuts_between_words_and_says_that_something_is_missing() -> None:
    assert (
        shorten("Microsoft reported revenue of $125.8 billion, it said", 30) == "Microsoft reported revenue…"
    )
    assert shorten("one, two, three", 11) == "one, two…"


def test_it_cuts_a_word_that_is_longer_than_the_room() -> None:
    assert shorten("Donaudampfschifffahrt", 10) == "Donaudamp…"
