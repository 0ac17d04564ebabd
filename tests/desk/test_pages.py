"""Each page opens for the newsroom, sends people who are not signed in to sign in, and is not there for others."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.annotation.deciding import accept
from claims.annotation.models import Claim, Suggestion
from claims.history.models import Handoff, JobState
from tests import factories
from tests.desk.conftest import SignIn

LISTS = ("today", "articles", "queue", "sources", "jobs", "running")


@pytest.fixture
def claim(ada: Actor) -> Claim:
    claim = factories.a_claim(ada)
    factories.evidence_for(claim, ada)
    factories.a_draft(claim, ada)
    return claim


def addresses(claim: Claim) -> list[str]:
    """Every page about one thing."""
    article = claim.article
    snapshot = claim.evidence.get().snapshot
    assert article is not None
    return [
        reverse("desk:workbench", args=[article.uid]),
        reverse("desk:workbench", args=[article.uid]) + "?view=sentences",
        reverse("desk:workbench", args=[article.uid]) + "?show=low&sort=worth&on=" + claim.uid,
        reverse("desk:arriving", args=[article.uid]),
        reverse("desk:place_again", args=[article.uid]),
        reverse("desk:compare", args=[article.uid, 1, 1]),
        reverse("desk:claim", args=[claim.uid]),
        reverse("desk:claim", args=[claim.uid]) + "?edit=1&add=1&panel=history",
        reverse("desk:claim", args=[claim.uid]) + f"?copy={snapshot.uid}&start=0&end=9",
        reverse("desk:providers", args=[claim.uid]),
        reverse("desk:source", args=[snapshot.source.uid]),
        reverse("desk:snapshot", args=[snapshot.uid]) + "?start=0&end=9",
    ]


@pytest.mark.parametrize("name", LISTS)
def test_each_list_opens_while_it_is_empty(name: str, as_: SignIn, ada: Actor) -> None:
    assert as_(ada).get(reverse(f"desk:{name}")).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_each_list_opens_when_it_is_filled(name: str, as_: SignIn, ada: Actor, claim: Claim) -> None:
    answer = as_(ada).get(reverse(f"desk:{name}"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_every_page_of_a_thing_opens_for_its_newsroom(
    as_: SignIn, ada: Actor, dev: Actor, claim: Claim
) -> None:
    for address in addresses(claim):
        assert as_(ada).get(address).status_code == 200, address
        assert as_(dev).get(address).status_code == 200, address


def test_no_page_of_a_thing_is_there_for_a_stranger(as_: SignIn, cleo: Actor, claim: Claim) -> None:
    for address in addresses(claim):
        assert as_(cleo).get(address).status_code == 404, address


def test_a_list_leaves_out_what_other_newsrooms_have(as_: SignIn, cleo: Actor, claim: Claim) -> None:
    for name in LISTS:
        assert "Elmstead" not in as_(cleo).get(reverse(f"desk:{name}")).content.decode(), name


def test_it_sends_people_to_sign_in_and_back(claim: Claim) -> None:
    address = reverse("desk:claim", args=[claim.uid])
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={address}"


def test_a_reader_sees_no_form_that_she_may_not_send(as_: SignIn, dev: Actor, claim: Claim) -> None:
    for address in addresses(claim)[:9]:
        page = as_(dev).get(address).content.decode()
        forms = [
            part.split('"')[0] for part in page.split("<form")[1:] for part in part.split('action="')[1:2]
        ]
        allowed = ("/accounts/logout/", reverse("desk:theme"), "")
        assert [form for form in forms if form not in allowed] == [], address


def test_no_page_has_script_or_style_inside_it(as_: SignIn, ada: Actor, claim: Claim) -> None:
    for address in addresses(claim):
        page = as_(ada).get(address).content.decode()
        assert ' style="' not in page and "<style" not in page and " onclick" not in page, address
        scripts = [part.split(">")[0] for part in page.split("<script")[1:]]
        assert all("src=" in each or 'type="application/json"' in each for each in scripts), address


def test_it_shows_today_what_waits_for_each(as_: SignIn, ada: Actor, ben: Actor, claim: Claim) -> None:
    factories.a_sent_verdict(claim, ada)
    assert "Waiting for others" in as_(ada).get("/desk/").content.decode()
    page = as_(ben).get("/desk/").content.decode()
    assert "Review</span>" in page and f"{claim.uid}/?panel=review" in page


def test_a_version_that_is_not_there_is_not_found(as_: SignIn, ada: Actor, claim: Claim) -> None:
    assert as_(ada).get(f"/desk/articles/{claim.article.uid}/?v=7").status_code == 404
    assert as_(ada).get(f"/desk/articles/{claim.article.uid}/?v=x").status_code == 404
    assert as_(ada).get(f"/desk/articles/{claim.article.uid}/compare/1..9/").status_code == 404
    assert as_(ada).get(f"/desk/claims/{claim.uid}/verdict/compare/1..9/").status_code == 404


def test_the_colours_stay_chosen(as_: SignIn, ada: Actor) -> None:
    client = as_(ada)
    answer = client.post(reverse("desk:theme"), {"theme": "dark", "next": "/desk/jobs/"})
    assert answer.status_code == 303 and answer["Location"] == "/desk/jobs/"
    assert '<html lang="en" data-theme="dark">' in client.get("/desk/").content.decode()
    answer = client.post(reverse("desk:theme"), {"theme": "", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/desk/"
    assert "data-theme" not in client.get("/desk/").content.decode().split("<head>")[0]


def test_the_queue_filters_by_what_its_address_says(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    client = as_(ada)
    assert (
        claim.uid
        in client.get(
            "/desk/queue/?view=list&state=writing&kind=statistic&owner=me&q=planted&sort=new"
        ).content.decode()
    )
    for query in ("state=review", "kind=causal", "q=nothing+like+it"):
        assert claim.uid not in client.get(f"/desk/queue/?view=list&{query}").content.decode(), query
    assert claim.uid not in as_(ben).get("/desk/queue/?view=list&owner=me").content.decode()


def test_a_failed_job_is_shown_with_its_reason_and_can_be_tried_again(
    as_: SignIn, ada: Actor, dev: Actor, cleo: Actor
) -> None:
    factories.a_kept_copy(ada)
    job = Handoff.objects.filter(organisation_id=ada.organisation.pk).first()
    assert job is not None
    Handoff.objects.filter(pk=job.pk).update(
        state=JobState.FAILED, last_error="the disk is full", ended_at=timezone.now()
    )
    client = as_(ada)
    assert "the disk is full" in client.get("/desk/jobs/?show=failed").content.decode()
    again = reverse("desk:job_again", args=[job.pk])
    assert as_(cleo).post(again).status_code == 404
    assert as_(dev).post(again).status_code == 403
    assert client.post(again).status_code == 303
    job.refresh_from_db()
    assert job.state == JobState.DUE
    assert client.post(again).status_code == 409


def test_suggestions_that_rank_low_wait_until_asked_for(as_: SignIn, ada: Actor) -> None:
    article = factories.an_article(ada)
    suggestion = Suggestion.objects.filter(version__article=article).first()
    assert suggestion is not None
    Suggestion.objects.exclude(pk=suggestion.pk).update(band="medium")
    Suggestion.objects.filter(pk=suggestion.pk).update(band="low")
    client = as_(ada)
    address = reverse("desk:workbench", args=[article.uid])
    assert f"k-{suggestion.uid}" not in client.get(address).content.decode()
    assert f"k-{suggestion.uid}" in client.get(f"{address}?show=low").content.decode()


def test_the_text_shows_its_marks_as_elements_with_the_words_inside(as_: SignIn, ada: Actor) -> None:
    article = factories.an_article(ada)
    suggestion = Suggestion.objects.filter(version__article=article).order_by("start").first()
    assert suggestion is not None
    claim = accept(suggestion, by=ada)
    page = as_(ada).get(reverse("desk:workbench", args=[article.uid])).content.decode()
    assert f'data-c="{claim.uid}"' in page and f'id="c-{claim.uid}">{suggestion.quote[:10]}' in page
