"""Suggestions as rows: numbered once, scored anew only while nobody has decided."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from claims.accounts.acting import Actor
from claims.annotation import suggesting
from claims.annotation.deciding import accept, dismiss
from claims.annotation.marking import mark
from claims.annotation.models import Claim, Suggestion
from claims.annotation.proposing import Proposal
from claims.annotation.suggesting import suggest
from claims.history.models import Event
from claims.intake.models import ArticleVersion
from claims.intake.submitting import submit_text
from tests.annotation.texts import FERRY, FERRY_LATER, ferry, next_version, span


def proposals(version: ArticleVersion, *quotes: str, score: float = 0.8) -> list[Proposal]:
    """Proposals of these words, as the scorer would give them."""
    return [
        Proposal(
            quote=words, statement=words, kind="statistic", claimant="", score=score, band="high",
            reasons=[{"name": "digits", "weight": score}], quantities=[], times=[], prediction=None,
            **span(version, words),
        )
        for words in quotes
    ]  # fmt: skip


@pytest.fixture
def version(ada: Actor) -> ArticleVersion:
    return ferry(ada)


def test_every_suggestion_quotes_the_text_and_its_reasons_add_up(version: ArticleVersion) -> None:
    found = suggest(version)
    assert len(found) >= 4
    for each in found:
        assert each.quote == version.text[each.start : each.end]
        assert sum(reason["weight"] for reason in each.reasons) == pytest.approx(each.score)
    assert version.segmentation.sentences[0] == [0, FERRY.index("\n")]


def test_numbers_go_with_the_text_and_stay(version: ArticleVersion) -> None:
    first = {each.pk: each.number for each in suggest(version)}
    assert list(first.values()) == list(range(1, len(first) + 1))
    assert {each.pk: each.number for each in suggest(version)} == first


def test_suggestions_and_claims_share_one_count(version: ArticleVersion, ada: Actor) -> None:
    suggesting.keep(version, proposals(version, "Ridership fell by 12 percent in 2023"))
    claim = mark(version, by=ada, **span(version, "Critics say the batteries last eight years"))
    suggestion = version.suggestions.get()
    assert (suggestion.number, claim.number) == (1, 2)
    assert accept(suggestion, by=ada).number == 1


def test_scoring_again_leaves_decided_ones_alone(version: ArticleVersion, ada: Actor) -> None:
    words = ("Ridership fell by 12 percent in 2023", "Critics say the batteries", "61 percent would pay more")
    taken, dropped, waiting = suggesting.keep(version, proposals(version, *words))
    accept(taken, by=ada)
    dismiss(dropped, by=ada)
    suggesting.keep(version, proposals(version, *words, score=0.3))
    scores = {each.pk: each.score for each in version.suggestions.all()}
    assert scores == {taken.pk: 0.8, dropped.pk: 0.8, waiting.pk: 0.3}


def test_what_is_proposed_no_more_loses_its_score_not_its_number(version: ArticleVersion) -> None:
    suggesting.keep(version, proposals(version, "Critics say the batteries"))
    suggesting.keep(version, [])
    left = version.suggestions.get()
    assert (left.score, left.band, left.reasons, left.number) == (None, "unscored", [], 1)


def test_it_does_not_suggest_a_claim_that_stands_there_already(version: ArticleVersion, ada: Actor) -> None:
    mark(version, by=ada, kind="statistic", **span(version, "Ridership fell by 12 percent in 2023"))
    suggesting.keep(version, proposals(version, "Ridership fell by 12 percent in 2023,"))
    assert not version.suggestions.exists()


def test_the_database_refuses_a_suggestion_of_other_words(version: ArticleVersion) -> None:
    suggesting.keep(version, proposals(version, "Critics say the batteries"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.update(quote="Critics say the battery")


def test_a_new_article_is_read_by_a_job(ada: Actor, run_due: Callable[..., int]) -> None:
    article = submit_text(by=ada, text=FERRY, title="Ferries")
    run_due(["models"])
    assert article.latest is not None
    assert article.latest.suggestions.undecided().worth_showing().exists()
    assert Event.objects.filter(name="suggestions.made").count() == 1
    assert not Claim.objects.exists()


# The next version --------------------------------------------------------------------------------------------


def test_a_dismissal_carries_over_where_the_words_stand_as_before(
    version: ArticleVersion, ada: Actor
) -> None:
    words = "Critics say the batteries last eight years at most."
    dismiss(suggesting.keep(version, proposals(version, words))[0], by=ada, note="opinion")
    later = next_version(version, FERRY_LATER)
    (again,) = suggesting.keep(later, proposals(later, words))
    assert (again.dismissal.by, again.dismissal.note) == (ada.user, "opinion")
    event = Event.objects.filter(name="suggestion.dismissed", actor_kind="system").get()
    assert "version 1" in event.data["note"]


def test_a_dismissal_does_not_carry_over_to_a_changed_number(version: ArticleVersion, ada: Actor) -> None:
    old, new = "three electric ferries for 42 million euros", "three electric ferries for 48 million euros"
    dismiss(suggesting.keep(version, proposals(version, old))[0], by=ada)
    later = next_version(version, FERRY_LATER)
    (again,) = suggesting.keep(later, proposals(later, new))
    assert later.suggestions.undecided().get() == again
