"""What a verb says when it refuses. Doors translate: the API into RFC 9457, the desk into words at the field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldError:
    """One fault in one place: a JSON pointer (RFC 6901) into what was sent, and the words for it."""

    pointer: str
    detail: str


class Problem(Exception):
    """A refusal: what was wrong (`detail`), where (`pointer`), and what to do next (`next_step`).

    `code` is a stable dotted word that programs may test (`text.empty`); `status` the HTTP status a door answers;
    `current` the object as it stands, where that helps (a stale write).
    """

    status = 422
    title = "This can't be done"

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        status: int | None = None,
        pointer: str = "",
        next_step: str = "",
        errors: Sequence[FieldError] = (),
        current: object = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status if status is not None else type(self).status
        self.pointer = pointer
        self.next_step = next_step
        self.errors = list(errors) or ([FieldError(pointer, detail)] if pointer else [])
        self.current = current

    def __str__(self) -> str:
        return f"{self.detail} {self.next_step}".strip()


class NotFound(Problem):
    """There is no such thing here: also the answer for another newsroom's things."""

    status = 404
    title = "Not found"

    def __init__(
        self, code: str = "not_found", detail: str = "There is nothing at this address.", **rest: object
    ):
        super().__init__(code, detail, **rest)  # type: ignore[arg-type]


class Gone(Problem):
    """It was here, and was taken away for law or privacy. What is left to say is said."""

    status = 410
    title = "Taken down"


class Refused(Problem):
    """The person lacks a right: which one, and who can give it."""

    status = 403
    title = "Not allowed"


class Conflict(Problem):
    """The thing is not in a state in which this can be done."""

    status = 409
    title = "Not possible now"


class Stale(Problem):
    """Somebody else changed the thing in the meantime; `current` is how it stands."""

    status = 412
    title = "Changed in the meantime"
