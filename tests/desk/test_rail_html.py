"""The rail's cards as HTML."""

from __future__ import annotations

import re

from claims.desk.rail import Card
from claims.desk.rail_html import CardPrinter


def a_card(number: int) -> Card:
    return Card(
        f"key{number}", number, number * 10, "A <b>claim</b>", "statistic", "high", 0.9, is_claim=False
    )


def test_it_puts_every_card_once_into_batches_of_twenty_in_their_order() -> None:
    printer = CardPrinter(keep="", may_mark=True)
    html = printer.batches(a_card(n) for n in range(1, 46))
    batches = html.split('<div class="batch">')[1:]
    assert [each.count('role="listitem"') for each in batches] == [20, 20, 5]
    assert re.findall(r'data-card="key(\d+)"', html) == [str(n) for n in range(1, 46)]
    assert html.count("<div") == html.count("</div>")
    assert printer.batches([]) == ""


def test_a_button_names_the_number_of_its_card_and_its_key() -> None:
    html = CardPrinter(keep="", may_mark=True).cards([a_card(7)])
    assert 'aria-label="Accept 7"' in html and 'aria-label="Dismiss 7"' in html
    assert 'aria-keyshortcuts="a"' in html and "A &lt;b&gt;claim" in html
