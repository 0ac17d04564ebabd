"""Fixtures for every room: two newsrooms, their people, and a way to do what is due."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation, Role
from claims.history import jobs
from claims.intake import extraction
from tests import personas, quicker
from tests.asgi_server import asgi_server
from tests.migrated import migrated

__all__ = ["asgi_server"]

LONGEST = (
    "journeys/test_no_words_lost.py",
    "pages/test_pages.py",
    "contracts/test_stranger.py",
    "journeys/",
    "pages/",
)


def pytest_configure() -> None:
    quicker.install()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes comes first, so that no process is left alone with it at the end (`--dist loadfile`)."""

    def place(item: pytest.Item) -> int:
        return next(
            (n for n, part in enumerate(LONGEST) if f"tests/{part}" in item.path.as_posix()), len(LONGEST)
        )

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What is there by now, thousands of tests too, stays to the end: nobody need look through it again and again for
    what can be freed."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_keepdb: bool,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """Each process's test database is a copy of the one that was migrated."""
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            connections["default"].settings_dict["TEST"]["TEMPLATE"] = migrated()


@pytest.fixture(autouse=True)
def cheap_and_quiet(
    request: pytest.FixtureRequest, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cheap password hasher; nobody rings: tests do what is due with `run_due`. Files are read in this process."""
    if request.node.get_closest_marker("child"):
        monkeypatch.setattr(extraction, "ask_child", quicker.ask_child)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.RING_DOORBELLS = False
    settings.PUBLISH_DELAY_SECONDS = 0
    settings.LOOK_AT_PUBLISHED = False


@pytest.fixture
def harbor(db: None) -> Organisation:
    return personas.newsroom("The Harbor", "harbor", host="harbor.example", admin="Eve")


@pytest.fixture
def northgate(db: None, harbor: Organisation) -> Organisation:
    return personas.newsroom("Northgate Wire", "northgate", host="northgate.example", admin="Finn")


@pytest.fixture
def ada(harbor: Organisation) -> Actor:
    return personas.person(harbor, "Ada", Role.REPORTER)


@pytest.fixture
def ben(harbor: Organisation) -> Actor:
    return personas.person(harbor, "Ben", Role.EDITOR)


@pytest.fixture
def dev(harbor: Organisation) -> Actor:
    return personas.person(harbor, "Dev", Role.READER)


@pytest.fixture
def eve(harbor: Organisation) -> Actor:
    return personas.person(harbor, "Eve", Role.ADMIN)


@pytest.fixture
def cleo(northgate: Organisation) -> Actor:
    return personas.person(northgate, "Cleo", Role.EDITOR)


@pytest.fixture
def run_due() -> Callable[..., int]:
    """Do everything that is due, inline, until nothing is."""
    return jobs.run_due
