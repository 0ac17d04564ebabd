"""Amounts: value, unit and comparator, and the numbers that are none."""

import time

import pytest

from claims.annotation.quantities import find_quantities


def read(text, language="en"):
    return [
        (item["value"], item["unit"], item["comparator"]) for item in find_quantities(text, language=language)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$1B over five years", [(10**9, "USD", "="), (5, "year", "=")]),
        ("US$ 1 billion", [(10**9, "USD", "=")]),
        ("a $1-billion deal", [(10**9, "USD", "=")]),
        ("1 billion in less than five years", [(10**9, "count", "="), (5, "year", "<")]),
        ("1 billion US dollars", [(10**9, "USD", "=")]),
        ("USD 3m and €2.5bn", [(3_000_000, "USD", "="), (2_500_000_000, "EUR", "=")]),
        ("HK$176 (£17.43)", [(176, "HKD", "="), (17.43, "GBP", "=")]),
        ("a 50 percent chance, or 50 %, or 50 per cent", [(50, "percent", "=")] * 3),
        ("more than 4,000 people", [(4000, "count", ">")]),
        ("at least two dozen people", [(24, "count", ">=")]),
        ("up to an additional 15 percent", [(15, "percent", "<=")]),
        ("nearly 2.5 million people", [(2_500_000, "count", "~")]),
        ("about a third of voters", [(0.333333, "proportion", "~")]),
        ("two-thirds of them", [(0.666667, "proportion", "=")]),
        ("one in five adults", [(0.2, "proportion", "=")]),
        ("two in three experts expect a recession", [(0.666667, "proportion", "=")]),
        ("9 in 10 of the pupils", [(0.9, "proportion", "=")]),
        ("won two in three days", [(3, "day", "=")]),
        ("sales fell by a third last year", [(0.333333, "proportion", "=")]),
        ("costs were cut by almost a quarter in 2018", [(0.25, "proportion", "~")]),
        ("prices rose by 5 to 7 percent", [(5, "percent", ">="), (7, "percent", "<=")]),
        ("profit rose by 5 percent to 7 percent", [(5, "percent", "="), (7, "percent", "=")]),
        ("1.5C above the level of 1850", [(1.5, "°C", "=")]),
        ("1.5bn euros within three years", [(1_500_000_000, "EUR", "="), (3, "year", "<=")]),
        ("just over half of users", [(0.5, "proportion", ">")]),
        ("twice as many jobs", [(2, "proportion", "=")]),
        ("between 10 and 20 percent", [(10, "percent", ">="), (20, "percent", "<=")]),
        ("$40-50 billion a year", [(40 * 10**9, "USD", ">="), (50 * 10**9, "USD", "<=")]),
        ("from 2.2 percent to 2.7 percent", [(2.2, "percent", "="), (2.7, "percent", "=")]),
        ("three hundred and forty-six people", [(346, "count", "=")]),
        ("half a million jobs", [(500_000, "count", "=")]),
        ("three decades", [(30, "year", "=")]),
        ("for over five years", [(5, "year", ">")]),
        (
            "raising the limit from the current $154,000 to $220,000",
            [(154000, "USD", "="), (220000, "USD", "=")],
        ),
        ("a day pass rarely exceeds 70 euros", [(70, "EUR", "<=")]),
        ("a camp for children aged 5 to 12", []),
        ("Nearly a third — 31% — of the dockers", [(0.333333, "proportion", "~"), (31, "percent", "=")]),
        ("the price is nearly double what it was", [(2, "proportion", "~")]),
        ("she served over 20 years in the harbor guard", [(20, "year", ">")]),
        ("a surplus of just under US $6.9 billion", [(6_900_000_000, "USD", "<")]),
        ("Phase six includes a quay for 14 ships", [(14, "count", "=")]),
        ("the mayor, who doubles as chief of the port", []),
        ("the number doubled as prices fell", [(2, "proportion", "=")]),
        ("1,000 or more cars", [(1000, "count", ">=")]),
        (
            "88.5 km/h, 20 °C, 30 MW and 40GB",
            [(88.5, "km/h", "="), (20, "°C", "="), (30, "MW", "="), (40, "GB", "=")],
        ),
        ("0.5 percentage points", [(0.5, "percentage_point", "=")]),
        ("between 2 percent and 3 percent", [(2, "percent", ">="), (3, "percent", "<=")]),
        ("between about 400 and 600 breaks", [(400, "count", ">="), (600, "count", "<=")]),
        ("a range of 2 percent to 3 percent", [(2, "percent", ">="), (3, "percent", "<=")]),
        ("a 35,000-capacity hall", [(35_000, "count", "=")]),
        ("a nine-member board", [(9, "count", "=")]),
        ("a two-hour talk", [(2, "hour", "=")]),
        ("a hundred boats", [(100, "count", "=")]),
        ("130 city-owned acres", [(130, "acre", "=")]),
        ("two more years", [(2, "year", "=")]),
        ("less than its original $4 billion price", [(4_000_000_000, "USD", "<")]),
        ("more than the bank’s 2 percent target", [(2, "percent", ">")]),
        ("at least five of 17 members", [(5, "count", ">="), (17, "count", "=")]),
        ("at least two and possibly three rises", [(2, "count", ">="), (3, "count", "=")]),
        ("Rs 500 crore", [(5 * 10**9, "INR", "=")]),
        ("1.5 billion parameters", [(1_500_000_000, "count", "=")]),
        ("a 30-year plan", [(30, "year", "=")]),
        ("it fell to -12°C, then to −1.4 °C", [(-12, "°C", "="), (-1.4, "°C", "=")]),
        (
            "growth of -0.3 percent, a loss of -$4.5 million",
            [(-0.3, "percent", "="), (-4_500_000, "USD", "=")],
        ),
        ("minus 12 degrees Celsius, about minus 3 percent", [(-12, "°C", "="), (-3, "percent", "~")]),
        ("a range from 10-12 percent", [(10, "percent", ">="), (12, "percent", "<=")]),
        ("between -5 and 3 percent", [(-5, "percent", ">="), (3, "percent", "<=")]),
        ("the town of 45 000 inhabitants", [(45_000, "count", "=")]),
        ("on May 12 300 people came; in 2019 500 people died", [(300, "count", "="), (500, "count", "=")]),
        ("Rs 1,50,000 and ₹1.5 lakh crore", [(150_000, "INR", "="), (15 * 10**11, "INR", "=")]),
        ("1,5 million and 1.234.567 people", [(1_500_000, "count", "="), (1_234_567, "count", "=")]),
        ("one and a half million people", [(1_500_000, "count", "=")]),
        ("a quarter of a million homes", [(250_000, "count", "=")]),
        ("a risk of about 1 in 4,000", [(0.00025, "proportion", "~")]),
        ("cases rose five-fold in a month", [(5, "proportion", "=")]),
        ("sales halved, prices more than halved", [(0.5, "proportion", "="), (0.5, "proportion", "<")]),
        ("less than a third finished", [(0.333333, "proportion", "<")]),
        ("anywhere from 20 to 30 percent", [(20, "percent", ">="), (30, "percent", "<=")]),
        ("delayed by two to three weeks", [(2, "week", ">="), (3, "week", "<=")]),
        ("larger than 500 sq km, shorter than 3 metres", [(500, "km2", ">"), (3, "m", "<")]),
        (
            "421 parts per million, 95 knots, 4.6pc",
            [(421, "ppm", "="), (95, "kn", "="), (4.6, "percent", "=")],
        ),
        ("279 ± 21 Gt of ice, 0.77±0.06 mm", [(279, "Gt", "="), (0.77, "mm", "=")]),
        ("1.2m cars and 300k new vans", [(1_200_000, "count", "="), (300_000, "count", "=")]),
        ("won the 100m hurdles, 9,000 nautical miles off", [(9000, "nmi", "=")]),
        ("at the very least 50 villages", [(50, "count", ">=")]),
        ("a crowd estimated at 30,000", [(30_000, "count", "~")]),
    ],
)
def test_it_reads_amounts(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "GPT-2 and Dota 2",
        "a Boeing 737 on Route 66",
        "in 2019 and by 2099",
        "on July 22, 2019, at 5:45 p.m.",
        "a time of 3:29.87, at 10⁻³ or doi:10.1000/xyz",
        "www.harbor.example/data/12.5 and tom.ames12@harbor.example",
        "the 20th century and the 1st prize",
        "Phase 1 of Section 230",
        "a 34-year-old engineer",
        "they won 4-1",
        "call 911 on 9/11",
        "the second half",
        "COVID-19",
        "three years ago",
        "one of the firms",
        "the clerk, who was 21 at the time",
        "she is 34.",
    ],
)
def test_it_leaves_alone_what_counts_nothing(text):
    assert read(text) == []


def test_it_reads_german_separators_and_magnitudes():
    assert read("1,5 Mrd. Euro und mehr als 3.000 Leute, rund 20 Prozent", "de") == [
        (1_500_000_000, "EUR", "="),
        (3000, "count", ">"),
        (20, "percent", "~"),
    ]


def test_it_reads_other_languages_magnitudes_and_leaves_their_years():
    assert read("154 milliards d'euros, soit 5,5 %, contre 3 101,2 millions en 2023", "fr") == [
        (154 * 10**9, "EUR", "="),
        (5.5, "percent", "="),
        (3_101_200_000, "count", "="),
    ]
    assert read("bis 2030 mindestens 80 Prozent", "de") == [(80, "percent", ">=")]


def test_it_says_what_is_counted_and_by_what_it_is_reckoned():
    people, price = find_quantities("23 researchers paid $16 a share")
    assert (people["noun"], price["per"]) == ("researchers", "share")


def test_its_words_stand_at_its_offsets():
    text = "It put in more than $1 billion, up to 12 people and nearly 3 percent."
    assert all(text[item["start"] : item["end"]] == item["text"] for item in find_quantities(text))


@pytest.mark.parametrize(
    "piece", ["1" * 100_000, "1," * 2_000, "1 to " * 2_000, "one hundred " * 1_000, "$" * 100_000]
)
def test_long_rows_of_figures_take_seconds_at_most(piece):
    begun = time.perf_counter()
    find_quantities(piece)
    assert time.perf_counter() - begun < 20
