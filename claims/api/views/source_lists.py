"""Lists of sources: what they say of whom, and the version of each that is in use."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Count
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.idempotency import once
from claims.api.presenting.source_lists import (
    SourceListShown,
    SourceListVersionListed,
    SourceListVersionShown,
)
from claims.api.rows import Rows, Strict, expected_version
from claims.api.views.describing import operation
from claims.intake import lists
from claims.intake.list_files import MOST_ENTRIES, Entry, read_entries
from claims.intake.models import SourceList, SourceListVersion
from claims.lib.problems import NotFound


class EntryBody(Strict):
    """What a list says of a host, or of what lies below a path of it."""

    source: Any = serializers.CharField(
        max_length=800, help_text="As `paper.example` or `paper.example/blogs`."
    )
    label: Any = serializers.CharField(max_length=100)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)
    since = serializers.CharField(max_length=10, required=False, allow_blank=True)


class ListVersionBody(Strict):
    """A version to add to a list; it counts from then on."""

    label: Any = serializers.CharField(max_length=40, help_text="What its keepers call it.")
    entries = serializers.ListField(child=EntryBody(), allow_empty=False, max_length=MOST_ENTRIES)


class SourceListBody(ListVersionBody):
    """A list to add, with its first version."""

    name = serializers.CharField(max_length=100)
    about = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class SourceListChanges(Strict):
    """What is to change."""

    name = serializers.CharField(max_length=100, required=False)
    about = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class InUseBody(Strict):
    """The version that is to count."""

    n = serializers.IntegerField(min_value=1, max_value=10**6)


class SourceLists(Rows[SourceList]):
    """Lists of sources. Everybody reads them; an admin adds and chooses."""

    model = SourceList
    present = SourceListShown
    related = ("current",)

    @operation("List lists of sources", gives=SourceListShown(many=True))
    def list(self, request: Request) -> Response:
        return super().list(request)

    @operation("Show a list of sources", gives=SourceListShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation("Add a list of sources", body=SourceListBody, gives=SourceListShown, status=201, creates=True)
    @once
    def create(self, request: Request) -> Response:
        sent = self.body(SourceListBody)
        made = lists.add(
            by=self.actor, name=sent["name"], about=sent.get("about", ""), version=sent["label"],
            entries=entries_of(sent),
        )  # fmt: skip
        return self.shown(self.row(made.source_list.uid), status=201)

    @operation(
        "Change a list’s name or address", body=SourceListChanges, gives=SourceListShown, if_match=True
    )
    def partial_update(self, request: Request, uid: str) -> Response:
        row = self.row(uid)
        version, changes = expected_version(request, row), self.body(SourceListChanges)
        lists.describe(
            row,
            by=self.actor,
            row_version=version,
            name=changes.get("name", row.name),
            about=changes.get("about", row.about),
        )
        return self.shown(self.row(uid))

    @operation("List the versions of a list", gives=SourceListVersionListed(many=True))
    @action(detail=True, methods=["get"])
    def versions(self, request: Request, uid: str) -> Response:
        rows = self.row(uid).versions.annotate(many=Count("entries"))
        return self.listed(rows, SourceListVersionListed)

    @operation(
        "Add a version to a list",
        body=ListVersionBody,
        gives=SourceListVersionListed,
        status=201,
        creates=True,
    )
    @versions.mapping.post
    @once
    def add_version(self, request: Request, uid: str) -> Response:
        """All of it or nothing. The same entries under the same label again change nothing."""
        row = self.row(uid)
        sent = self.body(ListVersionBody)
        made = lists.import_version(
            by=self.actor, key=row.key, name=row.name, version=sent["label"], entries=entries_of(sent)
        )
        made.many = made.entries.count()  # type: ignore[attr-defined]
        return Response(SourceListVersionListed(made).data, status=201)

    @operation("Show a version of a list with its entries", gives=SourceListVersionShown)
    @action(detail=True, methods=["get"], url_path=r"versions/(?P<n>[0-9]{1,6})")
    def version(self, request: Request, uid: str, n: str) -> Response:
        return Response(SourceListVersionShown(self._version(self.row(uid), int(n))).data)

    @operation("Choose the version of a list that counts", body=InUseBody, gives=SourceListShown)
    @action(detail=True, methods=["put"], url_path="current")
    def in_use(self, request: Request, uid: str) -> Response:
        row = self.row(uid)
        lists.use(row, self._version(row, self.body(InUseBody)["n"]), by=self.actor)
        return self.shown(self.row(uid))

    @operation("Remove a list: it says nothing any more, and stays with its versions", gives=SourceListShown)
    @in_use.mapping.delete
    def take_out_of_use(self, request: Request, uid: str) -> Response:
        lists.use(self.row(uid), None, by=self.actor)
        return self.shown(self.row(uid))

    def _version(self, row: SourceList, n: int) -> SourceListVersion:
        found = row.versions.annotate(many=Count("entries")).filter(n=n).first()
        if found is None:
            raise NotFound("source_list.no_version", "This list has no such version.", pointer="/n")
        return found


def entries_of(sent: dict[str, Any]) -> list[Entry]:
    """The entries, read as those of a file are: the same refusals, each with its place."""
    return read_entries(json.dumps({"entries": [dict(each) for each in sent["entries"]]}), name="sent.json")
