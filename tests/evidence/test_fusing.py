"""One order out of several: few visible weights, no weight by asking more, no site takes it all, nothing left out."""

from __future__ import annotations

from claims.evidence.fusing import MOST_OF_ONE_SITE, Copied, Place, Ranked, fuse


def keys(ranked: list[Ranked]) -> list[int]:
    return [each.key for each in ranked]


def fused(*places: Place, **more: object) -> list[Ranked]:
    return fuse(places, **{"weights": {}, "site": lambda key: "", **more})  # type: ignore[arg-type]


def test_a_provider_asked_three_questions_does_not_weigh_three_times() -> None:
    asked_thrice = [Place(1, "web", 2, query) for query in ("words", "figures", "dates")]
    ranked = fused(*asked_thrice, Place(2, "archive", 1))
    assert keys(ranked) == [2, 1]
    assert ranked[1].score == round(1 / 62, 6)
    assert ranked[1].explain == [
        {
            "provider": "web", "position": 2, "weight": 1.0, "score": round(1 / 62, 6), "query": "words",
            "questions": 3,
        }
    ]  # fmt: skip


def test_two_providers_that_agree_outdo_a_first_place() -> None:
    ranked = fused(Place(1, "web", 1), Place(2, "web", 2), Place(2, "archive", 2))
    assert keys(ranked) == [2, 1] and len(ranked[0].explain) == 2


def test_a_weight_is_seen_in_the_explanation() -> None:
    ranked = fused(Place(1, "web", 1), Place(2, "filings", 3), weights={"web": 0.8, "filings": 1.2})
    assert keys(ranked) == [2, 1]
    assert [each.explain[0]["weight"] for each in ranked] == [1.2, 0.8]


def test_more_of_one_site_come_after_the_others_and_say_so() -> None:
    places = [Place(key, "web", key) for key in range(1, 7)]
    ranked = fused(*places, site=lambda key: "paper.example" if key < 6 else "other.example")
    assert keys(ranked) == [1, 2, 3, 6, 4, 5]
    assert ranked[-1].explain[-1] == {
        "rule": "site", "site": "paper.example", "most": MOST_OF_ONE_SITE, "was": 5,
    }  # fmt: skip


def test_copies_of_what_stands_above_come_last_and_say_of_what() -> None:
    copies = {
        1: Copied(7, "gazette", "Gazette"),
        2: Copied(7, "courier", "Gazette"),
        3: Copied(7, "gazette", "Gazette"),
    }
    ranked = fused(*[Place(key, "web", key) for key in range(1, 5)], copies=copies)
    assert keys(ranked) == [1, 3, 4, 2], "a second passage of the same source is no copy"
    assert ranked[-1].explain[-1] == {"rule": "copy", "of": "Gazette", "was": 2}


def test_copies_of_what_is_quoted_already_come_last() -> None:
    ranked = fused(
        Place(1, "web", 1), Place(2, "web", 2), copies={1: Copied(7, "courier", "Gazette", is_quoted=True)}
    )
    assert keys(ranked) == [2, 1]


def test_equal_scores_keep_the_order_they_came_in() -> None:
    assert keys(fused(Place(4, "a", 1), Place(3, "b", 1))) == [3, 4]
    assert keys(fused(Place(3, "b", 1), Place(4, "a", 1))) == [3, 4]
