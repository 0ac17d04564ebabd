"""Comments on verdicts, and notes about pages that published checks cite."""

from __future__ import annotations

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.bodies import CommentBody, SettlementBody
from claims.api.filters import a_flag, an_id, one_of
from claims.api.idempotency import once
from claims.api.presenting.comments import CommentShown, SourceNoteShown
from claims.api.rows import Rows
from claims.api.views.describing import operation
from claims.evidence.models import Evidence
from claims.publishing import watching
from claims.publishing.models import SourceNote, SourceNoteKind
from claims.verdicts import commenting
from claims.verdicts.models import Comment, FactCheck

COMMENT_FILTERS = {
    "fact_check": an_id("fact-check", "fact_check__uid"),
    "evidence": an_id("evidence", "evidence__uid"),
    "field": one_of(commenting.FIELDS, "field", "what it is about"),
    "open": a_flag("`true` for those nobody has dealt with"),
}
NOTE_FILTERS = {
    "publication": an_id("publication", "publication__uid"),
    "source": an_id("source", "source__uid"),
    "kind": one_of(
        SourceNoteKind.values, "kind", "changed: cited words no longer stand there; gone: no page"
    ),
    "open": a_flag("`true` for those nobody has dealt with"),
}


class CommentsOfCase(Rows[FactCheck]):
    """What is said about a verdict; mixed into the fact-checks."""

    @operation("List comments on the verdict, newest first", gives=CommentShown(many=True))
    @action(detail=True, methods=["get"])
    def comments(self, request: Request, uid: str) -> Response:
        rows = self.row(uid).comments.select_related("fact_check", "evidence", "by", "decided_by")
        return self.listed(rows, CommentShown)

    @operation(
        "Comment on a field or a quoted passage",
        body=CommentBody,
        gives=CommentShown,
        status=201,
        creates=True,
    )
    @comments.mapping.post
    @once
    def comment(self, request: Request, uid: str) -> Response:
        case, sent = self.row(uid), self.body(CommentBody)
        about = {
            "field": sent.get("field", ""),
            "evidence": self.other(Evidence, sent["evidence"], "/evidence") if "evidence" in sent else None,
        }
        made = commenting.comment(
            case, by=self.actor, text=sent.get("text", ""), proposed=sent.get("proposed"), **about
        )
        return self.shown(
            made, status=201, serializer=CommentShown, headers={"Location": f"/api/v1/comments/{made.uid}/"}
        )


class Comments(Rows[Comment]):
    """Comments on verdicts that are being written or reviewed; they never reach readers."""

    model = Comment
    present = CommentShown
    related = ("fact_check", "evidence", "by", "decided_by")
    filters = COMMENT_FILTERS

    @operation("List comments", gives=CommentShown(many=True), filters=COMMENT_FILTERS)
    def list(self, request: Request) -> Response:
        rows = self.filtered(self.get_queryset())
        if "open" in self.given:
            rows = rows.filter(outcome="") if self.given["open"] else rows.exclude(outcome="")
        return self.listed(rows)

    @operation("Show a comment", gives=CommentShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation("Put the proposed words into the field", gives=CommentShown)
    @action(detail=True, methods=["put"])
    def acceptance(self, request: Request, uid: str) -> Response:
        """Who accepts them becomes their author."""
        commenting.accept(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))

    @operation("Say that it has been dealt with", gives=CommentShown)
    @action(detail=True, methods=["put"])
    def resolution(self, request: Request, uid: str) -> Response:
        commenting.resolve(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))

    @operation("Open it again; accepted words go out of the field", gives=CommentShown)
    @resolution.mapping.delete
    def reopen(self, request: Request, uid: str) -> Response:
        commenting.reopen(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))


class SourceNotes(Rows[SourceNote]):
    """A page that a published check cites has changed where it is cited, or has gone."""

    model = SourceNote
    present = SourceNoteShown
    related = ("publication__fact_check__claim", "source", "snapshot", "settled_by")
    filters = NOTE_FILTERS

    @operation("List notes about cited pages", gives=SourceNoteShown(many=True), filters=NOTE_FILTERS)
    def list(self, request: Request) -> Response:
        rows = self.filtered(self.get_queryset())
        if "open" in self.given:
            rows = rows.filter(settled_at__isnull=self.given["open"])
        return self.listed(rows)

    @operation("Show a note", gives=SourceNoteShown)
    def retrieve(self, request: Request, uid: str) -> Response:
        return super().retrieve(request, uid)

    @operation("Say what came of it", body=SettlementBody, gives=SourceNoteShown)
    @action(detail=True, methods=["put"])
    def settlement(self, request: Request, uid: str) -> Response:
        watching.settle(self.row(uid), by=self.actor, words=self.body(SettlementBody).get("words", ""))
        return self.shown(self.row(uid))

    @operation("Open it again", gives=SourceNoteShown)
    @settlement.mapping.delete
    def reopen(self, request: Request, uid: str) -> Response:
        watching.reopen(self.row(uid), by=self.actor)
        return self.shown(self.row(uid))
