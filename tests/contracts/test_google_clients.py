"""Google's own clients, Python and Node, read all checks page by page: the same set, none twice, also while a check is
published in the middle. And our discovery document has every field of the one in Google's client.

The suite reads 120 checks; `GOOGLE_CHECKS=1000` before pytest reads a thousand.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from googleapiclient.discovery import build, build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError

from claims.accounts.acting import Actor
from claims.ops.benchmarks._found import published_checks
from tests.publishing.desk import publish

MANY = int(os.environ.get("GOOGLE_CHECKS", "120"))
SITE = "harbor.example"
NODE = Path(__file__).parent / "google_node"
Meanwhile = Callable[[], object]


@pytest.fixture
def expected(transactional_db: None, ada: Actor, ben: Actor) -> set[str]:
    return {each.public_check.claim_text for each in published_checks(ada, ben, many=MANY)}


def by_python(
    url: str, *, document: Any = None, meanwhile: Meanwhile = lambda: None, **asked: Any
) -> list[Any]:
    """All claims, with the Python client."""
    options = {"api_endpoint": url}
    if document is not None:
        api = build_from_document(document, developerKey="any-key", client_options=options)
    else:
        api = build(
            "factchecktools",
            "v1alpha1",
            developerKey="any-key",
            client_options=options,
            static_discovery=True,
        )
    found: list[Any] = []
    request = api.claims().search(reviewPublisherSiteFilter=SITE, pageSize=50, languageCode="en-US", **asked)
    while request is not None:
        answer = request.execute()
        found += answer.get("claims", [])
        if len(found) == 50:
            meanwhile()
        request = api.claims().search_next(request, answer)
    assert api.claims().search(query="zyzzyva zyzzyva").execute() == {}
    with pytest.raises(HttpError) as refused:
        api.claims().search().execute()
    assert refused.value.resp.status == 400 and "query" in refused.value.reason
    return [
        [each["text"], each["claimReview"][0]["textualRating"], each["claimReview"][0]["url"]]
        for each in found
    ]


def by_node(url: str, *, meanwhile: Meanwhile = lambda: None, query: str = "") -> list[Any]:
    """All claims, with the Node client."""
    words = ["node", "read_all.mjs", url, SITE, "50", *([query] if query else [])]
    with subprocess.Popen(
        words, cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as client:
        assert client.stdout is not None and client.stdin is not None
        assert client.stdout.readline().strip() == "first page"
        meanwhile()
        said, _ = client.communicate("go on\n", timeout=60)
    read = json.loads(said)
    assert read["nothing"] == {} and read["wrong"][0] == 400 and "query" in read["wrong"][1]
    claims: list[Any] = read["claims"]
    return claims


@pytest.fixture(scope="module")
def node() -> None:
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node is not on this machine: its Google client was not tried")
    if not (NODE / "node_modules/@googleapis/factchecktools").is_dir():
        subprocess.run(
            ["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=NODE, check=True, timeout=300
        )


def test_the_python_client_reads_them_all_while_one_is_published(
    asgi_server: str, expected: set[str], ada: Actor, ben: Actor
) -> None:
    listed = by_python(
        asgi_server, meanwhile=lambda: publish(ada, ben, claim_text="Another check in the middle")
    )
    texts = [text for text, _, _ in listed]
    assert len(texts) == len(set(texts)) == MANY and set(texts) == expected
    again = by_python(asgi_server)
    assert len(again) == MANY + 1
    document = json.loads(Client(headers={"host": SITE}).get("/$discovery/rest?version=v1alpha1").content)
    searched = by_python(asgi_server, document=document, query="the books of that year")
    assert {text for text, _, _ in searched} == expected and len(searched) == MANY


def test_the_node_client_reads_the_same(
    asgi_server: str, node: None, expected: set[str], ada: Actor, ben: Actor
) -> None:
    before = by_python(asgi_server)
    listed = by_node(
        asgi_server, meanwhile=lambda: publish(ada, ben, claim_text="Another check in the middle")
    )
    assert listed == before and {text for text, _, _ in listed} == expected
    assert by_node(asgi_server) == by_python(asgi_server)
    searched = by_node(asgi_server, query="the books of that year")
    assert len(searched) == MANY and {text for text, _, _ in searched} == expected


TOLD = (
    "type",
    "format",
    "location",
    "enum",
    "default",
    "required",
    "pattern",
    "$ref",
    "httpMethod",
    "path",
    "flatPath",
)
"""What makes a field the same field; descriptions are our own."""


def fields(document: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every parameter, method and field of a discovery document with what is told of it."""
    if not isinstance(document, dict):
        return
    told = {name: document[name] for name in TOLD if isinstance(document.get(name), str | list | bool)}
    if told:
        yield at, told
    for name in document:
        if name not in ("enumDescriptions", "description", "icons"):
            yield from fields(document[name], f"{at}/{name}")


def test_the_discovery_document_lacks_nothing_and_renames_nothing(harbor: Any) -> None:
    ours = json.loads(Client(headers={"host": SITE}).get("/$discovery/rest?version=v1alpha1").content)
    theirs = json.loads(get_static_doc("factchecktools", "v1alpha1"))
    own, wanted = dict(fields(ours)), dict(fields(theirs))
    assert len(wanted) > 100
    assert {at: told for at, told in wanted.items() if own.get(at) != told} == {}
    assert set(theirs) - set(ours) == set()
    for name in ("parameterOrder", "scopes", "id"):
        for resource in ("claims", "pages"):
            for method, what in theirs["resources"][resource]["methods"].items():
                assert ours["resources"][resource]["methods"][method].get(name) == what.get(name), (
                    method,
                    name,
                )
    assert ours["rootUrl"].startswith(f"http://{SITE}") and ours["rootUrl"].endswith("/")
    assert ours["auth"]["oauth2"]["scopes"].keys() == theirs["auth"]["oauth2"]["scopes"].keys()
