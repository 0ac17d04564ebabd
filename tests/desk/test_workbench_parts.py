"""The workbench's script gets only what an act changed; pages cost the same however much stands in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim, Suggestion
from claims.intake.models import Article
from claims.ops.benchmarks._crowded import crowded_article
from claims.verdicts.models import FactCheck
from tests import factories
from tests.desk.conftest import SignIn

PARTS = {"X-Part": "bench"}


@pytest.fixture
def article(ada: Actor) -> Article:
    return factories.an_article(ada)


@pytest.fixture
def suggestion(article: Article) -> Suggestion:
    found: Suggestion = (
        Suggestion.objects.filter(version__article=article).exclude(band="low").order_by("start")[0]
    )
    return found


def asked(key: str, *, drawer: str = "") -> dict[str, str]:
    return {**PARTS, "X-Cards": key, "X-Drawer": drawer}


def test_an_accepted_card_comes_back_as_a_claim_with_its_paragraph_and_nothing_else(
    as_: SignIn, ada: Actor, suggestion: Suggestion
) -> None:
    client = as_(ada)
    to = reverse("desk:accept", args=[suggestion.uid])
    answer = client.post(to, follow=True, headers=asked(suggestion.uid, drawer=suggestion.uid))
    page = answer.content.decode()
    claim = Claim.objects.get(suggestion=suggestion)
    assert answer.status_code == 200 and "<html" not in page
    assert page.count("data-card=") == 1 and f'data-card="{claim.uid}" data-was="{suggestion.uid}"' in page
    assert page.count("data-start=") == 1 and 'class="n cl"' in page
    assert 'id="railhead"' in page and 'id="evidence"' in page and "accepted" in page
    assert 'aria-current="true">In text order</a>' in page


def test_what_an_act_changed_comes_with_its_answer_so_that_no_other_request_can_take_the_words_away(
    as_: SignIn, ada: Actor, article: Article, suggestion: Suggestion
) -> None:
    client = as_(ada)
    answer = client.post(reverse("desk:accept", args=[suggestion.uid]), headers=asked(suggestion.uid))
    claim = Claim.objects.get(suggestion=suggestion)
    assert answer.status_code == 200 and "accepted" in answer.content.decode()
    at = reverse("desk:workbench", args=[article.uid])
    assert answer["Content-Location"] == f"{at}?on={claim.uid}"
    assert "accepted" not in client.get(at).content.decode()
    # Where the act leads to another page there is nothing to bring along: the script goes there.
    away = client.post(
        reverse("desk:edit_claim", args=[claim.uid]),
        {"statement": "It is so.", "row_version": claim.row_version},
        headers=asked(claim.uid),
    )
    assert away.status_code == 303


def test_only_the_drawer_is_sent_where_only_the_drawer_is_wanted(
    as_: SignIn, ada: Actor, article: Article, suggestion: Suggestion
) -> None:
    to = reverse("desk:workbench", args=[article.uid]) + f"?on={suggestion.uid}"
    page = as_(ada).get(to, headers={**PARTS, "X-Drawer": suggestion.uid}).content.decode()
    assert f'data-of="{suggestion.uid}"' in page
    assert "data-card=" not in page and "railhead" not in page


def test_a_refused_act_sends_the_card_as_it_is_with_the_reason(
    as_: SignIn, ada: Actor, suggestion: Suggestion
) -> None:
    client = as_(ada)
    client.post(reverse("desk:accept", args=[suggestion.uid]))
    claim = Claim.objects.get(suggestion=suggestion)
    answer = client.post(reverse("desk:dismiss", args=[suggestion.uid]), headers=asked(suggestion.uid))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f'data-card="{claim.uid}"' in page and "This suggestion is claim" in page


def test_a_claim_that_is_no_more_is_named(as_: SignIn, ada: Actor, article: Article) -> None:
    claim = factories.a_claim(ada, factories.HALF, article=article, settle=False)
    to = reverse("desk:remove_claim", args=[claim.uid])
    page = as_(ada).post(to, {"place": "workbench"}, follow=True, headers=asked(claim.uid)).content.decode()
    assert f'data-gone="{claim.uid}"' in page


def test_a_stranger_gets_no_parts(as_: SignIn, cleo: Actor, article: Article, suggestion: Suggestion) -> None:
    to = reverse("desk:workbench", args=[article.uid])
    assert as_(cleo).get(to, headers={**PARTS, "X-Drawer": suggestion.uid}).status_code == 404


def test_a_claim_is_covered_by_the_one_whose_number_is_typed(
    as_: SignIn, ada: Actor, article: Article
) -> None:
    one = factories.a_claim(ada, factories.SAID, article=article, settle=False)
    other = factories.a_claim(ada, factories.HALF, article=article, settle=False)
    to = reverse("desk:cover", args=[one.uid])
    refused = as_(ada).post(to, {"other": "999", "place": "workbench"})
    assert refused.status_code == 422 and "There is no other claim 999" in refused.content.decode()
    as_(ada).post(to, {"other": str(other.number), "place": "workbench"})
    one.refresh_from_db()
    assert one.same_as == other


@pytest.mark.parametrize("kind", ["page", "list", "drawer", "decision"])
def test_it_asks_the_database_as_often_for_a_thousand_claims_as_for_ten(
    kind: str, as_: SignIn, ada: Actor
) -> None:
    client = as_(ada)
    counted = []
    for n, (words, many) in enumerate(((400, 10), (14_000, 1_000))):
        article = crowded_article(ada, words=words, claims=many, suggestions=5, seed=n)
        waiting = list(Suggestion.objects.filter(version__article=article).order_by("start"))
        at = reverse("desk:workbench", args=[article.uid])
        ask: dict[str, Any] = {
            "page": lambda at=at: client.get(at),
            "list": lambda at=at: client.get(at + "?view=sentences"),
            "drawer": lambda at=at, key=waiting[0].uid: client.get(at, headers={**PARTS, "X-Drawer": key}),
            "decision": lambda key=waiting[1].uid: client.post(
                reverse("desk:dismiss", args=[key]), follow=True, headers=asked(key)
            ),
        }
        client.get(at)
        with CaptureQueriesContext(connection) as queries:
            assert ask[kind]().status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1], counted


def test_the_drawer_turns_to_the_verdict_and_edits_in_place(
    as_: SignIn, ada: Actor, article: Article
) -> None:
    claim = factories.a_claim(ada, factories.SAID, article=article, settle=False)
    client = as_(ada)
    at = reverse("desk:workbench", args=[article.uid]) + f"?on={claim.uid}"
    evidence = client.get(at, headers={**PARTS, "X-Drawer": claim.uid}).content.decode()
    assert (
        'data-face="evidence"' in evidence and 'id="editing"' in evidence and 'id="verdict"' not in evidence
    )
    turned = client.get(at, headers={**PARTS, "X-Drawer": claim.uid, "X-Face": "verdict"}).content.decode()
    assert 'data-face="verdict"' in turned and 'id="verdict"' in turned
    assert 'id="verdict"' in client.get(at + "&panel=verdict").content.decode()


def test_the_drawer_stays_with_the_claim_just_accepted(
    as_: SignIn, ada: Actor, article: Article, suggestion: Suggestion
) -> None:
    claim = factories.a_claim(ada, factories.HALF, article=article, settle=False)
    at = reverse("desk:workbench", args=[article.uid])
    page = as_(ada).get(at + f"?on={suggestion.uid}&held={claim.uid}").content.decode()
    assert f'id="evidence" aria-label="Evidence for {claim.number}"' in page
    assert f'data-of="{claim.uid}"' in page


def test_a_source_is_made_the_key_one_in_the_drawer(as_: SignIn, ada: Actor) -> None:
    claim = factories.a_claim(ada)
    evidence = factories.evidence_for(claim, ada)
    client = as_(ada)
    assert claim.article is not None
    at = reverse("desk:workbench", args=[claim.article.uid])
    drawer = client.get(f"{at}?on={claim.uid}").content.decode()
    assert 'name="is_key" value="1" aria-label="Key source" aria-pressed="false" data-key="*"' in drawer
    sent = {"place": "workbench", "row_version": evidence.row_version, "is_key": "1"}
    to = reverse("desk:edit_evidence", args=[evidence.uid])
    page = client.post(to, sent, follow=True, headers=asked(claim.uid, drawer=claim.uid)).content.decode()
    evidence.refresh_from_db()
    assert evidence.is_key and 'aria-pressed="true" data-key="*">★' in page
    late = client.post(to, sent, headers=asked(claim.uid, drawer=claim.uid))
    assert late.status_code == 412


def test_a_card_in_review_names_the_reviewer(as_: SignIn, ada: Actor, ben: Actor) -> None:
    claim = factories.a_claim(ada)
    revision = factories.a_sent_verdict(claim, ada)
    FactCheck.objects.filter(pk=revision.fact_check.pk).update(reviewer=ben.user)
    assert claim.article is not None
    at = reverse("desk:workbench", args=[claim.article.uid])
    assert f"In review · {ben.user.name}" in as_(ada).get(at).content.decode()
    assert "In review · you" in as_(ben).get(at).content.decode()
