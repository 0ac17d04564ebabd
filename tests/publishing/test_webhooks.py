"""Programs elsewhere are told what becomes public, by Standard Webhooks 1.0: signed, tried again, logged."""

from __future__ import annotations

import base64
import json
import socket
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from standardwebhooks.webhooks import WebhookVerificationError

from claims.accounts.acting import Actor
from claims.history.jobs import run_due, work_one
from claims.history.models import Event, JobState
from claims.lib.addresses import AddressProblem
from claims.lib.problems import Conflict
from claims.publishing import announcing, delivering, signing, tasks, webhooks
from claims.publishing.ordering import withdraw
from claims.publishing.webhook_models import Delivery, Off, Told, Webhook
from tests.publishing import desk
from tests.publishing.receiver import Receiver, checked, hook, receiver

__all__ = ["hook", "receiver"]


def a_message(hook: Webhook, body: str = '{"type":"check.published"}') -> Delivery:
    return announcing.deliver(hook, kind=Told.PUBLISHED, body=body)


def try_once(delivery: Delivery) -> Delivery:
    """One try now, whenever it would be due."""
    Delivery.objects.filter(pk=delivery.pk, state=JobState.DUE).update(due_at=timezone.now())
    assert work_one("deliver", reraise=True)
    delivery.refresh_from_db()
    return delivery


def test_it_signs_as_the_standard_does() -> None:
    """The standard's own example."""
    signature = signing.sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        '{"test": 2432232314}',
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_its_secrets_are_as_long_as_the_standard_wants() -> None:
    made = {signing.new_secret() for _ in range(20)}
    assert len(made) == 20
    assert all(24 <= len(base64.b64decode(each.removeprefix("whsec_"))) <= 64 for each in made)


def test_a_check_s_whole_life_is_told_in_order(
    ada: Actor, ben: Actor, eve: Actor, receiver: Receiver
) -> None:
    hook, secret = webhooks.add(by=eve, name="our site", url=receiver.url, kinds=Told.values)
    publication = desk.publish(ada, ben)
    desk.correct(
        publication, ada, ben, kind="typo", note="A letter.", conclusion="The paper wrote of experts."
    )
    desk.correct(publication, ada, ben, kind="verdict_change", note="We were wrong.", rating="true")
    desk.correct(publication, ada, ben, kind="retraction", note="The report was forged.")
    run_due(["deliver"])
    publication.refresh_from_db()
    told = [checked(secret, each) for each in receiver.got]
    assert [each["type"] for each in told] == [
        "check.published",
        "check.corrected",
        "check.verdict_changed",
        "check.retracted",
    ]
    first, typo, changed, retracted = (each["data"] for each in told)
    claim = publication.fact_check.claim
    assert first["id"] == claim.uid
    assert first["url"] == f"http://harbor.example{desk.path_of(publication)}"
    assert desk.reader().get(desk.path_of(publication) + "check.json").json()["url"] == first["url"]
    assert first["data_url"] == first["url"] + "check.json"
    assert [each["version"] for each in (first, typo, changed, retracted)] == [1, 2, 3, 4]
    assert typo["correction"] == {
        "kind": "typo", "note": "A letter.", "notice": False, "changed": ["conclusion"],
    }  # fmt: skip
    assert changed["correction"]["notice"] and changed["rating"]["key"] == "true"
    assert (retracted["state"], retracted["label"], retracted["rating"]) == ("retracted", "Retracted", None)

    withdraw(publication, by=ben, reason="A court asked for it.")
    run_due(["deliver"])
    last = checked(secret, receiver.got[-1])
    assert last["type"] == "check.withdrawn"
    assert set(last["data"]) == {"id", "url", "newsroom", "state", "reason"}
    log = Delivery.objects.filter(webhook=hook).order_by("pk")
    assert [each.state for each in log] == ["done"] * 5
    assert [bool(each.body) for each in log] == [False] * 4 + [True], "the withdrawn words left the log"
    with pytest.raises(Conflict, match="withdrawn"):
        webhooks.replay(log[0], by=eve)


def test_only_those_who_want_it_are_told_and_once(
    ada: Actor, ben: Actor, eve: Actor, receiver: Receiver
) -> None:
    wants, _ = webhooks.add(by=eve, name="all", url=receiver.url, kinds=Told.values)
    webhooks.add(by=eve, name="retractions", url=receiver.url, kinds=[Told.RETRACTED])
    off, _ = webhooks.add(by=eve, name="off", url=receiver.url, kinds=Told.values)
    webhooks.change(off, by=eve, row_version=None, changes={"off": "person"})
    publication = desk.publish(ada, ben)
    run_due(["deliver"])
    announcing.announce(publication, Event.objects.get(name="publication.made"))
    assert run_due(["deliver"]) == 0
    assert [each.webhook_id for each in Delivery.objects.all()] == [wants.pk]
    assert len(receiver.got) == 1


def test_both_secrets_sign_until_the_old_one_ends(eve: Actor, receiver: Receiver) -> None:
    hook, first = webhooks.add(by=eve, name="our site", url=receiver.url, kinds=Told.values)
    second = webhooks.rotate(hook, by=eve)
    try_once(a_message(hook))
    assert checked(first, receiver.got[-1]) and checked(second, receiver.got[-1])
    assert receiver.got[-1][0]["webhook-signature"].count("v1,") == 2
    webhooks.end_old(hook, by=eve)
    try_once(a_message(hook))
    assert checked(second, receiver.got[-1])
    with pytest.raises(WebhookVerificationError):
        checked(first, receiver.got[-1])
    third = webhooks.rotate(hook, by=eve)
    Webhook.objects.update(old_until=timezone.now() - timedelta(seconds=1))
    try_once(a_message(hook))
    assert checked(third, receiver.got[-1])
    with pytest.raises(WebhookVerificationError):
        checked(second, receiver.got[-1])


def test_a_secret_lies_sealed_in_the_database(eve: Actor, receiver: Receiver, settings: Any) -> None:
    hook, secret = webhooks.add(by=eve, name="our site", url=receiver.url, kinds=Told.values)
    row = Webhook.objects.filter(pk=hook.pk).values().get()
    assert secret.removeprefix("whsec_") not in str(row)
    settings.SECRET_KEY = "another key of an installation, long enough to be taken for one."
    delivery = try_once(a_message(hook))
    assert (delivery.state, receiver.got) == ("failed", [])
    assert "SECRET_KEY" in delivery.log[0]["words"] and "make a new one" in delivery.last_error


@pytest.mark.parametrize("status", [199 + 1, 201, 204, 299])
def test_any_answer_of_the_two_hundreds_is_a_success(hook: Webhook, receiver: Receiver, status: int) -> None:
    receiver.says(status)
    assert try_once(a_message(hook)).state == JobState.DONE


@pytest.mark.parametrize("status", [301, 302, 304, 307, 308, 400, 404, 500])
def test_anything_else_is_a_failure_and_no_redirect_is_followed(
    hook: Webhook, receiver: Receiver, status: int
) -> None:
    receiver.says(status, location=f"http://{receiver.pair}/elsewhere")
    delivery = try_once(a_message(hook))
    assert (delivery.state, delivery.attempts, receiver.paths) == ("due", 1, ["/in"])
    assert delivery.log[0]["words"]


def test_it_is_tried_ten_times_later_and_later(hook: Webhook, receiver: Receiver) -> None:
    receiver.says(500)
    delivery = a_message(hook)
    waits = []
    for _ in range(10):
        begun = timezone.now()
        try_once(delivery)
        waits.append((delivery.due_at - begun).total_seconds())
    assert delivery.state == JobState.FAILED
    assert len(receiver.got) == len(delivery.tries) == 10
    assert {headers["webhook-id"] for headers, _ in receiver.got} == {delivery.message_id}
    assert {body for _, body in receiver.got} == {delivery.body}
    for waited, advised in zip(waits[:9], delivering.WAITS, strict=True):
        assert advised * 0.89 - 1 <= waited <= advised * 1.11 + 2
    assert delivering.WAITS[-1] == 86_400
    assert len({delivering.wait_before(5) for _ in range(20)}) > 10, "no jitter"
    assert not work_one("deliver")


def test_it_waits_as_long_as_the_receiver_asks(hook: Webhook, receiver: Receiver) -> None:
    receiver.says(503, retry_after="1200")
    delivery = try_once(a_message(hook))
    waited = (delivery.due_at - timezone.now()).total_seconds()
    assert 1190 <= waited <= 1201
    receiver.says(429, retry_after="9999999")
    delivery = try_once(delivery)
    assert (delivery.due_at - timezone.now()).total_seconds() <= 86_400 * 1.1


def test_an_answer_of_410_switches_it_off(hook: Webhook, eve: Actor, receiver: Receiver) -> None:
    receiver.says(410)
    delivery, waiting = a_message(hook), a_message(hook)
    Delivery.objects.filter(pk=waiting.pk).update(due_at=timezone.now() + timedelta(minutes=5))
    try_once(delivery)
    hook.refresh_from_db()
    waiting.refresh_from_db()
    assert (hook.off, delivery.state, waiting.state) == (Off.GONE, "failed", "cancelled")
    assert Event.objects.filter(name="webhook.switched_off", subject_uid=hook.uid).count() == 1
    assert not work_one("deliver")
    with pytest.raises(Conflict, match="off"):
        webhooks.try_out(hook, by=eve)
    webhooks.change(hook, by=eve, row_version=hook.row_version, changes={"off": ""})
    receiver.says(204)
    webhooks.replay(waiting, by=eve)
    assert try_once(waiting).state == JobState.DONE


def test_a_receiver_that_hangs_is_left_in_time(
    eve: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 15 <= delivering.SECONDS <= 30
    monkeypatch.setattr(delivering, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        pair = f"127.0.0.1:{silent.getsockname()[1]}"
        settings.FETCH_ALLOWED_WEBHOOKS = [pair]
        hook, _ = webhooks.add(by=eve, name="slow", url=f"http://{pair}/", kinds=Told.values)
        delivery = try_once(a_message(hook))
    assert (delivery.state, delivery.attempts) == ("due", 1)
    assert "did not answer" in delivery.log[0]["words"]


INSIDE = """
https://127.0.0.1/ https://localhost/ https://10.0.0.8/ https://192.168.1.1/ https://172.16.9.9/ https://169.254.169.254/
https://[::1]/ https://[fc00::1]/ https://[::ffff:10.0.0.1]/ https://0x7f000001/ https://127.1/ https://100.64.0.1/
https://0.0.0.0/ https://[fe80::1]/ https://2130706433/ https://[64:ff9b::a00:1]/
""".split()


@pytest.mark.parametrize("url", INSIDE)
def test_an_address_inside_a_network_is_refused_when_it_is_typed(eve: Actor, url: str) -> None:
    with pytest.raises(AddressProblem) as refused:
        webhooks.add(by=eve, name="inside", url=url, kinds=Told.values)
    assert refused.value.errors[0].pointer == "/url"
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("inside", ["10.0.0.8", "127.0.0.1", "169.254.169.254", "::1", "fd00::1"])
def test_a_name_that_leads_inside_is_refused_when_it_is_sent(
    eve: Actor, inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook, _ = webhooks.add(by=eve, name="rebound", url="https://hooks.example/in", kinds=Told.values)
    family = socket.AF_INET6 if ":" in inside else socket.AF_INET
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(family, socket.SOCK_STREAM, 6, "", (inside, 443))]
    )
    delivery = try_once(a_message(hook))
    assert delivery.state == JobState.FAILED and delivery.attempts == 1
    assert "private network" in delivery.log[0]["words"]


def test_a_replay_has_the_id_it_had(hook: Webhook, eve: Actor, receiver: Receiver) -> None:
    delivery = a_message(hook)
    with pytest.raises(Conflict, match="under way"):
        webhooks.replay(delivery, by=eve)
    try_once(delivery)
    webhooks.replay(delivery, by=eve)
    try_once(delivery)
    (first, body), (second, again) = receiver.got
    assert first["webhook-id"] == second["webhook-id"] and body == again
    assert [each.get("by") for each in delivery.tries] == [None, "Eve", None]
    assert Event.objects.filter(name="delivery.replayed", subject_uid=delivery.uid).count() == 1


def test_the_log_forgets_what_ended_long_ago_and_keeps_the_newest(
    hook: Webhook, eve: Actor, receiver: Receiver, settings: Any
) -> None:
    old, waiting, last = (a_message(hook) for _ in range(3))
    done = {"state": JobState.DONE, "ended_at": timezone.now() - timedelta(days=91)}
    Delivery.objects.filter(pk__in=[old.pk, last.pk]).update(**done)
    settings.WEBHOOK_LOG_DAYS = 0
    tasks.forget_messages()
    assert Delivery.objects.count() == 3
    settings.WEBHOOK_LOG_DAYS = 92
    tasks.forget_messages()
    assert Delivery.objects.count() == 3
    settings.WEBHOOK_LOG_DAYS = 90
    tasks.forget_messages()
    assert set(Delivery.objects.values_list("pk", flat=True)) == {waiting.pk, last.pk}
    browser = Client()
    browser.force_login(eve.user)
    page = browser.get(f"/desk/settings/webhooks/{hook.uid}/").content.decode()
    assert "Kept for 90 days" in page and last.message_id in page and old.message_id not in page


def test_a_message_stays_below_the_standard_s_size_whatever_the_words() -> None:
    at = timezone.now()
    for words in ("\U0001f6a2" * 30_000, "\x01" * 30_000, '"\\' * 20_000, "ק" * 30_000):
        data = {
            "headline": words,
            "claim": words,
            "conclusion": words,
            "correction": {"note": words},
            "url": "https://x.example/" + "a" * 400,
        }
        body = announcing.as_text(Told.CORRECTED, at, data)
        assert len(body.encode()) < 20_000
        assert json.loads(body)["data"]["url"] == data["url"]
