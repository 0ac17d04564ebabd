"""Scripts and styles of the desk: an address for each release, kept for good; nothing of an old page is missing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from claims.lib import assets

DESK = "claims/desk/desk.js"


def get(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def test_a_file_of_this_release_is_kept_for_good() -> None:
    answer = get(assets.asset(DESK))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Type"].startswith("text/javascript")
    with open(str(finders.find(DESK)), "rb") as file:  # noqa: PTH123 - as it is served
        assert b"".join(answer.streaming_content) == file.read()


def test_a_page_from_before_a_release_gets_the_present_file_and_does_not_keep_it() -> None:
    answer = get(f"/assets/0123456789ab/{DESK}")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-cache")
    again = get(f"/assets/0123456789ab/{DESK}", **{"If-None-Match": answer["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "no-cache")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/assets/", "/assets/0123456789ab/", "/assets/x/claims/nothing.js", "/assets/x/../y"]
)
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert get(path).status_code == 404


def test_the_plain_address_answers_as_before() -> None:
    assert "immutable" not in get(f"/static/{DESK}")["Cache-Control"]


def test_the_address_changes_with_what_is_in_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    before = assets.digest()
    real = finders.find
    monkeypatch.setattr(finders, "find", lambda name: real(DESK) if name.endswith("keys.js") else real(name))
    assets.digest.cache_clear()
    try:
        assert assets.digest() != before
    finally:
        monkeypatch.undo()
        assets.digest.cache_clear()
    assert assets.digest() == before


def test_while_somebody_works_on_the_files_the_address_is_plain(settings: Any) -> None:
    settings.DEBUG = True
    assert assets.asset(DESK) == f"/static/{DESK}"


def test_all_that_a_module_imports_at_once_is_known() -> None:
    found = assets.with_imports("claims/desk/bench.js")
    assert found[0] == "claims/desk/bench.js"
    assert {"claims/desk/cards.js", "claims/desk/spans.js"} <= set(
        found
    )  # one of its own, one of its imports'
    assert len(found) == len(set(found))
    for name in found:
        with open(str(finders.find(name)), encoding="utf-8") as file:  # noqa: PTH123
            for other in re.findall(r'from "\./([^"]+)"', file.read()):
                assert f"claims/desk/{other}" in found
