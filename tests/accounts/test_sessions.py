"""A session ends: after eight idle hours, after thirty days, with the membership; and knows its newsroom."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.membership import change_role, deactivate
from claims.accounts.models import Membership, Role
from claims.intake.submitting import submit_text

PAGE = "/desk/settings/people/"


@pytest.fixture
def desk(client: Client, ada: Actor) -> Client:
    client.force_login(ada.user)
    assert client.get(PAGE).status_code == 200
    return client


def later(client: Client, **after: float) -> Any:
    with time_machine.travel(timezone.now() + timedelta(**after), tick=True):
        return client.get(PAGE)


def test_it_lasts_a_working_day(desk: Client) -> None:
    assert later(desk, hours=7.9).status_code == 200


def test_it_ends_after_eight_idle_hours(desk: Client) -> None:
    response = later(desk, hours=8.1)
    assert response["Location"].startswith("/accounts/login/?next=")
    assert "_auth_user_id" not in desk.session


def test_it_goes_on_while_pages_are_asked_for_and_ends_after_thirty_days(desk: Client) -> None:
    session = desk.session
    session["began_at"] = int(time.time()) - 29 * 86_400
    session.save()
    assert desk.get(PAGE).status_code == 200
    assert later(desk, hours=7).status_code == 200
    session = desk.session
    session["began_at"] = int(time.time()) - 31 * 86_400
    session.save()
    assert desk.get(PAGE).status_code == 302


def test_it_is_not_written_on_every_request(desk: Client) -> None:
    before = Session.objects.get().session_data
    desk.get(PAGE)
    assert Session.objects.get().session_data == before
    assert later(desk, minutes=10).status_code == 200
    assert Session.objects.get().session_data != before


def test_it_ends_for_the_desk_with_the_membership(desk: Client, ada: Actor, eve: Actor) -> None:
    assert ada.membership
    deactivate(ada.membership, by=eve)
    response = desk.get(PAGE)
    assert response.status_code == 403
    assert "belong to no newsroom" in response.content.decode()


def test_a_changed_role_counts_from_the_next_request(desk: Client, ada: Actor, eve: Actor) -> None:
    assert "Invite somebody" not in desk.get(PAGE).content.decode()
    assert ada.membership
    change_role(ada.membership, by=eve, role="admin")
    assert "Invite somebody" in desk.get(PAGE).content.decode()


def test_an_account_that_is_switched_off_is_out_at_once(desk: Client, ada: Actor) -> None:
    ada.user.is_active = False
    ada.user.save()
    assert desk.get(PAGE).status_code == 302


def test_a_script_s_request_gets_401_and_stays_on_its_page(client: Client, db: None) -> None:
    for headers in ({"HX-Request": "true"}, {"Accept": "application/json"}):
        response = client.get(PAGE, headers=headers)
        assert response.status_code == 401
        assert "Your sign-in has run out" in response.content.decode()


def test_a_post_without_a_session_comes_back_to_the_desk(client: Client, db: None) -> None:
    assert client.post("/desk/settings/keys/new/")["Location"] == "/accounts/login/?next=/desk/"


def test_it_switches_between_ones_newsrooms(desk: Client, ada: Actor, cleo: Actor) -> None:
    wire = cleo.organisation
    assert 'name="newsroom"' not in desk.get(PAGE).content.decode()
    Membership.objects.create(user=ada.user, organisation=wire, role=Role.READER)
    page = desk.get(PAGE).content.decode()
    assert "The Harbor" in page
    assert f'value="{wire.uid}"' in page
    response = desk.post("/accounts/newsroom/", {"newsroom": wire.uid, "next": PAGE})
    assert response["Location"] == PAGE
    page = desk.get(PAGE).content.decode()
    assert "<bdi>Cleo</bdi>" in page
    assert "Northgate Wire" in page


def test_it_switches_to_no_newsroom_of_others(desk: Client, cleo: Actor) -> None:
    for wanted in (cleo.organisation.uid, "", "nonsense"):
        assert desk.post("/accounts/newsroom/", {"newsroom": wanted}).status_code == 404
    assert desk.get("/accounts/newsroom/").status_code == 405
    assert "newsroom" not in desk.session


def test_switching_leads_nowhere_else(desk: Client, ada: Actor) -> None:
    typed = {"newsroom": ada.organisation.uid, "next": "https://evil.example/"}
    assert desk.post("/accounts/newsroom/", typed)["Location"] == "/desk/"


def test_a_picked_newsroom_one_has_left_gives_way_to_another(desk: Client, ada: Actor, cleo: Actor) -> None:
    there = Membership.objects.create(user=ada.user, organisation=cleo.organisation, role=Role.READER)
    desk.post("/accounts/newsroom/", {"newsroom": cleo.organisation.uid})
    there.ended_at = timezone.now()
    there.save()
    assert "The Harbor" in desk.get(PAGE).content.decode()


def test_a_thing_s_own_newsroom_wins_over_the_picked_one(desk: Client, ada: Actor, cleo: Actor) -> None:
    article = submit_text(by=cleo, text="The wire wrote something.", title="From the wire")
    address = f"/desk/articles/{article.uid}/"
    assert desk.get(address).status_code == 404
    Membership.objects.create(user=ada.user, organisation=cleo.organisation, role=Role.READER)
    assert "The Harbor" in desk.get(PAGE).content.decode()
    page = desk.get(address).content.decode()
    assert "From the wire" in page
    assert "Northgate Wire" in page
    assert "<bdi>Cleo</bdi>" in desk.get(PAGE).content.decode()
    assert desk.post(f"{address}archive/").status_code == 403


def test_the_cookie_is_for_us_alone(client: Client, ada: Actor, settings: Any) -> None:
    client.post("/accounts/login/", {"login": ada.user.email, "password": "correct horse battery"})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_asking_for_a_page_takes_few_queries(desk: Client) -> None:
    with connection.execute_wrapper(counted := Counter()):
        desk.get(PAGE)
    assert counted.queries <= 8


class Counter:
    """Counts what is asked of the database."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Any, sql: Any, *rest: Any) -> Any:
        self.queries += 1
        return execute(sql, *rest)
