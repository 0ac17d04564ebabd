"""Lists of sources through the API: added, chosen, removed; faults by their place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from claims.accounts.acting import Actor
from claims.intake.models import SourceListVersion
from tests.api.conftest import program
from tests.api.test_the_whole_line import call

__all__ = ["program"]
ENTRIES = [
    {"source": "https://www.paper.example/", "label": "reliable", "since": "2019"},
    {"source": "paper.example/blogs", "label": "self-published", "note": "Nobody edits them"},
]
LIST = {"name": "Perennial", "label": "2026-11", "entries": ENTRIES, "about": "https://lists.example/"}


@pytest.fixture
def eve_calls(program: Callable[[Actor], APIClient], eve: Actor) -> APIClient:
    return program(eve)


def test_a_list_is_added_gets_versions_and_one_of_them_counts(
    eve_calls: APIClient, ada_calls: APIClient
) -> None:
    made = call(eve_calls, "post", "source-lists/", LIST, status=201)
    path = f"source-lists/{made['id']}/"
    assert (made["name"], made["key"], made["in_use"]) == ("Perennial", "perennial", 1)
    second = call(
        eve_calls, "post", f"{path}versions/", {"label": "2027-01", "entries": ENTRIES[:1]}, status=201
    )
    assert (second["n"], second["entries_count"]) == (2, 1)
    listed = call(ada_calls, "get", f"{path}versions/")["results"]
    assert [(each["n"], each["label"], each["entries_count"]) for each in listed] == [
        (2, "2027-01", 1),
        (1, "2026-11", 2),
    ]
    shown = call(ada_calls, "get", f"{path}versions/1/")
    assert shown["entries"][0] == {
        "source": "paper.example",
        "label": "reliable",
        "note": "",
        "since": "2019",
    }
    assert shown["entries"][1]["source"] == "paper.example/blogs"
    assert call(eve_calls, "put", f"{path}current/", {"n": 1})["in_use"] == 1
    assert call(eve_calls, "delete", f"{path}current/")["in_use"] is None
    assert call(ada_calls, "get", "source-lists/")["results"][0]["in_use"] is None
    tag = f'"{made["id"]}.{call(ada_calls, "get", path)["row_version"]}"'
    assert call(eve_calls, "patch", path, {"name": "Ours"}, HTTP_IF_MATCH=tag)["name"] == "Ours"
    call(eve_calls, "patch", path, {"name": "Theirs"}, HTTP_IF_MATCH=tag, status=412)
    call(eve_calls, "patch", path, {"name": "Theirs"}, status=428)


def test_faults_are_told_by_their_place_and_nothing_is_kept(
    eve_calls: APIClient, ada_calls: APIClient
) -> None:
    bad = {
        **LIST,
        "entries": [
            ENTRIES[0],
            {"source": "no host", "label": "x"},
            {**ENTRIES[0], "source": "a.example?b=c"},
        ],
    }
    problem = call(eve_calls, "post", "source-lists/", bad, status=422)
    assert [each["pointer"] for each in problem["errors"]] == ["/entries/1", "/entries/2"]
    problem = call(
        eve_calls,
        "post",
        "source-lists/",
        {**LIST, "entries": [{"source": "a.example", "label": 5}]},
        status=422,
    )
    assert problem["errors"][0]["pointer"].startswith("/entries/0")
    call(eve_calls, "post", "source-lists/", {**LIST, "entries": []}, status=422)
    call(eve_calls, "post", "source-lists/", {**LIST, "score": 5}, status=422)
    call(ada_calls, "post", "source-lists/", LIST, status=403)
    assert not SourceListVersion.objects.exists()
    made = call(eve_calls, "post", "source-lists/", LIST, status=201)
    call(eve_calls, "post", "source-lists/", LIST, status=409)
    path = f"source-lists/{made['id']}/"
    call(eve_calls, "post", f"{path}versions/", {"label": "2026-11", "entries": ENTRIES[:1]}, status=409)
    call(eve_calls, "put", f"{path}current/", {"n": 9}, status=404)
    call(eve_calls, "get", f"{path}versions/9/", status=404)
    for method, where, sent in (
        ("put", "current/", {"n": 1}),
        ("delete", "current/", None),
        ("post", "versions/", LIST),
    ):
        body = {"label": "3", "entries": ENTRIES} if sent is LIST else sent
        call(ada_calls, method, path + where, body, status=403)
    assert SourceListVersion.objects.count() == 1
