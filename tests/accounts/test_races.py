"""Two at once: an invitation makes one member, and two admins can't remove each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from claims.accounts.acting import Actor
from claims.accounts.inviting import accept_invitation, invite
from claims.accounts.membership import deactivate
from claims.accounts.models import Membership, Organisation, Role, User
from claims.lib.problems import Problem
from tests import personas

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[str]:
    """Do them at the same moment; returns the codes of the refusals."""
    start, refused = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            act()
        except Problem as problem:
            refused.append(problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=30)
    return refused


def test_an_invitation_that_is_accepted_twice_at_once_makes_one_member(eve: Actor) -> None:
    _, secret = invite(by=eve, email="gus@example.org", role="reader")
    join = lambda: accept_invitation(secret, name="Gus", password="a long walk by the water")  # noqa: E731
    assert together(join, join, join) == ["invitation.used", "invitation.used"]
    assert User.objects.filter(email="gus@example.org").count() == 1
    assert Membership.objects.filter(user__email="gus@example.org").count() == 1


def test_two_admins_who_remove_each_other_at_once_leave_one(eve: Actor, harbor: Organisation) -> None:
    ida = personas.person(harbor, "Ida", Role.ADMIN)
    of = {who: Membership.objects.get(user=who.user) for who in (eve, ida)}
    refused = together(lambda: deactivate(of[eve], by=ida), lambda: deactivate(of[ida], by=eve))
    assert refused == ["membership.last_admin"]
    assert Membership.objects.filter(organisation=harbor, role=Role.ADMIN, ended_at=None).count() == 1
