"""The picture a check is shared with: drawn by us, small, readable, and another one after a correction."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from claims.accounts.acting import Actor
from claims.publishing import ordering, share
from claims.publishing.models import PublicFile
from tests.publishing import checks, desk

LONG = "The harbour authority said that the number of ships " * 12


@pytest.mark.parametrize("stamp", sorted(share.STAMPS))
def test_every_verdict_can_be_read_on_its_band_and_stays_small(stamp: str) -> None:
    fill, on = share.STAMPS[stamp]
    assert share.contrast(fill, on) >= 4.5
    assert share.contrast(share.PAPER, share.INK) >= 4.5
    body = share.draw("The Harbor", stamp, "Mostly false", LONG[:240], LONG[:200])
    assert len(body) <= 300_000
    image = Image.open(io.BytesIO(body))
    assert image.size == (1200, 630)
    colours = image.convert("RGB").crop((0, 440, 1200, 630)).getcolors(maxcolors=100_000) or []
    assert len(colours) > 2, "a shape and a word on the band"


def test_verdicts_differ_by_shape_in_grey_too() -> None:
    shapes = {share._ball(stamp, "#ffffff", "#000000", 60).convert("L").tobytes() for stamp in share.STAMPS}
    assert len(shapes) == len(share.STAMPS)


def test_words_without_letters_in_our_fonts_are_left_out_and_never_drawn_as_boxes() -> None:
    hebrew = share.draw("The Harbor", "r2", "Mostly false", "4,000 עצים", "נשתלו")
    assert hebrew == share.draw("The Harbor", "r2", "Mostly false", "日本", "日本")
    assert hebrew != share.draw("The Harbor", "r2", "Mostly false", "4,000 trees", "planted")
    czech = share.draw("The Harbor", "r2", "Mostly false", "Příliš žluťoučký kůň", "Ano")
    assert czech != hebrew


def test_its_address_names_what_is_drawn() -> None:
    check = checks.check()
    other = checks.check(checks.verdict(conclusion="Something else."))
    assert share.share_path(check) == share.share_path(checks.check())
    assert share.share_path(check) != share.share_path(other)
    assert share.share_path(check) != share.share_path(checks.check(state="retracted"))
    assert "Mostly false" in share.share_image(check)["alt"]


def shown(path: str) -> str:
    html = desk.reader().get(path).content.decode()
    return re.findall(r'<meta property="og:image" content="http://harbor.example([^"]+)">', html)[0]


def test_a_correction_has_another_picture_and_the_old_address_leads_to_it(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    path, reader = desk.path_of(publication), desk.reader()
    before = shown(path)
    answer = reader.get(before)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert "immutable" in answer["Cache-Control"] and "Content-Encoding" not in answer
    desk.correct(publication, ada, ben, kind="verdict_change", note="Figures came.", rating="true")
    after = shown(path)
    assert after != before and reader.get(after).status_code == 200
    assert reader.get(before)["Location"] == after
    assert PublicFile.objects.filter(path__startswith="/share/").count() == 1
    html = reader.get(path).content.decode()
    for part in (
        '<meta property="og:type" content="article">', '<meta property="og:image:width" content="1200">',
        '<meta name="twitter:card" content="summary_large_image">',
        '<meta property="og:image:alt" content="The Harbor: True.',
        '<meta name="twitter:image:alt" content="The Harbor: True.', '<meta property="article:modified_time"',
    ):  # fmt: skip
        assert part in html, part
    assert "og:image" not in reader.get(f"{path}v/1/").content.decode()
    assert reader.get(f"/share/{publication.fact_check.claim.uid}/9-aaaaaaaaaa.png")["Location"] == after
    assert reader.get("/share/aaaaaaaaaaaa/1-aaaaaaaaaa.png").status_code == 404
    publication.refresh_from_db()
    ordering.withdraw(publication, by=ben, reason="A court asked for it.")
    assert reader.get(after).status_code == 404
    assert not PublicFile.objects.filter(path__startswith="/share/").exists()
