"""Articles, their versions, sources and kept copies."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.bodies import (
    ArchiveBody,
    ArticleChanges,
    DocumentBody,
    SourceBody,
    SourceChanges,
    VersionBody,
)
from claims.api.filters import WORDS, Filter, a_flag, an_id, one_of
from claims.api.idempotency import once
from claims.api.presenting.articles import ArticleShown, VersionListed, VersionShown
from claims.api.presenting.sources import (
    CaptureShown,
    ListedShown,
    SnapshotListed,
    SnapshotShown,
    SourceShown,
)
from claims.api.problems import MEDIA_TYPE
from claims.api.rows import Rows, expected_version
from claims.api.views.describing import operation
from claims.evidence import archived_copies, witnessing
from claims.intake import capturing, submitting, warc
from claims.intake.differences import word_diff
from claims.intake.lists import notes_on
from claims.intake.models import Article, ArticleVersion, Snapshot, Source, SourceKind
from claims.lib.problems import NotFound, Problem


def the_one_way(sent: dict[str, Any], *ways: str) -> str:
    """Which of `text`, `url` and `file` was sent. Raises a Problem where it isn't exactly one."""
    given = [way for way in ways if sent.get(way) is not None and (way != "url" or sent[way])]
    if "url" in given and len(given) > 1:
        given.remove("url")  # beside a text or a file, the address says where it stood
    if len(given) != 1:
        named = ", ".join(f"“{way}”" for way in ways)
        raise Problem(
            "document.one_way",
            f"Send exactly one of {named}.",
            pointer=f"/{ways[0]}",
            next_step="Leave the others out, and send it again.",
        )
    return given[0]


ARTICLE_FILTERS = {
    "archived": a_flag("`true` for archived ones"),
    "source": an_id("source", "source__uid"),
    "title": Filter("words of its title", "title__icontains"),
}
SOURCE_FILTERS = {
    "kind": one_of(SourceKind.values, "kind"),
    "url": Filter("its address", "canonical_url", {**WORDS, "maxLength": 2000}),
    "publisher": Filter("who publishes it", "publisher__iexact"),
}
SNAPSHOT_FILTERS = {"source": an_id("source", "source__uid")}


class Difference(serializers.Serializer[Any]):
    operation = serializers.ChoiceField(choices=["equal", "insert", "delete"])
    text = serializers.CharField()


class Articles(Rows[Article]):
    """Articles under check."""

    model = Article
    present = ArticleShown
    related = ("source",)
    filters = ARTICLE_FILTERS
    takes_files = ("create", "add_version")

    @operation("List articles", gives=ArticleShown(many=True), filters=ARTICLE_FILTERS)
    def list(self, request: Request) -> Response:
        rows = self.filtered(self.get_queryset())
        return self.listed(rows.filter(archived_at__isnull=not self.given.get("archived", False)))

    @operation("Show an article", gives=ArticleShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation("Submit an article", body=DocumentBody, gives=ArticleShown, status=201, creates=True)
    @once
    def create(self, request: Request) -> Response:
        sent = self.body(DocumentBody)
        way = the_one_way(sent, "text", "url", "file")
        about = {name: sent[name] for name in ("title", "publisher", "published_on", "url") if sent.get(name)}
        if way == "url":
            article = submitting.submit_url(by=self.actor, url=sent["url"])
        elif way == "file":
            upload = sent["file"]
            article = submitting.submit_upload(by=self.actor, name=upload.name, data=upload.read(), **about)
        else:
            article = submitting.submit_text(by=self.actor, text=sent["text"], **about)
        return self.shown(article, status=201, headers={"Location": f"/api/v1/articles/{article.uid}/"})

    @operation("Edit an article's title or due date", body=ArticleChanges, gives=ArticleShown, if_match=True)
    def partial_update(self, request: Request, uid: str) -> Response:
        article = self.row(uid)
        version = expected_version(request, article)
        changes = self.body(ArticleChanges)
        submitting.edit_article(article, by=self.actor, row_version=version, changes=changes)
        return self.shown(self.row(uid))

    @operation("Archive an article", gives=ArticleShown)
    @action(detail=True, methods=["put"])
    def archive(self, request: Request, uid: str) -> Response:
        article = self.row(uid)
        submitting.archive(article, by=self.actor)
        return self.shown(self.row(uid))

    @operation("Bring an archived article back", gives=ArticleShown)
    @archive.mapping.delete
    def restore(self, request: Request, uid: str) -> Response:
        submitting.restore(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))

    @operation("Fetch the address again", gives=CaptureShown, status=202, creates=True)
    @action(detail=True, methods=["post"])
    @once
    def captures(self, request: Request, uid: str) -> Response:
        capture = submitting.fetch_again(self.row(uid), by=self.actor)
        return Response(CaptureShown(capture).data, status=202)

    @operation("List an article's versions", gives=VersionListed(many=True))
    @action(detail=True, methods=["get"])
    def versions(self, request: Request, uid: str) -> Response:
        return self.listed(self.row(uid).versions.select_related("snapshot", "article"), VersionListed)

    @operation(
        "Add a version: the article's text as it reads now",
        body=VersionBody,
        gives=VersionShown,
        status=201,
        also={200: VersionShown},
        creates=True,
    )
    @versions.mapping.post
    @once
    def add_version(self, request: Request, uid: str) -> Response:
        """201 with the new version; 200 with the latest one where its text is the same."""
        article, sent = self.row(uid), self.body(VersionBody)
        if the_one_way(sent, "text", "file") == "file":
            upload = sent["file"]
            version, is_new = submitting.add_version_upload(
                article, by=self.actor, name=upload.name, data=upload.read()
            )
        else:
            version, is_new = submitting.add_version_text(article, by=self.actor, text=sent["text"])
        return self.shown(version, status=201 if is_new else 200, serializer=VersionShown)

    @operation("Show a version with its text", gives=VersionShown)
    @action(detail=True, methods=["get"], url_path=r"versions/(?P<n>[0-9]{1,6})")
    def version(self, request: Request, uid: str, n: str) -> Response:
        return self.shown(self.version_of(uid, n), serializer=VersionShown)

    @operation("Compare two versions by words", gives=Difference(many=True))
    @action(
        detail=True, methods=["get"], url_path=r"versions/(?P<a>[0-9]{1,6})\.\.(?P<b>[0-9]{1,6})",
        pagination_class=None,
    )  # fmt: skip
    def compare(self, request: Request, uid: str, a: str, b: str) -> Response:
        old, new = self.version_of(uid, a), self.version_of(uid, b)
        return Response([{"operation": kind, "text": text} for kind, text in word_diff(old.text, new.text)])

    def version_of(self, uid: str, n: str) -> ArticleVersion:
        found = self.row(uid).versions.filter(n=int(n)).select_related("snapshot", "article").first()
        if found is None:
            raise NotFound(detail=f"This article has no version {n}.")
        return found


class Sources(Rows[Source]):
    """Documents as a reader would cite them."""

    model = Source
    present = SourceShown
    filters = SOURCE_FILTERS
    takes_files = ("create",)

    @operation("List sources", gives=SourceShown(many=True), filters=SOURCE_FILTERS)
    def list(self, request: Request) -> Response:
        return super().list(request)

    @operation("Show a source", gives=SourceShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation("Show what lists of sources say of a source", gives=ListedShown(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def lists(self, request: Request, uid: str) -> Response:
        address = self.row(uid).canonical_url
        notes = notes_on(self.actor.organisation.pk, [address]).get(address, [])
        return Response(ListedShown(notes, many=True).data)

    @operation(
        "Add a source and keep a copy of it",
        body=SourceBody,
        gives=CaptureShown,
        status=201,
        also={202: CaptureShown},
        creates=True,
    )
    @once
    def create(self, request: Request) -> Response:
        """201 with the kept copy for text and files; 202 where an address is still to be fetched."""
        sent = self.body(SourceBody)
        way = the_one_way(sent, "text", "url", "file")
        about = {
            name: sent[name]
            for name in ("title", "publisher", "published_on", "url", "kind")
            if sent.get(name)
        }
        if way == "url":
            kind = {"kind": sent["kind"]} if sent.get("kind") else {}
            capture = archived_copies.keep_address(by=self.actor, url=sent["url"], **kind)
        elif way == "file":
            upload = sent["file"]
            capture = capturing.capture_upload(by=self.actor, name=upload.name, data=upload.read(), **about)
        else:
            about.setdefault("title", "")
            capture = capturing.capture_text(by=self.actor, text=sent["text"], **about)
        return Response(CaptureShown(capture).data, status=201 if capture.snapshot else 202)

    @operation("Correct how a source is cited", body=SourceChanges, gives=SourceShown, if_match=True)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Copies never change by this, nor what was signed before."""
        source = self.row(uid)
        version = expected_version(request, source)
        changes = self.body(SourceChanges)
        submitting.edit_source(source, by=self.actor, row_version=version, changes=changes)
        return self.shown(self.row(uid))

    @operation("List the attempts to keep a copy", gives=CaptureShown(many=True))
    @action(detail=True, methods=["get"])
    def captures(self, request: Request, uid: str) -> Response:
        return self.listed(self.row(uid).captures.select_related("source", "snapshot"), CaptureShown)

    @operation(
        "Keep what the Internet Archive captured of it", body=ArchiveBody, gives=CaptureShown, status=202,
        creates=True,
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="archived-copies")
    @once
    def from_archive(self, request: Request, uid: str) -> Response:
        """The capture closest to a day is looked for by a job; the snapshot says in `archived_at` when it was made."""
        source = self.row(uid)
        near = self.body(ArchiveBody).get("near")
        capture = archived_copies.look(by=self.actor, url=source.canonical_url, near=near, kind=source.kind)
        return Response(CaptureShown(capture).data, status=202)


class Snapshots(Rows[Snapshot]):
    """Kept copies: the text every quotation stands in."""

    model = Snapshot
    present = SnapshotShown
    related = ("source",)
    filters = SNAPSHOT_FILTERS

    @operation("List kept copies", gives=SnapshotListed(many=True), filters=SNAPSHOT_FILTERS)
    def list(self, request: Request) -> Response:
        return self.listed(self.filtered(self.get_queryset()), SnapshotListed)

    @operation("Show a kept copy with its text", gives=SnapshotShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @extend_schema(
        summary="A kept copy as a WARC file",
        responses={
            (200, warc.MEDIA_TYPE): OpenApiTypes.BINARY,
            (410, MEDIA_TYPE): OpenApiResponse(
                {"$ref": "#/components/schemas/Problem"}, "It was taken down; the words say why."
            ),
        },
    )
    @action(detail=True, methods=["get"], url_path="warc")
    def as_warc(self, request: Request, uid: str) -> HttpResponse:
        """The bytes as they came, the text read in them, and what is known of both. 410 for one taken down."""
        found = self.row(uid)
        answer = HttpResponse(warc.warc_of(found), content_type=warc.MEDIA_TYPE)
        answer.headers["Content-Disposition"] = f'attachment; filename="{warc.file_name(found)}"'
        return answer

    @operation("Have the Internet Archive capture the page too", gives=SnapshotShown)
    @action(detail=True, methods=["put"])
    def witness(self, request: Request, uid: str) -> Response:
        """A second witness; tried again where the last try failed. Our copy stands without it."""
        witnessing.ask(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))
