"""A real browser, a real server, and somebody who does the jobs that fall due.

The browser is the system's: `CHROMIUM`, else what is found by name. Without one these tests are skipped, and say so;
with `CI=true` that is a failure.
"""

from __future__ import annotations

import functools
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.history import jobs
from tests.personas import PASSWORD

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
OpenAs = Callable[..., Page]

PLAYWRIGHTS = (
    "AimEnabled AvoidCorsURLLoaderRestartOnRedirect AvoidUnnecessaryBeforeUnloadCheckSync "
    "DestroyProfileOnBrowserClose HttpsFirstBalancedModeAutoEnable HttpsUpgrades LensOverlay MediaRouter "
    "NetworkTimeServiceQuerying OptimizationHints PaintHolding PreconnectToSearch TcpPortRandomizationWin "
    "ThirdPartyStoragePartitioning"
).split()
"""What Playwright leaves out itself. Of two such lists Chromium reads the last."""
WINDOW = "PreloadTopChromeWebUI SpareRendererForSitePerProcess WebUIOmniboxAimPopup WebUIOmniboxPopup".split()
"""Two pages behind the address bar of each window that nobody sees, and processes kept ready for pages that never
come: without them the browser works half as much for the same tests."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-features=" + ",".join(PLAYWRIGHTS + WINDOW),
]

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("There is no Chromium, and CI must run the browser tests.")
    pytest.skip("There is no Chromium: install the package chromium to run the browser tests.")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; the tests themselves read the database beside it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def served(transactional_db: None, live_server: Any, harbor: Organisation) -> str:
    """The address of a served Harbor where nobody does jobs but the test itself."""
    cache.clear()
    Organisation.objects.filter(pk=harbor.pk).update(base_url=live_server.url, public_host=None)
    harbor.refresh_from_db()
    return str(live_server.url)


@pytest.fixture
def site(served: str) -> Iterator[str]:
    """The address of a served Harbor, with a worker that does what falls due."""
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            if anything_due():
                jobs.run_due(reraise=False)
            time.sleep(0.2)
        connection.close()

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    yield served
    over.set()
    worker.join(timeout=30)


def anything_due() -> bool:
    """Asked five times a second while anything is served: in one question, put together once."""
    with connection.cursor() as cursor:
        cursor.execute(_question(), {"at": timezone.now()})
        return bool(cursor.fetchone()[0])


@functools.cache
def _question() -> str:
    tables = [model._meta.db_table for model in jobs._leased_models]
    due = (f"EXISTS (SELECT FROM {table} WHERE state = 'due' AND due_at <= %(at)s)" for table in tables)
    return f"SELECT {' OR '.join(due)}"


def session_of(actor: Actor) -> str:
    """The cookie of a browser in which this person is signed in."""
    client = Client()
    client.force_login(actor.user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def listening(page: Page) -> None:
    """Wait until a page of the desk hears keys: its script has started. Other pages are as they are."""
    there = "performance.getEntriesByName('desk:usable').length || !document.querySelector('script[src*=\"desk.js\"]')"
    for _ in range(300):
        with suppress(Error):  # between two pages there is nothing to ask
            if page.evaluate(there):
                return
        page.wait_for_timeout(50)
    raise AssertionError("the page's script never started")


def listened(load: Callable[..., Any], page: Page) -> Callable[..., Any]:
    """Loads as before, and is back when the page listens."""

    def loaded(*args: Any, **options: Any) -> Any:
        answer = load(*args, **options)
        listening(page)
        return answer

    return loaded


@pytest.fixture
def open_as(browser: Browser, site: str) -> Iterator[OpenAs]:
    """`open_as(ada)`: a page of her own, on Today; `today=False`: on nothing yet, for a test that begins elsewhere;
    `at_the_door=True` signs in through the page for it. `open_as(None)`: signed out."""
    contexts: list[BrowserContext] = []

    def open_page(
        actor: Actor | None,
        *,
        script: bool = True,
        width: int = 1440,
        at_the_door: bool = False,
        today: bool = True,
    ) -> Page:
        context = browser.new_context(
            base_url=site, java_script_enabled=script, viewport={"width": width, "height": 1000}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        if actor is not None:
            if not at_the_door:
                name, value = settings.SESSION_COOKIE_NAME, session_of(actor)
                context.add_cookies([{"name": name, "value": value, "url": site}])
            if today:
                page.goto("/desk/")
                if at_the_door:
                    page.get_by_label("E-mail address").fill(actor.user.email)
                    page.get_by_label("Password").fill(PASSWORD)
                    page.get_by_role("button", name="Sign in").click()
                expect(page.get_by_role("heading", name="Today")).to_be_visible()
        if script:
            if actor is not None and today:
                listening(page)
            page.goto, page.reload = listened(page.goto, page), listened(page.reload, page)  # type: ignore[method-assign]
        return page

    faults: list[str] = []
    yield open_page
    for context in contexts:
        context.close()
    broken = [each for each in faults if "favicon" not in each and "Failed to load resource" not in each]
    assert not broken, broken
