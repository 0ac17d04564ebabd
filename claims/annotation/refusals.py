"""What the database refuses about claims, in words for the person who asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from claims.lib.problems import Conflict, Problem

_SAID: dict[str, Problem] = {
    "claim_frozen": Conflict(
        "claim.published",
        "A verdict on this claim is public: its wording, who said it and when change only through a correction.",
        next_step="Begin a correction on the claim's check: its draft has these fields.",
    ),
    "claim_kept_open_unrated": Conflict(
        "claim.rated",
        "The draft of this claim's check has a rating, and a claim of this kind can't have one.",
        next_step="Take the rating out of the draft first.",
    ),
    "prediction_rated": Conflict(
        "prediction.rated",
        "The draft of this claim's check has a rating, which rests on this outcome.",
        next_step="Take the verdict back where it was sent, and the rating out of the draft; then reopen it.",
    ),
    "claim_same_as_flat": Conflict(
        "claim.covers_others",
        "A claim that is covered by another can't cover one.",
        next_step="Choose the claim that stands for all of them.",
    ),
    "quote_stands": Problem(
        "quote.not_in_copy",
        "These words do not stand in this version at these offsets.",
        pointer="/start",
        next_step="Select the passage again in the text.",
    ),
}


@contextmanager
def refusals_explained() -> Iterator[None]:
    """A transaction in which a constraint of the database that people can run into becomes a Problem."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        said = _SAID.get(getattr(diagnosis, "constraint_name", None) or "")
        if said is None:
            raise
        raise type(said)(said.code, said.detail, pointer=said.pointer, next_step=said.next_step) from error
