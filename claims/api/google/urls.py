"""The addresses of the Fact Check Tools interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import path, re_path

from claims.api.google import claims, discovery, pages
from claims.api.google.envelope import Refusal, door


def nothing(request: HttpRequest, asked: Mapping[str, str], **rest: str) -> Any:
    raise Refusal(404, "There is no such method. What there is stands at /$discovery/rest?version=v1alpha1.")


EVERY = dict.fromkeys(("get", "post", "put", "patch", "delete"), nothing)

urlpatterns = [
    path("v1alpha1/claims:search", door(get=claims.search), name="google-search"),
    path("v1alpha1/claims:imageSearch", door(get=claims.image_search), name="google-image-search"),
    path("v1alpha1/pages", door(get=pages.list_pages, post=pages.create), name="google-pages"),
    path(
        "v1alpha1/pages/<str:page>",
        door(get=pages.get, put=pages.update, delete=pages.delete),
        name="google-page",
    ),
    path("$discovery/rest", door(get=discovery.document), name="google-discovery"),
    path(
        "discovery/v1/apis/factchecktools/v1alpha1/rest",
        door(get=discovery.document),
        name="google-discovery",
    ),
    re_path(r"^v1alpha1(?:/(?P<rest>.*))?$", door(**EVERY), name="google-nothing"),
]
