"""A page copied whole into the box: which of its lines are the article."""

from __future__ import annotations

from claims.intake.blocks import plain_blocks
from tests.intake.test_page_lines import ARTICLE, HEADLINE

MENU = ["Home", "World", "Business", "Sport", "Weather", "Video", "Sign in", "Subscribe", "Search"]
FOOT = ["About us", "Careers", "Contact", "Terms", "Privacy", "Help", "Apps", "Site map", "Advertise"]
TEASERS = [
    (
        "Ferry company posts a loss of 40 million euros",
        "The ferry company lost 40 million euros in 2018, it said.",
    ),
    (
        "Storm shuts the coast road",
        "Police closed the coast road for 12 hours after 3 cars were hit by waves.",
    ),
    (
        "Lighthouse sold",
        "An actor paid $4 million for the lighthouse of Port Ellis, its keeper said on Friday.",
    ),
    ("Fish prices double", "The price of cod has doubled since January, the market of Port Ellis reported."),
]
NAV_TEASER = "The mayor of Port Ellis has spent $2 million on bridges since 2017, an audit found."
CONSENT = (
    "Example Media would like to process and share personal data with 600 partners, as our privacy policy says, and "
    "any data you provide will be stored and processed in the United States, which may provide lesser protection."
)


def page(*article: str) -> str:
    below = [line for title, words in TEASERS for line in (title, words, "3 hours ago")]
    lines = [CONSENT, *MENU, NAV_TEASER, *MENU, HEADLINE, *article, *below, *FOOT, "All rights reserved."]
    return "\n".join(lines)


def text_of(whole: str) -> list[str]:
    return [
        whole[block["start"] : block["end"]]
        for block in plain_blocks(whole)
        if block["role"] in ("body", "quotation")
    ]


def test_it_reads_the_article_of_a_page_copied_whole_and_nothing_round_it():
    assert text_of(page(*ARTICLE)) == ARTICLE


def test_the_headline_stays_a_heading():
    whole = page(*ARTICLE)
    roles = {whole[block["start"] : block["end"]]: block["role"] for block in plain_blocks(whole)}
    assert roles[HEADLINE] == "heading"


def test_it_keeps_the_paragraphs_that_an_advertisement_cuts_off():
    cut = ["Advertisement", "Related", "Tunnel would cost billions", "Harbor in pictures", "Advertisement"]
    assert text_of(page(*ARTICLE[:2], *cut, *ARTICLE[2:])) == ARTICLE


def test_a_line_that_stands_between_all_paragraphs_does_not_part_them():
    lines = [each for words in ARTICLE for each in (words, "Article text", "Article text")]
    assert text_of(page(*lines)) == ARTICLE


def test_the_article_goes_on_below_a_box_of_other_stories_in_the_middle_of_it():
    box = [
        "Trending",
        "Lighthouse sold",
        "Fish prices double",
        "Ferry company posts a loss",
        "Opinion",
        "Sport",
    ]
    whole = [*ARTICLE, *(f"{words} {ARTICLE[number]}" for number, words in enumerate(ARTICLE[3:]))]
    middle = ["This advertisement has not loaded yet.", *box, *box[1:]]
    assert text_of(page(*whole[:6], *middle, *whole[6:])) == whole


def test_who_signed_the_article_is_known_in_the_box_below_it():
    about = [
        "A veteran of 38 years at sea and at the desk, Dana has told of ships since they were made of wood.",
        "Dana Writer appears on local television and has been read by 2 million people.",
        "She also wrote a weekly letter on tides called The Ebb.",
    ]
    about[0] = about[0].replace("A veteran", "A journalist and veteran")
    assert text_of(page("By Dana Writer", *ARTICLE, *about)) == ARTICLE
    assert text_of("\n\n".join([HEADLINE, "By Dana Writer", *ARTICLE, *about])) == ARTICLE


def test_the_same_words_about_somebody_who_did_not_sign_are_the_article_s():
    about = "Dana Writer, who appears on local television, has been read by 2 million people."
    assert text_of("\n\n".join([HEADLINE, "By Jo Moor", *ARTICLE, about])) == [*ARTICLE, about]


def test_numbered_headings_are_headings_and_items_of_a_list_are_not():
    steps = ["1) What was built at the eastern quay", "2) What it cost"]
    whole = "\n\n".join([HEADLINE, *ARTICLE[:2], steps[0], *ARTICLE[2:4], steps[1], *ARTICLE[4:]])
    assert text_of(whole) == ARTICLE
    items = ["1. A quay for 18 ships", "2. Two cranes of 90 m", "3. A hall for 300 guests"]
    assert text_of("\n\n".join([HEADLINE, *ARTICLE[:2], *items, *ARTICLE[2:]])) == [
        *ARTICLE[:2],
        *items,
        *ARTICLE[2:],
    ]


def test_posts_quoted_in_the_article_do_not_end_it():
    post = "@portellis we have waited so long for this and the fish have too, see you all on the quay tonight"
    quoted = [post, "— Jo Moor (@jomoor) July 22, 2019"]
    found = text_of(page(*ARTICLE[:3], *quoted, ARTICLE[3], *quoted, ARTICLE[4], *quoted, ARTICLE[5]))
    assert [words for words in found if words in ARTICLE] == ARTICLE


def test_the_lines_about_the_author_below_the_article_go_with_the_page():
    about = (
        "Dana Writer covers the harbor. Since joining The Example, she has covered 3 strikes and 2 elections."
    )
    assert text_of(page(*ARTICLE, about)) == ARTICLE


def test_a_second_long_stretch_of_text_is_kept():
    more = [words.replace("harbor", "railway").replace("Port Ellis", "Nordhaven") for words in ARTICLE[:5]]
    between = [f"Station {number}" for number in range(20)]
    assert set(text_of(page(*ARTICLE, *between, *more))) >= set(ARTICLE)
    assert set(text_of(page(*ARTICLE, *between, *more))) & set(more)


def test_an_article_pasted_without_its_page_is_left_alone():
    lines = [HEADLINE, "What was built", *ARTICLE[:3], "What it cost", *ARTICLE[3:]]
    assert text_of("\n\n".join(lines)) == ARTICLE


def test_a_caption_that_stands_there_twice_is_one_both_times():
    caption = "Mara Lind is led through the new hall of the harbor by two engineers before the doors open."
    whole = "\n\n".join([HEADLINE, f"{caption} (Dana Writer/The Example)", caption, *ARTICLE])
    assert text_of(whole) == ARTICLE


def test_paragraphs_wrapped_at_a_width_are_joined_though_some_lines_are_short():
    wrapped = (
        "The harbor of Port Ellis reopened on Monday after a\nrebuild of two years that cost\nmore than anybody had "
        "thought before it began, and\nwhich kept the workers of the eastern quay from the\nshifts that they had been "
        "promised by the authority,\nas its head said in a letter to the labor ministry."
    )
    whole = f"{HEADLINE}\n\n{wrapped}\n\n" + "\n\n".join(ARTICLE[1:])
    assert wrapped in text_of(whole)
