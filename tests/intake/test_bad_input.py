"""Files and texts that can't be read: each gets a clear refusal with a next step, and nothing is kept of it."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import time
import zipfile

import pytest

from claims.history.models import Event
from claims.intake import extraction
from claims.intake.decoding import canonical
from claims.intake.extraction import extract
from claims.intake.models import Article, Blob, Capture, Snapshot, Source
from claims.intake.submitting import submit_text, submit_upload
from claims.lib.html import check_html
from claims.lib.problems import Problem
from tests import quicker
from tests.intake.files import ARTICLE, document, locked_pdf, page, pdf, zipped


def refusal(data: bytes, name: str = "", **more: str) -> Problem:
    with pytest.raises(Problem) as caught:
        extract(data, name=name, **more)
    assert caught.value.next_step, "a refusal names the next step"
    return caught.value


BOMB = zipped({"word/document.xml": b"\0" * 60_000_000})
MANY = zipped({f"word/{n}.xml": b"x" for n in range(1_200)})
HUGE_DEPTH = b"<html><body>" + b"<div>" * 40_000 + b"deep" + b"</div>" * 40_000
NO_WORDS = b"<html><body><script>run()</script><img src=x></body></html>"
SURROGATE = "Half a smile: \ud83d"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "file.empty"),
        (b"", "a.pdf", "file.empty"),
        (b"   \n\t \r\n ", "a.txt", "text.empty"),
        (b"\xef\xbb\xbf", "a.txt", "text.empty"),
        (b"x" * 10_000_001, "a.txt", "file.too_large"),
        (b"words and " * 500_000, "a.txt", "text.too_long"),
        (b"some\0words", "a.txt", "text.nul"),
        ("Größe".encode("cp1252"), "a.txt", "text.encoding"),
        (b"\xff\xfea", "a.txt", "text.encoding"),
        ("words".encode("utf-16-le"), "a.txt", "text.nul"),
        (b"\x89PNG\r\n\x1a\n....", "a.png", "file.kind"),
        (b"\x89PNG\r\n\x1a\n....", "a.txt", "file.kind"),
        (b"{\\rtf1 words}", "a.rtf", "file.kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "a.doc", "file.kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "a.docx", "file.kind"),
        (b"just words", "a.docx", "docx.not_one"),
        (b"PK\x03\x04 not a zip at all", "a.docx", "docx.not_one"),
        (zipped({"hello.txt": b"hello"}), "a.docx", "docx.not_one"),
        (zipped({"word/document.xml": b"<not-closed"}), "a.docx", "docx.not_one"),
        (document(*ARTICLE)[:-400], "a.docx", "docx.not_one"),
        (document(), "a.docx", "docx.no_text"),
        (BOMB, "a.docx", "docx.too_heavy"),
        (MANY, "a.docx", "docx.too_heavy"),
        (b"just words", "a.pdf", "pdf.damaged"),
        (b"%PDF-1.7 and then nothing of the kind", "a.pdf", "pdf.damaged"),
        (pdf([], []), "a.pdf", "pdf.no_text"),
        (locked_pdf("secret"), "a.pdf", "pdf.password"),
        (HUGE_DEPTH, "a.html", "html.too_deep"),
        (b"<p>x" * 10 + b"<br>" * 200_001, "a.html", "html.too_many_tags"),
        (b"<p " + b"a=1 " * 2_000 + b">x", "a.html", "html.too_many_attributes"),
        (NO_WORDS, "a.html", "page.no_text"),
        (b"<html></html>", "a.html", "page.no_text"),
        (b"<html><p>some\0words", "a.html", "text.nul"),
        (page("Gr\xf6\xdfe").replace("Größe".encode(), b"Gr\xf6\xdfe"), "a.html", "text.encoding"),
    ],
)  # fmt: skip
def test_an_unreadable_file_is_refused_in_words(data, name, code):
    assert refusal(data, name).code == code


def test_the_wrong_encoding_is_refused_with_its_place():
    problem = refusal("12 Größen".encode("cp1252"), "a.txt")
    assert "Byte 5" in problem.detail and "0xF6" in problem.detail
    assert "UTF-8" in problem.next_step


def test_a_type_that_is_no_text_is_refused():
    assert refusal(b'{"a": 1}', media_type="application/json").code == "file.kind"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text.empty"),
        (" \n\t\u00a0\u2003 ", "text.empty"),
        ("\ufeff", "text.empty"),
        ("words " * 900_000, "text.too_long"),
        ("some\x00words", "text.nul"),
        (SURROGATE, "text.surrogate"),
    ],
)
def test_an_unusable_text_is_refused_in_words(text, code):
    with pytest.raises(Problem) as caught:
        canonical(text)
    assert (caught.value.code, caught.value.pointer) == (code, "/text")
    assert caught.value.next_step


def test_the_place_of_a_bad_character_is_named():
    with pytest.raises(Problem, match="Character 14"):
        canonical(SURROGATE)


def kept() -> list[int]:
    return [model.objects.count() for model in (Article, Source, Capture, Snapshot, Blob)]


@pytest.mark.parametrize("text", ["", "  \n ", "words " * 900_000, "some\x00words", SURROGATE])
def test_nothing_is_kept_of_a_refused_text(ada, text):
    events = Event.objects.count()
    with pytest.raises(Problem):
        submit_text(by=ada, text=text, title="A title")
    assert kept() == [0, 0, 0, 0, 0]
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("data", "name"), [(BOMB, "a.docx"), (locked_pdf("x"), "a.pdf"), (HUGE_DEPTH, "a.html")]
)
def test_nothing_is_kept_of_a_refused_file(ada, data, name):
    with pytest.raises(Problem):
        submit_upload(by=ada, name=name, data=data)
    assert kept() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"title": "x" * 501}, "/title"),
        ({"title": "a\x00b"}, "/title"),
        ({"title": SURROGATE}, "/title"),
        ({"publisher": "x" * 201}, "/publisher"),
        ({"url": "not an address"}, "/url"),
        ({"url": "javascript:alert(1)"}, "/url"),
        ({"url": "https://paper.example/" + "x" * 3000}, "/url"),
        ({"published_on": "last Tuesday"}, "/published_on"),
        ({"published_on": "2019-02-30"}, "/published_on"),
        ({"language": "<script>"}, "/language"),
    ],
)
def test_a_field_that_cannot_be_kept_is_pointed_at(ada, more, pointer):
    with pytest.raises(Problem) as caught:
        submit_text(by=ada, text="Some words.", **more)
    assert caught.value.pointer == pointer and caught.value.next_step
    assert kept() == [0, 0, 0, 0, 0]


# --- the pre-filter and the child ---


@pytest.mark.parametrize(
    "data",
    [
        b"<a '" * 300_000,
        b'<a b="' * 300_000,
        b"<!--" * 300_000,
        b"<" * 2_000_000,
        b"<script>" * 100_000,
        b"</div>" * 190_000,
        b"<![CDATA[" * 100_000,
    ],
)
def test_the_prefilter_is_linear(data):
    started = time.process_time()
    with contextlib.suppress(Problem):
        check_html(data)
    assert time.process_time() - started < 5


def test_void_and_unclosed_tags_are_no_nesting():
    check_html(b"<p>one" * 2_000 + b"<br>" * 2_000 + b"<li>point" * 2_000)


def test_a_tag_inside_a_comment_or_program_is_no_tag():
    check_html(b"<!-- " + b"<div>" * 2_000 + b" --><script>" + b"'<div>'" * 2_000 + b"</script>")


@pytest.mark.child
@pytest.mark.parametrize(
    ("name", "data"), [("a.html", page()), ("a.docx", document(*ARTICLE)), ("a.pdf", pdf(ARTICLE))]
)
def test_the_child_reads_what_its_parsers_read(name, data, monkeypatch):
    read = extract(data, name=name)
    monkeypatch.setattr(extraction, "ask_child", quicker.read_here)
    assert read == extract(data, name=name) and ARTICLE[-1] in read.text


@pytest.mark.child
@pytest.mark.parametrize("order", ["loop", "memory", "flood", "die"])
def test_a_parser_that_runs_away_is_stopped(monkeypatch, tmp_path, order):
    """A child that loops, eats memory, floods its answer or dies is a refusal, not a fault of ours."""
    program = tmp_path / "claims" / "intake"
    program.mkdir(parents=True)
    (tmp_path / "claims" / "__init__.py").touch()
    (program / "__init__.py").touch()
    real = extraction.__file__.replace("extraction.py", "parsing_child.py")
    bodies = {
        "loop": "while True: pass",
        "memory": "kept = [bytearray(50_000_000) for _ in range(100)]",
        "flood": "import sys\nwhile True: sys.stdout.write('x' * 1_000_000)",
        "die": "import os; os.abort()",
    }
    (program / "parsing_child.py").write_text(
        f"source = open({real!r}).read().split('if __name__')[0]\nexec(source)\nconfine()\n{bodies[order]}\n"
    )
    monkeypatch.setattr(extraction, "_BASE", tmp_path)
    monkeypatch.setattr(extraction, "WALL_SECONDS", 3.0)
    started = time.monotonic()
    assert refusal(page(), "a.html").code == "file.too_heavy"
    assert time.monotonic() - started < 8


def test_the_child_gets_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "planted")
    assert "planted" not in str(extraction._bare_environment())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can take the network away")
def test_the_child_has_no_network():
    program = (
        "import socket\nfrom claims.intake.parsing_child import confine\nbefore = len(socket.if_nameindex())\n"
        "confine()\nprint(before, [name for _, name in socket.if_nameindex()])"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=extraction._BASE, capture_output=True, text=True, check=True
    ).stdout
    if "['lo']" not in said:
        pytest.skip("this system gives a process no network of its own")


@pytest.mark.child
def test_a_document_with_an_entity_bomb_ends_in_a_refusal():
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document(*ARTICLE))) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                bomb = "".join(
                    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "words" * 10}">' for n in range(10)
                )
                data = data.replace(b"<w:document", f"<!DOCTYPE x [{bomb}]><w:document".encode(), 1)
                data = data.replace(b"Microsoft", b"&e7;", 1)
            target.writestr(name, data)
    assert refusal(stream.getvalue(), "a.docx").code in {"docx.not_one", "file.too_heavy"}
