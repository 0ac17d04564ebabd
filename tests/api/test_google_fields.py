"""`fields` takes a part of what `/v1alpha1/` answers, as Google's own services read it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from claims.api.google import partial
from tests.api.asked import HOST, PAGES, ask, published, reader, refused

__all__ = ["published", "reader"]


REVIEW = {"publisher": {"name": "The Harbor", "site": HOST}, "title": "Trees", "textualRating": "False"}
ANSWER = {
    "claims": [{"text": "A", "claimReview": [REVIEW]}, {"text": "B", "claimReview": []}],
    "nextPageToken": "n",
}


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ("claims/text", {"claims": [{"text": "A"}, {"text": "B"}]}),
        (
            "claims(text,claimReview/textualRating),nextPageToken",
            {"claims": [{"text": "A", "claimReview": [{"textualRating": "False"}]}, {"text": "B"}],
             "nextPageToken": "n"},
        ),
        ("claims/claimReview( publisher/site , title )",
         {"claims": [{"claimReview": [{"publisher": {"site": HOST}, "title": "Trees"}]}, {}]}),
        ("claims/*/title", {"claims": [{"claimReview": [{"title": "Trees"}]}, {}]}),
        ("claims/text,claims(claimReview/title,text)",
         {"claims": [{"text": "A", "claimReview": [{"title": "Trees"}]}, {"text": "B"}]}),
        ("claims/claimReview/title,claims", {"claims": ANSWER["claims"]}),
        ("*", ANSWER),
    ],
)  # fmt: skip
def test_fields_take_a_part(fields: str, part: Any) -> None:
    selection = partial.read(fields)
    partial.check(selection, "FactCheckedClaimSearchResponse")
    assert partial.taken(ANSWER, selection) == part


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ("claim", "claim"),
        ("claims/verdict", "claims/verdict"),
        ("claims/text/words", "claims/text/words"),
        ("claims(text", "fields"),
        ("claims)", "fields"),
        ("claims,", "fields"),
        ("claims/", "fields"),
        ("claims text", "fields"),
        ("cla<ims", "fields"),
        ("(" * 3000, "fields"),
        ("claims/" * 250 + "text", "fields"),
    ],
)
def test_fields_that_are_none_are_refused_by_name(
    reader: Client, published: Any, fields: str, place: str
) -> None:
    error = refused(reader, query="trees", fields=fields)
    (violation,) = error["details"][0]["fieldViolations"]
    assert violation["field"] == place and violation["description"]
    assert error["message"].startswith("fields:")


def test_fields_of_a_search_a_page_and_the_discovery_document(reader: Client, published: Any) -> None:
    document = ask(reader, "/$discovery/rest", fields="rootUrl,resources/*/methods/search/path")
    assert document == {
        "rootUrl": document["rootUrl"],
        "resources": {"claims": {"methods": {"search": {"path": "v1alpha1/claims:search"}}}},
    }
    refused(reader, "/$discovery/rest", fields="rootUrls")
    (claim,) = ask(reader, reviewPublisherSiteFilter=HOST, fields="claims(text,claimReview/title)")["claims"]
    assert set(claim) == {"text", "claimReview"} and set(claim["claimReview"][0]) == {"title"}
    (page,) = ask(reader, PAGES, organization=HOST, fields="claimReviewMarkupPages/name")[
        "claimReviewMarkupPages"
    ]
    assert ask(reader, f"/v1alpha1/{page['name']}", fields="name") == page
