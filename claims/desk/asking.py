"""What the address of a list asks for, read and written the same way for every list; and the filters they share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from claims.accounts.acting import Actor

DUE = (
    ("", "Any due date"),
    ("late", "Overdue"),
    ("week", "Due within a week"),
    ("none", "Without a due date"),
)


class AskedFor:
    """The base of a frozen dataclass of texts, one for each name in the address."""

    KNOWN: ClassVar[Mapping[str, Collection[str]]] = {}
    """What a name takes, where it does not take any words; whatever is not known counts as not asked."""

    @classmethod
    def of(cls, asked: QueryDict) -> Self:
        given = {each.name: asked.get(each.name, "").strip() for each in fields(cls)}  # type: ignore[arg-type]
        return cls(
            **{name: value if value in cls.KNOWN.get(name, (value,)) else "" for name, value in given.items()}
        )

    def asked(self, **other: str) -> dict[str, str]:
        """All of it by name, with other values for some."""
        changed: Any = replace(self, **other)  # type: ignore[type-var]
        return {each.name: getattr(changed, each.name) for each in fields(changed)}

    def query(self, **other: str) -> str:
        """This address's query, with other values for some of it; without what is empty."""
        return urlencode({name: value for name, value in self.asked(**other).items() if value})


def owned_by(found: QuerySet[Any], actor: Actor, owner: str, field: str) -> QuerySet[Any]:
    """Those of one person: `me`, `nobody`, or by id; everybody's where nothing is asked."""
    if owner == "nobody":
        return found.filter(**{field: None})
    return found.filter(**{f"{field}__uid": actor.user.uid if owner == "me" else owner}) if owner else found


def due_by(found: QuerySet[Any], due: str, field: str, *, unfinished: Q | None = None) -> QuerySet[Any]:
    """Those that are late, due within a week, or without a date. What is finished is never late."""
    today = timezone.localdate()
    still = unfinished if unfinished is not None else Q()
    if due == "late":
        return found.filter(still, **{f"{field}__lt": today})
    if due == "week":
        return found.filter(still, **{f"{field}__lte": today + timedelta(days=7)})
    return found.filter(**{field: None}) if due == "none" else found
