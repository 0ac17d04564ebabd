"""What a file says: canonical text, blocks with roles, and the facts about itself."""

from __future__ import annotations

import datetime as dt

import pytest

from claims.intake.extraction import DOCX, Extracted, extract
from tests.intake.files import ARTICLE, document, page, pdf


def by_role(found: Extracted, role: str) -> list[str]:
    return [found.text[block["start"] : block["end"]] for block in found.blocks if block["role"] == role]


def assert_blocks_fit(found: Extracted) -> None:
    """Blocks are in order, don't overlap, and hold words."""
    position = 0
    for block in found.blocks:
        assert position <= block["start"] < block["end"] <= len(found.text)
        assert found.text[block["start"] : block["end"]].strip()
        position = block["end"]


# --- plain text ---


def test_a_text_file_is_its_own_canonical_text():
    text = "  First line \n\n\n\tSecond – with “quotes”, e\u0301, \u00a0 and \U0001f600.  \n"
    found = extract(text.encode(), name="a.txt")
    assert found.text == text
    assert found.media_type == "text/plain"
    assert_blocks_fit(found)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<title>T</title><article><p>{}</p></article>", ["{}"]),
        ("<meta charset=utf-8><title>T</title><main><p>{}</p></main><p>{} Twice.</p>", ["{}", "{} Twice."]),
        ("<html><head><title>T</title><section><p>{}</p></section></head><body>{} Bare.<p>{} Last.</p></body></html>",
         ["{}", "{} Bare.", "{} Last."]),
    ],
)  # fmt: skip
def test_a_page_that_leaves_out_its_body_loses_no_words(markup, words):
    said = "The council said that 40 people were hurt on the bridge on Monday"
    found = extract(f"<!doctype html>{markup.replace('{}', said)}".encode(), name="a.html")
    assert [found.text[each["start"] : each["end"]] for each in found.blocks] == [
        each.replace("{}", said) for each in words
    ]


def test_raised_digits_make_no_other_number():
    markup = (
        "<p>The survey of 2,300<sup><a href='#n1'>1</a></sup> people found 3 × 10<sup>6</sup> cells, 4<sup>th</sup> of "
        "its kind, on 12 m<sup>2</sup>, at 10<sup>−3</sup> grams of CO<sub>2</sub><sup>[2]</sup> a day.</p>"
    )
    assert extract(f"<html><body>{markup}</body></html>".encode(), name="a.html").text == (
        "The survey of 2,300¹ people found 3 × 10⁶ cells, 4th of its kind, on 12 m², at 10⁻³ grams of CO2[2] a day."
    )


def test_a_mark_is_dropped_and_line_ends_become_one():
    assert extract(b"\xef\xbb\xbfone\r\ntwo\rthree\n\r\nfour", name="a.txt").text == "one\ntwo\nthree\n\nfour"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_byte_order_mark_says_the_encoding(encoding):
    assert extract("Größe – 5 Millionen €".encode(encoding), name="a.txt").text == "Größe – 5 Millionen €"


def test_another_encoding_is_read_only_where_it_is_declared():
    found = extract("Größe – 5 Millionen €".encode("cp1252"), media_type="text/plain", charset="windows-1252")
    assert found.text == "Größe – 5 Millionen €"


def test_the_language_of_a_text_is_noticed():
    text = "Die Regierung will im kommenden Jahr zwölf Milliarden Euro für neue Schulen und Straßen ausgeben."
    assert extract(text.encode(), name="a.txt").language == "de"


def test_a_long_article_is_read_at_once():
    words = " ".join(f"word{n}" for n in range(5_000))
    assert len(extract(words.encode(), name="a.txt").text) == len(words)


# --- pages ---


def test_paragraphs_of_a_page_are_joined_by_one_blank_line():
    found = extract(page(), name="a.html")
    assert found.text == "\n\n".join(["A deal for a laboratory", *ARTICLE])
    assert by_role(found, "body") == ARTICLE
    assert by_role(found, "heading") == ["A deal for a laboratory"]
    assert_blocks_fit(found)


def test_menus_and_footers_are_left_out():
    found = extract(page(), name="a.html")
    assert "Home" not in found.text and "Copyright" not in found.text


def test_furniture_between_paragraphs_is_kept_and_said_so():
    signup = (
        '<div class="newsletter-signup"><h3>Our newsletter</h3><p>All the best stories by mail.</p></div>'
    )
    related = (
        '<aside class="related"><h4>Read next</h4><ul><li><a href="/1">Another story</a></li></ul></aside>'
    )
    author = '<div class="author-bio"><p>Jo Moor writes about money and machines.</p></div>'
    byline = '<div class="byline">By Jo Moor</div>'
    body = (
        f"<!doctype html><html lang=en><body><article><h1>A deal for a laboratory</h1>{byline}"
        f"<p>{ARTICLE[0]}</p>{signup}"
        f"<p>{ARTICLE[1]}</p>{related}{author}<p>{ARTICLE[2]}</p></article></body></html>"
    )
    found = extract(body.encode(), name="a.html")
    assert by_role(found, "body") == ARTICLE
    furniture = by_role(found, "furniture")
    for words in (
        "By Jo Moor",
        "Our newsletter",
        "All the best stories by mail.",
        "Read next",
        "Another story",
    ):
        assert words in furniture
    assert "Jo Moor writes about money and machines." in furniture


def test_captions_and_quotations_have_their_roles():
    figure = '<figure><img src="x.jpg"><figcaption>The laboratory in spring.</figcaption></figure>'
    quotation = "<blockquote><p>We will share what we find with everybody, the head said.</p></blockquote>"
    found = extract(
        page(ARTICLE[0] + f"</p>{figure}<p>", ARTICLE[1] + f"</p>{quotation}<p>", ARTICLE[2]),
        name="a.html",
    )
    assert by_role(found, "caption") == ["The laboratory in spring."]
    assert by_role(found, "quotation") == ["We will share what we find with everybody, the head said."]
    assert by_role(found, "body") == ARTICLE


def test_tables_keep_their_figures_in_rows():
    table = "<table><tr><th>Year</th><th>Sum</th></tr><tr><td>2019</td><td>$1 billion</td></tr></table>"
    found = extract(page(ARTICLE[0], ARTICLE[1] + f"</p>{table}<p>", ARTICLE[2]), name="a.html")
    assert "2019 | $1 billion" in found.text


def test_spaces_collapse_as_a_reader_sees_them():
    found = extract(page("One\n   two&nbsp;three <b>fo</b>ur,<br>a new line", *ARTICLE), name="a.html")
    assert "One two\u00a0three four,\na new line" in found.text


def test_hidden_words_and_programs_are_no_text():
    hidden = (
        '<p style="display: none">Hidden words</p><p hidden>More of them</p><script>var words = 1;</script>'
    )
    found = extract(page(*ARTICLE, before=hidden, after=hidden), name="a.html")
    assert "idden" not in found.text and "var words" not in found.text


FACTS = (
    '<link rel="canonical" href="https://paper.example/story">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A deal, at last",'
    ' "datePublished": "2019-07-22T10:00:00Z", "publisher": {"@type": "Organization", "name": "The Paper"}}</script>'
    '<meta name="author" content="Jo Moor">'
)


def test_a_page_says_what_it_is():
    found = extract(
        page(head=FACTS), url="https://www.paper.example/story?utm_source=x", media_type="text/html"
    )
    assert (found.title, found.authors, found.publisher) == ("A deal, at last", ["Jo Moor"], "The Paper")
    assert found.published_on == dt.date(2019, 7, 22)
    assert found.canonical_url == "https://paper.example/story"
    assert found.language == "en"


def test_a_page_cannot_take_another_sites_address():
    found = extract(page(head=FACTS), url="https://other.example/copy", media_type="text/html")
    assert found.canonical_url == "https://other.example/copy"


def test_the_encoding_in_a_pages_head_counts():
    data = page("Größe und Preis: 5 Millionen €.", *ARTICLE).replace(b"utf-8", b"windows-1252")
    found = extract(data.decode().encode("cp1252"), name="a.html")
    assert "Größe und Preis: 5 Millionen €." in found.text


def test_ordinary_sloppy_html_is_read():
    items = "".join(f"<li>Point {n} of the long list<p>with words" for n in range(900))
    found = extract(f"<html><body><ul>{items}</ul></body>".encode(), name="a.html")
    assert "Point 899 of the long list" in found.text


@pytest.mark.parametrize(
    ("head", "paragraphs", "wall"),
    [
        ("", ["Subscribe to continue reading this story.", ARTICLE[0]], "subscribe"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>',
            ARTICLE,
            "free",
        ),
        ("", ["Please verify you are human to go on."], "person"),
        ("", ["Before you continue: we and our 800 partners store cookies."], "cookies"),
        ("", ["Loading"], "hardly any"),
    ],
)
def test_a_wall_is_recognised(head, paragraphs, wall):
    assert wall in extract(page(*paragraphs, head=head), url="https://paper.example/").wall


def test_a_page_that_gives_its_whole_text_is_no_wall():
    head = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>'
    long = [f"{sentence} Number {n}." for n in range(20) for sentence in ARTICLE]
    found = extract(page(*long, "Already a subscriber? Sign in", head=head), url="https://paper.example/")
    assert found.wall == ""


# --- documents ---


def test_a_word_document_keeps_headings_and_tables():
    data = document(*ARTICLE, heading="A deal", rows=[["Year", "Sum"], ["2019", "$1 billion"]])
    found = extract(data, name="story.docx")
    assert found.text == "\n\n".join(["A deal", *ARTICLE, "Year | Sum", "2019 | $1 billion"])
    assert by_role(found, "heading") == ["A deal"]
    assert (found.title, found.media_type, found.language) == ("A deal", DOCX, "en")
    assert_blocks_fit(found)


def test_a_pdf_joins_lines_to_paragraphs_and_leaves_out_running_heads():
    lines = [
        "Microsoft said on Monday that it would invest one billion dol-",
        "lars in a research laboratory in San Francisco, the two com-",
        "panies said.",
        "Experts doubt the date that was named in the announcement, and",
    ]
    more = [
        [f"they gave {word} reasons for it, at some length, in a note to us", f"that {word} people keep."]
        for word in ("several", "further", "other")
    ]
    pages = [["The Paper, 22 July 2019", *body, str(n)] for n, body in enumerate([lines, *more], 1)]
    found = extract(pdf(*pages, info="The deal"), name="story.pdf")
    assert found.text.split("\n\n") == [
        "Microsoft said on Monday that it would invest one billion dollars in a research laboratory in "
        "San Francisco, the two companies said.",
        "Experts doubt the date that was named in the announcement, and they gave several reasons for it, at some "
        "length, in a note to us that several people keep.",
        "they gave further reasons for it, at some length, in a note to us that further people keep.",
        "they gave other reasons for it, at some length, in a note to us that other people keep.",
    ]
    assert (found.title, found.media_type) == ("The deal", "application/pdf")
    assert_blocks_fit(found)


def test_the_files_own_bytes_decide_what_it_is():
    assert extract(document(*ARTICLE), name="story.txt", media_type="text/plain").media_type == DOCX
    assert extract(pdf(ARTICLE), name="story.html").media_type == "application/pdf"
    assert extract(page(), name="story").media_type == "text/html"
