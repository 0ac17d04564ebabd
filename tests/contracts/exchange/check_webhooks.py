"""Node's receiver, with the library of Standard Webhooks, takes what we send. Run by `tests/contracts/exchange/run`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.history.jobs import run_due, work_one
from claims.publishing import announcing, webhooks
from claims.publishing.webhook_models import Delivery, Told, Webhook
from tests.conftest import ada, ben, cheap_and_quiet, eve, harbor
from tests.publishing import desk

__all__ = ["ada", "ben", "cheap_and_quiet", "eve", "harbor"]

HERE = Path(__file__).resolve().parent


class Node:
    """The receiver as a program of its own."""

    def __init__(self, secret: str) -> None:
        command = ["node", str(HERE / "receive.mjs"), secret]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE)
        self.pair = f"127.0.0.1:{self.line()}"

    def line(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def hook(eve: Actor) -> tuple[Webhook, str]:
    return webhooks.add(by=eve, name="node", url="https://hooks.example/in", kinds=Told.values)


@pytest.fixture
def node(hook: tuple[Webhook, str], settings: Any) -> Iterator[Node]:
    made = Node(hook[1])
    settings.FETCH_ALLOWED_WEBHOOKS = [made.pair]
    Webhook.objects.update(url=f"http://{made.pair}/in")
    yield made
    made.end()


def test_it_takes_a_published_check(hook: Any, node: Node, ada: Actor, ben: Actor) -> None:
    desk.publish(ada, ben, headline="“Most” isn’t “all” 🚢 אמרו", conclusion="5 < 6 & </script>")
    run_due(["deliver"])
    delivery = Delivery.objects.get()
    assert delivery.state == "done"
    assert node.line() == {"id": delivery.message_id, "type": "check.published"}


def test_it_takes_a_replay_under_the_same_id(hook: Any, node: Node, eve: Actor) -> None:
    delivery = webhooks.try_out(hook[0], by=eve)
    run_due(["deliver"])
    webhooks.replay(delivery, by=eve)
    run_due(["deliver"])
    assert node.line() == node.line() == {"id": delivery.message_id, "type": "webhook.test"}


def test_it_knows_the_old_secret_while_both_hold_and_no_longer(hook: Any, node: Node, eve: Actor) -> None:
    webhooks.rotate(hook[0], by=eve)
    webhooks.try_out(hook[0], by=eve)
    run_due(["deliver"])
    assert node.line()["type"] == "webhook.test"
    webhooks.end_old(hook[0], by=eve)
    refused = announcing.deliver(hook[0], kind="webhook.test", body='{"type":"webhook.test"}')
    assert work_one("deliver")
    refused.refresh_from_db()
    assert "refused" in node.line()
    assert (refused.state, refused.tries[0]["status"]) == ("due", 400)
    assert refused.due_at > timezone.now()
