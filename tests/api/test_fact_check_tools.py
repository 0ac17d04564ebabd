"""`/v1alpha1/`: published checks for programs that speak the interface of Google's Fact Check Tools."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.ops.benchmarks._found import published_checks
from claims.publishing.addresses import public_url
from claims.publishing.ordering import withdraw
from tests.api.asked import HOST, PAGES, SEARCH, ask, published, reader, refused
from tests.publishing.desk import correct, path_of, publish
from tests.verdicts import makers

__all__ = ["published", "reader"]


def every(client: Client, path: str, name: str, **asked: Any) -> list[Any]:
    """All items, page by page; the last page has no token."""
    found: list[Any] = []
    token = ""
    while True:
        page = ask(client, path, **asked, **({"pageToken": token} if token else {}))
        found += page.get(name, [])
        token = page.get("nextPageToken", "")
        if not token:
            assert "nextPageToken" not in page
            return found


def test_a_published_check_is_found_with_every_field_that_programs_read(
    reader: Client, published: Any
) -> None:
    words = published.versions.get().revision
    (claim,) = ask(reader, query=words.claim_text)["claims"]
    (review,) = claim["claimReview"]
    assert claim["text"] == words.claim_text
    assert review["textualRating"] == words.rating_label
    assert review["url"] == public_url(published)
    assert review["publisher"]["site"] == HOST
    assert review["publisher"]["name"] == "The Harbor"
    assert review["languageCode"] == "en" and review["title"] == words.headline
    assert review["reviewDate"].endswith("Z")
    markup = json.loads(
        reader.get(path_of(published))
        .content.decode()
        .split('application/ld+json">')[1]
        .split("</script>")[0]
    )
    (page,) = ask(reader, PAGES, url=review["url"])["claimReviewMarkupPages"]
    (shown,) = page["claimReviewMarkups"]
    assert (
        shown["claimReviewed"] == markup["claimReviewed"] and shown["url"] == page["pageUrl"] == markup["url"]
    )
    assert shown["rating"]["textualRating"] == markup["reviewRating"]["alternateName"]
    assert shown["rating"].get("ratingValue") == markup["reviewRating"].get("ratingValue")
    assert page["publishDate"] == markup["datePublished"] and page["versionId"] == "1"
    assert ask(reader, f"/v1alpha1/{page['name']}") == page


def test_only_what_is_published_and_carries_markup_is_there(
    reader: Client, ada: Actor, ben: Actor, published: Any
) -> None:
    """A draft's words, a new draft over a published check, a retracted and a withdrawn check are not."""
    site = ask(reader, query=published.versions.get().revision.claim_text)["claims"][0]["claimReview"][0][
        "publisher"
    ]["site"]
    draft, _ = makers.signed(ada, ben, headline="Zanzibar drafts are secret", claim_text="Zanzibar is secret")
    assert ask(reader, query="Zanzibar") == {}
    corrected = correct(
        published, ada, ben, kind="clarification", note="A word.", conclusion="It said xylophones."
    )
    assert ask(reader, PAGES, organization=site)["claimReviewMarkupPages"][0]["versionId"] == "2"
    assert ask(reader, query="xylophones")["claims"]
    retracted = correct(corrected, ada, ben, kind="retraction", note="We were wrong.")
    assert ask(reader, reviewPublisherSiteFilter=site) == {}
    assert ask(reader, PAGES, organization=site) == {}
    refused(reader, f"{PAGES}/{retracted.fact_check.claim.uid}", status=404, word="NOT_FOUND")
    withdraw(retracted, by=ben, reason="A court said so.")
    assert not hasattr(type(retracted).objects.get(pk=retracted.pk), "public_check")
    assert draft.state == "ready"


def test_each_newsroom_has_its_own(reader: Client, published: Any, cleo: Actor) -> None:
    words = published.versions.get().revision.claim_text
    assert ask(Client(headers={"host": "northgate.example"}), query=words) == {}
    assert ask(reader, reviewPublisherSiteFilter="northgate.example") == {}
    assert ask(reader, query=words)["claims"]


@pytest.fixture
def hundred(ada: Actor, ben: Actor) -> Any:
    return published_checks(ada, ben, many=100)


def test_filters(reader: Client, hundred: Any) -> None:
    row = hundred[7].public_check
    asked = {"query": row.claim_text}
    assert ask(reader, **asked, languageCode="en-US")["claims"][0]["text"] == row.claim_text
    assert ask(reader, **asked, languageCode="de") == {}
    assert ask(reader, **asked, maxAgeDays=20_000)["claims"]
    assert ask(reader, **asked, maxAgeDays=1) == {}
    site = ask(reader, **asked)["claims"][0]["claimReview"][0]["publisher"]["site"]
    for spelt in (site, f"www.{site}", f"https://{site}/checks/", site.upper()):
        assert ask(reader, **asked, reviewPublisherSiteFilter=spelt)["claims"], spelt
    assert ask(reader, **asked, reviewPublisherSiteFilter="elsewhere.example") == {}
    newest = [each["text"] for each in ask(reader, reviewPublisherSiteFilter=site)["claims"]]
    assert newest == [each.public_check.claim_text for each in reversed(hundred[-10:])]
    assert [each["text"] for each in ask(reader, reviewPublisherSiteFilter=site, offset=9)["claims"]][
        0
    ] == newest[9]
    assert ask(reader, query="words of no check at all, zyzzyva") == {}


def test_words_find_checks_in_any_form_and_with_a_slip(reader: Client, hundred: Any) -> None:
    row = hundred[50].public_check
    town = row.claim_text.split(" of ")[1].split()[0]
    exact = [row.claim_text, row.claim_text.upper(), f"“{row.claim_text}”!"]
    slip = town[:2] + town[3] + town[2] + town[4:]
    for query in (*exact, row.claim_text.replace(town, slip), f"{town} {row.claim_text.split()[-3]}"):
        assert ask(reader, query=query)["claims"][0]["text"] == row.claim_text, query


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"query": " "},
        {"query": "x", "pageSize": "-1"},
        {"query": "x", "pageSize": "many"},
        {"query": "x", "pageSize": str(2**31)},
        {"query": "x", "offset": "1.5"},
        {"query": "x", "maxAgeDays": "-3"},
        {"query": "x", "languageCode": "not a language"},
        {"query": "x", "pageToken": "abc"},
        {"query": "x\x00y"},
        {"query": "x" * 10_001},
        {"query": "x", "reviewPublisherSiteFilter": "y\x00"},
    ],
)
def test_a_question_that_cannot_be_read_is_invalid(
    reader: Client, hundred: Any, asked: dict[str, str]
) -> None:
    assert refused(reader, **asked)["details"][0]["fieldViolations"]


def test_common_and_stray_parameters_are_taken(reader: Client, hundred: Any) -> None:
    row = hundred[3].public_check
    stray = {
        "key": "AIza", "alt": "json", "fields": "claims", "quotaUser": "me", "access_token": "x", "callback": "f",
        "$.xgafv": "2", "oauth_token": "x", "uploadType": "media", "upload_protocol": "raw", "pages": "1",
    }  # fmt: skip
    assert ask(reader, query=row.claim_text, **stray) == ask(reader, query=row.claim_text)
    plain = reader.get(SEARCH, {"query": row.claim_text, "prettyPrint": "false"})
    assert b"\n" not in plain.content and plain.json() == ask(reader, query=row.claim_text)


def test_a_page_token_holds_for_its_own_question_only(reader: Client, hundred: Any, northgate: Any) -> None:
    site = "harbor.example"
    first = ask(reader, reviewPublisherSiteFilter=site, pageSize=30)
    token = first["nextPageToken"]
    assert len(ask(reader, reviewPublisherSiteFilter=site, pageSize=30, pageToken=token)["claims"]) == 30
    assert ask(reader, reviewPublisherSiteFilter=site, pageSize=30, pageToken=token, offset=5, key="k")[
        "claims"
    ]
    for other in (
        {"pageSize": 31},
        {"pageSize": 30, "languageCode": "en"},
        {"pageSize": 30, "query": "x"},
        {"pageSize": 30, "maxAgeDays": 9},
    ):
        refused(reader, reviewPublisherSiteFilter=site, pageToken=token, **other)
    refused(
        Client(headers={"host": "northgate.example"}),
        PAGES,
        organization="northgate.example",
        pageToken=token,
    )
    refused(reader, reviewPublisherSiteFilter=site, pageSize=30, pageToken=token[:-2])


def test_pages_of_a_list_hold_still_while_a_check_is_published(
    reader: Client, hundred: Any, ada: Actor, ben: Actor
) -> None:
    """Listed by site and found by a word, no check comes twice or goes missing; the new one waits for the next list."""
    expected = {each.public_check.claim_text for each in hundred}
    first = ask(reader, reviewPublisherSiteFilter=HOST, pageSize=30)
    town = ask(reader, query="the books of that year", pageSize=30)
    publish(ada, ben, claim_text="The books of that year are many")
    for start, asked in (
        (first, {"reviewPublisherSiteFilter": HOST}),
        (town, {"query": "the books of that year"}),
    ):
        found = [each["text"] for each in start["claims"]]
        token = start["nextPageToken"]
        found += [each["text"] for each in _rest(reader, token, pageSize=30, **asked)]
        assert len(found) == len(set(found)) == 100 and set(found) == expected, asked
    assert len(every(reader, PAGES, "claimReviewMarkupPages", organization=HOST, pageSize=40)) == 101


def _rest(reader: Client, token: str, **asked: Any) -> list[Any]:
    found: list[Any] = []
    while token:
        page = ask(reader, pageToken=token, **asked)
        found += page["claims"]
        token = page.get("nextPageToken", "")
    return found


def test_pages_are_asked_for_by_address_or_by_site(reader: Client, published: Any) -> None:
    address = ask(reader, PAGES, organization=HOST)["claimReviewMarkupPages"][0]["pageUrl"]
    uid = published.fact_check.claim.uid
    old_slug = address.replace(published.slug, "another-slug")
    for url in (address, old_slug, f"{address}v/1/"):
        assert ask(reader, PAGES, url=url)["claimReviewMarkupPages"][0]["pageUrl"] == address
    for url in ("https://elsewhere.example/checks/a-abcdef123456/", f"{address}x", "nonsense", "http://[::1"):
        assert ask(reader, PAGES, url=url) == {}
    refused(reader, PAGES)
    refused(reader, PAGES, url=address, organization=HOST)
    refused(reader, PAGES, organization=HOST, pageSize="x")
    assert ask(reader, PAGES, organization="elsewhere.example") == {}
    refused(reader, f"{PAGES}/abcdefabcdef", status=404, word="NOT_FOUND")
    assert ask(reader, f"{PAGES}/{uid}")["name"] == f"pages/{uid}"


def test_markup_is_written_by_publishing_only(
    program: Callable[[Actor], APIClient], ada: Actor, ben: Actor, cleo: Actor, published: Any, reader: Client
) -> None:
    """Without a token, without the right, for another newsroom's page, with faults, and as the case stands."""
    uid = published.fact_check.claim.uid
    path = f"{PAGES}/{uid}"
    page = ask(reader, path)

    def write(client: Any, method: str, path: str, body: Any, code: int, word: str) -> Any:
        answer = getattr(client, method)(
            path, json.dumps(body), content_type="application/json", HTTP_HOST=HOST
        )
        assert answer.status_code == code, answer.content
        error = answer.json()["error"]
        assert (error["code"], error["status"]) == (code, word) and error["message"]
        assert answer["Access-Control-Allow-Origin"] == "*"
        return answer

    nobody, writer, editor, stranger = reader, program(ada), program(ben), program(cleo)
    for method, at in (("post", PAGES), ("put", path), ("delete", path)):
        answer = write(nobody, method, at, page, 401, "UNAUTHENTICATED")
        assert answer["WWW-Authenticate"].startswith("Bearer")
        write(writer, method, at, page, 403, "PERMISSION_DENIED")
    write(stranger, "put", path, page, 404, "NOT_FOUND")
    write(stranger, "delete", path, {}, 404, "NOT_FOUND")
    same = editor.put(path, json.dumps(page), content_type="application/json", HTTP_HOST=HOST)
    assert same.status_code == 200 and same.json() == page
    changed = json.loads(json.dumps(page))
    changed["claimReviewMarkups"][0]["rating"]["textualRating"] = "True"
    answer = write(editor, "put", path, changed, 400, "FAILED_PRECONDITION")
    assert "corrections" in answer.json()["error"]["message"]
    write(editor, "put", path, {**page, "versionId": "9"}, 409, "ABORTED")
    write(editor, "put", path, {**page, "name": "pages/x"}, 400, "INVALID_ARGUMENT")
    write(editor, "put", path, {**page, "rating": 3}, 400, "INVALID_ARGUMENT")
    write(
        editor,
        "put",
        path,
        {**page, "claimReviewMarkups": [{"rating": {"ratingValue": 2**40}}]},
        400,
        "INVALID_ARGUMENT",
    )
    write(editor, "post", PAGES, {"pageUrl": 5}, 400, "INVALID_ARGUMENT")
    write(editor, "post", PAGES, {"pageUrl": "\ud800"}, 400, "INVALID_ARGUMENT")
    write(editor, "post", PAGES, [], 400, "INVALID_ARGUMENT")
    write(editor, "post", PAGES, {}, 400, "INVALID_ARGUMENT")
    write(editor, "post", PAGES, page, 409, "ALREADY_EXISTS")
    write(
        editor, "post", PAGES, {"pageUrl": "https://harbor.example/checks/new/"}, 400, "FAILED_PRECONDITION"
    )
    write(editor, "delete", path, {}, 400, "FAILED_PRECONDITION")
    broken = editor.post(PAGES, "{", content_type="application/json", HTTP_HOST=HOST)
    assert broken.status_code == 400 and broken.json()["error"]["status"] == "INVALID_ARGUMENT"
    assert ask(reader, path) == page


def test_images_are_not_searched_for_and_nothing_is_fetched(reader: Client, published: Any) -> None:
    refused(
        reader,
        "/v1alpha1/claims:imageSearch",
        status=501,
        word="UNIMPLEMENTED",
        imageUri="http://127.0.0.1/a.png",
    )


def test_methods_addresses_and_preflights(reader: Client, published: Any) -> None:
    refused(reader, "/v1alpha1/nothing", status=404, word="NOT_FOUND")
    refused(reader, "/v1alpha1/claims:search/", status=404, word="NOT_FOUND")
    answer = reader.delete(SEARCH)
    assert answer.status_code == 405 and "GET" in answer["Allow"] and answer.json()["error"]["code"] == 405
    preflight = reader.options(
        SEARCH, headers={"origin": "https://reader.example", "access-control-request-method": "GET"}
    )
    assert preflight.status_code == 204 and preflight["Access-Control-Allow-Origin"] == "*"
    assert (
        "GET" in preflight["Access-Control-Allow-Methods"]
        and preflight["Access-Control-Allow-Headers"] == "*"
    )


def test_a_long_question_comes_as_a_post(reader: Client, published: Any) -> None:
    words = published.versions.get().revision.claim_text
    headers = {"x-http-method-override": "GET"}
    answer = reader.post(SEARCH, f"query={words.replace(' ', '+')}&pageSize=5".encode(),
                         content_type="application/x-www-form-urlencoded", headers=headers)  # fmt: skip
    assert answer.status_code == 200 and answer.json()["claims"][0]["text"] == words
    assert (
        reader.post(SEARCH, b"query=\xff%ff", content_type="text/plain", headers=headers).status_code == 400
    )


def test_an_unchanged_answer_is_304(reader: Client, published: Any) -> None:
    first = reader.get(SEARCH, {"query": "x"})
    again = reader.get(SEARCH, {"query": "x"}, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304 and not again.content and "max-age=30" in first["Cache-Control"]
    assert reader.head(SEARCH, {"query": "x"}).status_code == 200


def test_a_fault_of_ours_is_told_in_the_envelope(
    reader: Client, published: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **rest: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("claims.api.google.claims.find", broken)
    refused(reader, status=500, word="INTERNAL", query="x")


def test_an_address_may_ask_so_often(reader: Client, published: Any, settings: Any) -> None:
    settings.PUBLIC_REQUESTS_PER_MINUTE = 2
    cache.clear()
    answers = [reader.get(SEARCH, {"query": "x"}) for _ in range(3)]
    last = answers[-1]
    if answers[0]["RateLimit"].startswith('"default";r=1'):  # all three in one minute
        assert last.status_code == 429 and last.json()["error"]["status"] == "RESOURCE_EXHAUSTED"
        assert 0 < int(last["Retry-After"]) <= 60 and last["RateLimit-Policy"] == '"default";q=2;w=60'


def test_without_a_newsroom_there_is_nothing(db: None) -> None:
    reader = Client(headers={"host": "nobody.example"})
    assert ask(reader, query="x") == {}
    assert ask(reader, PAGES, organization="nobody.example") == {}
    refused(reader, f"{PAGES}/abcdefabcdef", status=404, word="NOT_FOUND")
    assert ask(reader, "/$discovery/rest", version="v1alpha1")["rootUrl"]
