"""Undo, redo, the list of recent acts, and one's own keys, by plain forms and as the script asks."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.annotation.models import Claim, Dismissal, Suggestion
from claims.desk import keyboard
from claims.history.models import Event
from claims.history.vocabulary import EventName as E
from tests import factories
from tests.desk.conftest import SignIn

JSON = {"Accept": "application/json"}


@pytest.fixture
def suggestion(ada: Actor) -> Suggestion:
    article = factories.an_article(ada)
    found = Suggestion.objects.filter(version__article=article).order_by("start").first()
    assert found is not None
    return found


def test_the_toast_of_an_act_undoes_it_and_offers_to_do_it_again(
    as_: SignIn, ada: Actor, suggestion: Suggestion
) -> None:
    client = as_(ada)
    page = client.post(reverse("desk:dismiss", args=[suggestion.uid]), follow=True).content.decode()
    event = re.search(r'name="event" value="(\w+)"', page)
    assert event is not None
    back = reverse("desk:workbench", args=[suggestion.version.article.uid])
    page = client.post(reverse("desk:undo"), {"event": event[1], "next": back}, follow=True).content.decode()
    assert "Undone: dismissed" in page and not Dismissal.objects.exists()
    assert f'action="{reverse("desk:redo")}"' in page
    page = client.post(reverse("desk:redo"), {"next": back}, follow=True).content.decode()
    assert "Done again: dismissed" in page and Dismissal.objects.exists()


def test_the_script_is_told_where_to_go_and_what_to_say(
    as_: SignIn, ada: Actor, suggestion: Suggestion
) -> None:
    client = as_(ada)
    client.post(reverse("desk:accept", args=[suggestion.uid]))
    claim = Claim.objects.get()
    here = reverse("desk:claim", args=[claim.uid])
    answer = client.post(reverse("desk:undo"), {"next": here, "stays": here}, headers=JSON)
    workbench = reverse("desk:workbench", args=[suggestion.version.article.uid])
    assert answer.json() == {"to": f"{workbench}?on={suggestion.uid}"}
    answer = client.post(reverse("desk:redo"), {"next": workbench, "stays": workbench}, headers=JSON)
    assert answer.json()["to"] == workbench
    assert "Done again: accepted" in answer.json()["toast"]


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1", ""])
def test_it_goes_back_to_pages_of_its_own_only(
    as_: SignIn, ada: Actor, suggestion: Suggestion, wanted: str
) -> None:
    client = as_(ada)
    client.post(reverse("desk:dismiss", args=[suggestion.uid]))
    answer = client.post(reverse("desk:undo"), {"next": wanted})
    assert (answer.status_code, answer["Location"]) == (303, reverse("desk:recent"))


def test_it_asks_first_and_says_who_and_what(
    as_: SignIn, ada: Actor, ben: Actor, suggestion: Suggestion
) -> None:
    client = as_(ada)
    client.post(reverse("desk:accept", args=[suggestion.uid]))
    claim = Claim.objects.get()
    factories.evidence_for(claim, ben)
    said = client.post(reverse("desk:undo"), {"next": "/desk/"}, headers=JSON)
    assert said.status_code == 409
    assert "Ben added evidence" in said.json()["toast"] and "Undo anyway" in said.json()["toast"]
    page = client.post(reverse("desk:undo"), {"next": "/desk/"})
    assert page.status_code == 409 and "Others went on from this" in page.content.decode()
    uid = re.search(r'name="event" value="(\w+)"><input type="hidden" name="anyway"', page.content.decode())
    assert uid is not None
    client.post(reverse("desk:undo"), {"event": uid[1], "anyway": "1", "next": "/desk/"})
    claim.refresh_from_db()
    assert claim.removed_at is not None


def test_nothing_to_undo_says_so(as_: SignIn, ben: Actor, dev: Actor) -> None:
    for who in (ben, dev):
        answer = as_(who).post(reverse("desk:undo"), headers=JSON)
        assert answer.status_code == 409
        assert "You did nothing in the last day" in answer.json()["toast"]
    answer = as_(ben).post(reverse("desk:redo"))
    assert answer.status_code == 409 and "nothing to do again" in answer.content.decode()


def test_somebody_else_s_act_is_refused(as_: SignIn, ada: Actor, ben: Actor, suggestion: Suggestion) -> None:
    as_(ada).post(reverse("desk:dismiss", args=[suggestion.uid]))
    event = Event.objects.get(name=E.SUGGESTION_DISMISSED)
    answer = as_(ben).post(reverse("desk:undo"), {"event": event.uid})
    assert answer.status_code == 403 and "only Ada can undo it" in answer.content.decode()
    assert as_(ben).post(reverse("desk:undo"), {"event": "nosuchevent1"}).status_code == 404


def test_the_list_has_each_act_with_its_own_undo(
    as_: SignIn, ada: Actor, ben: Actor, suggestion: Suggestion
) -> None:
    client = as_(ada)
    assert "You did nothing" in as_(ben).get(reverse("desk:recent")).content.decode()
    client.post(reverse("desk:accept", args=[suggestion.uid]))
    client.post(reverse("desk:undo"), {"next": "/desk/recent/"})
    page = client.get(reverse("desk:recent")).content.decode()
    assert "You accepted" in page and "Undone" in page and "Do again what I undid last" in page
    assert client.get(reverse("desk:undo")).status_code == 200
    assert client.get(reverse("desk:redo")).status_code == 200


def test_the_list_asks_the_database_no_more_for_more_acts(
    as_: SignIn, ada: Actor, suggestion: Suggestion, django_assert_max_num_queries: object
) -> None:
    client = as_(ada)
    for _ in range(3):
        for name in ("dismiss", "undo_dismissal"):
            client.post(reverse(f"desk:{name}", args=[suggestion.uid]))
    client.get(reverse("desk:recent"))
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        client.get(reverse("desk:recent"))


# Keys ---------------------------------------------------------------------------------------------------------


def test_keys_are_changed_switched_off_and_put_back(as_: SignIn, ada: Actor, ben: Actor) -> None:
    client = as_(ada)
    typed = {keyboard.field_of("a"): "Y", keyboard.field_of("/"): "", keyboard.field_of("x"): "x"}
    answer = client.post(reverse("desk:keyboard"), typed, follow=True)
    assert "Keys saved" in answer.content.decode()
    ada.user.refresh_from_db()
    assert ada.user.key_choices == {"off": False, "own": {"a": "y"}}
    assert '"own": {"a": "y"}' in client.get(reverse("desk:today")).content.decode()
    assert '"own": {}' in as_(ben).get(reverse("desk:today")).content.decode()
    client.post(reverse("desk:keyboard"), {"off": "1"})
    assert '"off": true' in client.get(reverse("desk:keyboard")).content.decode()
    client.post(reverse("desk:keyboard"), {"defaults": "1", keyboard.field_of("a"): "y"})
    ada.user.refresh_from_db()
    assert ada.user.key_choices == {}


@pytest.mark.parametrize(
    ("key", "own", "words"),
    [
        ("a", "x", "already the key for “Claims: dismiss”"),
        ("a", "7", "stands for a rating"),
        ("a", "yz", "not one character"),
        ("/", "é", "not one character"),
    ],
)
def test_keys_that_can_t_be_used_are_refused_with_words(
    as_: SignIn, ada: Actor, key: str, own: str, words: str
) -> None:
    answer = as_(ada).post(reverse("desk:keyboard"), {keyboard.field_of(key): own, "off": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page
    assert f'value="{own}"' in page
    ada.user.refresh_from_db()
    assert ada.user.key_choices == {}


def test_two_keys_may_change_places(as_: SignIn, ada: Actor) -> None:
    as_(ada).post(reverse("desk:keyboard"), {keyboard.field_of("a"): "x", keyboard.field_of("x"): "a"})
    ada.user.refresh_from_db()
    assert ada.user.key_choices["own"] == {"a": "x", "x": "a"}
