"""Invitations: a secret link, good for a week and one person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.inviting import (
    accept_invitation,
    find_invitation,
    invitation_link,
    invite,
    open_invitations,
    revoke_invitation,
)
from claims.accounts.membership import deactivate
from claims.accounts.models import Invitation, Membership, User
from claims.history.models import Event
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from tests import personas

PASSWORD = "a long walk by the water"


def test_somebody_new_joins_with_a_name_and_a_password(eve: Actor) -> None:
    invitation, secret = invite(by=eve, email="Gus@Example.ORG", role="reporter")
    membership = accept_invitation(secret, name="Gus", password=PASSWORD)
    gus = User.objects.get(email="Gus@example.org")
    assert gus.check_password(PASSWORD)
    assert (membership.user, membership.role, membership.organisation) == (gus, "reporter", eve.organisation)
    invitation.refresh_from_db()
    assert invitation.accepted_at is not None
    assert Event.objects.filter(name="membership.started", actor_id=gus.pk).exists()


def test_somebody_with_an_account_joins_with_it(eve: Actor, cleo: Actor) -> None:
    _, secret = invite(by=eve, email=cleo.user.email, role="editor")
    with pytest.raises(Conflict) as refusal:
        accept_invitation(secret, name="Not Cleo", password=PASSWORD)
    assert refusal.value.code == "invitation.sign_in"
    assert not cleo.user.check_password(PASSWORD)
    accept_invitation(secret, user=cleo.user)
    assert Actor.of(cleo.user, eve.organisation).role == "editor"
    assert Actor.of(cleo.user, cleo.organisation).role == "editor"


def test_the_secret_is_kept_nowhere(eve: Actor) -> None:
    invitation, secret = invite(by=eve, email="gus@example.org", role="reader")
    assert secret not in str(vars(invitation))
    assert secret not in str(Event.objects.get(name="person.invited").data)


def test_the_mail_goes_out_after_the_commit_with_a_link_from_the_base_address(
    eve: Actor, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.BASE_URL = "https://desk.example"
    with django_capture_on_commit_callbacks(execute=True):
        _, secret = invite(by=eve, email="gus@example.org", role="reader")
        assert mail.outbox == []
    (sent,) = mail.outbox
    assert sent.to == ["gus@example.org"]
    assert invitation_link(secret) == f"https://desk.example/accounts/invitation/{secret}/"
    assert invitation_link(secret) in sent.body
    assert "The Harbor" in sent.subject


def test_a_mail_that_can_not_be_sent_leaves_the_invitation(
    eve: Actor, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        _, secret = invite(by=eve, email="gus@example.org", role="reader")
    assert find_invitation(secret).email == "gus@example.org"


def test_it_works_once(eve: Actor) -> None:
    _, secret = invite(by=eve, email="gus@example.org", role="reader")
    accept_invitation(secret, name="Gus", password=PASSWORD)
    with pytest.raises(Problem) as refusal:
        accept_invitation(secret, name="Another", password=PASSWORD)
    assert (refusal.value.code, refusal.value.status) == ("invitation.used", 410)


def test_it_runs_out_after_a_week(eve: Actor) -> None:
    invitation, secret = invite(by=eve, email="gus@example.org", role="reader")
    left = invitation.expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    Invitation.objects.update(expires_at=timezone.now())
    with pytest.raises(Problem) as refusal:
        accept_invitation(secret, name="Gus", password=PASSWORD)
    assert refusal.value.code == "invitation.expired"
    assert not User.objects.filter(email="gus@example.org").exists()


def test_it_can_be_taken_back(eve: Actor) -> None:
    invitation, secret = invite(by=eve, email="gus@example.org", role="reader")
    revoke_invitation(invitation, by=eve)
    with pytest.raises(Problem) as refusal:
        find_invitation(secret)
    assert refusal.value.code == "invitation.revoked"
    with pytest.raises(Conflict):
        revoke_invitation(invitation, by=eve)


def test_a_second_invitation_ends_the_first(eve: Actor) -> None:
    _, first = invite(by=eve, email="gus@example.org", role="reader")
    _, second = invite(by=eve, email="GUS@example.org", role="editor")
    with pytest.raises(Problem):
        find_invitation(first)
    assert find_invitation(second).role == "editor"
    assert len(open_invitations(eve)) == 1


def test_it_refuses_somebody_who_is_a_member(eve: Actor, ada: Actor) -> None:
    with pytest.raises(Conflict) as refusal:
        invite(by=eve, email=ada.user.email.upper(), role="editor")
    assert refusal.value.pointer == "/email"
    _, secret = invite(by=eve, email="other@example.org", role="admin")
    with pytest.raises(Conflict):
        accept_invitation(secret, user=ada.user)
    assert find_invitation(secret)


def test_whoever_left_can_be_invited_again(eve: Actor, ada: Actor) -> None:
    assert ada.membership
    deactivate(ada.membership, by=eve)
    _, secret = invite(by=eve, email=ada.user.email, role="reader")
    accept_invitation(secret, user=ada.user)
    assert Actor.of(ada.user, ada.organisation).role == "reader"
    assert Membership.objects.filter(user=ada.user).count() == 2


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "a@b.example\r\nBcc: c@d.example", "x" * 250 + "@a.example"]
)
def test_it_refuses_a_bad_address(eve: Actor, email: str) -> None:
    with pytest.raises(Problem) as refusal:
        invite(by=eve, email=email, role="reader")
    assert refusal.value.pointer == "/email"


def test_it_refuses_an_unknown_role(eve: Actor) -> None:
    with pytest.raises(Problem) as refusal:
        invite(by=eve, email="gus@example.org", role="owner")
    assert refusal.value.pointer == "/role"


@pytest.mark.parametrize(
    ("name", "password", "pointer"),
    [("", PASSWORD, "/name"), ("Gus", "short", "/password"), ("Gus", "password123", "/password")],
)
def test_a_bad_name_or_password_leaves_the_invitation_open(
    eve: Actor, name: str, password: str, pointer: str
) -> None:
    _, secret = invite(by=eve, email="gus@example.org", role="reader")
    with pytest.raises(Problem) as refusal:
        accept_invitation(secret, name=name, password=password)
    assert refusal.value.pointer == pointer
    assert find_invitation(secret)


def test_only_an_admin_invites_and_takes_back(eve: Actor, ada: Actor, ben: Actor) -> None:
    invitation, _ = invite(by=eve, email="gus@example.org", role="reader")
    for person in (ada, ben):
        with pytest.raises(Refused):
            invite(by=person, email="hal@example.org", role="reader")
        with pytest.raises(Refused):
            revoke_invitation(invitation, by=person)


def test_another_newsrooms_invitation_is_not_there(eve: Actor, northgate: Any) -> None:
    invitation, _ = invite(by=eve, email="gus@example.org", role="reader")
    finn = personas.person(northgate, "Finn", "admin")  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        revoke_invitation(invitation, by=finn)


@pytest.mark.parametrize("secret", ["", "nonsense", "\ud800", "x" * 5000])
def test_there_is_no_invitation_behind_an_invented_link(db: None, secret: str) -> None:
    with pytest.raises(NotFound):
        find_invitation(secret)
