"""Webhooks as admins keep them, at the desk and by program: what is refused, undone, shown, and to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.accounts.permissions import SCOPES, Permission, has_right
from claims.accounts.tokens import issue
from claims.history.jobs import run_due
from claims.history.models import JobState
from claims.lib.problems import Conflict, NotFound, Problem, Refused
from claims.publishing import acts, webhooks
from claims.publishing.webhook_models import Delivery, Told, Webhook
from tests.publishing.receiver import Receiver, checked, hook, receiver

__all__ = ["hook", "receiver"]


def test_only_an_admin_of_the_newsroom_has_a_say(hook: Webhook, ben: Actor, cleo: Actor) -> None:
    with pytest.raises(Refused):
        webhooks.add(by=ben, name="mine", url="https://x.example/", kinds=Told.values)
    for act in (webhooks.rotate, webhooks.try_out, webhooks.remove, webhooks.end_old):
        with pytest.raises(Refused):
            act(hook, by=ben)
        with pytest.raises(NotFound):
            act(hook, by=cleo)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"url": "http://x.example/"}, "/url"),
        ({"url": "ftp://x.example/"}, "/url"),
        ({"url": "https://x.example:8443/"}, "/url"),
        ({"url": ""}, "/url"),
        ({"kinds": []}, "/kinds"),
        ({"kinds": ["check.eaten"]}, "/kinds"),
        ({"off": "gone"}, "/off"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_at_its_field(
    hook: Webhook, eve: Actor, changes: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Problem) as refused:
        webhooks.change(hook, by=eve, row_version=None, changes=changes)
    assert refused.value.errors[0].pointer == pointer


def test_adding_changing_and_removing_can_be_undone(hook: Webhook, eve: Actor) -> None:
    webhooks.change(hook, by=eve, row_version=None, changes={"name": "their site"})
    acts.undo(eve)
    hook.refresh_from_db()
    assert hook.name == "our site"
    webhooks.remove(hook, by=eve)
    with pytest.raises(Conflict):
        webhooks.rotate(hook, by=eve)
    acts.undo(eve)
    hook.refresh_from_db()
    assert hook.is_told


def test_the_desk_shows_a_secret_once_and_the_log(eve: Actor, ben: Actor, receiver: Receiver) -> None:
    browser = Client()
    browser.force_login(eve.user)
    listed = "/desk/settings/webhooks/"
    assert "No webhooks yet" in browser.get(listed).content.decode()
    typed = {"name": "our site", "url": "http://inside.example/", "kinds": [Told.RETRACTED.value]}
    refused = browser.post(listed + "add/", typed)
    page = refused.content.decode()
    assert refused.status_code == 422 and "https addresses only" in page
    assert 'value="http://inside.example/"' in page and page.count(" checked") == 1
    added = browser.post(listed + "add/", {**typed, "url": receiver.url}).content.decode()
    hook = Webhook.objects.get()
    own = f"{listed}{hook.uid}/"
    assert added.count("whsec_") == 1
    assert "whsec_" not in browser.get(listed).content.decode() + browser.get(own).content.decode()
    rotated = browser.post(own + "secret/").content.decode()
    assert rotated.count("whsec_") == 1
    assert browser.post(own + "try/", follow=True).status_code == 200
    receiver.says(500)
    run_due(["deliver"])
    page = browser.get(own).content.decode()
    assert "webhook.test" in page and "It answered 500." in page and "trying again" in page
    Delivery.objects.update(state=JobState.FAILED, ended_at=timezone.now())
    delivery = Delivery.objects.get()
    assert browser.post(f"/desk/settings/deliveries/{delivery.uid}/replay/", follow=True).status_code == 200
    again = browser.post(f"/desk/settings/deliveries/{delivery.uid}/replay/")
    assert again.status_code == 409 and "still under way" in again.content.decode()
    changed = {"name": "their site", "url": receiver.url, "kinds": Told.values}
    stale = browser.post(own + "change/", {**changed, "row_version": "1"})
    assert stale.status_code == 412 and 'value="their site"' in stale.content.decode()
    hook.refresh_from_db()
    browser.post(own + "change/", {**changed, "row_version": str(hook.row_version)})
    assert Webhook.objects.get().name == "their site"
    for act in ("secret/end-old/", "switch/", "switch/", "remove/"):
        assert browser.post(own + act).status_code == 303
    assert browser.get(own).status_code == 404
    browser.force_login(ben.user)
    assert browser.get(listed).status_code == 403


def test_programs_manage_webhooks_too(eve: Actor, receiver: Receiver) -> None:
    scopes = [each for each in SCOPES if has_right(eve, Permission(each))]
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue(by=eve, name='p', scopes=scopes)[1]}")
    body = {"name": "our site", "url": receiver.url, "kinds": ["check.published"]}
    made = client.post("/api/v1/webhooks/", body, format="json")
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    own = f"/api/v1/webhooks/{made.json()['id']}/"
    assert "secret" not in client.get(own).json()
    for wrong in ({**body, "kinds": ["x"]}, {**body, "url": "https://10.0.0.1/"}, {**body, "more": 1}):
        answer = client.post("/api/v1/webhooks/", wrong, format="json")
        assert answer.status_code == 422 and answer.json()["errors"], answer.content
    assert client.patch(own, {"name": "x"}, format="json").status_code == 428
    stale = client.patch(own, {"name": "x"}, format="json", headers={"If-Match": f'"{made.json()["id"]}.9"'})
    assert stale.status_code == 412
    changed = client.patch(own, {"name": "x"}, format="json", headers={"If-Match": made["ETag"]})
    assert changed.status_code == 200 and changed.json()["name"] == "x"
    assert client.delete(own + "secret/old/").status_code == 409
    rotated = client.post(own + "secret/", format="json")
    assert rotated.status_code == 201 and rotated.json()["both_secrets_until"]
    assert client.delete(own + "secret/old/").status_code == 200
    tried = client.post(own + "tries/", format="json")
    assert tried.status_code == 201
    run_due(["deliver"])
    log = client.get(f"/api/v1/webhook-deliveries/?webhook={made.json()['id']}").json()["results"]
    assert [(each["state"], each["tries"][0]["status"]) for each in log] == [("done", 204)]
    assert checked(rotated.json()["secret"], receiver.got[-1])["type"] == "webhook.test"
    replay = f"/api/v1/webhook-deliveries/{log[0]['id']}/replays/"
    assert client.post(replay, format="json").status_code == 201
    assert client.post(replay, format="json").status_code == 409
    assert client.delete(own).status_code == 204
    assert client.get(own).status_code == 404


def test_where_messages_go_is_for_admins_to_know(hook: Webhook, ada: Actor, eve: Actor) -> None:
    """The history says so too, and an address may be a secret in itself."""
    webhooks.change(hook, by=eve, row_version=None, changes={"name": "the other site"})

    def told(by: Actor, *scopes: str) -> str:
        until = timezone.now() + timedelta(days=1)
        _, key = issue(by=by, name="t", scopes=["read", *scopes], expires_at=until)
        return APIClient(headers={"authorization": f"Bearer {key}"}).get("/api/v1/events/").content.decode()

    assert hook.url in told(eve, "settings")
    assert hook.url not in told(ada) and hook.url not in told(eve)
