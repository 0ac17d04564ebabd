"""A served town with one of everything, built once for a file of tests, and pages in which its people are signed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.journeys.conftest import browser, chromium, session_of
from tests.pages.town import Town, a_town

__all__ = ["browser", "chromium", "pages", "town"]

QUIET = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "RING_DOORBELLS": False,
    "PUBLISH_DELAY_SECONDS": 0,
}


@dataclass
class Pages:
    """`pages.of("ada")`: her one page, signed in without the sign-in page; `pages.of("")`: a reader's."""

    browser: Browser
    address: str
    town: Town
    sessions: dict[str, str]
    opened: dict[str, Page] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)

    def of(self, who: str) -> Page:
        if who not in self.opened:
            context = self.browser.new_context(
                base_url=self.address, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
            )
            if who:
                name, value = settings.SESSION_COOKIE_NAME, self.sessions[who]
                context.add_cookies([{"name": name, "value": value, "url": self.address}])
            self.contexts.append(context)
            self.opened[who] = context.new_page()
            self.opened[who].set_default_timeout(60_000)
        return self.opened[who]


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, Town, dict[str, str]]]:
    """The address it is served at, what stands in it, and everybody's session.

    Committed, and emptied at the end: the tests that look at it are marked `django_db` and see what the server sees.
    """
    with override_settings(**QUIET), django_db_blocker.unblock():
        cache.clear()
        server = LiveServer("127.0.0.1")
        try:
            built = a_town(server.url)
            yield server.url, built, {name: session_of(actor) for name, actor in built.people.items()}
        finally:
            server.stop()
            connections.close_all()
            call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
            cache.clear()


@pytest.fixture(scope="module")
def pages(town: tuple[str, Town, dict[str, str]], browser: Browser) -> Iterator[Pages]:  # noqa: F811 - the fixture
    made = Pages(browser, *town)
    yield made
    for context in made.contexts:
        context.close()
