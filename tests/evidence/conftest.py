"""A newsroom with an article, a few kept copies, and the fake provider when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache

from claims.accounts.acting import Actor
from claims.annotation.models import Claim
from claims.evidence.providers import fake
from claims.history import jobs
from claims.intake.models import ArticleVersion, Snapshot
from tests import kept

ARTICLE = (
    "OpenAI began in 2015. Elon Musk left the board of OpenAI in February 2019. "
    "The money will be paid over five years."
)
BACKGROUND = (
    "OpenAI announced on 20 February 2018 that Elon Musk would leave its board and go on advising it.\n\n"
    "It named the growing work on artificial intelligence at Tesla as the reason."
)


@pytest.fixture(autouse=True)
def fresh_circuits() -> Iterator[None]:
    cache.clear()
    fake.PROVIDER.asked.clear()
    yield


@pytest.fixture
def only_fake(settings: pytest.FixtureRequest) -> None:
    settings.EVIDENCE_PROVIDERS = ["fake"]


@pytest.fixture
def version(ada: Actor) -> ArticleVersion:
    return kept.article(ada, ARTICLE, title="A billion", published="2019-07-22")


@pytest.fixture
def claim(ada: Actor, version: ArticleVersion) -> Claim:
    return kept.claim(ada, "Elon Musk left the board of OpenAI in February 2019.", at=version)


@pytest.fixture
def background(ada: Actor) -> Snapshot:
    return kept.copy(
        ada, BACKGROUND, title="When Musk left", url="https://news.example/musk", published="2018-02-21"
    )


@pytest.fixture
def work() -> Callable[[], int]:
    """Do the evidence jobs that are due."""
    return lambda: jobs.run_due(["evidence"], reraise=False)
