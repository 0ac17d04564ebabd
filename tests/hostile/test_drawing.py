"""Pages of hostile PDFs as pictures: drawn or refused in words, in time and memory; nothing runs, nothing is loaded."""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import select
import signal
import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.intake import page_pictures, pdf_pictures
from claims.intake.capturing import capture_upload
from claims.intake.extraction import read_in_child
from claims.intake.parsing_child import MEMORY, attempt, limit_time, reader_of
from claims.lib.problems import Problem
from tests.hostile.conftest import Trap
from tests.hostile.drawn import drawn, endless, heavy, leading
from tests.hostile.papers import LINES, paper
from tests.intake.files import pdf

TOGETHER = 10
CODES = {*page_pictures.UNDRAWN, "pdf.no_such_page"}


def in_a_fork(*asked: tuple[bytes, dict[str, Any]], seconds: int) -> list[dict[str, Any]]:
    """What the child makes of these, under the child's limits, without the second it takes to start one: this process
    is copied. Its network is left to it, so that it is the drawing itself that calls nobody. Nothing where it was
    stopped."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            faulthandler.disable()
            most = MEMORY * 2  # ours holds a test suite already
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            limit_time(seconds)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            answers = []
            for data, wanted in asked:
                answer = attempt(reader_of("pdf_page", url="", charset="", wanted=wanted), data)
                if read := answer.get("read"):
                    answer["read"] = {**read, "picture": len(read.get("picture") or "")}
                answers.append(answer)
            os.write(into, json.dumps(answers).encode())
        finally:
            os._exit(0)
    os.close(into)
    said, until = b"", time.monotonic() + 5 * seconds
    while time.monotonic() < until and select.select([out], [], [], max(0, until - time.monotonic()))[0]:
        piece = os.read(out, 65536)
        if not piece:
            break
        said += piece
    os.close(out)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return list(json.loads(said)) if said else []


def of_each(asked: list[tuple[bytes, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The answer for each; empty for what was stopped. Many are tried in one copy, halves where that one ended."""
    answers = in_a_fork(*asked, seconds=1)
    if answers or len(asked) == 1:
        return answers or [{}]
    middle = len(asked) // 2
    return of_each(asked[:middle]) + of_each(asked[middle:])


def is_in_bounds(answer: dict[str, Any]) -> bool:
    """Drawn small enough, refused with a code that has words, or stopped."""
    if read := answer.get("read"):
        found = read["page"] is None or (
            1 <= read["width"] <= pdf_pictures.WIDEST
            and 1 <= read["height"] <= pdf_pictures.HIGHEST
            and 0 < read["picture"] < 2 * pdf_pictures.MOST_BYTES
        )
        return bool(found)
    if problem := answer.get("problem"):
        return problem["code"] in CODES and bool(problem["detail"].strip())
    return "unreadable" in answer or "too_heavy" in answer


def test_no_paper_makes_whoever_draws_it_call_anybody_or_go_on_without_end(
    trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a tenth of the size, which costs a hundredth of the time."""
    monkeypatch.setattr(pdf_pictures, "WIDEST", 124)
    monkeypatch.setattr(pdf_pictures, "HIGHEST", 175)
    files = list(drawn(trap.here))
    assert len(files) > 75 and len({name for name, _ in files}) == len(files)
    pictures, stopped = 0, []
    for first in range(0, len(files), TOGETHER):
        some = files[first : first + TOGETHER]
        for (name, _), answer in zip(some, of_each([(data, {"page": 1}) for _, data in some]), strict=True):
            assert not answer or is_in_bounds(answer), (name, str(answer)[:300])
            pictures += bool(answer.get("read", {}).get("picture"))
            stopped += [] if answer else [name]
    passage = {"page": None, "words": LINES[0], "before": "", "after": LINES[1]}
    found = of_each([(data, passage) for _, data in leading(trap.here)])
    assert all(not answer or is_in_bounds(answer) for answer in found) and any(found)
    assert pictures > 50, "most of them are drawn all the same"
    assert len(stopped) < 12, stopped
    assert trap.asked == []


@pytest.mark.parametrize(("name", "data"), [pytest.param(*each, id=each[0]) for each in heavy()])
def test_what_is_heavy_is_drawn_or_stopped(name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pictures, "WIDEST", 124)
    monkeypatch.setattr(pdf_pictures, "HIGHEST", 175)
    assert all(map(is_in_bounds, in_a_fork((data, {"page": 1}), seconds=1))), name


@pytest.mark.parametrize(("name", "data"), [pytest.param(*each, id=each[0]) for each in endless()])
def test_what_would_be_drawn_for_hours_is_stopped(name: str, data: bytes) -> None:
    started = time.monotonic()
    assert all(map(is_in_bounds, in_a_fork((data, {"page": 1}), seconds=1))), name
    assert time.monotonic() - started < 4


@pytest.mark.child
def test_the_real_child_is_stopped_in_time_and_says_why() -> None:
    _, hours = next(endless())
    started = time.monotonic()
    with pytest.raises(Problem) as refused:
        read_in_child("pdf_page", hours, wanted={"page": 1}, seconds=1.5)
    assert refused.value.code == "file.too_heavy" and time.monotonic() - started < 5


def test_an_editor_reads_the_text_where_the_page_can_not_be_drawn_and_nobody_waits_twice(
    ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    good = pdf(["The lighthouse at Elmstead has three lamps and one keeper, who counts them each night."])
    kept = capture_upload(by=ada, name="report.pdf", data=good).snapshot
    assert kept is not None
    asked: list[str] = []

    def stopped(kind: str, data: bytes, **more: Any) -> dict[str, Any]:
        asked.append(kind)
        raise Problem("file.too_heavy", "Too much.")

    monkeypatch.setattr(page_pictures, "read_in_child", stopped)
    client = Client()
    client.force_login(ada.user)
    pages, image = reverse("desk:copy_pages", args=[kept.uid]), reverse("desk:page_picture", args=[kept.uid])
    for _ in range(3):
        shown = client.get(pages)
        words = shown.content.decode()
        assert shown.status_code == 200 and "Drawing this page took too much time or memory" in words
        assert "three lamps and one keeper" in words and f'src="{image}' not in words
        assert client.get(image).status_code == 422
    assert asked == ["pdf_page"]
    monkeypatch.setattr(page_pictures, "SECONDS", 0.05)
    for _ in range(page_pictures.AT_ONCE):
        assert page_pictures._drawing.acquire(blocking=False)
    busy = client.get(image + "?n=2")
    for _ in range(page_pictures.AT_ONCE):
        page_pictures._drawing.release()
    assert busy.status_code == 503 and "Too many pages are being drawn" in busy.content.decode()
    assert client.get(image + "?n=2").status_code == 422, "that one was not remembered"


def test_a_page_that_can_not_be_read_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passage on the second page is found though the first one has no text that can be read."""
    real = pdf_pictures.letters
    calls: list[int] = []

    def first_fails(text: str) -> str:
        calls.append(1)
        if len(calls) == 4:  # three for the passage and what stands around it
            raise pdf_pictures.pypdfium2.PdfiumError("no text")
        return real(text)

    monkeypatch.setattr(pdf_pictures, "letters", first_fails)
    data = pdf(["Nothing is said on this page of the report."], ["The keeper counts the lamps each night."])
    assert pdf_pictures.draw(data, words="The keeper counts the lamps")["page"] == 2


def test_a_harmless_page_is_drawn_by_the_same_means() -> None:
    answer = in_a_fork((paper(), {"page": 1}), seconds=5)[0]
    assert answer["read"]["page"] == 1 and answer["read"]["picture"] > 1000
