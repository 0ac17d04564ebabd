"""The addresses of `/api/v1/`."""

from __future__ import annotations

from typing import Any

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from claims.api.problems import no_such_address
from claims.api.rows import Rows
from claims.api.views.accounts import Events, Tokens
from claims.api.views.annotation import Claims, Suggestions
from claims.api.views.appearances import Appearances
from claims.api.views.checks import Checks
from claims.api.views.comments import Comments, SourceNotes
from claims.api.views.corrections import Corrections
from claims.api.views.evidence import Candidates, EvidenceRows, Runs
from claims.api.views.exchange import Exports, Imports
from claims.api.views.intake import Articles, Snapshots, Sources
from claims.api.views.matches import Matches
from claims.api.views.origins import OriginDecisions
from claims.api.views.source_lists import SourceLists
from claims.api.views.verdicts import FactChecks, Publications
from claims.api.views.webhooks import Deliveries, Webhooks

app_name = "api"

NOUNS: dict[str, type[Rows[Any]]] = {
    "articles": Articles,
    "sources": Sources,
    "snapshots": Snapshots,
    "suggestions": Suggestions,
    "claims": Claims,
    "appearances": Appearances,
    "matches": Matches,
    "evidence-runs": Runs,
    "candidates": Candidates,
    "evidence": EvidenceRows,
    "origin-decisions": OriginDecisions,
    "fact-checks": FactChecks,
    "publications": Publications,
    "comments": Comments,
    "source-lists": SourceLists,
    "source-notes": SourceNotes,
    "events": Events,
    "tokens": Tokens,
    "imports": Imports,
    "webhooks": Webhooks,
    "webhook-deliveries": Deliveries,
}

router = SimpleRouter()
router.register("checks", Checks, basename="checks")
router.register("corrections", Corrections, basename="corrections")
for noun, viewset in NOUNS.items():
    router.register(noun, viewset, basename=noun)

READER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class SchemaView(SpectacularAPIView):
    """The schema is public: it holds nothing of anybody."""

    permission_classes = (AllowAny,)
    authentication_classes = ()


class ReaderView(SpectacularSwaggerSplitView):
    """A page to read the schema at. Its library sets styles from script, hence the policy."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Content-Security-Policy"] = READER_POLICY
        return response


urlpatterns = [
    path("", ReaderView.as_view(url_name="api:schema"), name="reader"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("exports/", Exports.as_view(), name="exports"),
    *router.urls,
    re_path(r"^(?P<rest>.*)$", no_such_address),
]
