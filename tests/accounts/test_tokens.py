"""Keys for programs: shown once, kept as a hash, never with more rights than their person."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.membership import change_role, deactivate
from claims.accounts.models import Token
from claims.accounts.permissions import Permission, allows
from claims.accounts.tokens import LETTERS, authenticate, issue, own_tokens, revoke, with_checksum
from claims.history.models import Event
from claims.lib.problems import Conflict, NotFound, Problem, Refused


def make(by: Actor, *scopes: str, **more: object) -> tuple[Token, str]:
    return issue(by=by, name="nightly export", scopes=scopes, **more)  # type: ignore[arg-type]


def test_it_acts_for_its_person_within_its_scopes(ada: Actor) -> None:
    _, plain = make(ada, "claims")
    actor = authenticate(plain)
    assert actor is not None
    assert (actor.user, actor.organisation, actor.actor_kind) == (ada.user, ada.organisation, "token")
    assert allows(actor, Permission.READ)
    assert allows(actor, Permission.MARK_CLAIMS)
    assert not allows(actor, Permission.WRITE_VERDICT)


def test_it_has_a_prefix_256_random_bits_and_a_checksum(ada: Actor) -> None:
    token, plain = make(ada)
    assert re.fullmatch(r"cwb_[0-9a-z]{8}_[0-9A-Za-z]{49}", plain)
    assert plain.startswith(f"cwb_{token.prefix}_")
    assert plain == with_checksum(plain[:-6])
    assert len(LETTERS) ** 43 >= 2**256
    assert plain != make(ada)[1]


def test_the_key_itself_is_kept_nowhere(ada: Actor) -> None:
    token, plain = make(ada)
    secret = plain.split("_")[2]
    token.refresh_from_db()
    assert secret not in str(vars(token))
    assert not any(secret in str(event.data) for event in Event.objects.all())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda plain: "",
        lambda plain: plain[:-1],
        lambda plain: plain + "x",
        lambda plain: plain[:20] + ("a" if plain[20] != "a" else "b") + plain[21:],
        lambda plain: with_checksum(plain[:13] + "a" * 43),
        lambda plain: with_checksum("cwb_zzzzzzzz_" + plain[13:56]),
        lambda plain: plain.upper(),
        lambda plain: " " + plain,
        lambda plain: plain + "\n",
        lambda plain: "cwb_ä" + plain[5:],
    ],
)
def test_it_lets_no_spoilt_key_in(ada: Actor, spoil: object) -> None:
    _, plain = make(ada)
    assert authenticate(spoil(plain)) is None  # type: ignore[operator]


def test_a_mistyped_key_is_told_without_asking_the_database(
    ada: Actor, django_assert_num_queries: object
) -> None:
    _, plain = make(ada)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert authenticate(plain[:-1] + ("0" if plain[-1] != "0" else "1")) is None


def test_it_ends_when_it_expires(ada: Actor) -> None:
    token, plain = make(ada, expires_at=timezone.now() + timedelta(hours=1))
    assert authenticate(plain)
    Token.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert authenticate(plain) is None


def test_it_ends_when_it_is_revoked_and_only_once(ada: Actor) -> None:
    token, plain = make(ada)
    revoke(token, by=ada)
    assert authenticate(plain) is None
    with pytest.raises(Conflict):
        revoke(token, by=ada)


def test_it_ends_with_its_persons_membership(ada: Actor, eve: Actor) -> None:
    _, plain = make(ada)
    assert ada.membership
    deactivate(ada.membership, by=eve)
    assert authenticate(plain) is None


def test_it_ends_with_its_persons_account(ada: Actor) -> None:
    _, plain = make(ada)
    ada.user.is_active = False
    ada.user.save(update_fields=["is_active"])
    assert authenticate(plain) is None


def test_it_loses_the_rights_its_person_loses(ben: Actor, eve: Actor) -> None:
    _, plain = make(ben, "sign_off")
    assert ben.membership
    change_role(ben.membership, by=eve, role="reporter")
    actor = authenticate(plain)
    assert actor is not None
    assert not allows(actor, Permission.SIGN_OFF)


def test_its_last_use_is_noted_once_a_minute(ada: Actor, django_assert_num_queries: object) -> None:
    token, plain = make(ada)
    authenticate(plain)
    token.refresh_from_db()
    first = token.last_used_at
    assert first is not None
    with django_assert_num_queries(1):  # type: ignore[operator]
        authenticate(plain)
    Token.objects.update(last_used_at=first - timedelta(minutes=2))
    authenticate(plain)
    token.refresh_from_db()
    assert token.last_used_at > first - timedelta(minutes=1)  # type: ignore[operator]


def test_it_carries_reading_and_nothing_unasked(ada: Actor) -> None:
    assert make(ada)[0].scopes == ["read"]
    assert make(ada, "evidence", "articles")[0].scopes == ["read", "articles", "evidence"]


@pytest.mark.parametrize(
    ("scopes", "code"), [(["everything"], "token.scope_unknown"), (["sign_off"], "token.scope_beyond")]
)
def test_it_refuses_a_scope_that_is_unknown_or_beyond_its_person(
    ada: Actor, scopes: list[str], code: str
) -> None:
    with pytest.raises(Problem) as refusal:
        make(ada, *scopes)
    assert (refusal.value.code, refusal.value.pointer) == (code, "/scopes")


def test_a_key_that_makes_keys_passes_on_no_more_than_it_has(ada: Actor) -> None:
    ends = timezone.now() + timedelta(days=3)
    _, plain = make(ada, "tokens", "claims", expires_at=ends)
    program = authenticate(plain)
    assert program
    child, _ = make(program, "claims")
    assert child.expires_at <= ends
    with pytest.raises(Problem) as refusal:
        make(program, "articles")
    assert refusal.value.code == "token.scope_beyond"


def test_a_key_without_that_scope_makes_none(ada: Actor) -> None:
    program = authenticate(make(ada, "claims")[1])
    assert program
    with pytest.raises(Refused) as refusal:
        make(program)
    assert refusal.value.code == "token.scope_missing"


@pytest.mark.parametrize("days", [-1, 400])
def test_it_refuses_an_end_in_the_past_or_too_far_off(ada: Actor, days: int) -> None:
    with pytest.raises(Problem) as refusal:
        make(ada, expires_at=timezone.now() + timedelta(days=days))
    assert refusal.value.pointer == "/expires_at"


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b", "\ud800"])
def test_it_refuses_a_bad_name(ada: Actor, name: str) -> None:
    with pytest.raises(Problem) as refusal:
        issue(by=ada, name=name, scopes=[])
    assert refusal.value.pointer == "/name"


def test_a_reader_has_no_keys(dev: Actor) -> None:
    with pytest.raises(Refused):
        make(dev)


def test_people_see_and_revoke_their_own_keys_and_an_admin_everybodys(
    ada: Actor, ben: Actor, eve: Actor, cleo: Actor
) -> None:
    token, plain = make(ada)
    assert token in own_tokens(ada)
    assert token not in own_tokens(ben)
    assert token not in own_tokens(cleo)
    assert token in own_tokens(eve)
    for stranger in (ben, cleo):
        with pytest.raises(NotFound):
            revoke(token, by=stranger)
    revoke(token, by=eve)
    assert authenticate(plain) is None


def test_making_and_revoking_are_on_the_record(ada: Actor) -> None:
    token, _ = make(ada)
    revoke(token, by=ada)
    names = list(Event.objects.filter(subject_uid=token.uid).order_by("pk").values_list("name", flat=True))
    assert names == ["token.issued", "token.revoked"]
