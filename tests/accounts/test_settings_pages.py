"""The settings: each page shows what may be done, does it, and says what was wrong at the field."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Invitation, Membership, Organisation, Role, Token, User
from claims.accounts.policies import POLICIES
from claims.accounts.tokens import authenticate
from claims.accounts.working_rules import column_limits, stop_seconds
from tests import personas
from tests.factories import a_key, an_invitation

PEOPLE, KEYS, NEWSROOM, WORKING = (
    f"/desk/settings/{page}/" for page in ("people", "keys", "newsroom", "working")
)


def at_desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_everybody_sees_who_belongs_here_and_only_an_admin_may_change_it(
    ada: Actor, dev: Actor, eve: Actor, cleo: Actor
) -> None:
    for reader in (ada, dev):
        page = words(at_desk(reader).get(PEOPLE))
        assert all(name in page for name in ("<bdi>Ada</bdi>", "<bdi>Dev</bdi>", "<bdi>Eve</bdi>"))
        assert "Cleo" not in page
        assert "<select" not in page
        assert "Invite somebody" not in page
    assert "Invite somebody" in words(at_desk(eve).get(PEOPLE))


def test_an_admin_invites_and_sees_the_link_once(eve: Actor) -> None:
    client = at_desk(eve)
    response = client.post(f"{PEOPLE}invite/", {"email": "gus@example.org", "role": "editor"})
    assert "no-store" in response["Cache-Control"]
    (path,) = re.findall(r"http://127\.0\.0\.1:\d+(/accounts/invitation/[\w-]+/)", words(response))
    page = words(client.get(PEOPLE))
    assert "gus@example.org" in page
    assert path not in page

    guest = Client()
    assert "Join <bdi>The Harbor</bdi>" in words(guest.get(path))
    weak = guest.post(path, {"name": "Gus", "password": "short"})
    assert weak.status_code == 422
    assert 'value="Gus"' in words(weak)
    assert "at least 10 characters" in words(weak)
    joined = guest.post(path, {"name": "Gus", "password": "a long walk by the water"})
    assert joined["Location"] == "/desk/"
    assert "<bdi>Gus</bdi>" in words(guest.get(PEOPLE))
    again = Client().get(path)
    assert (again.status_code, "used already" in words(again)) == (410, True)


def test_an_invitation_for_an_account_asks_it_to_sign_in_and_press(eve: Actor, cleo: Actor) -> None:
    response = at_desk(eve).post(f"{PEOPLE}invite/", {"email": cleo.user.email, "role": "reader"})
    (path,) = re.findall(r"(/accounts/invitation/[\w-]+/)", words(response))
    guest = Client()
    page = words(guest.get(path))
    assert f"/accounts/login/?next={path}" in page
    assert "password" not in page
    guest.post(path, {"name": "Not Cleo", "password": "a long walk by the water"})
    assert not Membership.objects.filter(user=cleo.user, organisation=eve.organisation).exists()
    client = at_desk(cleo)
    assert "You are signed in as <bdi>Cleo</bdi>" in words(client.get(path))
    client.post(path)
    assert "<bdi>Eve</bdi>" in words(client.get(PEOPLE))
    assert User.objects.filter(email=cleo.user.email).count() == 1


def test_an_invitation_that_is_over_says_why(eve: Actor) -> None:
    assert Client().get("/accounts/invitation/nonsense/").status_code == 404
    client = at_desk(eve)
    response = client.post(f"{PEOPLE}invite/", {"email": "gus@example.org", "role": "reader"})
    (path,) = re.findall(r"(/accounts/invitation/[\w-]+/)", words(response))
    Invitation.objects.update(expires_at=timezone.now())
    over = Client().get(path)
    assert (over.status_code, "has run out" in words(over)) == (410, True)
    assert "run out" in words(client.get(PEOPLE))
    uid = Invitation.objects.get().uid
    client.post(f"{PEOPLE}invitations/{uid}/revoke/")
    assert "taken back" in words(Client().get(path))
    assert client.post(f"{PEOPLE}invitations/{uid}/revoke/").status_code == 409


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "nobody", "role": "reader"}, "valid email"),
        ({"email": "", "role": "reader"}, "required"),
        ({"email": "gus@example.org", "role": "owner"}, "valid choice"),
        ({"email": "ada@harbor.example", "role": "reader"}, "belongs to The Harbor already"),
    ],
)
def test_a_bad_invitation_comes_back_with_what_was_typed(
    eve: Actor, ada: Actor, typed: dict[str, str], said: str
) -> None:
    response = at_desk(eve).post(f"{PEOPLE}invite/", typed)
    assert response.status_code == 422
    assert said in words(response)
    assert typed["email"] in words(response)
    assert not Invitation.objects.exists()


def test_an_admin_changes_a_role_and_deactivates(ada: Actor, eve: Actor) -> None:
    client = at_desk(eve)
    path = f"{PEOPLE}{ada.membership.uid}"  # type: ignore[union-attr]
    client.post(f"{path}/role/", {"role": "editor", "row_version": "1"})
    assert Actor.of(ada.user, ada.organisation).role == "editor"
    assert client.post(f"{path}/role/", {"role": "reader", "row_version": "1"}).status_code == 412
    assert client.post(f"{path}/role/", {"role": "owner"}).status_code == 422
    page = words(client.post(f"{path}/deactivate/", {"row_version": "2"}, follow=True))
    assert "does not belong to The Harbor any more" in page
    assert "<bdi>Ada</bdi>" not in page


def test_the_last_admin_is_told_why_not(eve: Actor) -> None:
    response = at_desk(eve).post(f"{PEOPLE}{eve.membership.uid}/deactivate/")  # type: ignore[union-attr]
    assert response.status_code == 409
    assert "last admin" in words(response)
    assert "Make somebody else an admin first" in words(response)


def test_a_key_is_made_shown_once_listed_and_revoked(ada: Actor) -> None:
    client = at_desk(ada)
    until = (timezone.now() + timedelta(days=30)).date().isoformat()
    response = client.post(
        f"{KEYS}new/", {"name": "export", "scopes": ["read", "claims"], "expires_on": until}
    )
    assert "no-store" in response["Cache-Control"]
    (plain,) = re.findall(r"cwb_\w{8}_\w{49}", words(response))
    actor = authenticate(plain)
    assert actor is not None
    page = words(client.get(KEYS))
    assert plain not in page
    assert "read, claims" in page
    token = Token.objects.get()
    assert token.expires_at.date().isoformat() == until
    client.post(f"{KEYS}{token.uid}/revoke/")
    assert authenticate(plain) is None
    assert "revoked" in words(client.get(KEYS))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["people"]}, "scopes"),
        ({"expires_on": "never"}, "expires_on"),
        ({"expires_on": "2001-01-01"}, "expires_on"),
        ({"expires_on": "9999-01-01"}, "expires_on"),
    ],
)
def test_a_bad_key_is_refused_at_its_field(ada: Actor, typed: dict[str, Any], field: str) -> None:
    until = (timezone.now() + timedelta(days=30)).date().isoformat()
    sent = {"name": "export", "scopes": ["read"], "expires_on": until, **typed}
    response = at_desk(ada).post(f"{KEYS}new/", sent)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Token.objects.exists()


def test_a_reader_has_no_keys_page(dev: Actor) -> None:
    response = at_desk(dev).get(KEYS)
    assert response.status_code == 403
    assert "An admin of your newsroom can change your role" in words(response)


def test_nobody_but_an_admin_gets_at_others_keys(ada: Actor, ben: Actor, eve: Actor) -> None:
    token = a_key(ada)
    assert token.prefix not in words(at_desk(ben).get(KEYS))
    assert at_desk(ben).post(f"{KEYS}{token.uid}/revoke/").status_code == 404
    assert token.prefix in words(at_desk(eve).get(KEYS))
    assert at_desk(eve).post(f"{KEYS}{token.uid}/revoke/").status_code == 302


def filled(newsroom: Organisation, **typed: str) -> dict[str, str]:
    """Everything both forms hold; each takes what is its own."""
    kept = {policy.key: newsroom.policies[policy.key] for policy in POLICIES}
    return {
        "row_version": str(newsroom.row_version), "name": newsroom.name,
        "public_host": newsroom.public_host or "", "base_url": newsroom.base_url, "language": newsroom.language,
        "timezone": newsroom.timezone, **kept, **typed,
    }  # fmt: skip


def test_an_admin_changes_what_the_newsroom_says_about_itself(eve: Actor) -> None:
    client = at_desk(eve)
    assert "eve@harbor.example" in words(client.get(WORKING))
    sent = filled(eve.organisation, funding="Readers pay.", timezone="Europe/Berlin")
    assert client.post(WORKING, sent).status_code == 302
    assert client.post(NEWSROOM, {**sent, "row_version": "2"}).status_code == 302
    changed = Organisation.objects.get(pk=eve.organisation.pk)
    assert (changed.policies["funding"], changed.timezone) == ("Readers pay.", "Europe/Berlin")


def test_limits_and_the_time_to_stop_are_kept_and_can_be_taken_back(eve: Actor) -> None:
    client = at_desk(eve)
    sent = filled(eve.organisation, limit_review="5", limit_writing="", stop_seconds="60")
    assert client.post(WORKING, sent).status_code == 302
    changed = Organisation.objects.get(pk=eve.organisation.pk)
    assert (column_limits(changed), stop_seconds(changed)) == ({"review": 5}, 60)
    assert 'name="limit_review" value="5"' in words(client.get(WORKING))
    assert client.post(WORKING, filled(changed, limit_review="", stop_seconds="")).status_code == 302
    changed.refresh_from_db()
    assert (column_limits(changed), stop_seconds(changed)) == ({}, 0)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"timezone": "Moon/Crater"}, "timezone"),
        ({"public_host": "northgate.example"}, "public_host"),
        ({"base_url": "ftp://harbor.example"}, "base_url"),
        ({"contact": ""}, "contact"),
        ({"corrections": "  "}, "corrections"),
        ({"method": "x" * 20_001}, "method"),
        ({"limit_review": "many"}, "limit_review"),
        ({"limit_review": "0"}, "limit_review"),
        ({"stop_seconds": "3000"}, "stop_seconds"),
    ],
)
def test_a_bad_setting_is_refused_at_its_field_and_keeps_what_was_typed(
    eve: Actor, northgate: Organisation, typed: dict[str, str], field: str
) -> None:
    here = NEWSROOM if field in ("name", "timezone", "public_host", "base_url") else WORKING
    kept = {"about": "Typed and kept.", "language": "de"}
    response = at_desk(eve).post(here, filled(eve.organisation, **{**kept, **typed}))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert ('value="de"' if here == NEWSROOM else "Typed and kept.") in words(response)
    assert Organisation.objects.get(pk=eve.organisation.pk).row_version == 1


def test_two_admins_do_not_write_over_each_other_unknowingly(eve: Actor) -> None:
    client = at_desk(eve)
    stale = filled(eve.organisation, about="Mine.")
    client.post(NEWSROOM, filled(eve.organisation, name="The Haven"))
    response = client.post(WORKING, stale)
    assert response.status_code == 422
    assert "changed in the meantime" in words(response)
    assert "Mine." in words(response)
    assert 'name="row_version" value="2"' in words(response)


def test_others_read_the_settings_and_change_nothing(ben: Actor, dev: Actor) -> None:
    for actor in (ben, dev):
        client = at_desk(actor)
        for here in (NEWSROOM, WORKING):
            page = words(client.get(here))
            assert "An admin of your newsroom can change" in page
            assert "disabled" in page
            assert client.post(here, filled(actor.organisation, name="Mine")).status_code == 403
    assert Organisation.objects.get(pk=ben.organisation.pk).name == "The Harbor"


def test_only_admins_get_at_people(ada: Actor, ben: Actor, eve: Actor) -> None:
    invitation = an_invitation(eve)
    uid = eve.membership.uid  # type: ignore[union-attr]
    for actor in (ada, ben):
        client = at_desk(actor)
        for path in (
            "invite/",
            f"{uid}/role/",
            f"{uid}/deactivate/",
            f"invitations/{invitation.uid}/revoke/",
        ):
            response = client.post(PEOPLE + path, {"email": "x@example.org", "role": "reader"})
            assert response.status_code == 403, path
            assert "admin" in words(response)
    assert Invitation.objects.get().revoked_at is None


def test_what_people_call_themselves_is_shown_as_text(eve: Actor, harbor: Organisation) -> None:
    rude = personas.person(harbor, "Mal", Role.REPORTER)
    rude.user.name = '<script>alert("x")</script>'
    rude.user.save()
    assert "<script>alert" not in words(at_desk(eve).get(PEOPLE))
