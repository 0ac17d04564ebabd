"""Roles and leaving: from the next request on, and never without an admin left."""

from __future__ import annotations

import pytest

from claims.accounts.acting import Actor
from claims.accounts.membership import change_role, deactivate, members
from claims.accounts.models import Membership
from claims.history.models import Event
from claims.lib.problems import Conflict, NotFound, Problem, Refused, Stale
from tests import personas


def test_an_admin_changes_a_role(ada: Actor, eve: Actor) -> None:
    changed = change_role(of(ada), by=eve, role="editor")
    assert changed.role == "editor"
    assert Actor.of(ada.user, ada.organisation).role == "editor"
    event = Event.objects.get(name="membership.changed")
    assert (event.before, event.after) == ({"role": "reporter"}, {"role": "editor"})


def test_the_same_role_again_changes_nothing(ada: Actor, eve: Actor) -> None:
    change_role(of(ada), by=eve, role="reporter")
    assert not Event.objects.filter(name="membership.changed").exists()


def test_it_refuses_an_unknown_role(ada: Actor, eve: Actor) -> None:
    with pytest.raises(Problem) as refusal:
        change_role(of(ada), by=eve, role="owner")
    assert refusal.value.pointer == "/role"


def test_it_refuses_everybody_but_an_admin(ada: Actor, ben: Actor, dev: Actor) -> None:
    for person in (ada, ben, dev):
        with pytest.raises(Refused):
            change_role(of(person), by=person, role="admin")
        with pytest.raises(Refused):
            deactivate(of(ada), by=person)


def test_it_finds_nobody_of_another_newsroom(ada: Actor, cleo: Actor) -> None:
    finn = personas.person(cleo.organisation, "Finn", "admin")  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        change_role(of(ada), by=finn, role="admin")
    with pytest.raises(NotFound):
        deactivate(of(ada), by=finn)
    assert of(ada) not in members(finn)


def test_it_refuses_a_change_to_a_role_that_moved_on(ada: Actor, eve: Actor) -> None:
    change_role(of(ada), by=eve, role="editor", row_version=1)
    with pytest.raises(Stale) as refusal:
        change_role(of(ada), by=eve, role="reader", row_version=1)
    assert refusal.value.current.role == "editor"  # type: ignore[attr-defined]


def test_the_last_admin_stays_admin(eve: Actor) -> None:
    for act in (lambda: change_role(of(eve), by=eve, role="editor"), lambda: deactivate(of(eve), by=eve)):
        with pytest.raises(Conflict) as refusal:
            act()
        assert refusal.value.code == "membership.last_admin"


def test_an_admin_may_go_when_another_stays(ada: Actor, eve: Actor) -> None:
    change_role(of(ada), by=eve, role="admin")
    deactivate(of(eve), by=eve)
    assert [each.user for each in members(ada)] == [ada.user]


def test_an_admin_whose_account_is_switched_off_counts_for_nothing(ada: Actor, eve: Actor) -> None:
    change_role(of(ada), by=eve, role="admin")
    ada.user.is_active = False
    ada.user.save()
    with pytest.raises(Conflict):
        deactivate(of(eve), by=eve)


def test_whoever_was_deactivated_is_outside_and_her_past_stays(ada: Actor, eve: Actor) -> None:
    ended = deactivate(of(ada), by=eve, note="Moved to another paper.")
    assert ended.ended_at is not None
    with pytest.raises(NotFound):
        Actor.of(ada.user, ada.organisation)
    assert Event.objects.get(name="membership.ended").note == "Moved to another paper."
    with pytest.raises(Conflict):
        deactivate(ended, by=eve)
    with pytest.raises(Conflict):
        change_role(ended, by=eve, role="editor")


def of(person: Actor) -> Membership:
    assert person.membership is not None
    return Membership.objects.get(pk=person.membership.pk)
