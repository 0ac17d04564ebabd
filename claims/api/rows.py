"""What the viewsets share: who acts, which rows she sees, ETags and If-Match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from typing import Any, ClassVar, Generic, TypeVar, cast

from django.db.models import Model, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, serializers, viewsets
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims.accounts.acting import Actor
from claims.accounts.models import Editable
from claims.accounts.permissions import Permission, require, visible
from claims.api.filters import Filter, given, narrowed
from claims.api.limiting import share_of_program
from claims.lib.problems import FieldError, NotFound, Problem, Stale
from claims.lib.words import UNSTORABLE

Row = TypeVar("Row", bound=Model)

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag of the row as you saw it."
)
MAY_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of the row as you saw it: refused if it changed.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": r"^[!#-\[\]-~]{1,255}$"},
    OpenApiParameter.HEADER,
    description="Makes a repeated request harmless.",
)
DEEPEST = 30
LARGEST = 10**18
TEXTUAL = (serializers.CharField, serializers.ChoiceField, serializers.DateField, serializers.DateTimeField)
SAFE = ("GET", "HEAD", "OPTIONS")
OWN_TAG = re.compile(r'"?(?P<uid>[a-z0-9]{12})\.(?P<version>[0-9]{1,9})(?:\.[0-9a-f]+)?"?')
"""A row's ETag: its id, its version, and perhaps a digest of what was shown."""


class Strict(serializers.Serializer[Any]):
    """A body whose unknown fields are refused, so that a misspelt name is never silently dropped."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            faults = {name: ["There is no such field here."] for name in sorted(set(data) - set(self.fields))}
            if hasattr(data, "getlist"):  # in a form everything is text
                faults |= self._emptied(data)
            else:
                faults |= self._of_another_type(data)
            if faults:
                raise serializers.ValidationError(faults)
        return super().to_internal_value(data)

    def _emptied(self, data: Any) -> dict[str, list[str]]:
        """In a form, what is sent empty is left out where it may be left out; here it is refused, as in JSON."""
        return {
            name: ["This must not be empty."]
            for name, field in self.fields.items()
            if data.get(name) == ""
            and not (getattr(field, "allow_blank", False) or field.allow_null)
            and not isinstance(field, serializers.ListField)
        }

    def _of_another_type(self, data: dict[str, Any]) -> dict[str, list[str]]:
        """Text stays text and numbers numbers: nothing is taken for what it is not."""
        faults = {}
        for name, field in self.fields.items():
            value = data.get(name)
            words = mistaken(field, value) if value is not None else ""
            if words:
                faults[name] = [words]
        return faults


def mistaken(field: Any, value: Any) -> str:
    """What is wrong with the type of a value, in words; empty where nothing is."""
    if isinstance(field, serializers.BooleanField):
        return "" if isinstance(value, bool) else "This must be true or false."
    if isinstance(field, serializers.IntegerField):
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return "" if whole and not isinstance(value, bool) else "This must be a whole number."
    if isinstance(field, serializers.ListField):
        items = value if isinstance(value, list) else []
        return next(filter(None, (mistaken(field.child, each) for each in items if each is not None)), "")
    if isinstance(field, TEXTUAL):
        return "" if isinstance(value, str) else "This must be text."
    return ""


class Rows(viewsets.GenericViewSet[Any], Generic[Row]):
    """A list and its rows, of the newsroom of whoever asks. Subclasses name `model` and `present`."""

    model: ClassVar[type[Model]]
    present: ClassVar[type[serializers.BaseSerializer[Any]]]
    permission: ClassVar[Permission] = Permission.READ
    related: ClassVar[tuple[str, ...]] = ()
    filters: ClassVar[dict[str, Filter]] = {}
    takes_files: ClassVar[tuple[str, ...]] = ()
    """The actions that a file may be sent to, as a form; to all others JSON alone, which says empty from left out."""
    lookup_field = "uid"
    lookup_url_kwarg = "uid"
    lookup_value_regex = "[a-z0-9]{12}"

    matched = False
    """Whether If-Match was looked at already: after the act the row has another version."""

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.auth)

    def get_parsers(self) -> list[Any]:
        """Which bodies are read. A request's parsers are chosen before its action is: the method tells it."""
        method = (getattr(self.request, "method", "") or "").lower()
        act = getattr(self, "action", None) or getattr(self, "action_map", {}).get(method)
        return [*super().get_parsers(), *([MultiPartParser()] if act in self.takes_files else [])]

    def check_throttles(self, request: Request) -> None:
        """Counted once somebody is known to ask; the answer's headers say what is left."""
        share = share_of_program(self.actor)
        request._request.share = share  # type: ignore[attr-defined]
        if share.over:
            raise exceptions.Throttled(wait=share.seconds)

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return self.present

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        require(self.actor, self.permission)
        return visible(self.actor, self.permission, self.model).select_related(*self.related)

    def row(self, uid: str) -> Any:
        """The row of this uid. Raises NotFound for a row that isn't there or isn't hers to see, and Stale for one that
        changed since the caller saw it, where she says so with If-Match."""
        found = self.get_queryset().filter(uid=uid).first()
        if found is None:
            raise NotFound()
        handler = getattr(self, self.action or "", None)
        if (
            self.request.method not in SAFE
            and not self.matched
            and not getattr(handler, "own_if_match", False)
        ):
            self.matched = True
            if isinstance(found, Editable) and "If-Match" in self.request.headers:
                version = expected_version(self.request, found)
                if version is not None and version != found.row_version:
                    raise changed(found)
        return found

    def listed(
        self, rows: QuerySet[Any], serializer: type[serializers.BaseSerializer[Any]] | None = None
    ) -> Response:
        if not hasattr(self, "given"):
            given(self.request, {})  # a list without filters
        page = self.paginate_queryset(rows)
        return self.get_paginated_response((serializer or self.present)(page, many=True).data)

    def shown(
        self, row: Any, *, status: int = 200, serializer: Any = None, headers: dict[str, str] | None = None
    ) -> Response:
        response = Response((serializer or self.present)(row).data, status=status, headers=headers)
        if isinstance(row, Editable):
            response["ETag"] = row.etag
        return response

    def list(self, request: Request) -> Response:
        return self.listed(self.filtered(self.get_queryset()))

    def retrieve(self, request: Request, uid: str) -> Response:
        return self.shown(self.row(uid))

    def body(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """What was sent, checked for shape. Raises with a pointer for each fault."""
        faults = list(unstorable(self.request.data))
        if faults:
            raise Problem(
                "request.invalid", "Some of what was sent can't be used.", errors=faults,
                next_step="Leave out what `errors` points at, and send it again.",
            )  # fmt: skip
        checked = serializer(data=self.request.data)
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def other(self, model: type[Model], uid: str, pointer: str) -> Any:
        """A row named in the body. A uid that is not hers to see is told from no row by nobody."""
        found = visible(self.actor, Permission.READ, model).filter(uid=uid).first()
        if found is None:
            raise Problem("reference.unknown", f"There is no {model._meta.verbose_name} {uid} here.", status=404,
                          pointer=pointer)  # fmt: skip
        return found

    def filtered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Narrowed by the filters that were given; those that the view reads itself are in `self.given`."""
        self.given = given(self.request, self.filters)
        return narrowed(rows, self.given, self.filters)


def unstorable(value: Any, pointer: str = "", depth: int = 0) -> Iterator[FieldError]:
    """Faults of a body that no database takes, wherever they are: NUL, half a character, numbers without end."""
    if depth > DEEPEST:
        yield FieldError(pointer, f"This is nested more than {DEEPEST} deep.")
    elif isinstance(value, dict):
        for name, each in value.items():
            place = f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"
            if isinstance(name, str) and UNSTORABLE.search(name):
                yield FieldError(pointer, "A name holds characters that can't be stored.")
            else:
                yield from unstorable(each, place, depth + 1)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from unstorable(each, f"{pointer}/{number}", depth + 1)
    elif isinstance(value, str):
        if UNSTORABLE.search(value):
            yield FieldError(
                pointer, "This holds characters that can't be stored (NUL, or half of a character)."
            )
    elif isinstance(value, float):
        if not isfinite(value):
            yield FieldError(pointer, "This number is too large.")
    elif isinstance(value, int) and abs(value) > LARGEST:
        yield FieldError(pointer, "This number is too large.")


def changed(row: Editable) -> Stale:
    return Stale(
        "row.stale", f"This {row._meta.verbose_name} was changed in the meantime.", current=row,
        next_step="Look at how it stands now, and send it again.",
    )  # fmt: skip


def expected_version(request: Request, row: Editable) -> int | None:
    """The row version the caller saw, from If-Match; None for `*`. 428 where it is missing, 412 for another row's."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Problem(
            "if_match.missing",
            "This write needs If-Match with the ETag you saw, so that nobody's change is lost.",
            status=428,
            next_step="Read the row, and send its ETag as If-Match.",
        )
    if given == "*":
        return None
    for tag in given.split(","):
        found = OWN_TAG.fullmatch(tag.strip())
        if found is not None and found["uid"] == row.uid:
            return int(found["version"])
    raise Problem("if_match.other", "This ETag belongs to something else.", status=412, current=row,
                  pointer="/If-Match", next_step="Read the row again.")  # fmt: skip
