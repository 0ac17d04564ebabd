"""An explanation is a little Markdown, safe to show, with its sources linked."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.publishing.markup import explain, plain_text


def html(text: str, *, sources: tuple[int, ...] = (1, 2)) -> str:
    return "".join(part.html for part in explain(text, sources=sources))


def test_it_links_the_sources_it_cites() -> None:
    assert html("So it was.[1]") == ('<p>So it was.<a class="cite" href="#e1" title="Source 1">1</a></p>\n')
    assert html("Both.[1, 2]").count('class="cite"') == 2


def test_the_number_stands_right_behind_its_word() -> None:
    assert html("In 2018 [1].") == ('<p>In 2018<a class="cite" href="#e1" title="Source 1">1</a>.</p>\n')


def test_a_number_that_is_no_source_stays_as_typed() -> None:
    assert html("In [3] and \\[1].") == "<p>In [3] and [1].</p>\n"


def test_a_link_stays_a_link() -> None:
    assert html("[1](https://paper.example/)") == '<p><a href="https://paper.example/">1</a></p>\n'


def test_each_part_begins_where_a_source_is_first_cited() -> None:
    parts = explain("Intro.\n\nFirst.[2]\n\nMore.[2]\n\n## Then\n\nSecond.[1]", sources=(1, 2))
    assert [part.first_cited for part in parts] == [(2,), (1,)]
    assert parts[1].html.startswith("<h2>Then</h2>")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,hello)",
        "![x](https://paper.example/x.png)",
        "<a href='javascript:alert(1)'>x</a>",
        '<div style="position:fixed">x</div>',
        "<https://x.example/><iframe src=//x>",
    ],
)
def test_nothing_runs_and_nothing_loads(text: str) -> None:
    shown = html(text)
    for tag in ("<script", "<img", "<iframe", "<div", 'href="javascript', 'href="data'):
        assert tag not in shown, shown
    assert not re.search(r"<[^&>]*\sstyle=", shown)


def test_tables_headings_and_lists_are_kept_below_the_pages_own_headings() -> None:
    shown = html("# One\n\n#### Two\n\n- a\n\n| A | B |\n|---|---:|\n| c | d |")
    assert "<h2>One</h2>" in shown
    assert "<h3>Two</h3>" in shown
    assert "<h1" not in shown
    assert '<th scope="col">A</th>' in shown
    assert "<td>d</td>" in shown
    assert html("| | B |\n|---|---|\n| c | d |").count("<th") == 2  # <thead> and one heading
    assert 'role="region"' in shown


@given(st.text(max_size=300))
def test_any_text_gives_safe_html(text: str) -> None:
    shown = html(text)
    assert "<script" not in shown
    assert "javascript:" not in shown or "javascript:" in text
    plain_text(text)
