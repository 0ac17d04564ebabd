"""The musts of the W3C's web-annotation-tests, asked of every annotation of our export. Run by `run`, which fetches the
suite at the commit named there; it is not kept here."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from claims.accounts.acting import Actor
from claims.publishing import annotations as web
from claims.publishing.exporting import FORMS, checks, spans_of, texts_of
from tests import kept
from tests.conftest import ada, ben, cheap_and_quiet, eve, harbor
from tests.publishing import desk

__all__ = ["ada", "ben", "cheap_and_quiet", "eve", "harbor"]

SUITE = Path(os.environ.get("WEB_ANNOTATION_TESTS", Path(__file__).parent / "web-annotation-tests"))


def schema(path: str) -> Any:
    return json.loads((SUITE / path).read_text(encoding="utf-8-sig"))


def registry() -> Registry[Any]:
    """The suite's definitions, under the names by which its tests refer to them."""
    found: Registry[Any] = Registry()
    for path in sorted((SUITE / "definitions").glob("*.json")):
        found = found.with_resource(path.name, Resource(json.loads(path.read_text("utf-8-sig")), DRAFT4))
    return found


def musts(name: str) -> list[str]:
    listed: list[str] = schema(name)["assertions"]
    return listed


FORMATS = FormatChecker(formats=("date-time",))


@FORMATS.checks("uri")
def is_uri(value: object) -> bool:
    """The library checks this format with a package we have not."""
    return not isinstance(value, str) or bool(urlsplit(value).scheme and not re.search(r"\s", value))


def failed(value: Any, assertions: list[str]) -> list[str]:
    known = registry()
    found = []
    for path in assertions:
        test = schema(path)
        checker = Draft4Validator(test, registry=known, format_checker=FORMATS)
        if checker.is_valid(value) != (test["expectedResult"] == "valid"):
            found.append(f"{path}: {test['errorMessage']}")
    return found


@pytest.fixture
def published(ada: Actor, ben: Actor) -> list[dict[str, Any]]:
    text = "Before it. Most people think so. 🚢 After it."
    for n in range(3):
        version = kept.article(ada, text, title=f"When {n}?", url=f"https://blog.example/{n}")
        desk.publish(ada, ben, kept.claim(ada, "Most people think so.", at=version))
    return [
        item
        for part in checks(ada.organisation)
        for check in part
        for item in web.annotations_of(check, texts_of(ada.organisation, part), spans_of(check))
    ]


def test_every_annotation_keeps_all_54_musts(published: list[dict[str, Any]]) -> None:
    assertions = musts("annotations/annotationMusts.test")
    assert len(assertions) == 54
    assert {each["motivation"] for each in published} == {"assessing", "linking"}
    for item in published:
        assert failed(item, assertions) == [], item["id"]
    sys.stdout.write(f"\n{len(published)} annotations: {len(assertions)}/{len(assertions)} musts each\n")


def test_the_suite_finds_what_is_broken(published: list[dict[str, Any]]) -> None:
    assertions = musts("annotations/annotationMusts.test")
    for spoil in ({"id": "no iri"}, {"@context": "x"}, {"bodyValue": "both"}, {"created": "yesterday"}):
        assert failed({**published[0], **spoil}, assertions), spoil
    without = {name: value for name, value in published[0].items() if name != "target"}
    assert failed(without, assertions)


def test_the_page_and_a_collection_keep_theirs(published: list[dict[str, Any]], ada: Actor) -> None:
    page = json.loads(b"".join(FORMS["annotations"].write(ada.organisation)))
    assert failed(page, musts("collections/pages/pageMusts.test")) == []
    whole = web.collection("http://harbor.example/#annotations", "Checks", published)
    assert failed(whole, musts("collections/collectionMusts.test")) == []
