"""The scale a newsroom rates on: seven answers, versioned. The digit is the key an editor presses."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from claims.accounts.models import Organisation
from claims.lib.problems import Problem
from claims.verdicts.models import Rating, RatingScale


@dataclass(frozen=True)
class Step:
    """One answer of the default scale. `number` is its place between 1 (false) and 5 (true) in ClaimReview, or None
    where the answer is not on the way from false to true."""

    key: str
    label: str
    digit: int
    number: int | None
    ball: str
    definition: str


DEFAULT_SCALE = (
    Step("false", "False", 1, 1, "ring-cross", "The claim is wrong in what matters."),
    Step(
        "mostly-false",
        "Mostly false",
        2,
        2,
        "quarter",
        "A true core, but what people take from it is wrong.",
    ),
    Step("mixed", "Mixed", 3, 3, "half", "Part of it is right and part of it wrong, in equal weight."),
    Step(
        "mostly-true",
        "Mostly true",
        4,
        4,
        "three-quarters",
        "Right in what matters; a detail is wrong or missing.",
    ),
    Step("true", "True", 5, 5, "full-tick", "The claim is right, and nothing that matters is left out."),
    Step(
        "missing-context",
        "Missing context",
        6,
        None,
        "ring-dots",
        "The words are right, but without what is left out they mislead.",
    ),
    Step(
        "unproven",
        "Unproven",
        0,
        None,
        "dashed-question",
        "Nothing we found settles it, one way or the other.",
    ),
)


def active_scale(organisation: Organisation) -> RatingScale:
    """The newest scale in force; the first call in a newsroom makes the default one, once, however many ask."""
    found = _newest(organisation)
    if found is not None:
        return found
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        found = _newest(organisation)
        if found is None:
            found = RatingScale.objects.create(
                organisation=organisation, version=1, name="Truth", active_from=timezone.now()
            )
            Rating.objects.bulk_create(
                Rating(
                    organisation=organisation,
                    scale=found,
                    key=step.key,
                    label=step.label,
                    definition=step.definition,
                    position=position,
                    number=step.number,
                    digit=step.digit,
                    ball=step.ball,
                )
                for position, step in enumerate(DEFAULT_SCALE, start=1)
            )
    return found


def rating_by_key(organisation: Organisation, key: str) -> Rating:
    """The rating with this key (`mostly-false`) or digit ("2") on the active scale. Raises Problem for any other."""
    scale = active_scale(organisation)
    ratings = list(scale.ratings.all())
    for rating in ratings:
        if key in (rating.key, rating.uid, str(rating.digit)):
            return rating
    raise Problem(
        "rating.unknown",
        f"“{key[:40]}” is not a rating of this newsroom.",
        pointer="/rating",
        next_step="Choose one of: " + ", ".join(rating.key for rating in ratings) + ".",
    )


def _newest(organisation: Organisation) -> RatingScale | None:
    return (
        RatingScale.objects.in_newsroom(organisation)
        .filter(active_from__lte=timezone.now())
        .order_by("-version")
        .first()
    )
