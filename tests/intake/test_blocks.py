"""Blocks of a plain text: body, headings, captions, and the furniture of the page round them."""

import time

import pytest

from claims.intake.blocks import plain_blocks

BODY = "The council of Harborland voted on Monday to build two new bridges over the river by 2024."
MORE = "The work will cost about $40 million, according to the plan that was published last week."


def roles(text):
    return [(text[block["start"] : block["end"]], block["role"]) for block in plain_blocks(text)]


def role_of(line, text):
    return dict(roles(text))[line]


@pytest.mark.parametrize(
    "line",
    [
        "Home | News | Sport | Weather",
        "Read next: Ferry prices to rise",
        "READ MORE: Bridge closed for repairs [The Example]",
        "Sign up for our newsletter",
        "Get the best stories in your inbox every morning",
        "We use cookies to improve your experience. By continuing you accept our cookie policy.",
        "Share on Facebook",
        "Follow us on Twitter",
        "By Dana Writer | July 22, 2019",
        "By Dana Writer and Ann Lee",
        "July 22, 2019, 5:45 PM",
        "3 min read",
        "© 2019 Example Media. All rights reserved.",
        "Advertisement",
        "Story continues below",
        "Editor's note: This story was updated to include a statement.",
        "This article was originally published by The Example.",
        "Skip to main content",
        "Tags: bridges, money",
        "Example transcripts are created on a rush deadline by a contractor. This text may be revised in the future.",
        "(This story has not been edited by Example staff and is auto-generated from a syndicated feed.)",
    ],
)
def test_it_knows_furniture_by_its_words(line):
    assert role_of(line, f"{BODY}\n\n{line}\n\n{MORE}") == "furniture"


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Dana Writer / Getty Images",
        "The old bridge in June. (Photo by Dana Writer)",
        "The mayor speaks at the town hall on Monday, July 22, 2019, in Harborland.",
        "Image credit: The Example",
    ],
)
def test_it_knows_captions(line):
    assert role_of(line, f"{BODY}\n\n{line}\n\n{MORE}") == "caption"


@pytest.mark.parametrize(
    "line",
    [
        "Read the plan before you vote on it, the mayor told the meeting in the town hall on Friday.",
        "Subscribe to that view if you like; the figures of the last ten years do not support it at all.",
        "By Monday the council had received 300 letters from people who live along the river.",
        "The related plan for a tunnel was dropped in 2015.",
        "Comments were few when the council asked for them in May.",
    ],
)
def test_sentences_that_begin_like_furniture_stay_body(line):
    assert role_of(line, f"{BODY}\n\n{line}\n\n{MORE}") == "body"


def test_a_short_line_over_a_paragraph_is_a_heading():
    text = f"Two bridges for the river\n\n{BODY}\n\nWhat it costs\n\n{MORE}"
    assert [role for _, role in roles(text)] == ["heading", "body", "heading", "body"]


def test_a_run_of_short_lines_is_a_menu():
    text = f"Home\nPolitics\nBusiness\nSport\nWeather\n\n{BODY}\n\n{MORE}"
    assert [role for _, role in roles(text)] == ["furniture"] * 5 + ["body"] * 2


def test_what_stands_under_read_next_goes_with_it():
    text = f"{BODY}\n\n{MORE}\n\nRead next\nFerry prices to rise by 5 percent\nNew mayor for Northgate"
    assert [role for _, role in roles(text)][2:] == ["furniture"] * 3


def test_a_box_in_the_middle_does_not_end_the_article():
    text = "\n\n".join(
        [
            BODY,
            MORE,
            BODY + " Again.",
            "Related stories",
            "Ferry prices to rise",
            MORE + " So.",
            BODY + " So.",
        ]
    )
    assert [role for _, role in roles(text)] == ["body"] * 3 + ["furniture"] * 2 + ["body"] * 2


def test_comments_below_the_article_are_furniture():
    text = "\n\n".join(
        [BODY, MORE, BODY + " Again.", "Comments (2)", "I think 50 percent of this is wrong.", "So do I."]
    )
    assert [role for _, role in roles(text)][3:] == ["furniture"] * 3


def test_the_author_box_is_furniture():
    box = "Dana Writer is a senior reporter at The Example covering bridges. Follow her on Twitter."
    assert role_of(box, f"{BODY}\n\n{MORE}\n\n{box}") == "furniture"


def test_a_paragraph_in_quotation_marks_is_a_quotation():
    words = "“We have waited for this bridge for thirty years.”"
    assert role_of(words, f"{BODY}\n\n{words}\n\n{MORE}") == "quotation"


def test_a_lone_line_is_body():
    assert roles("AGI 50 % by 2099") == [("AGI 50 % by 2099", "body")]


def test_blocks_are_in_order_and_leave_only_white_space_between_them():
    text = f"  {BODY}\r\n\r\n\t{MORE} \n\n\n* one\n* two\n"
    blocks = plain_blocks(text)
    rest = text
    for block in reversed(blocks):
        rest = rest[: block["start"]] + rest[block["end"] :]
    assert rest.strip() == ""


@pytest.mark.parametrize(
    "text", ["", "\n", " \u2028 ", "\ud800", "😀\n\n😀", "a" * 500_000, "a\n" * 10_000, "| " * 200_000]
)
def test_odd_texts_are_read_quickly(text):
    begun = time.perf_counter()
    assert all(0 <= block["start"] < block["end"] <= len(text) for block in plain_blocks(text))
    assert time.perf_counter() - begun < 20
