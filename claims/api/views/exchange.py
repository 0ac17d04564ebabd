"""Taking published checks out in files, and bringing files of earlier checks or articles in."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, IntegerField, QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.accounts.permissions import Permission, require
from claims.api.idempotency import once
from claims.api.presenting.rows import Shown
from claims.api.rows import Rows, Strict
from claims.api.views.describing import operation
from claims.intake.import_models import FileImport, ImportKind
from claims.lib.streaming import in_turn
from claims.matching import importing
from claims.publishing.exporting import FORMS, form_of


class Exports(APIView):
    """All published checks of the newsroom in one file."""

    @extend_schema(
        summary="Export the published checks",
        parameters=[
            OpenApiParameter("form", str, enum=list(FORMS), default="jsonl", description="which form")
        ],
        responses={
            (200, media_type): OpenApiResponse(
                OpenApiTypes.OBJECT if media_type.endswith(("/json", "+json")) else OpenApiTypes.STR,
                "The file, in its own media type.",
            )
            for media_type in sorted({each.media_type.partition(";")[0] for each in FORMS.values()})
        },
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        actor: Any = request.auth
        require(actor, Permission.READ)
        chosen = form_of(request.query_params.get("form", "jsonl"))
        name = chosen.file_name(actor.organisation)
        return StreamingHttpResponse(
            in_turn(request._request, chosen.write(actor.organisation)),
            content_type=chosen.media_type,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "private, no-store",
            },
        )


class FaultShown(serializers.Serializer[None]):
    place = serializers.CharField()
    detail = serializers.CharField()


class ImportShown(Shown):
    faults = FaultShown(many=True)
    rows = serializers.SerializerMethodField()

    class Meta:
        model = FileImport
        fields = ("id", "kind", "form", "name", "state", "rows", "faults", "added", "created_at", "ended_at")

    def get_rows(self, row: FileImport) -> int:
        """How many rows can be taken in."""
        counted: int | None = getattr(row, "rows_counted", None)
        return len(row.rows) if counted is None else counted


class ImportBody(Strict):
    """A file, or its content as `text` with the `name` it would have (which tells its form: csv, json, jsonl)."""

    kind = serializers.ChoiceField(choices=ImportKind.choices)
    file = serializers.FileField(required=False)
    text = serializers.CharField(required=False, trim_whitespace=False)
    name = serializers.CharField(required=False, max_length=200)


class CompletionBody(Strict):
    leave_faults_out = serializers.BooleanField(required=False, default=False)


class Imports(Rows[FileImport]):
    """Files brought in: looked at first, then taken in."""

    model = FileImport
    present = ImportShown
    takes_files = ("create",)

    def get_queryset(self) -> QuerySet[Any]:
        """Without the rows themselves, which may be megabytes."""
        counted = Func("rows", function="jsonb_array_length", output_field=IntegerField())
        return super().get_queryset().annotate(rows_counted=counted).defer("rows")

    @operation("List imports", gives=ImportShown(many=True))
    def list(self, request: Request) -> Response:
        return super().list(request)

    @operation("Show an import with its faults", gives=ImportShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation(
        "Look at a file: nothing is taken in yet",
        body=ImportBody,
        gives=ImportShown,
        status=201,
        creates=True,
    )
    @once
    def create(self, request: Request) -> Response:
        body = self.body(ImportBody)
        file = body.get("file")
        name = body.get("name") or (file.name if file else "file.csv")
        data = file.read() if file else body.get("text", "").encode("utf-8", "surrogatepass")
        made = importing.preview(by=self.actor, kind=body["kind"], name=name or "", data=data)
        return self.shown(made, status=201, headers={"Location": f"/api/v1/imports/{made.uid}/"})

    @operation("Take the rows in", body=CompletionBody, gives=ImportShown)
    @action(detail=True, methods=["put"])
    def completion(self, request: Request, uid: str) -> Response:
        body = self.body(CompletionBody)
        return self.shown(importing.carry_out(self.row(uid), by=self.actor, **body))

    @operation("Take it back, as far as nothing was built on it", gives=ImportShown)
    @completion.mapping.delete
    def undo(self, request: Request, uid: str) -> Response:
        importing.undo(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))
