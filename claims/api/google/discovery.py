"""The discovery document: the interface described, for clients that read it, with our own address as its root."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static

from claims.accounts.hosts import newsroom_for_host
from claims.api.google.envelope import bad
from claims.api.google.objects import NUMBER, PREFIX, SHAPES, TEXT, ref
from claims.publishing.addresses import base_url
from claims.publishing.google_shapes import host_of

VERSION = "v1alpha1"
REVISION = "20240929"
"""The revision of the interface that is spoken here."""
SCOPE = "https://www.googleapis.com/auth/factchecktools"

PAGING = {
    "pageSize": {
        **NUMBER,
        "description": "How many at most; 10 where it is not given, and never more than 100.",
    },
    "pageToken": {
        **TEXT,
        "description": "The nextPageToken of the page before; the other parameters stay the same.",
    },
    "offset": {**NUMBER, "description": "How many to leave out first; plays no part beside a pageToken."},
}
LANGUAGE = {**TEXT, "description": "A BCP 47 language code; its region plays no part."}
NAME = {
    **TEXT,
    "required": True,
    "location": "path",
    "pattern": "^pages/[^/]+$",
    "description": "pages/{page_id}",
}

COMMON: dict[str, dict[str, Any]] = {
    "$.xgafv": {**TEXT, "enum": ["1", "2"], "enumDescriptions": ["Errors as in version 1", "As in version 2"]},
    "access_token": TEXT,
    "alt": {
        **TEXT, "default": "json", "enum": ["json", "media", "proto"],
        "enumDescriptions": ["JSON", "Answered as JSON", "Answered as JSON"],
    },
    "callback": TEXT,
    "fields": {**TEXT, "description": "Only these fields: claims(text,claimReview/textualRating),nextPageToken"},
    "key": {**TEXT, "description": "Taken and not needed."},
    "oauth_token": TEXT,
    "prettyPrint": {"type": "boolean", "default": "true", "description": "With line breaks and indentation."},
    "quotaUser": TEXT,
    "uploadType": TEXT,
    "upload_protocol": TEXT,
}  # fmt: skip
"""Parameters that every method takes."""


def document(request: HttpRequest, asked: Mapping[str, str]) -> dict[str, Any]:
    """The document, as clients read it to know what there is and where."""
    if (version := asked.get("version", VERSION)) != VERSION:
        raise bad("version", f"“{version[:20]}” is not spoken here: {VERSION} is.")
    newsroom = newsroom_for_host(request.get_host())
    root = (base_url(newsroom) if newsroom else request.build_absolute_uri("/").rstrip("/")) + "/"
    icon = root.rstrip("/") + static("claims/icon.svg")
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": f"factchecktools:{VERSION}",
        "name": "factchecktools",
        "canonicalName": "Fact Check Tools",
        "version": VERSION,
        "version_module": True,
        "revision": REVISION,
        "title": "Fact Check Tools API",
        "description": f"The published checks of {newsroom.name if newsroom else 'this newsroom'}.",
        "ownerName": newsroom.name if newsroom else "",
        "ownerDomain": host_of(root),
        "documentationLink": f"{root}how-we-work/",
        "protocol": "rest",
        "rootUrl": root,
        "mtlsRootUrl": root,
        "baseUrl": root,
        "basePath": "",
        "servicePath": "",
        "batchPath": "batch",
        "fullyEncodeReservedExpansion": True,
        "icons": {"x16": icon, "x32": icon},
        "auth": {"oauth2": {"scopes": {SCOPE: {"description": "A token of the workbench is asked for."}}}},
        "parameters": {name: {"location": "query", **what} for name, what in COMMON.items()},
        "resources": {"claims": {"methods": _claims()}, "pages": {"methods": _pages()}},
        "schemas": {
            **{
                f"{PREFIX}{name}": {"id": f"{PREFIX}{name}", "type": "object", "properties": fields}
                for name, fields in SHAPES.items()
            },
            "GoogleProtobufEmpty": {"id": "GoogleProtobufEmpty", "type": "object", "properties": {}},
        },
    }  # fmt: skip


def _claims() -> dict[str, Any]:
    return {
        "search": _method(
            "claims.search", "GET", f"{VERSION}/claims:search", "Search published checks by words.",
            answers=ref("FactCheckedClaimSearchResponse"),
            takes={
                "query": {**TEXT, "description": "Words. Required unless a site is given."},
                "reviewPublisherSiteFilter": {**TEXT, "description": "The publisher's site, as harbor.example."},
                "maxAgeDays": {**NUMBER, "description": "At most so many days since the claim or its review."},
                "languageCode": LANGUAGE,
                **PAGING,
            },
        ),
        "imageSearch": _method(
            "claims.imageSearch", "GET", f"{VERSION}/claims:imageSearch", "Not offered here: answers 501.",
            answers=ref("FactCheckedClaimImageSearchResponse"),
            takes={
                "imageUri": {**TEXT, "description": "The image's address."},
                "languageCode": LANGUAGE,
                **PAGING,
            },
        ),
    }  # fmt: skip


def _pages() -> dict[str, Any]:
    page = ref("ClaimReviewMarkupPage")
    one: dict[str, Any] = {"takes": {"name": NAME}, "flat": f"{VERSION}/pages/{{pagesId}}", "scopes": [SCOPE]}
    many, path = f"{VERSION}/pages", f"{VERSION}/{{+name}}"
    return {
        "list": _method(
            "pages.list", "GET", many, "The page at an address, or the pages of a site.", scopes=[SCOPE],
            answers=ref("ListClaimReviewMarkupPagesResponse"),
            takes={
                "url": {**TEXT, "description": "The page's address; not beside organization."},
                "organization": {**TEXT, "description": "A site, as harbor.example; not beside url."},
                **PAGING,
            },
        ),
        "get": _method("pages.get", "GET", path, "The mark-up on a page.", answers=page, **one),
        "create": _method(
            "pages.create", "POST", many, "Refused: mark-up comes from published verdicts.", answers=page, sends=page,
            scopes=[SCOPE],
        ),
        "update": _method(
            "pages.update", "PUT", path, "Taken where it changes nothing.", answers=page, sends=page, **one
        ),
        "delete": _method(
            "pages.delete", "DELETE", path, "Refused: mark-up leaves a page with a retraction or a withdrawal.",
            answers={"$ref": "GoogleProtobufEmpty"}, **one,
        ),
    }  # fmt: skip


def _method(
    name: str,
    verb: str,
    path: str,
    description: str,
    *,
    answers: dict[str, Any],
    takes: dict[str, dict[str, Any]] | None = None,
    sends: dict[str, Any] | None = None,
    scopes: list[str] | None = None,
    flat: str = "",
) -> dict[str, Any]:
    parameters = {each: {"location": "query", **what} for each, what in (takes or {}).items()}
    return {
        "id": f"factchecktools.{name}",
        "description": description,
        "httpMethod": verb,
        "path": path,
        "flatPath": flat or path,
        "parameters": parameters,
        "parameterOrder": [each for each, what in parameters.items() if what.get("required")],
        **({"request": sends} if sends else {}),
        "response": answers,
        **({"scopes": scopes} if scopes else {}),
    }
