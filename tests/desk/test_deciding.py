"""Deciding on suggestions and working on claims by plain forms."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim, Suggestion
from claims.intake.models import Article
from tests import factories
from tests.desk.conftest import SignIn


@pytest.fixture
def article(ada: Actor) -> Article:
    return factories.an_article(ada)


@pytest.fixture
def suggestion(article: Article) -> Suggestion:
    found = Suggestion.objects.filter(version__article=article).order_by("start").first()
    assert found is not None
    return found


def test_an_accepted_suggestion_is_a_claim_that_undo_takes_back(
    as_: SignIn, ada: Actor, suggestion: Suggestion
) -> None:
    client = as_(ada)
    page = client.post(reverse("desk:accept", args=[suggestion.uid]) + "?show=todo", follow=True)
    claim = Claim.objects.get(suggestion=suggestion)
    assert f'action="{reverse("desk:undo")}"' in page.content.decode()
    assert page.redirect_chain[0][0].endswith(f"?on={claim.uid}&show=todo")
    client.post(reverse("desk:undo"))
    claim.refresh_from_db()
    assert claim.removed_at is not None
    client.post(reverse("desk:restore_claim", args=[claim.uid]))
    claim.refresh_from_db()
    assert claim.removed_at is None


def test_a_suggestion_is_accepted_in_other_words(as_: SignIn, ada: Actor, suggestion: Suggestion) -> None:
    typed = {"statement": "Elmstead planted many trees.", "kind": "event", "claimant": "The mayor"}
    as_(ada).post(reverse("desk:accept", args=[suggestion.uid]), typed)
    claim = Claim.objects.get(suggestion=suggestion)
    assert (claim.statement, claim.kind, str(claim.claimant)) == (
        "Elmstead planted many trees.",
        "event",
        "The mayor",
    )


def test_what_was_typed_stays_when_an_edited_suggestion_is_refused(
    as_: SignIn, ada: Actor, suggestion: Suggestion
) -> None:
    typed = {"statement": "", "kind": "event", "claimant": "Kept name"}
    answer = as_(ada).post(reverse("desk:accept", args=[suggestion.uid]), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="accept-statement-fault"' in page and 'value="Kept name"' in page
    assert not Claim.objects.exists()


def test_a_dismissed_suggestion_leads_to_the_next_and_can_be_brought_back(
    as_: SignIn, ada: Actor, suggestion: Suggestion
) -> None:
    client = as_(ada)
    answer = client.post(reverse("desk:dismiss", args=[suggestion.uid]))
    assert f"on={suggestion.uid}" not in answer["Location"] and "on=" in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert "Dismissed by you" in page
    client.post(reverse("desk:undo_dismissal", args=[suggestion.uid]))
    assert suggestion in Suggestion.objects.undecided()


def test_everything_that_ranks_high_is_accepted_at_once(as_: SignIn, ada: Actor, article: Article) -> None:
    Suggestion.objects.filter(version__article=article).update(band="high")
    client = as_(ada)
    client.post(reverse("desk:accept_high", args=[article.uid]))
    assert Claim.objects.count() == Suggestion.objects.count() > 0
    page = client.post(reverse("desk:accept_high", args=[article.uid]), follow=True).content.decode()
    assert "Nothing undecided ranks high" in page and "decided.</b>" in page


def test_a_sentence_is_marked_from_the_list(as_: SignIn, ada: Actor, article: Article) -> None:
    client = as_(ada)
    version = article.latest
    assert version is not None
    start, end = version.segmentation.sentences[1]
    page = client.get(reverse("desk:workbench", args=[article.uid]) + "?view=sentences").content.decode()
    assert f'name="start" value="{start}"' in page
    answer = client.post(
        reverse("desk:mark", args=[article.uid]) + "?view=sentences", {"start": start, "end": end}
    )
    claim = Claim.objects.get()
    assert answer["Location"].endswith(f"view=sentences#c-{claim.uid}")
    assert claim.appearances.get().quote == version.text[start:end].strip()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"start": "1"},
        {"start": "5", "end": "5"},
        {"start": "0", "end": "99999"},
        {"start": "-4", "end": "9"},
    ],
)
def test_a_place_outside_the_text_is_refused(
    as_: SignIn, ada: Actor, article: Article, typed: dict[str, str]
) -> None:
    answer = as_(ada).post(reverse("desk:mark", args=[article.uid]), typed)
    assert answer.status_code == 422
    assert 'id="mark-refusal"' in answer.content.decode()
    assert not Claim.objects.exists()


def test_a_claim_stands_in_one_more_place(as_: SignIn, ada: Actor, article: Article) -> None:
    claim = factories.a_claim(ada, article=article)
    version = article.latest
    assert version is not None
    start, end = version.segmentation.sentences[-1]
    typed = {"start": start, "end": end, "add_to": claim.uid}
    assert as_(ada).post(reverse("desk:mark", args=[article.uid]), typed).status_code == 303
    assert claim.appearances.count() == 2


def test_the_words_of_a_claim_are_made_longer_and_shorter(as_: SignIn, ada: Actor, article: Article) -> None:
    claim = factories.a_claim(ada, article=article)
    client = as_(ada)

    def quote() -> str:
        return str(claim.appearances.get(left_out_at__isnull=True).quote)

    respan = reverse("desk:respan", args=[claim.appearances.get().uid])
    before = quote()
    assert client.post(respan, {"move": "end-back"}).status_code == 303
    assert quote() == before.rsplit(" ", 1)[0]
    assert client.post(respan, {"move": "sentence"}).status_code == 303
    assert quote() == before
    assert client.post(respan, {"move": "sideways"}).status_code == 422
    assert client.post(respan, {"start": "0", "end": "999999"}).status_code == 422


def test_a_claim_is_split_where_lines_are_broken(as_: SignIn, ada: Actor, article: Article) -> None:
    claim = factories.a_claim(ada, article=article)
    client = as_(ada)
    split = reverse("desk:split", args=[claim.uid])
    refused = client.post(split, {"parts": "one line only", "place": "workbench"})
    assert refused.status_code == 422
    assert 'id="split-parts-fault"' in refused.content.decode()
    parts = "The town of Elmstead planted\n4,000 trees in 2023"
    assert client.post(split, {"parts": parts, "place": "workbench"}).status_code == 303
    assert Claim.objects.active().count() == 2


def test_one_claim_covers_another_until_that_is_undone(as_: SignIn, ada: Actor, article: Article) -> None:
    claim = factories.a_claim(ada, article=article)
    other = factories.a_claim(ada, factories.HALF, article=article)
    client = as_(ada)
    assert client.post(reverse("desk:cover", args=[claim.uid]), {"other": ""}).status_code == 422
    assert client.post(reverse("desk:cover", args=[claim.uid]), {"other": claim.uid}).status_code in (
        409,
        422,
    )
    address = f"https://desk.example/desk/claims/{other.uid}/"
    assert client.post(reverse("desk:cover", args=[claim.uid]), {"other": address}).status_code == 303
    page = client.get(reverse("desk:claim", args=[claim.uid])).content.decode()
    assert "Covered by another claim." in page and "Another claim covers this one" in page
    assert client.post(reverse("desk:uncover", args=[claim.uid])).status_code == 303
    claim.refresh_from_db()
    assert claim.same_as is None


def test_the_fields_of_a_claim_are_edited(as_: SignIn, ada: Actor, article: Article) -> None:
    claim = factories.a_claim(ada, article=article)
    typed = {
        "row_version": claim.row_version,
        "statement": "Elmstead planted 4,000 trees.",
        "kind": "statistic",
        "claimant": "The mayor",
        "claimed_on": "2024-01-08",
        "has_ambiguous": "1",
        "is_ambiguous": "1",
        "quantity.text": ["4,000 trees", ""],
        "quantity.value": ["4,000", ""],
        "quantity.unit": ["count", ""],
        "quantity.comparator": [">=", ""],
        "time.text": ["in 2023", ""],
        "time.from": ["2023-01-01", ""],
        "time.to": ["2023-12-31", ""],
    }
    assert as_(ada).post(reverse("desk:edit_claim", args=[claim.uid]), typed).status_code == 303
    claim.refresh_from_db()
    assert claim.is_ambiguous and str(claim.claimed_on) == "2024-01-08"
    assert [(q["value"], q["unit"], q["comparator"]) for q in claim.quantities] == [(4000, "count", ">=")]
    assert [(t["from"], t["to"]) for t in claim.times] == [("2023-01-01", "2023-12-31")]
    assert (
        "It is marked as ambiguous" not in str(claim) and claim.statement == "Elmstead planted 4,000 trees."
    )


def test_figures_that_are_none_are_refused_and_kept_as_typed(
    as_: SignIn, ada: Actor, article: Article
) -> None:
    claim = factories.a_claim(ada, article=article)
    typed = {
        "row_version": claim.row_version,
        "statement": "Kept words.",
        "kind": "statistic",
        "quantity.text": ["many"],
        "quantity.value": ["lots"],
        "quantity.unit": ["count"],
        "quantity.comparator": ["="],
    }
    answer = as_(ada).post(reverse("desk:edit_claim", args=[claim.uid]), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“lots” is not a number" in page and 'value="lots"' in page and "Kept words." in page


def test_a_stale_edit_shows_theirs_and_keeps_mine(
    as_: SignIn, ada: Actor, ben: Actor, article: Article
) -> None:
    claim = factories.a_claim(ada, article=article)
    edit = reverse("desk:edit_claim", args=[claim.uid])
    sent = {"row_version": claim.row_version, "kind": "statistic"}
    assert as_(ben).post(edit, {**sent, "statement": "Ben’s words."}).status_code == 303
    client = as_(ada)
    answer = client.post(edit, {**sent, "statement": "Ada’s words."})
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "changed this while you did" in page
    assert re.search(r"Theirs: <[^>]*>Ben’s words\.<", page) and ">\nAda’s words.</textarea>" in page
    claim.refresh_from_db()
    assert f'name="row_version" value="{claim.row_version}"' in page
    assert (
        client.post(edit, {**sent, "row_version": claim.row_version, "statement": "Ada’s words."}).status_code
        == 303
    )


def test_a_forecast_has_its_probability_horizon_and_checkpoints(
    as_: SignIn, ada: Actor, article: Article
) -> None:
    claim = factories.a_claim(ada, factories.FORECAST, article=article, kind="prediction")
    client = as_(ada)
    page = client.get(reverse("desk:claim", args=[claim.uid])).content.decode()
    assert "50 %" in page and "2040" in page and "kept open, not rated" in page
    edit = reverse("desk:edit_claim", args=[claim.uid])
    typed = {
        "row_version": claim.row_version,
        "prediction.probability": "60%",
        "prediction.horizon_on": "2041",
    }
    assert client.post(edit, typed).status_code == 303
    claim.refresh_from_db()
    claim.prediction.refresh_from_db()
    assert (claim.prediction.probability, str(claim.prediction.horizon_on)) == (0.6, "2041-12-31")
    wrong = client.post(edit, {"row_version": claim.row_version, "prediction.probability": "7"})
    assert wrong.status_code == 422 and 'id="edit-prediction-probability-fault"' in wrong.content.decode()


def test_checkpoints_are_added_and_settled_and_the_outcome_written_down(
    as_: SignIn, ada: Actor, article: Article
) -> None:
    claim = factories.a_claim(ada, factories.FORECAST, article=article, kind="prediction")
    client = as_(ada)
    add = reverse("desk:add_checkpoint", args=[claim.uid])
    assert client.post(add, {"due_on": "someday", "question": "How many?"}).status_code == 422
    assert client.post(add, {"due_on": "2030-01-01", "question": "How many?"}).status_code == 303
    checkpoint = claim.prediction.checkpoints.get(question="How many?")
    settle = reverse("desk:settle", args=[checkpoint.uid])
    refused = client.post(settle, {"finding": " "})
    assert (
        refused.status_code == 422
        and f"checkpoint-{checkpoint.uid}-finding-fault" in refused.content.decode()
    )
    assert client.post(settle, {"finding": "8,000 so far."}).status_code == 303
    assert "8,000 so far." in client.get(reverse("desk:claim", args=[claim.uid])).content.decode()
    resolve = reverse("desk:resolve", args=[claim.uid])
    assert client.post(resolve, {"state": "resolved_true", "note": ""}).status_code == 422
    assert client.post(resolve, {"state": "resolved_true", "note": "The count of 2040."}).status_code == 303
    assert client.post(resolve, {"state": "resolved_true", "note": "Again."}).status_code == 409
    assert client.post(reverse("desk:reopen_forecast", args=[claim.uid])).status_code == 303


def test_only_a_forecast_has_checkpoints(as_: SignIn, ada: Actor, article: Article) -> None:
    claim = factories.a_claim(ada, article=article)
    answer = as_(ada).post(
        reverse("desk:add_checkpoint", args=[claim.uid]), {"due_on": "2030-01-01", "question": "?"}
    )
    assert answer.status_code == 409


def test_a_reader_may_not_decide(as_: SignIn, dev: Actor, suggestion: Suggestion) -> None:
    answer = as_(dev).post(reverse("desk:accept", args=[suggestion.uid]))
    assert answer.status_code == 403
    assert "This needs the role reporter" in answer.content.decode()
    assert not Claim.objects.exists()
