"""An article as long and as marked as asked for, made in a few statements: the words are our own."""

from __future__ import annotations

import random

from django.db import transaction

from claims.accounts.acting import Actor
from claims.annotation.models import Appearance, Claim, Suggestion
from claims.annotation.numbering import take_numbers
from claims.annotation.selectors import quote_at
from claims.annotation.sentences import sentence_spans
from claims.history.models import Handoff, JobState
from claims.intake.models import Article, ArticleVersion, Segmentation
from claims.intake.submitting import submit_text
from claims.verdicts.models import CaseState, FactCheck

PLACES = ("Port Alder", "Elmstead", "Northgate", "Saltmarsh", "Kirkby Lane", "Oldhaven")
THINGS = ("trees", "boats", "lamps", "houses", "buses", "benches", "pumps", "schools")
LEADS = ("Last spring", "In the winter", "After the vote", "Before the fair", "On Monday", "For years")
TAILS = (
    "and nobody in the council objected to the plan",
    "which is more than the mayor had promised before",
    "though the office had counted fewer of them",
    "as the minutes of the meeting say plainly",
)


def crowded_article(by: Actor, *, words: int, claims: int, suggestions: int = 0, seed: int = 1) -> Article:
    """An article of about `words` words with so many claims and undecided suggestions (none of them low where
    they must be seen), spread evenly."""
    chance = random.Random(seed)  # noqa: S311 - words, not secrets
    with transaction.atomic():
        article = submit_text(
            by=by, text=_text(words, chance), title=f"A report of {words} words, no. {seed}"
        )
        version = article.latest
        assert version is not None
        # Nobody is to read it besides: the suggestions are ours.
        Handoff.objects.filter(event__subject_uid=version.uid).update(state=JobState.DONE)
        spans = sentence_spans(version.text)
        wanted = claims + suggestions
        if wanted > len(spans):
            raise ValueError(f"{words} words have {len(spans)} sentences, too few for {wanted} marks")
        chosen = [spans[n * len(spans) // wanted] for n in range(wanted)]
        as_claims = set(chance.sample(range(wanted), claims))
        Segmentation.objects.get_or_create(
            version=version,
            defaults={"organisation": by.organisation, "sentences": [list(each) for each in spans]},
        )
        numbers = take_numbers(article, wanted)
        _put(by, version, [(numbers[n], *chosen[n]) for n in sorted(as_claims)])
        _propose(by, version, [(numbers[n], *chosen[n]) for n in range(wanted) if n not in as_claims])
    return article


def _put(by: Actor, version: ArticleVersion, places: list[tuple[int, int, int]]) -> None:
    made = Claim.objects.bulk_create(
        Claim(
            organisation=by.organisation,
            article=version.article,
            number=number,
            statement=version.text[start:end],
            kind="statistic",
            by=by.user,
        )
        for number, start, end in places
    )
    Appearance.objects.bulk_create(
        Appearance(
            organisation=by.organisation,
            claim=claim,
            version=version,
            start=start,
            end=end,
            quote=(words := quote_at(version.text, start, end)).exact,
            prefix=words.prefix,
            suffix=words.suffix,
        )
        for claim, (_, start, end) in zip(made, places, strict=True)
    )
    FactCheck.objects.bulk_create(
        FactCheck(organisation=by.organisation, claim=claim, state=CaseState.OPEN, assignee=by.user)
        for claim in made
    )


def _propose(by: Actor, version: ArticleVersion, places: list[tuple[int, int, int]]) -> None:
    Suggestion.objects.bulk_create(
        Suggestion(
            organisation=by.organisation,
            version=version,
            number=number,
            start=start,
            end=end,
            quote=version.text[start:end],
            statement=version.text[start:end],
            kind="statistic",
            score=1 - n / (len(places) + 1),
            band="high" if n % 3 == 0 else "medium",
            reasons=[{"name": "a figure", "weight": 1 - n / (len(places) + 1), "words": "a figure"}],
            scorer="benchmark",
        )
        for n, (number, start, end) in enumerate(places)
    )


def _text(words: int, chance: random.Random) -> str:
    paragraphs: list[str] = []
    count = 0
    while count < words:
        sentences = []
        for _ in range(chance.randint(3, 6)):
            paid = f"paid for {chance.randint(2, 9999):,} {chance.choice(THINGS)}"
            tail = f" {chance.choice(TAILS)}" if chance.random() < 0.2 else ""
            sentences.append(f"{chance.choice(LEADS)} the town of {chance.choice(PLACES)} {paid}{tail}.")
        paragraphs.append(" ".join(sentences))
        count += len(paragraphs[-1].split())
    return "\n\n".join(paragraphs)
