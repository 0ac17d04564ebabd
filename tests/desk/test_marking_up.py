"""A text with overlapping places becomes paragraphs of pieces, and no character is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.desk.marking_up import Place, marked_blocks
from claims.desk.spans import MOVES, moved, parts_of
from claims.lib.problems import Problem

TEXT = "One 🚢 ship sank. Two ships swam.\n\nRead next"
BLOCKS = [{"start": 0, "end": 32, "role": "body"}, {"start": 34, "end": 43, "role": "furniture"}]
SENTENCES = [[0, 16], [17, 32]]


def words(blocks: list) -> str:
    return "\n\n".join("".join(piece.text for piece in block.pieces) for block in blocks)


def test_it_keeps_every_character_of_every_block() -> None:
    assert words(marked_blocks(TEXT, BLOCKS, [Place(4, 10, "a"), Place(6, 40, "b")])) == TEXT


def test_a_piece_looks_like_the_shortest_of_its_places() -> None:
    block = marked_blocks(TEXT, BLOCKS, [Place(0, 32, "long"), Place(4, 10, "short")])[0]
    assert [(piece.text, piece.keys, piece.top and piece.top.key) for piece in block.pieces] == [
        ("One ", "long", "long"),
        ("🚢 ship", "long short", "short"),
        (" sank. Two ships swam.", "long", "long"),
    ]


def test_a_piece_looks_like_the_chosen_place_even_where_another_is_shorter() -> None:
    block = marked_blocks(TEXT, BLOCKS, [Place(0, 32, "long", selected=True), Place(4, 10, "short")])[0]
    assert {piece.top.key for piece in block.pieces if piece.top} == {"long"}


def test_a_place_begins_and_ends_once() -> None:
    blocks = marked_blocks(TEXT, BLOCKS, [Place(17, 38, "over the edge")])
    pieces = [piece for block in blocks for piece in block.pieces]
    assert [place.key for piece in pieces for place in piece.starting] == ["over the edge"]


def test_words_that_no_block_covers_are_shown_too() -> None:
    blocks = marked_blocks(
        "first\n\nforgotten\n\nlast", [{"start": 0, "end": 5}, {"start": 18, "end": 22}], []
    )
    assert words(blocks) == "first\n\nforgotten\n\nlast"


def test_furniture_says_where_its_run_ends() -> None:
    blocks = [{"start": 0, "end": 3, "role": "furniture"}, {"start": 4, "end": 8, "role": "furniture"}]
    assert [block.ends_run for block in marked_blocks("One 🚢 ship", blocks, [])] == [False, True, True]


@given(st.lists(st.tuples(st.integers(0, 43), st.integers(1, 30)), max_size=8))
def test_it_keeps_every_character_whatever_the_places(spans: list[tuple[int, int]]) -> None:
    places = [Place(start, min(43, start + length), str(n)) for n, (start, length) in enumerate(spans)]
    assert words(marked_blocks(TEXT, BLOCKS, [place for place in places if place.end > place.start])) == TEXT


@pytest.mark.parametrize(
    ("move", "left"),
    [
        ("start-back", "🚢 ship sank."),
        ("start-on", "sank."),
        ("end-back", "ship"),
        ("end-on", "ship sank. Two"),
        ("sentence", "One 🚢 ship sank."),
        ("next-sentence", "ship sank. Two ships swam."),
    ],
)
def test_a_stretch_moves_by_words_and_sentences(move: str, left: str) -> None:
    start = TEXT.index("ship sank.")
    start_end = moved(TEXT, SENTENCES, start, start + len("ship sank."), move)
    assert TEXT[slice(*start_end)] == left


def test_it_names_every_move_it_knows() -> None:
    for move, _ in MOVES:
        moved(TEXT, SENTENCES, 4, 15, move)


@pytest.mark.parametrize(("move", "code"), [("end-back", "span.empty"), ("sideways", "span.move_unknown")])
def test_it_refuses_a_move_that_leaves_nothing(move: str, code: str) -> None:
    with pytest.raises(Problem) as refused:
        moved("One ship", [[0, 8]], 4, 8, move)
    assert refused.value.code == code


def test_typed_lines_name_the_parts_of_a_stretch() -> None:
    text = "He said: the ship sank and the crew swam."
    spans = parts_of(text, 9, len(text), "the ship  sank\r\nthe crew swam\n")
    assert [text[start:end] for start, end in spans] == ["the ship sank", "the crew swam"]


@pytest.mark.parametrize(("typed", "code"), [("the ship", "split.one_part"), ("a\nboat", "split.not_found")])
def test_lines_that_are_no_parts_are_refused_at_their_field(typed: str, code: str) -> None:
    with pytest.raises(Problem) as refused:
        parts_of("the ship sank", 0, 13, typed)
    assert refused.value.code == code
    assert refused.value.pointer == "/parts"
