"""The queue: every claim in its column, moved by the verbs that move a case, and the same for a list of any length."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.newsrooms import change_newsroom
from claims.annotation.models import Claim, Dismissal, Suggestion
from claims.publishing.models import PublishOrder
from claims.verdicts.models import CaseState, FactCheck
from claims.verdicts.workflow import assign
from tests import factories
from tests.desk.conftest import SignIn

QUEUE = "/desk/queue/"


def card(page: str, claim: Claim | Suggestion) -> str:
    """The column a card stands in, or an empty string."""
    for column in re.split(r'data-column="', page)[1:]:
        if f"/desk/{'claims' if isinstance(claim, Claim) else 'suggestions'}/{claim.uid}/move/" in column:
            return column.partition('"')[0]
    return ""


def text(client: Client, address: str = QUEUE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def moved(client: Client, claim: Claim, to: str, **also: str) -> str:
    """The page after moving a card; the words of the refusal stand on it."""
    return client.post(f"/desk/claims/{claim.uid}/move/", {"to": to, **also}, follow=True).content.decode()


@pytest.fixture
def claim(ada: Actor) -> Claim:
    return factories.a_claim(ada)


def test_it_shows_suggestions_and_claims_in_their_columns(as_: SignIn, ada: Actor, claim: Claim) -> None:
    page = text(as_(ada))
    assert card(page, claim) == "open"
    waiting = Suggestion.objects.filter(claim=None, band__in=("high", "medium")).first()
    assert waiting is not None and card(page, waiting) == "suggested"
    lines = text(as_(ada), f"{QUEUE}?view=list")
    assert claim.statement in lines and waiting.statement in lines


def test_the_old_address_leads_to_the_list_with_its_filters(as_: SignIn, ada: Actor) -> None:
    answer = as_(ada).get("/desk/claims/?state=writing&mine=1&q=trees")
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/queue/?state=writing&q=trees&owner=me&view=list"


def test_a_claim_goes_through_every_column_and_each_move_is_told(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    ada_at, ben_at = as_(ada), as_(ben)
    factories.a_claim(ada, factories.HALF, article=claim.article)
    page = moved(ada_at, claim, "evidence")
    assert f"Claim {claim.number} moved to Evidence, 1 of 1" in page and card(page, claim) == "evidence"
    assert card(moved(ada_at, claim, "writing"), claim) == "writing"

    refused = ada_at.post(f"/desk/claims/{claim.uid}/move/", {"to": "review"})
    assert refused.status_code == 422 and "This can’t go to review yet" in refused.content.decode()
    factories.a_draft(claim, ada)
    page = moved(ada_at, claim, "review")
    assert card(page, claim) == "review" and "?panel=review" in page

    approve = ben_at.post(f"/desk/claims/{claim.uid}/move/", {"to": "ready"})
    assert (
        approve.status_code == 409
        and "An approval is given to words that were read" in approve.content.decode()
    )
    case = FactCheck.objects.get(claim=claim)
    revision = case.revisions.get()
    ben_at.post(f"/desk/claims/{claim.uid}/verdict/approve/", {"revision": revision.uid})
    page = moved(ben_at, claim, "published")
    assert "goes public in a moment" in page and "going public" in page
    order = PublishOrder.objects.get(fact_check=case)
    moved(ben_at, claim, "ready")
    order.refresh_from_db()
    assert order.state == "stopped"


def test_moving_to_declined_asks_for_a_reason_and_keeps_it_until_it_is_given(
    as_: SignIn, ben: Actor, claim: Claim
) -> None:
    client = as_(ben)
    refused = client.post(f"/desk/claims/{claim.uid}/move/?on={claim.uid}", {"to": "declined"})
    assert refused.status_code == 422 and "Say why this is not checked." in refused.content.decode()
    page = moved(client, claim, "declined", note="Nobody can know.")
    assert card(page, claim) == "declined"
    assert card(moved(client, claim, "open"), claim) == "open"


def test_accepting_and_dismissing_can_be_taken_back_from_the_queue(as_: SignIn, ada: Actor) -> None:
    factories.an_article(ada)
    found = Suggestion.objects.filter(band__in=("high", "medium")).first()
    assert found is not None
    client, address = as_(ada), f"/desk/suggestions/{found.uid}/move/"
    client.post(address, {"to": "declined"})
    assert Dismissal.objects.filter(suggestion=found).exists()
    client.post(f"{address}?to=suggested")
    assert not Dismissal.objects.filter(suggestion=found).exists()
    page = client.post(address, {"to": "open"}, follow=True).content.decode()
    made = Claim.objects.get(suggestion=found)
    assert f"Claim {made.number} moved to Open, 1 of 1" in page
    assert card(moved(client, made, "suggested"), found) == "suggested"
    by_hand = factories.a_claim(ada, article=found.version.article)
    assert "marked by hand" in moved(client, by_hand, "suggested")


@pytest.mark.parametrize(
    ("to", "status", "words"),
    [
        ("review", 409, "There is no verdict to review yet."),
        ("published", 409, "There is no way from Open to Published."),
        ("open", 409, "It is in Open already."),
        ("elsewhere", 422, "Say where to move it."),
    ],
)
def test_a_move_that_is_none_says_why_and_changes_nothing(
    as_: SignIn, ada: Actor, claim: Claim, to: str, status: int, words: str
) -> None:
    answer = as_(ada).post(f"/desk/claims/{claim.uid}/move/", {"to": to})
    assert answer.status_code == status and words in answer.content.decode()
    assert FactCheck.objects.get(claim=claim).state == CaseState.OPEN


def test_somebody_who_only_reads_sees_no_buttons_and_is_told_what_is_missing(
    as_: SignIn, dev: Actor, claim: Claim
) -> None:
    page = text(as_(dev), f"{QUEUE}?on={claim.uid}")
    assert claim.statement in page and "Move to" not in page and "opens" not in page
    answer = as_(dev).post(f"/desk/claims/{claim.uid}/move/", {"to": "writing"})
    assert answer.status_code == 403
    assert "This needs the role reporter; you are reader here." in answer.content.decode()


def test_a_case_is_assigned_on_its_card_with_a_due_date_that_says_when_it_is_late(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    client = as_(ada)
    page = text(client, f"{QUEUE}?on={claim.uid}&q=planted")
    action = re.search(r'action="(/desk/claims/\w+/assign/[^"]+)"', page)
    assert action is not None
    address = action[1].replace("&amp;", "&")
    bad = client.post(address, {"assignee": ben.user.uid, "due_on": "soon"})
    assert bad.status_code == 422 and "“soon” is not a day." in bad.content.decode()
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = client.post(address, {"assignee": ben.user.uid, "due_on": yesterday.isoformat()})
    assert answer["Location"] == "/desk/queue/?q=planted"
    assert "overdue since" in text(client) and "<bdi>Ben</bdi>" in text(client)
    for query, there in (
        ("due=late", True),
        ("due=none", False),
        (f"owner={ben.user.uid}", True),
        ("owner=me", False),
    ):
        for view in ("", "&view=list"):
            assert (claim.statement in text(client, f"{QUEUE}?{query}{view}")) is there, query + view


def test_filters_narrow_both_views_and_stay_in_the_links(as_: SignIn, ada: Actor, claim: Claim) -> None:
    client = as_(ada)
    article = claim.article
    assert article is not None
    for query, there in (
        ("kind=statistic", True), ("kind=quote", False), ("worth=low", False), (f"article={article.uid}", True),
        ("article=nosuch", False), ("q=planted", True), ("q=nothing-like-it", False), ("kind=unheard-of", True),
    ):  # fmt: skip
        for view in ("", "&view=list"):
            assert (f"/desk/claims/{claim.uid}/" in text(client, f"{QUEUE}?{query}{view}")) is there, (
                query + view
            )
    assert "?view=list&amp;q=planted" in text(client, f"{QUEUE}?q=planted")


def test_a_column_over_its_limit_says_so_in_words(as_: SignIn, ada: Actor, eve: Actor, claim: Claim) -> None:
    factories.a_claim(ada, factories.HALF, article=claim.article)
    change_newsroom(by=eve, changes={"policies": {"column_limits": {"open": 1, "review": 3}}})
    page = text(as_(ada))
    assert "1 over the limit of 1" in page and "of 3" in page
    assert "1 over the limit of 1" in text(as_(ada), f"{QUEUE}?q=planted")


def many(ada: Actor, count: int) -> None:
    """Claims in every column, made without the work that leads there."""
    article = factories.an_article(ada)
    states = list(CaseState.values)
    claims = [
        Claim(
            organisation=ada.organisation, article=article, number=100 + n, statement=f"Number {n} is even.",
            kind="statistic", by=ada.user,
        )
        for n in range(count)
    ]  # fmt: skip
    Claim.objects.bulk_create(claims)
    FactCheck.objects.bulk_create(
        FactCheck(
            organisation=ada.organisation, claim=claim, state=states[n % len(states)], assignee=ada.user
        )
        for n, claim in enumerate(claims)
    )


@pytest.mark.parametrize(
    "view", ["", "?view=list", "?view=list&page=2&sort=due", "?state=open&owner=me&sort=old"]
)
def test_it_asks_the_database_as_often_for_hundreds_of_claims_as_for_a_few(
    as_: SignIn, ada: Actor, view: str
) -> None:
    client = as_(ada)
    many(ada, 70)
    client.get(QUEUE + view)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(QUEUE + view)
    many(ada, 600)
    with CaptureQueriesContext(connection) as lots:
        page = client.get(QUEUE + view).content.decode()
    assert len(lots) == len(few)
    assert page.count("data-move=") <= 8 * 12


def test_pages_of_the_list_show_each_claim_once(as_: SignIn, ada: Actor) -> None:
    many(ada, 160)
    client, seen = as_(ada), []
    for n in range(1, 4):
        seen += re.findall(r'id="q-(\w+)"', text(client, f"{QUEUE}?view=list&page={n}"))
    assert len(seen) == len(set(seen)) > 130


def test_an_owner_of_another_newsroom_is_refused(as_: SignIn, ada: Actor, cleo: Actor, claim: Claim) -> None:
    answer = as_(ada).post(
        f"/desk/claims/{claim.uid}/assign/?place=queue&on={claim.uid}", {"assignee": cleo.user.uid}
    )
    assert answer.status_code == 422
    assert "Nobody of that name works in this newsroom." in answer.content.decode()


def test_what_two_people_assign_at_once_is_not_lost(
    as_: SignIn, ada: Actor, ben: Actor, claim: Claim
) -> None:
    case = FactCheck.objects.get(claim=claim)
    assign(case, by=ben, row_version=case.row_version, assignee=ben.user)
    answer = as_(ada).post(
        f"/desk/claims/{claim.uid}/assign/?place=queue&on={claim.uid}",
        {"assignee": ada.user.uid, "row_version": "1"},
    )
    assert answer.status_code == 412
