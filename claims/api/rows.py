"""What the viewsets share: who acts, which rows she sees, ETags and If-Match."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar, cast

from django.db.models import Model, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from claims.accounts.acting import Actor
from claims.accounts.models import Editable
from claims.accounts.permissions import Permission, require, visible
from claims.lib.problems import NotFound, Problem
from claims.lib.uids import PATTERN

Row = TypeVar("Row", bound=Model)

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag of the row as you saw it."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="Makes a repeated request harmless."
)


class Strict(serializers.Serializer[Any]):
    """A body whose unknown fields are refused, so that a misspelt name is never silently dropped."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError({name: ["There is no such field here."] for name in unknown})
        return super().to_internal_value(data)


class Rows(viewsets.GenericViewSet[Any], Generic[Row]):
    """A list and its rows, of the newsroom of whoever asks. Subclasses name `model` and `present`."""

    model: ClassVar[type[Model]]
    present: ClassVar[type[serializers.BaseSerializer[Any]]]
    permission: ClassVar[Permission] = Permission.READ
    related: ClassVar[tuple[str, ...]] = ()
    lookup_field = "uid"
    lookup_url_kwarg = "uid"
    lookup_value_regex = "[a-z0-9]{12}"

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.auth)

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return self.present

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        require(self.actor, self.permission)
        return visible(self.actor, self.permission, self.model).select_related(*self.related)

    def row(self, uid: str) -> Any:
        """The row of this uid. Raises NotFound for a row that isn't there or isn't hers to see."""
        found = self.get_queryset().filter(uid=uid).first()
        if found is None:
            raise NotFound()
        return found

    def listed(
        self, rows: QuerySet[Any], serializer: type[serializers.BaseSerializer[Any]] | None = None
    ) -> Response:
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
        return self.listed(self.get_queryset())

    def retrieve(self, request: Request, uid: str) -> Response:
        row = self.row(uid)
        if isinstance(row, Editable) and request.headers.get("If-None-Match") == row.etag:
            return Response(status=304, headers={"ETag": row.etag})
        return self.shown(row)

    def body(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """What was sent, checked for shape. Raises with a pointer for each fault."""
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

    def filtered(self, rows: QuerySet[Any], **fields: str) -> QuerySet[Any]:
        """Narrow by query parameters: `name=lookup`. A reference must look like a uid, a word like a word."""
        for name, lookup in fields.items():
            value = self.request.query_params.get(name)
            if value is None:
                continue
            if lookup.endswith("uid") and not PATTERN.fullmatch(value):
                raise Problem("filter.invalid", f"“{name}” takes an id of twelve letters and digits.", status=400,
                              pointer=f"/{name}")  # fmt: skip
            if not value.isprintable() or len(value) > 200:
                raise Problem("filter.invalid", f"“{name}” can't be read.", status=400, pointer=f"/{name}")
            rows = rows.filter(**{lookup: value})
        return rows


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
    uid, _, version = given.strip('"').partition(".")
    if uid != row.uid or not version.isdigit() or len(version) > 9:
        raise Problem("if_match.other", "This ETag belongs to something else.", status=412, current=row,
                      pointer="/If-Match", next_step="Read the row again.")  # fmt: skip
    return int(version)
