"""A short article of our own and a later version of it, for the tests of this room."""

from __future__ import annotations

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.intake.models import Article, ArticleVersion, Snapshot
from claims.lib.hashing import sha256_text
from tests import kept

_VOTE = "The harbour board voted on Tuesday to buy three electric ferries for {amount} million euros."
_RIDERSHIP = (
    "Ridership fell by 12 percent in 2023, the port authority said. "
    "Most passengers are commuters who live on the north shore."
)
_EXPECTED = "The board expects the first ferry by the end of 2027. "
_FARES = "Its chairman, Tom Reed, promised that fares would not rise before 2030."
_CRITICS = (
    "Critics say the batteries last eight years at most. "
    "A survey of 400 passengers found that 61 percent would pay more for a quieter boat."
)
_UPDATE = "Updated with a reply from the shipyard. The yard did not say when it would begin."

FERRY = "\n\n".join((_VOTE.format(amount=42), _RIDERSHIP, _EXPECTED + _FARES, _CRITICS))
FERRY_LATER = "\n\n".join((_UPDATE, _VOTE.format(amount=48), _RIDERSHIP, _FARES, _CRITICS))
"""The price changed, the sentence about 2027 is gone, the rest moved down."""


def ferry(by: Actor, text: str = FERRY) -> ArticleVersion:
    """The article with its first version."""
    return kept.article(by, text, title="New ferries for the harbour", published="2025-03-04")


def next_version(version: ArticleVersion, text: str) -> ArticleVersion:
    """Another version after this one."""
    article: Article = version.article
    copy = Snapshot.objects.create(
        organisation=version.organisation,
        source=article.source,
        captured_at=timezone.now(),
        text=text,
        text_sha256=sha256_text(text),
        characters=len(text),
        extractor="test",
        blocks=[{"start": 0, "end": len(text), "role": "body"}],
    )
    made: ArticleVersion = ArticleVersion.objects.create(
        organisation=version.organisation, article=article, n=version.n + 1, snapshot=copy, previous=version
    )
    return made


def span(version: ArticleVersion, words: str) -> dict[str, int]:
    """Where these words stand, as keyword arguments of the verbs."""
    start = version.text.index(words)
    return {"start": start, "end": start + len(words)}
