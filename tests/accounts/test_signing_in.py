"""Signing in and out, passwords, and what a stranger at the door can learn."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from claims.accounts.acting import Actor
from tests.personas import PASSWORD

LOGIN = "/accounts/login/"
WRONG = "This e-mail address and password don’t go together"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> None:
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more}, follow=False)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_it_signs_in_by_e_mail_in_any_case(client: Client, ada: Actor) -> None:
    response = sign_in(client, ada.user.email.upper())
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert signed_in(client)


def test_it_gives_the_session_a_new_key(client: Client, ada: Actor) -> None:
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(client, ada.user.email)
    assert client.cookies["sessionid"].value != session.session_key


def test_it_says_the_same_to_the_unknown_and_the_mistaken(client: Client, ada: Actor) -> None:
    pages = []
    for email in (ada.user.email, "nobody@example.org"):
        page = sign_in(client, email, "wrong wrong wrong").content.decode()
        assert WRONG in page
        pages.append(re.sub(r'value="[^"]*"', "", page))
    assert pages[0] == pages[1]
    assert not signed_in(client)


def test_it_keeps_the_address_and_never_the_password(client: Client, ada: Actor) -> None:
    page = sign_in(client, ada.user.email, "wrong wrong wrong").content.decode()
    assert f'value="{ada.user.email}"' in page
    assert "wrong wrong wrong" not in page


@pytest.mark.parametrize("known", [True, False])
def test_it_stops_guessing_after_five_tries(client: Client, ada: Actor, known: bool) -> None:
    email = ada.user.email if known else "nobody@example.org"
    for _ in range(5):
        assert WRONG in sign_in(client, email, "wrong wrong wrong").content.decode()
    assert "Too many failed attempts" in sign_in(client, email).content.decode()
    assert not signed_in(client)


def test_somebody_else_can_still_sign_in_meanwhile(client: Client, ada: Actor, ben: Actor) -> None:
    for _ in range(6):
        sign_in(client, ada.user.email, "wrong wrong wrong")
    sign_in(client, ben.user.email)
    assert signed_in(client)


def test_the_workbench_itself_and_whoever_is_switched_off_stay_outside(client: Client, ada: Actor) -> None:
    system = Actor.system(ada.organisation).user
    sign_in(client, system.email, "")
    assert not signed_in(client)
    ada.user.is_active = False
    ada.user.save()
    sign_in(client, ada.user.email)
    assert not signed_in(client)


def test_nobody_signs_up_alone(client: Client, db: None) -> None:
    page = client.get("/accounts/signup/").content.decode()
    assert "by invitation" in page
    assert "password" not in page
    client.post("/accounts/signup/", {"email": "gus@example.org", "password1": PASSWORD, "name": "Gus"})
    assert not signed_in(client)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
        "http://testserver.evil.example/",
    ],
)
def test_next_leads_nowhere_else(client: Client, ada: Actor, target: str) -> None:
    for response in (
        sign_in(client, ada.user.email, next=target),
        client.post("/accounts/logout/", {"next": target}),
    ):
        assert response.status_code == 302
        assert response["Location"] in ("/desk/", "/")


def test_next_leads_back_to_the_page_that_was_asked_for(client: Client, ada: Actor) -> None:
    asked = client.get("/desk/settings/people/?x=1")
    assert asked["Location"] == f"{LOGIN}?next=/desk/settings/people/%3Fx%3D1"
    page = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/desk/settings/people/?x=1"' in page
    response = sign_in(client, ada.user.email, next="/desk/settings/people/?x=1")
    assert response["Location"] == "/desk/settings/people/?x=1"


def test_signing_out_takes_a_press(client: Client, ada: Actor) -> None:
    sign_in(client, ada.user.email)
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)


def test_forms_need_their_secret(ada: Actor) -> None:
    client = Client(enforce_csrf_checks=True)
    response = sign_in(client, ada.user.email)
    assert response.status_code == 403
    assert "open for too long" in response.content.decode()
    client.force_login(ada.user)
    assert client.post("/accounts/logout/").status_code == 403
    assert client.post("/accounts/newsroom/", {"newsroom": ada.organisation.uid}).status_code == 403
    assert signed_in(client)


def test_a_new_password_comes_by_mail_from_the_base_address(
    client: Client, ada: Actor, settings: Any
) -> None:
    settings.BASE_URL = "https://desk.example"
    client.post("/accounts/password/reset/", {"email": ada.user.email}, headers={"host": "evil.example"})
    (sent,) = mail.outbox
    assert sent.to == [ada.user.email]
    assert "evil.example" not in sent.subject + sent.body
    (link,) = re.findall(r"https://desk\.example(/\S+)", sent.body)
    form = client.get(link, follow=True)
    new = "another long walk home"
    action = form.redirect_chain[-1][0]
    assert link.split("-", 1)[1].strip("/") not in action
    client.post(action, {"password1": new, "password2": new})
    assert "works no more" in Client().get(link, follow=True).content.decode()
    sign_in(client, ada.user.email, new)
    assert signed_in(client)


def test_nobody_learns_who_has_an_account_and_no_stranger_gets_mail(client: Client, ada: Actor) -> None:
    answers = [
        client.post("/accounts/password/reset/", {"email": email}, follow=True)
        for email in (ada.user.email, "nobody@example.org")
    ]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert answers[0].content == answers[1].content
    assert [sent.to for sent in mail.outbox] == [[ada.user.email]]


def test_changing_the_password_ends_every_other_session(client: Client, ada: Actor) -> None:
    other = Client()
    for each in (client, other):
        sign_in(each, ada.user.email)
    new = "another long walk home"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    wrong = client.post("/accounts/password/change/", {**typed, "oldpassword": "wrong"})
    assert "current password" in wrong.content.decode()
    client.post("/accounts/password/change/", typed)
    assert client.get("/accounts/password/change/").status_code == 200
    assert other.get("/accounts/password/change/").status_code == 302


@pytest.mark.parametrize("password", ["short", "password123", "ada@harbor.example"])
def test_it_refuses_a_weak_password(client: Client, ada: Actor, password: str) -> None:
    sign_in(client, ada.user.email)
    typed = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert 'class="fault"' in client.post("/accounts/password/change/", typed).content.decode()
    ada.user.refresh_from_db()
    assert ada.user.check_password(PASSWORD)


def test_the_doors_of_a_package_we_don_t_need_are_shut(client: Client, ada: Actor) -> None:
    sign_in(client, ada.user.email)
    for path in ("email/", "confirm-email/", "reauthenticate/", "login/code/", "", "signup/passkey/"):
        assert client.get(f"/accounts/{path}").status_code == 404
    assert client.get("/admin/").status_code == 404
