"""Two newsrooms at work, and what an answer tells of the other one."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.test import Client, TestCase, override_settings

from claims.accounts.acting import Actor
from claims.accounts.models import Role
from claims.publishing.remaking import render_newsroom
from tests import personas
from tests.contracts.fingerprints import fingerprint
from tests.factories import House, a_house

HARBOR_TOWN, WIRE_TOWN = "Quillhaven", "Elmstead"


def house(name: str, town: str) -> House:
    slug = name.split()[-1].lower()
    newsroom = personas.newsroom(name, slug, host=f"{slug}.example", admin="Eve")
    roles = (("Ada", Role.REPORTER), ("Ben", Role.EDITOR), ("Eve", Role.ADMIN))
    ada, ben, eve = (personas.person(newsroom, who, role) for who, role in roles)
    return a_house(ada, ben, eve, town=town)


@override_settings(
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    RING_DOORBELLS=False,
    PUBLISH_DELAY_SECONDS=0,
    LOOK_AT_PUBLISHED=False,
)
class TwoHouses(TestCase):
    """The Harbor's house and the Wire's are built once: it takes seconds. Each test's changes are rolled back.

    No test may change a row of The Harbor's.
    """

    __test__ = False
    harbor: House
    wire: House
    cleo: Actor
    dev: Actor
    before: dict[str, tuple[int, str]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.harbor = house("The Harbor", HARBOR_TOWN)
        cls.wire = house("Northgate Wire", WIRE_TOWN)
        # An admin of the Wire, so that a 403 for want of a right never stands in for a 404.
        cls.cleo = personas.person(cls.wire.editor.organisation, "Cleo", Role.ADMIN)
        cls.dev = personas.person(cls.harbor.reporter.organisation, "Dev", Role.READER)
        for each in (cls.harbor, cls.wire):
            render_newsroom(each.reporter.organisation)
        cls.before = fingerprint(cls.harbor.reporter.organisation)

    def setUp(self) -> None:
        cache.clear()
        self.faults: list[Any] = []

    def tearDown(self) -> None:
        assert not self.faults, "\n".join(str(fault) for fault in self.faults)
        now = fingerprint(self.harbor.reporter.organisation)
        changed = {
            table: (self.before[table], now[table]) for table in now if now[table] != self.before[table]
        }
        assert not changed, f"rows of The Harbor's changed: {changed}"


def at_desk(actor: Actor) -> Client:
    """A browser in which this person is signed in; a fault of ours is an answer with status 500."""
    client = Client(raise_request_exception=False)
    client.force_login(actor.user)
    return client


def told(answer: Any, house: House, known: str) -> list[str]:
    """The house's words and ids in an answer, other than those that were sent."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode("utf-8", "replace")
    secrets = [house.town, house.reporter.organisation.name, *(str(house.uid(name)) for name in house.things)]
    return [each for each in secrets if len(each) > 6 and each in text and each not in known]
