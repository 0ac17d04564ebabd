"""Copies of one text are told from texts on the same matter, by small prints of both."""

from __future__ import annotations

import pytest

from claims.evidence.reprints import FEWEST_RUNS, likeness, print_of
from tests.evidence.reprinted import LEDGER, RELEASE, reprint

WHOLE = "\n\n".join(RELEASE)
OWN_REPORT = (
    "Harbours along the coast are filling up. In Alder Bay, cranes ran through most nights of last year, and people in "
    "the old town say that they have learned to sleep with the noise. The authority counts 412,000 containers; the "
    "harbour of Fenwick lost a third of its own. “The quay that many called too large is now too small,” says Marit "
    "Solberg, who runs the port. Whether the third quay will pay is another question: two economists whom we asked "
    "doubt it, because fruit goes where labour is cheap, and the line that came in April can leave in any April to "
    "come. The region’s court of audit has asked for the contract and not been given it."
)


def test_a_reprint_with_other_headline_byline_marks_and_cuts_is_a_copy() -> None:
    for number in range(10):
        alike = likeness(print_of(WHOLE), print_of(reprint(number)))
        assert alike.is_copy, (number, alike)


@pytest.mark.parametrize("other", [OWN_REPORT, LEDGER], ids=["a report of one's own", "the primary source"])
def test_another_text_on_the_same_matter_is_none(other: str) -> None:
    for number in range(10):
        assert not likeness(print_of(other), print_of(reprint(number))).is_copy


def test_a_long_report_that_holds_a_short_notice_is_no_copy_of_it() -> None:
    notice = RELEASE[0] + "\n\n" + RELEASE[1]
    report = "\n\n".join(f"{OWN_REPORT} Page {page}: {LEDGER} {page * 7} {page * 11}." for page in range(6))
    pages = [f"{report.replace('the', f'the {page}').replace('of', f'of {page}')}" for page in range(4)]
    alike = likeness(print_of(notice), print_of(notice + "\n\n" + "\n\n".join(pages)))
    assert alike.of_shorter > 0.8 and not alike.is_copy


def test_a_few_words_are_no_text_to_compare() -> None:
    few = " ".join(chr(97 + n) * 3 for n in range(FEWEST_RUNS))
    assert not likeness(print_of(few), print_of(few)).is_copy


def test_capitals_typography_and_furniture_do_not_count() -> None:
    furniture = "Menu Home Sports Weather Jobs Cars Houses Letters " * 40
    text = f"{furniture}\n\n{WHOLE}"
    blocks = [
        {"start": 0, "end": len(furniture), "role": "furniture"},
        {"start": len(furniture) + 2, "end": len(text), "role": "body"},
    ]
    plain = WHOLE.upper().replace("“", '"').replace("”", '"').replace("’", "'")
    assert print_of(text, blocks).signature == print_of(plain).signature


def test_a_print_is_the_same_everywhere() -> None:
    """Stored prints are compared with those of other processes and other days."""
    assert print_of(WHOLE).signature[:8].hex() == "cc9c65001a974300"
