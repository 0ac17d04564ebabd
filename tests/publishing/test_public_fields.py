"""What readers and programs may know of a check: every field by name. A new one is public only once it stands in
`public_fields.txt`, so that nothing gets out by being added somewhere upstream."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from claims.api.presenting.checks import CheckShown
from claims.publishing import claimreview, feeds, google_shapes, pages
from claims.publishing.looked import Looked, Search
from claims.publishing.method import Asked, Considered, Method
from claims.publishing.shown import Check
from claims.publishing.versions import method_data
from tests.publishing import checks

LISTED = Path(__file__).parent / "public_fields.txt"
TEMPLATES = Path(pages.__file__).parent / "templates"
KEPT_INSIDE = {"Verdict.revision", "Check.newsroom"}
"""Rows of the database that the read model carries for our own code: no template may go through them."""
OF_A_NEWSROOM = {"name", "language", "timezone"}
"""All that a public template may take from a newsroom."""


def of_the_read_model(start: type[Any]) -> Iterator[str]:
    """Fields and properties of a dataclass and of those it holds, by `Class.name`."""
    seen: set[type[Any]] = set()
    waiting = [start]
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        hints = get_type_hints(each)
        for field in dataclasses.fields(each):
            yield f"{each.__name__}.{field.name}"
            waiting += [kind for kind in inside(hints[field.name]) if dataclasses.is_dataclass(kind)]
        yield from (
            f"{each.__name__}.{name}" for name, value in vars(each).items() if isinstance(value, property)
        )


def inside(hint: Any) -> Iterator[type[Any]]:
    """The classes in a type such as `tuple[Quoted, ...] | None`."""
    if get_origin(hint) is None and not isinstance(hint, UnionType):
        if isinstance(hint, type) and hint is not NoneType:
            yield hint
        return
    for each in get_args(hint):
        yield from inside(each)


def of_data(value: Any, path: str) -> Iterator[str]:
    """The names in plain values: `check.json evidence[].quote`."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield f"{path}.{name}"
            if name != "claim_review":  # listed once, by itself
                yield from of_data(each, f"{path}.{name}")
    elif isinstance(value, list):
        for each in value:
            yield from of_data(each, f"{path}[]")


def examples() -> list[Check]:
    """Checks that have everything a check can have, between them."""
    asked = Looked("own", "Our archive", "evidence", "found", "ok", 2, 1, 1, "", checks.AT)
    corrected = checks.verdict(
        n=2,
        correction_kind="verdict_change",
        correction_note="Figures came.",
        search=Search(True, (asked,)),
        origins=((1,),),
        claimant="Jo Doe",
        claimed_on=checks.AT.date(),
        method=Method(
            checks.AT,
            checks.AT,
            checks.AT,
            queries=(Asked("own", "Our archive", "evidence", "most people", checks.AT, checks.AT, "ok", 2),),
            considered=(Considered("A blog", "", "https://blog.example/", "set_aside"),),
            unnamed=1,
            not_looked_at=2,
        ),
        sources=(checks.source(), checks.source(number=2, quote="Another passage.")),
    )
    forecast = checks.verdict(
        kind="prediction",
        answer=None,
        prediction={
            "subject": "AGI", "measure": "is created", "comparator": ">=", "threshold": 1, "unit": "count",
            "probability": 0.5, "horizon_on": "2099-12-31", "criteria": "A machine does it.",
            "resolution_source": "A panel", "state": "open",
            "checkpoints": [{"due_on": "2030-01-01", "question": "And now?", "finding": ""}],
        },
    )  # fmt: skip
    retracted = checks.check(
        checks.verdict(n=2, correction_kind="retraction", correction_note="A forgery."),
        checks.verdict(),
        state="retracted",
    )
    return [checks.check(corrected, checks.verdict()), checks.check(forecast), retracted]


def public_fields() -> set[str]:
    found = {each for each in of_the_read_model(Check) if each not in KEPT_INSIDE}
    for check in examples():
        found |= set(of_data(pages.as_data(check), "check.json"))
        found |= set(of_data(method_data(check, check.newest), "method.json"))
        markup = claimreview.claim_review(check)
        found |= set(of_data(markup, "ClaimReview") if markup else ())
        found |= set(of_data(google_shapes.page_of(check), "v1alpha1 page"))
        feed = feeds.json_feed(check.newsroom, [check])
        found |= set(of_data(json.loads(feed.body), "feed.json"))
    found |= {f"/api/v1/checks/ {name}" for name in CheckShown().fields}
    return found


def test_every_public_field_is_listed() -> None:
    listed = set(LISTED.read_text().split("\n")) - {""}
    found = public_fields()
    assert not found - listed, "public now and not listed: may readers know this? " + ", ".join(
        sorted(found - listed)
    )
    assert not listed - found, "listed and not there any more: " + ", ".join(sorted(listed - found))


def test_no_public_template_reaches_into_a_row_of_the_database() -> None:
    faults = []
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text()
        code = " ".join(re.findall(r"\{[{%](.*?)[%}]\}", text, re.DOTALL))
        taken = set(re.findall(r"\bnewsroom\.(\w+)", code)) - OF_A_NEWSROOM
        faults += [f"{template.name}: newsroom.{name}" for name in taken]
        faults += [f"{template.name}: {each}" for each in re.findall(r"\w+\.(?:revision|newsroom)\b", code)]
    assert not faults, faults
