"""The other lists: Today, articles, sources, jobs, and the settings of providers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Membership, Organisation, User
from claims.annotation.models import Claim
from claims.evidence.choosing import asked_by, is_required_for
from claims.evidence.gathering import start_run
from claims.evidence.models import EvidenceRun, ProviderCall
from claims.history.models import Event, Handoff, JobState
from claims.intake.capturing import capture_url
from claims.intake.models import Article, Capture, Source
from claims.verdicts.commenting import comment, resolve
from claims.verdicts.models import FactCheck
from tests import factories
from tests.desk.conftest import SignIn

PROVIDERS = "/desk/settings/providers/"


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def more(ada: Actor, claim: Claim, run: EvidenceRun, count: int) -> None:
    """Rows of every sort that the lists show."""
    here = ada.organisation
    before = Source.objects.count()
    sources = Source.objects.bulk_create(
        Source(
            organisation=here, title=f"Report {before + n}", canonical_url=f"https://a.example/{before + n}"
        )
        for n in range(count)
    )
    Article.objects.bulk_create(
        Article(organisation=here, source=each, title=each.title, assignee=ada.user) for each in sources
    )
    Capture.objects.bulk_create(
        Capture(organisation=here, source=each, method="fetched", by=ada.user) for each in sources
    )
    event = Event.objects.filter(subject_type="Claim", subject_uid=claim.uid).first()
    assert event is not None
    Handoff.objects.bulk_create(
        Handoff(
            event=event,
            organisation_id=here.pk,
            task=f"task.{before + n}",
            state=JobState.FAILED,
            due_at=event.at,
        )
        for n in range(count)
    )
    ProviderCall.objects.bulk_create(
        ProviderCall(
            organisation=here, run=run, provider="own_archive", query="q", query_kind=f"k{before + n}",
            task="evidence.call", due_at=event.at,
        )
        for n in range(count)
    )  # fmt: skip
    claims = Claim.objects.bulk_create(
        Claim(organisation=here, number=before + n, statement="It is so.", kind="event", by=ada.user)
        for n in range(count)
    )
    FactCheck.objects.bulk_create(
        FactCheck(organisation=here, claim=each, assignee=ada.user) for each in claims
    )
    people = User.objects.bulk_create(
        User(email=f"p{before + n}@harbor.example", name=f"Person {before + n}") for n in range(count)
    )
    Membership.objects.bulk_create(Membership(organisation=here, user=each, role="reader") for each in people)


def test_every_list_asks_the_database_as_often_for_hundreds_of_rows_as_for_ten(
    as_: SignIn, ada: Actor, eve: Actor
) -> None:
    claim = factories.a_claim(ada)
    run = claim.runs.first()
    assert run is not None
    lists = (
        "/desk/", "/desk/articles/", "/desk/articles/?sort=due&todo=1", "/desk/sources/", "/desk/sources/?sort=used",
        "/desk/jobs/", "/desk/jobs/?of=searches&page=2", "/desk/settings/people/", PROVIDERS,
    )  # fmt: skip
    client = as_(eve)

    def counts() -> dict[str, int]:
        asked = {}
        for address in lists:
            with CaptureQueriesContext(connection) as queries:
                text(client, address)
            asked[address] = len(queries)
        return asked

    more(ada, claim, run, 60)
    counts()
    few = counts()
    more(ada, claim, run, 300)
    assert counts() == few


def test_today_puts_the_review_that_waited_longest_first_and_focuses_it(
    as_: SignIn, ada: Actor, ben: Actor
) -> None:
    article = factories.an_article(ada)
    first = factories.a_claim(ada, article=article)
    second = factories.a_claim(ada, factories.HALF, article=article)
    factories.a_sent_verdict(first, ada)
    factories.a_sent_verdict(second, ada)
    FactCheck.objects.update(reviewer=None)
    page = text(as_(ben), "/desk/")
    turn = page.partition('id="turn"')[2]
    focused = f'autofocus href="/desk/claims/{first.uid}/?panel=review"'
    assert focused in turn and turn.index(first.uid) < turn.index(second.uid) and page.count("autofocus") == 1
    assert "Waiting for others" in text(as_(ada), "/desk/")


def test_today_tells_what_others_did_since_one_last_looked(as_: SignIn, ada: Actor, ben: Actor) -> None:
    client = as_(ben)
    factories.an_article(ada, settle=False)
    assert "What changed" in text(client, "/desk/")
    Membership.objects.filter(pk=ben.membership.pk).update(  # type: ignore[union-attr]
        looked_at=timezone.now() - timedelta(hours=1)
    )
    assert "Since you last looked" in text(client, "/desk/")
    assert "Since you last looked" in text(client, "/desk/")
    factories.an_article(ben, "Bens own words, 12 of them.", settle=False)
    page = text(client, "/desk/")
    assert "<bdi>Ben</bdi></b> brought in" not in page
    assert "<bdi>Ben</bdi></b> brought in" in text(client, "/desk/?changes=all")


def test_an_empty_newsroom_is_welcomed_with_a_sample_to_try(
    as_: SignIn, ada: Actor, dev: Actor, eve: Actor, run_due: Callable[..., int]
) -> None:
    client = as_(eve)
    for address in ("/desk/", "/desk/articles/"):
        assert "Bring in the sample article" in text(client, address)
        assert "Bring in the sample article" not in text(as_(dev), address)
    assert "invite the people" in text(client, "/desk/") and "invite the people" not in text(
        as_(ada), "/desk/"
    )
    for address in ("/desk/queue/", "/desk/sources/", "/desk/jobs/"):
        assert "yet" in text(client, address)
    client.post("/desk/articles/sample/")
    client.post("/desk/articles/sample/")
    article = Article.objects.get(organisation=eve.organisation)
    run_due()
    assert "Elmstead counts its trees" in text(client, f"/desk/articles/{article.uid}/")
    assert as_(dev).post("/desk/articles/sample/").status_code == 403


def test_an_article_gets_an_owner_and_a_due_date(as_: SignIn, ada: Actor, ben: Actor, cleo: Actor) -> None:
    client, article = as_(ada), factories.an_article(ada)
    address = f"/desk/articles/{article.uid}/assign/?on={article.uid}&sort=due"
    assert "Owner" in text(client, f"/desk/articles/?on={article.uid}")
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    sent = {"row_version": article.row_version, "assignee": ben.user.uid, "due_on": yesterday}
    for bad, status in (
        ({"assignee": cleo.user.uid}, 422),
        ({"due_on": "soon"}, 422),
        ({"row_version": "9"}, 412),
    ):
        assert client.post(address, {**sent, **bad}).status_code == status
    assert client.post(address, sent)["Location"] == "/desk/articles/?sort=due"
    page = text(client, "/desk/articles/?due=late")
    assert "<bdi>Ben</bdi>" in page and "overdue since" in page
    assert article.title not in text(client, "/desk/articles/?owner=me")
    assert "to decide" in text(as_(ben), "/desk/") and "overdue since" in text(as_(ben), "/desk/")
    assert as_(ben).post(address, {**sent, "row_version": "2", "assignee": ""}).status_code == 303


def test_a_source_shows_a_passage_lit_in_its_copy(as_: SignIn, ada: Actor, cleo: Actor) -> None:
    evidence = factories.evidence_for(factories.a_claim(ada, settle=False), ada)
    address = f"/desk/sources/{evidence.snapshot.source.uid}/"
    assert f"?p={evidence.uid}#c-{evidence.uid}" in text(as_(ada), address)
    page = text(as_(ada), f"{address}?p={evidence.uid}")
    assert f'id="c-{evidence.uid}"' in page and evidence.quote in page
    assert as_(ada).get(f"{address}?p=nothing").status_code == 404
    assert as_(cleo).get(f"{address}?p={evidence.uid}").status_code == 404


def test_sources_are_found_by_what_the_address_says(as_: SignIn, ada: Actor) -> None:
    snapshot = factories.a_kept_copy(ada, settle=False)
    Source.objects.filter(pk=snapshot.source_id).update(live_state="gone")
    client = as_(ada)
    for query, there in (
        ("live=gone", True),
        ("live=changed", False),
        ("kind=primary&sort=published", True),
        ("q=count", True),
    ):
        assert (snapshot.source.uid in text(client, f"/desk/sources/?{query}")) is there, query


def test_a_fetch_can_be_stopped_and_nothing_else(as_: SignIn, ada: Actor, dev: Actor) -> None:
    capture = capture_url(by=ada, url="https://slow.example/report", kind="news")
    job = Handoff.objects.get(task="intake.fetch", event__subject_uid=capture.uid)
    assert "Stop" in text(as_(ada), "/desk/jobs/?show=open")
    assert as_(dev).post(f"/desk/jobs/{job.pk}/stop/").status_code == 403
    assert as_(ada).post(f"/desk/jobs/{job.pk}/stop/?show=open")["Location"] == "/desk/jobs/?show=open"
    capture.refresh_from_db()
    job.refresh_from_db()
    assert (capture.state, capture.outcome, job.state) == ("ended", "skipped", "cancelled")
    assert as_(ada).post(f"/desk/jobs/{job.pk}/stop/").status_code == 409
    factories.an_article(ada, settle=False)
    other = Handoff.objects.filter(state=JobState.DUE).exclude(task="intake.fetch").first()
    assert other is not None
    answer = as_(ada).post(f"/desk/jobs/{other.pk}/stop/")
    assert answer.status_code == 409 and "relies on this job" in answer.content.decode()


def test_providers_are_described_and_counted_and_a_failing_one_says_why(
    as_: SignIn, ada: Actor, eve: Actor
) -> None:
    factories.a_claim(ada)
    ProviderCall.objects.filter(provider="own_archive").update(
        outcome="unavailable",
        state="failed",
        problem={"words": "It could not be reached in time."},
        ended_at=timezone.now(),
    )
    page = text(as_(ada), PROVIDERS)
    assert "not answering" in page and "It could not be reached in time." in page and "not reached <b" in page
    assert "asks nobody outside" in page.lower() and "An admin of your newsroom can change this." in page
    assert as_(ada).post(f"{PROVIDERS}change/", {"row_version": 1}).status_code == 403


def test_a_newsroom_chooses_whom_it_asks_and_who_must_answer(as_: SignIn, ada: Actor, eve: Actor) -> None:
    client, here = as_(eve), eve.organisation
    sent = {"row_version": here.row_version, "own_archive": "required", "earlier_checks": "off"}
    assert client.post(f"{PROVIDERS}change/", sent).status_code == 303
    here = Organisation.objects.get(pk=here.pk)
    assert [each.name for each in asked_by(here)] == ["own_archive"]
    assert [is_required_for(here, each) for each in asked_by(here)] == [True]
    claim = factories.a_claim(ada, settle=False)
    run = start_run(by=Actor.of(ada.user, here), claim=claim)
    assert (run.required, run.calls.count()) == (["own_archive"], 1)
    version = {"row_version": here.row_version}
    none = client.post(f"{PROVIDERS}change/", {**version, "own_archive": "optional"})
    assert (
        none.status_code == 422
        and "At least one provider of evidence must be required." in none.content.decode()
    )
    odd = client.post(f"{PROVIDERS}change/", {**version, "own_archive": "sometimes"})
    assert odd.status_code == 422
    stale = client.post(f"{PROVIDERS}change/", sent)
    assert stale.status_code == 412


def test_today_has_the_comments_of_others_on_what_is_mine_until_they_are_dealt_with(
    as_: SignIn, ada: Actor, ben: Actor
) -> None:
    claim = factories.a_claim(ada, settle=False)
    draft = factories.a_draft(claim, ada)
    made = comment(draft.fact_check, by=ben, field="conclusion", text="Which office counted?")
    assert "Which office counted?" in text(as_(ada), "/desk/")
    assert "Which office counted?" not in text(as_(ben), "/desk/").partition('id="changes"')[0]
    resolve(made, by=ada)
    assert "Which office counted?" not in text(as_(ada), "/desk/").partition('id="changes"')[0]
