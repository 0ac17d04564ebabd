"""What a person sees where nothing is, or where something broke."""

from __future__ import annotations

import pytest
from django.test import Client

from claims.accounts.acting import Actor
from claims.lib.problems import Conflict
from tests.desk.conftest import SignIn


def test_nothing_at_an_address_of_the_desk_is_a_page_in_its_frame(as_: SignIn, ada: Actor) -> None:
    answer = as_(ada).get("/desk/nothing/here/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "There is nothing at this address." in page and 'aria-label="Desk"' in page
    assert answer["X-Request-Id"] in page


def test_nothing_at_a_public_address_shows_no_desk(db: None) -> None:
    answer = Client().get("/nothing/here/")
    assert answer.status_code == 404
    assert 'href="/desk/' not in answer.content.decode()


def test_a_fault_of_ours_is_a_plain_page_with_a_number(
    as_: SignIn, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the roof is leaking")

    monkeypatch.setattr("claims.desk.happenings.recent", broken)
    client = as_(ada)
    client.raise_request_exception = False
    answer = client.get("/desk/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something broke on our side" in page and "roof" not in page
    assert answer["X-Request-Id"] in page


def test_a_refusal_no_view_took_care_of_says_what_to_do_next(
    as_: SignIn, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: object, **kwargs: object) -> None:
        raise Conflict("roof", "The roof is being mended.", next_step="Come back on Monday.")

    monkeypatch.setattr("claims.desk.happenings.recent", refused)
    answer = as_(ada).get("/desk/")
    assert answer.status_code == 409
    assert "Come back on Monday." in answer.content.decode()
