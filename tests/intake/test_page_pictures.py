"""Pages of kept PDFs as pictures; one is drawn in the parser child, as all are in the product."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.intake.capturing import capture_text, capture_upload
from claims.intake.models import Snapshot
from claims.intake.page_pictures import picture
from claims.intake.parsing_child import attempt, reader_of
from claims.intake.pdf_pictures import HIGHEST, WIDEST, draw, letters
from claims.intake.storing import take_down
from claims.lib.problems import Conflict, Gone, Problem
from tests.intake.files import locked_pdf, pdf

WORDS = "The same words stand on every page, said the keeper of the lighthouse at Elmstead."
NAMES = ("north", "south", "east")


def _page(number: int) -> list[str]:
    """Lines at its edges that stand on no other page; otherwise they would be taken for running heads."""
    edge = [
        f"The {NAMES[number - 1]} side has {thing} of its own." for thing in ("a wall", "a gate", "a lamp")
    ]
    foot = [
        f"So it was on the {NAMES[number - 1]} side in {time}." for time in ("spring", "summer", "autumn")
    ]
    return [*edge, WORDS, f"Only here are {number * 1000} lamps counted.", *foot]


PAGES = [_page(number) for number in (1, 2, 3)]
DATA = pdf(*PAGES)


def size(data: bytes) -> tuple[int, int]:
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def is_white(data: bytes) -> bool:
    at = data.index(b"IDAT")
    length = struct.unpack(">I", data[at - 4 : at])[0]
    pixels = zlib.decompress(data[at + 4 : at + 4 + length])
    return (
        not any(byte not in (0, 255) for byte in pixels[:: len(pixels) // 50_000 or 1])
        and b"\x00\x00\x00" not in pixels
    )


@pytest.fixture
def kept(ada: Actor) -> Snapshot:
    snapshot = capture_upload(by=ada, name="report.pdf", data=DATA).snapshot
    assert snapshot is not None and snapshot.text is not None
    return snapshot


def place(snapshot: Snapshot, words: str, nth: int = 0) -> dict[str, int]:
    assert snapshot.text is not None
    start = -1
    for _ in range(nth + 1):
        start = snapshot.text.index(words, start + 1)
    return {"start": start, "end": start + len(words)}


@pytest.mark.child
def test_a_page_is_drawn_in_the_child_within_its_limits(kept: Snapshot) -> None:
    drawn = picture(kept, page=2)
    assert (drawn.page, drawn.pages) == (2, 3)
    width, height = size(drawn.picture)
    assert width <= WIDEST and height <= HIGHEST and height > width
    assert not is_white(drawn.picture) and picture(kept).page == 1


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_page_of_a_passage_is_found_also_where_its_words_stand_on_every_page(
    kept: Snapshot, number: int
) -> None:
    assert picture(kept, **place(kept, f"Only here are {number * 1000} lamps counted.")).page == number
    assert picture(kept, **place(kept, WORDS, nth=number - 1)).page == number


def test_words_the_pages_do_not_show_are_on_none_of_them() -> None:
    found = draw(DATA, words="Nowhere in this report is this sentence printed.")
    assert found == {"page": None, "pages": 3}
    assert letters("eﬃcient co-\noperation, 3 %") == letters("efficient cooperation 3%")


def big(width: int, height: int) -> bytes:
    return DATA.replace(b"[0 0 595 842]", f"[0 0 {width} {height}]".encode())


@pytest.mark.parametrize(("width", "height"), [(200_000, 100), (14_400, 14_400), (3, 3)])
def test_a_page_of_any_size_becomes_a_picture_of_ours(width: int, height: int) -> None:
    found = draw(big(width, height), page=1)
    assert 1 <= found["width"] <= WIDEST and 1 <= found["height"] <= HIGHEST


@pytest.mark.parametrize("data", [b"%PDF-1.4 nonsense", locked_pdf("key"), b"", DATA[: len(DATA) // 3]])
def test_what_can_not_be_drawn_is_refused_in_words(data: bytes) -> None:
    answer = attempt(reader_of("pdf_page", url="", charset="", wanted={"page": 1}), data)
    assert "problem" in answer or answer["read"]["pages"] >= 1


def test_what_has_no_pages_shows_none(ada: Actor, ben: Actor, kept: Snapshot) -> None:
    text = capture_text(by=ada, text="No pages here.", title="A letter").snapshot
    assert text is not None
    with pytest.raises(Conflict, match="no PDF"):
        picture(text)
    with pytest.raises(Problem, match="there is no page 9"):
        picture(kept, page=9)
    take_down(kept, by=ben, reason="A court ordered it.")
    with pytest.raises(Gone, match="A court ordered it"):
        picture(kept)


def test_an_editor_sees_the_page_beside_the_text(ada: Actor, ben: Actor, cleo: Actor, kept: Snapshot) -> None:
    client, stranger = Client(), Client()
    client.force_login(ada.user)
    stranger.force_login(cleo.user)
    pages, image = reverse("desk:copy_pages", args=[kept.uid]), reverse("desk:page_picture", args=[kept.uid])
    assert pages in client.get(reverse("desk:snapshot", args=[kept.uid])).content.decode()
    at = place(kept, "Only here are 2000 lamps counted.")
    passage = f"?start={at['start']}&end={at['end']}"
    shown = client.get(pages + passage).content.decode()
    assert "Page 2 of 3" in shown and "the passage stands here" in shown and f'src="{image}?n=2"' in shown
    assert "Previous page" in shown and "Next page" in shown and "2000 lamps" in shown
    drawn = client.get(image + passage)
    assert (
        drawn.headers["Content-Type"] == "image/png" and drawn.headers["Cache-Control"] == "private, no-cache"
    )
    again = client.get(image + passage, headers={"If-None-Match": drawn.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(pages + "?n=9").status_code == 422 and client.get(image + "?n=x").status_code == 422
    assert [stranger.get(address).status_code for address in (pages, image)] == [404, 404]
    take_down(kept, by=ben, reason="A court ordered it.")
    for address in (pages, image):
        gone: Any = client.get(address, headers={"If-None-Match": drawn.headers["ETag"]})
        assert gone.status_code == 410 and "A court ordered it." in gone.content.decode()
