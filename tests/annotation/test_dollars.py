"""Whose dollars an article means by "$"."""

import pytest

from claims.annotation.dollars import dollar_of
from claims.annotation.proposing import propose

HOMES = (
    "The average home in Canada sold for $640,000 in May, the Canadian Homes Board said. "
    "Prices in Canada fell by 6 percent from the record of $680,000."
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HOMES, "CAD"),
        ("Australia spent $3 billion. Australians, said Australia’s treasurer, will pay.", "AUD"),
        ("Canada sold ships for $3 billion.", "USD"),
        (HOMES + " Homes in the United States cost more.", "USD"),
        (HOMES + " A home in Australia costs $700,000.", "USD"),
        ("The firm paid $3 billion.", "USD"),
    ],
)
def test_a_bare_sign_is_the_dollar_of_the_one_country_spoken_of(text, code):
    assert dollar_of(text) == code


def test_amounts_of_an_article_get_its_dollar_and_marked_ones_keep_theirs():
    found = propose(HOMES + " The buyers of Canada paid HK$9 million for 2 towers in May.")
    units = [item["unit"] for each in found for item in each.quantities if item["value"] >= 1000]
    assert units == ["CAD", "CAD", "HKD"]
