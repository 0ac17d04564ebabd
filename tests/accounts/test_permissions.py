"""One rule, two readings: what may be done to one thing, and the list of things, agree for everybody."""

from __future__ import annotations

from typing import Any

import pytest

from claims.accounts.acting import Actor
from claims.accounts.models import Invitation, Membership, Role, Token
from claims.accounts.permissions import RULES, SCOPES, Permission, allows, has_right, require, visible
from claims.accounts.tokens import authenticate, issue
from claims.history.models import Event
from claims.lib.problems import NotFound, Refused
from tests import personas
from tests.factories import a_key, an_invitation

EXPECTED = {
    "reader": {"read"},
    "reporter": {"read", "articles", "claims", "evidence", "verdicts", "tokens"},
}
EXPECTED["editor"] = EXPECTED["reporter"] | {"sign_off", "publish", "withdraw", "origins"}
EXPECTED["admin"] = EXPECTED["editor"] | {"people", "settings"}


@pytest.fixture
def everybody(ada: Actor, ben: Actor, dev: Actor, eve: Actor, cleo: Actor) -> dict[str, Actor]:
    """Every role in The Harbor, an editor and an admin from elsewhere, somebody in both houses, and two programs."""
    finn = personas.person(cleo.organisation, "Finn", Role.ADMIN)
    both = personas.person(cleo.organisation, "Gil", Role.EDITOR)
    Membership.objects.create(user=both.user, organisation=ada.organisation, role=Role.READER)
    people = {
        "ada": ada,
        "ben": ben,
        "dev": dev,
        "eve": eve,
        "cleo": cleo,
        "finn": finn,
        "gil elsewhere": both,
    }
    people["gil here"] = Actor.of(both.user, ada.organisation)
    for name, by, scopes in (("a narrow key", eve, ["claims"]), ("a wide key", eve, SCOPES)):
        _, plain = issue(by=by, name=name, scopes=scopes)
        program = authenticate(plain)
        assert program
        people[name] = program
    return people


@pytest.fixture
def things(everybody: dict[str, Actor]) -> list[Any]:
    """Rows of both newsrooms that are owned in different ways."""
    made: list[Any] = []
    for admin, reporter in (("eve", "ada"), ("finn", "cleo")):
        made += [an_invitation(everybody[admin]), a_key(everybody[reporter])]
    return made + list(Membership.objects.all()) + list(Token.objects.all())


@pytest.mark.parametrize("permission", list(Permission), ids=lambda each: each.value)
def test_the_object_test_and_the_list_agree_for_everybody(
    permission: Permission, everybody: dict[str, Actor], things: list[Any]
) -> None:
    for name, actor in everybody.items():
        for thing in things:
            if permission is Permission.OWN_TOKENS and not isinstance(thing, Token):
                continue
            listed = visible(actor, permission, type(thing)).filter(pk=thing.pk).exists()
            assert allows(actor, permission, thing) == listed, (name, permission, thing)
            refused: type[Exception] | None = None
            try:
                require(actor, permission, thing)
            except (NotFound, Refused) as refusal:
                refused = type(refusal)
            assert (refused is None) == listed, (name, permission, thing)
            if thing.organisation_id != actor.organisation.pk:
                assert not listed
                assert refused is NotFound


@pytest.mark.parametrize("role", Role.values)
def test_each_role_has_the_rights_of_the_table(role: str, harbor: Any) -> None:
    actor = personas.person(harbor, f"One {role}", Role(role))
    assert {each.value for each in Permission if has_right(actor, each)} == EXPECTED[role]


def test_each_role_has_what_the_one_before_it_has() -> None:
    in_order = [EXPECTED[role] for role in Role.values]
    assert all(less < more for less, more in zip(in_order, in_order[1:], strict=False))


def test_every_permission_has_a_rule_and_words_and_is_a_scope() -> None:
    assert set(RULES) == set(Permission)
    assert all(each.words.endswith(".") for each in Permission)
    assert set(SCOPES) == {each.value for each in Permission}


@pytest.mark.parametrize("permission", [each for each in Permission if each is not Permission.READ])
def test_a_refusal_names_the_missing_right_and_who_can_give_it(permission: Permission, dev: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        require(dev, permission)
    assert RULES[permission].least.label.lower() in refusal.value.detail
    assert "admin" in refusal.value.next_step


def test_somebody_of_two_newsrooms_acts_in_one_at_a_time(everybody: dict[str, Actor]) -> None:
    invitation = an_invitation(everybody["finn"])
    assert allows(everybody["gil elsewhere"], Permission.READ, invitation)
    assert not allows(everybody["gil here"], Permission.READ, invitation)
    assert not allows(everybody["gil here"], Permission.MARK_CLAIMS)


def test_a_refused_act_leaves_no_trace(dev: Actor, eve: Actor) -> None:
    before = Event.objects.count()
    with pytest.raises(Refused):
        issue(by=dev, name="no", scopes=[])
    assert Event.objects.count() == before
    assert not Invitation.objects.exists()
