"""Quotations thought out by hand to get past the proof, and true ones that a clumsy proof would turn away."""

# ruff: noqa: RUF001, E501 - other people's signs are the point, and many are read better in rows

from __future__ import annotations

import unicodedata

import pytest

from claims.evidence.locating import locate, nearest, stands
from claims.evidence.word_edges import cuts, whole
from claims.lib.problems import Problem

COPY = (
    "The council spent 15 million on 1,500 buses in 2019–2020, or $2.5 billion less than the −5 °C winter before. "
    "It is illegal to park there, and drivers can’t appeal. Non-lethal weapons aren’t cheap: 20\u202f000 people paid 3.7% more. "
    "Ms Müller-Lüdenscheidt did not resign on 3 May 2019, she said. Musk’s company lost £40m, not ₹40. "
    "L’homme qui n’est pas venu a dit « Quoi ? ». Er sagte »nein« und ging. The office filed five official files. "
    "Half a per cent, ½, is 1/2 of 1 %. See page 10² and CO₂. Between 9:30 and 10:45 it fell to .5 points. "
    "In 1999 300 of 45 000 boats sank."
)
REFUSED = [
    # a part of a number says another number
    "5 million on 1,500 buses", "500 buses in 2019", "spent 1", "spent 15 million on 1", "on 1,5", "5 billion less", "2.5 billion less",
    "$2", "2020, or $2.5 billion", "in 2019", "5 °C winter", "000 people paid", "7% more", "people paid 3", "paid 3.7", "40m, not ₹40",
    "lost £40", "2 of 1 %", "page 10", "30 and 10:45", "Between 9", "5 points", "45 it fell", "fell to .5 point",
    # a part of a word says another word
    "legal to park there", "drivers can", "lethal weapons", "weapons are", "weapons aren", "t appeal", "sign on 3 May 2019",
    "Müller did not", "Lüdenscheidt did not resign", "s company lost", "ice filed", "office filed five official file", "o park there",
    # other words, however alike they look
    "spent 16 million on 1,500 buses", "15 million on 1.500 buses", "15 million on 1500 buses", "15 million on 1 500 buses",
    "15 billion on 1,500 buses", "spent 15,0 million", "in 2019–2021", "$2,5 billion", "€2.5 billion", "2.5 billion more", "5 °F winter",
    "It is legal to park there", "It is not illegal to park there", "drivers can appeal", "drivers can not appeal", "drivers cannot appeal",
    "Lethal weapons aren’t cheap", "Non-lethal weapons are cheap", "did resign on 3 May 2019", "did not re-sign on 3 May", "on 3 March 2019",
    "on 5 March 2019", "on May 3 2019", "on 3 May 2018", "Ms Mueller-Lüdenscheidt", "Ms Muller-Lüdenscheidt", "Ms Müller-Lüdenscheid did",
    "not did resign on 3 May", "she said. Not on 3 May 2019", "lost £40m, not $40", "lost £40bn", "20 000 000 people", "20,000 people paid",
    "20 00 people paid", "3.7 more", "37% more", "3,7% more", "page 102", "CO2", "is 1/2 of 1 ‰", "12 of 1 %",
    "The office filed f1ve official files", "The оffice filed five official files", "the office filed five official files",
    "The office filed five official files!", "The office filed … official files", "The office [filed] five official files",
    "Quoi ! ».", "Er sagte nein", "L’homme qui est venu", "L’homme qui n’est venu", "900 and 10:45", "fell to 5 points",
    "spent 15 million\u202e on 1,500 buses", "spent \u202d15 million on 1,500 buses", "spent 1５ million", "spent ⑮ million",
    "300 of 45", "000 boats sank",
]  # fmt: skip
ACCEPTED = [
    "The council spent 15 million on 1,500 buses", "15 million on 1,500 buses", "1,500 buses", "$2.5 billion less", "2019–2020",
    "2019-2020", "2019 – 2020, or $2.5 billion less", "the −5 °C winter", "the -5 °C winter", "illegal to park there", "drivers can't appeal",
    "drivers can’t appeal.", "Non‑lethal weapons aren't cheap", "20 000 people paid 3.7% more", "20\u202f000 people paid 3.7 % more", "3.7% more.",
    "Ms Müller-Lüdenscheidt did not resign on 3 May 2019", "Müller-Lüdenscheidt", "Musk", "Musk’s company", "Musk's company lost £40m",
    "homme qui n’est pas venu", "est pas venu", "a dit « Quoi ? »", 'a dit "Quoi?"', "a dit «Quoi ?»", "“Quoi?”", "Er sagte »nein« und ging", 'sagte "nein" und',
    "oﬃce ﬁled ﬁve oﬃcial ﬁles", "The of\u00adfice filed five offi\u00adcial files", "The office filed\n\n   five official files",
    "The office filed five offi-\ncial files", "The of\u00ad\nfice filed five official files", "\u200fThe office\u200e filed \u2066five\u2069 official files",
    "\ufeffThe office filed five official files", "½, is 1/2 of 1%", "page 10² and CO₂.", "9:30 and 10:45", "fell to .5 points", "Half a per cent",
    "less than the", "In 1999", "300 of 45 000 boats", "45\u00a0000 boats sank",
]  # fmt: skip


@pytest.mark.parametrize("quote", REFUSED)
def test_words_that_say_something_else_are_refused(quote: str) -> None:
    with pytest.raises(Problem) as refused:
        locate(COPY, quote=quote)
    assert refused.value.code in ("quote.not_in_copy", "quote.cuts_word"), refused.value.code
    assert refused.value.next_step and not stands(COPY, quote)


@pytest.mark.parametrize("quote", ACCEPTED)
def test_the_copys_own_words_are_accepted_however_they_are_set(quote: str) -> None:
    start, end = locate(COPY, quote=quote)
    assert COPY[start:end].strip() == COPY[start:end] and stands(COPY, quote)
    assert locate(COPY, start=start, end=end, quote=quote) == (start, end)
    for form in ("NFC", "NFD"):
        copy = unicodedata.normalize(form, COPY)
        for other in ("NFC", "NFD"):
            first, last = locate(copy, quote=unicodedata.normalize(other, quote))
            assert unicodedata.normalize("NFC", copy[first:last]) == unicodedata.normalize(
                "NFC", COPY[start:end]
            )


@pytest.mark.parametrize(
    ("copy", "quote"),
    [
        ("A report of infor-\nmation that was well-\nknown.", "report of information that was well-known"),
        (
            "A report of infor-\r\n   mation that was well-known.",
            "report of information that was well-\nknown",
        ),
        ("A report of infor\u00ad\n  mation.", "A report of information."),
        ("A report of information.", "A report of infor-\nmation."),
        ("שלום\u200f „עולם”, אמר", 'שלום "עולם", אמר'),
        ("בית־ספר היה כאן", "בית-ספר היה כאן"),
        ("می‌خواهم بروم", "میخواهم بروم"),
        ("ﻣﺮﺣﺒﺎ بالعالم", "مرحبا بالعالم"),
        ("مـــرحبا بالعالم", "مرحبا بالعالم"),
        ("東京は3月5日に雨だった。", "3月5日に雨"),
        ("서울은 비가 온다", "서울"),
        ("ﬅop the preﬆo", "stop the presto"),
        ("Ἐν ἀρχῇ ἦν ὁ λόγος", unicodedata.normalize("NFD", "ἀρχῇ ἦν ὁ λόγος")),
        ('He said ‚no‘ and ‹non›, "never".', "He said 'no' and 'non', “never”"),
        ("One — two – three -- four", "One - two – three — four"),
        ("It rose…", "It rose..."),
    ],
)
def test_true_words_of_many_scripts_and_settings_are_accepted(copy: str, quote: str) -> None:
    start, end = locate(copy, quote=quote)
    assert copy[start:end] and stands(copy, quote)


@pytest.mark.parametrize(
    ("copy", "quote"),
    [
        ("He will re-sign it.", "He will resign it."),
        ("The co-op recovered.", "The coop recovered."),
        ("It cost 1-\n000 dollars.", "It cost 1000 dollars."),
        ("A list:\n- no\n- yes", "A list: no yes"),
        ("They said no\nthing.", "They said nothing."),
        ("Over 10-\n20 people came.", "Over 1020 people came."),
        ("From 5 to -6 degrees.", "From 5 to 6 degrees."),
        ("3月15日に雨", "5日に雨"),
        ("a\u202enot\u202cb guilty", "a b guilty"),
    ],
)
def test_what_only_looks_like_a_broken_line_is_refused(copy: str, quote: str) -> None:
    with pytest.raises(Problem):
        locate(copy, quote=quote)
    assert not stands(copy, quote)


def test_a_refusal_offers_the_nearest_passage_and_the_whole_of_what_was_cut() -> None:
    with pytest.raises(Problem) as refused:
        locate(COPY, quote="Seven council members spent 16 million on 1,500 buses in 2019")
    assert "spent 15 million on 1,500 buses" in refused.value.next_step
    first, last = nearest(COPY, "spent 16 million on 1,500 buses") or (0, 0)
    assert COPY[first:last] == "spent 15 million on 1,500 buses"
    assert nearest(COPY, "nothing like this is written anywhere in it") is None
    with pytest.raises(Problem) as refused:
        locate(COPY, quote="5 million on 1,500 buses")
    assert (
        refused.value.code == "quote.cuts_word" and "“15 million on 1,500 buses”" in refused.value.next_step
    )
    assert refused.value.current["quote"] == "15 million on 1,500 buses"  # type: ignore[index]


def test_offsets_that_cut_a_word_are_refused_and_can_be_grown() -> None:
    at = COPY.index("legal to park")
    with pytest.raises(Problem, match="inside a word"):
        locate(COPY, start=at, end=at + len("legal to park"))
    first, last = whole(COPY, at, at + len("legal to par"))
    assert COPY[first:last] == "illegal to park" and locate(COPY, start=first, end=last) == (first, last)
    assert whole(COPY, first, last) == (first, last) and whole("", 0, 0) == (0, 0)
    at = COPY.index("500 buses")
    assert COPY[slice(*whole(COPY, at, at + 1))] == "1,500"


def test_a_place_between_two_words_cuts_none() -> None:
    for text in ("one two", "“one” (two)", "one—two", "one, two", "a/b", "l’homme", "1. 2", "(5)", "word–5"):
        assert not any(cuts(text, at) for at in (0, len(text)))
    assert not cuts("one—two", 3) and not cuts("one—two", 4)
    assert not cuts("end.5 Next", 4) and not cuts("in 2019. 5 people", 8) and not cuts("l’homme", 2)
