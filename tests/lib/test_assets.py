"""Scripts and styles: an address for each release, kept for good, packed; nothing of an old page is missing."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from claims.lib import assets

DESK = "claims/desk/desk.js"
PUBLIC = "claims/public.css"
FONT = "vendor/fonts/source-sans-3-latin-wght-normal.woff2"


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
    assert assets.asset(DESK) == assets.readers_asset(DESK) == f"/static/{DESK}"


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


def bytes_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("name", [DESK, PUBLIC, "claims/icon.svg", "vendor/htmx.min.js"])
def test_a_browser_gets_it_packed(name: str) -> None:
    real = Path(str(finders.find(name))).read_bytes()
    packed = get(assets.asset(name), **{"Accept-Encoding": "gzip, br"})
    body = bytes_of(packed)
    assert (packed.status_code, packed["Content-Encoding"], packed["Vary"]) == (
        200,
        "gzip",
        "Accept-Encoding",
    )
    assert int(packed["Content-Length"]) == len(body) < len(real)
    assert gzip.decompress(body) == real
    assert packed["Cache-Control"] == "public, max-age=31536000, immutable"
    head = Client().head(assets.asset(name), headers={"Accept-Encoding": "gzip"})
    assert head["Content-Length"] == packed["Content-Length"] and not bytes_of(head)


@pytest.mark.parametrize("takes", ["", "identity", "gzip;q=0, br"])
def test_who_does_not_unpack_gets_it_as_it_is(takes: str) -> None:
    answer = get(assets.asset(PUBLIC), **{"Accept-Encoding": takes})
    assert bytes_of(answer) == Path(str(finders.find(PUBLIC))).read_bytes()
    assert "Content-Encoding" not in answer and answer["Vary"] == "Accept-Encoding"


def test_each_copy_is_known_by_its_own_tag() -> None:
    address = assets.asset(PUBLIC)
    plain, packed = get(address), get(address, **{"Accept-Encoding": "gzip"})
    assert plain["ETag"] != packed["ETag"]
    again = get(address, **{"Accept-Encoding": "gzip", "If-None-Match": f'"other", W/{packed["ETag"]}'})
    assert (again.status_code, again["ETag"], again["Vary"]) == (304, packed["ETag"], "Accept-Encoding")
    other = get(address, **{"Accept-Encoding": "gzip", "If-None-Match": plain["ETag"]})
    assert (other.status_code, other["Content-Encoding"]) == (200, "gzip")
    since = get(address, **{"Accept-Encoding": "gzip", "If-Modified-Since": packed["Last-Modified"]})
    assert since.status_code == 304


def test_a_part_is_a_part_of_the_file_as_it_is() -> None:
    part = get(assets.asset(PUBLIC), **{"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert (part.status_code, bytes_of(part)) == (206, Path(str(finders.find(PUBLIC))).read_bytes()[:10])
    assert "Content-Encoding" not in part


def test_a_font_is_packed_already() -> None:
    answer = get(assets.readers_asset(FONT), **{"Accept-Encoding": "gzip"})
    assert bytes_of(answer) == Path(str(finders.find(FONT))).read_bytes()
    assert "Content-Encoding" not in answer and "immutable" in answer["Cache-Control"]


def test_public_pages_keep_their_addresses_when_the_desk_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = (assets.digest(), assets.readers_digest())
    assert assets.readers_asset(PUBLIC) == f"/assets/{before[1]}/{PUBLIC}"
    assert "immutable" in get(assets.readers_asset(PUBLIC))["Cache-Control"]
    real = finders.find
    for name, stays in (("keys.js", True), ("public.css", False)):
        monkeypatch.setattr(finders, "find", lambda each, n=name: real(DESK if each.endswith(n) else each))
        assets.digest.cache_clear()
        assets.readers_digest.cache_clear()
        try:
            assert assets.digest() != before[0]
            assert (assets.readers_digest() == before[1]) is stays
        finally:
            monkeypatch.undo()
            assets.digest.cache_clear()
            assets.readers_digest.cache_clear()
