"""Sentences as spans: exact offsets, abbreviations, quotations, and texts that are hardly texts."""

import time

import pytest

from claims.annotation.sentences import LONGEST, sentence_spans


def sentences(text):
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The lab grew. It moved.", ["The lab grew.", "It moved."]),
        ("Dr. Lee of Acme Corp. said so. He left.", ["Dr. Lee of Acme Corp. said so.", "He left."]),
        ("The U.S. Senate met on Jan. 5. It voted.", ["The U.S. Senate met on Jan. 5.", "It voted."]),
        ("He works in the U.S. The rest is abroad.", ["He works in the U.S.", "The rest is abroad."]),
        ("Work on A.G.I., he said, goes on. Slowly.", ["Work on A.G.I., he said, goes on.", "Slowly."]),
        ("Shares rose 2.5% to $16.50. Bonds fell.", ["Shares rose 2.5% to $16.50.", "Bonds fell."]),
        ("“It works. We checked.” Then she left.", ["“It works.", "We checked.”", "Then she left."]),
        ("“Does it work?” Lee asked. Nobody knew.", ["“Does it work?” Lee asked.", "Nobody knew."]),
        ("J. R. Smith wrote it. We read it.", ["J. R. Smith wrote it.", "We read it."]),
        ("Minister P. K. Rao said so. He left.", ["Minister P. K. Rao said so.", "He left."]),
        ("It opens at 5 p.m. on Monday. Come early.", ["It opens at 5 p.m. on Monday.", "Come early."]),
        ("The deal closed in May.The firm grew.", ["The deal closed in May.", "The firm grew."]),
        ("Well ... maybe. Or not!", ["Well ... maybe.", "Or not!"]),
        ("They closed it.Searches went on.", ["They closed it.", "Searches went on."]),
        ("It grew for years.A series of falls came.", ["It grew for years.", "A series of falls came."]),
        ("Who pays for it?The town does.", ["Who pays for it?", "The town does."]),
        (
            "The Porto-U.S. Harbor Agreement is old. It stays.",
            ["The Porto-U.S. Harbor Agreement is old.", "It stays."],
        ),
    ],
)
def test_it_ends_sentences_where_a_reader_would(text, expected):
    assert sentences(text) == expected


def test_it_joins_the_lines_of_a_wrapped_paragraph():
    text = (
        "The two companies said on Monday that they would work together for\n"
        "several years on machines that can learn from far more examples\n"
        "than before. Neither gave a date."
    )
    assert len(sentences(text)) == 2


def test_it_keeps_lines_apart_that_stand_for_themselves():
    assert sentences("A heading\nA sentence of the article follows it.") == [
        "A heading",
        "A sentence of the article follows it.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n\t ",
        ".",
        "...",
        "?!",
        "\u200f\u202bשלום עולם.\u202c",
        "😀😀. 😀!",
        "a\u0301.\u0000 B.",
        "\ud800 lone.",
    ],
)
def test_it_survives_texts_that_are_hardly_texts(text):
    spans = sentence_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_spans_are_in_order_and_never_overlap():
    text = "One. Two! Three? “Four.” Five (six. seven). Eight: nine; ten… Eleven."
    spans = sentence_spans(text)
    assert all(first[1] <= second[0] for first, second in zip(spans, spans[1:], strict=False))
    assert "".join(text[a:b] for a, b in spans).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "piece", ["a" * 1_000_000, "word " * 200_000, ". " * 30_000, "”." * 30_000, "A.B." * 50_000]
)
def test_a_megabyte_on_one_line_takes_seconds_at_most(piece):
    begun = time.perf_counter()
    spans = sentence_spans(piece)
    assert time.perf_counter() - begun < 15
    assert all(end - start <= LONGEST + 1 for start, end in spans)
