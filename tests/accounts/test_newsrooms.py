"""Newsrooms: made by one call or one command, changed by an admin, told apart by host."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError

from claims.accounts.acting import Actor
from claims.accounts.hosts import newsroom_for_host
from claims.accounts.models import Organisation, Role, User
from claims.accounts.newsrooms import change_newsroom, create_newsroom
from claims.accounts.policies import POLICIES, missing_policies
from claims.accounts.tokens import authenticate
from claims.history.models import Event
from claims.lib.problems import Conflict, Problem, Refused, Stale

FIRST: dict[str, Any] = {
    "name": "The Ferry",
    "admin_email": "ida@ferry.example",
    "admin_name": "Ida",
    "password": "a long walk by the water",
}


def test_it_comes_with_its_admin_and_the_texts_a_first_publication_needs(db: None) -> None:
    ferry = create_newsroom(**FIRST)
    ida = Actor.of(User.objects.get(email="ida@ferry.example"), ferry)
    assert (ferry.slug, ida.role, ferry.is_default) == ("the-ferry", Role.ADMIN, True)
    assert missing_policies(ferry) == []
    assert ferry.policies["contact"] == "ida@ferry.example"
    assert set(ferry.policies) == {policy.key for policy in POLICIES} | {"political", "data_licence"}


def test_only_the_first_is_the_default_one(harbor: Organisation, northgate: Organisation) -> None:
    assert (harbor.is_default, northgate.is_default) == (True, False)


def test_an_account_may_run_two_newsrooms_and_keeps_its_password(eve: Actor) -> None:
    second = create_newsroom(**{**FIRST, "admin_email": eve.user.email.upper()})
    assert Actor.of(eve.user, second).role == Role.ADMIN
    eve.user.refresh_from_db()
    assert not eve.user.check_password(FIRST["password"])


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"name": "\x00"}, "/name"),
        ({"slug": "No Slug!"}, "/slug"),
        ({"name": "新聞"}, "/slug"),
        ({"admin_email": "nobody"}, "/email"),
        ({"admin_name": ""}, "/name"),
        ({"password": "short"}, "/password"),
        ({"public_host": "https://ferry.example"}, "/public_host"),
        ({"public_host": "ferry example"}, "/public_host"),
        ({"base_url": "ferry.example"}, "/base_url"),
        ({"base_url": "https://user:pass@ferry.example"}, "/base_url"),
        ({"base_url": "https://ferry.example/path"}, "/base_url"),
        ({"base_url": "javascript:alert(1)"}, "/base_url"),
        ({"base_url": "https://[::1"}, "/base_url"),
        ({"base_url": "https://ferry.example:99999"}, "/base_url"),
        ({"language": "English"}, "/language"),
        ({"timezone": "Moon/Crater"}, "/timezone"),
        ({"timezone": "../etc/passwd"}, "/timezone"),
    ],
)
def test_it_refuses_what_is_wrong_and_leaves_nothing_half_made(
    db: None, wrong: dict[str, str], pointer: str
) -> None:
    with pytest.raises(Problem) as refusal:
        create_newsroom(**{**FIRST, **wrong})
    assert refusal.value.pointer == pointer
    assert not Organisation.objects.exists()
    assert not User.objects.exists()


def test_it_refuses_a_taken_slug_and_a_taken_host(harbor: Organisation) -> None:
    for taken, pointer in (
        ({"slug": "harbor"}, "/slug"),
        ({"public_host": "HARBOR.example"}, "/public_host"),
    ):
        with pytest.raises(Conflict) as refusal:
            create_newsroom(**{**FIRST, **taken})
        assert refusal.value.pointer == pointer


def test_an_admin_changes_settings_and_single_texts(eve: Actor) -> None:
    before = eve.organisation.policies
    changed = change_newsroom(
        by=eve, row_version=1, changes={"name": "Harbour", "policies": {"funding": "Readers pay."}}
    )
    assert (changed.name, changed.row_version) == ("Harbour", 2)
    assert changed.policies == {**before, "funding": "Readers pay."}
    event = Event.objects.get(name="newsroom.changed")
    assert event.before["name"] == "The Harbor"
    assert set(event.after) == {"name", "policies"}


def test_saving_what_stands_already_changes_nothing(eve: Actor) -> None:
    change_newsroom(by=eve, row_version=1, changes={"name": "The Harbor", "public_host": "Harbor.Example"})
    assert not Event.objects.filter(name="newsroom.changed").exists()


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"policies": {"contact": "  "}}, "/policies/contact"),
        ({"policies": {"corrections": ""}}, "/policies/corrections"),
        ({"policies": {"method": "x" * 20_001}}, "/policies/method"),
        ({"policies": {"method": 5}}, "/policies/method"),
        ({"policies": {"anthem": "la"}}, "/policies"),
        ({"policies": "none"}, "/policies"),
        ({"slug": "new"}, "/slug"),
        ({"public_host": "northgate.example"}, "/public_host"),
    ],
)
def test_it_refuses_a_bad_change_at_its_field(
    eve: Actor, northgate: Organisation, changes: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Problem) as refusal:
        change_newsroom(by=eve, changes=changes)
    assert refusal.value.pointer == pointer


def test_it_refuses_a_change_to_settings_that_moved_on(eve: Actor) -> None:
    change_newsroom(by=eve, row_version=1, changes={"name": "Harbour"})
    with pytest.raises(Stale):
        change_newsroom(by=eve, row_version=1, changes={"name": "Haven"})


def test_only_an_admin_changes_settings(ben: Actor) -> None:
    with pytest.raises(Refused):
        change_newsroom(by=ben, changes={"name": "Ben’s"})


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("harbor.example", "harbor"),
        ("northgate.example", "northgate"),
        ("NORTHGATE.example", "northgate"),
        ("northgate.example:8000", "northgate"),
        ("northgate.example.", "northgate"),
        ("elsewhere.example", "harbor"),
        ("127.0.0.1:8000", "harbor"),
        ("[::1]", "harbor"),
        ("[::1]:8000", "harbor"),
        ("[::2]:9000", "harbor"),
        ("", "harbor"),
        ("northgate.example.harbor.example", "harbor"),
    ],
)
def test_the_host_picks_the_newsroom_and_an_unknown_one_the_default(
    harbor: Organisation, northgate: Organisation, host: str, slug: str
) -> None:
    found = newsroom_for_host(host)
    assert found is not None
    assert found.slug == slug


def test_a_host_may_name_a_port_or_be_an_address_in_brackets(
    harbor: Organisation, northgate: Organisation
) -> None:
    for host, other in (("localhost:8001", "localhost:8000"), ("[::1]:8001", "[::1]:8000")):
        Organisation.objects.filter(pk=northgate.pk).update(public_host=host)
        assert newsroom_for_host(host) == northgate
        assert newsroom_for_host(other) == harbor


def test_without_a_newsroom_there_is_none(db: None) -> None:
    assert newsroom_for_host("harbor.example") is None


def test_the_command_makes_one_and_prints_a_password_once(db: None, monkeypatch: Any) -> None:
    monkeypatch.delenv("NEWSROOM_ADMIN_PASSWORD", raising=False)
    said = make("--host", "ferry.example")
    (line,) = [each for each in said.splitlines() if "Password:" in each]
    password = line.split()[1]
    ida = User.objects.get(email="ida@ferry.example")
    assert ida.check_password(password)
    assert Organisation.objects.get().base_url == "http://ferry.example"


def test_the_command_takes_the_password_from_the_environment_and_keeps_it_quiet(
    db: None, monkeypatch: Any
) -> None:
    monkeypatch.setenv("NEWSROOM_ADMIN_PASSWORD", FIRST["password"])
    assert FIRST["password"] not in make()
    assert User.objects.get(email="ida@ferry.example").check_password(FIRST["password"])


def test_the_command_says_what_is_wrong(harbor: Organisation, monkeypatch: Any) -> None:
    monkeypatch.setenv("NEWSROOM_ADMIN_PASSWORD", FIRST["password"])
    with pytest.raises(CommandError, match="There is a newsroom called “harbor” already"):
        make("--slug", "harbor")
    monkeypatch.setenv("NEWSROOM_ADMIN_PASSWORD", "short")
    with pytest.raises(CommandError, match="at least 10"):
        make()


def test_the_token_command_prints_a_key_that_works(ada: Actor) -> None:
    out, err = io.StringIO(), io.StringIO()
    arguments = ["--newsroom", "harbor", "--email", ada.user.email, "--name", "export", "--scopes", "claims"]
    call_command("issue_token", *arguments, stdout=out, stderr=err)
    actor = authenticate(out.getvalue().strip())
    assert actor is not None
    assert actor.user == ada.user
    assert out.getvalue().strip() not in err.getvalue()


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--newsroom", "nowhere", "Known: harbor"),
        ("--email", "nobody@harbor.example", "Nobody has"),
        ("--scopes", "everything", "no scope"),
        ("--days", "0", "--days"),
        ("--days", "1000", "at the longest"),
    ],
)
def test_the_token_command_says_what_is_wrong(ada: Actor, option: str, value: str, words: str) -> None:
    given = {"--newsroom": "harbor", "--email": ada.user.email, "--name": "export", option: value}
    with pytest.raises(CommandError, match=words):
        call_command("issue_token", *[part for pair in given.items() for part in pair])


@pytest.mark.parametrize("command", ["create_newsroom", "issue_token"])
def test_a_command_before_the_first_migration_says_what_to_do(command: str, monkeypatch: Any) -> None:
    def no_tables(*args: object, **kwargs: object) -> None:
        raise ProgrammingError('relation "claims_user" does not exist')

    for manager in (User, Organisation):
        monkeypatch.setattr(manager._default_manager, "filter", no_tables)
    given = {
        "create_newsroom": ["--name", "X", "--admin-email", "a@example.org", "--admin-name", "A"],
        "issue_token": ["--newsroom", "x", "--email", "a@example.org", "--name", "A"],
    }
    with pytest.raises(CommandError, match="migrate"):
        call_command(command, *given[command])


def make(*more: str) -> str:
    out = io.StringIO()
    who = ["--name", "The Ferry", "--admin-email", "ida@ferry.example", "--admin-name", "Ida"]
    call_command("create_newsroom", *who, *more, stdout=out)
    return out.getvalue()
